"""Tests of the pages of months, years and events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from prospectus.render.html.jsonld import build_jsonld
from prospectus.views.calendar import MAX_EVENTS_PER_DAY
from prospectus.views.page import PageView
from prospectus.views.view import View
from tiny import FULL, SiteFactory, build_page_views

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
def pages() -> Mapping[str, PageView]:
    return build_page_views(FULL)


def local_time(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)


def build_talk(tiny: SiteFactory, more: str, now: str = "2025-03-10 09:00") -> View:
    """Return the view of the talk on 12 March, with the YAML lines `more` added to its file."""
    talk = (FULL / TALK).read_text(encoding="utf-8").replace("replay: {url: https://lakeside.example/replays/spring}\n", "")
    view: View = build_page_views(tiny("full", {TALK: talk + more}), now=local_time(now))["en/talks/spring-outlook/"].body.record
    return view


def find_day(page: PageView, number: int) -> View:
    return next(cell for week in page.body.weeks for cell in week if cell.inside and cell.number == number)


@pytest.mark.parametrize(("count", "shown", "more"), [(1, 1, 0), (3, 3, 0), (4, 4, 0), (5, 3, 2), (12, 3, 9)])
def test_busy_day_of_the_grid_is_cut_off_and_continues_in_the_agenda(tiny: SiteFactory, count: int, shown: int, more: int) -> None:
    events = "".join(EVENT.format(id=f"meeting-{number:02}", starts=f"2025-07-08 {8 + number:02}:00") for number in range(count))
    page = build_page_views(tiny("full", {"calendar/2025/07.yml": events}))["en/calendar/2025/07/"]
    cell = find_day(page, 8)
    assert (len(cell.entries), cell.more_count) == (shown, more)
    assert [entry.uid for entry in cell.entries] == [f"event-meeting-{number:02}" for number in range(shown)]
    assert cell.more_uid == (f"event-meeting-{MAX_EVENTS_PER_DAY:02}" if more else "")
    assert len([event for event in agenda_events(page) if event.uid.startswith("event-meeting")]) == count


def agenda_events(page: PageView) -> list[View]:
    return [event for day in page.body.agenda for event in day.events]


def list_bars(page: PageView, uid: str) -> list[tuple[int, int, int, int, bool, bool]]:
    """Return week, first weekday, length, lane, and whether it begins and ends there, of each part of a long event."""
    return [
        (number, bar.column, bar.span, bar.lane, bar.begins, bar.ends)
        for number, week in enumerate(page.body.week_bars, 1)
        for bar in week.bars
        if bar.uid == uid
    ]


def test_event_of_several_days_is_one_bar_and_once_in_the_agenda(pages: Mapping[str, PageView]) -> None:
    june = pages["calendar/2025/06/"]
    assert list_bars(june, "event-growers-meeting") == [(4, 3, 2, 1, True, True)]  # Wednesday and Thursday, 18 and 19 June
    assert [day.id for day in june.body.agenda for event in day.events if event.uid == "event-growers-meeting"] == ["d2025-06-18"]
    assert [entry.uid for number in (17, 18, 19, 20) for entry in find_day(june, number).entries] == []


def test_long_event_is_a_bar_in_each_week_of_each_month(tiny: SiteFactory) -> None:
    events = EVENT.format(id="cup", starts="2025-07-15") + "  ends: 2025-09-10\n"
    pages = build_page_views(tiny("full", {"calendar/2025/07.yml": events}))
    bars = {month: list_bars(pages[f"en/calendar/2025/{month}/"], "event-cup") for month in ("07", "08", "09")}
    assert bars["07"] == [(3, 2, 6, 1, True, False), (4, 1, 7, 1, False, False), (5, 1, 4, 1, False, False)]
    assert [(column, span) for _, column, span, *_ in bars["08"]] == [(5, 3), (1, 7), (1, 7), (1, 7), (1, 7)]
    assert bars["09"] == [(1, 1, 7, 1, False, False), (2, 1, 3, 1, False, True)]
    august = pages["en/calendar/2025/08/"]
    assert [day.id for day in august.body.agenda for event in day.events if event.uid == "event-cup"] == ["d2025-08-01"]
    assert {find_day(august, number).target for number in (1, 2, 31)} == {"d2025-08-01", "event-cup"}


def test_bars_that_overlap_have_lanes_and_those_without_room_are_counted(tiny: SiteFactory) -> None:
    events = "".join(EVENT.format(id=f"cup-{number}", starts=f"2025-07-0{7 + number % 3}") + "  ends: 2025-07-11\n" for number in range(6))
    page = build_page_views(tiny("full", {"calendar/2025/07.yml": events}))["en/calendar/2025/07/"]
    (week,) = [week for week in page.body.week_bars if week.bars]
    assert (week.lanes, sorted(bar.lane for bar in week.bars)) == (4, [1, 2, 3, 4])
    assert [(find_day(page, number).count, find_day(page, number).more_count) for number in (7, 8, 9, 12)] == [
        (2, 0),
        (4, 0),
        (6, 2),
        (0, 0),
    ]
    assert find_day(page, 9).more_uid == "event-cup-2"


def test_bar_leaves_its_lane_free_for_the_next(tiny: SiteFactory) -> None:
    spans = {"first": ("2025-07-07", "2025-07-08"), "second": ("2025-07-08", "2025-07-10"), "third": ("2025-07-09", "2025-07-10")}
    events = "".join(EVENT.format(id=name, starts=first) + f"  ends: {last}\n" for name, (first, last) in spans.items())
    page = build_page_views(tiny("full", {"calendar/2025/07.yml": events}))["en/calendar/2025/07/"]
    assert [list_bars(page, f"event-{name}")[0][3] for name in spans] == [1, 2, 1]


def test_cancelled_event_remains_and_is_marked_at_any_time(pages: Mapping[str, PageView]) -> None:
    for page in (pages["calendar/2025/06/"], build_page_views(FULL, now=local_time("2026-02-01 00:00"))["calendar/2025/06/"]):
        (meeting,) = [event for event in agenda_events(page) if event.uid == "event-growers-meeting"]
        assert (meeting.state, meeting.event_state) == ("cancelled", "cancelled")


def test_event_without_a_day_is_listed_in_its_month(pages: Mapping[str, PageView]) -> None:
    assert [(entry.record.id, entry.state) for entry in pages["calendar/2025/05/"].body.undated_events] == [("some-day-in-may", "undated")]
    assert pages["calendar/2025/04/"].body.undated_events == ()
    later = build_page_views(FULL, now=local_time("2025-06-01 00:00"))
    assert [entry.state for entry in later["calendar/2025/05/"].body.undated_events] == ["past"]


def test_legend_has_only_the_sorts_that_occur(pages: Mapping[str, PageView], tiny: SiteFactory) -> None:
    assert "no-night" in pages["calendar/2025/05/"].body.kinds
    assert "no-night" not in pages["calendar/2025/03/"].body.kinds
    site = (FULL / "content/site.yml").read_text(encoding="utf-8").replace("scheduling:", "# scheduling:")
    without = build_page_views(tiny("full", {"content/site.yml": site}))
    assert not any("no-night" in page.body.kinds for address, page in without.items() if page.template == "pages/month.html")


def test_month_counts_what_has_no_day(pages: Mapping[str, PageView]) -> None:
    assert [pages[f"calendar/2025/{month}/"].body.period_count for month in ("03", "08")] == [1, 2]  # the letter; and the talk of a quarter


def upcoming_on(now: str, address: str = "en/calendar/") -> list[str]:
    page = build_page_views(FULL, now=local_time(now))[address]
    return [event.uid for event in page.body.upcoming]


def test_calendar_begins_with_the_next_date_however_far_away() -> None:
    assert upcoming_on("2025-09-16 09:00")[0] == "by-last-trading-by2510"
    assert upcoming_on("2026-01-01 09:00") == ["sowing-weeks-20260320", "sowing-weeks-focus-20260325", "harvest-day-20260915"]


def test_what_has_begun_is_still_next_until_its_last_day() -> None:
    firsts = [upcoming_on(f"2026-{day} 09:00")[0] for day in ("03-20", "04-02", "04-03")]
    assert firsts == ["sowing-weeks-20260320", "sowing-weeks-20260320", "harvest-day-20260915"]


@pytest.mark.parametrize("now", ["2025-03-10 09:00", "2025-06-19 09:00", "2025-12-31 09:00"])
def test_home_and_calendar_begin_with_the_same_dates(now: str) -> None:
    home, overview = upcoming_on(now, ""), upcoming_on(now, "calendar/")
    shorter = min(len(home), len(overview))
    assert home[:shorter] == overview[:shorter] != []


def test_each_year_has_a_page_and_links_to_its_neighbours(pages: Mapping[str, PageView]) -> None:
    year, unpublished = pages["en/calendar/2025/"].body, pages["en/calendar/2026/"].body
    assert (year.previous, year.next.href, year.trading_days, year.working_days) == (None, "en/calendar/2026/", 257, 258)
    assert (unpublished.previous.href, unpublished.next, unpublished.published) == ("en/calendar/2025/", None, False)
    assert [grid.link.href for grid in year.grids][:2] == ["en/calendar/2025/01/", "en/calendar/2025/02/"]
    assert {grid.count for grid in year.grids if grid.link.href.endswith("/06/")} == {5}


def coverage_cells(page: PageView, series: str, year: int = 2025) -> list[tuple[int, int, str]]:
    (match,) = [
        coverage_row
        for overview_year in page.body.years
        if overview_year.year == year
        for coverage_row in overview_year.rows
        if coverage_row.series.id == series
    ]
    return [(cell.month, cell.span, cell.state) for cell in match.cells]


def test_coverage_shows_the_state_of_each_month() -> None:
    page = build_page_views(FULL, now=local_time("2025-04-11 00:00"))["calendar/coverage/"]
    assert coverage_cells(page, "monthly-letter") == [(month, 1, "owed" if month < 4 else "open") for month in range(1, 13)]
    assert coverage_cells(page, "barley-talks") == [(1, 3, "met"), (4, 3, "met"), (7, 3, "open"), (10, 3, "open")]
    assert coverage_cells(page, "harvest-day") == [(month, 1, "open" if month == 9 else "") for month in range(1, 13)]
    (year,) = [overview_year for overview_year in page.body.years if overview_year.year == 2025]
    assert year.state_counts == (
        ("met", "duty.met.own-series", 2),
        ("open", "duty.open.own-series", 9 + 2 + 1),
        ("owed", "duty.owed.own-series", 3 + 1),
    )


def test_what_is_missing_is_listed_with_where_it_is_published(tiny: SiteFactory) -> None:
    missing, weeks = build_page_views(FULL, now=local_time("2025-04-11 00:00"))["en/calendar/coverage/"].body.missing
    assert (weeks.series.id, weeks.count, weeks.publishers) == ("sowing-weeks", 1, ())
    assert (missing.series.id, missing.count) == ("monthly-letter", 3)
    assert [(year.year, [instance.label for instance in year.instances]) for year in missing.years] == [(2025, ["Jan", "Feb", "Mar"])]
    assert [instance.label for year in weeks.years for instance in year.instances] == ["20 March – 2 April"]
    assert [(link.title, link.href) for link in missing.publishers] == [("Enquiry desk", "")]  # a mailbox is no place to read it


@pytest.mark.parametrize(
    ("publications", "link"),
    [
        ("", ("LX website", "https://lakeside.example/")),
        ("  publications: https://lakeside.example/letters/\n", ("What LX publishes", "https://lakeside.example/letters/")),
    ],
)
def test_notices_are_looked_for_on_the_list_of_their_institution(tiny: SiteFactory, publications: str, link: tuple[str, str]) -> None:
    letter = (FULL / "calendar/series/monthly-letter.yml").read_text(encoding="utf-8")
    url = "  url: https://lakeside.example/\n"
    institutions = (FULL / "content/institutions/all.yml").read_text(encoding="utf-8").replace(url, url + publications)
    changed = {"calendar/series/monthly-letter.yml": f"{letter}notices_of: [lakeside]\n", "content/institutions/all.yml": institutions}
    pages = build_page_views(tiny("full", changed), now=local_time("2025-04-11 00:00"))
    for publishers in (pages["en/calendar/series/monthly-letter/"].body.record.publishers, pages["en/notices/"].body.publishers):
        assert [(publisher.title, publisher.href) for publisher in publishers] == [link]


def test_event_times_are_as_precise_as_they_are_known(pages: Mapping[str, PageView]) -> None:
    exact, month = pages["en/talks/spring-outlook/"].body.record, pages["en/talks/some-day-in-may/"].body.record
    assert (exact.when.first.text, exact.when.starts, exact.when.ends, exact.minutes) == ("12 March 2025", "15:30", "16:30", 60)
    assert (exact.times.start, exact.times.end) == ("2025-03-12T15:30+08:00", "2025-03-12T16:30+08:00")
    assert (month.when.first.text, month.when.stated, month.times.start, month.times.end) == (
        "May 2025",
        False,
        "",
        "2025-06-01T00:00+08:00",
    )
    meeting = pages["en/calendar/events/growers-meeting/"].body.record
    assert (meeting.when.first.text, meeting.when.last.text, meeting.when.days, meeting.when.exact) == (
        "18 June 2025",
        "19 June 2025",
        2,
        False,
    )


def test_moved_event_has_its_previous_time(pages: Mapping[str, PageView]) -> None:
    assert pages["en/calendar/events/field-lecture/"].body.record.moved_from.text == "11 June 2025 14:00"
    assert pages["en/talks/summer-outlook/"].body.record.moved_from is None


def test_segments_have_times_while_all_earlier_durations_are_known(tiny: SiteFactory) -> None:
    talk = build_talk(
        tiny,
        "segments:\n"
        "  - {title: {zh: 一, en: One}, minutes: 20}\n"
        "  - {title: {zh: 二, en: Two}, minutes: 45, section: field-visit}\n"
        "  - {title: {zh: 三, en: Three}}\n"
        "  - {title: {zh: 四, en: Four}, minutes: 5}\n",
    )
    assert [(str(part.title), part.start_time, part.part_of) for part in talk.parts] == [
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
def test_deadline_is_over_at_its_minute_or_after_its_day(tiny: SiteFactory, now: str, over: list[bool]) -> None:
    first, second = "{id: a, title: {zh: 报名, en: Enrol}, at: 2025-03-07 18:00}", "{id: b, title: {zh: 提问, en: Ask}, at: 2025-03-08}"
    deadlines = f"deadlines:\n  - {first}\n  - {second}\n"
    assert [deadline.is_past for deadline in build_talk(tiny, deadlines, now).due] == over


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
def test_replay_is_expected_until_the_end_or_its_expected_day(tiny: SiteFactory, more: str, now: str, until: str, over: bool) -> None:
    talk = build_talk(tiny, more, now)
    assert (talk.replay_due.until, talk.replay_due.is_past, talk.replayed) == (until, over, False)


def event_jsonld(pages: Mapping[str, PageView], address: str) -> dict[str, Any]:
    graph = json.loads(str(build_jsonld(pages[address])))["@graph"]
    (match,) = [node for node in graph if node.get("@id", "").endswith("#event")]
    return match


def test_jsonld_of_a_moved_event(pages: Mapping[str, PageView]) -> None:
    node = event_jsonld(pages, "en/calendar/events/field-lecture/")
    expected = {
        "@type": "EducationEvent",
        "startDate": "2025-06-12T14:00+08:00",
        "endDate": "2025-06-12T15:30+08:00",
        "previousStartDate": "2025-06-11T14:00+08:00",
        "eventStatus": "https://schema.org/EventRescheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Barley Room, Lake Town",
                "address": "1 Lakeside Road, Lake Town",
                "url": "https://lakeside.example/learn/en/venues/barley-room/",
                "maximumAttendeeCapacity": 80,
                "geo": {"@type": "GeoCoordinates", "latitude": "30.1234", "longitude": "120.5678"},
            }
        ],
        "performer": [
            {
                "@type": "Person",
                "name": "Ear Barley",
                "url": "https://lakeside.example/learn/en/people/ear-barley/",
                "affiliation": {"@type": "Organization", "name": "Lakeside Growers"},
            }
        ],
        "inLanguage": "zh",
    }
    assert {name: node[name] for name in expected} == expected


def test_event_without_a_place_is_not_described(pages: Mapping[str, PageView]) -> None:
    assert '"EducationEvent"' not in str(build_jsonld(pages["talks/some-day-in-may/"]))


def test_jsonld_of_a_cancelled_event_and_of_a_talk_with_a_replay(pages: Mapping[str, PageView]) -> None:
    meeting, talk = event_jsonld(pages, "calendar/events/growers-meeting/"), event_jsonld(pages, "en/talks/spring-outlook/")
    assert (meeting["startDate"], meeting["endDate"], meeting["eventStatus"]) == (
        "2025-06-18",
        "2025-06-19",
        "https://schema.org/EventCancelled",
    )
    assert (talk["recordedIn"]["@type"], talk["recordedIn"]["url"]) == ("CreativeWork", "https://lakeside.example/replays/spring")
    assert talk["location"][0]["@type"] == "VirtualLocation"
