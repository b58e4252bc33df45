"""Business-day arithmetic: working days and trading days, the dates of recurrences, and due dates."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta, tzinfo

from prospectus.model.kinds.series import Due, Recurrence
from prospectus.model.kinds.year import Holiday, Year
from prospectus.model.values.recurrence_days import first_day, iter_days
from prospectus.model.values.recurrence_rule import parse_rule


class BusinessDays:
    """The working days and trading days of all published years, each as a sorted list."""

    def __init__(self, years: Iterable[Year]) -> None:
        published = [year for year in years if year.published]
        self.published_years = frozenset(year.year for year in published)
        self.trading_days = sorted(day for year in published for day in year.trading)
        self.working_days = sorted(day for year in published for day in year.working)

    def on_or_after(self, day: date, days: list[date]) -> date | None:
        """Return the first of `days` on or after `day`; None where the calendar is not published."""
        index = bisect_right(days, day - timedelta(days=1))
        return days[index] if index < len(days) and self._is_published(day, days[index]) else None

    def last_trading_day(self, year: int, month: int) -> date | None:
        """Return the last trading day of a month; None where the calendar is not published."""
        next_month = date(year + month // 12, month % 12 + 1, 1)
        index = bisect_right(self.trading_days, next_month - timedelta(days=1))
        last = self.trading_days[index - 1] if index else None
        return last if year in self.published_years and last and last.month == month and last.year == year else None

    def nth_day_after(self, day: date, count: int, days: list[date]) -> date | None:
        """Return the `count`-th of `days` after `day`. `day` itself is not counted. None where the calendar is not published."""
        index = bisect_right(days, day) + count - 1
        return days[index] if index < len(days) and self._is_published(day, days[index]) else None

    def contains(self, day: date, days: list[date]) -> bool | None:
        """Return whether `day` is one of `days`; None where the calendar is not published."""
        index = bisect_left(days, day)
        return (index < len(days) and days[index] == day) if day.year in self.published_years else None

    def _is_published(self, first: date, last: date) -> bool:
        return all(year in self.published_years for year in range(first.year, last.year + 1))


def instance_dates(recurrence: Recurrence, years: tuple[int, int], zone: tzinfo | None = None) -> list[date]:
    """Return the first day of each instance of a recurrence from the first to the last of `years`, inclusive.

    `zone` is the zone of the site: it decides which day a UNTIL in UTC is.
    """
    return list(iter_days(recurrence.rule, recurrence.dtstart, date(years[1], 12, 31), first=date(years[0], 1, 1), zone=zone))


def instance_end(recurrence: Recurrence, start: date) -> date:
    """Return the end, exclusive, of the instance that starts on `start`."""
    if recurrence.mode == "period":
        return _first_of_month_after(start, recurrence.months)
    return start + timedelta(days=recurrence.days if recurrence.mode == "span" else 1)


def instance_index(recurrence: Recurrence, starts: Sequence[date], day: date) -> int | None:
    """Return the index of the instance that contains `day`, given the sorted first days of all instances; None if none does."""
    index = bisect_right(starts, day) - 1
    return index if index >= 0 and day < instance_end(recurrence, starts[index]) else None


def _first_of_month_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def due_date(due: Due, period_end: date, business_days: BusinessDays) -> date | None:
    """Return the due date of the instance whose period ends on `period_end`, exclusive; None where the calendar is not published."""
    unshifted = first_day(parse_rule(due.rrule), period_end)
    if unshifted is None or due.shift == "none":
        return unshifted
    return business_days.on_or_after(
        unshifted, business_days.trading_days if due.shift == "next-trading-day" else business_days.working_days
    )


def last_trading_day_before(holiday: Holiday, business_days: BusinessDays) -> date | None:
    """Return the last trading day before a holiday; it has no night session. None where the calendar is not published."""
    index = bisect_right(business_days.trading_days, holiday.first - timedelta(days=1))
    return business_days.trading_days[index - 1] if index and business_days.trading_days[index - 1].year >= holiday.first.year - 1 else None
