"""Money as integers in fen: rounding and formatting."""

from __future__ import annotations

from fractions import Fraction

FEN_PER_YUAN = 100
"""Fen per yuan."""


def round_half_up(value: Fraction) -> int:
    """Return a value rounded to an integer, half up."""
    return (value + Fraction(1, 2)).__floor__()


def to_fen(yuan: Fraction) -> int:
    """Return an amount of yuan in fen, rounded half up."""
    return round_half_up(yuan * FEN_PER_YUAN)


def format_grouped(value: Fraction, min_decimals: int = 0) -> str:
    """Return a value with thousands separators and as many decimals as it needs: up to six, and not fewer than `min_decimals`."""
    millionths = round_half_up(value * 10**6)
    whole, remainder = divmod(millionths, 10**6)
    decimals = f"{remainder:06}".rstrip("0").ljust(min_decimals, "0")
    return f"{whole:,}" + (f".{decimals}" if decimals else "")


def format_yuan(fen: int) -> str:
    """Return an amount in fen, formatted in yuan: `100,000.90`."""
    return format_grouped(Fraction(fen, FEN_PER_YUAN), 2)
