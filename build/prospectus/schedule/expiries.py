"""The last trading days of contracts: from the rule of the contract, and the calendar of trading days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from prospectus.model.kinds.contract import LAST_OF_MONTH_BEFORE, Contract, Expiry
from prospectus.model.values.recurrence_days import iter_days
from prospectus.model.values.recurrence_rule import parse_rule
from prospectus.schedule.business_days import BusinessDays

Month = tuple[int, int]
"""A year and a month."""


def iter_expiries(contract: Contract, days: BusinessDays, years: tuple[int, int]) -> Iterator[tuple[date, Month]]:
    """Yield the last trading days of a contract in `years`, first and last inclusive, each with its delivery month, in order.

    Years whose calendar is not published have none.
    """
    expiry = contract.expiry
    if expiry is None:
        return
    for number in range(years[0] * 12 - 1, (years[1] + 1) * 12 + expiry.reference_months + 1):
        delivery = (number // 12, number % 12 + 1)
        day = find_expiry(expiry, delivery, days)
        if day is not None and years[0] <= day.year <= years[1] and day >= contract.listed.first_day:
            yield day, delivery


def find_expiry(expiry: Expiry, delivery: Month, days: BusinessDays) -> date | None:
    """Return the last trading day for a delivery month; None if the rule gives none, or the calendar is not published."""
    number = delivery[0] * 12 + delivery[1] - 1 - expiry.reference_months
    year, month = number // 12, number % 12 + 1
    if expiry.rule == LAST_OF_MONTH_BEFORE:
        return days.last_trading_day(year, month)
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    day = next(iter_days(parse_rule(expiry.rule), first, last), None)
    return _count_from(_shift(day, expiry, days), expiry.trading_days, days) if day is not None else None


def _shift(day: date, expiry: Expiry, days: BusinessDays) -> date | None:
    """Return the trading day to which a day moves that is none; None if the calendar is not published."""
    if expiry.shift == "next-trading-day":
        return days.on_or_after(day, days.trading_days)
    index = bisect_right(days.trading_days, day) - 1
    return days.trading_days[index] if index >= 0 and day.year in days.published_years else None


def _count_from(day: date | None, count: int, days: BusinessDays) -> date | None:
    """Return the trading day `count` later, or earlier if it is negative."""
    if day is None:
        return None
    index = bisect_left(days.trading_days, day) + count
    return days.trading_days[index] if 0 <= index < len(days.trading_days) else None
