"""A series is fulfilled by its own events, or by a monthly notice of each of its exchanges."""

from __future__ import annotations

from datetime import date

import pytest

from prospectus.model.kinds.event import Event
from prospectus.model.kinds.notice import Notice
from prospectus.model.kinds.series import Series
from prospectus.schedule.fulfilment import Fulfilment

MARCH = (date(2025, 3, 1), date(2025, 4, 1))


def make_series(**fields: object) -> Series:
    recurrence = {"dtstart": "2025-01-01", "rrule": "FREQ=MONTHLY;BYMONTHDAY=1", "mode": "period"}
    return Series.model_validate({"id": "letters", "title": {"en": "x"}, "stated": {"en": "x"}, "recurrence": recurrence} | fields)


def make_event(starts: str, **fields: object) -> tuple[str, Event]:
    defaults = {"id": f"on-{starts}".replace(" ", "-").replace(":", ""), "title": {"en": "x"}, "type": "meeting", "series": "letters"}
    return "event", Event.model_validate(defaults | {"starts": starts} | fields)


def make_notice(key: str, period: str, *exchanges: str, **fields: object) -> tuple[str, Notice]:
    defaults = {"id": key, "title": {"en": "x"}, "exchanges": exchanges, "period": period, "cases": 0, "counts": ()}
    return "notice", Notice.model_validate(defaults | fields)


@pytest.mark.parametrize(
    ("starts", "whole"),
    [("2025-03-01", True), ("2025-03-31 23:59", True), ("2025-03", True), ("2025-02-28", False), ("2025-04-01", False)],
)
def test_event_fulfils_the_instance_in_which_it_starts(starts: str, whole: bool) -> None:
    fulfilment = Fulfilment([make_event(starts)])
    assert fulfilment.find_records(make_series(), *MARCH)[1] is whole


@pytest.mark.parametrize("given", [{"state": "cancelled"}, {"status": "sample"}, {"status": "withdrawn"}, {"series": "others"}])
def test_cancelled_unpublished_and_unrelated_events_fulfil_nothing(given: dict[str, str]) -> None:
    assert Fulfilment([make_event("2025-03-05", **given)]).find_records(make_series(), *MARCH) == ((), False)


def test_events_are_returned_in_order_of_time() -> None:
    fulfilment = Fulfilment([make_event("2025-03-20"), make_event("2025-03-02 10:00"), make_event("2025-05-01")])
    assert fulfilment.find_records(make_series(), *MARCH) == ((("event", "on-2025-03-02-1000"), ("event", "on-2025-03-20")), True)


def test_series_of_notices_needs_one_of_each_exchange() -> None:
    letters = make_series(notices_of=("north", "south"))
    north, south = make_notice("n", "2025-03", "north"), make_notice("s", "2025-03", "south")
    assert Fulfilment([north, make_event("2025-03-05")]).find_records(letters, *MARCH) == ((("notice", "n"),), False)
    assert Fulfilment([north, south]).find_records(letters, *MARCH) == ((("notice", "n"), ("notice", "s")), True)
    assert Fulfilment([make_notice("both", "2025-03", "north", "south")]).find_records(letters, *MARCH) == ((("notice", "both"),), True)


def test_summary_of_a_quarter_is_no_monthly_notice() -> None:
    letters = make_series(notices_of=("north",))
    assert Fulfilment([make_notice("q", "2025-Q1", "north", form="summary")]).find_records(letters, date(2025, 1, 1), date(2025, 2, 1)) == (
        (),
        False,
    )
