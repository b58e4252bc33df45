"""Recurrence rules of RFC 5545, 3.3.10, for whole days: reads what calendars write, and says which part cannot be used and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from prospectus.patterns import lazy_pattern
from prospectus.problems.message import Message

FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TIME_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_TIME_FREQUENCIES = ("HOURLY", "MINUTELY", "SECONDLY")
_OTHER_LINE = lazy_pattern(r"(?:^|\n)\s*(DTSTART|DTEND|EXDATE|EXRULE|RDATE|DURATION|BEGIN)\b", re.IGNORECASE)
_UNTIL = lazy_pattern(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?", re.ASCII)
_ISO_DATE = lazy_pattern(r"\d{4}-\d\d-\d\d", re.ASCII)
_DAY = lazy_pattern(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = lazy_pattern(r"[+-]?\d{1,9}", re.ASCII)


class RuleFault(ValueError):
    """A text is not a rule for whole days; `reason` says why, as a clause, and `form` is the right form, if it can be worked out."""

    def __init__(self, english: str, chinese: str, form: str | None = None) -> None:
        super().__init__(english)
        self.reason = Message(english, chinese)
        self.form = form


@dataclass(frozen=True, slots=True)
class RecurrenceRule:
    """A rule. Numbers are as in RFC 5545: negative ones count from the end; an empty tuple is a part that is not given."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    """The last day, inclusive, or the last instant in UTC."""
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    week_numbers: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    """Pairs of an ordinal, 0 for every such day, and a weekday, 0 for Monday."""
    positions: tuple[int, ...] = ()
    week_start: int = 0

    def last_day(self, zone: tzinfo | None = None) -> date | None:
        """Return the last day on which it may give an instance, in `zone` if UNTIL is an instant; None without UNTIL."""
        if isinstance(self.until, datetime):
            return self.until.astimezone(zone or UTC).date()
        return self.until


def normalise_rule(text: str) -> str:
    """Return a rule in capitals, without spaces and without the prefix `RRULE:`. Raises RuleFault."""
    rule = parse_parts(text)
    return ";".join(f"{name}={value}" for name, value in rule.items())


def parse_parts(text: str) -> dict[str, str]:
    """Return the parts of a rule in capitals, in their order. Raises RuleFault if the text is not made of parts."""
    if other := _OTHER_LINE.search(text):
        raise RuleFault(*_describe_other_line(other[1].upper()))
    body = re.sub(r"^\s*RRULE\s*:", "", text, flags=re.IGNORECASE)
    parts: dict[str, str] = {}
    for part in re.sub(r"\s*([;=,:])\s*", r"\1", body.strip()).rstrip(";").split(";"):
        name, equals, value = part.upper().partition("=")
        name = "BYDAY" if name == "BYWEEKDAY" else name
        if not (equals and value and re.fullmatch("[A-Z-]+", name) and re.fullmatch("[A-Z0-9,+:/年月日-]+", value)):
            shown = part.strip() or text.strip()
            raise RuleFault(f"“{shown}” is not a part such as FREQ=MONTHLY", f"“{shown}”不是 FREQ=MONTHLY 这样的部分")
        if name in parts:
            raise RuleFault(f"{name} is given twice", f"{name} 写了两次")
        parts[name] = _normalise_until(value) if name == "UNTIL" else value
    return parts


def _describe_other_line(name: str) -> tuple[str, str]:
    if name == "DTSTART":
        english = "DTSTART is not a part of a rule; write the first day in the field dtstart"
        return english, "DTSTART 不是规则的一部分；第一天写在字段 dtstart 中"
    if name in ("EXDATE", "RDATE", "EXRULE"):
        english = f"{name} is not a part of a rule; cancel or add such days as events of the month"
        return english, f"{name} 不是规则的一部分；请在当月的活动中取消或增加这些天"
    return f"{name} is not a part of a rule; write only what follows RRULE:", f"{name} 不是规则的一部分；只写 RRULE: 之后的内容"


def _normalise_until(value: str) -> str:
    """Return UNTIL in a form of RFC 5545; `2026-12-31` becomes `20261231`. Raises RuleFault, with that form for any other date."""
    if _UNTIL.fullmatch(value):
        return value
    if _ISO_DATE.fullmatch(value):
        with suppress(ValueError):
            return f"{date.fromisoformat(value):%Y%m%d}"
    from prospectus.model.written_dates.single_date import explain_date, suggest_date  # noqa: PLC0415  (needed only by a wrong rule)

    day = suggest_date(value, day_only=True)
    if day is None and (reason := explain_date(value)):
        raise RuleFault(f"UNTIL={value}: {reason.en}", f"UNTIL={value}：{reason.zh}")
    form = f"UNTIL={day.replace('-', '')}" if day else "UNTIL=20261231"
    raise RuleFault(f"UNTIL={value} must be written like {form}", f"UNTIL={value} 必须写作 {form} 的形式")


@lru_cache(maxsize=512)
def parse_rule(text: str) -> RecurrenceRule:
    """Return the rule that a text states. Raises RuleFault."""
    parts = parse_parts(text)
    _check_names(parts)
    fields = {_FIELDS[name][0]: _FIELDS[name][1](name, value) for name, value in parts.items()}
    rule = RecurrenceRule(**fields)  # type: ignore[arg-type]
    if rule.count is not None and rule.until is not None:
        raise RuleFault("COUNT and UNTIL exclude each other", "COUNT 和 UNTIL 不能同时使用")
    if rule.frequency in ("WEEKLY", "DAILY") and (numbered := next((pair for pair in rule.weekdays if pair[0]), None)):
        shown = f"{numbered[0]}{WEEKDAYS[numbered[1]]}"
        raise RuleFault(
            f"BYDAY={shown} counts days of a month, which FREQ={rule.frequency} does not have",
            f"BYDAY={shown} 指一个月中的第几个，FREQ={rule.frequency} 没有月份",
            form=";".join(f"{name}={value}" for name, value in (parts | {"FREQ": "MONTHLY"}).items()),
        )
    return rule


def _check_names(parts: dict[str, str]) -> None:
    if "FREQ" not in parts:
        raise RuleFault("it has no FREQ, such as FREQ=MONTHLY", "缺少 FREQ，如 FREQ=MONTHLY")
    for name in parts:
        if name in _TIME_PARTS:
            english = f"{name} is a time of day; a series repeats by days, and its usual time is the field typical.at"
            raise RuleFault(english, f"{name} 是一天中的时间；系列按天重复，通常的时间写在字段 typical.at 中")
        if name not in _FIELDS:
            raise RuleFault(f"{name} is not a part of a rule in RFC 5545", f"{name} 不是 RFC 5545 规则的一部分")


def _parse_frequency(name: str, value: str) -> str:  # noqa: ARG001  (the signature of the others)
    if value in _TIME_FREQUENCIES:
        raise RuleFault(f"FREQ={value} repeats within a day; a series repeats by days", f"FREQ={value} 在一天之内重复；系列按天重复")
    if value not in FREQUENCIES:
        raise RuleFault(f"FREQ must be one of {', '.join(FREQUENCIES)}", f"FREQ 只能是 {'、'.join(FREQUENCIES)} 之一")
    return value


def _parse_positive(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and int(value)):
        raise RuleFault(f"{name}={value} must be a whole number from 1", f"{name}={value} 必须是不小于 1 的整数")
    return int(value)


def _parse_until(name: str, value: str) -> date | datetime:
    match = _UNTIL.fullmatch(value)
    try:
        numbers = [int(number) for number in match.groups()[:6] if number is not None] if match else []
        moment = datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type,misc]
    except (ValueError, TypeError):
        raise RuleFault(f"{name}={value} is a day or a time that does not exist", f"{name}={value} 是不存在的日期或时间") from None
    return moment if match and match[7] else moment.date()


def _numbers(limit: int, *, signed: bool = True) -> Callable[[str, str], tuple[int, ...]]:
    """Return a parser for a list of numbers from 1 to `limit`, or also from -1 to -`limit`."""

    def parse(name: str, value: str) -> tuple[int, ...]:
        numbers = [int(item) if _NUMBER.fullmatch(item) else 0 for item in value.split(",")]
        for number, item in zip(numbers, value.split(","), strict=True):
            if not 1 <= (abs(number) if signed else number) <= limit:
                bounds = f"1 to {limit}" + (f" or -1 to -{limit}" if signed else "")
                chinese = f"1 至 {limit}" + (f" 或 -1 至 -{limit}" if signed else "")
                raise RuleFault(f"{name}={item} must be a number from {bounds}", f"{name}={item} 必须是 {chinese} 的数")
        return tuple(dict.fromkeys(numbers))

    return parse


def _parse_weekdays(name: str, value: str) -> tuple[tuple[int, int], ...]:
    pairs = []
    for item in value.split(","):
        match = _DAY.fullmatch(item)
        if match is None or (match[1] and not 1 <= abs(int(match[1])) <= 53):
            days = ", ".join(WEEKDAYS)
            english = f"{name}={item} must be one of {days}, such as 3TH or -1FR"
            raise RuleFault(english, f"{name}={item} 必须是 {days} 之一，如 3TH、-1FR")
        pairs.append((int(match[1] or 0), WEEKDAYS.index(match[2])))
    return tuple(dict.fromkeys(pairs))


def _parse_week_start(name: str, value: str) -> int:
    if value not in WEEKDAYS:
        raise RuleFault(f"{name} must be one of {', '.join(WEEKDAYS)}", f"{name} 只能是 {'、'.join(WEEKDAYS)} 之一")
    return WEEKDAYS.index(value)


_FIELDS: dict[str, tuple[str, Callable[[str, str], object]]] = {
    "FREQ": ("frequency", _parse_frequency),
    "INTERVAL": ("interval", _parse_positive),
    "COUNT": ("count", _parse_positive),
    "UNTIL": ("until", _parse_until),
    "BYMONTH": ("months", _numbers(12, signed=False)),
    "BYMONTHDAY": ("month_days", _numbers(31)),
    "BYYEARDAY": ("year_days", _numbers(366)),
    "BYWEEKNO": ("week_numbers", _numbers(53)),
    "BYDAY": ("weekdays", _parse_weekdays),
    "BYSETPOS": ("positions", _numbers(366)),
    "WKST": ("week_start", _parse_week_start),
}
"""The parts of a rule: the field of each and its parser."""
