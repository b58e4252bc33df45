"""Parsing of cells with dates and times, which hold them as spreadsheet values or as text.

Texts are read by `prospectus.model.written_dates`; a fault of a text becomes a problem with the right form, where it follows from the text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import cast

from prospectus.model.values.partial_date import PartialDate
from prospectus.model.written_dates import DateContext, DateTextError, Fault, Slot, WrittenDates, interval_of_slot, parse_dates
from prospectus.model.written_dates.clock import ClockRange
from prospectus.problems import Message
from prospectus.scheduling.spreadsheet.cells import CellError, CellValue, to_text

FIRST_YEAR_OF_DAYS = 1990
"""Spreadsheets store a time as an instant of about 1900. From this year on, such an instant is a day with a time."""
DATE_SERIALS = range(36_526, 73_051)
"""The serial numbers that spreadsheets use for the days from 2000 to 2099. Smaller numbers are read as years."""
DATE_FORM = "2025-03-20, 2025/3/20, 2025年3月20日"
TIME_FORM = "15:30, 15:30-16:30"
TIME_NEEDS_DAY = Message("a time only where the day is known", "知道是哪一天，才能写时间")
_WEEKDAY_WORD = re.compile(
    r"(?P<chinese>(?:星期|周|週|礼拜)\s*)[一二三四五六日天]|(?P<bracket>[（(]\s*)[一二三四五六日天](?=\s*[）)])"
    r"|(?P<english>mon|tue|wed|thu|fri|sat|sun)(?P<rest>[a-z]*)",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_FRACTION_OF_DAY = re.compile(r"0?\.\d{3,}")
_CHINESE_WEEKDAYS = "一二三四五六日"
_ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def parse_date(value: CellValue, context: DateContext, epoch: datetime, zone: tzinfo = UTC) -> PartialDate:
    """Parse a date with the precision it is written in, and a start time if one follows it.

    `context` gives the year of a day without one. Numbers are days since `epoch`. Times are converted to `zone` from a zone beside them.
    Raises CellError, also when an end, several days or a remark follow.
    """
    written = parse_days(value, context, epoch)
    if len(written.slots) > 1 or written.remarks or written.undecided or written.part_of_month:
        raise CellError("PR606", DATE_FORM)
    try:
        start, end = interval_of_slot(written.slots[0], written.zone or zone, zone)
    except DateTextError:
        raise CellError("PR606", DATE_FORM) from None
    if end is not None:
        raise CellError("PR606", DATE_FORM)
    return start


def parse_days(value: CellValue, context: DateContext, epoch: datetime) -> WrittenDates:
    """Parse what a cell in a column of dates says: days, and times beside them. Midnight alone is only the day. Raises CellError."""
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in DATE_SERIALS:
        value = epoch + timedelta(days=value)
    text = to_text(value)
    if _SERIAL.fullmatch(text) and int(float(text)) in DATE_SERIALS:
        value = epoch + timedelta(days=float(text))
    if isinstance(value, datetime):
        value = _round_to_minute(value)
        times = None if value.time() == time() else ClockRange(60 * value.hour + value.minute)
        return WrittenDates((Slot(PartialDate.from_day(value.date()), None, times),))
    if isinstance(value, date):
        return WrittenDates((Slot(PartialDate.from_day(value), None, None),))
    written = _parse_text(text, context, DATE_FORM)
    return replace(written, slots=tuple(replace(slot, times=None) if _is_midnight(slot) else slot for slot in written.slots))


def _is_midnight(slot: Slot) -> bool:
    return slot.first is not None and slot.times == ClockRange(0)


def _parse_text(text: str, context: DateContext, form: str) -> WrittenDates:
    try:
        return parse_dates(text, context)
    except DateTextError as error:
        raise to_cell_error(error, text, form) from None


def to_cell_error(error: DateTextError, text: str, form: str) -> CellError:
    """Return the problem of a text that is no date or time, with the right form where it follows from the text."""
    if error.fault is Fault.WRONG_WEEKDAY:
        day = cast("date", error.params["day"])
        return CellError("PR616", correct_weekday(text, day, int(str(error.params["weekday"]))), day=day, weekday=weekday_name(day))
    if error.fault is Fault.AMBIGUOUS and "zone" in error.params:
        return CellError("PR618", Message("15:30 UTC+8, 15:30 Asia/Shanghai", "15:30 北京时间、15:30 UTC+8"), zone=error.params["zone"])
    if error.fault is Fault.AMBIGUOUS:
        return CellError("PR617", error.form or Message("14:00-15:30, 2:00-3:30 PM", "14:00-15:30、下午2:00-3:30"))
    return CellError("PR606", error.form or form)


def weekday_name(day: date) -> Message:
    """Return the weekday of a date in both languages."""
    return Message(_ENGLISH_WEEKDAYS[day.weekday()], f"星期{_CHINESE_WEEKDAYS[day.weekday()]}")


def correct_weekday(text: str, day: date, stated: int) -> str | Message:
    """Return a text with the right weekday of a date in place of the one that it states, 0 for Monday.

    Return the date with its weekday when the text does not have that weekday exactly once.
    """
    if text in _CHINESE_WEEKDAYS:
        return _CHINESE_WEEKDAYS[day.weekday()]
    if sum(_number_of(match) == stated for match in _WEEKDAY_WORD.finditer(text)) != 1:
        name = weekday_name(day)
        return Message(f"{day} ({name.en})", f"{day}（{name.zh}）")
    return _WEEKDAY_WORD.sub(lambda match: _replace_weekday(match, day) if _number_of(match) == stated else match[0], text)


def _number_of(match: re.Match[str]) -> int:
    """Return the weekday that a word names, 0 for Monday."""
    if match["english"] is not None:
        return next(n for n, name in enumerate(_ENGLISH_WEEKDAYS) if name.lower().startswith(match["english"].lower()))
    return 6 if match[0][-1] == "天" else _CHINESE_WEEKDAYS.index(match[0][-1])


def _replace_weekday(match: re.Match[str], day: date) -> str:
    if match["english"] is None:
        return (match["chinese"] or match["bracket"]) + _CHINESE_WEEKDAYS[day.weekday()]
    name = _ENGLISH_WEEKDAYS[day.weekday()]
    return name if match["rest"] else name[:3]


def parse_clock(value: CellValue, context: DateContext) -> WrittenDates:
    """Parse what a cell in a column of times says: times, and days beside them. Raises CellError.

    Numbers below 1 are fractions of a day.
    """
    if isinstance(value, datetime) and value.year >= FIRST_YEAR_OF_DAYS:
        times = ClockRange(_to_minutes(_round_to_minute(value).time()))
        return WrittenDates((Slot(PartialDate.from_day(_round_to_minute(value).date()), None, times),))
    if isinstance(value, str) and _FRACTION_OF_DAY.fullmatch(value.strip()):
        value = float(value)
    minutes = _minutes_of(value)
    if minutes is not None:
        return WrittenDates((Slot(None, None, ClockRange(minutes)),))
    return _parse_text(to_text(value), replace(context, short_days=False), TIME_FORM)


def _minutes_of(value: CellValue) -> int | None:
    """Return the minutes after midnight of a value that is no text; None when it is no time of day."""
    if isinstance(value, datetime):
        return _to_minutes(_round_to_minute(value).time())
    if isinstance(value, time):
        return _to_minutes(_round_to_minute(datetime.combine(date.min, value)).time())
    if isinstance(value, timedelta):
        return round(value / timedelta(minutes=1)) if timedelta() <= value <= timedelta(days=1) else None
    if isinstance(value, float | int) and not isinstance(value, bool) and 0 <= value < 1:
        return round(value * 1440) % 1440
    return None


def _to_minutes(value: time) -> int:
    return 60 * value.hour + value.minute


def parse_times(value: CellValue) -> tuple[int, int | None]:
    """Parse one start time and an optional end time, in minutes after midnight. Raises CellError."""
    written = parse_clock(value, DateContext(1, short_days=False))
    times = written.slots[0].times
    if len(written.slots) > 1 or times is None or written.spans:
        raise CellError("PR606", TIME_FORM)
    return times.start, times.end


def _round_to_minute(value: datetime) -> datetime:
    """Round to the nearest minute. Spreadsheets store times as fractions of a day, with rounding errors."""
    return (value + timedelta(seconds=30)).replace(second=0, microsecond=0)
