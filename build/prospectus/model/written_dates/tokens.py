"""Cuts a text with dates and times into tokens: days, months, weekdays, times of day, dashes, words such as 全天.

A token knows what it says and nothing of its neighbours. Text in brackets is cut as well; what is no date or time there is a remark.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from prospectus.model.values.numerals import parse_number
from prospectus.model.written_dates.clock import HALF_WORDS, ClockTime, Half
from prospectus.model.written_dates.context import DateContext
from prospectus.model.written_dates.errors import DateTextError, Fault
from prospectus.model.written_dates.zones import IANA_NAME, ORDINAL_ZONE, list_zone_names
from prospectus.problems.message import Message

_COLONS = dict.fromkeys("∶︰꞉ː˸﹕：⁚", ":")
_DASHES = dict.fromkeys("‐‑‒–—―−⁃﹘﹣－➖～〜∼⁓˜~", "-")
_SLASHES = dict.fromkeys("⁄∕／", "/")
_BRACKETS = dict.fromkeys("【〔［[〈《「『{｛", "(") | dict.fromkeys("】〕］]〉》」』}｝", ")")
_BEFORE_NFKC = str.maketrans(_COLONS)
"""NFKC would make two dots of the vertical colon."""
_ONE_FORM = str.maketrans(_DASHES | _SLASHES | _COLONS | _BRACKETS)
_STOP_IN_NUMBER = re.compile(r"(?<=\d)。(?=\d)")
WEEKDAYS = {digit: number for number, digit in enumerate("一二三四五六日")} | {"天": 6}
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_MINUTE_WORDS = {"半": 30, "一刻": 15, "三刻": 45, "1刻": 15, "3刻": 45}


class Kind(Enum):
    """The kinds of tokens."""

    DAY = auto()
    """`(year, month, day)`; the year, and the month as well, may be None."""
    MONTH = auto()
    """`(year, month)`; the year may be None."""
    QUARTER = auto()
    """`(year, quarter)`"""
    YEAR = auto()
    PART_OF_MONTH = auto()
    """The words, such as 上旬."""
    WEEKDAY = auto()
    """0 for Monday."""
    HALF = auto()
    CLOCK = auto()
    """A `ClockTime` without a half."""
    NUMBER = auto()
    DASH = auto()
    SEPARATOR = auto()
    ZONE = auto()
    """The name of a zone."""
    ALL_DAY = auto()
    UNDECIDED = auto()
    DAILY = auto()
    MIDNIGHT = auto()
    NEXT_DAY = auto()
    REMARK = auto()
    FILLER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a text, with what it says."""

    kind: Kind
    text: str
    value: object = None


def normalise(text: str) -> str:
    """Return a text with one form for each dash, colon, slash, bracket and digit (NFKC), without invisible characters."""
    if text.isascii():
        return " ".join(text.translate(_ONE_FORM).split())
    one_form = unicodedata.normalize("NFKC", text.translate(_BEFORE_NFKC)).translate(_ONE_FORM)
    one_form = _STOP_IN_NUMBER.sub(".", one_form)
    return " ".join("".join(character for character in one_form if unicodedata.category(character) != "Cf").split())


_CHINESE = r"(?:[二三四五两]?[十廿卅][一二三四五六七八九]?|[〇零○一二三四五六七八九两])"
_N = rf"(?:\d{{1,2}}|{_CHINESE})"
_Y = r"(?:[12]\d{3}|[一二][〇零○一二三四五六七八九]{3})"
_MON = (
    r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)(?![a-z])\.?"
)
_ORDINAL = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?!\d|\s*[:点时])"
_WORDS = "|".join(re.escape(word) for word in sorted(HALF_WORDS, key=len, reverse=True))
_ZONES = "|".join(re.escape(name) for name in list_zone_names())
_SEPARATED = r"(?P<y>[12]\d{3})\s*[-/._]\s*(?P<m>\d{1,2})\s*[-/._]\s*(?P<d>\d{1,2})(?!\d)(?:\s*[日号號])?"
_SPACED = r"(?P<y>[12]\d{3})\s(?P<m>\d{1,2})\s(?P<d>\d{1,2})(?![\d:点时])"
_NOT_A_TIME = r"(?!\s*(?:[\d:点时.月日号/]|(?:st|nd|rd|th)?\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|[ap]\.?m))"

