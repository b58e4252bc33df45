"""Puts tokens together to days and times.

A text is a list of groups, separated by commas or the like. A group is days (`3月5日`, `3月10-12日`), times (`9:00-11:30`, several of
them too) or both; a group without days is of the days before it. Every day with every time is a slot.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, tzinfo
from typing import cast

from prospectus.model.values.partial_date import PartialDate, Precision, days_in_month
from prospectus.model.written_dates.clock import DAY, ClockRange, ClockTime, Half, resolve_range, resolve_time
from prospectus.model.written_dates.context import DateContext
from prospectus.model.written_dates.errors import DateTextError, Fault
from prospectus.model.written_dates.tokens import Kind, Token, tokenise
from prospectus.model.written_dates.zones import find_zone
from prospectus.problems.message import Message

SHORT_YEAR = Message("a year must have four digits", "年份必须写四位数字")
"""Why a year of two digits gives no date where the text alone must tell the century."""
MAX_DAYS = 31
"""The most days of a range that has a slot per day."""
_YEAR = re.compile(r"[12]\d{3}")
_DATE_KINDS = (Kind.DAY, Kind.MONTH, Kind.QUARTER, Kind.YEAR)
_TIME_KINDS = (Kind.CLOCK, Kind.MIDNIGHT, Kind.NUMBER)


Span = tuple[PartialDate | None, PartialDate | None]
"""The first and the last day of a range, or one day and None."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A day or a range of days, with a time or without."""

    first: PartialDate | None
    """The day, or a month, a quarter or a year; None when only a time is written."""
    last: PartialDate | None
    """The last day of a range."""
    times: ClockRange | None


@dataclass(frozen=True, slots=True)
class WrittenDates:
    """What a text says about days and times."""

    slots: tuple[Slot, ...]
    """At least one; several when it names several days or sessions."""
    zone: tzinfo | None = None
    """The zone that is written beside the times."""
    weekdays: tuple[int, ...] = ()
    """Weekdays, 0 for Monday, without a date beside them."""
    remarks: tuple[str, ...] = ()
    """Texts that are no dates or times: those in brackets, and a half of the day without an hour."""
    part_of_month: str = ""
    """Words such as 上旬 or `early`, beside a month."""
    whole_day: bool = False
    """Whether it says that the whole day is meant."""
    undecided: str = ""
    """The words that say that the day or time is not decided."""

    daily: bool = False
    """Whether it says that the times hold for each day."""
    assumed_year: int | None = None
    """The year of the last day that states none; None where every day states its year."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The days and ranges of days that it names, each once."""
        return tuple(dict.fromkeys((slot.first, slot.last) for slot in self.slots if slot.first is not None))

    @property
    def times(self) -> tuple[ClockRange, ...]:
        """The times that it names, each once."""
        return tuple(dict.fromkeys(slot.times for slot in self.slots if slot.times is not None))


@dataclass(slots=True)
class _Group:
    spans: list[Span] = field(default_factory=list)
    times: list[ClockRange] = field(default_factory=list)


def parse_dates(text: str, context: DateContext) -> WrittenDates:
    """Return what a text says. Raises DateTextError when it is no date or time, or not a certain one."""
    tokens = tokenise(text, context)
    return replace(combine_tokens(tokens, context), zone=_find_zone([str(token.value) for token in tokens if token.kind is Kind.ZONE]))


