"""An event has one interval: in checks, in the index of occurrences, on its page, in calendars and in exports."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.assemble import assemble
from prospectus.cache.cache import BuildCache
from prospectus.load.interface_words import load_words
from prospectus.model.kinds.event import Event
from prospectus.model.library import Library
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.pipeline import check
from prospectus.render.ics.vevent import EventWriter
from prospectus.render.month.schedule_json import render_schedule_json
from prospectus.schedule.interval import Interval, interval_of, interval_of_deadline
from prospectus.schedule.occurrences import Occurrence
from prospectus.schedule.timeline import to_scheduled_event
from prospectus.views.locale_views import LocaleContext, build_contexts, prepare_view_inputs
from prospectus.views.month_export import build_month_export
from prospectus.views.pages import Views, build_views
from tiny import FULL, NOW, REPOSITORY, URL, SiteFactory, build_page_views, collect_data_files

ZONE = ZoneInfo("Asia/Shanghai")
STATES = ("planned", "confirmed", "moved", "cancelled", "done")


def _at_midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _format_to(start: datetime, precision: Precision) -> str:
    """Return the notation of an instant at a precision."""
    return str(PartialDate(start.replace(second=0, microsecond=0), precision))


PARTIAL_DATES = st.builds(
    lambda start, precision: PartialDate.parse(_format_to(start, precision)),
    st.datetimes(datetime(2025, 1, 1), datetime(2025, 6, 30)) | st.dates(date(2025, 1, 1), date(2025, 6, 30)).map(_at_midnight),
    st.sampled_from(Precision),
)


def make_event(starts: str, ends: str | None = None, **fields: Any) -> Event:
    defaults = {"id": "camp", "type": "training", "title": {"zh": "营", "en": "Camp"}}
    return Event.model_validate({**defaults, "starts": starts, "ends": ends, **fields})


@pytest.mark.parametrize(
    ("starts", "ends", "first", "last", "timed", "basis"),
    [
        ("2025-09-12 14:00", "2025-09-12 15:30", "2025-09-12 14:00", "2025-09-12 15:30", True, "time"),
        ("2025-09-12 14:00", "2025-09-14", "2025-09-12 14:00", "2025-09-15 00:00", True, "day"),
        ("2025-09-12 14:00", "2025-10", "2025-09-12 14:00", "2025-11-01 00:00", True, "day"),
        ("2025-09-12 14:00", None, "2025-09-12 14:00", "2025-09-12 15:00", True, "assumed"),
        ("2025-09-12 23:30", None, "2025-09-12 23:30", "2025-09-13 00:30", True, "assumed"),
        ("2025-09-12 20:00", "2025-09-13 00:00", "2025-09-12 20:00", "2025-09-13 00:00", True, "time"),
        ("2025-09-12", None, "2025-09-12 00:00", "2025-09-13 00:00", False, "day"),
        ("2025-09-12", "2025-09-12", "2025-09-12 00:00", "2025-09-13 00:00", False, "day"),
        ("2025-09-12", "2025-09-14 16:00", "2025-09-12 00:00", "2025-09-15 00:00", False, "day"),
        ("2025-09-12", "2025-09-14 00:00", "2025-09-12 00:00", "2025-09-14 00:00", False, "day"),
        ("2025-09-12", "2025-Q4", "2025-09-12 00:00", "2026-01-01 00:00", False, "day"),
        ("2025-09", None, "2025-09-01 00:00", "2025-10-01 00:00", False, "day"),
        ("2025-09", "2025-11", "2025-09-01 00:00", "2025-12-01 00:00", False, "day"),
        ("2025-09", "2025-09-20 12:00", "2025-09-01 00:00", "2025-10-01 00:00", False, "day"),
        ("2025-Q3", None, "2025-07-01 00:00", "2025-10-01 00:00", False, "day"),
        ("2025", None, "2025-01-01 00:00", "2026-01-01 00:00", False, "day"),
        ("2025-09-12 14:00", "2025-09-12 13:00", "2025-09-12 14:00", "2025-09-12 15:00", True, "assumed"),  # PR209
        ("2025-09-12", "2025-09-10", "2025-09-12 00:00", "2025-09-13 00:00", False, "day"),  # PR209
    ],
)
def test_interval_follows_the_precision_of_start_and_end(
    starts: str, ends: str | None, first: str, last: str, timed: bool, basis: str
) -> None:
    interval = interval_of(make_event(starts, ends))
    assert (f"{interval.start:%Y-%m-%d %H:%M}", f"{interval.end:%Y-%m-%d %H:%M}") == (first, last)
    assert (interval.timed, interval.end_basis.value, interval.end_stated) == (timed, basis, basis != "assumed")


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        ("2025-09-12 14:00", "2025-09-14", 3),
        ("2025-09-12 20:00", "2025-09-13 00:00", 1),  # an end at midnight adds no day
        ("2025-09-12 20:00", "2025-09-13 00:01", 2),
        ("2025-09-12 00:00", None, 1),
        ("2025-09-12", "2025-09-14 16:00", 3),
    ],
)
def test_days_are_those_on_which_it_goes_on(starts: str, ends: str | None, days: int) -> None:
    interval = interval_of(make_event(starts, ends))
    assert (interval.first_day, (interval.day_after - interval.first_day).days) == (date(2025, 9, 12), days)


def test_deadline_passes_at_its_minute_or_after_its_last_day() -> None:
    ends = [f"{interval_of_deadline(PartialDate.parse(at)).end:%Y-%m-%d %H:%M}" for at in ("2025-06-06 18:00", "2025-06-06", "2025-06")]
    assert ends == ["2025-06-06 18:00", "2025-06-07 00:00", "2025-07-01 00:00"]
    midnight = interval_of_deadline(PartialDate.parse("2025-06-06 00:00"))
    assert (midnight.first_day, midnight.last_day) == (date(2025, 6, 6), date(2025, 6, 6))


@cache
def full_library() -> Library:
    result = check(FULL)
    assert result.site is not None
    return assemble(result, now=NOW)


def build_views_of(events: list[Event]) -> Views:
    """Return the views of the full test site with these events in place of its own."""
    library = full_library()
    replaced = {"event": {event.id: event for event in events}, "talk": {}, "release": {}}
    records = {**library.records, **replaced}
    fingerprints = {key: value for key, value in library.fingerprints.items() if key[0] not in replaced}
    fingerprints |= {("event", event.id): repr(event) for event in events}
    words = load_words((REPOSITORY / "theme" / "words",), None)
    changed = replace(library, records=records, fingerprints=fingerprints, field_fingerprints=fingerprints)
    inputs = prepare_view_inputs(changed, words, url=URL, now=NOW)
    return build_views(inputs, build_contexts(inputs, BuildCache()), {})


@st.composite
def valid_events(draw: st.DrawFn) -> list[Event]:
    """Return some events of all precisions and states, without violations."""
    events = []
    for number in range(draw(st.integers(1, 6))):
        starts, ends = draw(PARTIAL_DATES), draw(st.none() | PARTIAL_DATES)
        event = make_event(str(starts), str(ends) if ends is not None else None, id=f"e{number}", state=draw(st.sampled_from(STATES)))
        if any(event.iter_violations()):
            event = event.model_copy(update={"ends": None})
        events.append(event)
    return events


@settings(max_examples=30)
@given(valid_events())
def test_any_event_has_the_same_interval_everywhere(events: list[Event]) -> None:
    views = build_views_of(events)
    context = views.contexts[0]
    occurrences = {occurrence.record_key[1]: occurrence for occurrence in views.index.occurrences if occurrence.event_state}
    for event in events:
        interval = interval_of(event)
        scheduled = to_scheduled_event(("event", event.id), event, context.queries.site)
        assert (scheduled is None) == (event.state == "cancelled")
        if scheduled is not None:
            assert (scheduled.starts, scheduled.ends, scheduled.timed) == (interval.start, interval.end, interval.timed)
        at = context.record_view("event", event).times
        assert datetime.fromisoformat(at.end) == interval.end.replace(tzinfo=ZONE)
        assert (event.id in occurrences) == (event.starts.precision >= Precision.DAY)
        if event.id in occurrences:
            assert datetime.fromisoformat(at.start) == interval.start.replace(tzinfo=ZONE)
            assert_outputs_agree(interval, occurrences[event.id], context)


def assert_outputs_agree(interval: Interval, occurrence: Occurrence, context: LocaleContext) -> None:
    """Assert that the index, the rows of lists, the VEVENT and the schedule have the interval of the event."""
    instants = (interval.start.replace(tzinfo=ZONE), interval.end.replace(tzinfo=ZONE))
    assert context.queries.interval(occurrence) == instants
    row = context.calendar.build_occurrence(occurrence)
    assert (datetime.fromisoformat(row.start), datetime.fromisoformat(row.end)) == instants
    assert (occurrence.start, occurrence.end) == (interval.first_day, interval.day_after)

    vevent = icalendar.Event.from_ical(EventWriter(context).write_event(occurrence))
    start, end = vevent.decoded("DTSTART"), vevent.decoded("DTEND", None)
    if interval.timed:
        assert (start, end) == (instants[0], instants[1] if interval.end_stated else None)
    else:
        assert (start, end) == (interval.start.date(), interval.end.date())

    export = build_month_export(context, interval.start.year, interval.start.month)
    (item,) = (item for item in export.items if item.uid == occurrence.uid)
    assert (item.starts, item.ends, item.end_stated) == (*instants, interval.end_stated)
    (entry,) = (
        entry
        for day in json.loads(render_schedule_json(export))["schedule"]["conference"]["days"]
        for entries in day["rooms"].values()
        for entry in entries
        if entry["slug"] == occurrence.uid
    )
    hours, minutes = map(int, entry["duration"].split(":"))
    expected = interval.end - interval.start if interval.end_stated else timedelta()
    assert (datetime.fromisoformat(entry["date"]), timedelta(hours=hours, minutes=minutes)) == (instants[0], expected)


def test_event_of_several_days_goes_on_until_the_end_of_the_last_one(tiny: SiteFactory) -> None:
    event = "{id: camp, type: training, title: {zh: 营, en: Camp}, starts: 2025-03-08 14:00, ends: 2025-03-10, language: zh, format: live}"
    root = tiny("full", {"calendar/2025/03.yml": f"- {event}\n"})
    pages = build_page_views(root)  # 10 March, 09:00
    times = pages["en/calendar/events/camp/"].body.record.times
    assert (times.state, times.is_past, times.start, times.end) == ("now", False, "2025-03-08T14:00+08:00", "2025-03-11T00:00+08:00")
    march = pages["en/calendar/2025/03/"].body
    (row,) = (row for day in march.agenda for row in day.events if row.uid == "event-camp")
    assert (row.state, row.start, row.end, row.days, row.starts, row.ends) == ("now", times.start, times.end, 3, "14:00", "")
    bars = [
        (number, bar.column, bar.span) for number, week in enumerate(march.week_bars, 1) for bar in week.bars if bar.uid == "event-camp"
    ]
    assert bars == [(2, 6, 2), (3, 1, 1)]  # Saturday and Sunday, 8 and 9 March, and Monday
    vevents = icalendar.Calendar.from_ical(collect_data_files(root)["calendar/all.ics"]).walk("VEVENT")
    (camp,) = (vevent for vevent in vevents if str(vevent["SUMMARY"]) == "营")
    assert (camp.decoded("DTSTART"), camp.decoded("DTEND")) == (datetime(2025, 3, 8, 14, tzinfo=ZONE), datetime(2025, 3, 11, tzinfo=ZONE))
