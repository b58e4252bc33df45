"""Calculators in the browser: the same results, steps and error messages as the build, for valid and invalid input."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from prospectus.assemble import assemble
from prospectus.load.interface_words import load_words
from prospectus.model.kinds.calculator import Calculator
from prospectus.model.values.calculator_input import InvalidInput, parse_input
from prospectus.pipeline import check
from prospectus.query.queries import Queries
from prospectus.schedule.calendar_index import index_occurrences
from prospectus.views.kinds.calculator import CalculatorView
from prospectus.views.kinds.calculator_steps import CalculatorAnswer, StepFormatter
from prospectus.views.resolver import Resolver
from tiny import FULL, NOW, REPOSITORY

pytestmark = pytest.mark.browser

FUND, POSITION, MONTH, REPLY = (
    "calculators/protection-fund-compensation/",
    "calculators/position-value/",
    "calculators/last-trading-day/",
    "calculators/reply-date/",
)
UNUSUAL_NUMBERS = [
    *(typed for typed, _ in json.loads((REPOSITORY / "tests/data/written-amounts.json").read_text(encoding="utf-8"))),
    "-1",
    "－３",
    "00",
    "１２３",
    "1,234.50",
    "١٢٣",
    "9" * 12,
    "9" * 13,
    "<b>1</b>",
    "3手",
    "2 lots",
]
UNUSUAL_MONTHS = [
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
SUBMIT_FORMS = """
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


def seeded_random() -> Random:
    """Return a random generator with a fixed seed, so that every run tests the same numbers."""
    return Random("calculators")


def iter_amounts(generator: Random) -> Iterator[str]:
    """Yield amounts as text: unusual input, amounts around the threshold, and random ones."""
    yield from UNUSUAL_NUMBERS
    yield from (f"{100_000_00 + n:d}"[:-2] + "." + f"{100_000_00 + n:d}"[-2:] for n in range(-12, 40))
    for _ in range(150):
        yield f"{generator.randrange(10 ** generator.randrange(1, 13))}.{generator.randrange(100):02}"


class BuildAnswers:
    """The answers that the build gives for one calculator of a site, in one language."""

    def __init__(self, root: Path, key: str, language: str) -> None:
        result = check(root)
        assert result.site is not None
        library = assemble(result, now=NOW)
        queries = Queries(library, index_occurrences((), (), library.site.timezone, NOW))
        locale = next(candidate for candidate in library.site.locales if candidate.language == language)
        self.resolver = Resolver(queries, locale, load_words([REPOSITORY / "theme" / "words"]))
        record = library.get("calculator", key)
        assert isinstance(record, Calculator)
        self.record = record
        self.view = CalculatorView(record, library.get("contract", record.contract or ""), self.resolver)  # type: ignore[arg-type]
        self.formatter = StepFormatter(self.resolver.t, locale.tag)

    def expected_answer(self, values: dict[str, str], percent: int | None) -> list[Any]:
        """Return what the browser must show: results, steps, and the error message of each input, empty if it is valid."""
        errors = [self.error_message(name, typed) for name, typed in values.items()]
        if any(errors):
            return [[], [], errors]
        answer: CalculatorAnswer = self.view.compute_answer(self.formatter, tuple(values), values, percent or 100)  # type: ignore[arg-type]
        return [list(answer.results.values()), list(answer.steps), errors]

    def error_message(self, name: str, typed: str) -> str:
        """Return the error message for an input, or an empty string if it is valid."""
        t, tick = self.resolver.t, self.view.contract.figure_value("tick") if self.view.contract else None
        try:
            value = parse_input(name, typed)
        except InvalidInput as error:
            return t(f"calculator.error.{error.reason}")
        return t("calculator.error.off-tick", tick=f"{float(tick):g}") if name == "price" and tick and value % tick else ""


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def assert_same_answers(
    visiting: Any, root: Path, address: str, form: str, entries: Sequence[tuple[dict[str, str], int | None]], language: str
) -> None:
    """Assert that the browser and the build give the same answers for some entries."""
    key = address.rstrip("/").rpartition("/")[2]
    build = BuildAnswers(root, key, language)
    prefix = "learn/" if root == FULL else ""
    with visiting() as visit:
        visit.open(f"{prefix}{'en/' if language == 'en' else ''}{address}")
        answers = visit.page.evaluate(SUBMIT_FORMS, [form, entries])
        assert visit.all_complaints() == []
    assert len([results for results, _, _ in answers if results]) > len(answers) / 4
    for (values, percent), answer in zip(entries, answers, strict=True):
        assert answer == build.expected_answer(values, percent), (values, percent)


