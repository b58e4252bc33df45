"""Decides which occurrences of a series are replaced by an event of the series, so that no page, calendar or export shows both.

An event of the series replaces
- a **period** that it fulfils: it starts within the period and is not cancelled (`fulfilment.py`);
- a **day or span** if it starts within it, or if it was meant for it, wherever it starts now (`fulfilment.py`);
- a **day** also if it starts in the same month and the series has no other day in that month: the day was moved;
- a **focus day** if it starts on it, or if it is cancelled and the focus day is one of its days.

A cancelled event replaces days and spans as well, because nothing takes place on them. It does not replace a period: another event can
still fulfil it. Only exported events with a stated day replace anything, since calendars contain no others. Series that consist of
notices are never replaced. Coverage tables and obligations count every instance, replaced or not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from prospectus.model.kinds.event import Event
from prospectus.model.kinds.series import Series
from prospectus.model.library import RecordKey
from prospectus.model.values.partial_date import Precision
from prospectus.schedule.fulfilment import Fulfilment
from prospectus.schedule.instances import planned_event_id
from prospectus.schedule.interval import Interval, interval_of


@dataclass(slots=True)
class _SeriesEvents:
    """The events of one series."""

    first_days: list[date] = field(default_factory=list)
    """The first day of each event, sorted."""
    months: set[tuple[int, int]] = field(default_factory=set)
    """The months in which events start, as pairs of year and month."""
    ids: set[str] = field(default_factory=set)
    """The ids of the events, present and former ones."""
    cancelled: list[Interval] = field(default_factory=list)
    """The intervals of the cancelled events."""


class Replacements:
    """An index of the events that replace occurrences of their series."""

    def __init__(self, events: Iterable[tuple[str, Event]], original_days: Mapping[RecordKey, date] | None = None) -> None:
        """Index events, given as pairs of kind and event, and the days on which they were first released, by their first keys."""
        dated_events = [(kind, event) for kind, event in events if event.exported and event.starts.precision >= Precision.DAY]
        self._fulfilment = Fulfilment(dated_events, original_days)
        self._by_series: dict[str, _SeriesEvents] = {}
        for _, event in dated_events:
            if event.series is not None:
                self._add(self._by_series.setdefault(event.series, _SeriesEvents()), event)
        for series_events in self._by_series.values():
            series_events.first_days.sort()

    def _add(self, series_events: _SeriesEvents, event: Event) -> None:
        day = event.starts.first_day
        series_events.first_days.append(day)
        series_events.months.add((day.year, day.month))
        series_events.ids.update((event.id, *event.formerly))
        if event.state == "cancelled":
            series_events.cancelled.append(interval_of(event))

    def replaces_instance(self, series: Series, start: date, end: date, *, only_day_of_month: bool) -> bool:
        """Return whether an event replaces the instance of a series from `start` to `end`, exclusive.

        `only_day_of_month` is whether the instance is a day and the series has no other one in that month.
        """
        series_events = self._by_series.get(series.id)
        if series_events is None or series.notices_of:
            return False
        if self._fulfilment.find_records(series, start, end)[0]:
            return True
        return series.recurrence.mode != "period" and (
            _has_day_within(series_events.first_days, start, end)
            or planned_event_id(series, start) in series_events.ids
            or (only_day_of_month and (start.year, start.month) in series_events.months)
        )

    def replaces_focus_day(self, series: Series, day: date) -> bool:
        """Return whether an event replaces a focus day of a series."""
        series_events = self._by_series.get(series.id)
        return series_events is not None and (
            _has_day_within(series_events.first_days, day, date.fromordinal(day.toordinal() + 1))
            or any(interval.first_day <= day < interval.day_after for interval in series_events.cancelled)
        )


def _has_day_within(days: list[date], start: date, end: date) -> bool:
    index = bisect_left(days, start)
    return index < len(days) and days[index] < end
