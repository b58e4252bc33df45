"""Parses what a reader types into a calculator, or rejects it with a reason. `theme/assets/calculator.js` does the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

from prospectus.model.values.written_amount import parse_amount
from prospectus.patterns import lazy_pattern

InputName = Literal["loss", "paid", "price", "lots", "month", "day"]
"""The inputs of calculators."""
YearMonth = tuple[int, int]
"""A year and a month."""
InputValue = Fraction | YearMonth | date
"""The parsed value of an input."""

MAX_DIGITS = 12
"""The maximum number of digits before the decimal point; more are likely a typing error."""
MAX_DECIMALS: Mapping[str, int] = {"loss": 2, "paid": 2, "price": 4, "lots": 0}
"""The maximum number of decimals of each number."""
POSITIVE_INPUTS = ("price", "lots")
"""Numbers that must not be zero."""
_MONEY = lazy_pattern(r"([-−]?) ?(?:[¥￥]|rmb|cny|人民币)? ?([-−]?)(.*?)(?:元整?|圆整?| ?yuan| ?rmb| ?cny)?", re.IGNORECASE)
_LOTS = lazy_pattern(r"([-−]?)()(.*?)(?:手| ?lots?)?", re.IGNORECASE)
_SHORT_MONTH = lazy_pattern(r"[A-Z]{0,4}([0-9]{2})([0-9]{2})")
_LONG_MONTH = lazy_pattern(r"([12][0-9]{3})(?:([0-9]{2})|[-/.年]([0-9]{1,2})月?)")
_DAY = lazy_pattern(r"([12][0-9]{3})-([0-9]{2})-([0-9]{2})")


class InvalidInput(ValueError):
    """Raised for input that cannot be parsed. The message for `reason` is the interface text `calculator.error.REASON`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def normalise_input(text: str) -> str:
    """Return the input in Unicode form NFKC, without surrounding whitespace; full-width digits, commas and spaces become ASCII."""
    return unicodedata.normalize("NFKC", text).strip(" \t\r\n")


def parse_input(name: str, raw_text: str) -> InputValue:
    """Return the parsed value of the input `name`. Raises InvalidInput."""
    text = normalise_input(raw_text)
    if not text:
        raise InvalidInput("empty")
    if name in PARSERS:
        return PARSERS[name](text)
    return _parse_number(text, MAX_DECIMALS[name], unit=_LOTS if name == "lots" else _MONEY, positive=name in POSITIVE_INPUTS)


def _parse_number(text: str, max_decimals: int, *, unit: re.Pattern[str], positive: bool) -> Fraction:
    """Parse a number as people write it, with or without its unit: `250,000`, `25万元`, `RMB 250k`. See `parse_amount`."""
    match = unit.fullmatch(text)
    value = parse_amount(match[3]) if match is not None else None
    if match is None or value is None:
        raise InvalidInput("figure")
    if match[1] or match[2]:
        raise InvalidInput("negative")
    if value * 10**max_decimals % 1:
        raise InvalidInput("decimals" if max_decimals else "whole")
    if value >= 10**MAX_DIGITS:
        raise InvalidInput("huge")
    if positive and not value:
        raise InvalidInput("zero")
    return value


def _parse_month(text: str) -> YearMonth:
    """Parse a contract month: `2026-03`, `202603`, `2026年3月`, or `2603` with or without the letters of the contract."""
    compact = text.replace(" ", "").upper()
    if match := _SHORT_MONTH.fullmatch(compact):
        year, month = 2000 + int(match[1]), int(match[2])
    elif match := _LONG_MONTH.fullmatch(compact):
        year, month = int(match[1]), int(match[2] or match[3])
    else:
        raise InvalidInput("month")
    if not 1 <= month <= 12:
        raise InvalidInput("month")
    return year, month


def _parse_day(text: str) -> date:
    """Parse a day: `2026-03-20`."""
    match = _DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else _raise_invalid("day")
    except ValueError:
        return _raise_invalid("day")


def _raise_invalid(reason: str) -> date:
    raise InvalidInput(reason)


PARSERS: Mapping[str, Callable[[str], InputValue]] = {"month": _parse_month, "day": _parse_day}
"""Parsers of the inputs that are not numbers."""
