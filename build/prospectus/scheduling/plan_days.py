"""Suggests days and times for drafts, and says why. Drafts without a usual day are spread over the month, one a day if possible."""

from __future__ import annotations

import calendar
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prospectus.model.kinds.series import Series
from prospectus.model.kinds.site import Site
from prospectus.model.kinds.year import Year
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.recurrence_days import iter_days
from prospectus.model.values.recurrence_rule import parse_rule
from prospectus.schedule.business_days import BusinessDays
from prospectus.schedule.instances import instance_period, planned_event_id
from prospectus.scheduling.month import Month
from prospectus.scheduling.plan_messages import format_message
from prospectus.text.rich_text import without_markup

TIMELESS_TYPES = frozenset({"bulletin", "campaign"})
"""The types of events that have no time of their own."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a series."""

    series: Series
    start: date
    end: date
    """The first day after it (an exclusive end)."""

    @property
    def period(self) -> str:
        """The period as text, such as `2025-03`, `2025-Q1` or `2025`."""
        return instance_period(self.series.recurrence, self.start)

    @property
    def id(self) -> str:
        """The id for its event: the id of the series and the period."""
        return planned_event_id(self.series, self.start)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """When a draft starts and ends, with comments that say why."""

    starts: PartialDate
    ends: PartialDate | None
    comments: tuple[str, ...]