def combine_tokens(tokens: Sequence[Token], context: DateContext) -> WrittenDates:
    """Return what tokens say, without the zone. Raises DateTextError when it is no date or time, or not a certain one."""
    words: defaultdict[Kind, list[str]] = defaultdict(list)
    for token in tokens:
        words[token.kind].append(token.text)
    parser = _Parser([token for token in tokens if token.kind not in _ASIDE], context)
    groups, weekdays = parser.parse_groups()
    part = " ".join(words[Kind.PART_OF_MONTH])
    if part and not all(
        first is not None and first.precision is Precision.MONTH and last is None for group in groups for first, last in group.spans
    ):
        raise DateTextError(Fault.UNREADABLE, unread=part)
    slots = tuple(slot for group in groups for slot in build_slots(group.spans, group.times, daily=bool(words[Kind.DAILY])))
    undecided = " ".join(words[Kind.UNDECIDED])
    if not slots and not (undecided or words[Kind.ALL_DAY] or weekdays or parser.remarks or words[Kind.REMARK]):
        raise DateTextError(Fault.UNREADABLE, unread=" ".join(token.text for token in tokens))
    return WrittenDates(
        slots or (Slot(None, None, None),),
        None,
        tuple(weekdays),
        (*words[Kind.REMARK], *parser.remarks),
        part,
        bool(words[Kind.ALL_DAY]),
        undecided,
        bool(words[Kind.DAILY]),
        parser.assumed_year,
    )


_ASIDE = (Kind.REMARK, Kind.FILLER, Kind.ALL_DAY, Kind.UNDECIDED, Kind.DAILY, Kind.ZONE, Kind.PART_OF_MONTH)
"""Tokens that stand beside days and times, wherever they are in the text."""


def _find_zone(names: Sequence[str]) -> tzinfo | None:
    """Return the zone of a text. Raises DateTextError when a name is not certain, or when there are several."""
    zones = {name: find_zone(name) for name in names}
    if any(zone is None for zone in zones.values()) or len(set(map(str, zones.values()))) > 1:
        raise DateTextError(Fault.AMBIGUOUS, zone=", ".join(names))
    return next(iter(zones.values()), None)


def build_slots(spans: Sequence[Span], times: Sequence[ClockRange], *, daily: bool = False) -> tuple[Slot, ...]:
    """Return a slot for each range of days and each time. A range with several times, or with `daily`, has slots for each of its days.

    Raises DateTextError when such a range has more than `MAX_DAYS` days.
    """
    return tuple(_iter_slots(spans or ((None, None),), times or (None,), daily=daily and bool(times)))


def _iter_slots(spans: Sequence[Span], times: Sequence[ClockRange | None], *, daily: bool) -> Iterator[Slot]:
    for first, last in spans:
        days: Sequence[Span] = [(first, last)]
        if first is not None and last is not None and (len(times) > 1 or daily):
            days = [(day, None) for day in _list_days(first, last)]
        yield from (Slot(day, last_day, time_range) for day, last_day in days for time_range in times)


def _list_days(first: PartialDate, last: PartialDate) -> list[PartialDate]:
    count = (last.first_day - first.first_day).days + 1
    if first.precision is not Precision.DAY or last.precision is not Precision.DAY or not 1 <= count <= MAX_DAYS:
        raise DateTextError(Fault.UNREADABLE)
    return [PartialDate.from_day(first.first_day + timedelta(days=n)) for n in range(count)]


