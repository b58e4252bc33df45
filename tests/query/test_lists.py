"""What lists contain: no withdrawn records, and among the talks the events that count as talks."""

from __future__ import annotations

import pytest

from prospectus.model.kinds.series import Series
from prospectus.query.queries import Queries
from prospectus.schedule.instances import shown_type
from tiny import FULL, SiteFactory, prepare_site

SITE = (FULL / "content/site.yml").read_text(encoding="utf-8")
WEBINARS = """
event_types:
- {id: webinar, title: {zh: 线上课, en: Webinar}, like: lecture}
- {id: fireside, title: {zh: 夜话, en: Fireside chat}, like: talk}
"""
JULY = """
- {id: of-the-series, type: webinar, series: barley-talks, title: {zh: 一, en: One}, starts: 2025-07-03 10:00, language: en}
- {id: like-a-talk, type: fireside, title: {zh: 二, en: Two}, starts: 2025-07-02 10:00, language: en}
- {id: neither, type: webinar, title: {zh: 三, en: Three}, starts: 2025-07-01 10:00, language: en}
"""


@pytest.fixture
def queries(tiny: SiteFactory) -> Queries:
    """The queries of a site with own types of events and a withdrawn guide."""
    return prepare_site(tiny("full", {"content/site.yml": SITE + WEBINARS, "calendar/2025/07.yml": JULY})).views.queries


def test_talks_include_events_of_a_series_of_talks_and_of_types_like_a_talk(queries: Queries) -> None:
    keys = queries.listed_keys("talk")
    assert keys[:2] == (("event", "of-the-series"), ("event", "like-a-talk"))  # the latest first
    assert ("event", "neither") not in keys
    assert {("talk", key) for key in queries.record_ids("talk")} < set(keys)


def test_withdrawn_records_are_in_no_list(queries: Queries) -> None:
    assert "old-rule" in queries.record_ids("guide")
    assert "old-rule" not in queries.listed_ids("guide")
    assert ("guide", "old-rule") not in queries.listed_keys("guide")
    assert "old-rule" not in [key for key, _, _ in queries.titles("guide", ("en",))]
    assert queries.neighbours(("guide", "old-rule")) == (None, None)
    assert not any("old-rule" in queries.neighbours(("guide", key)) for key in queries.record_ids("guide"))


def test_instance_of_a_series_is_called_by_the_usual_type_that_it_states() -> None:
    fields = {"id": "a", "title": {"en": "x"}, "stated": {"en": "x"}}
    fields["recurrence"] = {"dtstart": "2025-01-01", "rrule": "FREQ=WEEKLY;BYDAY=WE", "mode": "day"}  # type: ignore[assignment]
    series = Series.model_validate(fields | {"typical": {"type": "webinar"}})
    assert (shown_type("day", series.typical), shown_type("focus", series.typical)) == ("webinar", "focus")
    assert shown_type("day", Series.model_validate(fields).typical) == "day"
