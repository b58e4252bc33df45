"""Parse dates as feeds write them: RFC 822, ISO 8601, Java's `Date.toString`, Chinese. The results are aware datetimes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

MIN_YEAR = 1990
"""The first year that is accepted."""
MAX_LENGTH = 100
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s?(?:Z|z|[+-]\d{2}:?\d{2})?)?", re.ASCII)
_JAVA = re.compile(r"(\w{3} \w{3} \d{1,2} \d{2}:\d{2}:\d{2}) (\w{1,5}) (\d{4})", re.ASCII)
_ZONE = re.compile(r".*\d\s*(?:([+-]\d{4})|([A-Z]{1,5}))(?:\s*\(.*\))?", re.ASCII)
_YEAR_BEFORE_1000 = re.compile(r"(?<![+\d:-])0\d{3}(?!\d)", re.ASCII)
"""A year before 1000, which `parsedate_tz` would read as a year of this century."""
_CHINESE = re.compile(
    r"(\d{4})\s?[年/.-]\s?(\d{1,2})\s?[月/.-]\s?(\d{1,2})\s?日?"
    r"(?:[ ,]*(?:星期.|周.)?[ ,]*(上午|下午|晚上|晚)?\s?(\d{1,2})[:点时](\d{1,2})?(?::\d{1,2}|分)?)?",
    re.ASCII,
)
_DATE = re.compile(r"(?<!\d)(?:(\d{4})\s?[年/.-]\s?(\d{1,2})\s?[月/.-]\s?(\d{1,2})(?!\d)|(20\d{2})(\d{2})(\d{2})(?!\d))", re.ASCII)


def parse_datetime(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return a date as an aware datetime in `zone`; None when it cannot be parsed, or its year is before 1990 or after next year.

    A date without a zone is taken to be in `zone`; a date without a time is midnight.
    """
    normalised = " ".join(unicodedata.normalize("NFKC", text[:MAX_LENGTH]).split())
    for parse in (_parse_iso, _parse_rfc822, _parse_chinese):
        try:
            parsed = parse(normalised, zone)
            if parsed is not None and MIN_YEAR <= parsed.year <= now.year + 1:
                return parsed.astimezone(zone)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def iter_dates(title: str, now: datetime) -> Iterator[date]:
    """Yield the dates that a title contains: `2025年3月20日`, `2025-03-20`, `20250320`."""
    for match in _DATE.finditer(unicodedata.normalize("NFKC", title)):
        year, month, day = (int(part) for part in match.groups() if part)
        try:
            stated_date = date(year, month, day)
        except ValueError:
            continue
        if MIN_YEAR <= year <= now.year + 1:
            yield stated_date


def _parse_iso(text: str, zone: ZoneInfo) -> datetime | None:
    if not _ISO.fullmatch(text):
        return None
    parsed = datetime.fromisoformat(text.replace(",", ".").upper().replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)


def _parse_rfc822(text: str, zone: ZoneInfo) -> datetime | None:
    """Return an RFC 822 date; None if it is none. An abbreviation that `zone` itself uses means `zone`: CST is China's in Shanghai."""
    if java := _JAVA.fullmatch(text):
        text = f"{java[1]} {java[3]} {java[2]}"
    parts = parsedate_tz(text)
    if parts is None or not re.search("[A-Za-z]{3}", text) or _YEAR_BEFORE_1000.search(text):
        return None
    local_time, zone_match = datetime(*parts[:6]), _ZONE.fullmatch(text)
    is_known_zone = zone_match and (zone_match[1] or parts[9] or zone_match[2] in ("GMT", "UT", "UTC", "Z"))
    if not is_known_zone or (zone_match and zone_match[2] == local_time.replace(tzinfo=zone).tzname()):
        return local_time.replace(tzinfo=zone)
    return local_time.replace(tzinfo=timezone(timedelta(seconds=parts[9] or 0)))


def _parse_chinese(text: str, zone: ZoneInfo) -> datetime | None:
    match = _CHINESE.fullmatch(text)
    if match is None:
        return None
    year, month, day, half_of_day, hour, minute = match.groups()
    hours = int(hour or 0) + (12 if half_of_day in ("下午", "晚上", "晚") and int(hour or 0) < 12 else 0)
    return datetime(int(year), int(month), int(day), hours, int(minute or 0), tzinfo=zone)
