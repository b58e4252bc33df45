"""Lays out the grid of a month: events of one day in their day, longer ones as bars across the days of each week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from prospectus.schedule.occurrences import Occurrence

MAX_LANES = 4
"""The number of bars above each other in a week. Further ones are only in the agenda."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The part of a long occurrence that lies in one week of a month."""

    occurrence: Occurrence
    first_column: int
    """The weekday of its first day in the week; Monday is 1."""
    span: int
    """The number of days in the week."""
    lane: int
    """Its row among the bars of the week, from 1."""
    begins: bool
    """Whether the occurrence begins with this part."""
    ends: bool
    """Whether the occurrence ends with this part."""


@dataclass(frozen=True, slots=True)
class WeekLayout:
    """The bars of a week, and the occurrences that have no room among them."""

    bars: tuple[Bar, ...]
    left_out: tuple[Occurrence, ...]

    @property
    def lane_count(self) -> int:
        """The number of rows that the bars take."""
        return max((bar.lane for bar in self.bars), default=0)


def is_long(occurrence: Occurrence) -> bool:
    """Return whether an occurrence is a bar: it covers more than one day."""
    return occurrence.end - occurrence.start > timedelta(days=1)


def lay_out_week(days: Sequence[date], occurrences: Iterable[Occurrence]) -> WeekLayout:
    """Return the layout of the long ones of `occurrences` in a week. `days` are its days that belong to the month, in order."""
    free_from: list[date] = []
    bars, left_out = list[Bar](), list[Occurrence]()
    for occurrence in sorted(filter(is_long, occurrences), key=lambda item: (item.start, -(item.end - item.start), item.uid)):
        first, last = max(occurrence.start, days[0]), min(occurrence.last_day, days[-1])
        if first > last:
            continue
        lane = next((index for index, free in enumerate(free_from) if free <= first), len(free_from))
        if lane == MAX_LANES:
            left_out.append(occurrence)
            continue
        free_from[lane : lane + 1] = [last + timedelta(days=1)]
        bars.append(
            Bar(occurrence, first.isoweekday(), (last - first).days + 1, lane + 1, first == occurrence.start, last == occurrence.last_day)
        )
    return WeekLayout(tuple(bars), tuple(left_out))
