"""The panels for subscribing to calendars: exactly the existing calendars, with links that work for the URL of the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from prospectus.cache.cache import BuildCache
from prospectus.text.qr_code import QUIET_ZONE, QrCode, build_qr_code
from prospectus.views.page import PageView
from prospectus.views.subscribe import is_public
from prospectus.views.view import View
from tiny import FULL, URL, SiteFactory, build_page_views, collect_data_files


@pytest.fixture(scope="module")
def pages() -> Mapping[str, PageView]:
    return build_page_views(FULL)


def calendars_on(page: PageView) -> dict[str, View]:
    return {calendar.id: calendar for _, members in page.body.subscribe_panel.groups for calendar in members}


def test_panel_offers_every_published_calendar_except_those_of_single_events(pages: Mapping[str, PageView]) -> None:
    files = {path for path in collect_data_files(FULL) if path.endswith(".ics") and path.startswith("calendar/") and "/events/" not in path}
    assert {calendar.file for calendar in calendars_on(pages["calendar/"]).values()} == files
    assert {calendar.file for calendar in calendars_on(pages["en/calendar/"]).values()} == {f"en/{path}" for path in files}
    assert len(files) > 7


def test_page_of_an_event_leads_to_its_own_file_when_there_is_one(pages: Mapping[str, PageView]) -> None:
    files = {path for path in collect_data_files(FULL) if path.endswith(".ics")}
    file_by_page = {
        address: page.body.subscribe_panel.file
        for address, page in pages.items()
        if page.template in ("pages/event.html", "pages/talk.html")
    }
    assert {address: file in files for address, file in file_by_page.items() if file} == dict.fromkeys(
        (event_address for event_address in file_by_page if file_by_page[event_address]), True
    )
    assert (file_by_page["talks/spring-outlook/"], file_by_page["en/calendar/events/growers-meeting/"]) == (
        "talks/spring-outlook/spring-outlook.ics",
        "en/calendar/events/growers-meeting/growers-meeting.ics",
    )
    assert (file_by_page["talks/some-day-in-may/"], file_by_page["talks/sample-talk/"]) == ("", "")  # no day stated; a sample


def test_series_is_offered_first_on_its_own_page_and_everything_after_it(pages: Mapping[str, PageView]) -> None:
    assert list(calendars_on(pages["calendar/series/barley-talks/"])) == [
        "subscribe-series-barley-talks",
        "subscribe-all",
        "subscribe-periods-barley-talks",
    ]
    assert list(calendars_on(pages["calendar/2025/06/"])) == ["subscribe-all"]


def test_cards_of_the_calendar_page_are_for_all_dates_talks_and_closing_days(pages: Mapping[str, PageView]) -> None:
    groups = dict(pages["en/calendar/"].body.subscribe_panel.groups)
    assert [calendar.id for calendar in groups[None]] == [
        "subscribe-all",
        "subscribe-series-barley-talks",
        "subscribe-closing",
        "subscribe-makeup",
    ]
    assert list(groups)[-1] == "Items without an announced date"  # nobody gets these without asking
    assert [calendar.id for calendar in groups["Items without an announced date"]] == [
        "subscribe-periods",
        "subscribe-periods-monthly-letter",
        "subscribe-periods-barley-talks",
    ]


def test_calendar_that_waits_for_a_first_date_says_so(pages: Mapping[str, PageView]) -> None:
    empty = {calendar.id for calendar in calendars_on(pages["calendar/"]).values() if calendar.empty}
    assert empty == {"subscribe-series-monthly-letter", "subscribe-person-chaff-miller"}


@pytest.mark.parametrize(
    ("address", "feeds", "calendars"),
    [
        ("en/talks/", [], ["subscribe-series-barley-talks"]),
        ("en/notices/", ["en/feeds/notices.atom", "en/feeds/notices.json"], []),
        ("en/changes/", ["en/feeds/changes.atom", "en/feeds/changes.json"], ["subscribe-all"]),
        ("en/changes/2025-06-1/", ["en/feeds/changes.atom", "en/feeds/changes.json"], ["subscribe-all"]),
    ],
)
def test_lists_offer_their_calendars_and_feeds(pages: Mapping[str, PageView], address: str, feeds: list[str], calendars: list[str]) -> None:
    panel = pages[address].body.subscribe_panel
    assert ([feed.file for feed in panel.feeds], list(calendars_on(pages[address]))) == (feeds, calendars)
    assert [feed.url for feed in panel.feeds] == [f"{URL}{path}" for path in feeds]


def test_links_lead_to_the_calendar_itself(pages: Mapping[str, PageView]) -> None:
    calendar = calendars_on(pages["en/calendar/"])["subscribe-series-barley-talks"]
    absolute_url = f"{URL}en/calendar/series/barley-talks.ics"
    assert calendar.webcal == absolute_url.replace("https://", "webcal://")
    google, outlook = urlsplit(calendar.google), urlsplit(calendar.outlook)
    assert (google.netloc, parse_qs(google.query)) == ("calendar.google.com", {"cid": [calendar.webcal]})
    assert (outlook.netloc, parse_qs(outlook.query)) == ("outlook.live.com", {"url": [absolute_url], "name": ["Barley talks"]})


def draw_modules(code: View) -> list[list[bool]]:
    """Return the matrix of modules that the SVG path of a QR code draws: True is dark."""
    import re

    dark = [[False] * code.size for _ in range(code.size)]
    x = y = 0
    for command, move_x, move_y, length in re.findall(r"([Mm])(-?\d+) (\d+(?:\.5)?)h(\d+)", code.path):
        x, y = (int(move_x), int(float(move_y))) if command == "M" else (x + int(move_x), y)
        dark[y][x : x + int(length)] = [True] * int(length)
        x += int(length)
    return dark


TEXTS = ["https://lakeside.example/learn/calendar/#subscribe-all", "x", "日历"]


@pytest.mark.parametrize("text", TEXTS)
def test_printed_qr_code_has_the_modules_of_the_standard_and_a_quiet_zone(text: str) -> None:
    code, matrix = build_qr_code(text, BuildCache()), segno.make_qr(text, error="m").matrix
    empty = [False] * code.size
    rows = [[False] * QUIET_ZONE + [bool(module) for module in row] + [False] * QUIET_ZONE for row in matrix]
    assert draw_modules(code) == [empty] * QUIET_ZONE + rows + [empty] * QUIET_ZONE


def scan(code: QrCode) -> list[str]:
    """Return the texts that ZXing, the library of many scanners, reads from a QR code."""
    modules = draw_modules(code)
    picture = Image.new("L", (code.size, code.size))
    picture.putdata([0 if dark else 255 for row in modules for dark in row])
    picture = picture.resize((6 * code.size, 6 * code.size), Image.Resampling.NEAREST)
    return [barcode.text for barcode in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("on_screen", [True, False])
@pytest.mark.parametrize("text", TEXTS)
def test_scanner_reads_the_code(text: str, on_screen: bool) -> None:
    assert scan(build_qr_code(text, BuildCache(), on_screen=on_screen)) == [text]


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789-/#"), min_size=1, max_size=80))
def test_scanner_reads_the_code_of_any_address(path: str) -> None:
    url = f"https://lakeside.example/{path}"
    assert scan(build_qr_code(url, BuildCache(), on_screen=True)) == [url]


def test_code_of_a_calendar_leads_to_its_place_in_the_panel(pages: Mapping[str, PageView]) -> None:
    calendar: Any = calendars_on(pages["en/calendar/"])["subscribe-audience-farmers"]
    assert calendar.qr == build_qr_code(f"{URL}en/calendar/#subscribe-audience-farmers", BuildCache(), on_screen=True)


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://learn.example.org/", True),
        ("https://8.8.8.8/learn/", True),
        ("http://127.0.0.1:8000/", False),
        ("http://localhost/", False),
        ("http://[::1]:8000/", False),
        ("http://10.1.2.3/", False),
        ("http://intranet/", False),
        ("https://site.invalid/", False),
    ],
)
def test_only_a_public_address_can_be_subscribed_to(url: str, public: bool) -> None:
    assert is_public(url) is public


def test_site_without_a_public_address_shows_the_file_alone() -> None:
    page = build_page_views(FULL, url="http://127.0.0.1:8000/")["calendar/"]
    shown = {(calendar.webcal, calendar.google, calendar.outlook, calendar.qr) for calendar in calendars_on(page).values()}
    assert (page.body.subscribe_panel.public, shown) == (False, {("", "", "", None)})


def test_site_without_events_offers_the_calendar_of_everything(tiny: SiteFactory) -> None:
    assert list(calendars_on(build_page_views(tiny("minimal"))["calendar/"])) == ["subscribe-all"]
