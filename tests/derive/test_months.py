"""Tests of the pages of months, years and events."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from prospectus.derive.calendar import MOST_IN_DAY
from prospectus.derive.view import PageView, View
from prospectus.render.jsonld import jsonld
from tiny import FULL, Tiny, pages_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
TALK = "calendar/talks/spring-outlook.yml"
EVENT = """
- id: {id}
  type: meeting
  title: {{zh: 某会, en: {id}}}
  starts: {starts}
  language: zh
"""


@pytest.fixture(scope="module")
def pages() -> dict[str, PageView]:
    return pages_of(FULL)


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)


def record(tiny: Tiny, more: str, now: str = "2025-03-10 09:00") -> View:
    """Return the view of the talk on 12 March, with the YAML lines `more` added to its file."""
    talk = (FULL / TALK).read_text(encoding="utf-8").replace("replay: {url: https://lakeside.example/replays/spring}\n", "")
    view: View = pages_of(tiny("full", {TALK: talk + more}), now=at(now))["en/talks/spring-outlook/"].body.record
    return view


def day(page: PageView, number: int) -> View:
    return next(each for week in page.body.weeks for each in week if each.inside and each.number == number)


@pytest.mark.parametrize(("count", "shown", "more"), [(1, 1, 0), (3, 3, 0), (4, 4, 0), (5, 3, 2), (12, 3, 9)])
def test_busy_day_of_the_grid_folds_and_leads_on_in_the_agenda(tiny: Tiny, count: int, shown: int, more: int) -> None:
    events = "".join(EVENT.format(id=f"meeting-{number:02}", starts=f"2025-07-08 {8 + number:02}:00") for number in range(count))
    page = pages_of(tiny("full", {"calendar/2025/07.yml": events}))["en/calendar/2025/07/"]
    found = day(page, 8)
    assert (len(found.entries), found.more) == (shown, more)
    assert [each.uid for each in found.entries] == [f"event-meeting-{number:02}" for number in range(shown)]
    assert found.more_at == (f"event-meeting-{MOST_IN_DAY:02}" if more else "")
    assert len([each for each in page.body.agenda if each.uid.startswith("event-meeting")]) == count


def test_event_of_several_days_stands_in_each_and_says_that_it_goes_on(pages: dict[str, PageView]) -> None:
    june = pages["calendar/2025/06/"]
    found = {number: [(each.uid, each.goes_on) for each in day(june, number).entries] for number in (17, 18, 19, 20)}
    assert found == {17: [], 18: [("event-growers-meeting", False)], 19: [("event-growers-meeting", True)], 20: []}


def test_cancelled_event_stays_and_says_so_whatever_the_clock(pages: dict[str, PageView]) -> None:
    for page in (pages["calendar/2025/06/"], pages_of(FULL, now=at("2026-02-01 00:00"))["calendar/2025/06/"]):
        (meeting,) = [each for each in page.body.agenda if each.uid == "event-growers-meeting"]
        assert (meeting.state, meeting.standing) == ("cancelled", "cancelled")


def test_event_without_a_day_stands_in_its_month(pages: dict[str, PageView]) -> None:
    assert [(each.of.id, each.state) for each in pages["calendar/2025/05/"].body.unset] == [("some-day-in-may", "undated")]
    assert pages["calendar/2025/04/"].body.unset == ()
    after = pages_of(FULL, now=at("2025-06-01 00:00"))
    assert [each.state for each in after["calendar/2025/05/"].body.unset] == ["past"]


def test_legend_names_what_occurs_alone(pages: dict[str, PageView], tiny: Tiny) -> None:
    assert "no-night" in pages["calendar/2025/05/"].body.kinds
    assert "no-night" not in pages["calendar/2025/03/"].body.kinds
    site = (FULL / "content/site.yml").read_text(encoding="utf-8") + "desk: {night_from: null}\n"
    without = pages_of(tiny("full", {"content/site.yml": site}))
    assert not any("no-night" in page.body.kinds for address, page in without.items() if page.template == "month.html")


def row(page: PageView, series: str, year: int = 2025) -> list[tuple[int, int, str]]:
    (found,) = [each for shown in page.body.years if shown.year == year for each in shown.rows if each.series.id == series]
    return [(cell.month, cell.span, cell.standing) for cell in found.cells]


def test_overview_tells_of_each_month_how_far_it_has_come() -> None:
    page = pages_of(FULL, now=at("2025-04-11 00:00"))["calendar/"]
    assert row(page, "monthly-letter") == [(month, 1, "owed" if month < 4 else "open") for month in range(1, 13)]
    assert row(page, "barley-talks") == [(1, 3, "met"), (4, 3, "met"), (7, 3, "open"), (10, 3, "open")]
    assert row(page, "harvest-day") == [(month, 1, "open" if month == 9 else "") for month in range(1, 13)]
    (year,) = [each for each in page.body.years if each.year == 2025]
    assert dict(year.standings) == {"owed": 3 + 1, "met": 2, "open": 9 + 2 + 1}


def test_event_is_told_as_precisely_as_it_is_known(pages: dict[str, PageView]) -> None:
    exact, month = pages["en/talks/spring-outlook/"].body.record, pages["en/talks/some-day-in-may/"].body.record
    assert (exact.when.first.text, exact.when.starts, exact.when.ends, exact.minutes) == ("12 March 2025", "15:30", "16:30", 60)
    assert (exact.at.start, exact.at.end) == ("2025-03-12T15:30+08:00", "2025-03-12T16:30+08:00")
    assert (month.when.first.text, month.when.stated, month.at.start, month.at.end) == ("May 2025", False, "", "2025-06-01T00:00+08:00")
    meeting = pages["en/calendar/events/growers-meeting/"].body.record
    assert (meeting.when.first.text, meeting.when.last.text, meeting.when.days, meeting.when.exact) == (
        "18 June 2025",
        "19 June 2025",
        2,
        False,
    )


def test_moved_event_says_from_when(pages: dict[str, PageView]) -> None:
    assert pages["en/calendar/events/field-lecture/"].body.record.moved_from.text == "11 June 2025 14:00"
    assert pages["en/talks/summer-outlook/"].body.record.moved_from is None


def test_parts_have_times_as_long_as_the_lengths_before_are_known(tiny: Tiny) -> None:
    told = record(
        tiny,
        "segments:\n"
        "  - {title: {zh: 一, en: One}, minutes: 20}\n"
        "  - {title: {zh: 二, en: Two}, minutes: 45, section: field-visit}\n"
        "  - {title: {zh: 三, en: Three}}\n"
        "  - {title: {zh: 四, en: Four}, minutes: 5}\n",
    )
    assert [(str(part.title), part.at, part.part_of) for part in told.parts] == [
        ("One", "15:30", ""),
        ("Two", "15:50", "In the field"),
        ("Three", "16:35", ""),
        ("Four", "", ""),
    ]


@pytest.mark.parametrize(
    ("now", "over"),
    [
        ("2025-03-07 17:59", [False, False]),
        ("2025-03-07 18:00", [True, False]),
        ("2025-03-08 23:59", [True, False]),
        ("2025-03-09 00:00", [True, True]),
    ],
)
def test_deadline_is_over_at_its_minute_or_after_its_day(tiny: Tiny, now: str, over: list[bool]) -> None:
    first, second = "{id: a, title: {zh: 报名, en: Enrol}, at: 2025-03-07 18:00}", "{id: b, title: {zh: 提问, en: Ask}, at: 2025-03-08}"
    deadlines = f"deadlines:\n  - {first}\n  - {second}\n"
    assert [each.over for each in record(tiny, deadlines, now).due] == over


@pytest.mark.parametrize(
    ("more", "now", "until", "over"),
    [
        ("", "2025-03-10 09:00", "2025-03-12T16:30+08:00", False),
        ("", "2025-03-12 16:30", "2025-03-12T16:30+08:00", True),
        ("replay: {expected: 2025-03-20}\n", "2025-03-20 23:59", "2025-03-21T00:00+08:00", False),
        ("replay: {expected: 2025-03-20}\n", "2025-03-21 00:00", "2025-03-21T00:00+08:00", True),
        ("replay: {expected: 2025-04}\n", "2025-04-30 12:00", "2025-05-01T00:00+08:00", False),
    ],
)
def test_replay_is_awaited_until_the_end_or_the_day_it_is_expected_by(tiny: Tiny, more: str, now: str, until: str, over: bool) -> None:
    told = record(tiny, more, now)
    assert (told.awaited.until, told.awaited.over, told.replayed) == (until, over, False)


def described(pages: dict[str, PageView], address: str) -> dict[str, Any]:
    graph = json.loads(str(jsonld(pages[address])))["@graph"]
    (found,) = [each for each in graph if each.get("@id", "").endswith("#event")]
    return found


def test_structured_data_of_a_moved_event(pages: dict[str, PageView]) -> None:
    found = described(pages, "en/calendar/events/field-lecture/")
    expected = {
        "@type": "EducationEvent",
        "startDate": "2025-06-12T14:00+08:00",
        "endDate": "2025-06-12T15:30+08:00",
        "previousStartDate": "2025-06-11T14:00+08:00",
        "eventStatus": "https://schema.org/EventRescheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": [{"@type": "Place", "name": "Barley Room, Lake Town", "address": "Barley Room, Lake Town"}],
        "performer": [{"@type": "Person", "name": "Ear Barley", "affiliation": {"@type": "Organization", "name": "Lakeside Growers"}}],
        "inLanguage": "zh",
    }
    assert {name: found[name] for name in expected} == expected


def test_structured_data_of_a_cancelled_one_of_whole_days_and_of_one_with_a_replay(pages: dict[str, PageView]) -> None:
    meeting, talk = described(pages, "calendar/events/growers-meeting/"), described(pages, "en/talks/spring-outlook/")
    assert (meeting["startDate"], meeting["endDate"], meeting["eventStatus"]) == (
        "2025-06-18",
        "2025-06-19",
        "https://schema.org/EventCancelled",
    )
    assert talk["recordedIn"]["url"] == "https://lakeside.example/replays/spring"
    assert talk["location"][0]["@type"] == "VirtualLocation"
