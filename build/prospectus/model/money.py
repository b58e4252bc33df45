"""Money in fen, so that nothing is lost: rounding, and how an amount is written."""

from __future__ import annotations

from fractions import Fraction

FEN = 100
"""Fen to a yuan."""


def half_up(value: Fraction) -> int:
    """Return a figure rounded to a whole number, a half upwards."""
    return (value + Fraction(1, 2)).__floor__()


def fen(yuan: Fraction) -> int:
    """Return an amount of yuan in fen, half a fen rounded upwards."""
    return half_up(yuan * FEN)


def written(value: Fraction, least: int = 0) -> str:
    """Return a figure as people write it: groups of three, and as many decimals as it needs, up to six, but not fewer than `least`."""
    millionths = half_up(value * 10**6)
    whole, rest = divmod(millionths, 10**6)
    decimals = f"{rest:06}".rstrip("0").ljust(least, "0")
    return f"{whole:,}" + (f".{decimals}" if decimals else "")


def amount(value: int) -> str:
    """Return an amount of fen in yuan: `100,000.90`."""
    return written(Fraction(value, FEN), 2)
