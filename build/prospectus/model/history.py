"""Derives SEQUENCE and LAST-MODIFIED of each calendar entry from the releases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from prospectus.model.changes import same
from prospectus.model.library import Key
from prospectus.model.release import FrozenEvent, Release

SIGNIFICANT = ("title", "starts", "ends", "place", "channel")
"""Fields that increase SEQUENCE, besides the state (RFC 5545, 3.8.7.4): SUMMARY, DTSTART, DTEND and LOCATION."""
SHOWN = (*SIGNIFICANT, "reason", "type", "language", "subtitles", "people", "series", "replay")
"""Fields that set LAST-MODIFIED: everything that a calendar entry contains."""
STANDINGS = {"planned": "TENTATIVE", "cancelled": "CANCELLED", "moved": "moved"}
"""The states that look different in a calendar, by STATUS or by a mark in the title. All other states are CONFIRMED."""


@dataclass(frozen=True, slots=True)
class Past:
    """The revisions of one calendar entry. The defaults are those of an entry that was never released."""

    sequence: int = 0
    """SEQUENCE: how many times a significant property changed."""
    changed: date | None = None
    """LAST-MODIFIED: the day of the last release that changed the entry."""
    pending: bool = False
    """Whether the entry differs from its last release."""


class Snapshot(NamedTuple):
    """An event as frozen in one release."""

    place: int
    """The index of the release among all releases, in order of publication."""
    day: date
    event: FrozenEvent


@dataclass(slots=True)
class History:
    """The snapshots of every event, oldest first."""

    _of: dict[Key, list[Snapshot]] = field(default_factory=dict)

    @classmethod
    def of(cls, releases: Iterable[Release]) -> History:
        """Return the history of the releases. Releases that are not published, such as samples, are ignored."""
        history = cls()
        for place, release in enumerate(in_order(releases)):
            for event in release.events:
                history._of.setdefault(event.key, []).append(Snapshot(place, release.published.first_day, event))
        return history

    def snapshots(self, keys: Sequence[Key]) -> list[Snapshot]:
        """Return the snapshots of an event under any of its ids, oldest first."""
        found = [each for key in keys for each in self._of.get(key, ())]
        return found if len(keys) < 2 else sorted(found, key=lambda each: each.place)

    def past(self, event: FrozenEvent, deadline: str = "") -> Past:
        """Return the revisions of the calendar entry of an event, or of one of its deadlines, up to its present version."""
        keys = [(event.kind, key) for key in (event.id, *event.formerly)]
        return past([(each.day, each.event) for each in self.snapshots(keys) if _has(each.event, deadline)], event, deadline)

    def knows(self, key: Key) -> bool:
        """Return whether an event was ever released under this key."""
        return key in self._of


def in_order(releases: Iterable[Release]) -> list[Release]:
    """Return the published releases in order of publication."""
    real = (each for each in releases if each.exported)
    return sorted(real, key=lambda each: (each.published, each.month, each.number))


def past(snapshots: Sequence[tuple[date, FrozenEvent]], now: FrozenEvent, deadline: str = "") -> Past:
    """Return the revisions of an entry, from its snapshots (oldest first) and its present version.

    A release without a change of the entry changes neither its sequence number nor its date.
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
    """Return everything that the calendar entry of a deadline contains."""
    at = next((each for each in event.deadlines if each.id == deadline), None)
    return (at, event.title, event.state == "cancelled")
