"""Partial dates: as precise as their source."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import BaseModel, ValidationError

from prospectus.model.values.partial_date import PartialDate, Precision, days_in_month
from prospectus.model.written_dates.single_date import explain_date, suggest_date


class Holder(BaseModel):
    at: PartialDate


@pytest.mark.parametrize(
    ("text", "precision", "start", "day_after"),
    [
        ("2025", Precision.YEAR, datetime(2025, 1, 1), date(2026, 1, 1)),
        ("2025-Q4", Precision.QUARTER, datetime(2025, 10, 1), date(2026, 1, 1)),
        ("2025-Q2", Precision.QUARTER, datetime(2025, 4, 1), date(2025, 7, 1)),
        ("2025-12", Precision.MONTH, datetime(2025, 12, 1), date(2026, 1, 1)),
        ("2024-02-29", Precision.DAY, datetime(2024, 2, 29), date(2024, 3, 1)),
        ("2025-03-20 15:30", Precision.MINUTE, datetime(2025, 3, 20, 15, 30), date(2025, 3, 21)),
    ],
)
def test_partial_date_has_the_precision_of_its_notation(text: str, precision: Precision, start: datetime, day_after: date) -> None:
    partial_date = PartialDate.parse(text)
    assert (partial_date.precision, partial_date.start, partial_date.day_after, str(partial_date)) == (precision, start, day_after, text)


def test_partial_date_with_a_t_is_formatted_with_a_space() -> None:
    assert str(PartialDate.parse("2025-03-20T15:30")) == "2025-03-20 15:30"


INVALID_DATES = """
25 2025-13 2025-00 2025-Q5 2025-Q0 2025-2 2025-02-29 2025-3-20 20250320 2025-03-20T24:00 2025-03-20T15:30:00 2025-03-20T15:30+08:00
2025-03-20T9:30 0000 9999 ２０２５ 2025年3月 March-2025
""".split()


@pytest.mark.parametrize("text", [*INVALID_DATES, "", " 2025", "2025 ", "2025-03-20\n", "2025-03-20  15:30"])
def test_text_in_another_notation_is_rejected(text: str) -> None:
    with pytest.raises(ValidationError) as error:
        Holder(at=text)
    assert [details["type"] for details in error.value.errors()] == ["moment_form"]


def test_year_may_be_written_as_a_number() -> None:
    assert Holder(at=2025).at == PartialDate.parse("2025")


@pytest.mark.parametrize("value", [True, 2025.0, None, ["2025"], {"year": 2025}])
def test_value_of_another_type_is_rejected(value: object) -> None:
    with pytest.raises(ValidationError) as error:
        Holder(at=value)
    assert [details["type"] for details in error.value.errors()] == ["moment_form"]


def test_partial_dates_sort_by_first_instant_coarse_before_fine() -> None:
    in_order = ["2024-12-31", "2025", "2025-Q1", "2025-01", "2025-01-01", "2025-01-01 00:00", "2025-01-01 00:01", "2025-01-02"]
    backwards = in_order[::-1]
    assert sorted(backwards, key=PartialDate.parse) == in_order


@given(some.datetimes(datetime(1000, 1, 1), datetime(2999, 12, 31)), some.sampled_from(Precision))
def test_partial_date_round_trips(start: datetime, precision: Precision) -> None:
    formats = {1: "%Y", 3: "%Y-%m", 4: "%Y-%m-%d", 5: "%Y-%m-%d %H:%M"}
    text = f"{start:%Y}-Q{(start.month + 2) // 3}" if precision is Precision.QUARTER else start.strftime(formats[precision])
    partial_date = PartialDate.parse(text)
    assert str(partial_date) == text
    assert partial_date.first_day <= start.date() < partial_date.day_after


def test_february_has_29_days_every_fourth_year() -> None:
    assert [days_in_month(year, 2) for year in (2024, 2025, 2100, 2000)] == [29, 28, 28, 29]


SUGGESTIONS = """
2026/02/09 | 2026-02-09
2026.2.9 | 2026-02-09
2026.02.09. | 2026-02-09
2026-2-9 | 2026-02-09
2026_02_09 | 2026-02-09
20260209 | 2026-02-09
202602 | 2026-02
2026/2 | 2026-02
2026年 | 2026
2026年2月 | 2026-02
2026年2月9日 | 2026-02-09
2026 年 2 月 9 日 | 2026-02-09
2026年2月9號 | 2026-02-09
2026年2月9日（周一） 晚上7点半 | 2026-02-09 19:30
2026年2月9日 星期一 19時30分 | 2026-02-09 19:30
二〇二六年二月十九日下午三点三十分 | 2026-02-19 15:30
２０２６－０２－０９ | 2026-02-09
2026—02—09 | 2026-02-09
9 Feb 2026 | 2026-02-09
09-Feb-2026 | 2026-02-09
9th of February 2026 | 2026-02-09
Mon, 9 Feb 2026 | 2026-02-09
February 9, 2026 7 p.m. | 2026-02-09 19:00
Feb 2026 | 2026-02
13/02/2026 | 2026-02-13
02/13/2026 | 2026-02-13
02/02/2026 | 2026-02-02
2026Q1 | 2026-Q1
2026-q1 | 2026-Q1
2026年第一季度 | 2026-Q1
2026-W07-1 | 2026-02-09
2026-040 | 2026-02-09
2026-02-09 00:00:00 | 2026-02-09
2026-02-09T00:00:00.000 | 2026-02-09
2026/02/09 00:00 | 2026-02-09 00:00
2026-02-09 19:30:15 | 2026-02-09 19:30
2026-02-09 19∶30 | 2026-02-09 19:30
20260209T1930 | 2026-02-09 19:30
2026-02-09 7:30pm | 2026-02-09 19:30
2026-02-09 12:00 AM | 2026-02-09 00:00
2026-02-09 noon | 2026-02-09 12:00
2026-02-09 中午1点 | 2026-02-09 13:00
2026-02-09 24:00 | 2026-02-10 00:00
2026-12-31 晚上12点 | 2027-01-01 00:00
2026-02-09 下午3点1刻 | 2026-02-09 15:15
"""


@pytest.mark.parametrize(("text", "expected"), [line.split(" | ") for line in SUGGESTIONS.strip().split("\n")])
def test_notation_is_suggested_for_a_date_that_is_written_otherwise(text: str, expected: str) -> None:
    assert suggest_date(text) == expected
    assert suggest_date(text, day_only=True) == (expected if re.fullmatch(r"[\d]{4}-\d\d-\d\d", expected) else None)


@pytest.mark.parametrize(
    "text",
    """tomorrow 待定 2月9日 26 2026-Q5 2026-02-09T25:00 2026-02-09T19:30-21:00 2026-02-09T19:30Z 19:30 2026-02-09至2026-02-10 2026年2月上旬
    2026-02-09上午12点 2026-02-09上午13:00 2026-02-09T19 2026年13月 2月
    截至2026-02-09 2026-02-09起 2026-02-09（暂定） 2026-02-09全天 2026-02-09中午 2026-02-09T24:00:30
    2026-02-09T193075 2026-02-09T19点30分75秒 2026-02-09/2026-02-10 9-Feb-26 3026-01-01""".split(),
)
def test_nothing_is_suggested_for_a_text_without_one_certain_meaning(text: str) -> None:
    assert suggest_date(text) is None


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2026-02-30", "February 2026 has 28 days", "2026 年 2 月只有 28 天"),
        ("2026-02-00", "February 2026 has 28 days", "2026 年 2 月只有 28 天"),
        ("2026-00-10", "there is no month 0", "没有 0 月"),
        ("9-Feb-26", "a year must have four digits", "年份必须写四位数字"),
        ("2024年2月30日", "February 2024 has 29 days", "2024 年 2 月只有 29 天"),
        ("2026-13-01", "there is no month 13", "没有 13 月"),
        ("02/09/2026", "2 and 9 may each be the month", "无法确定 2 和 9 哪个是月份"),
        ("26/2/9", "a year must have four digits", "年份必须写四位数字"),
        ("2026-02-09（周二）", "2026-02-09 is a Monday", "2026-02-09 是星期一"),
        ("2025-W53-1", "2025 has no week 53", "2025 年没有第 53 周"),
        ("2025-366", "2025 has 365 days", "2025 年只有 365 天"),
        ("2026-02-09 19:30+08:00", "a time must be in the site's time zone, without an offset", "时间必须按站点的时区书写，不带时差"),
        ("2026-02-09 19:30 GMT", "a time must be in the site's time zone, without an offset", "时间必须按站点的时区书写，不带时差"),
    ],
)
def test_reason_is_given_when_no_notation_is_certain(text: str, english: str, chinese: str) -> None:
    assert (suggest_date(text), explain_date(text)) == (None, (english, chinese))


@given(some.one_of(some.text(max_size=40), some.text(some.sampled_from("0123456789-/.: 年月日点半TPMapm上下午晚中FebQW+Z"), max_size=25)))
def test_suggestion_for_any_text_is_a_notation(text: str) -> None:
    suggestion = suggest_date(text)
    assert suggestion is None or str(PartialDate.parse(suggestion)) == suggestion
    explain_date(text)