class _Parser:
    """Reads tokens from left to right."""

    def __init__(self, tokens: Sequence[Token], context: DateContext) -> None:
        self._tokens, self._position, self._context = tokens, 0, context
        self._year: int | None = None
        self.assumed_year: int | None = None
        self._month = context.month
        self.remarks: list[str] = []
        kinds = [token.kind for token in tokens]
        self._halves_lead = Kind.HALF in kinds and Kind.CLOCK in kinds and kinds.index(Kind.HALF) < kinds.index(Kind.CLOCK)
        """Whether the halves of the day come before their times, as in `PM 2:00`."""
        self._last_half: Half | None = None

    def _peek(self, offset: int = 0) -> Kind | None:
        index = self._position + offset
        return self._tokens[index].kind if 0 <= index < len(self._tokens) else None

    def _take(self) -> Token:
        self._position += 1
        return self._tokens[self._position - 1]

    def _fail(self) -> DateTextError:
        return DateTextError(Fault.UNREADABLE, unread=" ".join(token.text for token in self._tokens[self._position :]))

    def parse_groups(self) -> tuple[list[_Group], list[int]]:
        """Return the groups, and the weekdays that stand without a date."""
        groups: list[_Group] = [_Group()]
        weekdays: list[int] = []
        while self._peek() is not None:
            if self._at_date():
                if groups[-1].times:
                    groups.append(_Group())
                groups[-1].spans.append(self._parse_span())
            elif self._at_listed_day(groups[-1]):
                groups[-1].spans.append(self._complete(self._take(), None))
            elif self._at_time():
                groups[-1].times.append(self._parse_times(groups[-1].times))
                self._extend_to_other_day(groups[-1])
            else:
                self._parse_aside(groups[-1], weekdays)
        days = [day for group in groups for span in group.spans for day in span if day is not None]
        if len(days) == 1:  # the weekday is apart from its date, as in `Thu, 5 Mar`
            _check_weekdays(days[0], weekdays)
            weekdays = []
        return [group for group in groups if group.spans or group.times], weekdays

    def _parse_aside(self, group: _Group, weekdays: list[int]) -> None:
        """Take a separator, a weekday or a half of the day by itself, or a dash between a day and its time. Raises DateTextError."""
        follows_span = bool(group.spans) and not group.times
        if self._peek() is Kind.SEPARATOR or (self._peek() is Kind.DASH and follows_span and self._peek(1) is not None):
            self._take()
        elif self._peek() is Kind.HALF:
            self.remarks.append(self._take().text)
        elif self._peek() is Kind.WEEKDAY:
            weekdays.append(self._take_weekday())
        else:
            raise self._fail()

    # Days

    def _at_listed_day(self, group: _Group) -> bool:
        """Return whether a number is a day in a list such as `3月5、12、19日`."""
        follows_list = bool(group.spans) and not group.times and self._peek(-1) is Kind.SEPARATOR
        return follows_list and self._peek() is Kind.NUMBER and self._peek(1) is Kind.SEPARATOR and self._peek(2) in (Kind.NUMBER, Kind.DAY)

    def _extend_to_other_day(self, group: _Group) -> None:
        """Add the day and the time at which a group ends that has just given its start: `3月5日9:00至3月6日17:00`."""
        start = group.times[-1]
        if start.end is not None or self._peek() is not Kind.DASH or not self._at_date(1):
            return
        if [last for _, last in group.spans] != [None] or len(group.times) > 1:
            raise self._fail()
        self._take()
        last, after = self._parse_span()
        if after is not None:
            raise self._fail()
        group.spans[-1] = (group.spans[-1][0], last)
        if self._at_time():
            end = resolve_time(self._parse_clock()[0])
            if end is None:
                raise self._fail()
            group.times[-1] = ClockRange(start.start, end)

    def _at_date(self, offset: int = 0) -> bool:
        while self._peek(offset) is Kind.WEEKDAY:
            offset += 1
        if self._peek(offset) in _DATE_KINDS:
            return True
        is_lone_year = self._context.short_days and len(self._tokens) == 1 and self._is_year(offset)
        is_range = self._peek(offset) is Kind.NUMBER and self._peek(offset + 1) is Kind.DASH and self._peek(offset + 2) in _DATE_KINDS
        return is_lone_year or is_range

    def _parse_span(self) -> tuple[PartialDate, PartialDate | None]:
        before = self._take_weekdays()
        start = self._take()
        first_weekdays = [*before, *self._take_weekdays()]
        end, last_weekdays = None, []
        if self._peek() is Kind.DASH and self._is_end_of_span(start):
            self._take()
            before = self._take_weekdays()
            end = self._take()
            last_weekdays = [*before, *self._take_weekdays()]
        first, last = self._complete(start, end)
        if self._peek() is Kind.DASH and self._peek(1) is Kind.WEEKDAY and first_weekdays + last_weekdays:
            self._take()  # （周一至周五） after a range of days
            first_weekdays, last_weekdays = (first_weekdays or last_weekdays[:1]), [self._take_weekday()]
        for day, weekdays in ((first, first_weekdays), (last or first, last_weekdays)):
            _check_weekdays(day, weekdays)
        return first, last

    def _is_end_of_span(self, start: Token) -> bool:
        offset = 1
        while self._peek(offset) is Kind.WEEKDAY:
            offset += 1
        if self._peek(offset) in _DATE_KINDS:
            return True
        follows_time = self._peek(offset + 1) in (Kind.HALF, Kind.CLOCK, Kind.DASH)
        if self._peek(offset) is not Kind.NUMBER or len(self._tokens[self._position + offset].text) > 2:
            return False
        return start.kind is Kind.DAY and not follows_time and "-" not in start.text

    def _take_weekdays(self) -> list[int]:
        weekdays = []
        while self._peek() is Kind.WEEKDAY:
            weekdays.append(self._take_weekday())
        return weekdays

    def _take_weekday(self) -> int:
        return int(str(self._take().value))

    def _complete(self, start: Token, end: Token | None) -> tuple[PartialDate, PartialDate | None]:
        """Return the days of a range, each completed from the other, from what came before, and from the context."""
        first, last = self._fields_of(start), self._fields_of(end) if end else None
        if last is not None and self._peek() is Kind.SEPARATOR and self._is_year(1):  # Dec 3-5, 2026
            self._take()
            last = replace(last, year=int(self._take().text))
        if last is not None and start.kind is Kind.NUMBER and last.precision is not first.precision:
            first = replace(first, month=first.day, day=None, precision=last.precision)  # 1-3月
        if last is not None and start.kind is Kind.NUMBER and end is not None and last.month is None and first.day == self._context.month:
            raise DateTextError(Fault.AMBIGUOUS, f"{first.day}月{last.day}日 / {self._context.month}月{first.day}-{last.day}日")
        year = first.year or (last.year if last else None)
        first = self._fill(first, year, last.month if last else None)
        start_day = _build(first)
        if last is None:
            return start_day, None
        end_day = _build(self._fill(last, last.year or first.year, first.month))
        if last.year is None and end_day < start_day:
            end_day = _build(self._fill(last, (first.year or 0) + 1, first.month))
        return start_day, end_day

    def _fields_of(self, token: Token) -> _Fields:
        """Return the parts of a date. A year of two digits is one of this century where the context has a year, otherwise a fault."""
        fields = _fields_of(token)
        if fields.year is None or fields.year > 99:
            return fields
        if self._context.year is None:
            raise DateTextError(Fault.AMBIGUOUS, reason=SHORT_YEAR)
        return replace(fields, year=2000 + fields.year)

    def _is_year(self, offset: int) -> bool:
        return self._peek(offset) is Kind.NUMBER and _YEAR.fullmatch(self._tokens[self._position + offset].text) is not None

    def _fill(self, fields: _Fields, year: int | None, month: int | None) -> _Fields:
        month = (month or self._month) if fields.month is None else fields.month
        year = year or self._year
        if year is None and fields.precision >= Precision.MONTH:
            year = self.assumed_year = self._context.assume_year(month)
        filled = replace(fields, year=year or self._context.year, month=month)
        if fields.year:
            self._year = fields.year
        if fields.month:
            self._month = fields.month
        return filled

    # Times

    def _at_time(self) -> bool:
        offset = 1 if self._peek() is Kind.HALF else 0
        return self._peek(offset) in (Kind.CLOCK, Kind.MIDNIGHT) or (
            self._peek(offset) is Kind.NUMBER and (offset == 1 or self._peek(1) in (Kind.HALF, Kind.DASH))
        )

    def _parse_times(self, earlier: Sequence[ClockRange]) -> ClockRange:
        """Return a time or a range of times. Sessions of a day must follow each other. Raises DateTextError."""
        start, start_token = self._parse_clock()
        end = None
        if self._peek() is Kind.DASH and self._peek(1) is Kind.NEXT_DAY and self._peek(2) in (Kind.HALF, Kind.CLOCK):
            self._position += 2
            return _resolve_to_next_day(start, self._parse_clock()[0])
        if self._peek() is Kind.DASH and self._peek(1) in (Kind.HALF, *_TIME_KINDS):
            self._take()
            end, end_token = self._parse_clock()
            _check_bare_hours((start_token, start), (end_token, end))
        elif start_token.kind is Kind.NUMBER and start.half is None:
            raise DateTextError(Fault.AMBIGUOUS, f"{start.hour}:00")
        elif start_token.kind is Kind.MIDNIGHT:
            raise DateTextError(Fault.AMBIGUOUS, "00:00 / 24:00")
        times = _resolve(start, end, self._last_half, earlier)
        self._last_half = start.half or (end.half if end else None) or self._last_half
        return times

    def _parse_clock(self) -> tuple[ClockTime, Token]:
        half = self._take_half() if self._peek() is Kind.HALF else None
        if self._peek() not in _TIME_KINDS:
            raise self._fail()
        token = self._take()
        clock_time = _clock_of(token)
        if self._peek() is Kind.HALF and not self._is_leading_half():
            trailing = self._take_half()
            if half is not None and half is not trailing:
                raise DateTextError(Fault.AMBIGUOUS)
            half = trailing
        return (replace(clock_time, half=half) if half and clock_time.half is None else clock_time), token

    def _is_leading_half(self) -> bool:
        """Return whether the half of the day at this place belongs to the time after it."""
        if self._peek(1) not in (Kind.CLOCK, Kind.NUMBER):
            return False
        return self._halves_lead or not self._tokens[self._position].text.isascii()

    def _take_half(self) -> Half:
        return cast("Half", self._take().value)