@pytest.mark.parametrize("form", ["loss", "paid"])
def test_fund_answers_as_the_build_does(visiting: Any, form: str, language: str) -> None:
    entries = [({form: typed}, percent) for typed in iter_amounts(seeded_random()) for percent in (90, 80)]
    assert_same_answers(visiting, REPOSITORY, FUND, form, entries, language)


@pytest.mark.parametrize("form", ["loss", "paid"])
def test_fund_with_other_shares_answers_as_the_build_does(visiting: Any, form: str) -> None:
    typed = [f"{1000 + n // 100}.{n % 100:02}" for n in range(140)] + list(iter_amounts(seeded_random()))
    assert_same_answers(
        visiting, FULL, "calculators/barley-fund/", form, [({form: text}, percent) for text in typed for percent in (85, 33)], "en"
    )


def iter_positions(tick: Fraction) -> Iterator[tuple[dict[str, str], None]]:
    """Yield pairs of price and number of lots, unusual and random."""
    generator = seeded_random()
    for value in UNUSUAL_NUMBERS:
        yield {"price": value, "lots": "1"}, None
        yield {"price": "500", "lots": value}, None
    for _ in range(200):
        price = tick * generator.randrange(1, 10 ** generator.randrange(1, 8)) + (Fraction(1, 100) if generator.random() < 0.1 else 0)
        yield (
            {"price": f"{float(price):.4f}".rstrip("0").rstrip("."), "lots": str(generator.randrange(10 ** generator.randrange(1, 6)))},
            None,
        )


def test_position_answers_as_the_build_does(visiting: Any, language: str) -> None:
    assert_same_answers(visiting, REPOSITORY, POSITION, "price", list(iter_positions(Fraction(1, 10))), language)


def test_position_whose_margin_is_rounded_answers_as_the_build_does(visiting: Any) -> None:
    assert_same_answers(visiting, FULL, "calculators/barley-position/", "price", list(iter_positions(Fraction(1, 2))), "en")


def test_every_contract_month_of_ten_years_answers_as_the_build_does(visiting: Any, language: str) -> None:
    months = [f"{year}-{month:02}" for year in range(2022, 2032) for month in range(1, 13)]
    assert_same_answers(visiting, REPOSITORY, MONTH, "month", [({"month": typed}, None) for typed in UNUSUAL_MONTHS + months], language)


def test_every_day_of_four_years_answers_as_the_build_does(visiting: Any, language: str) -> None:
    days = [(date(2024, 1, 1) + timedelta(days=n)).isoformat() for n in range(4 * 366)]
    assert_same_answers(visiting, REPOSITORY, REPLY, "day", [({"day": typed}, None) for typed in ["", *days]], language)


@pytest.mark.parametrize(("address", "form", "name"), [("answer-day", "day", "day"), ("barley-month", "month", "month")])
def test_another_calendar_answers_as_the_build_does(visiting: Any, address: str, form: str, name: str) -> None:
    days = [(date(2024, 11, 1) + timedelta(days=n)).isoformat() for n in range(800)]
    typed = days if name == "day" else sorted({day[:7] for day in days})
    assert_same_answers(visiting, FULL, f"calculators/{address}/", form, [({name: text}, None) for text in typed], "zh")


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
        assert visit.all_complaints() == []


