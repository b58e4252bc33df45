"""The calendar in the browser: what is next, subscribing, the month on a phone and by keyboard, its views, and without a script."""

from __future__ import annotations

import io
import unicodedata
from typing import Any

import pypdf
import pytest

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("path", ["learn/", "learn/en/"], ids=["zh", "en"])
JUNE = "calendar/2025/06/"


@LANGUAGES
@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
def test_calendar_is_subscribed_to_in_two_taps_from_the_home_page(visiting: Any, path: str, with_script: bool) -> None:
    with visiting(390, has_touch=True, is_mobile=True, java_script_enabled=with_script) as visit:
        visit.open(path)
        visit.page.locator(".section-head:has(#next) .more").tap()
        visit.page.wait_for_url(f"{visit.url}/{path}calendar/")
        button = visit.page.locator(".subscribe .button").first
        assert button.is_visible()
        assert button.get_attribute("href") == f"webcal://lakeside.example/{path}calendar/all.ics"


@LANGUAGES
def test_calendar_begins_with_the_same_dates_as_the_home_page(visiting: Any, path: str) -> None:
    rows = []
    for address in (path, f"{path}calendar/"):
        with visiting() as visit:
            visit.page.clock.set_fixed_time("2025-03-10T09:00:00+08:00")
            visit.open(address)
            rows.append(visit.page.locator("[data-next] > li:visible .event-title").all_inner_texts())
    assert rows[0][:3] == rows[1][:3] != []


