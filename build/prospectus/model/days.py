"""Business-day arithmetic: working days and trading days, the dates of recurrences, and due dates."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr

from prospectus.model.series import Due, Recurrence
from prospectus.model.year import Holiday, Year


class Days:
    """The working days and trading days of all published years, each as a sorted list."""

    def __init__(self, years: Iterable[Year]) -> None:
        published = [year for year in years if year.published]
        self.years = frozenset(year.year for year in published)
        self.trading = sorted(day for year in published for day in year.trading)
        self.working = sorted(day for year in published for day in year.working)

    def on_or_after(self, day: date, days: list[date]) -> date | None:
        """Return the first of `days` on or after `day`; None where the calendar is not published."""
        at = bisect_right(days, day - timedelta(days=1))
        return days[at] if at < len(days) and self._known(day, days[at]) else None

    def last_trading_of(self, year: int, month: int) -> date | None:
        """Return the last trading day of a month; None where the calendar is not published."""
        after = date(year + month // 12, month % 12 + 1, 1)
        at = bisect_right(self.trading, after - timedelta(days=1))
        found = self.trading[at - 1] if at else None
        return found if year in self.years and found and found.month == month and found.year == year else None

    def following(self, day: date, count: int, days: list[date]) -> date | None:
        """Return the `count`-th of `days` after `day`. `day` itself is not counted. None where the calendar is not published."""
        at = bisect_right(days, day) + count - 1
        return days[at] if at < len(days) and self._known(day, days[at]) else None

    def among(self, day: date, days: list[date]) -> bool | None:
        """Return whether `day` is one of `days`; None where the calendar is not published."""
        at = bisect_left(days, day)
        return (at < len(days) and days[at] == day) if day.year in self.years else None

    def _known(self, first: date, last: date) -> bool:
        return all(year in self.years for year in range(first.year, last.year + 1))


def instances(recurrence: Recurrence, span: tuple[int, int]) -> list[date]:
    """Return the first day of each instance of a recurrence from the first to the last of `years`, inclusive."""
    start = datetime.combine(recurrence.dtstart, datetime.min.time())
    rule = rrulestr(recurrence.rrule, dtstart=start)
    return [each.date() for each in rule.between(datetime(span[0], 1, 1), datetime(span[1], 12, 31), inc=True)]


def end_of(recurrence: Recurrence, start: date) -> date:
    """Return the end, exclusive, of the instance that starts on `start`."""
    if recurrence.mode == "period":
        return _months_after(start, recurrence.months)
    return start + timedelta(days=recurrence.days if recurrence.mode == "span" else 1)


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def due_after(due: Due, period_end: date, days: Days) -> date | None:
    """Return the due date of the instance whose period ends on `period_end`, exclusive; None where the calendar is not published."""
    found = next(iter(rrulestr(due.rrule, dtstart=datetime.combine(period_end, datetime.min.time()))), None)
    if found is None or due.shift == "none":
        return found and found.date()
    first = found.date()
    return days.on_or_after(first, days.trading if due.shift == "next-trading-day" else days.working)


def eve_of(holiday: Holiday, days: Days) -> date | None:
    """Return the last trading day before a holiday; it has no night session. None where the calendar is not published."""
    at = bisect_right(days.trading, holiday.first - timedelta(days=1))
    return days.trading[at - 1] if at and days.trading[at - 1].year >= holiday.first.year - 1 else None
