"""Views of the calendar: occurrences, months with their grid and agenda, and years with their coverage table."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from prospectus.derive.almanac import DAY_MARKS
from prospectus.derive.dates import day_of_month, in_words, month_name, month_short, weekday_initial, weekday_short
from prospectus.derive.duties import COMES_ROUND, GRAVEST
from prospectus.derive.reading import Reading
from prospectus.derive.resolve import BRIEF, NAME, Resolver
from prospectus.derive.schedule import Occurrence
from prospectus.derive.view import View
from prospectus.model import address
from prospectus.model.event import Event
from prospectus.model.library import Key
from prospectus.model.moment import Moment, Precision
from prospectus.model.year import Year

MOST_IN_DAY = 3
"""The number of events shown per day of the grid; the others are only in the agenda. A day with just one more shows all of them."""
MOST_FOUND = 3
"""The number of events or notices listed per instance of a series."""
LONGEST_IN_GRID = timedelta(days=10)
"""Longer occurrences are not shown in the days of the grid, only in the agenda."""
WEEK = tuple(date(2024, 1, day) for day in range(1, 8))
"""The days of an arbitrary week, starting on Monday, from which weekday names are formatted."""


class Calendar:
    """Builds the calendar views of one locale. Occurrences and links to months are cached in the view cache."""

    def __init__(self, reading: Reading, resolver: Resolver) -> None:
        self.reading = reading
        self.resolver = resolver
        self._days: dict[int, dict[str, Counter[int]]] = {}

    @property
    def years(self) -> tuple[Year, ...]:
        """All years of the calendar of the site, published or not."""
        return tuple(each for each in self.reading.all("year") if isinstance(each, Year))

    def occurrence(self, each: Occurrence) -> View:
        """Return the view of an occurrence: its dates in words, its state, and the record that it belongs to. Cached."""
        return self.resolver.kept.of(each.print, self._view, each)

    def of(self, key: Key) -> tuple[View, ...]:
        """Return the views of the occurrences of a record."""
        return tuple(self.occurrence(each) for each in self.reading.occurrences_of(key))

    def _view(self, each: Occurrence) -> View:
        tag = self.resolver.locale.tag
        start, end = self.reading.almanac.span(each)
        return View(
            uid=each.uid,
            sort=each.sort,
            title=self.resolver.words(each.title),
            mark=each.mark,
            when=self._when(each),
            date=in_words(Moment.on(each.start), tag),
            last=in_words(Moment.on(each.last), tag),
            days=(each.end - each.start).days,
            month=self._month_page(each.start.year, each.start.month),
            other_year=each.start.year != self.reading.today.year,
            starts=each.starts.strftime("%H:%M") if each.starts else "",
            ends=each.ends.strftime("%H:%M") if each.ends else "",
            start=start.isoformat(timespec="minutes"),
            end=end.isoformat(timespec="minutes"),
            due=in_words(Moment.on(each.due), tag) if each.due else None,
            open=each.ends is None,
            state="cancelled" if each.standing == "cancelled" else self.reading.state(each),
            standing=each.standing,
            event=self._event(each),
            duty=self._duty(each),
            of=self.resolver.record(*each.of, NAME),
            sample=each.sample,
        )

    def _event(self, each: Occurrence) -> View | None:
        """Return what lists show of an event besides its times; None for deadlines and for everything that is not an event."""
        record = self.reading.record(*each.of) if each.standing and each.sort != "deadline" else None
        if not isinstance(record, Event):
            return None
        replayed = record.replay is not None and record.replay.url is not None
        return View(language=record.language, replayed=replayed, place=self.resolver.words(record.place) if record.place else None)

    def _duty(self, each: Occurrence) -> View | None:
        """Return the status of an instance of a series: its standing, the records that fulfil it, and when an open one becomes late.

        None for everything that is not an instance of a series.
        """
        duty = self.reading.duty(each)
        if duty is None:
            return None
        turns = duty.standing == "open" and duty.late_from is not None
        late = datetime.combine(duty.late_from, time(), self.reading.almanac.zone) if turns and duty.late_from else None
        return View(
            standing=duty.standing,
            found=self.resolver.records(duty.found[:MOST_FOUND], NAME),
            more=max(0, len(duty.found) - MOST_FOUND),
            until=late.isoformat(timespec="minutes") if late else "",
            then=duty.then,
        )

    def _when(self, each: Occurrence) -> str:
        """Return the dates of an occurrence in words, no more precise than they are known: a month, quarter or year for an obligation."""
        tag, length = self.resolver.locale.tag, (each.end - each.start).days
        if each.sort == "obligation":
            return in_words(Moment(datetime.combine(each.start, time()), _period(length)), tag).text
        first = in_words(Moment.on(each.start), tag).text
        return first if length == 1 else f"{first} – {in_words(Moment.on(each.last), tag).text}"

    def month(self, year: int, month: int) -> View:
        """Return the view of a month: grid of weeks, agenda, periods, events without a stated day, and links to adjacent months."""
        found = self.reading.occurrences_in(year, month)
        dated = [each for each in found if each.sort != "obligation"]
        return View(
            year=year,
            month=month,
            title=month_name(year, month, self.resolver.locale.tag),
            link=self.month_link(year, month),
            **self._counts(year, month),
            kinds=frozenset(each.sort for each in found),
            weekdays=tuple(weekday_short(day, self.resolver.locale.tag) for day in WEEK),
            initials=tuple(weekday_initial(day, self.resolver.locale.tag) for day in WEEK),
            weeks=tuple(
                tuple(self._day(day, month, dated) for day in week) for week in calendar.Calendar().monthdatescalendar(year, month)
            ),
            periods=tuple(self.occurrence(each) for each in found if each.sort == "obligation"),
            agenda=tuple(self.occurrence(each) for each in dated),
            unset=tuple(self._unset(kind, event) for kind, event in self.reading.unset_in(year, month)),
            previous=self._neighbour(year, month, -1),
            next=self._neighbour(year, month, 1),
        )

    def _unset(self, kind: str, event: Event) -> View:
        """Return the view of an event without a stated day: its month, quarter or year, and the instant at which that period ends."""
        over = datetime.combine(event.starts.day_after, time(), self.reading.almanac.zone)
        state = "cancelled" if event.state == "cancelled" else "past" if self.reading.passed(over) else "undated"
        return View(
            of=self.resolver.record(kind, event.id, NAME),
            sort=event.type,
            when=in_words(event.starts, self.resolver.locale.tag),
            span=event.starts.precision.name.lower(),
            state=state,
            standing=event.state,
            until=over.isoformat(timespec="minutes"),
        )

    def grid(self, year: int, month: int) -> View:
        """Return the view of a small month, which marks special days and shows no events."""
        marked = self.reading.marks_in(year, month)
        weeks = calendar.Calendar().monthdatescalendar(year, month)
        return View(
            link=self.month_link(year, month),
            **self._counts(year, month),
            initials=tuple(weekday_initial(day, self.resolver.locale.tag) for day in WEEK),
            weeks=tuple(tuple(View(**self._cell(day, month, marked)) for day in week) for week in weeks),
            holidays=tuple(self.occurrence(each) for each in marked if each.sort == "holiday"),
        )

    def _counts(self, year: int, month: int) -> dict[str, Any]:
        found = next((each for each in self.years if each.year == year and each.published), None)
        days = self._days_of(found) if found else None
        return {
            "published": found is not None,
            "trading_days": days["trading"][month] if days else None,
            "working_days": days["working"][month] if days else None,
        }

    def _days_of(self, year: Year) -> dict[str, Counter[int]]:
        """Return the number of trading days and of working days per month of a year."""
        if year.year not in self._days:
            self._days[year.year] = {name: Counter(day.month for day in getattr(year, name)) for name in ("trading", "working")}
        return self._days[year.year]

    def _day(self, day: date, month: int, dated: Sequence[Occurrence]) -> View:
        on_it = [each for each in dated if each.start <= day < each.end and each.end - each.start <= LONGEST_IN_GRID]
        return View(
            **self._cell(day, month, on_it),
            marks=tuple(self.occurrence(each).having(goes_on=False) for each in on_it if each.sort in DAY_MARKS),
            **self._entries(day, [each for each in on_it if each.sort not in DAY_MARKS]),
        )

    def _entries(self, day: date, found: Sequence[Occurrence]) -> dict[str, Any]:
        """Return the first events of a day, the number of further ones, and the UID at which the agenda continues with them."""
        most = MOST_IN_DAY if len(found) > MOST_IN_DAY + 1 else len(found)
        entries = tuple(self.occurrence(each).having(goes_on=each.start < day) for each in found[:most])
        return {"entries": entries, "more": len(found) - most, "more_at": found[most].uid if most < len(found) else ""}

    def _cell(self, day: date, month: int, found: Sequence[Occurrence]) -> dict[str, Any]:
        kinds = {each.sort for each in found if each.start <= day < each.end}
        return {
            "number": day.day,
            "iso": day.isoformat(),
            "weekday": day.weekday() + 1,
            "kinds": tuple(sorted(kinds)),
            "inside": day.month == month,
            "rest": (day.weekday() > 4 and "makeup" not in kinds) or "holiday" in kinds,
            "today": day == self.reading.today,
        }

    def _neighbour(self, year: int, month: int, step: int) -> View | None:
        number = year * 12 + month - 1 + step
        return self._month_page(number // 12, number % 12 + 1)

    def _month_page(self, year: int, month: int) -> View | None:
        """Return the name and address of a month; None if the month has no page."""
        return self.month_link(year, month) if any(each.year == year for each in self.years) else None

    def month_link(self, year: int, month: int) -> View:
        """Return the name and address of a month. Cached."""
        return self.resolver.kept.of((year, month), self._month_link, year, month)

    def _month_link(self, year: int, month: int) -> View:
        locale, today = self.resolver.locale, self.reading.today
        return View(
            title=month_name(year, month, locale.tag),
            short=month_short(date(year, month, 1), locale.tag),
            href=address.within(locale, address.of_month(year, month)),
            current=(year, month) == (today.year, today.month),
        )

    def overview(self) -> tuple[View, ...]:
        """Return the views of all years, in order: the months of each, and the months in which each series has an instance."""
        series = {each.id: self._rounds(each.id) for each in self.reading.all("series")}
        return tuple(self._year(year, series) for year in sorted(self.years, key=lambda each: each.year))

    def _rounds(self, series: str) -> Mapping[int, Sequence[Occurrence]]:
        """Return the instances of a series, grouped by the year in which they start."""
        found: dict[int, list[Occurrence]] = {}
        for each in self.reading.occurrences_of(("series", series)):
            if each.sort in COMES_ROUND:
                found.setdefault(each.start.year, []).append(each)
        return found

    def _year(self, year: Year, series: Mapping[str, Mapping[int, Sequence[Occurrence]]]) -> View:
        rows = tuple(self._coverage(key, found.get(year.year, ())) for key, found in series.items())
        told = Counter(cell.standing for row in rows for cell in row.cells if cell.filled)
        grids = tuple(self.grid(year.year, month) for month in range(1, 13)) if year.published else ()
        return View(
            year=year.year,
            current=year.year == self.reading.today.year,
            published=year.published,
            grids=grids,
            kinds=frozenset(kind for grid in grids for week in grid.weeks for day in week if day.inside for kind in day.kinds),
            months=tuple(self.month_link(year.year, month) for month in range(1, 13)),
            rows=rows,
            standings=tuple((standing, told[standing]) for standing in reversed(GRAVEST) if told[standing]),
            record=self.resolver.record("year", year.id),
            trading_days=len(year.trading) if year.published else None,
            working_days=len(year.working) if year.published else None,
        )

    def _coverage(self, series: str, found: Sequence[Occurrence]) -> View:
        """Return the coverage row of a series in a year: one cell per month, or one cell for all months that an instance spans."""
        months: dict[int, list[Occurrence]] = {}
        for each in found:
            months.setdefault(each.start.month, []).append(each)
        cells, month = [], 1
        while month <= 12:
            cells.append(self._cell_of(month, months.get(month, ())))
            month += cells[-1].span
        return View(series=self.resolver.record("series", series, BRIEF), cells=tuple(cells))

    def _cell_of(self, month: int, found: Sequence[Occurrence]) -> View:
        """Return the coverage cell of a month, with the gravest standing of the instances that start in it."""
        if not found:
            return View(month=month, filled=False, span=1, standing="")
        views = [self.occurrence(each) for each in found]
        gravest = min(views, key=lambda each: GRAVEST.index(each.duty.standing))
        return View(
            month=month,
            filled=True,
            span=min(max(1, -(-(found[0].end - found[0].start).days // 31)), 13 - month),
            standing=gravest.duty.standing,
            duty=gravest.duty,
            when=views[0].when,
            short=self._short(found[0]) if found[0].sort != "obligation" else "",
            count=len(found),
            there=sum(each.duty.standing == "met" for each in views),
        )

    def _short(self, each: Occurrence) -> str:
        """Return the days of an occurrence within its month, in the shortest words."""
        tag, last = self.resolver.locale.tag, calendar.monthrange(each.start.year, each.start.month)[1]
        if (each.start.day, each.last.day) == (1, last) and each.start.month == each.last.month:
            return self.resolver.t("span.month")
        first = day_of_month(each.start, tag)
        return first if each.start == each.last else f"{first} – {day_of_month(each.last, tag)}"


def _period(days: int) -> Precision:
    return Precision.MONTH if days < 60 else Precision.QUARTER if days < 100 else Precision.YEAR