class DayPlanner:
    """Suggests the days and times of the drafts of one month."""

    def __init__(self, month: Month, site: Site, years: Mapping[int, Year], taken: Iterable[date], language: str) -> None:
        self._month, self._years, self._language = month, years, language
        self._site, self._days, self._zone = site, BusinessDays(years.values()), ZoneInfo(site.timezone)
        self._usual_start = site.scheduling.usual_start
        self._taken = set(taken)
        """The days on which something begins."""
        self._middays: dict[str, date] = {}
        """The day in the month for each series without a usual day, by its id."""

    def spread(self, instances: Iterable[Instance]) -> None:
        """Choose the days of the instances whose series name no usual day, apart from each other."""
        undated = [one.series.id for one in instances if one.series.recurrence.mode == "period" and not _names_usual_day(one.series)]
        self._middays = dict(zip(undated, spread_days(self._month.first_day, len(undated)), strict=True))

    def take_stated(self, instance: Instance) -> Suggestion:
        """Return the dates of an instance that are stated by its series."""
        if instance.series.recurrence.mode == "day":
            return Suggestion(*self._add_time(instance.series, instance.start), (self._message("day"),))
        last = instance.end - timedelta(days=1)
        why = self._message("span", first=instance.start, last=last)
        return Suggestion(PartialDate.from_day(instance.start), PartialDate.from_day(last), (why,))

    def suggest(self, instance: Instance) -> Suggestion | None:
        """Return dates within the month for an instance without a stated date.

        Return None when its usual day is in another month of its period. Without published holidays the start is only a month.
        """
        first, end = max(instance.start, self._month.first_day), min(instance.end, self._month.day_after)
        day = self._find_usual_day(instance, first, end)
        if day is None:
            return None
        if self._month.year not in self._days.published_years:
            some_day = PartialDate(datetime.combine(self._month.first_day, time()), Precision.MONTH)
            return Suggestion(some_day, None, (self._message("unpublished", year=self._month.year),))
        shifted_day, shift_comments = self._shift_day(instance.series, day, first, end)
        usual = instance.series.typical
        if usual is not None and usual.rrule is not None:
            rule = without_markup(usual.text).within((self._language,)).text if usual.text else usual.rrule
            why = self._message("usually", rule=rule, day=shifted_day)
        else:
            why = self._message("middle" if len(self._middays) == 1 else "spread", day=shifted_day)
        self._taken.add(shifted_day)
        default = self._default_start(instance.series)
        time_comments = [self._message("time", time=default)] if default else []
        return Suggestion(*self._add_time(instance.series, shifted_day, default), (why, *shift_comments, *time_comments))

    def _find_usual_day(self, instance: Instance, first: date, end: date) -> date | None:
        usual = instance.series.typical
        if usual is None or usual.rrule is None:
            return max(first, min(self._middays[instance.series.id], end - timedelta(days=1)))
        return next(iter_days(parse_rule(usual.rrule), instance.start, end - timedelta(days=1), first=first, zone=self._zone), None)

    def _shift_day(self, series: Series, day: date, first: date, end: date) -> tuple[date, list[str]]:
        """Return the day, moved to a trading or working day from `first` to `end` (exclusive), and comments that say so."""
        shift = series.typical.shift if series.typical else "next-trading-day"
        if shift == "none":
            return day, []
        day_type, days = ("trading", self._days.trading_days) if shift == "next-trading-day" else ("working", self._days.working_days)
        if not _names_usual_day(series):
            in_period = days[bisect_left(days, first) : bisect_left(days, end)]
            free_day = find_free_day(day, in_period, self._taken) or find_free_day(day, in_period, ()) or day
            return free_day, self._explain_move(day, free_day, day_type) if day not in in_period else []
        index = bisect_left(days, day)
        if index < len(days) and days[index] == day:
            return day, []
        if index < len(days) and days[index] < end:
            return days[index], self._explain_move(day, days[index], day_type)
        if index and days[index - 1] >= first:
            return days[index - 1], self._explain_move(day, days[index - 1], day_type)
        return day, []

    def _explain_move(self, day: date, moved: date, day_type: str) -> list[str]:
        """Return the comment that says why a draft is not on a day that is no trading or working day."""
        if moved < day:
            return [self._message("back", **{"from": day}, sort=self._message(day_type))]
        return [self._message("moved", **{"from": day}, why=self._explain_non_working_day(day), sort=self._message(day_type))]

    def _explain_non_working_day(self, day: date) -> str:
        for holiday in self._years[day.year].holidays:
            title = holiday.title.within((self._language,)).text
            if holiday.first <= day <= holiday.last:
                return title
            if day in holiday.makeup:
                return self._message("makeup", title=title)
        return self._message("weekend")

    def _default_start(self, series: Series) -> str | None:
        """Return the time of the site at which an event of a series without a usual time starts; None when it needs none."""
        has_time = series.typical is not None and series.typical.at is not None
        return None if has_time or self._site.base_type(series.default_event_type) in TIMELESS_TYPES else self._usual_start

    def _add_time(self, series: Series, day: date, default: str | None = None) -> tuple[PartialDate, PartialDate | None]:
        usual = series.typical
        start_time = (usual.at if usual else None) or default
        if start_time is None:
            return PartialDate.from_day(day), None
        starts = datetime.combine(day, time.fromisoformat(start_time))
        ends = PartialDate(starts + timedelta(minutes=usual.minutes), Precision.MINUTE) if usual and usual.minutes else None
        return PartialDate(starts, Precision.MINUTE), ends

    def _message(self, name: str, **params: object) -> str:
        return format_message(name, self._language, **params)


def _names_usual_day(series: Series) -> bool:
    return series.typical is not None and series.typical.rrule is not None


def spread_days(first: date, count: int) -> list[date]:
    """Return `count` days evenly apart in the month that begins on `first`; a single one is in its middle."""
    length = calendar.monthrange(first.year, first.month)[1]
    return [first.replace(day=max(1, min(31 * number // (count + 1), length))) for number in range(1, count + 1)]


def find_free_day(day: date, candidates: Sequence[date], taken: Collection[date]) -> date | None:
    """Return the first of the sorted candidates on or after `day` that is not taken, or else the last before it; None without any."""
    free = [candidate for candidate in candidates if candidate not in taken]
    index = bisect_left(free, day)
    return free[index] if index < len(free) else free[-1] if free else None
