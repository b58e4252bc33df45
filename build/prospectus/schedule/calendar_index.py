"""An index of all occurrences of a site by month, by record and by UID, with their state at `now`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import chain, islice
from operator import attrgetter
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from prospectus.cache.cache import BuildCache, digest
from prospectus.model.kinds.year import Year
from prospectus.model.library import RecordKey
from prospectus.schedule.occurrences import Occurrence

DAY_MARKS: frozenset[str] = frozenset({"holiday", "makeup", "no-night"})
"""The types that describe a day itself and not an event on it."""
GRID_MARKS: frozenset[str] = DAY_MARKS | {"last-trading"}
"""The types marked in the small grid of a month."""
Key = TypeVar("Key", bound=Hashable)
Instants = tuple[datetime, datetime]
"""Start and end of an interval as aware datetimes in the site's zone; the end is exclusive."""


class Grouped(Mapping[Key, Sequence[Occurrence]]):
    """Occurrences by a key, put together on demand: an edit of a title changes one of thousands, and no group."""

    def __init__(self, occurrences: Sequence[Occurrence], numbers: Mapping[Key, Sequence[int]]) -> None:
        """Take the occurrences, and the numbers of those of each key."""
        self._occurrences, self._numbers = occurrences, numbers

    def __getitem__(self, key: Key) -> Sequence[Occurrence]:
        return [self._occurrences[number] for number in self._numbers[key]]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


@dataclass(frozen=True)
class OccurrenceIndex:
    """All occurrences, indexed, as seen at one instant `now`."""

    occurrences: tuple[Occurrence, ...]
    by_month: Mapping[tuple[int, int], Sequence[Occurrence]]
    """The occurrences that overlap each month, without replaced and withdrawn ones."""
    by_record: Mapping[RecordKey, Sequence[Occurrence]]
    years: tuple[Year, ...]
    zone: ZoneInfo
    now: datetime
    numbers: Mapping[str, int]
    """The place of each occurrence, by UID."""
    intervals: Sequence[Instants]
    """Start and end of each occurrence, in the same order."""
    edges: Sequence[datetime]
    """All starts and ends, sorted."""
    fingerprint: str
    """A hash of the fingerprints of all occurrences."""

    @property
    def today(self) -> date:
        """The date of `now` in the site's zone."""
        return self.now.astimezone(self.zone).date()

    def find(self, uid: str) -> Occurrence | None:
        """Return the occurrence with a UID; None if there is none."""
        number = self.numbers.get(uid)
        return self.occurrences[number] if number is not None else None

    def interval(self, occurrence: Occurrence) -> Instants:
        """Return start and end of an occurrence, end exclusive: aware datetimes in the site's zone."""
        return self.intervals[self.numbers[occurrence.uid]]

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
        later = bisect_right(self.edges, self.now)
        return min([midnight, *self.edges[later : later + 1]])


class _IndexEntry(NamedTuple):
    """What decides where an occurrence is found."""

    uid: str
    record_key: RecordKey
    months: tuple[tuple[int, int], ...]
    fingerprint: str


class _Numbers(NamedTuple):
    """The numbers of the occurrences in each month, of each record and with each UID."""

    by_month: Mapping[tuple[int, int], Sequence[int]]
    by_record: Mapping[RecordKey, Sequence[int]]
    by_uid: Mapping[str, int]
    fingerprint: str


def index_occurrences(
    occurrences: tuple[Occurrence, ...], years: Iterable[Year], zone: str, now: datetime, cache: BuildCache | None = None
) -> OccurrenceIndex:
    """Return an index of the occurrences, shared by all pages. With `cache`, it is made again only when one begins or ends elsewhere."""
    build_cache = cache or BuildCache()
    entries = build_cache.map_changed("index entries", occurrences, _to_entry, reuse_equal=True)
    numbers = build_cache.if_changed("index", (entries,), lambda: _number(entries))
    intervals = build_cache.map_changed("span", occurrences, partial(_to_instants, ZoneInfo(zone)), zone, reuse_equal=True)
    return OccurrenceIndex(
        occurrences,
        Grouped(occurrences, numbers.by_month),
        Grouped(occurrences, numbers.by_record),
        tuple(years),
        ZoneInfo(zone),
        now,
        numbers.by_uid,
        intervals,
        build_cache.if_changed("edges", (intervals,), lambda: sorted(chain.from_iterable(intervals))),
        numbers.fingerprint,
    )


def _to_entry(occurrence: Occurrence) -> _IndexEntry:
    months = () if occurrence.replaced or occurrence.status == "withdrawn" else occurrence.months
    return _IndexEntry(occurrence.uid, occurrence.record_key, months, occurrence.fingerprint)


def _number(entries: Sequence[_IndexEntry]) -> _Numbers:
    by_month: dict[tuple[int, int], list[int]] = {}
    by_record: dict[RecordKey, list[int]] = {}
    for number, entry in enumerate(entries):
        by_record.setdefault(entry.record_key, []).append(number)
        for month in entry.months:
            by_month.setdefault(month, []).append(number)
    by_uid = {entry.uid: number for number, entry in enumerate(entries)}
    return _Numbers(by_month, by_record, by_uid, digest(*[entry.fingerprint for entry in entries]))


def _to_instants(zone: ZoneInfo, occurrence: Occurrence) -> Instants:
    start, end = occurrence.interval.start, occurrence.interval.end
    return start.replace(tzinfo=zone), end.replace(tzinfo=zone)