@dataclass(frozen=True, slots=True)
class _Fields:
    """The parts of a date; what is not written is None."""

    precision: Precision
    year: int | None = None
    month: int | None = None
    day: int | None = None


def _fields_of(token: Token) -> _Fields:
    value = token.value
    if token.kind is Kind.DAY and isinstance(value, tuple):
        return _Fields(Precision.DAY, *value)
    if token.kind is Kind.MONTH and isinstance(value, tuple):
        return _Fields(Precision.MONTH, *value)
    if token.kind is Kind.QUARTER and isinstance(value, tuple):
        return _Fields(Precision.QUARTER, value[0], 3 * value[1] - 2)
    number = int(str(value))
    is_year = token.kind is Kind.YEAR or len(token.text) == 4
    return _Fields(Precision.YEAR, number, 1) if is_year else _Fields(Precision.DAY, None, None, number)


def _build(fields: _Fields) -> PartialDate:
    """Return a date. Raises DateTextError when it does not exist or no month is known."""
    year, month, day = fields.year, fields.month, 1 if fields.day is None else fields.day
    if month is None or year is None:
        raise DateTextError(Fault.UNREADABLE)
    try:
        return PartialDate(datetime(year, month, day), fields.precision)
    except ValueError:
        raise DateTextError(Fault.UNREADABLE, reason=_describe_missing_day(year, month), missing=f"{year}-{month:02}-{day:02}") from None


