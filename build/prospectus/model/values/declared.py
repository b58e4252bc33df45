"""Values that a site can declare in `content/site.yml`, beside those that are built in: levels, and types of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import StringConstraints

LEVELS = ("introductory", "intermediate", "advanced")
"""The levels of a site that declares none, the easiest first."""
EVENT_TYPES = ("talk", "training", "lecture", "meeting", "campaign", "bulletin")
"""The types of events that every site has."""
CALENDAR_MARKS = ("obligation", "day", "span", "focus", "milestone", "holiday", "makeup", "no-night", "last-trading", "deadline")
"""What stands in calendars besides events. No type of event has one of these names."""


def is_event_type(occurrence_type: str) -> bool:
    """Return whether something in a calendar is an event."""
    return occurrence_type not in CALENDAR_MARKS


@dataclass(frozen=True, slots=True)
class DeclaredMark:
    """Marks a string field as a value that the site declares, or that is built in. A check decides."""

    field: str
    """The field of `content/site.yml` that declares the values."""
    built_in: tuple[str, ...]
    replaces: bool = False
    """Whether the declared values replace those that are built in, instead of being added."""

    def list_values(self, declared: tuple[str, ...]) -> tuple[str, ...]:
        """Return the values that a site has which declares these."""
        return declared if declared and self.replaces else tuple(dict.fromkeys((*self.built_in, *declared)))


_Word = StringConstraints(min_length=1, max_length=80)

Level = Annotated[str, _Word, DeclaredMark("levels", LEVELS, replaces=True)]
"""How much a text takes for granted."""

EventType = Annotated[str, _Word, DeclaredMark("event_types", EVENT_TYPES)]
"""What an event is."""
