"""A series is fulfilled by its own events, or by a monthly notice of each of its exchanges."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.load.drafts import RawRecord, RecordPart
from prospectus.load.records import LoadedContent
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.notice import Notice
from prospectus.model.kinds.series import Series
from prospectus.model.kinds.site import Site
from prospectus.model.kinds.year import Year
from prospectus.model.library import Library
from prospectus.model.record import Record
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.schedule.calendar_index import index_occurrences
from prospectus.schedule.fulfilment import Fulfilment
from prospectus.schedule.obligations import ObligationIndex
from prospectus.schedule.occurrences import build_occurrences
from prospectus.schedule.timeline import build_timeline
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.overdue import find_due_items
from prospectus.scheduling.plan import plan_month
from prospectus.validate.overdue import iter_overdue
from prospectus.validate.run import RecordResult

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


@pytest.mark.parametrize("fields", [{"state": "cancelled"}, {"status": "sample"}, {"status": "withdrawn"}, {"series": "others"}])
def test_cancelled_unpublished_and_unrelated_events_fulfil_nothing(fields: dict[str, str]) -> None:
    assert Fulfilment([make_event("2025-03-05", **fields)]).find_records(make_series(), *MARCH) == ((), False)


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


def test_drafts_count_only_where_they_are_asked_for() -> None:
    draft, cancelled = make_event("2025-03-05", status="draft"), make_event("2025-03-05", status="draft", state="cancelled")
    assert [Fulfilment([draft], drafts=drafts).find_records(make_series(), *MARCH)[1] for drafts in (False, True)] == [False, True]
    assert Fulfilment([cancelled], drafts=True).find_records(make_series(), *MARCH) == ((), False)


TITLE = {"zh": "一例", "en": "A case"}
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
NOW = datetime(2026, 6, 1, tzinfo=UTC)
"""When every instance of 2025 is overdue if it is not fulfilled."""
STARTS = ["2025-03-01", "2025-03-31 23:59", "2025-03", "2025-Q1", "2025", "2025-04-01", "2025-04-15 10:00", "2025-06-30", "2024-12-31"]
EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from(["a", "b", "letters-2025-03", "letters-2025-q1", "letters-2025-04"]),
            "starts": st.sampled_from(STARTS),
            "state": st.sampled_from(["planned", "confirmed", "moved", "cancelled", "done"]),
            "status": st.sampled_from(["published", "sample", "draft", "withdrawn"]),
            "series": st.sampled_from(["letters", "others", None]),
        }
    ),
    max_size=4,
    unique_by=lambda fields: fields["id"],
)
RECURRENCES = st.sampled_from([("FREQ=MONTHLY;BYMONTHDAY=1", 1), ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", 3), ("FREQ=YEARLY", 12)])


def make_library(records: list[tuple[str, Record]]) -> Library:
    by_kind: dict[str, dict[str, Record]] = {}
    for kind, record in records:
        if not record.hidden:
            by_kind.setdefault(kind, {})[record.id] = record
    fingerprints = {(kind, key): key for kind, by_id in by_kind.items() for key in by_id}
    return Library(SITE, by_kind, {}, frozenset(), {}, fingerprints, fingerprints, {})


@settings(deadline=None)
@given(EVENTS, RECURRENCES)
def test_pages_due_check_and_plan_agree(all_fields: list[dict[str, str]], recurrence: tuple[str, int]) -> None:
    rrule, months = recurrence
    series = make_series(recurrence={"dtstart": "2025-01-01", "rrule": rrule, "mode": "period", "months": months})
    events = [make_event(**fields) for fields in all_fields]
    records: list[tuple[str, Record]] = [("year", YEAR), ("series", series), *events]
    violations = iter_overdue(build_timeline(records, SITE), NOW.replace(tzinfo=None))
    in_check = {str(violation.params["came"]) for violation in violations if violation.code == "PR521"}
    in_due = {item.instance for item in find_due_items(make_library(records), NOW) if item.code == "PR521" and item.late}
    on_pages = find_unfulfilled_on_pages(series, events)  # of 2025 only: the calendar of 2026 is not published
    assert {period for period in in_check if period.startswith("2025")} == on_pages
    assert in_due == in_check

    published_drafts = [
        (kind, event.model_copy(update={"status": "published"}) if event.status == "draft" else event) for kind, event in events
    ]
    unfulfilled = find_unfulfilled_on_pages(series, published_drafts)
    raw = RawRecord(Path("nowhere"), KINDS_BY_NAME["event"], None, {}, (RecordPart("calendar/2025/01.yml", {}),))
    source = SourceCalendar(
        Path("nowhere"),
        SITE,
        LoadedContent(("zh", "en"), ("zh", "en")),
        RecordResult((), ()),
        {"series": (series,), "year": (YEAR,)},
        tuple(CalendarEntry(event, raw) for _, event in events),
    )
    for number in (1, 3, 4, 6, 12):
        period = {1: f"2025-{number:02}", 3: f"2025-Q{(number + 2) // 3}", 12: "2025"}[months]
        result = plan_month(source, Month(2025, number), "en")
        assert (result.existing, len(result.added) + len(result.notes)) == ((0, 1) if period in unfulfilled else (1, 0))


def find_unfulfilled_on_pages(series: Series, events: list[tuple[str, Event]]) -> set[str]:
    """Return the periods of 2025 in which pages show the obligation of a series as overdue."""
    library = make_library([("year", YEAR), ("series", series), *events])
    index = index_occurrences(build_occurrences(library), [YEAR], "Asia/Shanghai", NOW)
    obligations = ObligationIndex(library, index)
    statuses = [(occurrence, obligations.status_of(occurrence)) for occurrence in index.by_record.get(("series", series.id), ())]
    formats = {1: "{0:%Y-%m}", 3: "{0:%Y}-Q{1}", 12: "{0:%Y}"}
    return {
        formats[series.recurrence.months].format(occurrence.start, (occurrence.start.month + 2) // 3)
        for occurrence, status in statuses
        if status is not None and status.state == "owed"
    }


DAYS = {"dtstart": "2025-03-13", "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "mode": "day"}
A_DAY = (date(2025, 3, 27), date(2025, 3, 28))


def test_moved_event_fulfils_the_day_it_was_planned_for() -> None:
    moved = make_event("2025-03-20 18:00", id="letters-2025-03-27", state="moved")
    renamed = make_event("2025-03-20 18:00", formerly=("letters-2025-03-27",))
    for event in (moved, renamed):
        assert Fulfilment([event]).find_records(make_series(recurrence=DAYS), *A_DAY) == (((event[0], event[1].id),), True)
    elsewhere = make_event("2025-03-20 18:00", id="letters-2025-03-27", series="others")
    assert Fulfilment([elsewhere]).find_records(make_series(recurrence=DAYS), *A_DAY) == ((), False)


def test_moved_event_with_an_id_of_its_own_fulfils_the_day_of_its_first_release() -> None:
    event = make_event("2025-03-20 18:00", id="visit", state="moved")
    original_days = {("event", "visit"): date(2025, 3, 27)}
    assert Fulfilment([event], original_days).find_records(make_series(recurrence=DAYS), *A_DAY) == ((("event", "visit"),), True)
    assert Fulfilment([event], original_days).find_records(make_series(), *MARCH)[0] == (("event", "visit"),)
    february = {("event", "visit"): date(2025, 2, 27)}
    assert Fulfilment([event], february).find_records(make_series(), date(2025, 2, 1), date(2025, 3, 1)) == ((), False)
