"""Amounts of money: conversion to fen, and formatting."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.model.values.money import format_grouped, to_fen
from prospectus.model.values.number import round_half_away

DECIMALS = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=8)


@pytest.mark.parametrize(
    ("value", "min_decimals", "text"),
    [("1234.5", 2, "1,234.50"), ("1234567", 0, "1,234,567"), ("-1.5", 0, "-1.5"), ("-1234.5", 2, "-1,234.50"), ("-0.25", 0, "-0.25")],
)
def test_value_is_grouped_with_its_sign(value: str, min_decimals: int, text: str) -> None:
    assert format_grouped(Fraction(value), min_decimals) == text


@given(DECIMALS)
def test_every_amount_is_rounded_by_the_same_rule(value: Decimal) -> None:
    fraction = Fraction(value)
    assert to_fen(fraction) == round_half_away(fraction * 100) == int((value * 100).quantize(Decimal(1), ROUND_HALF_UP))
    assert Fraction(format_grouped(fraction).replace(",", "")) == round_half_away(fraction, 6)
