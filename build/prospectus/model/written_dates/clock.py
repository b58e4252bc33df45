"""Times of day with a half of the day: which hour `下午3点` is, and what a half that is stated once says of a range.

A time of day is a number of minutes after the midnight at which its day begins. It can be 24:00 or more: `晚上12点` is the midnight at
which the day ends.

| words | hours as written |
|---|---|
| 凌晨 | 0–6, and 12 for 0 |
| 早上, 上午, AM, morning | 0–11; 12 AM is midnight, and 上午12点 noon at the end of a range, otherwise uncertain |
| 中午 | 10–12, and 1–2 for 13–14 |
| 下午, PM, afternoon | 12, and 1–11 for 13–23 |
| 傍晚 | 4–8 for 16–20 |
| 晚上, 夜, evening | 5–11 for 17–23, and 12 for 24 |

Hours of the 24-hour clock may stand beside the words when they agree (`下午14:00`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

HOUR, DAY = 60, 24 * 60
LATEST_NIGHT_START, LATEST_NIGHT_END = 18 * HOUR, 6 * HOUR
"""A range that ends before it starts ends on the next day if it starts after the first and ends before the second: `22:00-01:00`."""
MAX_INFERRED = 12 * HOUR
"""The longest range whose half of the day is worked out from the other end."""


class Half(Enum):
    """A part of the day that decides which hour of the 24 is meant: each hour as written, with the hour that it is."""

    DAWN = {12: 0, **{hour: hour for hour in range(7)}}
    EARLY = {hour: hour for hour in range(4, 12)}
    MORNING = {hour: hour for hour in range(13)}
    AM = {12: 0, **{hour: hour for hour in range(12)}}
    NOON = {1: 13, 2: 14, **{hour: hour for hour in (10, 11, 12, 13, 14)}}
    AFTERNOON = {hour % 12 or 12: hour for hour in range(12, 24)} | {hour: hour for hour in range(12, 25)}
    DUSK = {hour % 12: hour for hour in range(16, 21)} | {hour: hour for hour in range(16, 21)}
    EVENING = {hour % 12 or 12: hour for hour in range(17, 25)} | {hour: hour for hour in range(17, 25)}


HALF_WORDS = {
    "凌晨": Half.DAWN, "清晨": Half.EARLY, "早晨": Half.EARLY, "早上": Half.EARLY, "早间": Half.EARLY, "早": Half.EARLY,
    "上午": Half.MORNING, "午前": Half.AM, "오전": Half.AM, "morning": Half.AM, "a.m.": Half.AM, "a.m": Half.AM, "am": Half.AM,
    "中午": Half.NOON, "午间": Half.NOON, "下午": Half.AFTERNOON, "午后": Half.AFTERNOON, "午後": Half.AFTERNOON,
    "오후": Half.AFTERNOON, "afternoon": Half.AFTERNOON,
    "p.m.": Half.AFTERNOON, "p.m": Half.AFTERNOON, "pm": Half.AFTERNOON, "傍晚": Half.DUSK, "晚上": Half.EVENING,
    "晚间": Half.EVENING, "夜间": Half.EVENING, "夜晚": Half.EVENING, "夜里": Half.EVENING, "深夜": Half.EVENING,
    "当晚": Half.EVENING, "今晚": Half.EVENING, "晚": Half.EVENING, "夜": Half.EVENING, "evening": Half.EVENING, "night": Half.EVENING,
}  # fmt: skip
"""The words for parts of the day."""


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day as it is written."""

    hour: int
    minute: int = 0
    half: Half | None = None
    second: int | None = None
    """None if no seconds are written."""

    def minutes(self, half: Half | None) -> int | None:
        """Return the minutes after midnight with a half of the day; None when the hour is not one of that half."""
        hour = self.hour if half is None else half.value.get(self.hour)
        last = DAY + (0 if half is None else HOUR - 1)
        if hour is None or self.minute > 59 or hour * HOUR + self.minute + bool(self.second) > last:
            return None
        return hour * HOUR + self.minute

    @property
    def names_half(self) -> bool:
        """Whether the half of the day is certain: it is stated, or the hour is one of the 24-hour clock."""
        return self.half is not None or self.hour > 12 or self.hour == 0


@dataclass(frozen=True, slots=True)
class ClockRange:
    """A start in minutes after midnight, and perhaps an end, which may be on the next day."""

    start: int
    end: int | None = None
    second: int | None = field(default=None, compare=False)
    """The second of the start; None if no seconds are written. It is needed only for moments of feeds and for 00:00:00."""

    @property
    def is_date_only(self) -> bool:
        """Whether it is 00:00:00, which databases and spreadsheets write after a day without a time."""
        return (self.start, self.end, self.second) == (0, None, 0)


def resolve_time(clock_time: ClockTime) -> int | None:
    """Return the minutes after midnight of a time of day; None when there is no such time or it is not certain."""
    is_noon_or_midnight = clock_time.half is Half.MORNING and clock_time.hour == 12
    return None if is_noon_or_midnight else clock_time.minutes(clock_time.half)


def resolve_range(start: ClockTime, end: ClockTime) -> ClockRange | None:
    """Return a range of two times of day; None when it can be read in no way, or in several.

    A half that is stated once is that of both ends (`下午2:00-3:30`). Where the range would then end before it starts, the end without a
    half is in the other half of the day, if that gives one reading of at most twelve hours: `11:00-1:00 PM` is 11:00 to 13:00.
    """
    if start.half is None and end.half is None:
        return _make_range(start.minutes(None), end.minutes(None))
    first, last = start.minutes(_half_for(start, end)), end.minutes(_half_for(end, start))
    if first is not None and last is not None and first < last:
        return ClockRange(first, last)
    if start.names_half and end.names_half:
        return _make_range(first, last)
    if end.half is Half.AM and end.hour == 12:  # somebody who writes 9:00-12:00 AM may mean noon
        return None
    readings = {(a, b) for a in _iter_readings(start) for b in _iter_readings(end) if a < b <= a + MAX_INFERRED}
    return ClockRange(*readings.pop()) if len(readings) == 1 else None


def _half_for(clock_time: ClockTime, other: ClockTime) -> Half | None:
    """Return the half of a time: its own, or else the other's, unless the hour names its half itself."""
    return clock_time.half if clock_time.half is not None or clock_time.names_half else other.half


def _make_range(start: int | None, end: int | None) -> ClockRange | None:
    return None if start is None or end is None else ClockRange(start, wrap_midnight(start, end))


def wrap_midnight(start: int, end: int) -> int:
    """Return the end of a range of the 24-hour clock, on the next day when it is midnight or the range is certainly one of a night."""
    return end + DAY if end == 0 < start or (end <= LATEST_NIGHT_END and start >= LATEST_NIGHT_START) else end


def _iter_readings(clock_time: ClockTime) -> Iterator[int]:
    """Yield the minutes after midnight that a time can mean."""
    if clock_time.names_half:
        halves: tuple[Half | None, ...] = (clock_time.half,)
    else:
        halves = (Half.AM, Half.AFTERNOON)
    yield from (minutes for half in halves if (minutes := clock_time.minutes(half)) is not None)
    if clock_time.hour == 12 and clock_time.half is None:
        yield DAY + clock_time.minute
