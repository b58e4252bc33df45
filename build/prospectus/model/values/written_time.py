"""Reads times of day as people write them: `7:30pm`, `晚上7点半`, `24:00`, `noon`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prospectus.patterns import lazy_pattern

_HALVES = {
    "am": ("am", "a.m.", "오전", "午前"),
    "morning": ("上午", "早上", "早晨", "清晨", "早"),
    "night": ("凌晨",),
    "noon": ("中午", "正午"),
    "after noon": ("pm", "p.m.", "下午", "傍晚", "午后", "午後", "오후"),
    "evening": ("晚上", "晚间", "夜里", "夜间", "今晚", "晚"),
}
_HALF_BY_WORD = {word: half for half, words in _HALVES.items() for word in words}
_HOURS = {
    "am": {**{hour: hour for hour in range(12)}, 12: 0},
    "morning": {hour: hour for hour in range(12)},
    "night": {**{hour: hour for hour in range(7)}, 12: 0},
    "noon": {11: 11, 12: 12, 1: 13, 2: 14, 13: 13, 14: 14},
    "after noon": {12: 12, **{hour: hour + 12 for hour in range(1, 12)}, **{hour: hour for hour in range(13, 24)}},
    "evening": {12: 24, **{hour: hour + 12 for hour in range(5, 12)}, **{hour: hour for hour in range(17, 25)}},
}
"""The hour of the day that an hour with a half of the day means. An hour that is not in the table has no certain meaning."""
_WORD = "|".join(sorted(map(re.escape, _HALF_BY_WORD), key=len, reverse=True))
_TIME = lazy_pattern(
    rf"(?:(?P<before>{_WORD})\s?)?(?P<hour>\d{{1,2}})"
    r"(?:(?::|[点點时時]\s?)(?P<minute>\d{1,2}|半|[一三13]刻|整)?(?P<minute_sign>分)?"
    r"(?:[:]?(?P<second>(?<=[:分])\d{1,2})(?:[.,]\d{1,9})?秒?)?)?"
    rf"(?:\s?(?P<after>{_WORD})(?![a-z]))?",
    re.IGNORECASE | re.ASCII,
)
_COMPACT = lazy_pattern(r"(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?!\d)", re.ASCII)
_NOON = lazy_pattern(r"(?:12\s)?noon\b|正午|中午(?!\s?\d)", re.IGNORECASE)
_MINUTE_WORDS = {"半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45, "整": 0}
_DIGITS = {character: index for index, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_NUMERAL = lazy_pattern(r"[〇○零一二两三四五六七八九十]+(?=\s?[年月日号號点點时時分])|(?<=[点點时時])[零一二三四五六七八九十]+(?!刻)")


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time of day. The hour is 24 only for 24:00, the end of the day."""

    hour: int
    minute: int = 0
    second: int | None = None
    """None if no seconds are written."""

    @property
    def is_date_only(self) -> bool:
        """Whether it is 00:00:00, which databases and spreadsheets write after a day without a time."""
        return (self.hour, self.minute, self.second) == (0, 0, 0)


@dataclass(frozen=True, slots=True)
class TimeMatch:
    """A time at the start of a text, and the rest of the text."""

    time: WrittenTime
    rest: str


def match_time(text: str) -> TimeMatch | None:
    """Return the time at the start of a text of half-width characters; None if there is none, or none with one certain meaning."""
    if match := _NOON.match(text):
        return TimeMatch(WrittenTime(12), text[match.end() :].strip())
    match = _COMPACT.match(text) or _TIME.match(text)
    time = match and _build_time(match)
    return TimeMatch(time, text[match.end() :].strip()) if match and time else None


def _build_time(match: re.Match[str]) -> WrittenTime | None:
    if match.re is _COMPACT:
        return _check_time(int(match["hour"]), int(match["minute"]), match["second"])
    words = {_HALF_BY_WORD[word.lower()] for word in (match["before"], match["after"]) if word}
    is_hour_alone = match[0].rstrip() == match["hour"]
    if len(words) > 1 or is_hour_alone or (":" in match[0] and match["minute"] is None):
        return None
    hour, minute = int(match["hour"]), match["minute"] or "0"
    if words:
        hours = _HOURS[words.pop()]
        if hour not in hours:
            return None
        hour = hours[hour]
    return _check_time(hour, _MINUTE_WORDS[minute] if minute in _MINUTE_WORDS else int(minute), match["second"])


def _check_time(hour: int, minute: int, second_text: str | None) -> WrittenTime | None:
    """Return the time if it exists. Second 60 is a leap second, read as 59."""
    second = int(second_text or 0)
    exists = (hour < 24 and minute < 60 and second <= 60) or (hour, minute, second) == (24, 0, 0)
    return WrittenTime(hour, minute, None if second_text is None else min(second, 59)) if exists else None


def replace_chinese_numerals(text: str) -> str:
    """Return a text in which Chinese numerals before 年, 月, 日, 点 and the like are Arabic: `二〇二六年二月九日` → `2026年2月9日`."""
    return _NUMERAL.sub(lambda match: _to_digits(match[0]), text)


def _to_digits(numeral: str) -> str:
    if "十" not in numeral:
        return "".join(str(_DIGITS[character]) for character in numeral)
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return numeral
    return str(10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0))
