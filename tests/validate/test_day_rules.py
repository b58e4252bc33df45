"""Which days of events are reported as days off."""

from __future__ import annotations

import pytest

from prospectus.model.kinds.event import Event
from prospectus.model.kinds.series import Series
from prospectus.model.kinds.site import Site
from prospectus.model.kinds.year import Year
from prospectus.schedule.timeline import build_timeline
from prospectus.validate.event_rules import DayRules

TITLE = {"en": "x"}
SITE = Site.model_validate(
    {
        "id": "site",
        "title": TITLE,
        "locales": ({"tag": "en", "language": "en", "name": "English"},),
        "tagline": TITLE,
        "description": TITLE,
        "institution": "lakeside",
        "disclaimer": TITLE,
    }
)
YEAR = Year.model_validate({"id": "2025", "title": TITLE, "year": 2025, "published": True, "holidays": ()})
SUNDAYS = {"dtstart": "2025-03-02", "rrule": "FREQ=MONTHLY;BYDAY=1SU", "mode": "day"}
WEEKENDS = {"dtstart": "2025-03-01", "rrule": "FREQ=MONTHLY;BYDAY=1SA", "mode": "span", "days": 2}


@pytest.mark.parametrize(
    ("recurrence", "day", "codes"),
    [
        (SUNDAYS, "2025-03-02", []),
        (SUNDAYS, "2025-03-09", ["PR506"]),  # moved from its day to another Sunday
        (SUNDAYS, "2025-03-10", []),
        (WEEKENDS, "2025-03-02", []),
        (WEEKENDS, "2025-03-08", ["PR506"]),
    ],
)
def test_only_the_fixed_days_of_a_series_may_be_days_off(recurrence: dict[str, object], day: str, codes: list[str]) -> None:
    series = Series.model_validate({"id": "walks", "title": TITLE, "stated": TITLE, "recurrence": recurrence})
    event = Event.model_validate(
        {"id": "walk", "title": TITLE, "type": "lecture", "series": "walks", "starts": f"{day} 10:00", "language": "en"}
    )
    timeline = build_timeline([("year", YEAR), ("series", series), ("event", event)], SITE)
    violations = [violation for scheduled in timeline.events for violation in DayRules(timeline).check_day(scheduled)]
    assert [violation.code for violation in violations] == codes
