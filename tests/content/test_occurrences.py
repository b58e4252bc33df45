"""The occurrences of the series, milestones and contracts of this site, and its working and trading days."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import pytest

from prospectus.assemble import assemble
from prospectus.model.kinds.year import Year
from prospectus.model.library import Library
from prospectus.pipeline import check
from prospectus.schedule.business_days import BusinessDays
from prospectus.schedule.occurrences import Occurrence, build_occurrences
from tiny import NOW, REPOSITORY

LAST_TRADING_DAYS_OF_SC = """
SC2502 2025-01-27  SC2503 2025-02-28  SC2504 2025-03-31  SC2505 2025-04-30  SC2506 2025-05-30  SC2507 2025-06-30
SC2508 2025-07-31  SC2509 2025-08-29  SC2510 2025-09-30  SC2511 2025-10-31  SC2512 2025-11-28  SC2601 2025-12-31
SC2602 2026-01-30  SC2603 2026-02-27  SC2604 2026-03-31  SC2605 2026-04-30  SC2606 2026-05-29  SC2607 2026-06-30
SC2608 2026-07-31  SC2609 2026-08-31  SC2610 2026-09-30  SC2611 2026-10-30  SC2612 2026-11-30  SC2701 2026-12-31
"""


INSTANCES_PER_YEAR = {
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


DAYS_WITHOUT_NIGHT_SESSION = """
2025-01-27 2025-04-03 2025-04-30 2025-05-30 2025-09-30 2025-12-31
2026-02-13 2026-04-03 2026-04-30 2026-06-18 2026-09-24 2026-09-30
"""


def library_of(root: object) -> Library:
    result = check(root)
    assert result.site is not None
    return assemble(result, now=NOW)


@cache
def repository_library() -> Library:
    return library_of(REPOSITORY)


@cache
def repository_occurrences() -> tuple[Occurrence, ...]:
    return build_occurrences(repository_library())


def occurrences_of(kind: str, key: str, occurrence_type: str | None = None) -> list[Occurrence]:
    return [
        occurrence
        for occurrence in repository_occurrences()
        if occurrence.record_key == (kind, key) and occurrence_type in (None, occurrence.occurrence_type)
    ]


def repository_days() -> BusinessDays:
    return BusinessDays(year for year in repository_library().records_of("year") if isinstance(year, Year))


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_each_series_recurs_as_often_as_its_source_says(year: int) -> None:
    counts = Counter(
        occurrence.record_key[1]
        for occurrence in repository_occurrences()
        if occurrence.record_key[0] == "series" and occurrence.occurrence_type != "focus" and occurrence.start.year == year
    )
    assert {series: counts[series] for series in INSTANCES_PER_YEAR} == INSTANCES_PER_YEAR


def test_surveillance_update_comes_in_even_months() -> None:
    assert [occurrence.start.month for occurrence in occurrences_of("series", "sa-surveillance-report")] == [2, 4, 6, 8, 10, 12] * 3


@pytest.mark.parametrize(
    ("series", "end"), [("sa-enforcement-notice", (2025, 2, 1)), ("sa-supervision-lectures", (2025, 4, 1)), ("mp-symposium", (2026, 1, 1))]
)
def test_end_of_a_period_is_exclusive(series: str, end: tuple[int, int, int]) -> None:
    first = occurrences_of("series", series)[0]
    assert (first.occurrence_type, first.start, first.end) == ("obligation", date(2025, 1, 1), date(*end))


def test_day_is_fixed_even_on_a_weekend() -> None:
    assert [(occurrence.occurrence_type, occurrence.start, occurrence.end) for occurrence in occurrences_of("series", "sa-event-315")][
        :1
    ] == [("day", date(2025, 3, 15), date(2025, 3, 16))]
    assert date(2025, 3, 15).weekday() == 5


def test_month_of_publicity_is_30_days_with_a_focus_day() -> None:
    rows = [
        (occurrence.occurrence_type, occurrence.start, occurrence.last_day)
        for occurrence in occurrences_of("series", "sa-event-anti-illegal-month")
        if occurrence.start.year == 2026
    ]
    assert rows == [("span", date(2026, 6, 1), date(2026, 6, 30)), ("focus", date(2026, 6, 15), date(2026, 6, 15))]


def test_milestones_occur_on_their_dates() -> None:
    assert [occurrence.start for occurrence in occurrences_of("milestone", "ss-set-sail-milestones")] == [
        date(2025, 8, 18),
        date(2026, 8, 18),
    ]


def test_last_trading_days_of_sc_follow_the_calendar_of_trading_days() -> None:
    words = LAST_TRADING_DAYS_OF_SC.split()
    expected = dict(zip(words[::2], words[1::2], strict=True))
    assert {occurrence.short_code: occurrence.start.isoformat() for occurrence in occurrences_of("contract", "sc")} == expected


def test_year_that_is_not_published_has_neither_last_trading_days_nor_holidays() -> None:
    assert {occurrence.occurrence_type for occurrence in repository_occurrences() if occurrence.start.year == 2027} == {
        "obligation",
        "day",
        "span",
        "focus",
    }


def test_night_session_is_not_held_on_the_last_trading_day_before_a_holiday() -> None:
    assert [
        occurrence.start.isoformat() for occurrence in repository_occurrences() if occurrence.occurrence_type == "no-night"
    ] == DAYS_WITHOUT_NIGHT_SESSION.split()


def test_enforcement_notice_is_due_on_the_15th_moved_to_a_trading_day_where_that_is_known() -> None:
    due = [occurrence.due and occurrence.due.isoformat() for occurrence in occurrences_of("series", "sa-enforcement-notice")]
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
    assert repository_days().nth_day_after(date.fromisoformat(received), 2, repository_days().working_days) == date.fromisoformat(answered)


def test_days_beyond_the_published_years_are_not_known() -> None:
    known = repository_days()
    assert known.nth_day_after(date(2026, 12, 30), 1, known.working_days) == date(2026, 12, 31)
    assert known.nth_day_after(date(2026, 12, 30), 2, known.working_days) is None
    assert known.on_or_after(date(2027, 1, 4), known.trading_days) is None
    assert known.on_or_after(date(2024, 12, 31), known.trading_days) is None
    assert (known.last_trading_day(2026, 12), known.last_trading_day(2027, 1)) == (date(2026, 12, 31), None)


def test_occurrences_are_sorted_by_start_and_have_unique_uids() -> None:
    built = repository_occurrences()
    assert [occurrence.start for occurrence in built] == sorted(occurrence.start for occurrence in built)
    assert len({occurrence.uid for occurrence in built}) == len(built)
