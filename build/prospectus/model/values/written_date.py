"""Reads dates as people write them: `2026/2/9`, `9 Feb 2026`, `2026年2月9日 晚上7点半`, `20260209`.

For the right form of a date in a record, and for dates in feeds. Only what has one meaning is read: an order of day and month that may be
either, a year of two digits or a weekday of another day is refused with the reason.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from prospectus.model.values.written_time import WrittenTime, match_time, replace_chinese_numerals
from prospectus.patterns import lazy_pattern
from prospectus.problems.message import Message

MAX_LENGTH = 100
_CHARACTERS = str.maketrans({**dict.fromkeys("‐‑‒–—―−⁃﹘﹣", "-"), **dict.fromkeys("∶︰﹕꞉", ":"), "﹒": ".", "。": "."})
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<year>[12]\d{3})"
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_DATE_PATTERNS = tuple(
    lazy_pattern(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"{_YEAR} ?(?:年度?|[-/.])? ?(?:q(?P<quarter>[1-4])|第?(?P<quarter_word>[一二三四1-4])季度)(?!\d)",
        rf"q(?P<quarter>[1-4])[ -/]?{_YEAR}(?!\d)",
        rf"{_YEAR}-?w(?P<week>[0-5]\d)-?(?P<week_day>[1-7])(?!\d)",
        rf"{_YEAR}-(?P<day_of_year>\d{{3}})(?!\d)",
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        r"(?P<year>20(?:1[3-9]|[2-9]\d))(?P<month>0[1-9]|1[0-2])(?!\d)",  # YYMMDD would have no such month
        rf"{_YEAR} ?(?:[年년]|[-/._ ]) ?(?P<month>\d{{1,2}}) ?(?:[月월]|[-/._ ]) ?(?P<day>\d{{1,2}})(?![\d:]) ?[日号號일]?",
        rf"{_YEAR}[-/. ]{_MONTH_NAME}[-/. ](?P<day>\d{{1,2}})(?![\d:])",
        rf"{_YEAR} ?(?:年|[-/._]) ?(?P<month>\d{{1,2}})(?!\d) ?(?:月份?)?",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[-/. ]{{0,2}}{_MONTH_NAME}[-/., ]{{0,2}}{_YEAR}(?!\d)",
        rf"{_MONTH_NAME} ?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[, ]{{1,2}}{_YEAR}(?!\d)",
        rf"{_MONTH_NAME}[-/, ]{{0,2}}{_YEAR}(?!\d)",
        rf"(?P<first>\d{{1,2}})[-/. ](?P<second>\d{{1,2}})[-/. ]{_YEAR}(?!\d)",
        rf"{_YEAR} ?年度?",
        rf"{_YEAR}(?!\d)",
    )
)
_YEAR_LAST = lazy_pattern(
    rf"{_MONTH_NAME} (?P<day>\d{{1,2}}),? (?P<time>\d{{1,2}}:\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?)(?P<zone> \S+)? (?P<year>[12]\d{{3}})",
    re.IGNORECASE | re.ASCII,
)
"""The order of C's `asctime` and of Java's `Date.toString`: the year stands after the time and the zone."""
_ZONE = lazy_pattern(r"Z|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|[A-Z]{2,4}", re.ASCII)
_WEEKDAY_NAMES = "mon tue wed thu fri sat sun".split()
_WEEKDAY = lazy_pattern(
    r"[(\[]?(?:(?:周|週|星期|礼拜|禮拜)(?P<chinese>[一二三四五六日天])"
    r"|\b(?P<english>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b\.?)[)\]]?[,、]?",
    re.IGNORECASE,
)
_SHORT_YEAR = lazy_pattern(
    r"(?<!\d)\d\d ?(?:年|[-/.]) ?\d{1,2} ?(?:月|[-/.]) ?\d{1,2}(?!\d)|(?<!\d)\d{1,2}[-/. ]\d{1,2}[-/. ]\d\d(?!\d)", re.ASCII
)


class DateUnclear(ValueError):
    """A text is a date without one certain meaning; `reason` says why, as a sentence without a full stop."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as it is written, as precise as it is: the parts that are not stated are None."""

    year: int
    quarter: int | None = None
    month: int | None = None
    day: int | None = None
    time: WrittenTime | None = None
    zone: str = ""
    """What follows the time: an offset or the name of a zone, as it is written."""

    def to_day(self) -> date | None:
        """Return the day, or None if none is stated. The day of 24:00 is the day that ends."""
        return date(self.year, self.month, self.day) if self.month is not None and self.day is not None else None

    def to_datetime(self) -> datetime | None:
        """Return the local day and time without a zone, or None if no day is stated; 24:00 is midnight of the next day."""
        day = self.to_day()
        if day is None:
            return None
        start = datetime(day.year, day.month, day.day)
        return start + timedelta(hours=self.time.hour, minutes=self.time.minute, seconds=self.time.second or 0) if self.time else start


def normalise_date_text(text: str) -> str:
    """Return a text with half-width characters, one kind of dash and colon, single spaces, and Arabic numerals."""
    text = unicodedata.normalize("NFKC", text[:MAX_LENGTH].translate(_CHARACTERS)).translate(_CHARACTERS)
    return replace_chinese_numerals(" ".join(text.split()))


