"""Property tests of business days, recurrences and shifts, against a second library and against counting day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.assemble import assemble
from prospectus.model.kinds.series import Due, Recurrence
from prospectus.model.kinds.year import Year
from prospectus.pipeline import check
from prospectus.schedule.business_days import BusinessDays, due_date, instance_dates, instance_end
from tiny import NOW, REPOSITORY

DATES = st.dates(date(2024, 6, 1), date(2027, 12, 31))
RULES = st.one_of(
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.integers(1, 28)),
    st.builds("FREQ=MONTHLY;INTERVAL={};BYMONTHDAY={}".format, st.integers(1, 6), st.integers(1, 28)),
    st.builds("FREQ=YEARLY;BYMONTH={};BYMONTHDAY={}".format, st.integers(1, 12), st.integers(1, 28)),
    st.builds("FREQ=MONTHLY;BYDAY={}{}".format, st.sampled_from(["1", "2", "3", "4", "-1"]), st.sampled_from(["MO", "WE", "TH", "FR"])),
    st.builds("FREQ=WEEKLY;INTERVAL={};BYDAY={}".format, st.integers(1, 4), st.sampled_from(["TU", "TH", "MO,FR"])),
)
SHIFTS = st.sampled_from(["next-trading-day", "next-working-day"])


@cache
def business_days() -> BusinessDays:
    result = check(REPOSITORY)
    assert result.site is not None
    return BusinessDays(year for year in assemble(result, now=NOW).records_of("year") if isinstance(year, Year))


def make_recurrence(rule: str, start: date, mode: str = "day", **length: int) -> Recurrence:
    return Recurrence.model_validate({"dtstart": start, "rrule": rule, "mode": mode, **length})


def expand_with_other_library(rule: str, start: date, first: int, last: int) -> list[date]:
    """Return the days on which a calendar program shows an all-day event; the first of them is `start` itself."""
    event = icalendar.Event()
    event.add("uid", "x")
    event.add("dtstart", start)
    event.add("rrule", icalendar.vRecur.from_ical(rule))
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    components = recurring_ical_events.of(calendar).between(date(first, 1, 1), date(last + 1, 1, 1))
    return sorted(component["DTSTART"].dt for component in components)


@settings(max_examples=25)  # the other library is slow
@given(RULES, DATES)
def test_instance_dates_match_another_library(rule: str, day: date) -> None:
    start = instance_dates(make_recurrence(rule, day), (day.year, day.year + 8))[0]  # RFC 5545: DTSTART is an instance of its rule
    assert instance_dates(make_recurrence(rule, start), (2025, 2026)) == expand_with_other_library(rule, start, 2025, 2026)


@settings(max_examples=60)
@given(RULES, DATES, st.integers(2024, 2027))
def test_instance_dates_of_adjacent_spans_add_up(rule: str, start: date, cut: int) -> None:
    recurrence = make_recurrence(rule, start)
    assert instance_dates(recurrence, (2024, cut)) + instance_dates(recurrence, (cut + 1, 2028)) == instance_dates(recurrence, (2024, 2028))


@settings(max_examples=60)
@given(DATES, st.integers(1, 24))
def test_period_ends_on_the_first_day_of_a_month(day: date, months: int) -> None:
    end = instance_end(make_recurrence("FREQ=MONTHLY;BYMONTHDAY=1", day, "period", months=months), day)
    assert end.day == 1
    assert (end.year - day.year) * 12 + end.month - day.month == months


@settings(max_examples=60)
@given(DATES, SHIFTS)
def test_shift_leads_to_the_next_business_day_or_none(day: date, shift: str) -> None:
    candidates = set(business_days().trading_days if shift == "next-trading-day" else business_days().working_days)
    shifted = business_days().on_or_after(day, sorted(candidates))
    if shifted is None:
        ahead = (day + timedelta(n) for n in range(40))
        assert any(ahead_day.year not in business_days().published_years for ahead_day in ahead)
        return
    skipped = [day + timedelta(n) for n in range((shifted - day).days)]
    assert shifted in candidates
    assert candidates.isdisjoint(skipped)
    assert business_days().on_or_after(shifted, sorted(candidates)) == shifted  # shifting is idempotent


@settings(max_examples=60)
@given(DATES, DATES)
def test_shift_keeps_the_order_of_days(first: date, second: date) -> None:
    shifted = [business_days().on_or_after(day, business_days().trading_days) for day in sorted((first, second))]
    known = [day for day in shifted if day is not None]
    assert known == sorted(known)


@settings(max_examples=60)
@given(DATES, st.integers(1, 20))
def test_nth_day_after_is_counted_one_by_one(day: date, count: int) -> None:
    result = business_days().nth_day_after(day, count, business_days().working_days)
    step: date | None = day
    for _ in range(count):
        step = business_days().nth_day_after(step, 1, business_days().working_days) if step is not None else None
    assert result == step


@settings(max_examples=60)
@given(st.integers(1, 28), st.integers(2024, 2026), st.integers(1, 12), SHIFTS)
def test_due_date_is_the_day_of_the_rule_or_the_next_business_day(day: int, year: int, month: int, shift: str) -> None:
    text = SimpleNamespace()  # the rule in words is not needed for the calculation
    due = Due.model_construct(rrule=f"FREQ=MONTHLY;BYMONTHDAY={day}", shift=shift, text=text)
    unshifted_due = Due.model_construct(rrule=due.rrule, shift="none", text=text)
    end = date(year, month, 1)
    unshifted = due_date(unshifted_due, end, business_days())
    assert unshifted == datetime(year, month, day).date()
    candidates = business_days().trading_days if shift == "next-trading-day" else business_days().working_days
    assert due_date(due, end, business_days()) == business_days().on_or_after(unshifted, candidates)


@pytest.mark.parametrize(
    ("until", "zone", "last", "count"),
    [
        ("20261231T155959Z", "Asia/Shanghai", date(2026, 12, 20), 12),
        ("20261220T155959Z", "Asia/Shanghai", date(2026, 12, 20), 12),
        ("20261219T160000Z", "Asia/Shanghai", date(2026, 12, 20), 12),
        ("20261219T155959Z", "Asia/Shanghai", date(2026, 11, 20), 11),
        ("20261220T045959Z", "America/New_York", date(2026, 11, 20), 11),
        ("20261220", "America/New_York", date(2026, 12, 20), 12),
    ],
)
def test_until_in_utc_ends_on_its_day_in_the_zone_of_the_site(until: str, zone: str, last: date, count: int) -> None:
    recurrence = make_recurrence(f"FREQ=MONTHLY;UNTIL={until};BYMONTHDAY=20", date(2026, 1, 20))
    days = instance_dates(recurrence, (2026, 2027), ZoneInfo(zone))
    assert (days[0], days[-1], len(days)) == (date(2026, 1, 20), last, count)