def test_other_ways_to_subscribe_open_by_keyboard(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/en/calendar/")
        ways = visit.page.locator("#subscribe-all .ways")
        ways.locator("summary").focus()
        visit.page.keyboard.press("Enter")
        addresses = [link.get_attribute("href") or "" for link in ways.locator("a").all()]
        assert [address.split("/")[2] for address in addresses[:3]] == ["lakeside.example", "calendar.google.com", "outlook.live.com"]
        assert addresses[3].endswith("en/calendar/all.ics")
        assert ways.locator(".qr").is_visible()
        assert visit.all_complaints() == []


def test_address_of_a_qr_code_opens_the_group_of_its_calendar(visiting: Any) -> None:
    with visiting(390) as visit:
        visit.open("learn/en/calendar/#subscribe-audience-farmers")
        opened = visit.page.locator(".subscribe details[open] > summary")
        assert (opened.count(), opened.locator(".calendar-name").inner_text()) == (1, "By reader")
        assert visit.page.locator("#subscribe-audience-farmers .button").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_qr_code_has_contrast_and_quiet_zone(visiting: Any, scheme: str) -> None:
    with visiting(color_scheme=scheme) as visit:
        visit.open("learn/en/calendar/")
        style = "(code) => [getComputedStyle(code.querySelector('.quiet')).fill, getComputedStyle(code.querySelector('.dark')).stroke]"
        assert visit.page.locator("#subscribe-all .qr").evaluate(style) == ["rgb(255, 255, 255)", "rgb(17, 17, 17)"]


@pytest.mark.parametrize("address", ["talks/", "notices/", "changes/", "calendar/series/sa-enforcement-notice/", "calendar/"])
def test_site_without_a_public_address_promises_no_subscription(visiting: Any, address: str) -> None:
    with visiting() as visit:
        visit.open(f"en/{address}")
        assert visit.page.locator("a[href^='webcal:'], a[href*='calendar.google.com'], .subscribe .qr").count() == 0


@LANGUAGES
def test_phone_has_a_month_grid_whose_days_are_easy_to_tap(visiting: Any, path: str) -> None:
    with visiting(390, has_touch=True, is_mobile=True) as visit:
        visit.open(f"{path}{JUNE}")
        days = visit.page.locator(".month-grid a.daynum")
        boxes = [day.bounding_box() for day in days.all()]
        assert len(boxes) > 5
        assert min(min(box["width"], box["height"]) for box in boxes) >= 44
        days.filter(has_text="25").tap()
        shown = visit.page.locator(".agenda-day:visible").evaluate_all("days => days.map(day => day.id)")
        assert (visit.page.url.rpartition("#")[2], shown) == ("d2025-06-25", ["d2025-06-25"])
        visit.page.locator(".whole-month").tap()
        assert visit.page.locator(".agenda-day:visible").count() > 3


def test_day_shows_what_began_before_it_and_is_still_on(visiting: Any) -> None:
    with visiting(390) as visit:
        visit.open(f"learn/en/{JUNE}")
        visit.page.evaluate("document.querySelector('#talk-summer-outlook').dataset.start = '2025-06-24T15:30+08:00'")
        visit.page.evaluate("document.querySelector('#event-growers-meeting').dataset.end = '2025-06-27T00:00+08:00'")
        visit.page.evaluate("location.hash = 'd2025-06-25'")
        visit.page.locator(".agenda-day.is-on").nth(1).wait_for()
        shown = visit.page.locator(".agenda-day:visible").evaluate_all("days => days.map(day => day.id)")
        assert shown == ["d2025-06-18", "d2025-06-25"]


def test_grid_is_read_as_links_to_days_and_each_event_once(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"learn/{JUNE}")
        grid = visit.page.locator(".month-grid").aria_snapshot()
        assert ("某" in grid, "夏季展望" in grid, 'link "6月25日，1 项"' in grid) == (False, False, True)
        assert visit.page.locator("#main").aria_snapshot().count('heading "夏季展望"') == 1
        reachable = visit.page.locator(".month-grid a").evaluate_all("links => links.filter(link => link.tabIndex >= 0).length")
        assert (visit.page.locator(".month-grid a").count() > reachable, reachable) == (True, visit.page.locator("a.daynum").count())


def test_grid_entry_links_to_its_row_in_the_agenda(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"learn/en/{JUNE}")
        visit.page.locator(".month-grid .mark a", has_text="Summer outlook").click()
        assert visit.page.evaluate("document.querySelector(':target').id") == "talk-summer-outlook"


def test_event_of_several_days_is_a_bar_across_them(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"learn/en/{JUNE}")
        bar = visit.page.locator(".bar", has_text="Growers' meeting").bounding_box()
        first, last = (visit.page.locator(f".day:has(time[datetime='2025-06-{number}'])").bounding_box() for number in (18, 19))
        assert first["x"] <= bar["x"] < first["x"] + 10
        assert last["x"] + last["width"] - 10 < bar["x"] + bar["width"] <= last["x"] + last["width"]


def test_arrow_keys_move_between_days(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"learn/en/{JUNE}")
        visit.page.locator("a.daynum", has_text="12").focus()
        reached = []
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
            visit.page.keyboard.press(key)
            reached.append(visit.page.evaluate("document.activeElement.querySelector('time').textContent"))
        assert reached == ["18", "25", "19"]


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
def test_views_of_a_month_are_in_the_address(visiting: Any, with_script: bool) -> None:
    with visiting(java_script_enabled=with_script) as visit:
        visit.open(f"learn/en/{JUNE}")
        page = visit.page
        page.locator(".calendar-views a", has_text="Agenda").click()
        assert (page.url.endswith("/06/#agenda"), page.locator(".month-grid").is_visible()) == (True, False)
        assert page.locator(".agenda-day").first.is_visible()
        page.locator(".calendar-views a", has_text="Month").click()
        assert (page.url.endswith("/06/#grid"), page.locator(".month-grid").is_visible()) == (True, True)
        page.locator(".calendar-views a", has_text="Year").click()
        page.wait_for_url("**/calendar/2025/")
        assert page.locator(".year > li").count() == 12


def test_neighbouring_month_opens_in_the_same_view(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"learn/en/{JUNE}#agenda")
        assert visit.page.locator(".calendar-views [aria-current]").inner_text() == "Agenda"
        visit.page.locator(".month-nav [rel=next]").click()
        visit.page.wait_for_url("**/calendar/2025/07/#agenda")
        assert not visit.page.locator(".month-grid").is_visible()


def test_today_leads_to_the_present_month(visiting: Any) -> None:
    with visiting(java_script_enabled=False) as visit:
        visit.open("learn/en/calendar/2025/09/")
        visit.page.locator(".month-nav a", has_text="Today").click()
        visit.page.wait_for_url("**/en/calendar/#this-month")
        assert visit.page.locator(".day.today time").get_attribute("datetime") == "2025-03-10"


@pytest.mark.parametrize("address", ["calendar/", "calendar/2025/", "calendar/coverage/"])
@pytest.mark.parametrize("path", ["learn/", "learn/en/", "", "en/"])
def test_pages_of_the_calendar_have_no_complaints(visiting: Any, path: str, address: str) -> None:
    with visiting(390) as visit:
        visit.open(f"{path}{address}")
        assert visit.all_complaints() == []


@pytest.mark.parametrize(
    "address",
    [
        "en/calendar/series/sa-monthly-talk-overseas/",
        "en/calendar/",
        "calendar/",
        "en/calendar/2026/11/",
        "en/calendar/2026/",
        "en/calendar/coverage/",
    ],
)
@pytest.mark.parametrize(("width", "size"), [(320, 100), (390, 200)])
def test_page_never_scrolls_sideways(visiting: Any, address: str, width: int, size: int) -> None:
    with visiting(width) as visit:
        visit.open(address)
        visit.page.evaluate(f"document.documentElement.style.fontSize = '{size * 17 // 100}px'")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


HEADINGS = "#main h2:not(.subscribe *), #main .year h3, #main .card h3"


def without_space(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@LANGUAGES
def test_calendar_folds_no_heading_away_in_print(visiting: Any, path: str) -> None:
    with visiting() as visit:
        visit.open(f"{path}calendar/")
        visit.page.emulate_media(media="print")
        visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        headings = visit.page.locator(HEADINGS).all()
        assert [heading.inner_text() for heading in headings if not heading.is_visible()] == []
        assert len(headings) > 5


def test_calendar_loses_nothing_on_paper(visiting: Any) -> None:
    """In English: a PDF gives some Chinese characters as radicals and variants that look the same."""
    with visiting() as visit:
        visit.open("learn/en/calendar/")
        reader = pypdf.PdfReader(io.BytesIO(visit.page.pdf()))
        text = without_space("".join(page.extract_text() for page in reader.pages))
        headings = visit.page.locator(HEADINGS).all_inner_texts()
        assert [heading for heading in headings if without_space(heading) not in text] == []
        assert len(headings) > 5
