"""The panels for subscribing to calendars: exactly the existing calendars, with links that work for the URL of the site."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import segno

from prospectus.derive.qr import QUIET, qr
from prospectus.derive.subscribe import is_public
from prospectus.derive.view import PageView, View
from prospectus.memo import Memo
from tiny import FULL, URL, Tiny, machine_files, pages_of


@pytest.fixture(scope="module")
def pages() -> dict[str, PageView]:
    return pages_of(FULL)


def offered(page: PageView) -> dict[str, View]:
    return {each.id: each for _, members in page.body.subscribe.groups for each in members}


def test_panel_offers_every_calendar_that_is_published_but_those_of_single_events(pages: dict[str, PageView]) -> None:
    files = {path for path in machine_files(FULL) if path.endswith(".ics") and path.startswith("calendar/") and "/events/" not in path}
    assert {each.file for each in offered(pages["calendar/"]).values()} == files
    assert {each.file for each in offered(pages["en/calendar/"]).values()} == {f"en/{path}" for path in files}
    assert len(files) > 7


def test_page_of_an_event_leads_to_its_own_file_when_there_is_one(pages: dict[str, PageView]) -> None:
    files = {path for path in machine_files(FULL) if path.endswith(".ics")}
    alone = {address: page.body.subscribe.file for address, page in pages.items() if page.template in ("event.html", "talk.html")}
    assert {address: file in files for address, file in alone.items() if file} == dict.fromkeys((a for a in alone if alone[a]), True)
    assert (alone["talks/spring-outlook/"], alone["en/calendar/events/growers-meeting/"]) == (
        "talks/spring-outlook/spring-outlook.ics",
        "en/calendar/events/growers-meeting/growers-meeting.ics",
    )
    assert (alone["talks/some-day-in-may/"], alone["talks/sample-talk/"]) == ("", "")  # no day stated; a sample


def test_series_is_offered_first_on_its_own_page_and_everything_after_it(pages: dict[str, PageView]) -> None:
    assert list(offered(pages["calendar/series/barley-talks/"])) == ["subscribe-series-barley-talks", "subscribe-all"]
    assert list(offered(pages["calendar/2025/06/"])) == ["subscribe-all"]


def test_ways_lead_to_the_calendar_itself(pages: dict[str, PageView]) -> None:
    each = offered(pages["en/calendar/"])["subscribe-series-barley-talks"]
    whole = f"{URL}en/calendar/series/barley-talks.ics"
    assert each.webcal == whole.replace("https://", "webcal://")
    google, outlook = urlsplit(each.google), urlsplit(each.outlook)
    assert (google.netloc, parse_qs(google.query)) == ("calendar.google.com", {"cid": [each.webcal]})
    assert (outlook.netloc, parse_qs(outlook.query)) == ("outlook.live.com", {"url": [whole], "name": ["Barley talks"]})


def modules(code: View) -> list[list[bool]]:
    """Return the matrix of modules that the SVG path of a QR code draws: True is dark."""
    import re

    dark = [[False] * code.size for _ in range(code.size)]
    x = y = 0
    for command, one, other, length in re.findall(r"([Mm])(-?\d+) (\d+(?:\.5)?)h(\d+)", code.path):
        x, y = (int(one), int(float(other))) if command == "M" else (x + int(one), y)
        dark[y][x : x + int(length)] = [True] * int(length)
        x += int(length)
    return dark


@pytest.mark.parametrize("text", ["https://lakeside.example/learn/calendar/#subscribe-all", "x", "日历"])
def test_code_darkens_just_the_modules_of_the_standard_with_a_quiet_zone(text: str) -> None:
    code, matrix = qr(text, Memo()), segno.make_qr(text, error="m").matrix
    empty = [False] * code.size
    rows = [[False] * QUIET + [bool(each) for each in row] + [False] * QUIET for row in matrix]
    assert modules(code) == [empty] * QUIET + rows + [empty] * QUIET


def test_code_of_a_calendar_leads_to_its_place_in_the_panel(pages: dict[str, PageView]) -> None:
    each: Any = offered(pages["en/calendar/"])["subscribe-audience-farmers"]
    assert each.qr == qr(f"{URL}en/calendar/#subscribe-audience-farmers", Memo())


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
    page = pages_of(FULL, url="http://127.0.0.1:8000/")["calendar/"]
    shown = {(each.webcal, each.google, each.outlook, each.qr) for each in offered(page).values()}
    assert (page.body.subscribe.public, shown) == (False, {("", "", "", None)})


def test_site_without_events_offers_the_calendar_of_everything(tiny: Tiny) -> None:
    assert list(offered(pages_of(tiny("minimal"))["calendar/"])) == ["subscribe-all"]
