"""The header, the menu of a phone, the bar of a section, the breadcrumbs, the footer, and the language switch."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

LANGUAGES = ["", "en/"]
LONG_PAGE = "guides/compensation/"


def header_top(page: Any) -> float:
    return float(page.evaluate("document.querySelector('.site-header').getBoundingClientRect().bottom"))


def scroll_to(page: Any, top: int) -> None:
    page.evaluate(
        """async (top) => {
            const settle = (wait, ...rest) => new Promise((done) => wait(done, ...rest));
            scrollTo(0, top);
            for (const _ of [1, 2]) await settle(requestAnimationFrame);
            await settle(setTimeout, 400);
        }""",
        top,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("script", [True, False])
def test_menu_of_a_phone_leads_to_every_section_and_entry(visiting: Any, language: str, script: bool) -> None:
    with visiting(390, java_script_enabled=script, has_touch=True) as visit:
        visit.open(language)
        page = visit.page
        menu, group = page.locator("details.menu > summary"), page.locator(".menu-group").nth(1)
        assert not group.is_visible()
        menu.tap()
        assert page.locator(".menu-panel .search-field input").is_visible()
        group.locator("summary").tap()
        group.get_by_role("link").nth(1).tap()
        page.wait_for_url(f"{visit.url}/{language}contracts/")
        assert page.locator(".menu-group[open] summary.is-current").count() == 1
        if script:
            assert visit.all_complaints() == []


def test_menu_closes_on_escape_and_on_a_click_outside(visiting: Any) -> None:
    with visiting(390) as visit:
        visit.open("")
        page = visit.page
        menu, entry = page.locator("details.menu > summary"), page.locator("details.menu nav summary").first
        menu.click()
        page.keyboard.press("Escape")
        assert (entry.is_visible(), menu.evaluate("menu => menu === document.activeElement")) == (False, True)
        menu.click()
        page.locator(".site-name").evaluate("name => name.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))")
        page.locator("body").evaluate("body => body.click()")
        assert not entry.is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_header_of_a_phone_goes_on_the_way_down_and_returns_on_the_way_up(visiting: Any, language: str) -> None:
    with visiting(390) as visit:
        visit.open(f"{language}{LONG_PAGE}")
        page = visit.page
        assert page.evaluate("document.querySelector('.site-header').offsetHeight") <= 53
        scroll_to(page, 900)
        assert header_top(page) <= 0
        scroll_to(page, 600)
        assert header_top(page) > 40
        assert visit.all_complaints() == []


def test_header_stays_while_it_is_used(visiting: Any) -> None:
    with visiting(390) as visit:
        visit.open(LONG_PAGE)
        page = visit.page
        scroll_to(page, 900)
        page.locator(".site-name").focus(timeout=5000)
        scroll_to(page, 1300)
        assert header_top(page) > 40
        page.evaluate("document.activeElement.blur()")
        scroll_to(page, 1700)
        assert header_top(page) <= 0
        scroll_to(page, 1600)
        page.locator("details.menu > summary").click()
        scroll_to(page, 2100)
        assert header_top(page) > 40


@pytest.mark.parametrize(("language", "other"), [("", "en/"), ("en/", "")])
def test_language_switch_leads_to_the_same_heading(visiting: Any, language: str, other: str) -> None:
    with visiting(390, has_touch=True) as visit:
        visit.open(f"{language}lessons/hedging/")
        page = visit.page
        heading = page.locator("#main .prose h2").nth(1)
        place, top = heading.evaluate("h => [h.id, h.getBoundingClientRect().top + scrollY]")
        scroll_to(page, top - 60)
        scroll_to(page, top - 80)
        page.locator("header .lang-switch").tap()
        page.wait_for_url(f"{visit.url}/{other}lessons/hedging/**")
        assert page.url.endswith(f"#{place}")
        assert abs(page.evaluate("document.querySelectorAll('#main .prose h2')[1].getBoundingClientRect().top")) < 120


def test_language_switch_at_the_top_of_a_page_leads_to_the_top(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(LONG_PAGE)
        visit.page.locator("header .lang-switch").click()
        visit.page.wait_for_url(f"{visit.url}/en/{LONG_PAGE}")


def test_link_to_a_heading_by_its_words_still_leads_there(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("en/lessons/hedging/")
        page = visit.page
        anchor = page.locator("#main .prose h2 > span[id]").nth(1)
        page.goto(f"{visit.url}/en/lessons/hedging/#{anchor.get_attribute('id')}")
        assert abs(anchor.evaluate("anchor => anchor.getBoundingClientRect().top")) < 120


@pytest.mark.parametrize("language", LANGUAGES)
def test_section_bar_marks_where_a_page_stands(visiting: Any, language: str) -> None:
    with visiting() as visit:
        visit.open(f"{language}lessons/hedging/")
        page = visit.page
        current = page.locator(".section-bar [aria-current]")
        assert (current.count(), current.get_attribute("aria-current")) == (1, "true")
        assert page.locator(".site-nav [aria-current=true]").count() == 1
        current.click()
        page.wait_for_url(f"{visit.url}/{language}lessons/")
        assert page.locator(".section-bar [aria-current]").get_attribute("aria-current") == "page"


@pytest.mark.parametrize("language", LANGUAGES)
def test_keyboard_leads_from_the_home_page_to_a_section(visiting: Any, language: str) -> None:
    with visiting() as visit:
        visit.open(language)
        page = visit.page
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.site-nav a')"):
                break
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{visit.url}/{language}rules/")
        assert page.locator(".entry").count() >= 5


def test_focus_in_the_header_follows_the_lines(visiting: Any) -> None:
    for width in (390, 800, 1440):
        with visiting(width) as visit:
            visit.open("en/learn/")
            page = visit.page
            places = page.locator(".site-header :is(a, button, input, summary):visible").evaluate_all(
                "parts => parts.map(part => part.getBoundingClientRect()).map(box => [Math.floor((box.top + box.bottom) / 100), box.left])"
            )
            assert places == sorted(places), width


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("script", [True, False])
def test_footer_is_a_map_of_the_site(visiting: Any, width: int, script: bool) -> None:
    with visiting(width, java_script_enabled=script) as visit:
        visit.open(LONG_PAGE)
        page = visit.page
        folds = page.locator(".site-map details")
        assert folds.count() == 5
        if width == 390 and script:
            assert page.locator(".site-map details[open]").count() == 0
            folds.nth(1).locator("summary").click()
        page.locator(".site-map a[href$='calculators/']").click()
        page.wait_for_url(f"{visit.url}/calculators/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_page_of_a_phone_is_short_and_answers(visiting: Any, language: str) -> None:
    with visiting(390) as visit:
        visit.open(language)
        page = visit.page
        assert page.evaluate("document.documentElement.scrollHeight") <= (3350 if language else 3150)
        assert page.locator("main .search-field input").bounding_box()["y"] < 500
        assert [part for part in ("90%", "1,000" if language else "1000") if part not in page.locator(".answers").inner_text()] == []
        assert page.locator(".events").first.locator("li:visible").count() >= 1
        assert visit.all_complaints() == []


def test_home_page_shows_the_same_dates_without_script(visiting: Any) -> None:
    shown = []
    for script in (True, False):
        with visiting(390, java_script_enabled=script) as visit:
            visit.page.clock.set_fixed_time("2025-03-10T01:00:00Z")
            visit.open("en/")
            shown.append(visit.page.locator("[data-next] > li:visible").evaluate_all("rows => rows.map(row => row.id)"))
    assert shown[0] == shown[1]


@pytest.mark.parametrize("address", ["", "en/", "en/learn/", "en/activities/", LONG_PAGE])
def test_nothing_scrolls_sideways_at_twice_the_size(visiting: Any, address: str) -> None:
    with visiting(390) as visit:
        visit.open(address)
        page = visit.page
        page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator("details.menu > summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
