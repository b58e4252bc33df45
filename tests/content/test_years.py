"""The years of this repository, compared with the calendar of the package `chinesecalendar`."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import chinese_calendar
import pytest

from prospectus.load.yaml import parse
from prospectus.model.kinds.year import Year
from tiny import REPOSITORY


@cache
def load_year(number: int) -> Year:
    fields = parse((REPOSITORY / f"calendar/years/{number}.yml").read_text(encoding="utf-8"))
    return Year.model_validate({"id": str(number), **fields})


def all_days_of(number: int) -> list[date]:
    return [date(number, 1, 1) + timedelta(days=n) for n in range((date(number + 1, 1, 1) - date(number, 1, 1)).days)]


@pytest.mark.parametrize(("number", "trading", "working", "off", "makeup"), [(2025, 243, 248, 28, 5), (2026, 242, 248, 33, 6)])
def test_year_has_the_day_counts_of_the_state_council(number: int, trading: int, working: int, off: int, makeup: int) -> None:
    record = load_year(number)
    assert (len(record.trading), len(record.working), len(record.days_off), len(record.makeup)) == (trading, working, off, makeup)


@pytest.mark.parametrize("number", [2025, 2026])
def test_days_of_a_year_match_chinesecalendar(number: int) -> None:
    record, days = load_year(number), all_days_of(number)
    assert list(record.working) == [day for day in days if chinese_calendar.is_workday(day)]
    assert list(record.trading) == [day for day in days if day.weekday() < 5 and not chinese_calendar.is_holiday(day)]
    assert sorted(record.makeup) == [day for day in days if day.weekday() > 4 and chinese_calendar.is_workday(day)]
    holidays = [day for day in days if chinese_calendar.get_holiday_detail(day)[1] is not None and chinese_calendar.is_holiday(day)]
    assert sorted(record.days_off) == holidays


@pytest.mark.parametrize("number", [2025, 2026])
def test_year_has_no_violations(number: int) -> None:
    assert list(load_year(number).iter_violations()) == []


def test_unpublished_year_is_empty_and_unknown_to_chinesecalendar() -> None:
    assert (load_year(2027).published, load_year(2027).holidays, load_year(2027).trading_days) == (False, (), None)
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(2027, 1, 4))


def test_makeup_day_is_a_working_day_and_no_trading_day() -> None:
    sunday = date(2025, 1, 26)
    assert (sunday in load_year(2025).working, sunday in load_year(2025).trading) == (True, False)
