"""The days that a recurrence rule gives (RFC 5545, 3.3.10). Every search is bounded: a rule that gives no day ends it, too.

A rule is evaluated period by period: years, months, weeks or days, as its frequency says. The calendar repeats itself after 28 years,
except where a year such as 2100 is no leap year, and of 56 years in a row at most one is such a year. So a rule that gives no day in the
periods of 56 years, each `INTERVAL` apart, never gives one.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import replace
from datetime import MAXYEAR, date, timedelta, tzinfo
from itertools import islice

from prospectus.model.values.recurrence_rule import RecurrenceRule

MAX_PERIODS = {"YEARLY": 56, "MONTHLY": 56 * 12, "WEEKLY": 56 * 366 // 7, "DAILY": 56 * 366}
"""After so many periods without an instance, there is none."""
_Period = tuple[date, date]
"""First and last day."""


def iter_days(rule: RecurrenceRule, dtstart: date, last: date, *, first: date | None = None, zone: tzinfo | None = None) -> Iterator[date]:
    """Yield the days that a rule gives from `dtstart` to `last`, both inclusive, in order; with `first`, only those from `first` on.

    `zone` is the zone of the site, for rules whose UNTIL is an instant.
    """
    until = rule.last_day(zone)
    last = min(last, until) if until else last
    first = max(first or dtstart, dtstart)
    count = 0
    for period in _iter_periods(rule, dtstart, dtstart if rule.count else first, last):
        for day in _days_of_period(rule, dtstart, period):
            if day < dtstart:
                continue
            count += 1
            if day > last or (rule.count and count > rule.count):
                return
            if day >= first:
                yield day


def first_day(rule: RecurrenceRule, dtstart: date) -> date | None:
    """Return the first day that a rule gives from `dtstart` on, whatever its UNTIL and COUNT; None if it never gives one."""
    endless = replace(rule, count=None, until=None)
    for period in islice(_iter_periods(endless, dtstart, dtstart, date(MAXYEAR, 12, 31)), MAX_PERIODS[rule.frequency]):
        day = next((day for day in _days_of_period(endless, dtstart, period) if day >= dtstart), None)
        if day is not None:
            return day
    return None


def gives_start(rule: RecurrenceRule, dtstart: date) -> bool:
    """Return whether a rule that starts on `dtstart` gives that day itself."""
    period = next(_iter_periods(rule, dtstart, dtstart, dtstart), None)
    return period is not None and dtstart in _days_of_period(rule, dtstart, period)


# Periods


def _iter_periods(rule: RecurrenceRule, dtstart: date, first: date, last: date) -> Iterator[_Period]:
    """Yield the periods that the interval selects, from that of `first` or a later one to that of `last`."""
    start = _period_number(rule, dtstart)
    skipped = max(0, -(-(_period_number(rule, first) - start) // rule.interval))
    for number in range(start + skipped * rule.interval, _period_number(rule, last) + 1, rule.interval):
        yield _period(rule, number)


def _period_number(rule: RecurrenceRule, day: date) -> int:
    if rule.frequency == "YEARLY":
        return day.year
    if rule.frequency == "MONTHLY":
        return 12 * day.year + day.month - 1
    if rule.frequency == "WEEKLY":
        return (day.toordinal() - 1 - rule.week_start) // 7
    return day.toordinal()


def _period(rule: RecurrenceRule, number: int) -> _Period:
    if rule.frequency == "YEARLY":
        return date(number, 1, 1), date(number, 12, 31)
    if rule.frequency == "MONTHLY":
        year, month = divmod(number, 12)
        return date(year, month + 1, 1), date(year, month + 1, calendar.monthrange(year, month + 1)[1])
    if rule.frequency == "WEEKLY":
        monday = 7 * number + 1 + rule.week_start
        return date.fromordinal(max(monday, 1)), date.fromordinal(min(monday + 6, date.max.toordinal()))
    return date.fromordinal(number), date.fromordinal(number)


# The days of a period


def _days_of_period(rule: RecurrenceRule, dtstart: date, period: _Period) -> list[date]:
    """Return the days that a rule gives in a period, in order, also those before `dtstart`."""
    parts = with_defaults(rule, dtstart)
    days = [day for day in _iter_candidates(parts, period) if _fits(parts, day)]
    if not rule.positions:
        return days
    indexes = {position - 1 if position > 0 else len(days) + position for position in rule.positions}
    return [day for index, day in enumerate(days) if index in indexes]


def with_defaults(rule: RecurrenceRule, dtstart: date) -> RecurrenceRule:
    """Return the rule with the parts that the first day states where no part of the rule does."""
    if rule.month_days or rule.year_days or rule.week_numbers or rule.weekdays:
        return rule
    if rule.frequency == "YEARLY":
        return replace(rule, months=rule.months or (dtstart.month,), month_days=(dtstart.day,))
    if rule.frequency == "MONTHLY":
        return replace(rule, month_days=(dtstart.day,))
    if rule.frequency == "WEEKLY":
        return replace(rule, weekdays=((0, dtstart.weekday()),))
    return rule


def _iter_candidates(rule: RecurrenceRule, period: _Period) -> Iterator[date]:
    first, last = period
    if rule.frequency != "YEARLY" or not rule.months:
        yield from (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
        return
    for month in sorted(rule.months):
        yield from (date(first.year, month, day) for day in range(1, calendar.monthrange(first.year, month)[1] + 1))


def _fits(rule: RecurrenceRule, day: date) -> bool:
    return (
        (not rule.months or day.month in rule.months)
        and (not rule.month_days or _is_one_of(day.day, calendar.monthrange(day.year, day.month)[1], rule.month_days))
        and (not rule.year_days or _is_one_of(day.timetuple().tm_yday, 365 + calendar.isleap(day.year), rule.year_days))
        and (not rule.weekdays or any(_fits_weekday(rule, day, *pair) for pair in rule.weekdays))
        and (not rule.week_numbers or _is_one_of(*_week_of_year(day, rule.week_start), rule.week_numbers))
    )


def _is_one_of(number: int, total: int, wanted: tuple[int, ...]) -> bool:
    """Return whether a number, or the same counted from the end, is wanted."""
    return number in wanted or number - total - 1 in wanted


def _fits_weekday(rule: RecurrenceRule, day: date, ordinal: int, weekday: int) -> bool:
    """Return whether a day is such a weekday; with an ordinal, the n-th of its month, or of its year for a yearly rule without BYMONTH."""
    if day.weekday() != weekday or not ordinal:
        return day.weekday() == weekday
    if rule.frequency == "YEARLY" and not rule.months:
        number, length = day.timetuple().tm_yday, 365 + calendar.isleap(day.year)
    else:
        number, length = day.day, calendar.monthrange(day.year, day.month)[1]
    return ordinal == ((number - 1) // 7 + 1 if ordinal > 0 else -((length - number) // 7 + 1))


def _week_of_year(day: date, week_start: int) -> tuple[int, int]:
    """Return the number of a day's week and the number of weeks of its year. Week 1 is the first with at least four days in the year."""
    week = day - timedelta(days=(day.weekday() - week_start) % 7) if day.toordinal() > 7 else day
    year = (week + timedelta(days=3)).year if week < date(MAXYEAR, 12, 28) else MAXYEAR
    first = _first_week(year, week_start)
    weeks = (_first_week(year + 1, week_start) - first).days // 7 if year < MAXYEAR else 52
    return (week - first).days // 7 + 1, weeks


def _first_week(year: int, week_start: int) -> date:
    fourth = date(year, 1, 4)
    return fourth - timedelta(days=(fourth.weekday() - week_start) % 7)
