"""An index of all occurrences of a site by month, by record and by UID, with their state at `now`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from operator import attrgetter
from zoneinfo import ZoneInfo

from prospectus.cache.cache import BuildCache
from prospectus.model.kinds.year import Year
from prospectus.model.library import RecordKey
from prospectus.schedule.occurrences import Occurrence

DAY_MARKS: frozenset[str] = frozenset({"holiday", "makeup", "no-night"})
"""The types that describe a day itself and not an event on it."""
GRID_MARKS: frozenset[str] = DAY_MARKS | {"last-trading"}
"""The types marked in the small grid of a month."""
Instants = tuple[datetime, datetime]
"""Start and end of an interval as aware datetimes in the site's zone; the end is exclusive."""


@dataclass(frozen=True)
class OccurrenceIndex:
    """All occurrences, indexed, as seen at one instant `now`."""

    occurrences: tuple[Occurrence, ...]
    by_month: Mapping[tuple[int, int], Sequence[Occurrence]]
    """The occurrences that overlap each month, without replaced and withdrawn ones."""
    by_record: Mapping[RecordKey, Sequence[Occurrence]]
    by_uid: Mapping[str, Occurrence]
    years: tuple[Year, ...]
    zone: ZoneInfo
    now: datetime
    intervals: Mapping[str, Instants]
    """Start and end of each occurrence, by UID."""

    @property
    def today(self) -> date:
        """The date of `now` in the site's zone."""
        return self.now.astimezone(self.zone).date()

    def interval(self, occurrence: Occurrence) -> Instants:
        """Return start and end of an occurrence, end exclusive: aware datetimes in the site's zone."""
        return self.intervals[occurrence.uid]

    def state(self, occurrence: Occurrence) -> str:
        """Return the state of an occurrence at `now`: `upcoming`, `now` or `past`."""
        start, end = self.interval(occurrence)
        return "past" if end <= self.now else "now" if start <= self.now else "upcoming"

    def iter_from_today(self) -> Iterator[Occurrence]:
        """Yield what began before today and has not ended, then what begins today or later, each in chronological order."""
        today = self.today
        for occurrence in self.by_month.get((today.year, today.month), ()):
            if occurrence.start < today < occurrence.end:
                yield occurrence
        first = bisect_left(self.occurrences, today, key=attrgetter("start"))
        yield from islice(self.occurrences, first, None)

    def next_change(self) -> datetime:
        """Return the first instant after `now` at which the site changes: a midnight, or the start or end of an occurrence."""
        midnight = datetime.combine(self.today + timedelta(days=1), time(), self.zone)
        edges = sorted(instant for interval in self.intervals.values() for instant in interval)
        later = edges[bisect_right(edges, self.now) :]
        return min([midnight, *later[:1]])


def index_occurrences(
    occurrences: tuple[Occurrence, ...], years: Iterable[Year], zone: str, now: datetime, cache: BuildCache | None = None
) -> OccurrenceIndex:
    """Return an index of the occurrences, shared by all pages. With `cache`, intervals of unchanged occurrences are reused."""
    by_month: dict[tuple[int, int], list[Occurrence]] = {}
    by_record: dict[RecordKey, list[Occurrence]] = {}
    for occurrence in occurrences:
        by_record.setdefault(occurrence.record_key, []).append(occurrence)
        for month in () if occurrence.replaced or occurrence.status == "withdrawn" else occurrence.months:
            by_month.setdefault(month, []).append(occurrence)
    by_uid = {occurrence.uid: occurrence for occurrence in occurrences}
    intervals = (cache or BuildCache()).map_changed("span", occurrences, partial(_to_instants, ZoneInfo(zone)), zone)
    interval_by_uid = {occurrence.uid: interval for occurrence, interval in zip(occurrences, intervals, strict=True)}
    return OccurrenceIndex(occurrences, by_month, by_record, by_uid, tuple(years), ZoneInfo(zone), now, interval_by_uid)


def _to_instants(zone: ZoneInfo, occurrence: Occurrence) -> Instants:
    start, end = occurrence.interval.start, occurrence.interval.end
    return start.replace(tzinfo=zone), end.replace(tzinfo=zone)
