"""What the releases say of each entry of a calendar: how often it really changed, and when it last did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from prospectus.model.changes import same
from prospectus.model.library import Key
from prospectus.model.release import FrozenEvent, Release

SIGNIFICANT = ("title", "starts", "ends", "place", "channel")
"""What counts for SEQUENCE besides the standing (RFC 5545, 3.8.7.4): SUMMARY, DTSTART, DTEND and LOCATION."""
SHOWN = (*SIGNIFICANT, "reason", "type", "language", "subtitles", "people", "series", "replay")
"""What counts for LAST-MODIFIED: all that an entry says."""
STANDINGS = {"planned": "TENTATIVE", "cancelled": "CANCELLED", "moved": "moved"}
"""How an entry stands: its STATUS, and whether its title bears a mark; everything else is CONFIRMED."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of one entry; without any release, nothing has happened yet."""

    sequence: int = 0
    """How often a significant property changed."""
    changed: date | None = None
    """The day of the last release with a real change."""
    pending: bool = False
    """Whether it says something else now than in its last release."""


class Snapshot(NamedTuple):
    """An event as one release froze it."""

    place: int
    """Where the release stands among all."""
    day: date
    event: FrozenEvent


@dataclass(slots=True)
class History:
    """The snapshots of every event, in the order in which they were released."""

    _of: dict[Key, list[Snapshot]] = field(default_factory=dict)

    @classmethod
    def of(cls, releases: Iterable[Release]) -> History:
        """Read the releases once; those that are samples tell nothing."""
        history = cls()
        for place, release in enumerate(in_order(releases)):
            for event in release.events:
                history._of.setdefault(event.key, []).append(Snapshot(place, release.published.first_day, event))
        return history

    def snapshots(self, keys: Sequence[Key]) -> list[Snapshot]:
        """Return what was released of an event under any of its ids, oldest first."""
        found = [each for key in keys for each in self._of.get(key, ())]
        return found if len(keys) < 2 else sorted(found, key=lambda each: each.place)

    def past(self, event: FrozenEvent, deadline: str = "") -> Past:
        """Return the past of the entry of an event as it is now, or of that of one of its deadlines."""
        keys = [(event.kind, key) for key in (event.id, *event.formerly)]
        return past([(each.day, each.event) for each in self.snapshots(keys) if _has(each.event, deadline)], event, deadline)

    def knows(self, key: Key) -> bool:
        """Return whether an event was ever released under this id."""
        return key in self._of


def in_order(releases: Iterable[Release]) -> list[Release]:
    """Return the releases that are real, in the order in which they were given out."""
    real = (each for each in releases if each.exported)
    return sorted(real, key=lambda each: (each.published, each.month, each.number))


def past(snapshots: Sequence[tuple[date, FrozenEvent]], now: FrozenEvent, deadline: str = "") -> Past:
    """Return what became of an entry through its snapshots, oldest first, and whether it differs now.

    A release of what is there already changes nothing: then neither number rises.
    """
    sequence, changed = 0, None
    before: FrozenEvent | None = None
    for day, each in snapshots:
        sequence += before is not None and _differs(before, each, deadline, significant=True)
        if before is None or _differs(before, each, deadline, significant=False):
            changed = day
        before = each
    if before is None:
        return Past()
    return Past(sequence + _differs(before, now, deadline, significant=True), changed, _differs(before, now, deadline, significant=False))


def _has(event: FrozenEvent, deadline: str) -> bool:
    return not deadline or any(each.id == deadline for each in event.deadlines)


def _differs(one: FrozenEvent, other: FrozenEvent, deadline: str, *, significant: bool) -> bool:
    if deadline:
        return _line(one, deadline) != _line(other, deadline)
    if STANDINGS.get(one.state) != STANDINGS.get(other.state):
        return True
    return not all(same(name, one, other) for name in (SIGNIFICANT if significant else SHOWN))


def _line(event: FrozenEvent, deadline: str) -> tuple[object, ...]:
    """Return all that the entry of a deadline says."""
    at = next((each for each in event.deadlines if each.id == deadline), None)
    return (at, event.title, event.state == "cancelled")
