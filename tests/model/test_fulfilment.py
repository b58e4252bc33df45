"""A series is fulfilled by its own events, or by a monthly notice of each of its exchanges."""

from __future__ import annotations

from datetime import date

import pytest

from prospectus.model.event import Event
from prospectus.model.fulfilment import Fulfilment
from prospectus.model.notice import Notice
from prospectus.model.series import Series

MARCH = (date(2025, 3, 1), date(2025, 4, 1))


def series(**given: object) -> Series:
    recurrence = {"dtstart": "2025-01-01", "rrule": "FREQ=MONTHLY;BYMONTHDAY=1", "mode": "period"}
    return Series.model_validate({"id": "letters", "title": {"en": "x"}, "stated": {"en": "x"}, "recurrence": recurrence} | given)


def event(starts: str, **given: object) -> tuple[str, Event]:
    written = {"id": f"on-{starts}".replace(" ", "-").replace(":", ""), "title": {"en": "x"}, "type": "meeting", "series": "letters"}
    return "event", Event.model_validate(written | {"starts": starts} | given)


def notice(key: str, period: str, *exchanges: str, **given: object) -> tuple[str, Notice]:
    written = {"id": key, "title": {"en": "x"}, "exchanges": exchanges, "period": period, "cases": 0, "counts": ()}
    return "notice", Notice.model_validate(written | given)


@pytest.mark.parametrize(
    ("starts", "whole"),
    [("2025-03-01", True), ("2025-03-31 23:59", True), ("2025-03", True), ("2025-02-28", False), ("2025-04-01", False)],
)
def test_event_fulfils_the_instance_in_which_it_starts(starts: str, whole: bool) -> None:
    found = Fulfilment([event(starts)])
    assert found.of(series(), *MARCH)[1] is whole


@pytest.mark.parametrize("given", [{"state": "cancelled"}, {"status": "sample"}, {"status": "withdrawn"}, {"series": "others"}])
def test_what_is_cancelled_not_real_or_of_another_series_fulfils_nothing(given: dict[str, str]) -> None:
    assert Fulfilment([event("2025-03-05", **given)]).of(series(), *MARCH) == ((), False)


def test_events_are_named_in_order_of_time() -> None:
    found = Fulfilment([event("2025-03-20"), event("2025-03-02 10:00"), event("2025-05-01")])
    assert found.of(series(), *MARCH) == ((("event", "on-2025-03-02-1000"), ("event", "on-2025-03-20")), True)


def test_series_of_notices_takes_one_of_each_exchange() -> None:
    letters = series(notices_of=("north", "south"))
    north, south = notice("n", "2025-03", "north"), notice("s", "2025-03", "south")
    assert Fulfilment([north, event("2025-03-05")]).of(letters, *MARCH) == ((("notice", "n"),), False)
    assert Fulfilment([north, south]).of(letters, *MARCH) == ((("notice", "n"), ("notice", "s")), True)
    assert Fulfilment([notice("both", "2025-03", "north", "south")]).of(letters, *MARCH) == ((("notice", "both"),), True)


def test_summary_of_a_quarter_is_no_monthly_notice() -> None:
    letters = series(notices_of=("north",))
    assert Fulfilment([notice("q", "2025-Q1", "north", form="summary")]).of(letters, date(2025, 1, 1), date(2025, 2, 1)) == ((), False)
