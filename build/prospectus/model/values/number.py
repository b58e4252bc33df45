"""Numbers as editors write them, and their exact arithmetic: a float stands for the decimal notation that it was written in."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field

MAX_NUMBER = 10**15
"""The maximum absolute value of a number. Beyond it, floating point cannot represent every integer."""
Number = Annotated[int | float, Field(ge=-MAX_NUMBER, le=MAX_NUMBER)]
"""A number with as many decimals as were written; trailing zeros do not count."""


def to_fraction(number: Number) -> Fraction:
    """Return a number as the exact fraction of its decimal notation: 0.1 is one tenth."""
    return Fraction(str(number))


def count_decimals(number: Number) -> int:
    """Return the number of decimals with which a number is written, without trailing zeros."""
    return max(0, -int(Decimal(str(number)).normalize().as_tuple().exponent))


def round_half_away(value: Fraction, places: int = 0) -> Fraction:
    """Return `value` rounded to `places` decimals; halves are rounded away from zero: 0.5 to 1, and -0.5 to -1.

    The only rule of rounding for figures and amounts. For amounts, which are never negative, it is the same as half up.
    """
    scale = 10**places
    scaled = (abs(value) * scale + Fraction(1, 2)).__floor__()
    return Fraction(scaled if value >= 0 else -scaled, scale)


def format_plain(value: Fraction, places: int = 6) -> str:
    """Return a value in decimal notation with at most `places` decimals and no trailing zeros: `-1234.5`."""
    whole, decimals_part = divmod(abs(round_half_away(value, places)) * 10**places, 10**places)
    text = f"{whole}.{int(decimals_part):0{places}}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 and text != "0" else text
