"""Reads amounts as people write them: `250,000`, `25万`, `2.5亿`, `二十五万`, `250k`. `theme/assets/amount.js` does the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from prospectus.model.values.numerals import CHINESE_DIGITS
from prospectus.patterns import lazy_pattern

ENGLISH_SCALES = {
    **dict.fromkeys(("k", "thousand"), 10**3),
    **dict.fromkeys(("m", "mn", "million"), 10**6),
    **dict.fromkeys(("bn", "billion"), 10**9),
}
"""Powers of ten that English writes after a number."""
LARGE_UNITS = (10**8, 10**4, 1)
"""The values of the three parts of a Chinese amount: before 亿, before 万, and the rest."""
_ARABIC = r"(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_NUMBER = f"(?:{_ARABIC}|[一二两兩三四五六七八九])"
_PART = f"零?(?:({_NUMBER})千)?零?(?:({_NUMBER})百)?零?(?:({_NUMBER})?(十))?零?({_NUMBER})?"
_ENGLISH = lazy_pattern(f"({_ARABIC})({'|'.join(sorted(ENGLISH_SCALES, key=len, reverse=True))})")
_CHINESE = lazy_pattern(f"(?:{_PART}[亿億])?(?:{_PART}[万萬])?{_PART}")
_COLLOQUIAL = lazy_pattern(r".*[百千万萬亿億][一二两兩三四五六七八九0-9]")
_OUTER_SPACE = lazy_pattern(r"(?<![0-9]) | (?![0-9])")


def parse_amount(text: str) -> Fraction | None:
    """Return the value of a written amount that is not negative, in Unicode form NFKC; None if it is none.

    A single digit after a unit (`2万5`) may mean 25,000 or 20,005, and is none.
    """
    compact = _OUTER_SPACE.sub("", text).replace("〇", "零")
    if match := _ENGLISH.fullmatch(compact.lower()):
        return _to_fraction(match[1]) * ENGLISH_SCALES[match[2]]
    match = _CHINESE.fullmatch(compact)
    if match is None or not compact or _COLLOQUIAL.fullmatch(compact):
        return None
    return _sum_parts([_value_of_part(match.groups()[start : start + 5]) for start in (0, 5, 10)], compact)


def _sum_parts(parts: Sequence[Fraction | None], text: str) -> Fraction | None:
    """Return the sum of the parts before 亿, before 万 and of the rest.

    None if a unit has no number, or a part reaches the unit before it.
    """
    total, limit = Fraction(0), None
    for value, unit, marks in zip(parts, LARGE_UNITS, ("亿億", "万萬", ""), strict=True):
        has_unit = any(mark in text for mark in marks)
        if (has_unit and not value) or (limit is not None and (value or 0) * unit >= limit):
            return None
        total += (value or 0) * unit
        limit = unit if has_unit else limit
    return total


def _value_of_part(groups: Sequence[str | None]) -> Fraction | None:
    """Return the value of thousands, hundreds, tens and ones; None if there are none. A ten without a number is ten."""
    thousands, hundreds, tens, ten, ones = groups
    numbers = (thousands, hundreds, tens or ("1" if ten else None), ones)
    values = [_to_fraction(number) * unit for number, unit in zip(numbers, (1000, 100, 10, 1), strict=True) if number]
    return sum(values, Fraction(0)) if values else None


def _to_fraction(number: str) -> Fraction:
    return Fraction(CHINESE_DIGITS.get(number, 0) or re.sub("[, ]", "", number))
