"""Partial dates: as precise as their source, to the year, quarter, month, day or minute. The idea is that of EDTF."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError, core_schema

from prospectus.patterns import lazy_pattern

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

DATE_SYNTAX = "2025, 2025-Q2, 2025-03, 2025-03-20 or 2025-03-20 15:30"
_PATTERN = lazy_pattern(
    r"(?P<year>[12]\d{3})(?:-Q(?P<quarter>[1-4])|-(?P<month>\d{2})(?:-(?P<day>\d{2})(?:[ T](?P<hour>\d{2}):(?P<minute>\d{2}))?)?)?",
    re.ASCII,
)

DATE_FORM = (
    r"^[12][0-9]{3}(-Q[1-4]|-(0[1-9]|1[0-2])|-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])(T)?|-(0[469]|11)-(0[1-9]|[12][0-9]|30)(T)?"
    r"|-02-(0[1-9]|[12][0-9])(T)?)?$"
).replace("(T)", "([ T]([01][0-9]|2[0-3]):[0-5][0-9])")
"""The notations of `DATE_SYNTAX` as a regular expression for text editors: `_PATTERN` with months, days and times that exist."""


class Precision(IntEnum):
    """The precision that the source of a date states, from coarse to fine."""

    YEAR = 1
    QUARTER = 2
    MONTH = 3
    DAY = 4
    MINUTE = 5


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A naive local time with the precision of its source. `start` is the earliest instant that it can mean."""

    start: datetime
    precision: Precision

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Parse one of the notations of `DATE_SYNTAX`. Raises ValueError for anything else."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise ValueError(text)
        parts = {name: int(value) for name, value in match.groupdict().items() if value is not None}
        month = parts.get("month", 3 * parts.get("quarter", 1) - 2)
        start = datetime(parts["year"], month, parts.get("day", 1), parts.get("hour", 0), parts.get("minute", 0))
        return cls(start, _finest_precision(parts))

    @classmethod
    def from_day(cls, day: date) -> PartialDate:
        """Return the partial date of a whole day."""
        return cls(datetime.combine(day, time()), Precision.DAY)

    @property
    def first_day(self) -> date:
        """The earliest day that it can mean."""
        return self.start.date()

    @property
    def day_after(self) -> date:
        """The day after the latest day that it can mean: an exclusive end, as in RFC 5545."""
        if self.precision >= Precision.DAY:
            return self.first_day + timedelta(days=1)
        months = {Precision.YEAR: 12, Precision.QUARTER: 3, Precision.MONTH: 1}[self.precision]
        year, month = divmod(self.start.month - 1 + months, 12)
        return date(self.start.year + year, month + 1, 1)

    def __str__(self) -> str:
        """Return the notation that `parse` accepts."""
        quarter = f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        formats = {Precision.YEAR: "%Y", Precision.MONTH: "%Y-%m", Precision.DAY: "%Y-%m-%d", Precision.MINUTE: "%Y-%m-%d %H:%M"}
        return quarter if self.precision is Precision.QUARTER else self.start.strftime(formats[self.precision])

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(_validate, serialization=core_schema.to_string_ser_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": ["string", "integer"], "description": f"A date as precise as its source: {DATE_SYNTAX}"}


def _finest_precision(parts: dict[str, int]) -> Precision:
    for name, precision in (
        ("minute", Precision.MINUTE),
        ("day", Precision.DAY),
        ("month", Precision.MONTH),
        ("quarter", Precision.QUARTER),
    ):
        if name in parts:
            return precision
    return Precision.YEAR


def _validate(value: object) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    if isinstance(value, str | int) and not isinstance(value, bool):
        try:
            return PartialDate.parse(str(value))
        except ValueError:
            pass
    raise PydanticCustomError("moment_form", "must be a date")


def days_in_month(year: int, month: int) -> int:
    """Return the number of days in a month."""
    return calendar.monthrange(year, month)[1]
