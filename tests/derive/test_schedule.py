"""Occurrences of the content of this repository, and of small calendars for the edge cases."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from functools import cache

import pytest

from prospectus.assemble import assemble
from prospectus.derive.schedule import Occurrence, schedule
from prospectus.model.days import Days, instances
from prospectus.model.library import Library
from prospectus.model.series import Recurrence
from prospectus.model.year import Year
from prospectus.pipeline import check
from tiny import FULL, REPOSITORY, Tiny

LAST_TRADING_DAYS_OF_SC = """
SC2502 2025-01-27  SC2503 2025-02-28  SC2504 2025-03-31  SC2505 2025-04-30  SC2506 2025-05-30  SC2507 2025-06-30
SC2508 2025-07-31  SC2509 2025-08-29  SC2510 2025-09-30  SC2511 2025-10-31  SC2512 2025-11-28  SC2601 2025-12-31
SC2602 2026-01-30  SC2603 2026-02-27  SC2604 2026-03-31  SC2605 2026-04-30  SC2606 2026-05-29  SC2607 2026-06-30
SC2608 2026-07-31  SC2609 2026-08-31  SC2610 2026-09-30  SC2611 2026-10-30  SC2612 2026-11-30  SC2701 2026-12-31
"""
INSTANCES_A_YEAR = {
    "sa-enforcement-notice": 12,
    "sa-surveillance-report": 6,
    "sa-supervision-lectures": 4,
    "sa-monthly-talk-domestic": 12,
    "sa-monthly-talk-overseas": 12,
    "sa-event-315": 1,
    "sa-event-515": 1,
    "sa-event-anti-illegal-month": 1,
    "mp-symposium": 1,
    "arrangement-2025": 1,
}
NO_NIGHT_SESSION = """
2025-01-27 2025-04-03 2025-04-30 2025-05-30 2025-09-30 2025-12-31
2026-02-13 2026-04-03 2026-04-30 2026-06-18 2026-09-24 2026-09-30
"""


def library(root: object) -> Library:
    verdict = check(root)
    assert verdict.site is not None
    return assemble(verdict.checked, verdict.site)


@cache
def ours() -> Library:
    return library(REPOSITORY)


@cache
def occurrences() -> tuple[Occurrence, ...]:
    return schedule(ours())


def of(kind: str, key: str, sort: str | None = None) -> list[Occurrence]:
    return [each for each in occurrences() if each.of == (kind, key) and sort in (None, each.sort)]


def days() -> Days:
    return Days(each for each in ours().of("year") if isinstance(each, Year))


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_each_series_comes_round_as_often_as_its_source_says(year: int) -> None:
    found = Counter(each.of[1] for each in occurrences() if each.of[0] == "series" and each.sort != "focus" and each.start.year == year)
    assert found == INSTANCES_A_YEAR


def test_surveillance_update_comes_in_even_months() -> None:
    assert [each.start.month for each in of("series", "sa-surveillance-report")] == [2, 4, 6, 8, 10, 12] * 3


@pytest.mark.parametrize(
    ("series", "end"), [("sa-enforcement-notice", (2025, 2, 1)), ("sa-supervision-lectures", (2025, 4, 1)), ("mp-symposium", (2026, 1, 1))]
)
def test_period_lasts_to_the_first_day_past_it(series: str, end: tuple[int, int, int]) -> None:
    first = of("series", series)[0]
    assert (first.sort, first.start, first.end) == ("obligation", date(2025, 1, 1), date(*end))


def test_day_is_fixed_even_on_a_weekend() -> None:
    assert [(each.sort, each.start, each.end) for each in of("series", "sa-event-315")][:1] == [
        ("day", date(2025, 3, 15), date(2025, 3, 16))
    ]
    assert date(2025, 3, 15).weekday() == 5


def test_month_of_publicity_is_30_days_with_a_day_of_special_weight() -> None:
    found = [(each.sort, each.start, each.last) for each in of("series", "sa-event-anti-illegal-month") if each.start.year == 2026]
    assert found == [("span", date(2026, 6, 1), date(2026, 6, 30)), ("focus", date(2026, 6, 15), date(2026, 6, 15))]


def test_milestones_stand_on_their_days() -> None:
    assert [each.start for each in of("milestone", "ss-set-sail-milestones")] == [date(2025, 8, 18), date(2026, 8, 18)]


def test_last_trading_days_of_sc_follow_the_calendar_of_trading_days() -> None:
    words = LAST_TRADING_DAYS_OF_SC.split()
    expected = dict(zip(words[::2], words[1::2], strict=True))
    assert {each.mark: each.start.isoformat() for each in of("contract", "sc")} == expected


def test_year_that_is_not_published_has_neither_last_trading_days_nor_holidays() -> None:
    assert {each.sort for each in occurrences() if each.start.year == 2027} == {"obligation", "day", "span", "focus"}


def test_contract_has_no_last_trading_day_before_it_was_listed(tiny: Tiny) -> None:
    by = (FULL / "content/contracts/by.yml").read_text(encoding="utf-8")
    found = schedule(library(tiny("full", {"content/contracts/by.yml": by.replace("listed: 2024-03-01", "listed: 2025-10-31")})))
    assert [each.mark for each in found if each.sort == "last-trading"] == ["BY2511", "BY2512", "BY2601"]


def test_night_session_is_not_held_on_the_last_trading_day_before_a_holiday() -> None:
    assert [each.start.isoformat() for each in occurrences() if each.sort == "no-night"] == NO_NIGHT_SESSION.split()


def test_enforcement_notice_is_due_on_the_15th_moved_to_a_trading_day_where_that_is_known() -> None:
    due = [each.due and each.due.isoformat() for each in of("series", "sa-enforcement-notice")]
    assert due[:6] == ["2025-02-17", "2025-03-17", "2025-04-15", "2025-05-15", "2025-06-16", "2025-07-15"]
    assert due[6:12] == ["2025-08-15", "2025-09-15", "2025-10-15", "2025-11-17", "2025-12-15", "2026-01-15"]
    assert due[12:15] == ["2026-02-24", "2026-03-16", "2026-04-15"]
    assert due[22:] == ["2026-12-15", *[None] * 13]


@pytest.mark.parametrize(
    ("received", "answered"),
    [
        ("2025-01-24", "2025-01-27"),
        ("2025-09-26", "2025-09-29"),
        ("2025-09-30", "2025-10-10"),
        ("2026-02-13", "2026-02-24"),
        ("2026-04-30", "2026-05-07"),
        ("2026-05-08", "2026-05-11"),
    ],
)
def test_two_working_days_count_makeup_days_and_not_the_day_of_receipt(received: str, answered: str) -> None:
    assert days().following(date.fromisoformat(received), 2, days().working) == date.fromisoformat(answered)


def test_days_beyond_the_published_years_are_not_known() -> None:
    known = days()
    assert known.following(date(2026, 12, 30), 1, known.working) == date(2026, 12, 31)
    assert known.following(date(2026, 12, 30), 2, known.working) is None
    assert known.on_or_after(date(2027, 1, 4), known.trading) is None
    assert known.on_or_after(date(2024, 12, 31), known.trading) is None
    assert (known.last_trading_of(2026, 12), known.last_trading_of(2027, 1)) == (date(2026, 12, 31), None)


def test_gap_between_published_years_is_not_bridged() -> None:
    title = {"zh": "节", "en": "Feast"}
    first = [{"title": title, "first": "2027-01-01", "last": "2027-01-03"}]
    years = [
        Year.model_validate(
            {"id": str(year), "title": title, "year": year, "published": year != 2026, "holidays": tuple(first if year == 2027 else ())}
        )
        for year in (2025, 2026, 2027)
    ]
    known = Days(years)
    assert known.on_or_after(date(2025, 12, 31), known.trading) == date(2025, 12, 31)
    assert known.following(date(2025, 12, 31), 1, known.trading) is None


def test_instances_start_at_dtstart_and_stay_within_the_years_asked_for() -> None:
    recurrence = Recurrence.model_validate({"dtstart": "2025-02-28", "rrule": "FREQ=MONTHLY;BYMONTHDAY=-1", "mode": "day"})
    assert instances(recurrence, (2024, 2025))[:2] == [date(2025, 2, 28), date(2025, 3, 31)]
    assert instances(recurrence, (2026, 2026))[-1] == date(2026, 12, 31)
    assert instances(recurrence, (2020, 2024)) == []


def test_talk_has_an_hour_only_where_its_source_has_one(tiny: Tiny) -> None:
    found = {each.of[1]: each for each in schedule(library(tiny("full"))) if each.sort == "talk"}
    assert sorted(found) == ["sample-talk", "spring-outlook", "summer-outlook"]  # the talk “in May” has no day
    talk = found["spring-outlook"]
    assert (talk.starts, talk.ends) == (datetime(2025, 3, 12, 15, 30), datetime(2025, 3, 12, 16, 30))
    assert (talk.start, talk.end, talk.sample) == (date(2025, 3, 12), date(2025, 3, 13), False)
    assert found["sample-talk"].sample


def test_occurrences_come_in_order_of_time_and_each_has_a_name_of_its_own() -> None:
    found = occurrences()
    assert [each.start for each in found] == sorted(each.start for each in found)
    assert len({each.uid for each in found}) == len(found)


def test_site_without_years_has_no_calendar(tiny: Tiny) -> None:
    assert schedule(library(tiny("minimal"))) == ()
