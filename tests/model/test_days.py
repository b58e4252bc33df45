"""Property tests of business days, recurrences and shifts, against a second library and against counting day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from types import SimpleNamespace

import icalendar
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.assemble import assemble
from prospectus.model.days import Days, due_after, end_of, instances
from prospectus.model.series import Due, Recurrence
from prospectus.model.year import Year
from prospectus.pipeline import check
from tiny import REPOSITORY

DAYS_OF = st.dates(date(2024, 6, 1), date(2027, 12, 31))
RULES = st.one_of(
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.integers(1, 28)),
    st.builds("FREQ=MONTHLY;INTERVAL={};BYMONTHDAY={}".format, st.integers(1, 6), st.integers(1, 28)),
    st.builds("FREQ=YEARLY;BYMONTH={};BYMONTHDAY={}".format, st.integers(1, 12), st.integers(1, 28)),
    st.builds("FREQ=MONTHLY;BYDAY={}{}".format, st.sampled_from(["1", "2", "3", "4", "-1"]), st.sampled_from(["MO", "WE", "TH", "FR"])),
    st.builds("FREQ=WEEKLY;INTERVAL={};BYDAY={}".format, st.integers(1, 4), st.sampled_from(["TU", "TH", "MO,FR"])),
)
SHIFTS = st.sampled_from(["next-trading-day", "next-working-day"])


@cache
def days() -> Days:
    verdict = check(REPOSITORY)
    assert verdict.site is not None
    return Days(each for each in assemble(verdict.checked, verdict.site).of("year") if isinstance(each, Year))


def recurring(rule: str, start: date, mode: str = "day", **length: int) -> Recurrence:
    return Recurrence.model_validate({"dtstart": start, "rrule": rule, "mode": mode, **length})


def by_another_library(rule: str, start: date, first: int, last: int) -> list[date]:
    """Return the days on which a calendar program shows an all-day event; the first of them is `start` itself."""
    event = icalendar.Event()
    event.add("uid", "x")
    event.add("dtstart", start)
    event.add("rrule", icalendar.vRecur.from_ical(rule))
    whole = icalendar.Calendar()
    whole.add_component(event)
    found = recurring_ical_events.of(whole).between(date(first, 1, 1), date(last + 1, 1, 1))
    return sorted(each["DTSTART"].dt for each in found)


@settings(max_examples=25)  # the other library is slow
@given(RULES, DAYS_OF)
def test_instances_are_those_that_a_calendar_program_shows(rule: str, day: date) -> None:
    start = instances(recurring(rule, day), (day.year, day.year + 8))[0]  # RFC 5545: DTSTART is an instance of its rule
    assert instances(recurring(rule, start), (2025, 2026)) == by_another_library(rule, start, 2025, 2026)


@settings(max_examples=60)
@given(RULES, DAYS_OF, st.integers(2024, 2027))
def test_instances_of_two_spans_are_those_of_both_together(rule: str, start: date, cut: int) -> None:
    recurrence = recurring(rule, start)
    assert instances(recurrence, (2024, cut)) + instances(recurrence, (cut + 1, 2028)) == instances(recurrence, (2024, 2028))


@settings(max_examples=60)
@given(DAYS_OF, st.integers(1, 24))
def test_period_ends_on_the_first_day_of_a_month(day: date, months: int) -> None:
    end = end_of(recurring("FREQ=MONTHLY;BYMONTHDAY=1", day, "period", months=months), day)
    assert end.day == 1
    assert (end.year - day.year) * 12 + end.month - day.month == months


@settings(max_examples=60)
@given(DAYS_OF, SHIFTS)
def test_shift_leads_to_the_first_day_that_counts_or_to_none(day: date, shift: str) -> None:
    counted = set(days().trading if shift == "next-trading-day" else days().working)
    found = days().on_or_after(day, sorted(counted))
    if found is None:
        ahead = (day + timedelta(n) for n in range(40))
        assert any(each.year not in days().years for each in ahead)
        return
    passed = [day + timedelta(n) for n in range((found - day).days)]
    assert found in counted
    assert counted.isdisjoint(passed)
    assert days().on_or_after(found, sorted(counted)) == found  # shifting is idempotent


@settings(max_examples=60)
@given(DAYS_OF, DAYS_OF)
def test_shift_keeps_the_order_of_days(one: date, other: date) -> None:
    found = [days().on_or_after(each, days().trading) for each in sorted((one, other))]
    known = [each for each in found if each is not None]
    assert known == sorted(known)


@settings(max_examples=60)
@given(DAYS_OF, st.integers(1, 20))
def test_nth_day_after_is_counted_one_by_one(day: date, count: int) -> None:
    found = days().following(day, count, days().working)
    step: date | None = day
    for _ in range(count):
        step = days().following(step, 1, days().working) if step is not None else None
    assert found == step


@settings(max_examples=60)
@given(st.integers(1, 28), st.integers(2024, 2026), st.integers(1, 12), SHIFTS)
def test_due_day_is_the_day_of_the_rule_or_the_next_that_counts(day: int, year: int, month: int, shift: str) -> None:
    text = SimpleNamespace()  # the rule in words is not needed for the calculation
    due = Due.model_construct(rrule=f"FREQ=MONTHLY;BYMONTHDAY={day}", shift=shift, text=text)
    plain = Due.model_construct(rrule=due.rrule, shift="none", text=text)
    end = date(year, month, 1)
    unshifted = due_after(plain, end, days())
    assert unshifted == datetime(year, month, day).date()
    counted = days().trading if shift == "next-trading-day" else days().working
    assert due_after(due, end, days()) == days().on_or_after(unshifted, counted)
