"""Self-regulatory measures that an exchange may take."""

from __future__ import annotations

from prospectus.model.record import Record
from prospectus.model.values.text import InlineText


class Measure(Record):
    """A self-regulatory measure as a rule lists it."""

    number: int
    """Its number in the list."""
    announced: bool = False
    """Whether it is announced to the whole market."""
    meaning: InlineText
    """What it means for a client."""