def _describe_missing_day(year: int, month: int) -> Message:
    if not 1 <= month <= 12:
        return Message(f"there is no month {month}", f"没有 {month} 月")
    days = days_in_month(year, month)
    return Message(f"{calendar.month_name[month]} {year} has {days} days", f"{year} 年 {month} 月只有 {days} 天")


def interval_of_slot(slot: Slot, zone: tzinfo, site_zone: tzinfo) -> tuple[PartialDate, PartialDate | None]:
    """Return start and end of a slot in the zone of the site; the times of the slot are in `zone`.

    Raises DateTextError when the slot has no day, or a time although it is less precise than a day.
    """
    if slot.first is None or (slot.times is not None and slot.first.precision < Precision.DAY):
        raise DateTextError(Fault.UNREADABLE)
    if slot.times is None:
        return slot.first, slot.last
    start = _at(slot.first, slot.times.start, zone, site_zone)
    if slot.times.end is None:
        return start, slot.last
    return start, _at(slot.last or slot.first, slot.times.end, zone, site_zone)


def _at(day: PartialDate, minutes: int, zone: tzinfo, site_zone: tzinfo) -> PartialDate:
    local = datetime.combine(day.first_day, time()) + timedelta(minutes=minutes)
    if zone is not site_zone:
        local = local.replace(tzinfo=zone).astimezone(site_zone).replace(tzinfo=None)
    return PartialDate(local, Precision.MINUTE)


