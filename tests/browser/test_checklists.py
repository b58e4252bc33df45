"""Checklists: one question at a time, a result that can be passed on, and everything on the page without script and on paper."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

REAL_OR_FAKE = "checklists/real-or-fake/"
STEPS = ("contract", "venue", "firm", "money", "channel")


@pytest.mark.parametrize(("language", "verdict"), [("", "五样都对得上。"), ("en/", "All five fit.")])
def test_check_is_done_by_touch(visiting: Any, language: str, verdict: str) -> None:
    with visiting(390, has_touch=True) as visit:
        visit.open(f"{language}{REAL_OR_FAKE}")
        page = visit.page
        for step in STEPS:
            assert page.locator("[data-step]:visible").get_attribute("data-step") == step
            assert page.locator("[data-step]:visible [data-go]").last.is_disabled()
            page.locator("[data-step]:visible label").first.tap()
            page.locator("[data-step]:visible [data-go]").last.tap()
        assert page.locator("[data-verdict]:visible .check-verdict").inner_text() == verdict
        assert page.locator(".check-summary li").count() == 5
        assert visit.all_complaints() == []


def test_check_is_done_with_the_keyboard_and_says_what_to_do(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"en/{REAL_OR_FAKE}")
        page = visit.page
        page.locator("[name=contract]").first.focus()
        for _ in STEPS:
            page.keyboard.press("ArrowUp")  # the last answer, which says stop
            assert page.locator("[data-step]:visible .check-outcome:visible").inner_text().startswith("Stop")
            while page.evaluate("!document.activeElement.matches('[data-go]:not(.quiet)')"):
                page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            while page.evaluate("!document.activeElement.matches('input, [data-copies]')"):
                page.keyboard.press("Tab")
        assert page.locator("[data-verdict]:visible .check-verdict").inner_text().startswith("This does not fit.")
        assert page.locator(".check-summary li").first.inner_text().endswith("Sign nothing and pay nothing.")


def test_result_is_restored_from_its_address_and_copied_as_text(visiting: Any) -> None:
    state = "#contract=listed&venue=unknown&firm=listed&money=firm&channel=own"
    with visiting(permissions=["clipboard-read", "clipboard-write"]) as visit:
        visit.open(f"{REAL_OR_FAKE}{state}")
        page = visit.page
        assert page.locator("[data-verdict]:visible").get_attribute("data-verdict") == "unclear"
        page.locator("[data-copies]:visible").first.click()
        page.locator(".copy-row [role=status]:not(:empty)").wait_for()
        text = page.evaluate("navigator.clipboard.readText()")
        assert "还有没查清的，先不要交钱。" in text
        assert f"{visit.url}/{REAL_OR_FAKE}{state}" in text
        page.locator("[type=reset]").click()
        page.wait_for_url(f"{visit.url}/{REAL_OR_FAKE}")
        assert page.locator("[data-step]:visible").get_attribute("data-step") == "contract"


def test_half_an_address_goes_on_at_the_first_open_question(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"en/{REAL_OR_FAKE}#contract=listed&venue=nonsense&firm=listed")
        assert visit.page.locator("[data-step]:visible").get_attribute("data-step") == "venue"
        assert visit.all_complaints() == []


@pytest.mark.parametrize("language", ["", "en/"])
def test_without_script_every_step_says_what_each_answer_means(visiting: Any, language: str) -> None:
    with visiting(390, java_script_enabled=False) as visit:
        visit.open(f"{language}{REAL_OR_FAKE}")
        page = visit.page
        assert page.locator("[data-step]:visible").count() == 5
        assert page.locator(".check-outcome:visible").count() == 15
        assert page.locator("[data-verdict]:visible").count() == 3
        assert page.locator(".checklist button:visible").count() == 0


def test_on_paper_every_step_is_there(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"en/{REAL_OR_FAKE}")
        visit.page.emulate_media(media="print")
        assert visit.page.locator("[data-step]:visible").count() == 5
        assert visit.page.locator("[data-verdict]:visible").count() == 3
        assert visit.page.locator(".check-outcome:visible").count() == 15
