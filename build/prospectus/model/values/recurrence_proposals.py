"""Explains recurrence rules that give no day, and works out what would be right where the first day is off its rule."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from prospectus.model.values.recurrence_days import first_day, gives_start
from prospectus.model.values.recurrence_rule import WEEKDAYS, RecurrenceRule, RuleFault, parse_parts, parse_rule
from prospectus.problems.message import Message

_WRITTEN_UNTIL = re.compile(r"(UNTIL=)([^;\s]+)", re.IGNORECASE)
MAX_DISTANCE = 1_500
"""How far, in days, a first day is searched: a leap day is at most eight years away."""


def write_until(text: str) -> str:
    """Return a rule with its UNTIL in a form of RFC 5545: `UNTIL=2026/12/31` becomes `UNTIL=20261231`. Other text stays."""
    if not _WRITTEN_UNTIL.search(text):
        return text
    from prospectus.model.written_dates.single_date import suggest_date  # noqa: PLC0415  (needed only by a wrong rule)

    return _WRITTEN_UNTIL.sub(lambda match: match[1] + (suggest_date(match[2], day_only=True) or match[2]).replace("-", ""), text)


def explain_impossible(rule: RecurrenceRule) -> Message:
    """Return why a rule never gives a day, as a clause."""
    if rule.months and rule.month_days and not any(_exists(month, day) for month in rule.months for day in rule.month_days):
        months, days = ", ".join(map(str, rule.months)), ", ".join(map(str, rule.month_days))
        names = " or ".join(calendar.month_name[month] for month in rule.months)
        return Message(f"{names} has no day {days}", f"{months.replace(', ', '、')} 月没有 {days.replace(', ', '、')} 日")
    if rule.positions:
        shown = ",".join(map(str, rule.positions))
        return Message(f"no period has as many days as BYSETPOS={shown} asks for", f"没有一个周期有 BYSETPOS={shown} 所要的那么多天")
    return Message("no day fits all its parts", "没有一天符合它的所有部分")


def propose_possible(text: str) -> str | None:
    """Return a rule that never gives a day with the last day of the month instead of BYMONTHDAY; None if that gives no day either."""
    parts = parse_parts(text)
    changed = ";".join(f"{name}={'-1' if name == 'BYMONTHDAY' else value}" for name, value in parts.items())
    return changed if "BYMONTHDAY" in parts and first_day(parse_rule(changed), date(2000, 1, 1)) else None


def _exists(month: int, day: int) -> bool:
    return abs(day) <= calendar.monthrange(2000, month)[1]


def nearest_start(rule: RecurrenceRule, dtstart: date) -> date | None:
    """Return the day nearest to `dtstart` on which the rule can start; of two as near, the later one. None if there is none near."""
    for distance in range(1, MAX_DISTANCE):
        for days in (distance, -distance):
            day = _shift(dtstart, days)
            if day is not None and gives_start(rule, day):
                return day
    return None


def _shift(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def change_one_part(text: str, dtstart: date) -> str | None:
    """Return the rule with one part changed so that it gives `dtstart`, such as `BYMONTHDAY=20`; None if no single part does it."""
    parts = parse_parts(text)
    for name, value in _iter_changes(parts, dtstart):
        changed = ";".join(f"{part}={value if part == name else old}" for part, old in parts.items())
        try:
            if gives_start(replace(parse_rule(changed), until=None, count=None), dtstart):
                return changed
        except RuleFault:
            continue
    return None


def _iter_changes(parts: dict[str, str], dtstart: date) -> Iterator[tuple[str, str]]:
    if "BYMONTHDAY" in parts and "," not in parts["BYMONTHDAY"]:
        yield "BYMONTHDAY", str(dtstart.day)
    if "BYDAY" in parts and "," not in parts["BYDAY"]:
        day = WEEKDAYS[dtstart.weekday()]
        yield "BYDAY", day if parts["BYDAY"] in WEEKDAYS else f"{(dtstart.day - 1) // 7 + 1}{day}"
    if "BYMONTH" in parts and "," not in parts["BYMONTH"]:
        yield "BYMONTH", str(dtstart.month)