def parse_written_date(text: str) -> WrittenDate | None:
    """Return the date that the whole text states; None if it is none that we know. Raises DateUnclear if its meaning is not certain."""
    text = normalise_date_text(text)
    text, weekday = _take_weekday(re.sub(r"(?<=\d)[ .,;]+$", "", text))
    text = _YEAR_LAST.sub(lambda match: f"{match['day']} {match['name']} {match['year']} {match['time']}{match['zone'] or ''}", text)
    for pattern in _DATE_PATTERNS:
        match = pattern.match(text)
        written = match and _add_time(_build_date(match), text[match.end() :])
        if written:
            _check_weekday(written, weekday)
            return written
    if _SHORT_YEAR.match(text):
        raise DateUnclear(Message("a year must have four digits", "年份必须写四位数字"))
    return None


def _take_weekday(text: str) -> tuple[str, int | None]:
    """Return the text without its weekday, and the weekday (Monday is 0) or None."""
    match = _WEEKDAY.search(text)
    if match is None:
        return text, None
    weekday = "一二三四五六日天".index(match["chinese"]) % 7 if match["chinese"] else _WEEKDAY_NAMES.index(match["english"].lower())
    weekday = 6 if match["chinese"] == "天" else weekday
    return " ".join(f"{text[: match.start()]} {text[match.end() :]}".split()), weekday


def _build_date(match: re.Match[str]) -> WrittenDate:
    """Return the date of a match. Raises DateUnclear for a day that does not exist, or a day and a month that may be either."""
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    year = int(parts["year"])
    for name, build in _BUILDERS.items():
        if name in parts:
            return build(year, parts)
    month = _MONTHS.index(parts["name"][:3].lower()) + 1 if "name" in parts else int(parts["month"]) if "month" in parts else None
    return _check_day(year, month, int(parts["day"]) if "day" in parts else None)


def _build_quarter(year: int, parts: dict[str, str]) -> WrittenDate:
    word = parts.get("quarter") or parts["quarter_word"]
    return WrittenDate(year, quarter=_QUARTERS.get(word) or int(word))


def _build_week(year: int, parts: dict[str, str]) -> WrittenDate:
    try:
        day = date.fromisocalendar(year, int(parts["week"]), int(parts["week_day"]))
    except ValueError:
        raise DateUnclear(Message(f"{year} has no week {parts['week']}", f"{year} 年没有第 {parts['week']} 周")) from None
    return WrittenDate(day.year, None, day.month, day.day)


def _build_day_of_year(year: int, parts: dict[str, str]) -> WrittenDate:
    number, days = int(parts["day_of_year"]), 365 + calendar.isleap(year)
    if not 1 <= number <= days:
        raise DateUnclear(Message(f"{year} has {days} days", f"{year} 年只有 {days} 天"))
    day = date(year, 1, 1) + timedelta(days=number - 1)
    return WrittenDate(day.year, None, day.month, day.day)


def _build_either_order(year: int, parts: dict[str, str]) -> WrittenDate:
    """Return the date of `13/2/2026` or `2/13/2026`: one of the two numbers is no month, or both are the same."""
    first, second = int(parts["first"]), int(parts["second"])
    if first <= 12 and second <= 12 and first != second:
        reason = Message(f"{first} and {second} may each be the month", f"无法确定 {first} 和 {second} 哪个是月份")
        raise DateUnclear(reason)
    return _check_day(year, *((second, first) if first > 12 else (first, second)))


_BUILDERS: dict[str, Callable[[int, dict[str, str]], WrittenDate]] = {
    "quarter": _build_quarter,
    "quarter_word": _build_quarter,
    "week": _build_week,
    "day_of_year": _build_day_of_year,
    "first": _build_either_order,
}


def _check_day(year: int, month: int | None, day: int | None) -> WrittenDate:
    """Return the date. Raises DateUnclear if there is no such month or day."""
    if month is not None and not 1 <= month <= 12:
        raise DateUnclear(Message(f"there is no month {month}", f"没有 {month} 月"))
    if month is not None and day is not None and not 1 <= day <= (days := calendar.monthrange(year, month)[1]):
        reason = Message(f"{calendar.month_name[month]} {year} has {days} days", f"{year} 年 {month} 月只有 {days} 天")
        raise DateUnclear(reason)
    return WrittenDate(year, None, month, day)


def _add_time(written: WrittenDate, rest: str) -> WrittenDate | None:
    """Return the date with the time and the zone that follow it, or None if something else follows."""
    rest = re.sub(r"^ ?[T,;]? ?", "", rest, flags=re.IGNORECASE)
    if not rest:
        return written
    if written.day is None:
        return None
    if _ZONE.fullmatch(rest):
        return replace(written, zone=rest)
    match = match_time(rest)
    return replace(written, time=match.time, zone=match.rest) if match else None


def _check_weekday(written: WrittenDate, weekday: int | None) -> None:
    day = written.to_day()
    if weekday is None or day is None or day.weekday() == weekday:
        return
    english, chinese = calendar.day_name[day.weekday()], "一二三四五六日"[day.weekday()]
    raise DateUnclear(Message(f"{day} is a {english}", f"{day} 是星期{chinese}"))
