"""Names of time zones."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from prospectus.model.values.reference import PatternMark


def _validate_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, LookupError):
        expected = "a name of the IANA time zone database, such as Asia/Shanghai"
        raise PydanticCustomError("literal_error", "must be a time zone", {"expected": expected}) from None
    return value


TimeZone = Annotated[str, AfterValidator(_validate_zone), PatternMark(r"^[A-Za-z][A-Za-z0-9_+/-]*$")]
"""A name of the IANA time zone database: `Asia/Shanghai`."""
