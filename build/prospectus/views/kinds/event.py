"""The view of an event, for its page and for lists: times, state, deadlines, segments and replay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from prospectus.model.kinds.event import Event, Segment
from prospectus.model.record import Record
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.schedule.interval import interval_of, interval_of_deadline
from prospectus.schedule.occurrences import Occurrence
from prospectus.text.dates import Date, format_partial_date
from prospectus.views.resolver import Resolver
from prospectus.views.view import View


def build_event_view(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of an event with its times in words and as instants, its segments and deadlines, and the state of each."""
    if not isinstance(record, Event):
        return view
    kind, queries = view.kind, resolver.queries
    occurrences = queries.occurrences_of((kind, record.id))
    occurrence = next((occurrence for occurrence in occurrences if occurrence.uid == f"{kind}-{record.id}"), None)
    previous_start = queries.original_start(kind, record.id) if record.state == "moved" else None
    return view.with_values(
        base_type=queries.site.base_type(record.type),
        when=_build_time_view(record, resolver),
        times=_build_event_state(record, occurrence, resolver),
        moved_from=format_partial_date(previous_start, resolver.locale.tag) if previous_start is not None else None,
        moved_iso=_to_iso(previous_start, queries.zone) if previous_start is not None else "",
        minutes=_duration_in_minutes(record),
        parts=tuple(_iter_segments(view, record, resolver)),
        due=tuple(_iter_deadlines(view, record, resolver)),
        replayed=record.replay is not None and record.replay.url is not None,
        replay_due=_build_replay_state(record, resolver),
    )


def _build_time_view(event: Event, resolver: Resolver) -> View:
    """Return the dates and times of an event in words: first day, start, end and last day, as precise as they are known."""
    tag, starts, ends, interval = resolver.locale.tag, event.starts, event.ends, interval_of(event)
    has_later_end = ends is not None and interval.day_after > starts.day_after
    days_known = starts.precision >= Precision.DAY and (ends is None or ends.precision >= Precision.DAY)
    return View(
        first=_format_date(starts, interval.first_day, tag),
        last=_format_date(ends, interval.last_day, tag) if ends is not None and has_later_end else None,
        starts=interval.start.strftime("%H:%M") if interval.timed else "",
        ends=interval.end_time.strftime("%H:%M") if interval.end_time is not None else "",
        days=(interval.day_after - interval.first_day).days if days_known else 0,
        exact=interval.timed,
        stated=starts.precision >= Precision.DAY,
    )


def _format_date(partial_date: PartialDate, day: date, tag: str) -> Date:
    """Return the day of a partial date in words; the month, quarter or year if the day is not known."""
    return format_partial_date(PartialDate.from_day(day) if partial_date.precision >= Precision.DAY else partial_date, tag)


def _build_event_state(event: Event, occurrence: Occurrence | None, resolver: Resolver) -> View:
    """Return the state of an event and the instants at which the state changes.

    An event without a stated day has only an end: it becomes past when the month, quarter or year is over.
    """
    queries = resolver.queries
    if occurrence is not None:
        start, end = queries.interval(occurrence)
        state = queries.state(occurrence.uid)
        lasts_one_day = occurrence.starts_at is None and (occurrence.end - occurrence.start).days == 1
        return _build_state(event, state, start.isoformat(timespec="minutes"), end.isoformat(timespec="minutes"), lasts_one_day)
    period_end = interval_of(event).end.replace(tzinfo=queries.zone)
    return _build_state(event, "past" if queries.is_past(period_end) else "undated", "", period_end.isoformat(timespec="minutes"))


def _build_state(event: Event, state: str, start: str, end: str, lasts_one_day: bool = False) -> View:
    state_of_event = "cancelled" if event.state == "cancelled" else state
    return View(state=state_of_event, is_past=state == "past", start=start, end=end, lasts_one_day=lasts_one_day)


def _build_replay_state(event: Event, resolver: Resolver) -> View:
    """Return the instant until which the replay is still to come: the end of the day it is expected by, or else the end of the event."""
    queries = resolver.queries
    expected = event.replay.expected if event.replay is not None else None
    end = datetime.combine(expected.day_after, time()) if expected is not None else interval_of(event).end
    until = end.replace(tzinfo=queries.zone)
    return View(until=until.isoformat(timespec="minutes"), is_past=queries.is_past(until))


def _duration_in_minutes(event: Event) -> int | None:
    """Return the length of an event in minutes; None unless start and end are known to the minute and less than a day apart."""
    interval = interval_of(event)
    if not interval.timed or interval.end_time is None:
        return None
    duration = interval.end - interval.start
    return duration // timedelta(minutes=1) if duration < timedelta(days=1) else None


def _iter_segments(view: View, event: Event, resolver: Resolver) -> Iterator[View]:
    """Yield the segments of an event. Each has its start time if the event has one and the length of every segment before it is known."""
    has_sections = event.series is not None and any(segment.section for segment in event.segments)
    sections = resolver.value_of("series", str(event.series), "sections") if has_sections else None
    section_titles = {section.id: resolver.localise(section.title) for section in sections or ()}
    start = interval_of(event).start_time
    for segment_view, segment in zip(view.segments, event.segments, strict=True):
        yield segment_view.with_values(
            start_time=start.strftime("%H:%M") if start is not None else "", part_of=section_titles.get(segment.section or "", "")
        )
        start = _end_of_segment(start, segment)


def _end_of_segment(start: datetime | None, segment: Segment) -> datetime | None:
    return start + timedelta(minutes=segment.minutes) if start is not None and segment.minutes is not None else None


def _iter_deadlines(view: View, event: Event, resolver: Resolver) -> Iterator[View]:
    """Yield the deadlines of an event, each with the instant from which it is too late."""
    queries = resolver.queries
    for deadline_view, deadline in zip(view.deadlines, event.deadlines, strict=True):
        end = interval_of_deadline(deadline.at).end.replace(tzinfo=queries.zone)
        yield deadline_view.with_values(is_past=queries.is_past(end), until=end.isoformat(timespec="minutes"))


def _to_iso(partial_date: PartialDate, zone: Any) -> str:
    """Return a partial date in ISO 8601 as schema.org accepts it: an instant or a day; empty if it is less precise."""
    if partial_date.precision is Precision.MINUTE:
        return partial_date.start.replace(tzinfo=zone).isoformat(timespec="minutes")
    return partial_date.first_day.isoformat() if partial_date.precision is Precision.DAY else ""
