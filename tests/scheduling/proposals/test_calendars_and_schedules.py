"""Calendars (.ics) and schedules (.json) as proposals: our own exports change nothing, and those of others become new events."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.export_formats import EXPORT_FORMATS, SiteFormat
from prospectus.scheduling.month import Month
from prospectus.scheduling.month_files import render_month
from prospectus.scheduling.proposals.import_proposal import ProposedImport, propose_file
from prospectus.scheduling.proposals.proposal import OWN_EVENTS, iter_lines
from tiny import NOW, URL, SiteFactory

MARCH = Month(2026, 3)
SUFFIXES = {"ics": ".ics", "schedule": ".json"}
FOREIGN_ICS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Other//EN
BEGIN:VEVENT
UID:abc@other.example
DTSTART;TZID=America/New_York:20260310T083000
DTEND;TZID=America/New_York:20260310T093000
SUMMARY:Webinar on barley
LOCATION:Hall 1
DESCRIPTION:About\\, prices
RRULE:FREQ=WEEKLY;COUNT=2
END:VEVENT
BEGIN:VEVENT
UID:abd@other.example
DTSTART;VALUE=DATE:20260411
DTEND;VALUE=DATE:20260414
SUMMARY:大麦杯
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
UID:abe@other.example
SUMMARY:Without a start
END:VEVENT
BEGIN:VEVENT
UID:abf@other.example
DTSTAMP:20260301T000000Z
SEQUENCE:2
DTSTART;VALUE=DATE:20260415
SUMMARY:Field day
URL:https://other.example/field
CATEGORIES:Agriculture,Training
CATEGORIES:Outdoor
GEO:31.2;121.5
X-ALT-DESC:Bring boots
ORGANIZER:mailto:a@other.example
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT1H
END:VALARM
END:VEVENT
END:VCALENDAR
"""
FOREIGN_SCHEDULE = {
    "schedule": {
        "conference": {
            "days": [
                {
                    "rooms": {
                        "Hall 1": [
                            {
                                "guid": "0f0e",
                                "date": "2026-03-10T15:30:00+08:00",
                                "duration": "01:30",
                                "title": "Barley and rain",
                                "type": "lecture",
                                "language": "en",
                                "abstract": "About rain",
                                "persons": [{"public_name": "Jane Doe"}, {"name": "John Roe"}],
                                "links": [{"url": "https://a.example/"}],
                                "subtitle": "In spring",
                                "do_not_record": False,
                            },
                            {"title": "No date"},
                        ]
                    }
                }
            ]
        }
    }
}


def propose(root: Path, name: str) -> ProposedImport:
    return propose_file(read_site(root, Requirement.READABLE), root / name)


def export_and_propose(root: Path, month: Month, format_name: str, language: str) -> ProposedImport:
    export_format = EXPORT_FORMATS[format_name]
    assert isinstance(export_format, SiteFormat)
    theme = Path(__file__).parents[3] / "theme"
    month_file = render_month(root, month, export_format.render, site_url=URL, theme_folders=(theme,), now=NOW, language=language)
    name = f"export{SUFFIXES[format_name]}"
    (root / name).write_bytes(month_file.body)
    return propose(root, name)


@pytest.mark.parametrize("format_name", SUFFIXES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_own_export_changes_nothing(tiny: SiteFactory, format_name: str, language: str) -> None:
    result = export_and_propose(tiny("full"), Month(2025, 6), format_name, language).result
    assert (result.problems, dict(result.texts), result.added, result.changed) == ((), {}, (), ())
    assert result.unchanged > 0


@pytest.mark.parametrize("format_name", SUFFIXES)
def test_change_in_an_own_calendar_is_the_only_change(tiny: SiteFactory, format_name: str) -> None:
    month = "- {id: tour, type: meeting, title: {zh: 参观}, starts: 2026-03-10 09:00, ends: 2026-03-10 10:00, place: {zh: 一号厅}}\n"
    root = tiny("full", {MARCH.path: month})
    export_and_propose(root, MARCH, format_name, "zh")
    file = root / f"export{SUFFIXES[format_name]}"
    text = file.read_text(encoding="utf-8").replace("一号厅", "二号厅").replace("T0900", "T0930").replace("T09:00", "T09:30")
    file.write_text(text.replace("01:00", "00:30"), encoding="utf-8")
    proposed = propose(root, file.name)
    assert OWN_EVENTS in iter_lines(proposed.proposal)  # other changes are not taken over, and a person is told
    (row,) = proposed.result.rows
    assert [(change.name.en, change.before.en, change.after.en) for change in row.changes] == [
        ("Start", "09:00", "09:30"),
        ("Place (Chinese)", "一号厅", "二号厅"),
    ]


def test_calendar_of_others_becomes_new_events_in_their_months(tiny: SiteFactory) -> None:
    proposed = propose(tiny("full", {"a.ics": FOREIGN_ICS.replace("\n", "\r\n")}), "a.ics")
    assert proposed.result.texts == {
        "calendar/2026/03.yml": "- id: talk-2026-03-10\n  type: talk\n  title: {en: Webinar on barley}\n  starts: 2026-03-10 20:30\n"
        '  ends: 2026-03-10 21:30\n  language: en\n  place: {en: Hall 1}\n  description: {en: "About, prices"}\n',
        "calendar/2026/04.yml": "- id: meeting-2026-04-11\n  type: meeting\n  title: {zh: 大麦杯}\n  starts: 2026-04-11\n"
        "  ends: 2026-04-13\n  state: cancelled\n  language: zh\n"
        "- id: training-2026-04-15\n  type: training\n  title: {en: Field day}\n  starts: 2026-04-15\n  language: en\n",
    }
    assert proposed.proposal.unread == ((4, "RRULE (Webinar on barley)"), (20, "VEVENT abe@other.example Without a start"), *LEFT_OUT)


LEFT_OUT = tuple(
    (24, f"{text} (Field day)")
    for text in (
        "CATEGORIES: Agriculture, Outdoor",
        "URL: https://other.example/field",
        "GEO",
        "X-ALT-DESC",
        "ORGANIZER",
        "VALARM",
    )
)


def test_schedule_of_others_becomes_new_events(tiny: SiteFactory) -> None:
    proposed = propose(tiny("full", {"a.json": json.dumps(FOREIGN_SCHEDULE)}), "a.json")
    assert proposed.result.texts == {
        "calendar/2026/03.yml": "- id: lecture-2026-03-10\n  type: lecture\n  title: {en: Barley and rain}\n  starts: 2026-03-10 15:30\n"
        "  ends: 2026-03-10 17:00\n  language: en\n  place: {en: Hall 1}\n"
        "  people: [{name: {en: Jane Doe}}, {name: {en: John Roe}}]\n  description: {en: About rain}\n"
    }
    assert proposed.proposal.unread == (
        (2, "No date"),
        (1, "links (Barley and rain)"),
        (1, "subtitle: In spring (Barley and rain)"),
    )


@pytest.mark.parametrize(("name", "text"), [("a.ics", "no calendar"), ("a.ics", "BEGIN:VEVENT\n"), ("a.json", "{"), ("a.json", "[]")])
def test_file_of_another_kind_is_one_problem(tiny: SiteFactory, name: str, text: str) -> None:
    result = propose(tiny("full", {name: text}), name).result
    assert result.texts == {}
    assert [problem.code for problem in result.problems] in (["PR601"], [])
