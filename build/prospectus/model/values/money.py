"""Money as integers in fen: conversion and formatting."""

from __future__ import annotations

from fractions import Fraction

from prospectus.model.values.number import format_plain, round_half_away

FEN_PER_YUAN = 100
"""Fen per yuan."""


def to_fen(yuan: Fraction) -> int:
    """Return an amount of yuan in fen, rounded."""
    return int(round_half_away(yuan * FEN_PER_YUAN))


def format_grouped(value: Fraction, min_decimals: int = 0) -> str:
    """Return a value with thousands separators and as many decimals as it needs: up to six, and not fewer than `min_decimals`."""
    whole, _, decimals = format_plain(abs(value), 6).partition(".")
    decimals = decimals.ljust(min_decimals, "0")
    sign = "-" if round_half_away(value, 6) < 0 else ""
    return f"{sign}{int(whole):,}" + (f".{decimals}" if decimals else "")


def format_yuan(fen: int) -> str:
    """Return an amount in fen, formatted in yuan: `100,000.90`."""
    return format_grouped(Fraction(fen, FEN_PER_YUAN), 2)
