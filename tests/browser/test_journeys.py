"""What readers come for, from the home page of a phone: in both languages, by touch and by keyboard, with and without script.

Steps are links and buttons that a reader follows.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pypdf
import pytest

pytestmark = pytest.mark.browser

MOST_PRESSES = 120


@dataclass
class Reader:
    """A reader who starts on the home page and follows links with a finger or with the keyboard alone; counts what was followed."""

    visit: Any
    language: str
    by_keyboard: bool
    with_script: bool
    steps: int = 0

    @property
    def page(self) -> Any:
        """The page that is open."""
        return self.visit.page

    @property
    def home(self) -> str:
        """The address of the home page."""
        return f"{self.visit.url}/{self.language}"

    def start(self) -> None:
        """Open the home page anew."""
        self.page.goto(self.home)
        self.steps = 0

    def choose(self, selector: str, **has: Any) -> None:
        """Follow the first visible link or button of a selector: one step."""
        target = self.page.locator(selector, **has).locator("visible=true").first
        if self.by_keyboard:
            self.tab_to(target, key="Shift+Tab" if selector.startswith("header") else "Tab")
            self.page.keyboard.press("Enter")
        else:
            target.tap()
        self.steps += 1

    def tab_to(self, target: Any, key: str = "Tab") -> int:
        """Press a key until a target has the focus, and return how often."""
        target.wait_for()
        return self.press_until(lambda: target.evaluate("target => target === document.activeElement"), key)

    def press_until(self, is_reached: Callable[[], bool], key: str) -> int:
        """Press a key until something is so, and return how often."""
        for presses in range(1, MOST_PRESSES):
            self.page.keyboard.press(key)
            if is_reached():
                return presses
        raise AssertionError(f"not reached with {MOST_PRESSES} presses of {key} on {self.page.url}")

    def text(self, selector: str = "#main") -> str:
        """Return the visible text of an element."""
        return str(self.page.locator(selector).first.inner_text())

    def arrive(self, address: str, steps: int) -> None:
        """Wait for a page of the language; `*` in its address stands for anything. It must have taken so many steps."""
        self.page.wait_for_url(self.home + address, wait_until="load")
        assert self.steps == steps

    def in_language(self, chinese: str, english: str) -> str:
        """Return the words for the language of the site."""
        return english if self.language else chinese


Journey = Callable[[Reader], None]


def learn_what_happens_when_a_firm_fails(reader: Reader) -> None:
    title = reader.in_language("期货投资者保障基金怎样补偿", "What the Futures Investor Protection Fund pays")
    if not reader.with_script:
        reader.choose("#main .answer a", has_text=title)
    else:
        field = reader.page.locator("#main input[name=q]")
        field.fill(reader.in_language("倒闭", "insolvent"))
        suggestion = reader.page.locator("#main [role=option]", has_text=title).first
        suggestion.wait_for()
        if reader.by_keyboard:
            reader.press_until(lambda: suggestion.get_attribute("aria-selected") == "true", "ArrowDown")
            field.press("Enter")
            reader.steps += 1
        else:
            reader.choose("#main [role=option]", has_text=title)
    reader.arrive("guides/compensation/", steps=1)
    assert "10" in reader.text(".answer-card")


def look_for_the_notice_of_april(reader: Reader) -> None:
    reader.choose("#latest ~ .more, .section-head:has(#latest) .more")
    reader.arrive("notices/", steps=1)
    assert reader.page.locator("#main td, #main th").filter(has_text=reader.in_language("2024年4月", "April 2024")).count() == 0
    assert reader.page.locator("#main aside a[rel=external]").count() == 2  # the two exchanges
    reader.choose("#main a[href$='calendar/coverage/']")
    reader.arrive("calendar/coverage/", steps=2)
    assert reader.page.locator("section:has(#missing) a[rel=external]").count() > 0


def read_the_latest_notice(reader: Reader) -> None:
    reader.choose(".latest .event-title a")
    reader.arrive("notices/*/", steps=1)
    assert reader.page.locator("#main a[rel=external]").count() > 0


def find_the_compensation_for_an_amount(reader: Reader) -> None:
    reader.choose("#main .answer a", has_text=reader.in_language("怎样补偿", "Protection Fund pays"))
    reader.arrive("guides/compensation/", steps=1)
    if not reader.with_script:
        assert "140,000" in reader.text()
        return
    reader.choose("#main a[href*='calculators/protection-fund-compensation/']")
    reader.arrive("calculators/protection-fund-compensation/*", steps=2)
    field = reader.page.locator("form:visible input[inputmode]").first
    field.fill("25万")
    field.press("Enter")
    reader.page.locator("#main").get_by_text("235,000").first.wait_for()
    assert "25" in reader.page.url.partition("?")[2] + reader.page.url.partition("#")[2]


def begin_the_quiz_on_margin(reader: Reader) -> None:
    reader.page.goto(f"{reader.home}lessons/margin-and-daily-settlement/")
    reader.choose(".to-quiz a")
    first = "input" if reader.with_script else "summary"
    assert reader.tab_to(reader.page.locator(f"section:has(#lesson-quiz) [data-question] {first}").first) <= 3


def print_the_way_to_membership(reader: Reader) -> None:
    link = ".site-map a[href$='guides/membership/']"
    if not reader.page.locator(link).first.is_visible():
        reader.choose(".site-map summary", has_text=reader.in_language("办理", "Take part"))
    reader.choose(link)
    reader.arrive("guides/membership/", steps=2 if reader.with_script else reader.steps)
    assert len(pypdf.PdfReader(io.BytesIO(reader.page.pdf())).pages) <= 3


def go_on_in_the_other_language(reader: Reader) -> None:
    address = "guides/compensation/"
    reader.page.goto(f"{reader.home}{address}")
    heading = reader.page.locator("#main .prose h2[id]").nth(1)
    place = heading.get_attribute("id")
    reader.page.goto(f"{reader.home}{address}#{place}")
    if reader.with_script:  # the header of a phone goes on the way down and returns on the way up
        header = "document.querySelector('.site-header').getBoundingClientRect()"
        reader.page.mouse.wheel(0, 80)
        reader.visit.wait_until(f"{header}.bottom <= 0")
        reader.page.mouse.wheel(0, -100)
        reader.visit.wait_until(f"{header}.top >= 0")
    reader.choose("header .lang-switch")
    other = reader.home.removesuffix("en/") + ("" if reader.language else "en/")
    reader.page.wait_for_url(f"{other}{address}#{place}" if reader.with_script else f"{other}{address}")
    assert reader.page.locator(f"#main h2[id='{place}']").count() == 1


def learn_what_hedging_means(reader: Reader) -> None:
    reader.page.goto(f"{reader.home}lessons/hedging/")
    term = reader.page.locator("#main .prose a[href*='glossary/']").first
    name = term.inner_text()
    reader.choose("#main .prose a[href*='glossary/']")
    assert reader.steps == 1
    if reader.with_script:
        meaning = reader.page.locator("[popover]:popover-open")
        meaning.wait_for()
        assert len(meaning.inner_text()) > len(name)
    else:
        reader.arrive("glossary/*/", steps=1)
        assert len(reader.text(".term-short")) > 5


def find_the_tick_of_crude_oil(reader: Reader) -> None:
    tick = reader.in_language("0.1元/桶", "0.1 yuan")
    assert tick in reader.text("#main .answers").replace(" ", " ").replace("0.1 元", "0.1元")
    reader.choose("#main .answer a[href$='contracts/sc/']")
    reader.arrive("contracts/sc/", steps=1)


def keep_the_next_expiry(reader: Reader) -> None:
    reader.choose("#main .answer a[href$='contracts/sc/']")
    file = reader.page.locator("#main a[href$='.ics']:visible").first
    assert file.get_attribute("href")
    assert reader.page.request.get(file.evaluate("link => link.href")).ok


def check_an_offer(reader: Reader) -> None:
    reader.choose("#main .answer a[href$='checklists/real-or-fake/']")
    reader.arrive("checklists/real-or-fake/", steps=1)
    assert reader.page.locator("#main input[type=radio], #main button, #main li").count() > 4


JOURNEYS: list[Journey] = [
    learn_what_happens_when_a_firm_fails,
    look_for_the_notice_of_april,
    read_the_latest_notice,
    find_the_compensation_for_an_amount,
    begin_the_quiz_on_margin,
    print_the_way_to_membership,
    go_on_in_the_other_language,
    learn_what_hedging_means,
    find_the_tick_of_crude_oil,
    keep_the_next_expiry,
    check_an_offer,
]


@pytest.mark.parametrize("language", ["", "en/"], ids=["zh", "en"])
@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_reader_arrives(visiting: Any, journey: Journey, language: str, with_script: bool) -> None:
    with visiting(390, has_touch=True, java_script_enabled=with_script) as visit:
        for by_keyboard in (False, True):
            reader = Reader(visit, language, by_keyboard, with_script)
            reader.start()
            journey(reader)
        assert visit.complaints == []