def test_error_message_is_tied_to_its_field_and_disappears_on_input(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"en/{POSITION}")
        page = visit.page
        price, lots = page.get_by_label("Price"), page.get_by_label("Number of lots")
        price.fill("545.75")
        lots.fill("2")
        page.get_by_role("button", name="Calculate").click()
        description_ids = price.get_attribute("aria-describedby").split()
        words = " ".join(page.locator(f"#{element_id}").inner_text() for element_id in description_ids)
        assert "a multiple of 0.1" in words
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
        page.get_by_label("Date received").focus()
        page.keyboard.type("03")
        page.keyboard.press("Enter")
        assert page.get_by_role("alert").inner_text() == "Enter a date with year, month and day."


@pytest.mark.parametrize("address", [FUND, POSITION, MONTH, REPLY])
def test_without_script_there_are_worked_examples_and_no_dead_form(visiting: Any, address: str) -> None:
    with visiting(java_script_enabled=False) as visit:
        visit.open(f"en/{address}")
        page = visit.page
        assert page.locator("form.calculator").count() > 0
        assert page.locator("form.calculator:visible").count() == 0
        assert page.locator("noscript").inner_text() != ""
        assert page.locator("h2#examples ~ .tabled tbody tr").count() >= 5


def test_script_is_loaded_on_the_pages_of_calculators_only(visiting: Any) -> None:
    with visiting() as visit:
        counts = []
        for address in (FUND, "calculators/", "guides/compensation/", "contracts/sc/"):
            visit.open(address)
            counts.append(visit.page.locator("script[src*='/calculator.']").count())
        assert counts == [1, 0, 0, 1]  # a contract has the calculator of its tick value


@pytest.mark.parametrize(
    ("typed", "paid"), [("25万", "235,000.00"), ("二十五万", "235,000.00"), ("0.25m", "235,000.00"), ("2.5亿元", "225,010,000.00")]
)
def test_amount_as_people_write_it_is_worked_out(visiting: Any, typed: str, paid: str) -> None:
    with visiting(390, has_touch=True) as visit:
        visit.open(FUND)
        page = visit.page
        page.locator("form[data-form=loss] .input").fill(typed)
        page.locator("form[data-form=loss] [type=submit]").tap()
        assert page.locator("form[data-form=loss] output .value").first.inner_text() == f"{paid} 元"


def test_result_stands_in_the_address_and_is_shown_where_the_address_is_opened(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"en/{FUND}")
        page = visit.page
        page.locator("form[data-form=loss] [value='80']").check()
        page.locator("form[data-form=loss] .input").fill("250k")
        page.keyboard.press("Enter")
        address = page.url
        assert address.endswith("#loss=250k&payee=80")
    with visiting() as visit:
        visit.open(address.removeprefix(f"{visit.url}/"))
        page = visit.page
        assert page.locator("form[data-form=loss] output .value").all_inner_texts() == ["RMB 220,000.00", "RMB 30,000.00"]
        assert page.locator("form[data-form=paid] output").inner_text() == ""
        page.locator("form[data-form=loss] [type=reset]").click()
        assert page.url == f"{visit.url}/en/{FUND}"
        assert visit.all_complaints() == []


def test_address_with_nonsense_is_refused_beside_the_field(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"en/{FUND}#loss=<b>&payee=7")
        page = visit.page
        assert page.locator("#loss-loss-error").inner_text() != ""
        assert page.locator("form[data-form=loss] output").inner_text() == ""
        assert page.locator("form[data-form=loss] [name=payee]:checked").get_attribute("value") == "90"
        assert visit.all_complaints() == []


def test_address_of_a_result_is_copied(visiting: Any) -> None:
    with visiting(permissions=["clipboard-read", "clipboard-write"]) as visit:
        visit.open(f"en/{POSITION}#price=545.7&lots=2")
        page = visit.page
        page.locator("[data-copies]").click()
        page.locator("[data-copies] + [role=status]:not(:empty)").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_cell_of_an_example_is_not_cut_off_on_a_phone(visiting: Any) -> None:
    with visiting(390) as visit:
        visit.open(MONTH)
        cells = visit.page.locator(".as-cards td")
        boxes = [box for box in (cell.bounding_box() for cell in cells.all()) if box is not None]
        assert len(boxes) > 10
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
