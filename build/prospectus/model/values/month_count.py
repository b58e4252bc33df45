"""A period of whole months or years, as editors write it: `6 months`, `1 year`, `6个月`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from prospectus.model.values.reference import PatternMark
from prospectus.patterns import lazy_pattern

MONTH_COUNT_FORMS = ("6 months", "1 year", "6个月", "1年")
_PATTERN = r"([1-9][0-9]{0,2}) ?(months?|years?|个月|年)"
_FORM = lazy_pattern(_PATTERN)
_MONTHS_IN_YEAR = 12


def parse_month_count(value: Any) -> int:
    """Return the number of months that a text states. Raises PydanticCustomError for anything else."""
    match = _FORM.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError("month_count_form", "must be a number of months or years")
    return int(match[1]) * (_MONTHS_IN_YEAR if match[2] in ("year", "years", "年") else 1)


MonthCount = Annotated[int, BeforeValidator(parse_month_count), PatternMark(f"^{_PATTERN}$")]
"""A number of months, written with its unit."""
