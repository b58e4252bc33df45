"""The state of each instance of a series: fulfilled, overdue, not yet due, or customary but missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from sys import intern
from typing import Literal

from prospectus.cache.cache import BuildCache
from prospectus.model.kinds.series import Series
from prospectus.model.library import Library, RecordKey
from prospectus.schedule.calendar_index import OccurrenceIndex
from prospectus.schedule.fulfilment import Fulfilment, describe, find_original_days
from prospectus.schedule.instances import INSTANCE_TYPES
from prospectus.schedule.occurrences import Occurrence

ObligationState = Literal["met", "part", "open", "owed", "none"]
"""`met`: fulfilled; `part`: fulfilled by some of its exchanges; `open`: not yet due; `owed`: overdue; `none`: customary but missing."""
STATES_BY_SEVERITY: tuple[ObligationState, ...] = ("owed", "none", "part", "open", "met")
"""The states from most to least severe. Several instances shown together have the most severe of their states."""


@dataclass(frozen=True, slots=True)
class ObligationStatus:
    """The state of one instance of a series, and what fulfils it."""

    state: ObligationState
    fulfilled_by: tuple[RecordKey, ...] = ()
    """The events or notices that fulfil it, wholly or in part."""
    late_from: date | None = None
    """The first day on which it is late; None if the calendar of that time is not published."""
    state_when_late: ObligationState = "owed"
    """Its state from that day on if it is not fulfilled by then."""


def is_instance(occurrence: Occurrence) -> bool:
    """Return whether an occurrence is an instance of a series."""
    return occurrence.record_key[0] == "series" and occurrence.occurrence_type in INSTANCE_TYPES


class ObligationIndex:
    """Computes the status of obligations on demand."""

    def __init__(self, library: Library, index: OccurrenceIndex, cache: BuildCache | None = None) -> None:
        """Take the library and its occurrences; `cache` caches which records fulfil what, for further runs of this process."""
        self._library, self._index, self._cache = library, index, cache or BuildCache()

    def list_sources(self, uid: str) -> tuple[object, ...]:
        """Return the objects that the status of an instance follows from."""
        occurrence = self._index.find(uid)
        series = self._series_by_id.get(occurrence.record_key[1]) if occurrence is not None else None
        return occurrence, series, self._fulfilment, intern(self._index.today.isoformat())

    def status_of(self, occurrence: Occurrence) -> ObligationStatus | None:
        """Return the obligation status of an instance of a series; None for any other occurrence."""
        series = self._series_by_id.get(occurrence.record_key[1]) if is_instance(occurrence) else None
        if series is None:
            return None
        fulfilled_by, is_complete = self._fulfilment.find_records(series, occurrence.start, occurrence.end)
        late_from = occurrence.end if series.due is None else _day_after(occurrence.due)
        is_late = late_from is not None and late_from <= self._index.today
        state_when_late: ObligationState = "owed" if series.strength == "must" else "none"
        return ObligationStatus(
            "met" if is_complete else "part" if fulfilled_by else state_when_late if is_late else "open",
            fulfilled_by,
            late_from,
            state_when_late,
        )

    @cached_property
    def _series_by_id(self) -> Mapping[str, Series]:
        return {series.id: series for series in self._library.records_of("series") if isinstance(series, Series)}

    @cached_property
    def _fulfilment(self) -> Fulfilment:
        by_kind = {kind: self._library.records_of(kind) for kind in ("event", "talk", "notice")}
        inputs = [self._cache.map_changed(f"fulfilling {kind}", records, describe, reuse_equal=True) for kind, records in by_kind.items()]
        releases = self._library.records_of("release")

        def build() -> Fulfilment:
            return Fulfilment(((kind, record) for kind, records in by_kind.items() for record in records), find_original_days(releases))

        return self._cache.if_changed("fulfilment", (inputs, releases), build)


def _day_after(day: date | None) -> date | None:
    return date.fromordinal(day.toordinal() + 1) if day is not None else None