def _check_weekdays(day: PartialDate, weekdays: Sequence[int]) -> None:
    """Raise DateTextError when a weekday is not that of a date."""
    for weekday in weekdays:
        if day.precision is not Precision.DAY or day.first_day.weekday() != weekday:
            date, number = day.first_day, day.first_day.weekday()
            reason = Message(f"{date} is a {calendar.day_name[number]}", f"{date} 是星期{'一二三四五六日'[number]}")
            raise DateTextError(Fault.WRONG_WEEKDAY, reason=reason, day=date, weekday=weekday)


def _clock_of(token: Token) -> ClockTime:
    if isinstance(token.value, ClockTime):
        return token.value
    return ClockTime(24, 0) if token.kind is Kind.MIDNIGHT else ClockTime(int(str(token.value)))


def _check_bare_hours(*ends: tuple[Token, ClockTime]) -> None:
    """Raise DateTextError when an hour without minutes has neither a half of the day nor 点 at the other end: `9-11`, `9:00-11`."""
    (start, _), (end, _) = ends
    has_half = any(clock_time.half is not None for _, clock_time in ends)
    shares_unit = start.kind is Kind.NUMBER and end.text.rstrip()[-1:] in "点时點時"
    if start.kind is Kind.MIDNIGHT:
        raise DateTextError(Fault.AMBIGUOUS, "00:00 / 24:00")
    if any(token.kind is Kind.NUMBER for token, _ in ends) and not has_half and not shares_unit:
        forms = ("-".join(_form_of(clock_time, hours) for _, clock_time in ends) for hours in (0, 12))
        raise DateTextError(Fault.AMBIGUOUS, " / ".join(dict.fromkeys(forms)))


def _form_of(clock_time: ClockTime, hours: int) -> str:
    if clock_time.hour > 24:  # 1530
        return f"{clock_time.hour // 100}:{clock_time.hour % 100:02}"
    return f"{clock_time.hour + (hours if clock_time.hour < 12 else 0)}:{clock_time.minute:02}"


def _resolve(start: ClockTime, end: ClockTime | None, last_half: Half | None, earlier: Sequence[ClockRange]) -> ClockRange:
    """Return the times of a session after earlier ones on the same day; a half of the day holds for the sessions after it as well."""
    for half in dict.fromkeys((last_half if earlier else None, None, Half.AFTERNOON if earlier else None)):
        is_stated = start.half is not None or (end is not None and end.half is not None) or start.names_half
        shifted = start if is_stated or half is None else replace(start, half=half)
        times = _resolve_one(shifted, end)
        if times is not None and (not earlier or times.start >= (earlier[-1].end or earlier[-1].start + 1)):
            return times
        if half is None and last_half is None:
            break
    raise DateTextError(Fault.AMBIGUOUS if _exists(start) and (end is None or _exists(end)) else Fault.UNREADABLE)


def _resolve_to_next_day(start: ClockTime, end: ClockTime) -> ClockRange:
    """Return the times of a session that ends on the next day, in so many words: `22:00至次日1:00`."""
    first, last = resolve_time(start), resolve_time(end)
    if first is None or last is None:
        raise DateTextError(Fault.UNREADABLE)
    return ClockRange(first, last + DAY)


def _resolve_one(start: ClockTime, end: ClockTime | None) -> ClockRange | None:
    if end is not None:
        return resolve_range(start, end)
    minutes = resolve_time(start)
    return None if minutes is None else ClockRange(minutes, second=start.second)


def _exists(clock_time: ClockTime) -> bool:
    return clock_time.minute < 60 and clock_time.hour * 60 + clock_time.minute <= DAY
