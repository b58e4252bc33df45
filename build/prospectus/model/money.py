"""Money as integers in fen: rounding and formatting."""

from __future__ import annotations

from fractions import Fraction

FEN = 100
"""Fen per yuan."""


def half_up(value: Fraction) -> int:
    """Return a value rounded to an integer, half up."""
    return (value + Fraction(1, 2)).__floor__()


def fen(yuan: Fraction) -> int:
    """Return an amount of yuan in fen, rounded half up."""
    return half_up(yuan * FEN)


def written(value: Fraction, least: int = 0) -> str:
    """Return a value with thousands separators and as many decimals as it needs: up to six, and not fewer than `min_decimals`."""
    millionths = half_up(value * 10**6)
    whole, rest = divmod(millionths, 10**6)
    decimals = f"{rest:06}".rstrip("0").ljust(least, "0")
    return f"{whole:,}" + (f".{decimals}" if decimals else "")


def amount(value: int) -> str:
    """Return an amount in fen, formatted in yuan: `100,000.90`."""
    return written(Fraction(value, FEN), 2)
