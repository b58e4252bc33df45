"""Events in the browser: states that follow the clock, times in the reader's time zone, and a month on one sheet of paper."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

pytestmark = pytest.mark.browser

SPRING = "learn/en/talks/spring-outlook/"  # 12 March 2025, 15:30–16:30 in Shanghai
SUMMER = "learn/en/talks/summer-outlook/"  # 25 June 2025, the same hours


@pytest.mark.parametrize(
    ("now", "word"),
    [
        ("2025-03-12T15:29:59+08:00", "Upcoming"),
        ("2025-03-12T15:30:00+08:00", "In progress"),
        ("2025-03-12T16:29:59+08:00", "In progress"),
        ("2025-03-12T16:30:00+08:00", "Past"),
    ],
)
def test_event_state_follows_the_clock_of_the_reader(visiting: Any, now: str, word: str) -> None:
    with visiting() as visit:
        visit.page.clock.set_fixed_time(now)
        visit.open(SPRING)
        assert visit.page.locator(".event-hero .state").inner_text() == word
        assert visit.all_complaints() == []


def test_event_state_changes_while_its_page_is_open(visiting: Any) -> None:
    with visiting() as visit:
        visit.page.clock.install(time="2025-03-12T15:29:30+08:00")
        visit.open(SPRING)
        before = visit.page.locator(".event-hero .state").inner_text()
        visit.page.clock.run_for(61_000)
        assert (before, visit.page.locator(".event-hero .state").inner_text()) == ("Upcoming", "In progress")


def test_cancelled_event_stays_cancelled_and_visible(visiting: Any) -> None:
    with visiting() as visit:
        visit.page.clock.set_fixed_time("2026-01-01T00:00:00+08:00")
        visit.open("learn/en/calendar/events/growers-meeting/")
        page = visit.page
        assert page.locator(".event-hero .state").inner_text() == "Cancelled"
        assert page.locator(".standing-bar").inner_text().startswith("Cancelled")
        visit.open("learn/en/calendar/2025/06/")
        title = page.locator("#event-growers-meeting .event-title")
        assert title.is_visible()
        assert "line-through" in title.evaluate("title => getComputedStyle(title).textDecorationLine")
        assert page.locator("#event-growers-meeting .state").inner_text() == "Cancelled"


@pytest.mark.parametrize(("now", "word"), [("2025-06-06T17:59:00+08:00", "By"), ("2025-06-06T18:00:00+08:00", "Closed")])
def test_deadline_closes_at_its_minute(visiting: Any, now: str, word: str) -> None:
    with visiting() as visit:
        visit.page.clock.set_fixed_time(now)
        visit.open("learn/en/calendar/events/field-lecture/")
        assert visit.page.locator("#deadline-enrol .state").inner_text() == word


def test_event_without_a_day_is_past_when_its_month_is(visiting: Any) -> None:
    with visiting() as visit:
        words = []
        for now in ("2025-05-31T23:59:00+08:00", "2025-06-01T00:00:00+08:00"):
            visit.page.clock.set_fixed_time(now)
            visit.open("learn/en/talks/some-day-in-may/")
            words.append(visit.page.locator(".event-hero .state").inner_text())
        assert words == ["Date not announced", "Past"]


def test_obligation_status_changes_after_its_due_date(visiting: Any) -> None:
    with visiting() as visit:
        states = []
        for now in ("2025-04-10T23:59:00+08:00", "2025-04-11T00:00:00+08:00"):
            visit.page.clock.set_fixed_time(now)
            visit.open("learn/en/calendar/series/monthly-letter/")
            row = visit.page.locator("#monthly-letter-20250301")
            states.append((row.locator(".state").inner_text(), row.get_attribute("data-state")))
        assert states == [("Not yet due", "open"), ("Not in the calendar", "owed")]


def local_clock_time(zone: str, day: int, month: int, hour: int) -> str:
    """Return the time in a zone, as HH:MM, at half past `hour` in Shanghai."""
    return datetime(2025, month, day, hour - 8, 30, tzinfo=UTC).astimezone(ZoneInfo(zone)).strftime("%H:%M")


@pytest.mark.parametrize(("address", "day", "month"), [(SPRING, 12, 3), (SUMMER, 25, 6)], ids=["before", "after"])
@pytest.mark.parametrize(
    "zone", ["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Adelaide", "America/St_Johns", "Asia/Kathmandu"]
)
def test_reader_in_another_zone_sees_local_time_and_site_time(visiting: Any, zone: str, address: str, day: int, month: int) -> None:
    with visiting(timezone_id=zone) as visit:
        visit.open(address)
        shown = visit.page.locator(".event-own").inner_text()
        assert f"{local_clock_time(zone, day, month, 15)}–{local_clock_time(zone, day, month, 16)}" in shown
        assert shown.startswith("In your time zone: ")
        assert "15:30–16:30" in visit.page.locator(".event-when").inner_text()
        assert visit.all_complaints() == []


def test_daylight_saving_time_changes_the_local_time() -> None:
    assert (local_clock_time("Europe/London", 12, 3, 15), local_clock_time("Europe/London", 25, 6, 15)) == (
        "07:30",
        "08:30",
    )  # the tests above cover both


def test_local_time_on_another_day_states_the_day(visiting: Any) -> None:
    with visiting(timezone_id="Pacific/Auckland") as visit:
        visit.open("learn/en/calendar/2025/06/")
        visit.page.evaluate("document.querySelector('#talk-summer-outlook').dataset.start = '2025-06-25T22:30+08:00'")
        visit.page.evaluate("document.querySelector('#talk-summer-outlook').dataset.end = '2025-06-25T23:30+08:00'")
        visit.page.evaluate("dispatchEvent(new Event('parallel'))")
        assert visit.page.locator("#talk-summer-outlook .own-time").inner_text() == "Thu, Jun 26, 02:30–03:30 your time"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Singapore", "Australia/Perth"])
def test_reader_with_the_same_utc_offset_sees_one_time(visiting: Any, zone: str) -> None:
    with visiting(timezone_id=zone) as visit:
        visit.open(SPRING)
        assert not visit.page.locator(".event-own").is_visible()


def test_local_time_is_in_the_language_of_the_page(visiting: Any) -> None:
    with visiting(timezone_id="America/New_York") as visit:
        visit.open(SPRING.replace("en/", ""))
        assert visit.page.locator(".event-own").inner_text() == "您所在的时区：3月12日周三 03:30–04:30（北美东部夏令时间）"


def test_without_script_only_the_site_time_is_shown(visiting: Any) -> None:
    with visiting(timezone_id="America/New_York", java_script_enabled=False) as visit:
        visit.open(SPRING)
        page = visit.page
        assert page.locator(".event-when").inner_text() == "Wed 12 March 2025 15:30–16:30 Beijing time"
        assert not page.locator(".event-own").is_visible()
        assert page.locator(".event-hero .state").inner_text() == "Upcoming"


@pytest.mark.parametrize("address", ["learn/en/calendar/2025/06/", "learn/calendar/2025/03/", "calendar/2025/03/", "en/calendar/2025/10/"])
def test_month_prints_on_one_sheet(visiting: Any, address: str) -> None:
    with visiting() as visit:
        visit.open(address)
        body = visit.page.pdf(prefer_css_page_size=True)
        assert body.count(b"/Type /Page\n") + body.count(b"/Type /Page ") + body.count(b"/Type /Page/") == 1


def test_list_of_talks_is_filtered_by_language(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/en/talks/")
        page = visit.page
        before = page.locator("[data-facets]:visible").count()
        page.locator("label.chip", has_text="Chinese").click()
        visible_ids = page.locator("[data-facets]:visible").evaluate_all("rows => rows.map(row => row.id)")
        assert (before, sorted(visible_ids)) == (5, ["field-lecture", "sample-talk", "some-day-in-may"])
        assert page.url.endswith("?language=zh")
