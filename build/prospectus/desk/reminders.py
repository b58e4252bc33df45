"""Obligations as text, as JSON and as a calendar of reminders."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import icalendar

from prospectus.desk.due import Due
from prospectus.model.site import Site
from prospectus.problems.codes import CODES
from prospectus.problems.problem import abridged
from prospectus.validate.planning import local

WHAT: Mapping[str, tuple[str, str]] = {
    "PR521": ("没有活动", "no event"),
    "PR522": ("没有活动（通常每期一次）", "no event, where there usually is one"),
    "PR523": ("没有公告", "no notice"),
    "PR524": ("没有回放", "no replay"),
    "PR525": ("已开始，仍为计划中", "begun, and still planned"),
    "PR526": ("已截止，仍为计划中", "past its deadline, and still planned"),
    "PR527": ("待复核", "to be reviewed"),
}
"""Names of the obligations in Chinese and English, by problem code."""
WORDS: Mapping[str, tuple[str, str]] = {
    "late": ("逾期 {days} 天", "{days} days overdue"),
    "late-one": ("逾期 1 天", "1 day overdue"),
    "today": ("今天到期", "due today"),
    "ahead": ("{days} 天后到期", "due in {days} days"),
    "ahead-one": ("明天到期", "due tomorrow"),
    "unknown": ("日期未知：该年放假安排未公布", "day not known: the holidays of that year are not published"),
    "ours": ("本站", "ours"),
    "source": ("来源", "source"),
    "count": ("共 {all} 项：逾期 {late} 项，其中必须完成 {must} 项。", "{all} owed: {late} overdue, {must} of which must be done."),
    "calendar": ("待办提醒", "Reminders"),
}
AT = timedelta(hours=9)
"""Time of the alarm, as an offset from midnight."""


def text(dues: Sequence[Due], _site: Site, _now: datetime, language: str = "en") -> str:
    """Return the obligations as text, two lines each, followed by a line with the counts.

    The first line has the due date, the lateness and the obligation; the second the record, and the origin and text of the rule.
    """
    return "".join(f"{line}\n" for line in _lines(dues, language))


def _lines(dues: Sequence[Due], language: str) -> Iterator[str]:
    for each in dues:
        yield f"{each.day or '----------'}  {_lateness(each, language)} · {_what(each, language)}"
        rule = abridged(each.rule.within(_languages(language)).text)
        yield f"    {':'.join(each.of)} · {_say('ours' if each.ours else 'source', language)}: {rule}"
    late = [each for each in dues if each.late]
    yield _say("count", language, all=len(dues), late=len(late), must=sum(each.must for each in late))


def _what(each: Due, language: str) -> str:
    parts = (_pick(WHAT[each.code], language), each.instance, each.title.within(_languages(language)).text)
    return " · ".join(part for part in parts if part)


def _lateness(each: Due, language: str) -> str:
    if each.ahead is None:
        return _say("unknown", language)
    if each.ahead == 0:
        return _say("today", language)
    word = ("late" if each.ahead < 0 else "ahead") + ("-one" if abs(each.ahead) == 1 else "")
    return _say(word, language, days=abs(each.ahead))


def as_json(dues: Sequence[Due], _site: Site, _now: datetime, language: str = "en") -> str:
    """Return the obligations as a JSON array with one object per obligation."""
    rows = [
        {
            "code": each.code,
            "name": CODES[each.code].name,
            "record": ":".join(each.of),
            "title": each.title.as_dict(),
            "instance": each.instance or None,
            "due": each.day.isoformat() if each.day else None,
            "overdue": each.overdue,
            "late": each.late,
            "must": each.must,
            "origin": "ours" if each.ours else "source",
            "rule": each.rule.as_dict(),
            "words": f"{_what(each, language)} · {_lateness(each, language)}",
        }
        for each in dues
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def ics(dues: Sequence[Due], site: Site, now: datetime, language: str = "en") -> str:
    """Return an iCalendar file with one all-day event and an alarm per obligation; overdue ones are moved to the day of `now`.

    VTODO is not used because Google and Outlook ignore it. Obligations without a due date are omitted.
    """
    made = icalendar.Calendar()
    made.add("prodid", "-//Prospectus//due")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    name = f"{_say('calendar', language)} · {site.title.within(_languages(language)).text}"
    made.add("name", icalendar.vText(name))
    made.add("x-wr-calname", icalendar.vText(name))
    for each in dues:
        if each.day is not None:
            made.add_component(_reminder(each, site, now, language))
    written: bytes = made.to_ical()
    return written.decode()


def _reminder(each: Due, site: Site, now: datetime, language: str) -> icalendar.Event:
    today = local(now, site).date()
    day = max(each.day or today, today)
    event, alarm, summary = icalendar.Event(), icalendar.Alarm(), _what(each, language)
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'prospectus:{site.institution}:due:{each.name}')}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", "\n".join(line.strip() for line in [*_lines([each], language)][:-1]))
    event.add("categories", [CODES[each.code].name])
    event.add("transp", "TRANSPARENT")
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", AT)
    event.add_component(alarm)
    return event


def _say(word: str, language: str, **given: object) -> str:
    return _pick(WORDS[word], language).format(**given)


def _pick(words: tuple[str, str], language: str) -> str:
    return words[0] if language.startswith("zh") else words[1]


def _languages(language: str) -> tuple[str, ...]:
    return (language.partition("-")[0],)


FORMATS: Mapping[str, Callable[[Sequence[Due], Site, datetime, str], str]] = {"text": text, "json": as_json, "ics": ics}
