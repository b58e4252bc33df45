"""Calendars to subscribe to (RFC 5545, RFC 7986)."""
