"""Parse dates as feeds write them: RFC 822, ISO 8601, Java's `Date.toString`, Chinese. The results are aware datetimes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

EARLIEST = 1990
"""The first year that is accepted."""
LONGEST = 100
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s?(?:Z|z|[+-]\d{2}:?\d{2})?)?", re.ASCII)
_JAVA = re.compile(r"(\w{3} \w{3} \d{1,2} \d{2}:\d{2}:\d{2}) (\w{1,5}) (\d{4})", re.ASCII)
_ZONE = re.compile(r".*\d\s*(?:([+-]\d{4})|([A-Z]{1,5}))(?:\s*\(.*\))?", re.ASCII)
_YEAR_NOUGHT = re.compile(r"(?<![+\d:-])0\d{3}(?!\d)", re.ASCII)
"""A year before 1000, which `parsedate_tz` would read as a year of this century."""
_CHINESE = re.compile(
    r"(\d{4})\s?[年/.-]\s?(\d{1,2})\s?[月/.-]\s?(\d{1,2})\s?日?"
    r"(?:[ ,]*(?:星期.|周.)?[ ,]*(上午|下午|晚上|晚)?\s?(\d{1,2})[:点时](\d{1,2})?(?::\d{1,2}|分)?)?",
    re.ASCII,
)
_DAY = re.compile(r"(?<!\d)(?:(\d{4})\s?[年/.-]\s?(\d{1,2})\s?[月/.-]\s?(\d{1,2})(?!\d)|(20\d{2})(\d{2})(\d{2})(?!\d))", re.ASCII)


def instant(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return a date as an aware datetime in `zone`; None when it cannot be parsed, or its year is before 1990 or after next year.

    A date without a zone is taken to be in `zone`; a date without a time is midnight.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text[:LONGEST]).split())
    for read in (_iso, _mail, _chinese):
        try:
            found = read(plain, zone)
            if found is not None and EARLIEST <= found.year <= now.year + 1:
                return found.astimezone(zone)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def days_in(title: str, now: datetime) -> Iterator[date]:
    """Yield the dates that a title contains: `2025年3月20日`, `2025-03-20`, `20250320`."""
    for match in _DAY.finditer(unicodedata.normalize("NFKC", title)):
        year, month, day = (int(part) for part in match.groups() if part)
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if EARLIEST <= year <= now.year + 1:
            yield found


def _iso(text: str, zone: ZoneInfo) -> datetime | None:
    if not _ISO.fullmatch(text):
        return None
    found = datetime.fromisoformat(text.replace(",", ".").upper().replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _mail(text: str, zone: ZoneInfo) -> datetime | None:
    """Return an RFC 822 date; None if it is none. An abbreviation that `zone` itself uses means `zone`: CST is China's in Shanghai."""
    if java := _JAVA.fullmatch(text):
        text = f"{java[1]} {java[3]} {java[2]}"
    parts = parsedate_tz(text)
    if parts is None or not re.search("[A-Za-z]{3}", text) or _YEAR_NOUGHT.search(text):
        return None
    found, stated = datetime(*parts[:6]), _ZONE.fullmatch(text)
    known = stated and (stated[1] or parts[9] or stated[2] in ("GMT", "UT", "UTC", "Z"))
    if not known or (stated and stated[2] == found.replace(tzinfo=zone).tzname()):
        return found.replace(tzinfo=zone)
    return found.replace(tzinfo=timezone(timedelta(seconds=parts[9] or 0)))


def _chinese(text: str, zone: ZoneInfo) -> datetime | None:
    match = _CHINESE.fullmatch(text)
    if match is None:
        return None
    year, month, day, half, hour, minute = match.groups()
    hours = int(hour or 0) + (12 if half in ("下午", "晚上", "晚") and int(hour or 0) < 12 else 0)
    return datetime(int(year), int(month), int(day), hours, int(minute or 0), tzinfo=zone)
