"""Views of the calendar: occurrences, what comes next, months with their grid and agenda, and years with their months."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from prospectus.model import urls
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.year import Year
from prospectus.model.library import RecordKey
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.query.queries import Queries
from prospectus.schedule.calendar_index import DAY_MARKS
from prospectus.schedule.instances import shown_type
from prospectus.schedule.interval import interval_of
from prospectus.schedule.obligations import is_instance
from prospectus.schedule.occurrences import Occurrence
from prospectus.text.dates import (
    Date,
    format_day_and_month,
    format_month,
    format_month_short,
    format_partial_date,
    format_weekday_narrow,
    format_weekday_short,
)
from prospectus.views.interface_words import OWN_SERIES
from prospectus.views.month_grid import Bar, WeekLayout, is_long, lay_out_week
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.view import View

MAX_EVENTS_PER_DAY = 3
"""The number of events shown per day of the grid; the others are only in the agenda. A day with just one more shows all of them."""
MAX_FULFILMENTS = 3
"""The number of events or notices listed per instance of a series."""
MARK_CLASSES: Mapping[str, str] = {
    "holiday": "holiday",
    "makeup": "makeup",
    "no-night": "nonight",
    "last-trading": "deadline",
    "deadline": "deadline",
}
"""How the types of occurrences are marked in a day of the grid; all others are items."""
UPCOMING_MARKS = frozenset({"day", "span", "focus", "milestone", "last-trading", "deadline"})
"""What is announced as coming next besides events, on the home page and on the calendar page."""
SAMPLE_WEEK = tuple(date(2024, 1, day) for day in range(1, 8))
"""The days of an arbitrary week, starting on Monday, from which weekday names are formatted."""


class CalendarViews:
    """Builds the calendar views of one locale. Occurrences and links to months are cached in the view cache."""

    def __init__(self, queries: Queries, resolver: Resolver) -> None:
        self.queries = queries
        self.resolver = resolver

    def build_upcoming(self, limit: int) -> tuple[View, ...]:
        """Return what comes next, at most `limit`, however far away it is: also what has begun and is not over.

        Each says whether it is in another year. Other views do not, since they would all change with the year.
        """
        return tuple(
            self.build_occurrence(occurrence).with_values(other_year=not self.queries.is_current_year(occurrence.start.year))
            for occurrence in self.queries.upcoming(UPCOMING_MARKS, limit)
        )

    def build_next(self) -> View | None:
        """Return the name and the day of what comes next. Without its state, a page is not rebuilt when it begins."""
        occurrence = next(iter(self.queries.upcoming(UPCOMING_MARKS, 1)), None)
        if occurrence is None:
            return None
        return View(
            type=occurrence.occurrence_type,
            title=self._title_of(occurrence),
            short_code=occurrence.short_code,
            date=format_partial_date(PartialDate.from_day(occurrence.start), self.resolver.locale.tag),
        )

    def build_occurrence(self, occurrence: Occurrence) -> View:
        """Return the view of an occurrence: its dates in words, its state, and the record that it belongs to. Cached."""
        return self.resolver.view_cache.get_or_build(occurrence.fingerprint, self._build_occurrence, occurrence)

    def build_record_occurrences(self, key: RecordKey) -> tuple[View, ...]:
        """Return the views of the occurrences of a record."""
        return tuple(self.build_occurrence(occurrence) for occurrence in self.queries.occurrences_of(key))

    def list_open_years(self, key: RecordKey) -> frozenset[str]:
        """Return which years of the occurrences of a record are shown open: the present year, or the only one."""
        years = {occurrence.start.year for occurrence in self.queries.occurrences_of(key)}
        return frozenset(str(year) for year in years if len(years) == 1 or self.queries.is_current_year(year))

    def _build_occurrence(self, occurrence: Occurrence) -> View:
        tag = self.resolver.locale.tag
        start, end = self.queries.interval(occurrence)
        has_date = occurrence.occurrence_type != "obligation"  # an obligation has a month and a state of its own instead
        return View(
            uid=occurrence.uid,
            type=occurrence.occurrence_type,
            shown_type=self._shown_type(occurrence),
            title=self._title_of(occurrence),
            short_code=occurrence.short_code,
            when=self._format_when(occurrence),
            date=format_partial_date(PartialDate.from_day(occurrence.start), tag),
            last=format_partial_date(PartialDate.from_day(occurrence.last_day), tag),
            days=(occurrence.end - occurrence.start).days,
            lasts_one_day=occurrence.starts_at is None and (occurrence.end - occurrence.start).days == 1,
            month=self._link_month_page(occurrence.start.year, occurrence.start.month),
            starts=occurrence.starts_at.strftime("%H:%M") if occurrence.starts_at else "",
            ends=occurrence.ends_at.strftime("%H:%M") if occurrence.ends_at else "",
            start=start.isoformat(timespec="minutes"),
            end=end.isoformat(timespec="minutes"),
            due=format_partial_date(PartialDate.from_day(occurrence.due), tag) if occurrence.due else None,
            open=occurrence.ends_at is None,
            state=self._state_of(occurrence) if has_date else "",
            event_state=occurrence.event_state,
            event=self._build_event_info(occurrence),
            obligation=self._build_obligation(occurrence),
            record=self.resolver.find_view(*occurrence.record_key, Depth.TITLE),
            status=occurrence.status,
            replaced=occurrence.replaced,
        )

    def _title_of(self, occurrence: Occurrence) -> str:
        title = self.queries.occurrence_title(occurrence.uid, self.resolver.languages).value
        return self.resolver.localise(title if title is not None else occurrence.title)

    def _shown_type(self, occurrence: Occurrence) -> str:
        typical = self.queries.field(*occurrence.record_key, "typical") if is_instance(occurrence) else None
        return shown_type(occurrence.occurrence_type, typical)

    def _state_of(self, occurrence: Occurrence) -> str:
        return "cancelled" if occurrence.event_state == "cancelled" else self.queries.state(occurrence.uid)

    def _build_event_info(self, occurrence: Occurrence) -> View | None:
        """Return what lists show of an event besides its times; None for deadlines and for everything that is not an event."""
        if not occurrence.event_state or occurrence.occurrence_type == "deadline":
            return None
        language, replay, place = (self.resolver.value_of(*occurrence.record_key, name) for name in ("language", "replay", "place"))
        replayed = replay is not None and replay.url is not None
        return View(language=language, replayed=replayed, place=self.resolver.localise(place) if place else None)

    def _build_obligation(self, occurrence: Occurrence) -> View | None:
        """Return the status of an instance of a series: its state, the records that fulfil it, and when an open one becomes late.

        None for everything that is not an instance of a series.
        """
        status = self.queries.obligation_status(occurrence.uid) if is_instance(occurrence) else None
        if status is None:
            return None
        can_become_late = status.state == "open" and status.late_from is not None
        late_at = datetime.combine(status.late_from, time(), self.queries.zone) if can_become_late and status.late_from else None
        ending = OWN_SERIES if self.queries.is_own_series(occurrence.record_key[1]) else ""
        return View(
            state=status.state,
            key=f"duty.{status.state}{ending}",
            fulfilled_by=self.resolver.find_views(status.fulfilled_by[:MAX_FULFILMENTS], Depth.TITLE),
            more_count=max(0, len(status.fulfilled_by) - MAX_FULFILMENTS),
            moved_to=tuple(self._iter_days_outside(occurrence, status.fulfilled_by[:MAX_FULFILMENTS])),
            until=late_at.isoformat(timespec="minutes") if late_at else "",
            state_when_late=status.state_when_late,
            key_when_late=f"duty.{status.state_when_late}{ending}",
        )

    def _iter_days_outside(self, occurrence: Occurrence, fulfilled_by: Sequence[RecordKey]) -> Iterator[Date]:
        """Yield the days of the events that fulfil an instance and do not start within it, because they were moved."""
        for key in fulfilled_by:
            starts = self.queries.field(*key, "starts")
            if isinstance(starts, PartialDate) and not occurrence.start <= starts.first_day < occurrence.end:
                yield format_partial_date(starts, self.resolver.locale.tag)

    def _format_when(self, occurrence: Occurrence) -> str:
        """Return the dates of an occurrence in words, no more precise than they are known: a month, quarter or year for an obligation."""
        tag, length = self.resolver.locale.tag, (occurrence.end - occurrence.start).days
        if occurrence.occurrence_type == "obligation":
            return format_partial_date(PartialDate(datetime.combine(occurrence.start, time()), _precision_of_length(length)), tag).text
        first = format_partial_date(PartialDate.from_day(occurrence.start), tag).text
        return first if length == 1 else f"{first} – {format_partial_date(PartialDate.from_day(occurrence.last_day), tag).text}"

    def build_month(self, year: int, month: int) -> View:
        """Return the view of a month: grid of weeks, agenda by day, events without a stated day, and links to adjacent months.

        What is stated only for a period is counted: it is on the page of what the site has collected.
        """
        occurrences = self.queries.occurrences_in(year, month)
        dated = [occurrence for occurrence in occurrences if occurrence.occurrence_type != "obligation"]
        agenda = self._build_agenda(year, month, dated)
        return View(
            year=year,
            month=month,
            title=format_month(year, month, self.resolver.locale.tag),
            link=self.build_month_link(year, month),
            **self._build_day_counts(year, month),
            kinds=frozenset(occurrence.occurrence_type for occurrence in dated),
            weekdays=tuple(format_weekday_short(day, self.resolver.locale.tag) for day in SAMPLE_WEEK),
            initials=tuple(format_weekday_narrow(day, self.resolver.locale.tag) for day in SAMPLE_WEEK),
            **self._build_weeks(year, month, dated, {day.id for day in agenda}),
            period_count=len(occurrences) - len(dated),
            agenda=agenda,
            undated_events=tuple(self._build_undated_event(kind, event) for kind, event in self.queries.undated_events_in(year, month)),
            previous=self._link_adjacent_month(year, month, -1),
            next=self._link_adjacent_month(year, month, 1),
        )

    def _build_agenda(self, year: int, month: int, dated: Sequence[Occurrence]) -> tuple[View, ...]:
        """Return the days of a month on which something begins, with what does. What began earlier is on the first day of the month."""
        by_day: dict[date, list[Occurrence]] = {}
        for occurrence in dated:
            by_day.setdefault(max(occurrence.start, date(year, month, 1)), []).append(occurrence)
        tag = self.resolver.locale.tag
        return tuple(
            View(
                id=day_id(day),
                date=format_partial_date(PartialDate.from_day(day), tag),
                title=format_day_and_month(day, tag),
                weekday=format_weekday_short(day, tag),
                events=tuple(self.build_occurrence(occurrence) for occurrence in occurrences),
            )
            for day, occurrences in sorted(by_day.items())
        )

    def _build_weeks(self, year: int, month: int, dated: Sequence[Occurrence], agenda_ids: frozenset[str] | set[str]) -> dict[str, Any]:
        """Return the days of each week, and the bars of each week."""
        today, by_day = self._today_in(year, month), _occurrences_by_day(year, month, dated)
        weeks, bars = list[tuple[View, ...]](), list[View]()
        for week in calendar.Calendar().monthdatescalendar(year, month):
            days = [day for day in week if day.month == month]
            layout = lay_out_week(days, {occurrence.uid: occurrence for day in days for occurrence in by_day[day]}.values())
            weeks.append(tuple(self._build_day(day, month, today, by_day.get(day, ()), layout, agenda_ids) for day in week))
            bars.append(View(lanes=layout.lane_count, bars=tuple(map(self._build_bar, layout.bars))))
        return {"weeks": tuple(weeks), "week_bars": tuple(bars)}

    def _build_bar(self, bar: Bar) -> View:
        return self.build_occurrence(bar.occurrence).with_values(
            column=bar.first_column, span=bar.span, lane=bar.lane, begins=bar.begins, ends=bar.ends
        )

    def _build_undated_event(self, kind: str, event: Event) -> View:
        """Return the view of an event without a stated day: its month, quarter or year, and the instant at which that period ends."""
        period_end = interval_of(event).end.replace(tzinfo=self.queries.zone)
        state = "cancelled" if event.state == "cancelled" else "past" if self.queries.is_past(period_end) else "undated"
        return View(
            record=self.resolver.find_view(kind, event.id, Depth.TITLE),
            type=event.type,
            when=format_partial_date(event.starts, self.resolver.locale.tag),
            span=event.starts.precision.name.lower(),
            state=state,
            event_state=event.state,
            until=period_end.isoformat(timespec="minutes"),
            lasts_one_day=False,
        )

    def build_grid(self, year: int, month: int) -> View:
        """Return the view of a small month, which marks special days and shows no events."""
        marked = self.queries.marks_in(year, month)
        weeks = calendar.Calendar().monthdatescalendar(year, month)
        today = self._today_in(year, month)
        return View(
            link=self.build_month_link(year, month).with_values(current=today is not None),
            **self._build_day_counts(year, month),
            initials=tuple(format_weekday_narrow(day, self.resolver.locale.tag) for day in SAMPLE_WEEK),
            weeks=tuple(tuple(View(**self._build_cell(day, month, today, marked)) for day in week) for week in weeks),
            count=self.queries.count_dated_in(year, month),
            holidays=tuple(self.build_occurrence(occurrence) for occurrence in marked if occurrence.occurrence_type == "holiday"),
        )

    def _build_day_counts(self, year: int, month: int) -> dict[str, Any]:
        trading, working = self.queries.business_days(year, month) or (None, None)
        return {"published": trading is not None, "trading_days": trading, "working_days": working}

    def _build_day(
        self,
        day: date,
        month: int,
        today: date | None,
        occurrences: Sequence[Occurrence],
        layout: WeekLayout,
        agenda_ids: frozenset[str] | set[str],
    ) -> View:
        """Return the view of a day of the grid: its marks, its first events, how many others there are, and where the agenda has them."""
        short = [occurrence for occurrence in occurrences if not is_long(occurrence)]
        events = [occurrence for occurrence in short if occurrence.occurrence_type not in DAY_MARKS]
        shown_count = MAX_EVENTS_PER_DAY if len(events) > MAX_EVENTS_PER_DAY + 1 else len(events)
        left_out = [*(occurrence for occurrence in layout.left_out if occurrence in occurrences), *events[shown_count:]]
        return View(
            **self._build_cell(day, month, today, occurrences),
            label=format_day_and_month(day, self.resolver.locale.tag),
            target=day_id(day) if day_id(day) in agenda_ids else occurrences[0].uid if occurrences else "",
            count=len(occurrences),
            marks=tuple(self.build_occurrence(occurrence) for occurrence in short if occurrence.occurrence_type in DAY_MARKS),
            entries=tuple(map(self.build_occurrence, events[:shown_count])),
            more_count=len(left_out),
            more_uid=left_out[0].uid if left_out else "",
        )

    def _build_cell(self, day: date, month: int, today: date | None, occurrences: Sequence[Occurrence]) -> dict[str, Any]:
        types = {occurrence.occurrence_type for occurrence in occurrences if occurrence.start <= day < occurrence.end}
        return {
            "number": day.day,
            "iso": day.isoformat(),
            "weekday": day.weekday() + 1,
            "kinds": tuple(sorted(types)),
            "dots": tuple(sorted({MARK_CLASSES.get(name, "item") for name in types})),
            "inside": day.month == month,
            "rest": (day.weekday() > 4 and "makeup" not in types) or "holiday" in types,
            "today": day == today,
        }

    def _today_in(self, year: int, month: int) -> date | None:
        """Return today's date if it is in a month. Asking for no more keeps the pages of other months as they are."""
        return self.queries.today_within(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    def _link_adjacent_month(self, year: int, month: int, step: int) -> View | None:
        month_number = year * 12 + month - 1 + step
        return self._link_month_page(month_number // 12, month_number % 12 + 1)

    def _link_month_page(self, year: int, month: int) -> View | None:
        """Return the name and address of a month; None if the month has no page."""
        return self.build_month_link(year, month) if year in self.queries.calendar_years() else None

    def build_month_link(self, year: int, month: int) -> View:
        """Return the name and address of a month. Cached."""
        return self.resolver.view_cache.get_or_build((year, month), self._build_month_link, year, month)

    def _build_month_link(self, year: int, month: int) -> View:
        locale = self.resolver.locale
        return View(
            title=format_month(year, month, locale.tag),
            short=format_month_short(date(year, month, 1), locale.tag),
            href=urls.localised_url(locale, urls.month_url(year, month)),
        )

    def build_year_link(self, year: Year) -> View:
        """Return the year with its address, whether it is the present one, and its numbers of business days if it is published."""
        return View(
            year=year.year,
            href=urls.localised_url(self.resolver.locale, urls.year_url(year.year)),
            current=self.queries.is_current_year(year.year),
            published=year.published,
            trading_days=len(year.trading) if year.published else None,
            working_days=len(year.working) if year.published else None,
        )

    def build_year(self, year: Year) -> View:
        """Return the view of a year: its numbers of business days, its months with their special days, and its holidays."""
        grids = tuple(self.build_grid(year.year, month) for month in range(1, 13))
        return self.build_year_link(year).with_values(
            grids=grids,
            kinds=frozenset(kind for grid in grids for week in grid.weeks for day in week if day.inside for kind in day.kinds),
            record=self.resolver.find_view("year", year.id),
        )


def day_id(day: date) -> str:
    """Return the anchor of a day in the agenda of its month."""
    return f"d{day.isoformat()}"


def _occurrences_by_day(year: int, month: int, occurrences: Sequence[Occurrence]) -> Mapping[date, list[Occurrence]]:
    """Return the occurrences on each day of a month, in their order."""
    days = {date(year, month, day): list[Occurrence]() for day in range(1, calendar.monthrange(year, month)[1] + 1)}
    first, last = min(days), max(days)
    for occurrence in occurrences:
        for day in _iter_days(max(first, occurrence.start), min(last, occurrence.last_day)):
            days[day].append(occurrence)
    return days


def _iter_days(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def _precision_of_length(days: int) -> Precision:
    return Precision.MONTH if days < 60 else Precision.QUARTER if days < 100 else Precision.YEAR
