"""An index of all occurrences of a site by month, by record and by UID, with their state at `now`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from prospectus.derive.schedule import Occurrence, Sort
from prospectus.memo import Memo
from prospectus.model.library import Key
from prospectus.model.year import Year

DAY_MARKS: frozenset[Sort] = frozenset({"holiday", "makeup", "no-night"})
"""The types that describe a day itself and not an event on it."""
GRID_MARKS: frozenset[Sort] = DAY_MARKS | {"last-trading"}
"""The types marked in the small grid of a month."""
Span = tuple[datetime, datetime]
"""Start and end as aware datetimes in the site's zone; the end is exclusive."""
UNSTATED_LENGTH = timedelta(hours=1)
"""The duration assumed when only the start is known."""


@dataclass(frozen=True)
class Almanac:
    """All occurrences, indexed, as seen at one instant `now`."""

    occurrences: tuple[Occurrence, ...]
    by_month: Mapping[tuple[int, int], Sequence[Occurrence]]
    by_record: Mapping[Key, Sequence[Occurrence]]
    by_uid: Mapping[str, Occurrence]
    years: tuple[Year, ...]
    zone: ZoneInfo
    now: datetime
    spans: Mapping[str, Span]
    """The interval of each occurrence, by UID."""

    @property
    def today(self) -> date:
        """The date of `now` in the site's zone."""
        return self.now.astimezone(self.zone).date()

    def span(self, each: Occurrence) -> Span:
        """Return the interval of an occurrence, end exclusive: aware datetimes in the site's zone."""
        return self.spans[each.uid]

    def state(self, each: Occurrence) -> str:
        """Return the state of an occurrence at `now`: `upcoming`, `now` or `past`."""
        start, end = self.span(each)
        return "past" if end <= self.now else "now" if start <= self.now else "upcoming"

    def fresh_until(self) -> datetime:
        """Return the first instant after `now` at which the site changes: a midnight, or the start or end of an occurrence."""
        midnight = datetime.combine(self.today + timedelta(days=1), time(), self.zone)
        edges = sorted(instant for span in self.spans.values() for instant in span)
        following = edges[bisect_right(edges, self.now) :]
        return min([midnight, *following[:1]])


def almanac(occurrences: tuple[Occurrence, ...], years: Iterable[Year], zone: str, now: datetime, memo: Memo | None = None) -> Almanac:
    """Return an index of the occurrences, shared by all pages. With `cache`, intervals of unchanged occurrences are reused."""
    by_month: dict[tuple[int, int], list[Occurrence]] = {}
    by_record: dict[Key, list[Occurrence]] = {}
    for each in occurrences:
        by_record.setdefault(each.of, []).append(each)
        for month in each.months:
            by_month.setdefault(month, []).append(each)
    by_uid = {each.uid: each for each in occurrences}
    spans = (memo or Memo()).each("span", occurrences, partial(_span, ZoneInfo(zone)), zone)
    by_name = {each.uid: span for each, span in zip(occurrences, spans, strict=True)}
    return Almanac(occurrences, by_month, by_record, by_uid, tuple(years), ZoneInfo(zone), now, by_name)


def _span(zone: ZoneInfo, each: Occurrence) -> Span:
    start = each.starts or datetime.combine(each.start, time())
    end = each.ends or (each.starts + UNSTATED_LENGTH if each.starts else datetime.combine(each.end, time()))
    return start.replace(tzinfo=zone), end.replace(tzinfo=zone)
