"""Calculators in the browser: the same results, steps and error messages as the build, for valid and invalid input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from prospectus.assemble import assemble
from prospectus.derive.almanac import almanac
from prospectus.derive.calculators import Bench
from prospectus.derive.reading import Reading
from prospectus.derive.resolve import Resolver
from prospectus.derive.workings import Answer, Pen
from prospectus.load.words import load_words
from prospectus.model.calculator import Calculator
from prospectus.model.entry import Unreadable, read
from prospectus.pipeline import check
from tiny import FULL, NOW, REPOSITORY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FUND, POSITION, MONTH, REPLY = (
    "calculators/protection-fund-compensation/",
    "calculators/position-value/",
    "calculators/last-trading-day/",
    "calculators/reply-date/",
)
ODD = [
    "",
    " ",
    "-1",
    "−2",
    "－３",
    "ten",
    "1e5",
    "10万",
    "1,2345",
    "1.",
    ".5",
    "1.2.3",
    "1.005",
    "0",
    "00",
    "１２３",
    "1,234.50",
    "1 234",
    "١٢٣",
    "9" * 12,
    "9" * 13,
    "<b>1</b>",
]
ODD_MONTHS = [
    "",
    "SC2613",
    "sc2603",
    "ＳＣ２６０３",
    "2026-3",
    "2026/03",
    "202603",
    "2026年3月",
    "2026",
    "March",
    "0026-01",
    "2026-13",
    "SC 2603",
    "2101",
    "1999-12",
]
ANSWERS = """
([id, entries]) => {
  const form = document.querySelector(`form[data-form=${id}]`);
  return entries.map(([values, percent]) => {
    form.reset();
    if (percent) form.querySelector(`[name=payee][value="${percent}"]`).checked = true;
    for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
    form.requestSubmit();
    const text = (nodes) => [...nodes].map((each) => each.textContent);
    return [text(form.querySelectorAll("output .value")), text(form.querySelectorAll(".working:not([hidden]) li")),
      text(form.querySelectorAll(".field-error"))];
  });
}
"""
"""Submits a form once per entry; returns the results, the steps and the error messages."""


def random() -> Random:
    """Return a random generator with a fixed seed, so that every run tests the same numbers."""
    return Random("calculators")


def figures(random: Random) -> Iterator[str]:
    """Yield amounts as text: unusual input, amounts around the threshold, and random ones."""
    yield from ODD
    yield from (f"{100_000_00 + n:d}"[:-2] + "." + f"{100_000_00 + n:d}"[-2:] for n in range(-12, 40))
    for _ in range(150):
        yield f"{random.randrange(10 ** random.randrange(1, 13))}.{random.randrange(100):02}"


class Build:
    """The answers that the build gives for one calculator of a site, in one language."""

    def __init__(self, root: Path, key: str, language: str) -> None:
        verdict = check(root)
        assert verdict.site is not None
        library = assemble(verdict.checked, verdict.site)
        reading = Reading(library, almanac((), (), library.site.timezone, NOW), lambda *_: 0)
        locale = next(each for each in library.site.locales if each.language == language)
        self.resolver = Resolver(reading, locale, load_words([REPOSITORY / "theme" / "words"]))
        record = library.get("calculator", key)
        assert isinstance(record, Calculator)
        self.record = record
        self.bench = Bench(record, library.get("contract", record.contract or ""), self.resolver)  # type: ignore[arg-type]
        self.pen = Pen(self.resolver.t, locale.tag)

    def expected(self, values: dict[str, str], percent: int | None) -> list[Any]:
        """Return what the browser must show: results, steps, and the error message of each input, empty if it is valid."""
        refusals = [self.refusal(name, typed) for name, typed in values.items()]
        if any(refusals):
            return [[], [], refusals]
        answer: Answer = self.bench.answer(self.pen, tuple(values), values, percent or 100)  # type: ignore[arg-type]
        return [list(answer.results.values()), list(answer.steps), refusals]

    def refusal(self, name: str, typed: str) -> str:
        """Return the error message for an input, or an empty string if it is valid."""
        t, tick = self.resolver.t, self.bench.contract.figure("tick") if self.bench.contract else None
        try:
            value = read(name, typed)
        except Unreadable as error:
            return t(f"calculator.error.{error.reason}")
        return t("calculator.error.off-tick", tick=f"{float(tick):g}") if name == "price" and tick and value % tick else ""


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def compare(
    visiting: Any, root: Path, address: str, form: str, entries: Sequence[tuple[dict[str, str], int | None]], language: str
) -> None:
    """Assert that the browser and the build give the same answers for some entries."""
    key = address.rstrip("/").rpartition("/")[2]
    built = Build(root, key, language)
    below = "learn/" if root == FULL else ""
    with visiting() as visit:
        visit.open(f"{below}{'en/' if language == 'en' else ''}{address}")
        shown = visit.page.evaluate(ANSWERS, [form, entries])
        assert visit.found() == []
    assert len([results for results, _, _ in shown if results]) > len(shown) / 4
    for (values, percent), found in zip(entries, shown, strict=True):
        assert found == built.expected(values, percent), (values, percent)


@pytest.mark.parametrize("form", ["loss", "paid"])
def test_fund_answers_as_the_build_does(visiting: Any, form: str, language: str) -> None:
    entries = [({form: typed}, percent) for typed in figures(random()) for percent in (90, 80)]
    compare(visiting, REPOSITORY, FUND, form, entries, language)


@pytest.mark.parametrize("form", ["loss", "paid"])
def test_fund_with_other_shares_answers_as_the_build_does(visiting: Any, form: str) -> None:
    typed = [f"{1000 + n // 100}.{n % 100:02}" for n in range(140)] + list(figures(random()))
    compare(visiting, FULL, "calculators/barley-fund/", form, [({form: each}, percent) for each in typed for percent in (85, 33)], "en")


def positions(tick: Fraction) -> Iterator[tuple[dict[str, str], None]]:
    """Yield pairs of price and number of lots, unusual and random."""
    chance = random()
    for odd in ODD:
        yield {"price": odd, "lots": "1"}, None
        yield {"price": "500", "lots": odd}, None
    for _ in range(200):
        price = tick * chance.randrange(1, 10 ** chance.randrange(1, 8)) + (Fraction(1, 100) if chance.random() < 0.1 else 0)
        yield {"price": f"{float(price):.4f}".rstrip("0").rstrip("."), "lots": str(chance.randrange(10 ** chance.randrange(1, 6)))}, None


def test_position_answers_as_the_build_does(visiting: Any, language: str) -> None:
    compare(visiting, REPOSITORY, POSITION, "price", list(positions(Fraction(1, 10))), language)


def test_position_whose_margin_is_rounded_answers_as_the_build_does(visiting: Any) -> None:
    compare(visiting, FULL, "calculators/barley-position/", "price", list(positions(Fraction(1, 2))), "en")


def test_every_contract_month_of_ten_years_answers_as_the_build_does(visiting: Any, language: str) -> None:
    months = [f"{year}-{month:02}" for year in range(2022, 2032) for month in range(1, 13)]
    compare(visiting, REPOSITORY, MONTH, "month", [({"month": typed}, None) for typed in ODD_MONTHS + months], language)


def test_every_day_of_four_years_answers_as_the_build_does(visiting: Any, language: str) -> None:
    days = [(date(2024, 1, 1) + timedelta(days=n)).isoformat() for n in range(4 * 366)]
    compare(visiting, REPOSITORY, REPLY, "day", [({"day": typed}, None) for typed in ["", *days]], language)


@pytest.mark.parametrize(("address", "form", "name"), [("answer-day", "day", "day"), ("barley-month", "month", "month")])
def test_another_calendar_answers_as_the_build_does(visiting: Any, address: str, form: str, name: str) -> None:
    days = [(date(2024, 11, 1) + timedelta(days=n)).isoformat() for n in range(800)]
    typed = days if name == "day" else sorted({each[:7] for each in days})
    compare(visiting, FULL, f"calculators/{address}/", form, [({name: each}, None) for each in typed], "zh")


def test_form_is_used_with_the_keyboard_alone(visiting: Any) -> None:
    with visiting(390) as visit:
        visit.open(f"en/{FUND}")
        page = visit.page
        page.locator("[name=payee]").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type("１５０，０００")
        page.keyboard.press("Enter")
        output = page.locator("form[data-form=loss] output")
        assert output.locator(".value").all_inner_texts() == ["RMB 140,000.00", "RMB 10,000.00"]
        page.keyboard.press("End")
        page.keyboard.type("0")
        assert output.inner_text() == ""
        assert visit.found() == []


def test_refusal_stands_with_its_field_and_goes_when_something_else_is_typed(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"en/{POSITION}")
        page = visit.page
        price, lots = page.get_by_label("Price"), page.get_by_label("Number of lots")
        price.fill("545.75")
        lots.fill("2")
        page.get_by_role("button", name="Work it out").click()
        described = price.get_attribute("aria-describedby").split()
        words = " ".join(page.locator(f"#{each}").inner_text() for each in described)
        assert "must be a multiple of 0.1" in words
        assert (price.get_attribute("aria-invalid"), lots.get_attribute("aria-invalid")) == ("true", None)
        assert price.evaluate("each => each === document.activeElement")
        price.fill("545.7")
        assert price.get_attribute("aria-invalid") is None
        assert page.get_by_role("alert").count() == 0
        page.keyboard.press("Enter")
        assert page.locator("output .value").first.inner_text() == "RMB 1,091,400.00"
        lots.fill("3")
        assert page.locator("output .value").first.inner_text() == "RMB 1,637,100.00"
        page.get_by_role("button", name="Clear").click()
        assert (page.locator("output").inner_text(), price.input_value()) == ("", "")


def test_day_that_is_half_typed_is_refused(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"en/{REPLY}")
        page = visit.page
        page.get_by_label("Day of receipt").focus()
        page.keyboard.type("03")
        page.keyboard.press("Enter")
        assert page.get_by_role("alert").inner_text() == "This is not a day. Type or choose year, month and day."


@pytest.mark.parametrize("address", [FUND, POSITION, MONTH, REPLY])
def test_without_script_there_are_worked_examples_and_no_dead_form(visiting: Any, address: str) -> None:
    with visiting(java_script_enabled=False) as visit:
        visit.open(f"en/{address}")
        page = visit.page
        assert page.locator("form:visible").count() == 0
        assert page.locator("noscript").inner_text() != ""
        assert page.locator("h2#examples ~ .tabled tbody tr").count() >= 5


def test_script_is_loaded_on_the_pages_of_calculators_only(visiting: Any) -> None:
    with visiting() as visit:
        found = []
        for address in (FUND, "calculators/", "guides/compensation/", "contracts/sc/"):
            visit.open(address)
            found.append(visit.page.locator("script[src$='calculator.js']").count())
        assert found == [1, 0, 0, 0]
