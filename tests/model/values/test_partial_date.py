"""Partial dates: as precise as their source."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import BaseModel, ValidationError

from prospectus.model.values.partial_date import PartialDate, Precision, days_in_month


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
