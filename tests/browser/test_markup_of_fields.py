"""Readers use the markup of a field: lists and links in the answer to a question, in both languages, by keyboard, and without script."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

ANSWER = "#whom-to-contact .answer"
LANGUAGES = pytest.mark.parametrize("prefix", ["", "en/"], ids=["zh", "en"])


@LANGUAGES
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("script", [True, False], ids=["script", "without script"])
def test_answer_has_a_list_and_links(visiting: Any, prefix: str, width: int, script: bool) -> None:
    with visiting(width, java_script_enabled=script) as visit:
        visit.open(f"{prefix}faq/")
        visit.page.locator("#whom-to-contact > summary").click()
        answer = visit.page.locator(ANSWER)
        assert answer.locator("li").count() == 2
        assert answer.locator("strong").count() == 2
        assert answer.locator('a[href="mailto:msc@shfe.com.cn"]').is_visible()
        assert "**" not in answer.inner_text()
        assert "](" not in answer.inner_text()


@LANGUAGES
def test_links_of_an_answer_are_reached_by_keyboard_in_the_order_of_reading(visiting: Any, prefix: str) -> None:
    with visiting() as visit:
        visit.open(f"{prefix}faq/")
        visit.page.locator("#whom-to-contact > summary").focus()
        visit.page.keyboard.press("Enter")
        focused = []
        for _ in range(8):  # terms are reached, too, and open their meanings
            visit.page.keyboard.press("Tab")
            focused.append(visit.page.evaluate("document.activeElement.getAttribute('href')") or "")
        assert [href for href in focused if ":" in href and "/" not in href] == ["tel:4008666099", "mailto:msc@shfe.com.cn"]


@LANGUAGES
def test_link_of_a_term_leads_to_the_guide(visiting: Any, prefix: str) -> None:
    with visiting() as visit:
        visit.open(f"{prefix}glossary/margin-loss/")
        visit.page.locator(".term-long a[href*='guides/compensation']").click()
        visit.page.wait_for_load_state()
        assert visit.page.url == f"{visit.url}/{prefix}guides/compensation/"
