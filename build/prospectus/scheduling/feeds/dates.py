"""Parses dates as feeds write them: RFC 822, ISO 8601, Java's `Date.toString`, Chinese. The results are aware datetimes.

A time without a zone is in the zone of the feed, if the site states one, or else in the zone of the site; in Korean it is in that of Korea,
as feedparser reads it. A date without a time, or with
00:00:00 and no zone, is a day. A zone that is not certain gives no time, and a day only if it is the same in every zone that may be meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from prospectus.model.values.partial_date import Precision
from prospectus.model.written_dates import DateTextError
from prospectus.model.written_dates.single_date import MAX_LENGTH, SingleDate, parse_single_date
from prospectus.model.written_dates.tokens import normalise
from prospectus.problems.message import Message
from prospectus.scheduling.feeds.zone_names import resolve_zone

MIN_YEAR = 1990
"""The first year that is accepted."""
_SHORT_YEAR = re.compile(r"(?<![\d:])(\d{1,2}[ -][A-Za-z]{3,9}\.?,?[ -])(\d\d)(?=\s\d{1,2}:\d\d|\Z)", re.ASCII)
"""A year of two digits as RFC 822 allows it: after the name of the month."""
_KOREAN = re.compile("[가-힣]")
_KOREAN_ZONE = ZoneInfo("Asia/Seoul")
_DATE = re.compile(r"(?<!\d)(?:(\d{4})\s?[年/.-]\s?(\d{1,2})\s?[月/.-]\s?(\d{1,2})(?!\d)|(20\d{2})(\d{2})(\d{2})(?!\d))", re.ASCII)


@dataclass(frozen=True, slots=True)
class FeedDate:
    """The date of a feed entry."""

    moment: datetime | None = None
    """The instant in the zone of the site; midnight if only the day is certain. None if not even the day is certain."""
    doubt: Message | None = None
    """Why the date, or its time, could not be read, as a clause; None if it was read or none is given."""


def parse_datetime(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the moment of `parse_feed_date`."""
    return parse_feed_date(text, zone, now).moment


def parse_feed_date(text: str, zone: ZoneInfo, now: datetime, stated_zone: ZoneInfo | None = None) -> FeedDate:
    """Return a date in `zone`, the zone of the site; `stated_zone` is the zone of the feed, if the site states it."""
    if not text.strip():
        return FeedDate()
    try:
        own_zone = stated_zone or (_KOREAN_ZONE if _KOREAN.search(text) else None)
        parsed = _to_feed_date(parse_single_date(_write_century(text)), zone, own_zone)
    except DateTextError as error:
        return FeedDate(doubt=error.reason or _UNKNOWN_FORM)
    except (ValueError, OverflowError):
        return FeedDate(doubt=_UNKNOWN_FORM)
    if parsed.moment is not None and not MIN_YEAR <= parsed.moment.year <= now.year + 1:
        last = now.year + 1
        return FeedDate(doubt=Message(f"the year is not between {MIN_YEAR} and {last}", f"年份不在 {MIN_YEAR} 至 {last} 之间"))
    return parsed


_UNKNOWN_FORM = Message("its form is not known", "写法无法识别")


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


def _write_century(text: str) -> str:
    """Return a date with a year of four digits."""
    return _SHORT_YEAR.sub(lambda match: f"{match[1]}{20 if int(match[2]) < 50 else 19}{match[2]}", normalise(text[: MAX_LENGTH + 1]))


def _to_feed_date(written: SingleDate, zone: ZoneInfo, stated_zone: ZoneInfo | None) -> FeedDate:
    if written.date.precision is not Precision.DAY:
        return FeedDate(doubt=Message("it states no day", "没有写明日期"))
    local_time = written.to_datetime()
    if written.time is None or not (written.has_time or written.zone):
        return FeedDate(_midnight(written.date.first_day, zone))
    if not written.zone:
        return FeedDate(local_time.replace(tzinfo=stated_zone or zone).astimezone(zone))
    reading = resolve_zone(written.zone, local_time, stated_zone)
    moments = [local_time.replace(tzinfo=candidate).astimezone(zone) for candidate in reading.candidates]
    if len(moments) == 1:
        return FeedDate(moments[0])
    days = {moment.date() for moment in moments}
    return FeedDate(_midnight(days.pop(), zone) if len(days) == 1 else None, reading.doubt)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
