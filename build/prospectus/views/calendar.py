"""Views of the calendar: occurrences, months with their grid and agenda, and years with their coverage table."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from prospectus.model import urls
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.year import Year
from prospectus.model.library import RecordKey
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.query.queries import Queries
from prospectus.schedule.calendar_index import DAY_MARKS
from prospectus.schedule.interval import interval_of
from prospectus.schedule.obligations import INSTANCE_TYPES, STATES_BY_SEVERITY, is_instance
from prospectus.schedule.occurrences import Occurrence
from prospectus.text.dates import (
    format_day_and_month,
    format_day_of_month,
    format_month,
    format_month_short,
    format_partial_date,
    format_weekday_narrow,
    format_weekday_short,
)
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.view import View

MAX_EVENTS_PER_DAY = 3
"""The number of events shown per day of the grid; the others are only in the agenda. A day with just one more shows all of them."""
MAX_FULFILMENTS = 3
"""The number of events or notices listed per instance of a series."""
MAX_GRID_SPAN = timedelta(days=10)
"""Longer occurrences are not shown in every day of the grid: only in the first and last day, and in the first of each month between."""
SAMPLE_WEEK = tuple(date(2024, 1, day) for day in range(1, 8))
"""The days of an arbitrary week, starting on Monday, from which weekday names are formatted."""


class CalendarViews:
    """Builds the calendar views of one locale. Occurrences and links to months are cached in the view cache."""

    def __init__(self, queries: Queries, resolver: Resolver) -> None:
        self.queries = queries
        self.resolver = resolver
        self._business_days: dict[int, dict[str, Counter[int]]] = {}

    @property
    def years(self) -> tuple[Year, ...]:
        """All years of the calendar of the site, published or not."""
        return tuple(year for year in self.queries.records("year") if isinstance(year, Year))

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
            title=self.resolver.localise(occurrence.title),
            short_code=occurrence.short_code,
            when=self._format_when(occurrence),
            date=format_partial_date(PartialDate.from_day(occurrence.start), tag),
            last=format_partial_date(PartialDate.from_day(occurrence.last_day), tag),
            days=(occurrence.end - occurrence.start).days,
            month=self._link_month_page(occurrence.start.year, occurrence.start.month),
            other_year=has_date and not self.queries.is_current_year(occurrence.start.year),
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
            sample=occurrence.sample,
            replaced=occurrence.replaced,
        )

    def _state_of(self, occurrence: Occurrence) -> str:
        return "cancelled" if occurrence.event_state == "cancelled" else self.queries.state(occurrence.uid)

    def _build_event_info(self, occurrence: Occurrence) -> View | None:
        """Return what lists show of an event besides its times; None for deadlines and for everything that is not an event."""
        record = (
            self.queries.record(*occurrence.record_key) if occurrence.event_state and occurrence.occurrence_type != "deadline" else None
        )
        if not isinstance(record, Event):
            return None
        replayed = record.replay is not None and record.replay.url is not None
        return View(language=record.language, replayed=replayed, place=self.resolver.localise(record.place) if record.place else None)

    def _build_obligation(self, occurrence: Occurrence) -> View | None:
        """Return the status of an instance of a series: its state, the records that fulfil it, and when an open one becomes late.

        None for everything that is not an instance of a series.
        """
        status = self.queries.obligation_status(occurrence.uid) if is_instance(occurrence) else None
        if status is None:
            return None
        can_become_late = status.state == "open" and status.late_from is not None
        late_at = datetime.combine(status.late_from, time(), self.queries.zone) if can_become_late and status.late_from else None
        return View(
            state=status.state,
            fulfilled_by=self.resolver.find_views(status.fulfilled_by[:MAX_FULFILMENTS], Depth.TITLE),
            more_count=max(0, len(status.fulfilled_by) - MAX_FULFILMENTS),
            until=late_at.isoformat(timespec="minutes") if late_at else "",
            state_when_late=status.state_when_late,
        )

    def _format_when(self, occurrence: Occurrence) -> str:
        """Return the dates of an occurrence in words, no more precise than they are known: a month, quarter or year for an obligation."""
        tag, length = self.resolver.locale.tag, (occurrence.end - occurrence.start).days
        if occurrence.occurrence_type == "obligation":
            return format_partial_date(PartialDate(datetime.combine(occurrence.start, time()), _precision_of_length(length)), tag).text
        first = format_partial_date(PartialDate.from_day(occurrence.start), tag).text
        return first if length == 1 else f"{first} – {format_partial_date(PartialDate.from_day(occurrence.last_day), tag).text}"

    def build_month(self, year: int, month: int) -> View:
        """Return the view of a month: grid of weeks, agenda, periods, events without a stated day, and links to adjacent months."""
        occurrences = self.queries.occurrences_in(year, month)
        dated = [occurrence for occurrence in occurrences if occurrence.occurrence_type != "obligation"]
        weeks = calendar.Calendar().monthdatescalendar(year, month)
        today = self._today_in(year, month)
        return View(
            year=year,
            month=month,
            title=format_month(year, month, self.resolver.locale.tag),
            link=self.build_month_link(year, month),
            **self._build_day_counts(year, month),
            kinds=frozenset(occurrence.occurrence_type for occurrence in occurrences),
            weekdays=tuple(format_weekday_short(day, self.resolver.locale.tag) for day in SAMPLE_WEEK),
            initials=tuple(format_weekday_narrow(day, self.resolver.locale.tag) for day in SAMPLE_WEEK),
            weeks=tuple(tuple(self._build_day(day, month, today, dated) for day in week) for week in weeks),
            periods=tuple(self.build_occurrence(occurrence) for occurrence in occurrences if occurrence.occurrence_type == "obligation"),
            agenda=tuple(self.build_occurrence(occurrence) for occurrence in dated),
            undated_events=tuple(self._build_undated_event(kind, event) for kind, event in self.queries.undated_events_in(year, month)),
            previous=self._link_adjacent_month(year, month, -1),
            next=self._link_adjacent_month(year, month, 1),
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
            holidays=tuple(self.build_occurrence(occurrence) for occurrence in marked if occurrence.occurrence_type == "holiday"),
        )

    def _build_day_counts(self, year: int, month: int) -> dict[str, Any]:
        calendar_year = next((candidate for candidate in self.years if candidate.year == year and candidate.published), None)
        counts = self._count_business_days(calendar_year) if calendar_year else None
        return {
            "published": calendar_year is not None,
            "trading_days": counts["trading"][month] if counts else None,
            "working_days": counts["working"][month] if counts else None,
        }

    def _count_business_days(self, year: Year) -> dict[str, Counter[int]]:
        """Return the number of trading days and of working days per month of a year."""
        if year.year not in self._business_days:
            self._business_days[year.year] = {name: Counter(day.month for day in getattr(year, name)) for name in ("trading", "working")}
        return self._business_days[year.year]

    def _build_day(self, day: date, month: int, today: date | None, dated: Sequence[Occurrence]) -> View:
        occurrences = [occurrence for occurrence in dated if _is_in_grid(occurrence, day)]
        return View(
            **self._build_cell(day, month, today, occurrences),
            marks=tuple(
                self.build_occurrence(occurrence).with_values(continued=False)
                for occurrence in occurrences
                if occurrence.occurrence_type in DAY_MARKS
            ),
            **self._build_day_entries(day, [occurrence for occurrence in occurrences if occurrence.occurrence_type not in DAY_MARKS]),
        )

    def _build_day_entries(self, day: date, occurrences: Sequence[Occurrence]) -> dict[str, Any]:
        """Return the first events of a day, the number of further ones, and the UID at which the agenda continues with them."""
        shown_count = MAX_EVENTS_PER_DAY if len(occurrences) > MAX_EVENTS_PER_DAY + 1 else len(occurrences)
        entries = tuple(self._build_grid_entry(occurrence, day) for occurrence in occurrences[:shown_count])
        return {
            "entries": entries,
            "more_count": len(occurrences) - shown_count,
            "more_uid": occurrences[shown_count].uid if shown_count < len(occurrences) else "",
        }

    def _build_grid_entry(self, occurrence: Occurrence, day: date) -> View:
        """Return the view of an occurrence in a day; one that is not in all its days says when it ends, and where it does."""
        is_long = _is_long(occurrence)
        return self.build_occurrence(occurrence).with_values(
            continued=occurrence.start < day,
            until=format_day_and_month(occurrence.last_day, self.resolver.locale.tag) if is_long and day < occurrence.last_day else "",
            ending=is_long and day == occurrence.last_day,
        )

    def _build_cell(self, day: date, month: int, today: date | None, occurrences: Sequence[Occurrence]) -> dict[str, Any]:
        types = {occurrence.occurrence_type for occurrence in occurrences if occurrence.start <= day < occurrence.end}
        return {
            "number": day.day,
            "iso": day.isoformat(),
            "weekday": day.weekday() + 1,
            "kinds": tuple(sorted(types)),
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
        return self.build_month_link(year, month) if any(calendar_year.year == year for calendar_year in self.years) else None

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

    def build_overview(self) -> tuple[View, ...]:
        """Return the views of all years, in order: the months of each, and the months in which each series has an instance."""
        instances_by_series = {series.id: self._instances_by_year(series.id) for series in self.queries.records("series")}
        return tuple(self._build_year(year, instances_by_series) for year in sorted(self.years, key=lambda year: year.year))

    def _instances_by_year(self, series_id: str) -> Mapping[int, Sequence[Occurrence]]:
        """Return the instances of a series, grouped by the year in which they start."""
        instances: dict[int, list[Occurrence]] = {}
        for occurrence in self.queries.occurrences_of(("series", series_id)):
            if occurrence.occurrence_type in INSTANCE_TYPES:
                instances.setdefault(occurrence.start.year, []).append(occurrence)
        return instances

    def _build_year(self, year: Year, instances_by_series: Mapping[str, Mapping[int, Sequence[Occurrence]]]) -> View:
        rows = tuple(self._build_coverage_row(series_id, by_year.get(year.year, ())) for series_id, by_year in instances_by_series.items())
        counts = Counter(cell.state for row in rows for cell in row.cells if cell.filled)
        grids = tuple(self.build_grid(year.year, month) for month in range(1, 13)) if year.published else ()
        return View(
            year=year.year,
            current=self.queries.is_current_year(year.year),
            published=year.published,
            grids=grids,
            kinds=frozenset(kind for grid in grids for week in grid.weeks for day in week if day.inside for kind in day.kinds),
            months=tuple(self.build_month_link(year.year, month) for month in range(1, 13)),
            rows=rows,
            state_counts=tuple((state, counts[state]) for state in reversed(STATES_BY_SEVERITY) if counts[state]),
            record=self.resolver.find_view("year", year.id),
            trading_days=len(year.trading) if year.published else None,
            working_days=len(year.working) if year.published else None,
        )

    def _build_coverage_row(self, series_id: str, instances: Sequence[Occurrence]) -> View:
        """Return the coverage row of a series in a year: one cell per month, or one cell for all months that an instance spans."""
        by_month: dict[int, list[Occurrence]] = {}
        for instance in instances:
            by_month.setdefault(instance.start.month, []).append(instance)
        cells, month = [], 1
        while month <= 12:
            cells.append(self._build_coverage_cell(month, by_month.get(month, ())))
            month += cells[-1].span
        return View(series=self.resolver.find_view("series", series_id, Depth.SUMMARY), cells=tuple(cells))

    def _build_coverage_cell(self, month: int, instances: Sequence[Occurrence]) -> View:
        """Return the coverage cell of a month, with the gravest state of the instances that start in it."""
        if not instances:
            return View(month=month, filled=False, span=1, state="")
        views = [self.build_occurrence(instance) for instance in instances]
        gravest = min(views, key=lambda view: STATES_BY_SEVERITY.index(view.obligation.state))
        return View(
            month=month,
            filled=True,
            span=min(max(1, -(-(instances[0].end - instances[0].start).days // 31)), 13 - month),
            state=gravest.obligation.state,
            obligation=gravest.obligation,
            when=views[0].when,
            short=self._format_days_of_month(instances[0]) if instances[0].occurrence_type != "obligation" else "",
            count=len(instances),
            met_count=sum(view.obligation.state == "met" for view in views),
        )

    def _format_days_of_month(self, occurrence: Occurrence) -> str:
        """Return the days of an occurrence within its month, in the shortest words."""
        tag, last_day = self.resolver.locale.tag, calendar.monthrange(occurrence.start.year, occurrence.start.month)[1]
        if (occurrence.start.day, occurrence.last_day.day) == (1, last_day) and occurrence.start.month == occurrence.last_day.month:
            return self.resolver.t("span.month")
        first = format_day_of_month(occurrence.start, tag)
        return first if occurrence.start == occurrence.last_day else f"{first} – {format_day_of_month(occurrence.last_day, tag)}"


def _is_in_grid(occurrence: Occurrence, day: date) -> bool:
    """Return whether the cell of a day shows an occurrence."""
    if not occurrence.start <= day < occurrence.end:
        return False
    return not _is_long(occurrence) or day in (occurrence.start, occurrence.last_day) or day.day == 1


def _is_long(occurrence: Occurrence) -> bool:
    return occurrence.end - occurrence.start > MAX_GRID_SPAN and occurrence.occurrence_type not in DAY_MARKS


def _precision_of_length(days: int) -> Precision:
    return Precision.MONTH if days < 60 else Precision.QUARTER if days < 100 else Precision.YEAR
