"""Occurrences of the full test site, and of small calendars for the edge cases."""

from __future__ import annotations

from datetime import date, datetime

from prospectus.assemble import assemble
from prospectus.model.kinds.series import Recurrence
from prospectus.model.kinds.year import Year
from prospectus.model.library import Library
from prospectus.pipeline import check
from prospectus.schedule.business_days import BusinessDays, instance_dates
from prospectus.schedule.occurrences import build_occurrences
from tiny import FULL, NOW, SiteFactory


def library_of(root: object) -> Library:
    result = check(root)
    assert result.site is not None
    return assemble(result, now=NOW)


def test_contract_has_no_last_trading_day_before_it_was_listed(tiny: SiteFactory) -> None:
    by = (FULL / "content/contracts/by.yml").read_text(encoding="utf-8")
    built = build_occurrences(
        library_of(tiny("full", {"content/contracts/by.yml": by.replace("listed: 2024-03-01", "listed: 2025-10-31")}))
    )
    assert [occurrence.short_code for occurrence in built if occurrence.occurrence_type == "last-trading"] == ["BY2511", "BY2512", "BY2601"]


def test_gap_between_published_years_is_not_bridged() -> None:
    title = {"zh": "节", "en": "Feast"}
    first = [{"title": title, "first": "2027-01-01", "last": "2027-01-03"}]
    years = [
        Year.model_validate(
            {"id": str(year), "title": title, "year": year, "published": year != 2026, "holidays": tuple(first if year == 2027 else ())}
        )
        for year in (2025, 2026, 2027)
    ]
    known = BusinessDays(years)
    assert known.on_or_after(date(2025, 12, 31), known.trading_days) == date(2025, 12, 31)
    assert known.nth_day_after(date(2025, 12, 31), 1, known.trading_days) is None


def test_instances_start_at_dtstart_and_stay_within_the_given_years() -> None:
    recurrence = Recurrence.model_validate({"dtstart": "2025-02-28", "rrule": "FREQ=MONTHLY;BYMONTHDAY=-1", "mode": "day"})
    assert instance_dates(recurrence, (2024, 2025))[:2] == [date(2025, 2, 28), date(2025, 3, 31)]
    assert instance_dates(recurrence, (2026, 2026))[-1] == date(2026, 12, 31)
    assert instance_dates(recurrence, (2020, 2024)) == []


def test_talk_has_a_time_only_if_its_source_states_one(tiny: SiteFactory) -> None:
    talks = {
        occurrence.record_key[1]: occurrence
        for occurrence in build_occurrences(library_of(tiny("full")))
        if occurrence.occurrence_type == "talk"
    }
    assert sorted(talks) == ["sample-talk", "spring-outlook", "summer-outlook"]  # the talk “in May” has no day
    talk = talks["spring-outlook"]
    assert (talk.starts_at, talk.ends_at) == (datetime(2025, 3, 12, 15, 30), datetime(2025, 3, 12, 16, 30))
    assert (talk.start, talk.end, talk.sample) == (date(2025, 3, 12), date(2025, 3, 13), False)
    assert talks["sample-talk"].sample


def test_site_without_years_has_no_calendar(tiny: SiteFactory) -> None:
    assert build_occurrences(library_of(tiny("minimal"))) == ()


def test_occurrences_are_sorted_by_start_and_have_unique_uids() -> None:
    built = build_occurrences(library_of(FULL))
    assert [occurrence.start for occurrence in built] == sorted(occurrence.start for occurrence in built)
    assert len({occurrence.uid for occurrence in built}) == len(built)
