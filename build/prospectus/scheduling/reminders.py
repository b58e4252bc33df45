"""Obligations as text, as JSON and as a calendar of reminders."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from prospectus.model.kinds.site import Site
from prospectus.problems.codes import CODES
from prospectus.problems.problem import shorten
from prospectus.problems.visible import escape_in_json
from prospectus.scheduling.overdue import DueItem
from prospectus.validate.calendar_rules import to_site_time

if TYPE_CHECKING:
    import icalendar

OBLIGATION_NAMES: Mapping[str, tuple[str, str]] = {
    "PR521": ("没有活动", "no event"),
    "PR522": ("没有活动（通常每期一次）", "no event, where there usually is one"),
    "PR523": ("没有公告", "no notice"),
    "PR524": ("没有回放", "no replay"),
    "PR525": ("已开始，仍为计划中", "begun, and still planned"),
    "PR526": ("已截止，仍为计划中", "past its deadline, and still planned"),
    "PR527": ("待复核", "to be reviewed"),
}
"""Names of the obligations in Chinese and English, by problem code."""
MESSAGES: Mapping[str, tuple[str, str]] = {
    "late": ("逾期 {days} 天", "{days} days overdue"),
    "late-one": ("逾期 1 天", "1 day overdue"),
    "today": ("今天到期", "due today"),
    "ahead": ("{days} 天后到期", "due in {days} days"),
    "ahead-one": ("明天到期", "due tomorrow"),
    "unknown": ("日期未知：该年放假安排未公布", "day not known: the holidays of that year are not published"),
    "ours": ("本站", "ours"),
    "source": ("来源", "source"),
    "count": ("共 {all} 项：逾期 {late} 项，其中必须完成 {must} 项。", "{all} owed: {late} overdue, {must} of which must be done."),
    "period": (
        "已查看到 {until} 为止的事项（{ahead} 天之内），以及此前逾期的。",
        "Looked at everything up to {until} ({ahead} days ahead), and at what was overdue before.",
    ),
    "hidden": ("另有 {count} 项不在所选范围内，未列出。", "{count} more are outside what was asked for, and not listed."),
    "owed": ("要在这里办的：", "To be done here:"),
    "uncollected": ("本站尚未收录的：", "Not collected by this site:"),
    "begun": (
        "{month}  {count} 项活动已开始，仍为计划中；已经举行的，用 prospectus done {month} 一并标明",
        "{month}  {count} events have begun, and are still planned; if they took place: prospectus done {month}",
    ),
    "calendar": ("待办提醒", "Reminders"),
}
GROUPS = (("owed", False), ("uncollected", True))
"""The groups of the text, by the name of their heading, and whether they hold what is not collected."""
BEGUN = "PR525"
"""The code of an event that has begun and is still planned."""
ALARM_TIME = timedelta(hours=9)
"""Time of the alarm, as an offset from midnight."""


def to_text(items: Sequence[DueItem], site: Site, now: datetime, language: str = "en") -> str:
    """Return the obligations as text, two lines each, followed by a line with the period looked at and one with the counts.

    The first line has the due date, the lateness and the obligation; the second the record, and the origin and text of the rule. What is to
    be done comes before what is not collected. Several events of a month that have begun are one line.
    """
    groups = [(name, [item for item in items if item.uncollected is uncollected]) for name, uncollected in GROUPS]
    lines = [line for name, members in groups if members for line in (_message(name, language), *_iter_group(members, language))]
    return "".join(f"{line}\n" for line in (*lines, _describe_period(site, now, language), _count(items, language)))


def _iter_group(items: Sequence[DueItem], language: str) -> Iterator[str]:
    begun = Counter(f"{item.due_date:%Y-%m}" for item in items if item.code == BEGUN and item.due_date)
    several = {month for month, count in begun.items() if count > 1}
    for item in items:
        month = f"{item.due_date:%Y-%m}" if item.code == BEGUN and item.due_date else ""
        if month not in several:
            yield from _iter_lines([item], language)
        elif month in begun:
            yield _message("begun", language, month=month, count=begun.pop(month))


def _describe_period(site: Site, now: datetime, language: str) -> str:
    ahead = site.scheduling.ahead_days
    return _message("period", language, until=to_site_time(now, site).date() + timedelta(days=ahead), ahead=ahead)


def _count(items: Sequence[DueItem], language: str) -> str:
    late_items = [item for item in items if item.late]
    return _message("count", language, all=len(items), late=len(late_items), must=sum(item.binding for item in late_items))


def describe_hidden(count: int, language: str) -> str:
    """Return the sentence that says how many obligations a filter leaves out."""
    return _message("hidden", language, count=count)


def _iter_lines(items: Sequence[DueItem], language: str) -> Iterator[str]:
    for item in items:
        yield f"{item.due_date or '----------'}  {describe_lateness(item, language)} · {describe_obligation(item, language)}"
        rule = shorten(item.rule_text.within(_languages(language)).text)
        parts = (":".join(item.key), item.owner, f"{_message('ours' if item.own_rule else 'source', language)}: {rule}")
        yield f"    {' · '.join(part for part in parts if part)}"


def describe_obligation(item: DueItem, language: str) -> str:
    """Return what is owed, for which instance of a series, and the title of the record."""
    parts = (_pick_language(OBLIGATION_NAMES[item.code], language), item.instance, item.title.within(_languages(language)).text)
    return " · ".join(part for part in parts if part)


def describe_lateness(item: DueItem, language: str) -> str:
    """Return how late an obligation is, or how many days are left."""
    if item.days_left is None:
        return _message("unknown", language)
    if item.days_left == 0:
        return _message("today", language)
    name = ("late" if item.days_left < 0 else "ahead") + ("-one" if abs(item.days_left) == 1 else "")
    return _message(name, language, days=abs(item.days_left))


def to_json(items: Sequence[DueItem], _site: Site, _now: datetime, language: str = "en") -> str:
    """Return the obligations as a JSON array with one object per obligation."""
    rows = [
        {
            "code": item.code,
            "name": CODES[item.code].name,
            "record": ":".join(item.key),
            "title": item.title.as_dict(),
            "instance": item.instance or None,
            "due": item.due_date.isoformat() if item.due_date else None,
            "overdue": item.days_overdue,
            "late": item.late,
            "must": item.binding,
            "collected": not item.uncollected,
            "series": item.series or None,
            "owner": item.owner or None,
            "origin": "ours" if item.own_rule else "source",
            "rule": item.rule_text.as_dict(),
            "words": f"{describe_obligation(item, language)} · {describe_lateness(item, language)}",
        }
        for item in items
    ]
    return escape_in_json(json.dumps(rows, ensure_ascii=False, indent=2)) + "\n"


def to_ics(items: Sequence[DueItem], site: Site, now: datetime, language: str = "en") -> str:
    """Return an iCalendar file with one all-day event and an alarm per obligation; overdue ones are moved to the day of `now`.

    VTODO is not used because Google and Outlook ignore it. Obligations without a due date are omitted.
    """
    import icalendar  # noqa: PLC0415  (most lists of obligations are text)

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Prospectus//due")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    name = f"{_message('calendar', language)} · {site.title.within(_languages(language)).text}"
    calendar.add("name", icalendar.vText(name))
    calendar.add("x-wr-calname", icalendar.vText(name))
    for item in items:
        if item.due_date is not None:
            calendar.add_component(_build_reminder(item, site, now, language))
    body: bytes = calendar.to_ical()
    return body.decode()


def _build_reminder(item: DueItem, site: Site, now: datetime, language: str) -> icalendar.Event:
    import icalendar  # noqa: PLC0415

    today = to_site_time(now, site).date()
    day = max(item.due_date or today, today)
    event, alarm, summary = icalendar.Event(), icalendar.Alarm(), describe_obligation(item, language)
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'prospectus:{site.institution}:due:{item.stable_id}')}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", "\n".join(line.strip() for line in _iter_lines([item], language)))
    event.add("categories", [CODES[item.code].name])
    event.add("transp", "TRANSPARENT")
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", ALARM_TIME)
    event.add_component(alarm)
    return event


def _message(name: str, language: str, **values: object) -> str:
    return _pick_language(MESSAGES[name], language).format(**values)


def _pick_language(texts: tuple[str, str], language: str) -> str:
    return texts[0] if language.startswith("zh") else texts[1]


def _languages(language: str) -> tuple[str, ...]:
    return (language.partition("-")[0],)


DUE_FORMATS: Mapping[str, Callable[[Sequence[DueItem], Site, datetime, str], str]] = {"text": to_text, "json": to_json, "ics": to_ics}
