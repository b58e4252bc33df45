"""Figures as people write them: with so many decimals, and exactly what the decimals say."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field

LARGEST = 10**15
"""No figure of a lesson is larger; beyond it, floating point loses whole numbers."""
Figure = Annotated[int | float, Field(ge=-LARGEST, le=LARGEST)]
"""A figure, with as many decimals as it is written with; zeros at its end do not count."""


def exact(figure: Figure) -> Fraction:
    """Return a figure as the fraction that its decimals say: 0.1 is a tenth."""
    return Fraction(str(figure))


def decimals(figure: Figure) -> int:
    """Return how many decimals a figure is written with."""
    return max(0, -int(Decimal(str(figure)).normalize().as_tuple().exponent))


def rounded(value: Fraction, places: int) -> Fraction:
    """Return `value` rounded, half away from zero, to so many decimals."""
    scale = 10**places
    whole = (abs(value) * scale + Fraction(1, 2)).__floor__()
    return Fraction(whole if value >= 0 else -whole, scale)


def plain(value: Fraction, places: int = 6) -> str:
    """Return a value in figures, at most so many decimals: `-1234.5`."""
    whole, rest = divmod(abs(rounded(value, places)) * 10**places, 10**places)
    text = f"{whole}.{int(rest):0{places}}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 and text != "0" else text
