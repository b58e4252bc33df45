"""Parses what a reader types into a calculator, or rejects it with a reason. `theme/assets/calculator.js` does the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

Name = Literal["loss", "paid", "price", "lots", "month", "day"]
"""The inputs of calculators."""
Month = tuple[int, int]
"""A year and a month."""
Value = Fraction | Month | date
"""The parsed value of an input."""

DIGITS = 12
"""The maximum number of digits before the decimal point; more are likely a typing error."""
DECIMALS: Mapping[str, int] = {"loss": 2, "paid": 2, "price": 4, "lots": 0}
"""The maximum number of decimals of each number."""
POSITIVE = ("price", "lots")
"""Numbers that must not be zero."""
_FIGURE = re.compile(r"([-−]?)([0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)(?:\.([0-9]+))?")
_SHORT_MONTH = re.compile(r"[A-Z]{0,4}([0-9]{2})([0-9]{2})")
_LONG_MONTH = re.compile(r"([12][0-9]{3})(?:([0-9]{2})|[-/.年]([0-9]{1,2})月?)")
_DAY = re.compile(r"([12][0-9]{3})-([0-9]{2})-([0-9]{2})")


class Unreadable(ValueError):
    """Raised for input that cannot be parsed. The message for `reason` is the interface text `calculator.error.REASON`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def plain(typed: str) -> str:
    """Return the input in Unicode form NFKC, without surrounding whitespace; full-width digits, commas and spaces become ASCII."""
    return unicodedata.normalize("NFKC", typed).strip(" \t\r\n")


def read(name: str, typed: str) -> Value:
    """Return the parsed value of the input `name`. Raises InvalidInput."""
    text = plain(typed)
    if not text:
        raise Unreadable("empty")
    return READERS[name](text) if name in READERS else _figure(text, DECIMALS[name], positive=name in POSITIVE)


def _figure(text: str, decimals: int, *, positive: bool) -> Fraction:
    """Parse a number. Commas or spaces may separate groups of three digits; no other characters are allowed."""
    match = _FIGURE.fullmatch(text)
    if match is None:
        raise Unreadable("figure")
    sign, whole, rest = match[1], re.sub(r"[, ]", "", match[2]).lstrip("0"), match[3] or ""
    if sign:
        raise Unreadable("negative")
    if len(rest) > decimals:
        raise Unreadable("decimals" if decimals else "whole")
    if len(whole) > DIGITS:
        raise Unreadable("huge")
    value = Fraction(f"{whole or 0}.{rest or 0}")
    if positive and not value:
        raise Unreadable("zero")
    return value


def _month(text: str) -> Month:
    """Parse a contract month: `2026-03`, `202603`, `2026年3月`, or `2603` with or without the letters of the contract."""
    joined = text.replace(" ", "").upper()
    if match := _SHORT_MONTH.fullmatch(joined):
        year, month = 2000 + int(match[1]), int(match[2])
    elif match := _LONG_MONTH.fullmatch(joined):
        year, month = int(match[1]), int(match[2] or match[3])
    else:
        raise Unreadable("month")
    if not 1 <= month <= 12:
        raise Unreadable("month")
    return year, month


def _day(text: str) -> date:
    """Parse a day: `2026-03-20`."""
    match = _DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else _refuse("day")
    except ValueError:
        return _refuse("day")


def _refuse(reason: str) -> date:
    raise Unreadable(reason)


READERS: Mapping[str, Callable[[str], Value]] = {"month": _month, "day": _day}
"""Parsers of the inputs that are not numbers."""
