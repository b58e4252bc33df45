"""People and venues in the browser: from an event to its speaker and back, in both languages, by keyboard and without scripts."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

EVENT = "calendar/events/field-lecture/"
PERSON, VENUE = "people/ear-barley/", "venues/barley-room/"


@pytest.mark.parametrize(("language", "name", "place"), [("", "麦穗", "湖城，大麦厅"), ("en/", "Ear Barley", "Barley Room, Lake Town")])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_event_leads_to_its_speaker_and_its_venue_and_they_lead_back(
    visiting: Any, language: str, name: str, place: str, *, scripts: bool
) -> None:
    with visiting(java_script_enabled=scripts) as visit:
        for linked, address in ((name, PERSON), (place, VENUE)):
            visit.open(f"learn/{language}{EVENT}")
            visit.page.get_by_role("main").get_by_role("link", name=linked).click()
            visit.page.wait_for_url(f"**/learn/{language}{address}")
            assert visit.page.locator("h1").inner_text() == linked
            visit.page.locator(".event-title a").first.click()
            visit.page.wait_for_url(f"**/learn/{language}{EVENT}")
        if scripts:
            assert visit.all_complaints() == []


def test_speaker_is_reached_by_keyboard(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"learn/en/{EVENT}")
        link = visit.page.get_by_role("link", name="Ear Barley")
        link.focus()
        assert link.evaluate("link => getComputedStyle(link).outlineStyle") != "none"
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(f"**/learn/en/{PERSON}")


@pytest.mark.parametrize("address", [PERSON, VENUE, "people/", "venues/"])
@pytest.mark.parametrize("language", ["", "en/"])
def test_pages_fit_a_phone_and_large_text(visiting: Any, language: str, address: str) -> None:
    with visiting(width=390) as visit:
        visit.open(f"learn/{language}{address}")
        visit.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert visit.all_complaints() == []


@pytest.mark.parametrize(("language", "word"), [("", "订阅"), ("en/", "Subscribe")])
def test_calendar_of_a_person_can_be_subscribed_to(visiting: Any, language: str, word: str) -> None:
    with visiting(width=390) as visit:
        visit.open(f"learn/{language}{PERSON}")
        address = visit.page.locator(".subscribe .calendar a.button").first
        assert (address.inner_text(), address.get_attribute("href")) == (
            word,
            f"webcal://lakeside.example/learn/{language}calendar/person/ear-barley.ics",
        )
