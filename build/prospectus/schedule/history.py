"""Derives SEQUENCE and LAST-MODIFIED of each calendar entry from the releases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from prospectus.model.kinds.release import FrozenEvent, Release
from prospectus.model.library import RecordKey
from prospectus.schedule.changes import is_field_equal

SEQUENCE_FIELDS = ("title", "starts", "ends", "place", "channel")
"""Fields that increase SEQUENCE, besides the state (RFC 5545, 3.8.7.4): SUMMARY, DTSTART, DTEND and LOCATION."""
ENTRY_FIELDS = (*SEQUENCE_FIELDS, "reason", "type", "language", "subtitles", "people", "series", "replay")
"""Fields that set LAST-MODIFIED: everything that a calendar entry contains."""
DISTINCT_STATES = {"planned": "TENTATIVE", "cancelled": "CANCELLED", "moved": "moved"}
"""The states that look different in a calendar, by STATUS or by a mark in the title. All other states are CONFIRMED."""


@dataclass(frozen=True, slots=True)
class RevisionHistory:
    """The revisions of one calendar entry. The defaults are those of an entry that was never released."""

    sequence: int = 0
    """SEQUENCE: how many times a significant property changed."""
    last_modified: date | None = None
    """LAST-MODIFIED: the day of the last release that changed the entry."""
    pending: bool = False
    """Whether the entry differs from its last release."""


class Snapshot(NamedTuple):
    """An event as frozen in one release."""

    release_index: int
    """The index of the release among all releases, in order of publication."""
    day: date
    event: FrozenEvent


@dataclass(slots=True)
class ReleaseHistory:
    """The snapshots of every event, oldest first."""

    _snapshots: dict[RecordKey, list[Snapshot]] = field(default_factory=dict)

    @classmethod
    def from_releases(cls, releases: Iterable[Release]) -> ReleaseHistory:
        """Return the history of the releases. Releases that are not published, such as samples, are ignored."""
        history = cls()
        for index, release in enumerate(sort_releases(releases)):
            for event in release.events:
                history._snapshots.setdefault(event.key, []).append(Snapshot(index, release.published.first_day, event))
        return history

    def snapshots_of(self, keys: Sequence[RecordKey]) -> list[Snapshot]:
        """Return the snapshots of an event under any of its ids, oldest first."""
        snapshots = [snapshot for key in keys for snapshot in self._snapshots.get(key, ())]
        return snapshots if len(keys) < 2 else sorted(snapshots, key=lambda snapshot: snapshot.release_index)

    def revision_history_of(self, event: FrozenEvent, deadline_id: str = "") -> RevisionHistory:
        """Return the revisions of the calendar entry of an event, or of one of its deadlines, up to its present version."""
        keys = [(event.kind, event_id) for event_id in (event.id, *event.formerly)]
        return build_revision_history(
            [(snapshot.day, snapshot.event) for snapshot in self.snapshots_of(keys) if _has_deadline(snapshot.event, deadline_id)],
            event,
            deadline_id,
        )

    def contains(self, key: RecordKey) -> bool:
        """Return whether an event was ever released under this key."""
        return key in self._snapshots


def sort_releases(releases: Iterable[Release]) -> list[Release]:
    """Return the published releases in order of publication."""
    published = (release for release in releases if release.exported)
    return sorted(published, key=lambda release: (release.published, release.month, release.number))


def build_revision_history(snapshots: Sequence[tuple[date, FrozenEvent]], current: FrozenEvent, deadline_id: str = "") -> RevisionHistory:
    """Return the revisions of an entry, from its snapshots (oldest first) and its present version.

    A release without a change of the entry changes neither its sequence number nor its date.
    """
    sequence, last_modified = 0, None
    previous: FrozenEvent | None = None
    for day, event in snapshots:
        sequence += previous is not None and _differs(previous, event, deadline_id, significant=True)
        if previous is None or _differs(previous, event, deadline_id, significant=False):
            last_modified = day
        previous = event
    if previous is None:
        return RevisionHistory()
    return RevisionHistory(
        sequence + _differs(previous, current, deadline_id, significant=True),
        last_modified,
        _differs(previous, current, deadline_id, significant=False),
    )


def _has_deadline(event: FrozenEvent, deadline_id: str) -> bool:
    return not deadline_id or any(frozen_deadline.id == deadline_id for frozen_deadline in event.deadlines)


def _differs(old: FrozenEvent, new: FrozenEvent, deadline_id: str, *, significant: bool) -> bool:
    if deadline_id:
        return _deadline_content(old, deadline_id) != _deadline_content(new, deadline_id)
    if DISTINCT_STATES.get(old.state) != DISTINCT_STATES.get(new.state):
        return True
    return not all(is_field_equal(name, old, new) for name in (SEQUENCE_FIELDS if significant else ENTRY_FIELDS))


def _deadline_content(event: FrozenEvent, deadline_id: str) -> tuple[object, ...]:
    """Return everything that the calendar entry of a deadline contains."""
    match = next((frozen_deadline for frozen_deadline in event.deadlines if frozen_deadline.id == deadline_id), None)
    return (match, event.title, event.state == "cancelled")
