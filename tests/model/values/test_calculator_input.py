"""Parsing of calculator input, and the reasons for which it is rejected."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.model.values.calculator_input import MAX_DECIMALS, InvalidInput, parse_input
from tiny import REPOSITORY

WRITTEN_AMOUNTS = json.loads((REPOSITORY / "tests/data/written-amounts.json").read_text(encoding="utf-8"))
"""Pairs of what is typed, and its value or the reason for which it is rejected; the script of the pages is tested with the same."""


@pytest.mark.parametrize(("typed", "expected"), WRITTEN_AMOUNTS)
def test_amount_is_read_as_people_write_it(typed: str, expected: str) -> None:
    if expected[:1].isdigit():
        assert parse_input("loss", typed) == Fraction(expected)
    else:
        with pytest.raises(InvalidInput) as error:
            parse_input("loss", typed)
        assert error.value.reason == expected


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("loss", "150000", Fraction(150000)),
        ("loss", " 1,234,567.89 ", Fraction(123456789, 100)),
        ("loss", "１２３，４５６．７８", Fraction(12345678, 100)),
        ("loss", "1 234", Fraction(1234)),
        ("loss", "000.5", Fraction(1, 2)),
        ("loss", "999999999999.99", Fraction(99999999999999, 100)),
        ("price", "545.7", Fraction(5457, 10)),
        ("lots", "1,000", Fraction(1000)),
        ("lots", "3手", Fraction(3)),
        ("lots", "10 lots", Fraction(10)),
        ("lots", "1.0", Fraction(1)),
        ("month", "SC2603", (2026, 3)),
        ("month", "ｓｃ２６０３", (2026, 3)),
        ("month", "2603", (2026, 3)),
        ("month", "2026-03", (2026, 3)),
        ("month", "2026/3", (2026, 3)),
        ("month", "202612", (2026, 12)),
        ("month", "2026年3月", (2026, 3)),
        ("day", "2026-02-28", date(2026, 2, 28)),
    ],
)
def test_input_is_parsed(name: str, typed: str, meant: object) -> None:
    assert parse_input(name, typed) == meant


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("loss", "", "empty"),
        ("loss", " \u3000", "empty"),
        ("loss", "-1", "negative"),
        ("loss", "−0.5", "negative"),
        ("loss", "－５", "negative"),
        ("loss", "ten", "figure"),
        ("loss", "1e5", "figure"),
        ("loss", "1,2345", "figure"),
        ("loss", "12,34", "figure"),
        ("loss", "1.2.3", "figure"),
        ("loss", "5.", "figure"),
        ("loss", ".5", "figure"),
        ("loss", "१२३", "figure"),
        ("loss", "1.005", "decimals"),
        ("loss", "1234567890123", "huge"),
        ("price", "0", "zero"),
        ("lots", "0", "zero"),
        ("lots", "1.5", "whole"),
        ("lots", "3元", "figure"),
        ("loss", "3手", "figure"),
        ("month", "SC2613", "month"),
        ("month", "2026-00", "month"),
        ("month", "March 2026", "month"),
        ("month", "0026-03", "month"),
        ("month", "", "empty"),
        ("day", "2026-02-29", "day"),
        ("day", "20260228", "day"),
    ],
)
def test_invalid_input_has_a_reason(name: str, typed: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as error:
        parse_input(name, typed)
    assert error.value.reason == reason


@given(st.sampled_from([*sorted(MAX_DECIMALS), "month", "day"]), st.text())
def test_any_input_is_parsed_or_invalid(name: str, typed: str) -> None:
    try:
        value = parse_input(name, typed)
    except InvalidInput:
        return
    assert isinstance(value, Fraction | date) or 1 <= value[1] <= 12
