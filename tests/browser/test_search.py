"""Search: the page of results by keyboard, by touch and without script, the suggestions below a field, and what is loaded."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

RESULTS = "[data-search=results]"
FIELD = "#main input[name=q]"
COUNT = ".found-count"
FOCUSED_TEXT = "document.activeElement.textContent"


def wait_for(page: Any, query: str) -> Any:
    """Wait until the results of a query are shown, and return their links."""
    page.locator(f'{RESULTS}[data-query="{query}"]').wait_for(state="attached")
    return page.locator(f"{RESULTS} li a")


@pytest.mark.parametrize(
    ("address", "query", "first", "count"),
    [
        ("search/", "破产", "期货投资者保障基金怎样补偿", "条结果"),
        ("en/search/", "insolvent", "What the Futures Investor Protection Fund pays", "Results: "),
    ],
)
@pytest.mark.parametrize("width", [390, 1440])
def test_compensation_of_a_failed_broker_is_one_tap_from_search(
    visiting: Any, address: str, query: str, first: str, count: str, width: int
) -> None:
    with visiting(width=width, has_touch=True) as visit:
        visit.open(f"{address}?q={query}")
        links = wait_for(visit.page, query)
        assert first in links.all_inner_texts()[:3]
        assert count in visit.page.locator(COUNT).inner_text()
        links.filter(has_text=first).first.tap()
        visit.page.wait_for_url("**/guides/compensation/")
        assert visit.all_complaints() == []


def test_results_follow_what_is_typed_and_stand_in_the_address(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/search/")
        page = visit.page
        page.locator(FIELD).fill("押金")
        wait_for(page, "押金")
        assert page.url.endswith("?q=%E6%8A%BC%E9%87%91")
        assert page.locator(".titles").is_hidden()
        page.locator(FIELD).fill("")
        page.locator(".titles").wait_for()
        page.go_back()
        assert visit.all_complaints() == []


def test_result_has_its_kind_the_answer_and_a_marked_excerpt(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/search/?q=保证金")
        wait_for(visit.page, "保证金")
        item = visit.page.locator(f"{RESULTS} > li", has_text="保证金是什么").first
        assert item.locator(".found-trail").inner_text().startswith("指南")
        assert item.locator(".found-title mark").inner_text() == "保证金"
        assert item.locator(".found-answer").inner_text() == "保证金是履约的押金。"


def test_keyboard_leads_from_the_field_through_the_results_and_back(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/search/?q=保证金")
        page = visit.page
        titles = wait_for(page, "保证金").all_inner_texts()
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.press("ArrowDown")
        assert page.evaluate(FOCUSED_TEXT) == titles[0]
        page.keyboard.press("ArrowDown")
        assert page.evaluate(FOCUSED_TEXT) == titles[1]
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/search/" not in url)


def test_results_are_narrowed_down_to_one_kind(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("search/?q=保证金")
        page = visit.page
        everything = wait_for(page, "保证金").count()
        chip = page.locator(".found-kinds .chip", has_text="课程")
        chip.click()
        page.locator(f'{RESULTS} > li[data-kind="term"]').first.wait_for(state="detached")
        assert chip.get_attribute("aria-pressed") == "true"
        assert page.locator(f"{RESULTS} > li").count() == int(chip.locator(".n").inner_text()) < everything


def test_results_of_the_other_language_stand_below(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/search/?q=collateral")
        wait_for(visit.page, "collateral")
        section = visit.page.locator(".found-other")
        section.wait_for()
        assert section.locator("li").first.get_attribute("lang") == "en"
        assert "What margin is" in section.locator("li a").all_inner_texts()


def test_query_that_finds_nothing_offers_other_ways(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/search/?q=犇羴鱻保")
        visit.page.locator(".found-none").wait_for()
        assert "没有找到" in visit.page.locator(COUNT).inner_text() + visit.page.locator(".found-none").inner_text()
        assert visit.all_complaints() == []


@pytest.mark.parametrize(
    ("address", "query", "title"),
    [("search/", "保正金", "保证金"), ("search/", "baozengjin", "保"), ("en/search/", "colattral mraginn", "argin")],
)
def test_query_that_finds_nothing_is_led_to_titles_like_it(visiting: Any, address: str, query: str, title: str) -> None:
    with visiting() as visit:
        visit.open(f"learn/{address}?q={query}")
        wait_for(visit.page, query)
        links = visit.page.locator(f".found-none li a, {RESULTS} li a").all_inner_texts()
        assert any(title in link for link in links)


def test_any_query_is_answered(visiting: Any) -> None:
    with visiting(width=390, has_touch=True) as visit:
        visit.open("learn/search/")
        page = visit.page
        for query in ("<script>alert(1)</script>", "？！……", "😀", "\"'&amp;%", "保证金" * 400, "margin " * 200 + "x", "a", "2 5 0"):
            page.locator(FIELD).fill(query)
            page.wait_for_function("(query) => document.querySelector('[data-search=results]').dataset.query === query", arg=query.strip())
            assert page.locator(".found script").count() == 0
        page.locator(FIELD).fill("２５，０００")
        wait_for(page, "２５，０００")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert visit.all_complaints() == []


def test_reader_is_told_that_the_index_cannot_be_read(visiting: Any) -> None:
    with visiting() as visit:
        page = visit.page
        visit.open("learn/search/")
        page.route("**/learn/search/data/words/*", lambda route: route.abort())
        page.locator(FIELD).fill("保证金")
        page.locator(".found-none .empty-title").wait_for()
        assert page.locator(".titles").is_hidden()
        assert page.locator(RESULTS).get_attribute("data-query") is None


def test_late_answer_does_not_take_the_place_of_a_newer_one(visiting: Any) -> None:
    with visiting() as visit:
        page = visit.page
        visit.open("learn/search/")
        held: list[Any] = []

        def hold(route: Any) -> None:
            held.append(route)

        page.route("**/learn/search/data/texts/*", hold)
        page.locator(FIELD).fill("保证金")
        for query in ("", "犇羴鱻"):
            while not held:
                page.wait_for_timeout(20)
            page.locator(FIELD).fill(query)
            if query:
                wait_for(page, query)
            else:
                page.locator(".titles").wait_for()
            while held:
                held.pop().continue_()
            page.wait_for_timeout(100)
            assert page.locator(f"{RESULTS} li").count() == 0
            if not query:
                page.locator(FIELD).fill("结算")


def test_reader_who_comes_back_finds_the_query_and_the_place(visiting: Any) -> None:
    with visiting(width=390, has_touch=True) as visit:
        page = visit.page
        visit.open("search/")
        page.locator(FIELD).fill("保证金")
        link = wait_for(page, "保证金").nth(9)
        title = link.inner_text()
        link.tap()
        page.wait_for_url(lambda url: "/search/" not in url)
        page.go_back()
        wait_for(page, "保证金")
        assert page.locator(FIELD).input_value() == "保证金"
        page.wait_for_function("(title) => document.activeElement.innerText === title", arg=title)
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") < page.viewport_size["height"]


def test_nothing_is_loaded_before_a_query_and_little_for_the_first(visiting: Any) -> None:
    with visiting() as visit:
        sizes: dict[str, int] = {}
        visit.page.on(
            "response", lambda response: sizes.update({response.url: len(response.body())}) if "/search" in response.url else None
        )
        visit.open("")
        assert [url for url in sizes if "/search/data/" in url or "search-index" in url] == []
        visit.open("search/?q=保证金")
        wait_for(visit.page, "保证金")
        assert sum(1 for url in sizes if "/search/data/" in url) < 60


@pytest.mark.parametrize(("address", "heading"), [("search/", "全部标题"), ("en/search/", "All titles")])
def test_page_lists_all_titles_without_script(visiting: Any, address: str, heading: str) -> None:
    with visiting(java_script_enabled=False) as visit:
        visit.open(f"{address}?q=SC")
        page = visit.page
        assert page.get_by_role("heading", name=heading).is_visible()
        assert page.locator(".title-list a").count() > 300
        assert page.locator('.title-list a[href$="guides/compensation/"]').count() == 1


def test_input_method_is_not_interrupted(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/search/")
        page = visit.page
        page.locator(FIELD).focus()
        session = page.context.new_cdp_session(page)
        session.send("Input.imeSetComposition", {"text": "ya jin", "selectionStart": 6, "selectionEnd": 6})
        page.wait_for_timeout(200)
        assert page.locator(RESULTS).get_attribute("data-query") is None
        session.send("Input.insertText", {"text": "押金"})
        wait_for(page, "押金")


@pytest.mark.parametrize(("address", "query", "title"), [("", "押金", "保证金是什么"), ("en/", "collateral", "What margin is")])
def test_suggestions_are_a_combobox(visiting: Any, address: str, query: str, title: str) -> None:
    with visiting(width=390) as visit:
        visit.open(f"learn/{address}")
        page = visit.page
        page.keyboard.press("/")
        field = page.locator(FIELD)
        page.locator(f"{FIELD}[role=combobox]").wait_for()
        field.press_sequentially(query) if query.isascii() else field.fill(query)
        options = wait_for(page, query)
        assert options.first.inner_text().startswith(title)
        assert field.get_attribute("aria-expanded") == "true"
        page.keyboard.press("ArrowDown")
        assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
        page.keyboard.press("Escape")
        assert field.get_attribute("aria-expanded") == "false"
        field.fill(title)
        wait_for(page, title)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/guides/margin/")
        assert visit.all_complaints() == []


def test_enter_without_a_choice_leads_to_all_results(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/en/")
        page = visit.page
        page.locator(FIELD).fill("collateral")
        page.locator(FIELD).press("Enter")
        page.wait_for_url("**/learn/en/search/?q=collateral")
        assert "What margin is" in wait_for(page, "collateral").all_inner_texts()


def test_field_of_the_page_for_unknown_addresses_holds_the_words_of_the_address(visiting: Any) -> None:
    with visiting() as visit:
        page = visit.page
        page.route(
            "**/learn/guides/margin-call/", lambda route: route.fulfill(path=None, response=page.request.get(f"{visit.url}/learn/404.html"))
        )
        page.goto(f"{visit.url}/learn/guides/margin-call/")
        assert page.locator(FIELD).input_value() == "margin call"
