"""Derives SEQUENCE and LAST-MODIFIED of each calendar entry from the releases, as the readers of one locale see them.

Only releases count. A change that is not released yet could be taken back, and SEQUENCE must never fall (RFC 5545, 3.8.7.4). A release
is never edited, so a later one can only add to what is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from prospectus.model.kinds.release import FrozenEvent, Release
from prospectus.model.library import RecordKey
from prospectus.schedule.changes import field_value, localise
from prospectus.schedule.occurrences import join_titles

SEQUENCE_FIELDS = ("title", "starts", "ends", "place", "channel")
"""Fields that increase SEQUENCE, besides the state (RFC 5545, 3.8.7.4): SUMMARY, DTSTART, DTEND and LOCATION."""
OTHER_FIELDS = ("reason", "type", "language", "subtitles", "people", "series", "replay")
"""Fields that set LAST-MODIFIED only: everything else that a calendar entry contains."""
DISTINCT_STATES = {"planned": "TENTATIVE", "cancelled": "CANCELLED", "moved": "moved"}
"""The states that look different in a calendar, by STATUS or by a mark in the title. All other states are CONFIRMED."""


@dataclass(frozen=True, slots=True)
class RevisionHistory:
    """The revisions of one calendar entry. The defaults are those of an entry that was never released."""

    sequence: int = 0
    """SEQUENCE: how many times a significant property changed."""
    last_modified: date | None = None
    """LAST-MODIFIED: the day of the last release that changed the entry."""


class Snapshot(NamedTuple):
    """An event as frozen in one release."""

    day: date
    event: FrozenEvent


@dataclass(slots=True)
class ReleaseHistory:
    """The snapshots of every event, oldest first, by its first key. Like its UID, its history survives a rename, and taking one back."""

    _snapshots: dict[RecordKey, list[Snapshot]] = field(default_factory=dict)

    @classmethod
    def from_releases(cls, releases: Iterable[Release]) -> ReleaseHistory:
        """Return the history of the releases that readers have seen: those that are published, and those that were withdrawn later."""
        history = cls()
        for release in sort_releases(release for release in releases if release.was_published):
            for event in release.events:
                history._snapshots.setdefault(event.first_key, []).append(Snapshot(release.published.first_day, event))
        return history

    def snapshots_of(self, first_key: RecordKey) -> Sequence[Snapshot]:
        """Return the snapshots of an event, oldest first; none if it was never released."""
        return self._snapshots.get(first_key, ())


def sort_releases(releases: Iterable[Release]) -> list[Release]:
    """Return releases in order of publication."""
    return sorted(releases, key=lambda release: (release.published, release.month, release.number))


def build_revision_history(
    snapshots: Iterable[tuple[date, FrozenEvent]], languages: Sequence[str], deadline_id: str = ""
) -> RevisionHistory:
    """Return the revisions of an entry from its snapshots, oldest first, as readers of `languages` see it.

    A release without a change of the entry changes neither its sequence number nor its date.
    """
    sequence, last_modified = 0, None
    previous: _EntryContent | None = None
    for day, event in snapshots:
        content = _event_content(event, languages) if not deadline_id else _deadline_content(event, deadline_id, languages)
        if content is None:
            continue
        sequence += previous is not None and content.significant != previous.significant
        if content != previous:
            last_modified = day
        previous = content
    return RevisionHistory(sequence, last_modified)


class _EntryContent(NamedTuple):
    """What a reader sees of a calendar entry."""

    significant: tuple[object, ...]
    """What increases SEQUENCE."""
    other: tuple[object, ...] = ()
    """What sets LAST-MODIFIED only."""


def _event_content(event: FrozenEvent, languages: Sequence[str]) -> _EntryContent:
    significant, other = (
        tuple(localise(field_value(name, event), languages) for name in names) for names in (SEQUENCE_FIELDS, OTHER_FIELDS)
    )
    return _EntryContent((DISTINCT_STATES.get(event.state), *significant), other)


def _deadline_content(event: FrozenEvent, deadline_id: str, languages: Sequence[str]) -> _EntryContent | None:
    """Return what a reader sees of the entry of a deadline; None if the event does not have it."""
    deadline = next((deadline for deadline in event.deadlines if deadline.id == deadline_id), None)
    if deadline is None:
        return None
    title = join_titles(deadline.title, event.title)
    return _EntryContent((localise(title, languages), deadline.at, event.state == "cancelled"))