Builder = Callable[[re.Match[str]], object]


def _number_of(match: re.Match[str], group: str) -> int | None:
    """Return the number in a group; None when the pattern has no such group, or it did not match."""
    text = match.groupdict().get(group)
    return parse_number(text) if text else None


def _month_of(match: re.Match[str]) -> int | None:
    name = match.groupdict().get("mon")
    return _MONTH_NAMES.index(name[:3].lower()) + 1 if name else _number_of(match, "m")


def _build_day(match: re.Match[str]) -> tuple[int | None, int | None, int]:
    return _number_of(match, "y"), _month_of(match), parse_number(match["d"])


def _build_week_day(match: re.Match[str]) -> tuple[int, int, int]:
    """Return the day of a week of ISO 8601: `2026-W07-1`. Raises DateTextError when the year has no such week."""
    year, week = int(match["y"]), int(match["week"])
    try:
        day = date.fromisocalendar(year, week, int(match["n"]))
    except ValueError:
        reason = Message(f"{year} has no week {week}", f"{year} 年没有第 {week} 周")
        raise DateTextError(Fault.UNREADABLE, reason=reason) from None
    return day.year, day.month, day.day


def _build_day_of_year(match: re.Match[str]) -> tuple[int, int, int]:
    """Return the day of `2026-040`, an ordinal date of ISO 8601. Raises DateTextError when the year has no such day."""
    year, number = int(match["y"]), int(match["n"])
    days = 365 + calendar.isleap(year)
    if not 1 <= number <= days:
        raise DateTextError(Fault.UNREADABLE, reason=Message(f"{year} has {days} days", f"{year} 年只有 {days} 天"))
    day = date(year, 1, 1) + timedelta(days=number - 1)
    return day.year, day.month, day.day


def _build_month(match: re.Match[str]) -> tuple[int | None, int | None]:
    return _number_of(match, "y"), _month_of(match)


