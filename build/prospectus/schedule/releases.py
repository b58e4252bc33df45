"""The releases of all months: the latest per month, the content of a new one, and the revision history of each event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from prospectus.model.kinds.event import Event
from prospectus.model.kinds.release import FrozenEvent, Release, freeze_event
from prospectus.model.library import Library, RecordKey
from prospectus.model.registry import EVENT_KINDS
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.text import Text
from prospectus.schedule.changes import compare_events
from prospectus.schedule.history import ReleaseHistory, RevisionHistory, build_revision_history, sort_releases

NO_HISTORY = RevisionHistory()
"""The revision history of an event that is in no release."""


class ReleasedVersion(NamedTuple):
    """An event as a published release has it."""

    position: int
    """The position of the release in the order of publication."""
    release_id: str
    event: FrozenEvent


class ReleaseIndex:
    """An index of all releases and events, computed once on first use."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @cached_property
    def _all(self) -> tuple[Release, ...]:
        return tuple(release for release in self._library.records_of("release") if isinstance(release, Release))

    @cached_property
    def published(self) -> tuple[Release, ...]:
        """Every exported release, in order of publication; samples and withdrawn releases are left out."""
        return tuple(sort_releases(release for release in self._all if release.exported))

    @cached_property
    def history(self) -> ReleaseHistory:
        """The snapshots of each event in these releases."""
        return ReleaseHistory.from_releases(self._all)

    @cached_property
    def latest_by_month(self) -> dict[PartialDate, Release]:
        """The latest release of each month that has one."""
        return {release.month: release for release in sorted(self.published, key=lambda release: release.number)}

    def next_number(self, month: PartialDate) -> int:
        """Return the number of the next release of a month. The number of a withdrawn release is not given again."""
        return 1 + max((release.number for release in self._all if release.month == month), default=0)

    def revision_history(self, kind: str, event: Event, languages: Sequence[str], deadline: str = "") -> RevisionHistory:
        """Return the revision history of an event, or of one of its deadlines, as readers of `languages` see it."""
        snapshots = self.history.snapshots_of((kind, event.first_id))
        return build_revision_history(snapshots, languages, deadline) if snapshots else NO_HISTORY

    def freeze_current(self, kind: str, event: Event) -> FrozenEvent:
        """Return an event frozen as a release made now would contain it."""
        return freeze_event(kind, event, self._title_of)

    def events_for_release(self, month: PartialDate) -> tuple[FrozenEvent, ...]:
        """Return the events that a new release of a month would contain, sorted by start.

        These are the events that start in the month, and the events of its latest release even if they now start elsewhere.
        """
        latest = self.latest_by_month.get(month)
        events_by_key = {(kind, event.id): (kind, event) for kind, event in self._events_by_month.get(month, ())}
        for frozen_event in latest.events if latest is not None else ():
            known_key = next((key for key in (frozen_event.key, frozen_event.first_key) if key in self._events_by_any_id), None)
            if known_key is not None:
                kind, event = self._events_by_any_id[known_key]
                events_by_key.setdefault((kind, event.id), (kind, event))
        return tuple(
            sorted(
                (self.freeze_current(*item) for item in events_by_key.values()),
                key=lambda frozen_event: (frozen_event.starts, frozen_event.key),
            )
        )

    def versions_elsewhere(
        self, events: Iterable[FrozenEvent], month: PartialDate, before: str | None = None
    ) -> tuple[ReleasedVersion, ...]:
        """Return the last version of each of some events that starts in another month, in the releases before one, or in all."""
        limit = self._positions.get(before or "", len(self.published))

        def is_elsewhere(starts: PartialDate) -> bool:
            return starts.precision >= Precision.MONTH and not starts_in(starts, month)

        found = (self._last_version(event.first_key, is_elsewhere, limit) for event in events)
        return tuple(version for version in found if version is not None)

    def moved_away(self, month: PartialDate) -> Iterator[tuple[str, Event, PartialDate]]:
        """Yield the events of the latest release of a month that start in another month now: kind, event and last start in this month."""
        latest = self.latest_by_month.get(month)
        for frozen_event in latest.events if latest is not None else ():
            known_key = next((key for key in (frozen_event.key, frozen_event.first_key) if key in self._events_by_any_id), None)
            if known_key is None:
                continue
            kind, event = self._events_by_any_id[known_key]
            if event.state == "cancelled" or event.starts.precision < Precision.MONTH or starts_in(event.starts, month):
                continue
            former = self._last_version(frozen_event.first_key, lambda starts: starts_in(starts, month))
            if former is not None:
                yield kind, event, former.event.starts

    def _last_version(self, first_key: RecordKey, fits: Callable[[PartialDate], bool], limit: int | None = None) -> ReleasedVersion | None:
        """Return the last version of an event whose start fits, in the first `limit` releases or in all."""
        versions = reversed(self._versions.get(first_key, ()))
        return next((version for version in versions if (limit is None or version.position < limit) and fits(version.event.starts)), None)

    @cached_property
    def _positions(self) -> dict[str, int]:
        """The position of each published release in the order of publication."""
        return {release.id: position for position, release in enumerate(self.published)}

    @cached_property
    def _versions(self) -> dict[RecordKey, list[ReleasedVersion]]:
        """The versions of each event by its first key, oldest first."""
        versions: dict[RecordKey, list[ReleasedVersion]] = {}
        for position, release in enumerate(self.published):
            for event in release.events:
                versions.setdefault(event.first_key, []).append(ReleasedVersion(position, release.id, event))
        return versions

    def changed_since(self, month: PartialDate, languages: Sequence[str]) -> bool:
        """Return whether a month differs from its latest release for readers of `languages`; False if it has no release."""
        latest = self.latest_by_month.get(month)
        return latest is not None and bool(compare_events(latest.events, self.events_for_release(month), languages))

    def _title_of(self, kind: str, key: str) -> Text | None:
        record = self._library.get(kind, key)
        return record.title if record is not None else None

    def _iter_events(self) -> Iterator[tuple[str, Event]]:
        """Yield the kind and event of each announced event: no samples and no withdrawn events."""
        return (
            (kind, event) for kind in EVENT_KINDS for event in self._library.records_of(kind) if isinstance(event, Event) and event.exported
        )

    @cached_property
    def _events_by_month(self) -> dict[PartialDate, list[tuple[str, Event]]]:
        by_month: dict[PartialDate, list[tuple[str, Event]]] = {}
        for kind, event in self._iter_events():
            if event.starts.precision >= Precision.MONTH:
                by_month.setdefault(PartialDate.parse(f"{event.starts.start:%Y-%m}"), []).append((kind, event))
        return by_month

    @cached_property
    def _events_by_any_id(self) -> dict[RecordKey, tuple[str, Event]]:
        """Events by their current and former ids. A current id takes precedence over a former id of another event."""
        by_former_id = {(kind, key): (kind, event) for kind, event in self._iter_events() for key in event.formerly}
        return by_former_id | {(kind, event.id): (kind, event) for kind, event in self._iter_events()}


def starts_in(starts: PartialDate, month: PartialDate) -> bool:
    """Return whether a date that is known at least to the month is in a month."""
    return starts.precision >= Precision.MONTH and (starts.start.year, starts.start.month) == (month.start.year, month.start.month)
