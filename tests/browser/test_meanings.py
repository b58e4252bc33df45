"""What a term means opens in place: by mouse, touch and keyboard, in both languages; without script the link leads to its page."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

ADDRESS = "guides/membership/"
TERM = "#main a.term[data-meaning]"
LANGUAGES = pytest.mark.parametrize(("prefix", "names"), [("", ("会员", "Member")), ("en/", ("Member", "会员"))], ids=["zh", "en"])


def read_meaning(page: Any) -> str:
    """Return the text of the open meaning, once it has been fetched."""
    page.locator("#meaning .term-short").wait_for()
    return str(page.locator("#meaning").inner_text())


@LANGUAGES
@pytest.mark.parametrize("way", ["click", "tap", "Enter", "Space", "focus"])
def test_meaning_opens_in_both_languages_and_closes_on_escape(visiting: Any, prefix: str, names: tuple[str, str], way: str) -> None:
    with visiting(390 if way == "tap" else 1440, has_touch=way == "tap") as visit:
        visit.open(f"{prefix}{ADDRESS}")
        page, link = visit.page, visit.page.locator(TERM).first
        assert (link.get_attribute("role"), link.get_attribute("aria-expanded")) == ("button", "false")
        address = page.url
        if way in ("click", "tap"):
            getattr(link, way)()
        else:
            link.focus()
            if way != "focus":
                page.keyboard.press(way)
        text = read_meaning(page)
        first, second = (text.index(name) for name in names)
        assert first < second
        assert link.get_attribute("aria-expanded") == "true"
        assert page.locator("#meaning a").first.get_attribute("href") == link.evaluate("link => link.href")
        assert page.url == address
        page.keyboard.press("Escape")
        assert page.locator("#meaning").is_hidden()
        assert link.get_attribute("aria-expanded") == "false"
        if way not in ("click", "tap"):
            assert link.evaluate("link => link === document.activeElement")
        assert visit.all_complaints() == []


def test_nothing_is_fetched_before_a_reader_asks_and_nothing_twice(visiting: Any) -> None:
    with visiting() as visit:
        requests: list[str] = []
        visit.page.on("request", lambda request: requests.append(request.url) if "/glossary/" in request.url else None)
        visit.open(ADDRESS)
        link = visit.page.locator(TERM).first
        assert requests == []
        for _ in range(2):
            link.click()
            read_meaning(visit.page)
            link.click()
            assert visit.page.locator("#meaning").is_hidden()
        assert len(requests) == 1


def test_keyboard_goes_on_from_a_term_into_its_meaning_and_back_to_the_text(visiting: Any) -> None:
    focused = "document.activeElement.closest('#meaning') ? 'meaning' : document.activeElement.className"
    with visiting() as visit:
        visit.open(ADDRESS)
        page = visit.page
        page.locator(TERM).first.focus()
        read_meaning(page)
        inside = page.locator("#meaning").locator("a, button").count()
        for _ in range(inside):
            page.keyboard.press("Tab")
            assert page.evaluate(focused) == "meaning"
        page.keyboard.press("Tab")
        assert page.evaluate(focused) == "term"
        assert page.locator(TERM).nth(1).get_attribute("aria-expanded") == "true"
        assert page.locator("a.term[aria-expanded=true]").count() == 1


def test_press_outside_closes_a_meaning_and_another_term_replaces_it(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(ADDRESS)
        page = visit.page
        links = page.locator(TERM)
        links.nth(0).click()
        first = read_meaning(page)
        page.locator("h1").click()
        assert page.locator("#meaning").is_hidden()
        links.nth(1).click()
        assert read_meaning(page) != first
        assert page.locator("a.term[aria-expanded=true]").count() == 1


def test_meaning_moves_nothing_and_stays_within_the_window(visiting: Any) -> None:
    places = "all => all.filter(each => each.checkVisibility()).map(each => each.getBoundingClientRect().y + scrollY)"
    with visiting(390, has_touch=True) as visit:
        visit.open(f"en/{ADDRESS}")
        page = visit.page
        before = page.locator("#main :is(p, li, h2):not(#meaning *)").evaluate_all(places)
        for index in range(min(5, page.locator(TERM).count())):
            page.locator(TERM).nth(index).tap()
            read_meaning(page)
            box = page.locator("#meaning").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
            assert box["y"] >= -1
            assert box["y"] + box["height"] <= 901
            page.locator("#meaning button").tap()
        assert page.locator("#main :is(p, li, h2):not(#meaning *)").evaluate_all(places) == before
        assert page.locator("[style]").count() == 0


def test_meaning_that_cannot_be_fetched_says_so_and_leads_to_the_page(visiting: Any) -> None:
    with visiting(service_workers="block") as visit:
        visit.open(f"en/{ADDRESS}")
        link = visit.page.locator(TERM).first
        visit.page.route("**/glossary/**", lambda route: route.abort())
        link.click()
        visit.page.get_by_text("could not be loaded").wait_for()
        assert visit.page.locator("#meaning a").get_attribute("href") == link.evaluate("link => link.href")


def test_term_with_a_modifier_opens_its_page_as_any_link(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(ADDRESS)
        with visit.page.context.expect_page() as opened:
            visit.page.locator(TERM).first.click(modifiers=["ControlOrMeta"])
        opened.value.wait_for_url("**/glossary/**")
        assert visit.page.locator("#meaning").count() == 0


@LANGUAGES
def test_without_script_a_term_leads_to_its_page_which_begins_with_its_meaning(visiting: Any, prefix: str, names: tuple[str, str]) -> None:
    with visiting(390, java_script_enabled=False) as visit:
        visit.open(f"{prefix}{ADDRESS}")
        visit.page.locator(TERM).first.click()
        visit.page.wait_for_url(f"**/{prefix}glossary/member/")
        texts = [visit.page.locator(selector).first.inner_text() for selector in ("h1", ".term-other strong")]
        assert [text.startswith(name) for text, name in zip(texts, names, strict=True)] == [True, True]
        tops = [visit.page.locator(selector).first.bounding_box()["y"] for selector in ("h1", ".term-short", ".term-other", "#uses")]
        assert tops == sorted(tops)
        assert visit.page.locator(".uses").first.is_visible()


def test_escape_closes_a_meaning_before_it_ends_side_by_side(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(ADDRESS)
        page = visit.page
        page.locator(".parallel-tool button").click()
        page.locator(".is-parallel").wait_for()
        copied = page.locator(f"[data-copy] {TERM.removeprefix('#main ')}").first
        assert copied.get_attribute("role") == "button"
        copied.click()
        assert "Member" in read_meaning(page)
        page.keyboard.press("Escape")
        assert page.locator("#meaning").is_hidden()
        assert page.locator(".is-parallel").count() == 1
        page.keyboard.press("Escape")
        assert page.locator(".is-parallel").count() == 0


@pytest.mark.parametrize("address", ["guides/membership/", "faq/"])
def test_links_of_a_meaning_lead_from_every_page_to_where_the_page_of_the_term_leads(visiting: Any, address: str) -> None:
    def link_to_a_guide(route: Any) -> None:
        answer = route.fetch()
        marked = "data-popover>"
        route.fulfill(response=answer, body=answer.text().replace(marked, f'{marked}<a href="../../guides/fees/">a</a> ', 1))

    with visiting() as visit:
        visit.page.route("**/glossary/*/", link_to_a_guide)
        visit.open(address)
        visit.page.locator(TERM).first.click()
        read_meaning(visit.page)
        link = visit.page.locator("#meaning .term-short a")
        assert link.evaluate("link => link.href") == f"{visit.url}/guides/fees/"
