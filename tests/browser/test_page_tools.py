"""What a reader does with a page: copy its address, share it, and link to one of its sections."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.browser
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


@pytest.mark.parametrize(("language", "copy", "copied"), [("", "复制链接", "已复制链接"), ("en/", "Copy link", "Link copied")])
def test_the_address_of_a_page_is_copied_with_what_it_keeps_in_it(visiting: Any, language: str, copy: str, copied: str) -> None:
    with visiting(width=390, **CLIPBOARD) as visit:
        visit.open(f"{language}guides/compensation/?a=1#main")
        button = visit.page.get_by_role("button", name=copy, exact=True)
        button.press("Enter")
        visit.page.get_by_role("button", name=copied, exact=True).wait_for()
        assert visit.page.locator(".page-tools [role=status]").inner_text() == copied
        assert visit.page.evaluate("navigator.clipboard.readText()") == f"{visit.url}/{language}guides/compensation/?a=1#main"
        assert visit.all_complaints() == []


def test_a_browser_that_can_share_is_given_title_and_address(visiting: Any) -> None:
    with visiting(width=390) as visit:
        visit.page.add_init_script("navigator.share = async (shared) => (window.shared = shared)")
        visit.open("en/faq/")
        visit.page.get_by_role("button", name="Share", exact=True).click()
        shared = visit.page.evaluate("shared")
        assert shared == {"title": visit.page.title(), "url": f"{visit.url}/en/faq/"}


@pytest.mark.parametrize("language", ["", "en/"])
def test_every_section_has_a_link_to_itself_that_is_no_stop_for_the_keyboard(visiting: Any, language: str) -> None:
    with visiting() as visit:
        visit.open(f"{language}guides/compensation/")
        heading = visit.page.locator("h2:has(> .anchor-link)").first
        link = heading.locator(".anchor-link")
        assert link.evaluate("(link) => [getComputedStyle(link).opacity, link.tabIndex]") == ["0", -1]
        heading.hover()
        assert link.evaluate("(link) => getComputedStyle(link).opacity") == "1"
        target = link.get_attribute("href") or ""
        assert visit.page.locator(target).count() == 1
        link.evaluate("(link) => link.click()")
        assert unquote(visit.page.url).endswith(target)


def test_without_script_nothing_is_offered_that_needs_it(visiting: Any) -> None:
    with visiting(width=390, java_script_enabled=False) as visit:
        visit.page.goto(f"{visit.url}/guides/compensation/")
        assert visit.page.locator(".page-tools button:visible, .anchor-link").count() == 0
        assert visit.page.locator(".page-tools").is_hidden()
