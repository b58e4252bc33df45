"""Tests of last trading days: by rules of RFC 5545 with shifts, and in years that are not published."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from prospectus.model.kinds.contract import Contract
from prospectus.model.kinds.year import Year
from prospectus.schedule.business_days import BusinessDays
from prospectus.schedule.expiries import find_expiry, iter_expiries

YEAR = {"id": "2025", "title": {"en": "2025"}, "year": 2025, "published": True}
HOLIDAYS = ({"title": {"en": "A holiday"}, "first": "2025-05-16", "last": "2025-05-16"},)
DAYS = BusinessDays([Year.model_validate({**YEAR, "holidays": HOLIDAYS})])


def contract(**expiry: Any) -> Contract:
    item = {"title": {"en": "Size"}, "value": {"en": "One"}}
    fields = {"id": "x", "title": {"en": "X"}, "code": "X", "exchange": "e", "listed": "2020", "items": (item,)}
    return Contract.model_validate({**fields, "expiry": {"note": {"en": "Derived."}, **expiry}})


@pytest.mark.parametrize(
    ("expiry", "delivery", "day"),
    [
        ({"rule": "last-trading-day-of-month-before"}, (2025, 6), date(2025, 5, 30)),
        ({"rule": "FREQ=MONTHLY;BYDAY=3FR"}, (2025, 6), date(2025, 6, 20)),
        ({"rule": "FREQ=MONTHLY;BYDAY=3FR"}, (2025, 5), date(2025, 5, 15)),  # the third Friday is a holiday
        ({"rule": "FREQ=MONTHLY;BYDAY=3FR", "shift": "next-trading-day"}, (2025, 5), date(2025, 5, 19)),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=15", "trading_days": -2}, (2025, 7), date(2025, 7, 11)),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=1", "shift": "next-trading-day", "trading_days": 9}, (2025, 7), date(2025, 7, 14)),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=-1", "months_before": 2}, (2025, 8), date(2025, 6, 30)),
        ({"rule": "FREQ=YEARLY;BYMONTH=3,6;BYDAY=3FR"}, (2025, 5), None),
        ({"rule": "FREQ=MONTHLY;BYDAY=3FR"}, (2026, 1), None),  # not published
    ],
)
def test_last_trading_day_is_that_of_the_rule(expiry: dict[str, Any], delivery: tuple[int, int], day: date | None) -> None:
    rule = contract(**expiry).expiry
    assert rule is not None
    assert find_expiry(rule, delivery, DAYS) == day


def test_expiries_of_a_year_are_in_order_with_their_delivery_months() -> None:
    found = list(iter_expiries(contract(rule="FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=3FR"), DAYS, (2025, 2025)))
    assert found == [
        (date(2025, 3, 21), (2025, 3)),
        (date(2025, 6, 20), (2025, 6)),
        (date(2025, 9, 19), (2025, 9)),
        (date(2025, 12, 19), (2025, 12)),
    ]
    before = list(iter_expiries(contract(rule="last-trading-day-of-month-before"), DAYS, (2025, 2025)))
    assert (len(before), before[0], before[-1]) == (12, (date(2025, 1, 31), (2025, 2)), (date(2025, 12, 31), (2026, 1)))
