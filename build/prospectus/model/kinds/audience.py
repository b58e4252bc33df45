"""Audiences: the groups of readers that content is made for."""

from __future__ import annotations

from prospectus.model.record import Record


class Audience(Record):
    """A group of readers: schema.org's Audience."""
