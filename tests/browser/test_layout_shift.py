"""Nothing moves when scripts start: layout shift is at most 0.02 where the scripts of a page arrive after its first paint."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

MAX_SHIFT = 0.02
OBSERVE = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
TWO_FRAMES = "() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"
PAGES = [
    "calculators/protection-fund-compensation/",
    "calculators/last-trading-day/",
    "calculators/position-value/",
    "calculators/reply-date/",
    "checklists/real-or-fake/",
    "contracts/sc/",
    "forms/feedback/",
    "guides/compensation/",
    "guides/membership/",
]


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("address", PAGES)
def test_nothing_moves_when_scripts_start(visiting: Any, address: str, language: str) -> None:
    with visiting(390) as visit:
        page, held = visit.page, []
        page.add_init_script(OBSERVE)
        page.route("**/*.js", lambda route: route.continue_() if "scheme" in route.request.url else held.append(route))
        page.goto(f"{visit.url}/{language}{address}", wait_until="commit")
        page.locator(".site-footer").wait_for()
        page.evaluate(TWO_FRAMES)
        assert held
        for route in held:
            route.continue_()
        page.wait_for_load_state("load")
        page.evaluate(TWO_FRAMES)
        assert page.evaluate("window.shift") <= MAX_SHIFT


@pytest.mark.parametrize("address", [page for page in PAGES if not page.startswith(("contracts", "checklists"))])
def test_contents_stand_before_the_text_in_the_document_and_are_not_moved(visiting: Any, address: str) -> None:
    with visiting(390) as visit:
        visit.open(address)
        before, order = visit.page.evaluate(
            """() => {
              const [contents, text] = [".toc", ".with-margin > .prose"].map((each) => document.querySelector(each));
              return [Boolean(contents.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING), getComputedStyle(contents).order];
            }"""
        )
        assert (before, order) == (True, "0")
