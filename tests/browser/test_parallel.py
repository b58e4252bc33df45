"""Pages side by side in two languages: which parts are paired, their language, and that ending it restores the page."""

from __future__ import annotations

from typing import Any

import pytest

from prospectus.builder.incremental import BuildResult

pytestmark = pytest.mark.browser

ADDRESSES = [
    "",
    "calendar/",
    "calendar/2025/03/",
    "contracts/sc/",
    "courses/",
    "faq/",
    "glossary/",
    "guides/compensation/",
    "guides/contact/",
    "guides/flow-member/",
    "lessons/hedging/",
    "notices/shfe-2025-03/",
    "paths/path-new-investor/",
    "programmes/mp-channels/",
    "universities/",
]
DATA_PATHS = ("assets/", "calendar/all.ics", "data/", "feeds/")
GUIDE = "learn/en/guides/margin/"
MAIN_CONTENT = "[...document.getElementById('main').children].filter(each => !each.matches('.page-bar')).map(each => each.outerHTML)"
DUPLICATE_IDS = """() => {
  const ids = [...document.querySelectorAll('[id]')].map(each => each.id);
  return ids.filter((id, at) => ids.indexOf(id) !== at);
}"""
UNRESOLVED_IDS = """() => {
  const names = ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for'];
  const named = [...document.querySelectorAll('[data-copy] *')].flatMap(each => names.map(name => each.getAttribute(name) ?? ''));
  return named.flatMap(words => words.split(' ').filter(Boolean)).filter(id => !document.getElementById(id));
}"""


def show_side_by_side(page: Any) -> None:
    page.locator(".parallel-tool button").click()
    page.locator(".is-parallel").wait_for()


