"""The days of the planning board, with the events that begin on them and those that go on."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from prospectus.board.board import BoardDay, BoardEvent, DayKind
from prospectus.model.kinds.year import Year
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.month import Month


def build_days(
    source: SourceCalendar, month: Month, today: date, events: Sequence[BoardEvent], going_on: Sequence[BoardEvent]
) -> tuple[BoardDay, ...]:
    """Return the days of a month. `going_on` are events that began before it."""
    year = next((record for record in source.records.get("year", ()) if isinstance(record, Year) and record.year == month.year), None)
    trading = frozenset(year.trading) if year is not None and year.published else None
    numbers = range(1, calendar.monthrange(*month)[1] + 1)
    all_events = (*going_on, *events)
    return tuple(_build_day(date(month.year, month.month, number), today, all_events, year, trading) for number in numbers)


def _build_day(day: date, today: date, events: Sequence[BoardEvent], year: Year | None, trading: frozenset[date] | None) -> BoardDay:
    on_day = [(event, event.days[0] == day) for event in events if event.days is not None and event.days[0] <= day <= event.days[1]]
    return BoardDay(
        day,
        events=tuple(sorted((event for event, begins in on_day if begins), key=lambda event: (event.starts, event.key))),
        continued=tuple(event for event, begins in on_day if not begins and event.state != "cancelled"),
        kind=_find_kind(day, year, trading),
        holidays=tuple(holiday.title for holiday in year.holidays if holiday.first <= day <= holiday.last) if year is not None else (),
        is_today=day == today,
    )


def _find_kind(day: date, year: Year | None, trading: frozenset[date] | None) -> DayKind:
    if year is None or trading is None:
        return "off" if day.weekday() >= 5 else "unknown"
    return "trading" if day in trading else "makeup" if day in year.makeup else "off"
