"""Proposals: events read from notices, calendars and schedules of others, which a person confirms before they are written."""
