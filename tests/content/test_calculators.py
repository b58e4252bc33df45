"""Tests of the answers of the calculators in this repository, against the rules and the published calendar."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache

import pytest

from prospectus.load.interface_words import load_words
from prospectus.load.yaml import parse
from prospectus.model.kinds.year import Year
from prospectus.views.interface_words import InterfaceWords
from prospectus.views.kinds.calculator_steps import StepFormatter, WorkingDayCounter, compute_compensation, compute_loss, compute_position
from tiny import REPOSITORY

LAST_TRADING_DAYS = """
2502 01-27  2503 02-28  2504 03-31  2505 04-30  2506 05-30  2507 06-30  2508 07-31
2509 08-29  2510 09-30  2511 10-31  2512 11-28  2601 12-31
2602 01-30  2603 02-27  2604 03-31  2605 04-30  2606 05-29  2607 06-30  2608 07-31
2609 08-31  2610 09-30  2611 10-30  2612 11-30  2701 12-31
"""
MOVABLE = {"2502", "2504", "2505", "2506", "2510", "2601", "2604", "2605", "2610"}
"""The contract months with a holiday of at least three days between the last trading day and the end of delivery."""
FIGURES = {"size": Fraction(1000), "tick": Fraction(1, 10), "margin": Fraction(5)}


@cache
def formatter() -> StepFormatter:
    words = load_words([REPOSITORY / "theme" / "words"])
    return StepFormatter(InterfaceWords(words["en"]), "en")


def load_year(number: int) -> Year:
    return Year.model_validate({"id": str(number), **parse((REPOSITORY / f"calendar/years/{number}.yml").read_text(encoding="utf-8"))})


@cache
def counter() -> WorkingDayCounter:
    years = [load_year(number) for number in (2025, 2026, 2027)]
    return WorkingDayCounter(formatter(), years, {holiday.first: holiday.title["en"] for year in years for holiday in year.holidays})


def format_day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b} {day.year}"


@pytest.mark.parametrize(("code", "day"), [pair.split() for pair in LAST_TRADING_DAYS.strip().replace("\n", "  ").split("  ")])
def test_last_trading_day_of_a_month_of_crude_oil(code: str, day: str) -> None:
    delivery = (2000 + int(code[:2]), int(code[2:]))
    year_before = delivery[0] - (delivery[1] == 1)
    answer = counter().compute_last_trading_day(delivery, 5, 3)
    assert answer.results["last"] == format_day(date.fromisoformat(f"{year_before}-{day}"))
    assert any("falls within this time" in step for step in answer.steps) == (code in MOVABLE)


@pytest.mark.parametrize(
    ("month", "span"),
    [
        ((2025, 2), "Wed 5 Feb 2025 – Tue 11 Feb 2025"),
        ((2025, 10), "Thu 9 Oct 2025 – Wed 15 Oct 2025"),
        ((2026, 1), "Mon 5 Jan 2026 – Fri 9 Jan 2026"),
        ((2026, 3), "Mon 2 Mar 2026 – Fri 6 Mar 2026"),
        ((2027, 1), "not published yet"),
        ((2027, 2), "not published yet"),
        ((2024, 12), "outside the calendar used here"),
    ],
)
def test_delivery_takes_the_trading_days_that_follow(month: tuple[int, int], span: str) -> None:
    assert counter().compute_last_trading_day(month, 5, 3).results["delivery"] == span


def test_a_holiday_is_no_reason_to_move_where_the_contract_names_no_number() -> None:
    assert (
        len(counter().compute_last_trading_day((2025, 2), 5, None).steps)
        == len(counter().compute_last_trading_day((2025, 2), 5, 3).steps) - 1
    )


@pytest.mark.parametrize(
    ("received", "reply"),
    [
        ("2025-01-24", "Mon 27 Jan 2025"),
        ("2025-01-25", "Mon 27 Jan 2025"),
        ("2025-09-26", "Mon 29 Sep 2025"),
        ("2025-09-30", "Fri 10 Oct 2025"),
        ("2025-12-31", "Mon 5 Jan 2026"),
        ("2026-02-13", "Tue 24 Feb 2026"),
        ("2026-04-30", "Thu 7 May 2026"),
        ("2026-05-08", "Mon 11 May 2026"),
        ("2026-12-29", "Thu 31 Dec 2026"),
        ("2026-12-30", "not published yet"),
        ("2027-03-01", "not published yet"),
        ("2024-12-31", "outside the calendar used here"),
    ],
)
def test_reply_is_due_two_working_days_after_the_day_of_receipt(received: str, reply: str) -> None:
    assert counter().compute_reply_day(date.fromisoformat(received), 2).results["reply"] == reply


def test_steps_of_a_reply_name_counted_and_skipped_days() -> None:
    assert counter().compute_reply_day(date(2026, 2, 13), 2).steps == (
        "Fri 13 Feb 2026 is the date of receipt. It does not count.",
        "Spring Festival (Sun 15 Feb 2026 – Mon 23 Feb 2026) does not count.",
        "Working day 1: Sat 14 Feb 2026, a make-up workday at the weekend.",
        "Working day 2: Tue 24 Feb 2026.",
    )
    assert (
        counter().compute_reply_day(date(2026, 5, 10), 2).steps[0]
        == "Sun 10 May 2026 is the date of receipt and not a working day. It does not count."
    )


def test_position_is_worth_its_price_times_its_barrels() -> None:
    answer = compute_position(formatter(), Fraction("545.7"), Fraction(3), FIGURES)
    assert answer.results == {"value": "RMB 1,637,100.00", "tick": "RMB 300.00", "margin": "RMB 81,855.00"}
    assert answer.steps[2] == "Minimum margin: 1,637,100.00 × 5% = 81,855.00."


def test_steps_of_a_compensation_show_their_figures() -> None:
    answer = compute_compensation(formatter(), 12_345_678_91, 100_000_00, 90)
    assert answer.results == {"paid": "RMB 11,121,111.02", "uncovered": "RMB 1,224,567.89"}
    assert answer.steps == (
        "Split the loss at 100,000.00: 12,345,678.91 = 100,000.00 + 12,245,678.91.",
        "90% of the part above is paid: 12,245,678.91 × 90% = 11,021,111.019, rounded to the nearest fen: 11,021,111.02.",
        "Total: 100,000.00 + 11,021,111.02 = 11,121,111.02.",
        "Not covered: 12,345,678.91 − 11,121,111.02 = 1,224,567.89.",
    )
    assert compute_compensation(formatter(), 100_000_00, 100_000_00, 90).steps == (
        "100,000.00 is not more than 100,000.00, so it is paid in full.",
    )


@pytest.mark.parametrize(
    ("paid", "loss", "step"),
    [
        (145_000_00, "RMB 150,000.00", "The part above: 45,000.00 ÷ 90% = 50,000.00."),
        (100_000_01, "RMB 100,000.01", "The part above: only 0.01 × 90%, rounded to the nearest fen, gives 0.01."),
        (
            100_000_05,
            "RMB 100,000.05 – RMB 100,000.06",
            "The part above: any amount from 0.05 to 0.06 × 90%, rounded to the nearest fen, gives 0.05.",
        ),
    ],
)
def test_steps_to_the_loss_say_when_several_losses_fit(paid: int, loss: str, step: str) -> None:
    answer = compute_loss(formatter(), paid, 100_000_00, 90)
    assert (answer.results["loss"], answer.steps[1]) == (loss, step)
