"""The planning board in a browser: both languages, copying, moving by mouse, keyboard and touch, refusals and undo."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from playwright.sync_api import Browser, Page, expect

from board_client import JULY, ROWS, SITE, build_app
from prospectus.board.app import PREFIX, BoardApp
from tiny import RunCommand, SiteFactory

WIDE, PHONE = 1440, 390
VIOLATIONS = "window.violations = []; addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective))"


class QuietServer(ThreadingMixIn, WSGIServer):
    """Serves the board, and tells of new builds as the server of the preview does."""

    daemon_threads = True
    version = 1

    def answer(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(PREFIX):
            return self.board(environ, start_response)
        start_response("200 OK", [("Content-Type", "text/plain")])
        known = int(environ["PATH_INFO"].split("/")[2])
        for _ in range(100):
            if self.version > known:
                break
            time.sleep(0.05)
        return [str(self.version).encode()]

    board: BoardApp


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Write no access log."""


@dataclass
class Desk:
    """A site, the server of its board, and a browser."""

    root: Path
    server: QuietServer
    browser: Browser

    @contextmanager
    def opening(self, address: str = "2025-07/", *, width: int = WIDE, language: str = "en", **options: Any) -> Iterator[Page]:
        """Open the board in a new window. It must break no rule of its policy, and its script must raise nothing."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.add_init_script(VIOLATIONS)
        page, errors = context.new_page(), list[str]()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"http://127.0.0.1:{self.server.server_port}{PREFIX}{address}?lang={language}")
        yield page
        assert (errors, page.evaluate("window.violations || []")) == ([], [])
        context.close()

    def text(self, path: str = JULY) -> str:
        return (self.root / path).read_text(encoding="utf-8")


@pytest.fixture
def desk(tiny: SiteFactory, browser: Browser) -> Iterator[Desk]:
    root = tiny("full", SITE)
    server = QuietServer(("127.0.0.1", 0), QuietHandler)
    server.board = build_app(root, get_version=lambda: server.version)
    server.set_app(server.answer)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield Desk(root, server, browser)
    server.shutdown()
    server.server_close()


def card(page: Page, key: str) -> Any:
    return page.locator(f".event[data-key='{key}'] > .event-button")


def day(page: Page, number: int) -> Any:
    return page.locator(f".day[data-day='2025-07-{number:02}']")


def drag(page: Page, key: str, target: Any) -> None:
    """Drag an event onto an element with the mouse."""
    card(page, key).hover()
    page.mouse.down()
    target.hover(position={"x": 40, "y": 60})
    expect(target).to_have_class(re.compile(r"\bis-target\b"))
    page.mouse.up()


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("en", "July 2025", ["drafts: 1", "It cannot be released yet.", "A tour of the mill"]),
        ("zh", "2025年7月", ["草稿", "还不能定版", "看磨坊"]),
    ],
)
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_month_is_shown_in_both_languages_and_fits_the_window(desk: Desk, language: str, title: str, words: list[str], width: int) -> None:
    with desk.opening(language=language, width=width) as page:
        expect(page.locator("h1")).to_have_text(title)
        text = page.locator("#board").inner_text()
        assert [word for word in words if word not in text] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        columns = page.evaluate("getComputedStyle(document.querySelector('.days')).gridTemplateColumns.split(' ').length")
        assert columns == (7 if width == WIDE else 1)


def test_details_of_an_event_open_by_keyboard_and_close_with_escape(desk: Desk) -> None:
    with desk.opening() as page:
        card(page, "harvest").focus()
        page.keyboard.press("Enter")
        details = page.locator("#event-harvest-details")
        expect(details).to_be_visible()
        assert "PR506" in details.inner_text()
        page.keyboard.press("Escape")
        expect(details).to_be_hidden()
        expect(card(page, "harvest")).to_be_focused()


def test_button_copies_its_command_and_says_so(desk: Desk) -> None:
    with desk.opening() as page:
        button = page.get_by_role("button", name="Copy: prospectus plan 2025-07")
        button.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_have_text("Copied: prospectus plan 2025-07")
        expect(button).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == "prospectus plan 2025-07"


def test_event_is_dragged_to_another_day_and_the_move_undone(desk: Desk) -> None:
    with desk.opening() as page:
        drag(page, "harvest", day(page, 21))
        outcome = page.locator("#outcome")
        expect(outcome).to_contain_text("start 2025-07-19 10:00 → 2025-07-21 10:00")
        assert desk.text() == ROWS.replace("2025-07-19", "2025-07-21")
        expect(day(page, 21).locator(".event")).to_have_attribute("data-key", "harvest")
        expect(card(page, "harvest")).to_be_focused()
        expect(page.locator(":popover-open")).to_have_count(0)
        page.keyboard.press("Tab")
        expect(outcome.get_by_role("button", name="Undo")).to_be_focused()
        page.keyboard.press("Enter")
        expect(outcome).to_contain_text("The move is undone")
        expect(day(page, 19).locator(".event")).to_have_attribute("data-key", "harvest")
        assert desk.text() == ROWS


def test_drop_on_a_day_off_tells_the_warning_in_the_language_of_the_page(desk: Desk) -> None:
    with desk.opening(language="zh") as page:
        drag(page, "barley-talk", day(page, 20))
        expect(page.locator("#outcome .problem-line")).to_contain_text("PR506 活动必须安排在工作日")


def test_event_without_a_day_is_dragged_to_one(desk: Desk) -> None:
    with desk.opening() as page:
        drag(page, "sowing", day(page, 22))
        expect(day(page, 22).locator(".event")).to_have_attribute("data-key", "sowing")
        assert "starts: 2025-07-22\n" in desk.text()


def test_drag_is_given_up_with_escape_and_cancelled_events_stay(desk: Desk) -> None:
    with desk.opening() as page:
        card(page, "harvest").hover()
        page.mouse.down()
        day(page, 21).hover()
        page.keyboard.press("Escape")
        page.mouse.up()
        card(page, "camp").hover()
        page.mouse.down()
        day(page, 21).hover()
        page.mouse.up()
        page.wait_for_timeout(200)
        assert desk.text() == ROWS
        card(page, "harvest").click()  # the next click opens as ever
        expect(page.locator("#event-harvest-details")).to_be_visible()


@pytest.mark.parametrize("options", [{}, {"width": PHONE, "has_touch": True, "is_mobile": True}])
def test_event_moves_by_its_form_also_to_another_month(desk: Desk, options: dict[str, Any]) -> None:
    with desk.opening(**options) as page:
        press = "tap" if options else "click"
        getattr(card(page, "harvest"), press)()
        form = page.locator("#event-harvest-details form")
        form.get_by_label("Date").fill("2025-08-04")
        form.get_by_label("Time").fill("14:00-15:00")
        getattr(form.get_by_role("button", name="Move"), press)()
        expect(page.locator("#outcome")).to_contain_text("2025-08-04 14:00")
        assert "starts: 2025-08-04 14:00" in desk.text("calendar/2025/08.yml")
        page.get_by_role("link", name="It is now in August 2025").click()
        expect(page.locator("h1")).to_have_text("August 2025")
        expect(card(page, "harvest")).to_be_visible()


def test_refusal_is_shown_in_the_form_and_the_event_stays(desk: Desk) -> None:
    with desk.opening(language="zh") as page:
        card(page, "harvest").click()
        form = page.locator("#event-harvest-details form")
        form.get_by_label("时间").fill("很晚")
        form.get_by_role("button", name="改期").press("Enter")
        expect(form.locator(".answer")).to_contain_text("日期和时间必须是一天和一段时间")
        expect(form).to_be_visible()
        assert desk.text() == ROWS


def test_refused_drag_says_why(desk: Desk) -> None:
    with desk.opening() as page:
        (desk.root / "calendar/2025/08.yml").write_text("- id: [", encoding="utf-8")
        drag(page, "harvest", day(page, 21))
        expect(page.locator("#outcome")).to_contain_text("Nothing was changed.")
        expect(page.locator("#outcome").get_by_role("button", name="Undo")).to_have_count(0)


def test_event_that_somebody_else_has_moved_is_shown_where_it_is(desk: Desk) -> None:
    with desk.opening() as page:
        moved = ROWS.replace("2025-07-19", "2025-07-17")
        (desk.root / JULY).write_text(moved, encoding="utf-8")
        drag(page, "harvest", day(page, 21))
        expect(page.locator("#outcome")).to_contain_text("it has been moved since this page was shown, to 2025-07-17 10:00")
        expect(day(page, 17).locator(".event")).to_have_attribute("data-key", "harvest")
        assert desk.text() == moved


def test_board_follows_edits_of_others_but_not_while_details_are_open(desk: Desk, run: RunCommand) -> None:
    with desk.opening() as page:
        card(page, "mill-tour").click()
        (desk.root / JULY).write_text(ROWS.replace("en: Harvest}", "en: Harvest home}"), encoding="utf-8")
        desk.server.version += 1
        page.wait_for_timeout(300)
        expect(page.locator("#event-mill-tour-details")).to_be_visible()
        page.keyboard.press("Escape")
        expect(card(page, "harvest")).to_contain_text("Harvest home")


def test_page_without_script_shows_all_and_offers_no_button_that_needs_it(desk: Desk) -> None:
    with desk.opening(java_script_enabled=False) as page:
        assert page.locator(".event-button").count() == 5
        card(page, "harvest").click()
        details = page.locator("#event-harvest-details")
        expect(details).to_contain_text('prospectus cancel harvest --reason "…"')
        expect(details.get_by_role("button", name="Move")).to_have_count(0)
        expect(details.get_by_role("button", name="Copy")).to_have_count(0)


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_text_twice_as_large_never_scrolls_sideways(desk: Desk, width: int) -> None:
    with desk.opening(width=width) as page:
        page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        card(page, "harvest").click()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("(([e]) => e.scrollWidth - e.clientWidth)(document.querySelectorAll(':popover-open'))") == 0