def _build_day_month_year(match: re.Match[str]) -> tuple[int, int, int]:
    """Return the day of `25/12/2026`. Raises DateTextError when day and month could change places."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    if first != second and max(first, second) <= 12:
        reason = Message(f"{first} and {second} may each be the month", f"无法确定 {first} 和 {second} 哪个是月份")
        raise DateTextError(Fault.AMBIGUOUS, f"{year}-{first:02}-{second:02} / {year}-{second:02}-{first:02}", reason=reason)
    return (year, second, first) if first > 12 else (year, first, second)


def _build_clock(match: re.Match[str]) -> ClockTime:
    minute = match["minute"] or "0"
    return ClockTime(parse_number(match["hour"]), _MINUTE_WORDS.get(minute) or parse_number(minute), second=_number_of(match, "second"))


def _build_compact_clock(match: re.Match[str]) -> ClockTime:
    return ClockTime(int(match["hour"]), int(match["minute"]), second=_number_of(match, "second"))


_DAY_PATTERNS: tuple[tuple[str, Builder], ...] = (
    (r"(?P<y>[12]\d{3})-?W(?P<week>[0-5]\d)-?(?P<n>[1-7])(?!\d)", _build_week_day),
    (r"(?P<y>[12]\d{3})-(?P<n>\d{3})(?!\d)", _build_day_of_year),
    (rf"(?P<y>{_Y})\s*年\s*(?P<m>{_N})\s*月\s*(?P<d>{_N})(?!\d)(?:\s*[日号號])?", _build_day),
    (_SEPARATED, _build_day),
    (_SPACED, _build_day),
    (rf"(?P<y>[12]\d{{3}})[-/.\s]{_MON}[-/.\s](?P<d>\d{{1,2}})(?![\d:])", _build_day),
    (r"(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)", _build_day),
    (rf"(?P<m>{_N})\s*月\s*(?P<d>{_N})(?!\d|\s*[:点时])(?:\s*[日号號])?", _build_day),
    (rf"(?P<d>\d{{1,2}})-{_MON}-(?P<y>\d{{4}}|\d{{2}})(?![\d:])", _build_day),
    (rf"{_ORDINAL}[-/.\s]{{0,2}}{_MON}[-/.,\s]{{0,2}}(?P<y>[12]\d{{3}})(?!\d)", _build_day),
    (rf"{_ORDINAL}\s*(?:of\s+)?{_MON}(?:\s*,?\s*(?P<y>[12]\d{{3}})(?!\d))?", _build_day),
    (rf"{_MON}\s*{_ORDINAL}(?:\s*,?\s*(?P<y>[12]\d{{3}})(?!\d))?", _build_day),
    (r"(?P<a>\d{1,2})\s*[-/.\s]\s*(?P<b>\d{1,2})\s*[-/.\s]\s*(?P<y>[12]\d{3})(?!\d)", _build_day_month_year),
)
_SHORT_DAY = (
    rf"(?P<m>\d{{1,2}})(?:\s*/\s*(?P<d>\d{{1,2}})(?:\s*[日号])?{_NOT_A_TIME}|-(?P<d2>\d{{1,2}}){_NOT_A_TIME}(?!\s*-))",
    lambda match: (None, int(match["m"]), int(match["d"] or match["d2"])),
)
"""A day such as `3/5` or `3-5`, in columns of dates alone."""
_DOTTED_DAY = (r"(?P<m>\d{1,2})\.(?P<d>\d{1,2})(?!\d|\.\d|\s*[ap]\.?m)", _build_day)
"""A day such as `12.5`, at the end of a range that begins with a whole date alone."""
_MONTH_PATTERNS: tuple[tuple[str, Builder], ...] = (
    (rf"(?P<y>{_Y})\s*年\s*(?P<m>{_N})\s*月(?:份)?", _build_month),
    (r"(?P<y>[12]\d{3})[-/._](?P<m>\d{1,2})(?![\d.:])", _build_month),
    (r"(?P<y>20(?:1[3-9]|[2-9]\d))(?P<m>0[1-9]|1[0-2])(?!\d)", _build_month),  # YYMMDD would have no such month
    (rf"{_MON}[-/,\s]{{0,2}}(?P<y>[12]\d{{3}})(?!\d)", _build_month),
    (rf"(?P<m>{_N})\s*月(?:份)?", _build_month),
)
_DAY_NUMBER = (rf"(?P<d>{_N})\s*[日号號]", _build_day)
_UNDECIDED = "待定|未定|另行通知|另通知|待通知|待确认|待安排|待公布|tbd|tbc|tba|to be (?:determined|decided|confirmed|announced)"


def _compile(*rows: tuple[Kind, str, Builder]) -> tuple[tuple[Kind, re.Pattern[str], Builder], ...]:
    return tuple((kind, re.compile(pattern, re.IGNORECASE), build) for kind, pattern, build in rows)


_BEFORE = _compile(
    (Kind.WEEKDAY, r"(?:星期|礼拜|周|週)\s*(?P<n>[一二三四五六日天])", lambda match: WEEKDAYS[match["n"]]),
    (
        Kind.WEEKDAY,
        r"(?P<n>mon|tue|wed|thu|fri|sat|sun)(?:s|r|rs|nes|ur)?(?:day)?(?![a-z])\.?",
        lambda match: _WEEKDAY_NAMES.index(match["n"].lower()),
    ),
    *((Kind.DAY, pattern, build) for pattern, build in _DAY_PATTERNS),
)
_AFTER = _compile(
    (
        Kind.QUARTER,
        r"(?P<y>[12]\d{3})\s*(?:年度?|[-/.])?\s*Q(?P<q>[1-4])(?!\d)|Q(?P<q2>[1-4])[-/\s]?(?P<y2>[12]\d{3})(?!\d)",
        lambda match: (int(match["y"] or match["y2"]), int(match["q"] or match["q2"])),
    ),
    (
        Kind.QUARTER,
        rf"(?P<y>{_Y})\s*(?:年度?\s*第?|第)\s*(?P<q>[一二三四1-4])\s*季度?",
        lambda match: (parse_number(match["y"]), _QUARTERS.get(match["q"]) or int(match["q"])),
    ),
    *((Kind.MONTH, pattern, build) for pattern, build in _MONTH_PATTERNS),
    (Kind.YEAR, rf"(?P<y>{_Y})\s*年度?", lambda match: parse_number(match["y"])),
    (Kind.DAY, *_DAY_NUMBER),
    (
        Kind.PART_OF_MONTH,
        r"[上中下]旬|月初|月中|月底|月末|[初末底]|early|mid(?:dle)?(?:-|\b)|late|end of(?: the month)?",
        lambda match: match[0],
    ),
    (Kind.CLOCK, r"T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>[0-5]\d|60)?(?!\d)", _build_compact_clock),
    (
        Kind.CLOCK,
        rf"T?(?P<hour>{_N})\s*(?:\:\s*(?P<minute>[0-5]?\d)(?!\d)(?:\s*:\s*(?P<second>[0-5]\d|60)(?:[.,]\d+)?)?分?)",
        _build_clock,
    ),
    (
        Kind.CLOCK,
        rf"(?P<hour>{_N})\s*[点时點時]\s*(?:钟|整)?\s*(?P<minute>半|[一三13]刻|{_N}(?!\s*[点时点日月:\d]))?\s*分?(?:\s*(?P<second>[0-5]?\d|60)\s*秒)?",
        _build_clock,
    ),
    (Kind.CLOCK, r"(?P<hour>\d{1,2})\.(?P<minute>[0-5]\d)(?=\s*(?:[ap]\.?m|-\s*\d{1,2}\.[0-5]\d\s*[ap]\.?m))", _build_compact_clock),
    (Kind.CLOCK, r"正午|(?:12\s*)?(?:noon|midday)(?![a-z])", lambda _: ClockTime(12, 0, Half.NOON)),
    (Kind.MIDNIGHT, r"午夜|子夜|(?:12\s*)?midnight", lambda match: match[0]),
    (
        Kind.ZONE,
        rf"(?:utc|gmt)\s*[+-]\s*\d{{1,2}}(?::?\d{{2}})?|(?:{_ZONES})(?![a-z])|{ORDINAL_ZONE}|{IANA_NAME}",
        lambda match: match[0],
    ),
    (Kind.HALF, rf"(?:{_WORDS})(?![a-z])", lambda match: HALF_WORDS[match[0].lower()]),
    (Kind.ALL_DAY, "全天|整天|全日|终日|all[- ]day|whole[- ]day|full[- ]day", lambda match: match[0]),
    (Kind.UNDECIDED, rf"(?:具体)?(?:时间|日期|日程)?\s*(?:{_UNDECIDED})(?![a-z])", lambda match: match[0]),
    (Kind.NEXT_DAY, "次日|翌日|第二天|隔天|next day", lambda match: match[0]),
    (Kind.DAILY, r"每天|每日|daily|each day|every day", lambda match: match[0]),
    (Kind.FILLER, r"[从自于在起]|开始|期间|截至|截止|(?:from|on|at|of)(?![a-z])|(?:时间|日期|time|date)\s*:?", lambda _: None),
    (Kind.DASH, r"-+|[至到]|(?:to|until|till|through)(?![a-z])", lambda _: None),
    (Kind.SEPARATOR, r"[,、;&+/\n]+|[和及与]|and(?![a-z])", lambda _: None),
    (Kind.NUMBER, r"\d{1,4}(?!\d)", lambda match: int(match[0])),
)
_SHORT = _compile((Kind.DAY, *_SHORT_DAY))
_DOTTED = _compile((Kind.DAY, *_DOTTED_DAY))
_BEFORE_ZONE = (Kind.DAY, Kind.CLOCK, Kind.HALF)
_UNKNOWN_ZONE = _compile((Kind.ZONE, r"(?-i:[A-Z]{2,5})(?![a-z])", lambda match: match[0]))
_COMPACT_CLOCK = _compile((Kind.CLOCK, r"(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?!\d)", _build_compact_clock))
"""A time without a colon, as in `20260209 1930`, where no year and no range can follow the day."""
_OFFSET = re.compile(r"\s?(?P<offset>Z(?![A-Za-z])|\+\d{1,2}:?(?:\d{2})?|-\d{2}:?\d{2})(?=[\s()]|$)")
_SHORT_OFFSET = re.compile(r"\s?(?P<offset>Z(?![A-Za-z])|[+-]\d{1,2}(?::?\d{2})?)(?=[\s()]|$)")
_ISO_TIME = re.compile(r"T\d{2}:?\d{2}|T?\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?", re.IGNORECASE)
_READ_IN_BRACKETS = {
    Kind.DAY, Kind.MONTH, Kind.WEEKDAY, Kind.CLOCK, Kind.HALF, Kind.ZONE, Kind.ALL_DAY, Kind.UNDECIDED, Kind.DASH, Kind.SEPARATOR,
}  # fmt: skip
"""The kinds of tokens that count in brackets; a text with others is a remark."""
_SPACE_OR_STOP = re.compile(r"[\s。:]+|\.$")


def tokenise(text: str, context: DateContext) -> tuple[Token, ...]:
    """Return the tokens of a text. Raises DateTextError at text that is no token."""
    return tuple(_iter_tokens(normalise(text), context))


def _iter_tokens(text: str, context: DateContext) -> Iterator[Token]:
    position, previous = 0, None
    while position < len(text):
        if space := _SPACE_OR_STOP.match(text, position):
            position = space.end()
            continue
        if text[position] == "(":
            end = _find_bracket(text, position)
            yield from _iter_bracketed(text[position + 1 : end].strip(), context)
            position = end + 1
            continue
        token = _match_token(text, position, previous, context)
        yield token
        position += len(token.text)
        if token.kind in (_BEFORE_ZONE if context.one_date else (Kind.CLOCK,)) and (offset := _find_offset(text, position, token, context)):
            yield Token(Kind.ZONE, offset[0], offset["offset"])
            position = offset.end()
        previous = token


def _match_token(text: str, position: int, previous: Token | None, context: DateContext) -> Token:
    previous_kind = previous.kind if previous is not None else None
    short = _SHORT + (_DOTTED if previous_kind is Kind.DASH else ()) if context.short_days else ()
    compact = _COMPACT_CLOCK if context.one_date and previous_kind in (Kind.DAY, Kind.WEEKDAY) else ()
    zones = _UNKNOWN_ZONE if context.one_date and previous_kind in _BEFORE_ZONE else ()
    for kind, pattern, build in (*_BEFORE, *short, *compact, *_AFTER, *zones):
        if match := pattern.match(text, position):
            return Token(kind, match[0], build(match))
    raise DateTextError(Fault.UNREADABLE, unread=text[position:])


def _find_offset(text: str, position: int, clock: Token, context: DateContext) -> re.Match[str] | None:
    """Return the offset from UTC behind a time. After a minus it is one in an ISO time, and where no range like `9:00-11:00` can be."""
    offset = (_SHORT_OFFSET if context.one_date and clock.kind is not Kind.DAY else _OFFSET).match(text, position)
    is_certain = offset is not None and (context.one_date or offset["offset"][0] != "-" or _ISO_TIME.fullmatch(clock.text))
    return offset if is_certain else None


def _find_bracket(text: str, start: int) -> int:
    """Return the position of the bracket that closes the one at `start`. Raises DateTextError when there is none."""
    depth = 0
    for position in range(start, len(text)):
        depth += (text[position] == "(") - (text[position] == ")")
        if depth == 0:
            return position
    raise DateTextError(Fault.UNREADABLE, unread=text[start:])


def _iter_bracketed(text: str, context: DateContext) -> Iterator[Token]:
    """Yield the tokens of a text in brackets; one remark when it is anything else."""
    if text in WEEKDAYS:
        yield Token(Kind.WEEKDAY, text, WEEKDAYS[text])
        return
    try:
        inner = tuple(_iter_tokens(text, context))
    except DateTextError:
        inner = ()
    if inner and {token.kind for token in inner} <= _READ_IN_BRACKETS:
        yield from inner
    elif text:
        yield Token(Kind.REMARK, text, text)
