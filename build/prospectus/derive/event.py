"""The view of an event, for its page and for lists: times, state, deadlines, segments and replay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from prospectus.derive.dates import in_words
from prospectus.derive.resolve import Resolver
from prospectus.derive.schedule import Occurrence
from prospectus.derive.view import View
from prospectus.model.event import Event, Segment
from prospectus.model.moment import Moment, Precision
from prospectus.model.record import Record
from prospectus.model.series import Series


def event_view(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of an event with its times in words and as instants, its segments and deadlines, and the state of each."""
    if not isinstance(record, Event):
        return view
    kind, reading = view.kind, resolver.reading
    found = {each.uid: each for each in reading.occurrences_of((kind, record.id))}
    held = found.get(f"{kind}-{record.id}")
    moved = reading.moved_from(kind, record) if record.state == "moved" else None
    return view.having(
        when=_when(record, resolver),
        at=_at(record, held, resolver),
        moved_from=in_words(moved, resolver.locale.tag) if moved is not None else None,
        moved_iso=_iso(moved, reading.almanac.zone) if moved is not None else "",
        minutes=_minutes(record),
        parts=tuple(_parts(view, record, resolver)),
        due=tuple(_deadlines(view, record, found, resolver)),
        replayed=record.replay is not None and record.replay.url is not None,
        awaited=_awaited(record, held, resolver),
    )


def _when(event: Event, resolver: Resolver) -> View:
    """Return the dates and times of an event in words: first day, start, end and last day, as precise as they are known."""
    tag, starts, ends = resolver.locale.tag, event.starts, event.ends
    exact = starts.precision is Precision.MINUTE
    first = in_words(Moment.on(starts.first_day) if exact else starts, tag)
    last_day = ends.first_day if ends is not None and ends.precision >= Precision.DAY else starts.first_day
    several = last_day != starts.first_day
    return View(
        first=first,
        last=in_words(Moment.on(last_day), tag) if several else None,
        starts=starts.start.strftime("%H:%M") if exact else "",
        ends=ends.start.strftime("%H:%M") if exact and ends is not None and ends.precision is Precision.MINUTE else "",
        days=(last_day - starts.first_day).days + 1,
        exact=exact,
        stated=starts.precision >= Precision.DAY,
    )


def _at(event: Event, held: Occurrence | None, resolver: Resolver) -> View:
    """Return the state of an event and the instants at which the state changes.

    An event without a stated day has only an end: it becomes past when the month, quarter or year of its start is over.
    """
    reading = resolver.reading
    if held is not None:
        start, end = reading.almanac.span(held)
        state = reading.state(held)
        return _state(event, state, start.isoformat(timespec="minutes"), end.isoformat(timespec="minutes"))
    over = datetime.combine(event.starts.day_after, time(), reading.almanac.zone)
    return _state(event, "past" if reading.passed(over) else "undated", "", over.isoformat(timespec="minutes"))


def _state(event: Event, state: str, start: str, end: str) -> View:
    return View(state="cancelled" if event.state == "cancelled" else state, over=state == "past", start=start, end=end)


def _awaited(event: Event, held: Occurrence | None, resolver: Resolver) -> View:
    """Return the instant until which the replay is still to come: the end of the day it is expected by, or else the end of the event."""
    reading = resolver.reading
    expected = event.replay.expected if event.replay is not None else None
    if expected is None and held is not None:
        until = reading.almanac.span(held)[1]
    else:
        until = datetime.combine((expected or event.starts).day_after, time(), reading.almanac.zone)
    return View(until=until.isoformat(timespec="minutes"), over=reading.passed(until))


def _minutes(event: Event) -> int | None:
    """Return the length of an event in minutes; None unless start and end are known to the minute and less than a day apart."""
    if event.ends is None or event.starts.precision is not Precision.MINUTE or event.ends.precision is not Precision.MINUTE:
        return None
    length = event.ends.start - event.starts.start
    return length // timedelta(minutes=1) if length < timedelta(days=1) else None


def _parts(view: View, event: Event, resolver: Resolver) -> Iterator[View]:
    """Yield the segments of an event. Each has its start time if the event has one and the length of every segment before it is known."""
    series = resolver.reading.record("series", event.series) if event.series and any(each.section for each in event.segments) else None
    named = {each.id: resolver.words(each.title) for each in series.sections} if isinstance(series, Series) else {}
    at = event.starts.start if event.starts.precision is Precision.MINUTE else None
    for part, segment in zip(view.segments, event.segments, strict=True):
        yield part.having(at=at.strftime("%H:%M") if at is not None else "", part_of=named.get(segment.section or "", ""))
        at = _after(at, segment)


def _after(at: datetime | None, segment: Segment) -> datetime | None:
    return at + timedelta(minutes=segment.minutes) if at is not None and segment.minutes is not None else None


def _deadlines(view: View, event: Event, found: dict[str, Occurrence], resolver: Resolver) -> Iterator[View]:
    """Yield the deadlines of an event, each with the instant from which it is too late."""
    reading = resolver.reading
    for shown, deadline in zip(view.deadlines, event.deadlines, strict=True):
        occurrence = found.get(f"{view.kind}-{event.id}--{deadline.id}")
        end = reading.almanac.span(occurrence)[1] if occurrence else datetime.combine(deadline.at.day_after, time(), reading.almanac.zone)
        yield shown.having(over=reading.passed(end), until=end.isoformat(timespec="minutes"))


def _iso(moment: Moment, zone: Any) -> str:
    """Return a partial date in ISO 8601 as schema.org accepts it: an instant or a day; empty if it is less precise."""
    if moment.precision is Precision.MINUTE:
        return moment.start.replace(tzinfo=zone).isoformat(timespec="minutes")
    return moment.first_day.isoformat() if moment.precision is Precision.DAY else ""