@pytest.mark.parametrize(("prefix", "other_prefix", "tag"), [("", "en/", "en"), ("en/", "", "zh-CN")], ids=["zh", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_page_is_shown_side_by_side_and_restored(visiting: Any, address: str, prefix: str, other_prefix: str, tag: str) -> None:
    with visiting() as visit:
        visit.open(f"{prefix}{address}")
        page = visit.page
        before = page.evaluate(MAIN_CONTENT)
        show_side_by_side(page)
        assert page.evaluate(DUPLICATE_IDS) == []
        assert page.evaluate(UNRESOLVED_IDS) == []
        assert set(page.locator("[data-copy]").evaluate_all("all => all.map(each => each.lang)")) == {tag}
        assert page.locator("[data-copy] h1").count() == 1
        assert page.locator(".pair").count() > 1
        assert page.locator(".pair-side:empty").count() == 0
        links = page.locator("[data-copy] a[href]").evaluate_all("all => all.map(each => each.href)")
        internal_links = [link.removeprefix(f"{visit.url}/") for link in links if link.startswith(visit.url) and "#" not in link]
        assert [
            link for link in internal_links if link.startswith("en/") != (other_prefix == "en/") and not link.startswith(DATA_PATHS)
        ] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
        assert page.locator(".parallel-tool [role=status]").inner_text() != ""
        page.keyboard.press("Escape")
        assert page.evaluate(MAIN_CONTENT) == before
        assert page.locator(".is-parallel").count() == 0
        assert visit.all_complaints() == []


def test_prose_sections_are_aligned_with_their_translation(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("en/guides/compensation/")
        page = visit.page
        heading_count = page.locator(".with-margin .prose h2, .with-margin .prose h3").count()
        show_side_by_side(page)
        pairs = page.locator(".pair:has(> .prose)").evaluate_all(
            "all => all.map(pair => [...pair.children].map(side => side.querySelector('h2, h3')?.getBoundingClientRect().top))"
        )
        pairs_with_heading = [(left, right) for left, right in pairs if left is not None]
        assert len(pairs_with_heading) == heading_count
        assert [round(left - right) for left, right in pairs_with_heading] == [0] * heading_count


def test_translations_are_shown_below_on_a_phone(visiting: Any) -> None:
    with visiting(390) as visit:
        visit.open(GUIDE)
        show_side_by_side(visit.page)
        is_below = "([own, copy]) => !own || !copy || copy.getBoundingClientRect().top >= own.getBoundingClientRect().bottom"
        results = visit.page.locator(".pair").evaluate_all(
            f"all => all.map(pair => pair.querySelectorAll(':scope > :not(:empty)')).map({is_below})"
        )
        assert set(results) == {True}
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_links_of_the_translation_keep_their_targets(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/guides/margin/")
        page = visit.page
        show_side_by_side(page)
        page.locator("[data-copy] .prose a, [data-copy].prose a", has_text="contract").first.click()
        page.wait_for_url(f"{visit.url}/learn/en/contracts/by/**")
        assert page.locator("h1").first.inner_text() == "Barley futures"


def test_control_works_by_keyboard_and_reports_its_state(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(GUIDE)
        page, button, status = visit.page, visit.page.locator(".parallel-tool button"), visit.page.locator(".parallel-tool [role=status]")
        button.focus()
        page.keyboard.press("Enter")
        page.locator(".is-parallel").wait_for()
        assert (button.get_attribute("aria-pressed"), "Chinese" in status.inner_text()) == ("true", True)
        page.keyboard.press("Enter")
        assert (button.get_attribute("aria-pressed"), status.inner_text()) == ("false", "Side by side closed.")
        assert button.evaluate("each => each === document.activeElement")


def test_choice_is_kept_for_the_session_until_it_is_ended(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(GUIDE)
        page = visit.page
        show_side_by_side(page)
        visit.open("learn/en/contracts/by/")
        page.locator(".is-parallel").wait_for()
        assert page.evaluate("Object.keys(localStorage)") == []
        page.keyboard.press("Escape")
        visit.open(GUIDE)
        page.wait_for_timeout(300)
        assert page.locator(".pair").count() == 0


def test_fragment_stays_in_view(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("en/guides/compensation/")
        page = visit.page
        show_side_by_side(page)
        visit.open("en/guides/contact/")
        page.locator(".is-parallel").wait_for()
        last = page.locator("#main section[id]:not([data-copy] *)").last.get_attribute("id")
        visit.open("en/")
        visit.open(f"en/guides/contact/#{last}")
        page.locator(".is-parallel").wait_for()
        page.wait_for_timeout(200)
        top = page.locator(f"[id='{last}']").evaluate("each => each.getBoundingClientRect().top")
        assert -5 <= top < 900


def test_states_of_the_translation_are_in_its_language(visiting: Any) -> None:
    with visiting() as visit:
        visit.page.clock.set_fixed_time("2025-03-16T09:00:00+08:00")
        visit.open("en/calendar/2025/03/")
        show_side_by_side(visit.page)
        words = {
            side: set(visit.page.locator(f"{side} [data-start] .state").all_inner_texts())
            for side in ("[data-copy]", ".pair-side:not([data-copy])")
        }
        assert words == {"[data-copy]": {"即将", "已过"}, ".pair-side:not([data-copy])": {"Upcoming", "Past"}}


def test_details_open_together(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/en/faq/")
        page = visit.page
        show_side_by_side(page)
        page.locator("#why-margin summary").click()
        page.locator("[data-copy] details[open]").wait_for()
        assert page.locator("[data-copy] .answer:visible").all_inner_texts() == ["为了守约。"]


def test_translated_list_is_filtered_too_and_not_counted(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/en/lessons/?level=introductory")
        page = visit.page
        show_side_by_side(page)
        assert page.locator("[data-copy] [data-facets]:visible").evaluate_all("all => all.map(each => each.dataset.ref)") == ["first-words"]
        assert page.locator(".facets [role=status]").inner_text() == "1 of 2"


@pytest.mark.parametrize("answer", ["none", "missing", "no page"])
def test_page_that_cannot_be_fetched_is_linked_to(visiting: Any, answer: str) -> None:
    with visiting() as visit:
        visit.open(GUIDE)
        page = visit.page
        before = page.evaluate(MAIN_CONTENT)
        reply = {"missing": {"status": 404, "body": "gone"}, "no page": {"status": 200, "body": "<p>"}}
        page.route("**/learn/guides/margin/", lambda route: route.abort() if answer == "none" else route.fulfill(**reply[answer]))
        page.locator(".parallel-tool button").click()
        link = page.locator(".parallel-failed a")
        link.wait_for()
        assert (page.locator(".pair").count(), page.locator(".parallel-tool button").get_attribute("aria-pressed")) == (0, "false")
        assert page.evaluate(MAIN_CONTENT)[1:] == before
        page.unroute_all()
        link.click()
        page.wait_for_url(f"{visit.url}/learn/guides/margin/")


def test_page_in_one_language_has_no_control(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/guides/only-chinese/")
        assert visit.page.locator("[data-parallel]").count() == 0


def test_control_needs_script_and_a_server(visiting: Any, full: BuildResult) -> None:
    with visiting(java_script_enabled=False) as plain, visiting() as scripted:
        plain.open(GUIDE)
        scripted.page.goto((full.folder / "en/guides/margin/index.html").as_uri())
        for visit in (plain, scripted):
            assert (visit.page.locator("[data-parallel]").count(), visit.page.locator("[data-parallel]:visible").count()) == (1, 0)
