"""The years of this repository, compared with the calendar of the package `chinesecalendar`."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import chinese_calendar
import pytest

from prospectus.load.yaml import parse
from prospectus.model.year import Year
from tiny import REPOSITORY


@cache
def year(number: int) -> Year:
    whole = parse((REPOSITORY / f"calendar/years/{number}.yml").read_text(encoding="utf-8"))
    return Year.model_validate({"id": str(number), **whole})


def days_of(number: int) -> list[date]:
    return [date(number, 1, 1) + timedelta(days=n) for n in range((date(number + 1, 1, 1) - date(number, 1, 1)).days)]


@pytest.mark.parametrize(("number", "trading", "working", "off", "makeup"), [(2025, 243, 248, 28, 5), (2026, 242, 248, 33, 6)])
def test_year_has_as_many_days_of_each_sort_as_the_state_council_says(
    number: int, trading: int, working: int, off: int, makeup: int
) -> None:
    found = year(number)
    assert (len(found.trading), len(found.working), len(found.days_off), len(found.makeup)) == (trading, working, off, makeup)


@pytest.mark.parametrize("number", [2025, 2026])
def test_days_of_a_year_are_those_of_chinesecalendar(number: int) -> None:
    found, days = year(number), days_of(number)
    assert list(found.working) == [day for day in days if chinese_calendar.is_workday(day)]
    assert list(found.trading) == [day for day in days if day.weekday() < 5 and not chinese_calendar.is_holiday(day)]
    assert sorted(found.makeup) == [day for day in days if day.weekday() > 4 and chinese_calendar.is_workday(day)]
    named = [day for day in days if chinese_calendar.get_holiday_detail(day)[1] is not None and chinese_calendar.is_holiday(day)]
    assert sorted(found.days_off) == named


@pytest.mark.parametrize("number", [2025, 2026])
def test_year_is_sound(number: int) -> None:
    assert list(year(number).breaches()) == []


def test_year_that_is_not_published_says_so_and_is_as_unknown_to_chinesecalendar() -> None:
    assert (year(2027).published, year(2027).holidays, year(2027).trading_days) == (False, (), None)
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(2027, 1, 4))


def test_makeup_day_is_a_working_day_and_no_trading_day() -> None:
    sunday = date(2025, 1, 26)
    assert (sunday in year(2025).working, sunday in year(2025).trading) == (True, False)
