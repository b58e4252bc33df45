"""Which days, spans, periods and focus days of a series are replaced by its events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from prospectus.model.kinds.event import Event
from prospectus.model.kinds.series import Series
from prospectus.schedule.replacement import Replacements

TITLE = {"zh": "x", "en": "x"}
PERIOD = {"dtstart": "2025-01-01", "rrule": "FREQ=MONTHLY;BYMONTHDAY=1", "mode": "period"}
DAY = {"dtstart": "2025-01-20", "rrule": "FREQ=MONTHLY;BYMONTHDAY=20", "mode": "day"}
SPAN = {"dtstart": "2025-01-10", "rrule": "FREQ=MONTHLY;BYMONTHDAY=10", "mode": "span", "days": 5}


def make_series(recurrence: dict[str, Any], **fields: Any) -> Series:
    return Series.model_validate({"id": "talks", "title": TITLE, "stated": TITLE, "recurrence": recurrence, **fields})


def make_event(starts: str, **fields: Any) -> tuple[str, Event]:
    defaults = {"id": "event", "title": TITLE, "type": "talk", "series": "talks", "starts": starts}
    return "event", Event.model_validate({**defaults, **fields})


def is_replaced(series: Series, *events: tuple[str, Event], only_day: bool = True) -> bool:
    """Return whether events replace the instance of a series in March 2025."""
    start, length = {"period": (1, 31), "day": (20, 1), "span": (10, 5)}[series.recurrence.mode]
    first = date(2025, 3, start)
    only_day_of_month = only_day and series.recurrence.mode == "day"
    return Replacements(events).replaces_instance(series, first, first + timedelta(days=length), only_day_of_month=only_day_of_month)


@pytest.mark.parametrize(
    ("recurrence", "starts", "replaced"),
    [
        (PERIOD, "2025-03-31 23:59", True),
        (PERIOD, "2025-04-01", False),
        (PERIOD, "2025-03", False),  # has no entry in calendars, which would lose the period
        (DAY, "2025-03-20 19:30", True),
        (DAY, "2025-03-22", True),  # moved within the month
        (DAY, "2025-04-01", False),
        (DAY, "2025-03", False),
        (SPAN, "2025-03-14 10:00", True),
        (SPAN, "2025-03-15", False),  # a month may hold more than the span
    ],
)
def test_event_replaces_the_instance_in_which_it_starts(recurrence: dict[str, Any], starts: str, replaced: bool) -> None:
    assert is_replaced(make_series(recurrence), make_event(starts)) is replaced


@pytest.mark.parametrize("recurrence", [PERIOD, DAY, SPAN], ids=["period", "day", "span"])
@pytest.mark.parametrize(
    ("fields", "replaced"), [({"status": "sample"}, False), ({"status": "draft"}, False), ({"series": "other"}, False)]
)
def test_sample_draft_and_event_of_another_series_replace_nothing(
    recurrence: dict[str, Any], fields: dict[str, Any], replaced: bool
) -> None:
    day = {"period": "2025-03-05", "day": "2025-03-20", "span": "2025-03-10"}[recurrence["mode"]]
    assert is_replaced(make_series(recurrence), make_event(day, **fields)) is replaced


@pytest.mark.parametrize(("recurrence", "day", "replaced"), [(PERIOD, "05", False), (DAY, "20", True), (SPAN, "10", True)])
def test_cancelled_event_replaces_a_day_and_leaves_a_period_open(recurrence: dict[str, Any], day: str, replaced: bool) -> None:
    assert is_replaced(make_series(recurrence), make_event(f"2025-03-{day}", state="cancelled")) is replaced


@pytest.mark.parametrize(
    ("recurrence", "planned_id", "replaced"),
    [(PERIOD, "talks-2025-03", False), (DAY, "talks-2025-03-20", True), (SPAN, "talks-2025-03-10", True)],
)
def test_event_planned_for_a_day_replaces_it_wherever_it_was_moved(recurrence: dict[str, Any], planned_id: str, replaced: bool) -> None:
    series = make_series(recurrence)
    assert is_replaced(series, make_event("2025-05-02", id=planned_id)) is replaced
    assert is_replaced(series, make_event("2025-05-02", formerly=(planned_id,))) is replaced


def test_event_between_two_days_of_a_month_replaces_neither() -> None:
    assert not is_replaced(make_series(DAY), make_event("2025-03-22"), only_day=False)


def test_series_of_notices_is_not_replaced() -> None:
    assert not is_replaced(make_series(PERIOD, notices_of=("exchange",)), make_event("2025-03-05"))


@pytest.mark.parametrize(
    ("fields", "replaced"),
    [
        ({"starts": "2025-06-15 10:00"}, True),
        ({"starts": "2025-06-01", "ends": "2025-06-30"}, False),  # the day keeps its weight within the campaign
        ({"starts": "2025-06-01", "ends": "2025-06-30", "state": "cancelled"}, True),
        ({"starts": "2025-06-16", "ends": "2025-06-30", "state": "cancelled"}, False),
    ],
)
def test_focus_day_is_replaced_by_an_event_that_starts_on_it_or_a_cancelled_one_around_it(fields: dict[str, Any], replaced: bool) -> None:
    series = make_series({"dtstart": "2025-06-01", "rrule": "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1", "mode": "span", "days": 30})
    assert Replacements([make_event(**fields)]).replaces_focus_day(series, date(2025, 6, 15)) is replaced
