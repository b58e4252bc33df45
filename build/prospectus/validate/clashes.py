"""Finds clashes: two events in one room, with one person, or in one slot of a series.

Events without a time of day occupy neither channels nor people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from typing import NamedTuple, Protocol, Self, TypeVar
from zoneinfo import ZoneInfo

from prospectus.model.directory import Directory
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event, Participant
from prospectus.model.kinds.series import Series
from prospectus.model.values.names import iter_names, may_be_same, share_name
from prospectus.model.values.partial_date import Precision
from prospectus.model.values.text import Text
from prospectus.problems import Message
from prospectus.schedule.business_days import instance_dates, instance_index
from prospectus.schedule.timeline import ScheduledEvent, Timeline, TimelineViolation

NOT_HELD_TYPES = ("bulletin",)
"""The types of events that are published rather than held; they occupy neither rooms nor people."""
SHARED_CHANNEL_TYPES = ("bulletin", "campaign")
"""The types of events that may share a channel: one website can carry many of them."""


class Comparable(Protocol):
    """An end point of an interval."""

    def __lt__(self, other: Self, /) -> bool: ...
    def __le__(self, other: Self, /) -> bool: ...


Point = TypeVar("Point", bound=Comparable)


def iter_overlaps(intervals: Iterable[tuple[Point, Point, int]]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of each pair of overlapping intervals, the one that starts first in front. Ends are exclusive.

    Intervals are `(start, end, number)`. This is a sweep in order of start: every visit to an active interval either yields a pair or
    removes the interval. So `n` intervals with `k` pairs cost O(n log n + k).
    """
    active: list[tuple[Point, int]] = []
    for start, end, number in sorted(intervals):
        while active and active[0][0] <= start:
            heappop(active)
        yield from ((other, number) for _, other in active)
        heappush(active, (end, number))


class Participation(NamedTuple):
    """A person who takes part in a scheduled event."""

    scheduled: ScheduledEvent
    field_path: FieldPath
    """The field path of the person in the record of the event."""
    person: Participant


def iter_clashes(timeline: Timeline) -> Iterator[TimelineViolation]:
    """Yield each clash, reported at the event that starts later."""
    yield from _check_rooms(timeline)
    yield from _check_people(timeline)
    by_series: dict[str, list[ScheduledEvent]] = {}
    for scheduled in timeline.events:
        if scheduled.event.series in timeline.series:
            by_series.setdefault(str(scheduled.event.series), []).append(scheduled)
    for key, members in by_series.items():
        yield from _check_one_per_day(timeline.series[key], members)
        yield from _check_one_per_period(timeline.series[key], members, timeline.zone)


def _check_rooms(timeline: Timeline) -> Iterator[TimelineViolation]:
    """A room must host one event at a time. Channels are compared for events with a time of day, places also for all-day events."""
    scheduled_events = timeline.events
    rooms: dict[tuple[str, str], list[tuple[datetime, datetime, int]]] = {}
    for index, scheduled in enumerate(scheduled_events):
        for room in _iter_rooms(scheduled, timeline.directory):
            rooms.setdefault(room, []).append((scheduled.starts, scheduled.ends, index))
    reported: set[tuple[int, int]] = set()
    for room, intervals in rooms.items():
        for first, second in iter_overlaps(intervals):
            if (first, second) not in reported:
                reported.add((first, second))
                yield _room_violation(scheduled_events[first], scheduled_events[second], room)


def _iter_rooms(scheduled: ScheduledEvent, directory: Directory) -> Iterator[tuple[str, str]]:
    """Yield the identifiers of the rooms of an event: its channel, its venue as a whole, and its place in each language."""
    event = scheduled.event
    if scheduled.timed and event.channel and scheduled.base_type not in SHARED_CHANNEL_TYPES and event.format != "document":
        yield "channel", event.channel
    if event.place is not None and scheduled.base_type not in NOT_HELD_TYPES and event.starts.precision >= Precision.DAY:
        if event.venue is not None and directory.is_named_after(event):
            yield "venue", event.venue
        yield from (("place " + language, name) for language, name in iter_names(event.place))


def _room_violation(first: ScheduledEvent, second: ScheduledEvent, room: tuple[str, str]) -> TimelineViolation:
    field = "channel" if room[0] == "channel" else "place"
    came = second.event.channel if field == "channel" or second.event.place is None else " / ".join(second.event.place.as_dict().values())
    return TimelineViolation(second.key, (field,), "PR501", {"came": came, **_clash_params(first), "form": _suggest_start(first, second)})


def _check_people(timeline: Timeline) -> Iterator[TimelineViolation]:
    """A person must be at one event at a time, and must have enough time to travel between two places."""
    settings = timeline.site.scheduling
    longest = timedelta(minutes=max(settings.travel_minutes, settings.travel_minutes_between_towns or 0))
    participations = [
        participation
        for scheduled in timeline.events
        if scheduled.timed and scheduled.base_type not in NOT_HELD_TYPES
        for participation in _iter_participations(scheduled)
    ]
    by_name: dict[tuple[str, str], list[tuple[datetime, datetime, int]]] = {}
    for index, participation in enumerate(participations):
        buffer = longest if participation.scheduled.event.place is not None else timedelta()
        for name in _list_identifiers(participation.person):
            by_name.setdefault(name, []).append((participation.scheduled.starts, participation.scheduled.ends + buffer, index))
    reported: set[tuple[int, int]] = set()
    for intervals in by_name.values():
        for pair in iter_overlaps(intervals):
            first, second = sorted(pair)  # the travel buffer may have swapped two events that start together
            if (first, second) not in reported:
                reported.add((first, second))
                yield from _check_person(participations[first], participations[second], timeline)


def _iter_participations(scheduled: ScheduledEvent) -> Iterator[Participation]:
    """Yield each person of an event once, whatever their role."""
    event = scheduled.event
    seen: set[tuple[str, str]] = set()
    people: list[tuple[FieldPath, Participant]] = [(("people", index), person) for index, person in enumerate(event.people)]
    for number, segment in enumerate(event.segments):
        people += [(("segments", number, "people", index), person) for index, person in enumerate(segment.people)]
    for field_path, person in people:
        person_names = set(_list_identifiers(person))
        if person_names and not person_names & seen:
            yield Participation(scheduled, field_path, person)
        seen |= person_names


def _list_identifiers(person: Participant) -> list[tuple[str, str]]:
    """Return what tells that two participants may be the same: the person's record, and the name in each language."""
    return [*([("person", person.person)] if person.person is not None else []), *iter_names(person.known_name)]


def _check_person(first: Participation, second: Participation, timeline: Timeline) -> Iterator[TimelineViolation]:
    if first.scheduled.key == second.scheduled.key or not is_same_person(first.person, second.person):
        return
    came = " / ".join(second.person.known_name.as_dict().values())
    params = {"came": came, **_clash_params(first.scheduled)}
    if second.scheduled.starts < first.scheduled.ends:
        yield TimelineViolation(
            second.scheduled.key, second.field_path, "PR502", {**params, "form": _suggest_start(first.scheduled, second.scheduled)}
        )
        return
    minutes = _count_travel_minutes(first.scheduled.event, second.scheduled.event, timeline)
    travel = timedelta(minutes=minutes)
    if second.scheduled.starts < first.scheduled.ends + travel:
        yield TimelineViolation(
            second.scheduled.key,
            second.field_path,
            "PR503",
            {**params, "minutes": minutes, "form": _suggest_start(first.scheduled, second.scheduled, travel)},
        )


def _count_travel_minutes(first: Event, second: Event, timeline: Timeline) -> int:
    """Return how long somebody needs from one event to another; 0 within a venue, and if a place is not known."""
    settings, venues = timeline.site.scheduling, [timeline.directory.venue(event.venue) for event in (first, second)]
    if first.venue is not None and second.venue is not None:
        towns = [venue.town for venue in venues if venue is not None and venue.town is not None]
        if len(towns) == 2 and not share_name(*towns):
            between_towns = settings.travel_minutes_between_towns
            return between_towns if between_towns is not None else settings.travel_minutes
        return settings.travel_minutes if first.venue != second.venue else 0
    return settings.travel_minutes if _are_different_places(first.place, second.place) else 0


def _are_different_places(first: Text | None, second: Text | None) -> bool:
    """Return whether two places are known and differ."""
    return first is not None and second is not None and any(iter_names(first)) and any(iter_names(second)) and not share_name(first, second)


def _check_one_per_day(series: Series, members: Sequence[ScheduledEvent]) -> Iterator[TimelineViolation]:
    """A series must have at most one event per day in each of its languages, unless it recurs as a span of days."""
    if series.recurrence.mode == "span":
        return
    intervals: dict[str, list[tuple[datetime, datetime, int]]] = {}
    for index, scheduled in enumerate(members):
        if scheduled.event.starts.precision >= Precision.DAY:
            intervals.setdefault(_get_track(series, scheduled), []).append(
                (_round_to_midnight(scheduled.starts), _round_to_midnight(scheduled.ends, after=True), index)
            )
    for track in intervals.values():
        for first, second in iter_overlaps(track):
            yield TimelineViolation(
                members[second].key, ("starts",), "PR504", {"came": members[second].when, **_clash_params(members[first])}
            )


def _check_one_per_period(series: Series, members: Sequence[ScheduledEvent], zone: ZoneInfo) -> Iterator[TimelineViolation]:
    """A series that must occur once per period should not occur twice in one."""
    if series.recurrence.mode != "period" or series.strength != "must":
        return
    starts = instance_dates(series.recurrence, (series.recurrence.dtstart.year, members[-1].starts.year), zone)
    last_seen: dict[tuple[str, int], ScheduledEvent] = {}
    for scheduled in members:
        day = scheduled.event.starts.first_day
        index = instance_index(series.recurrence, starts, day)
        if index is None:
            continue
        previous = last_seen.get((_get_track(series, scheduled), index))
        if previous is not None and previous.ends <= _start_of_day(day):
            yield TimelineViolation(
                scheduled.key, ("starts",), "PR505", {"came": scheduled.when, "period": starts[index], **_clash_params(previous)}
            )
        last_seen[_get_track(series, scheduled), index] = scheduled


def _get_track(series: Series, scheduled: ScheduledEvent) -> str:
    """Return the language of an event if its series is held in several languages, else an empty string.

    Only events with the same result can occupy the same slot of a series.
    """
    return (scheduled.event.language or "") if len(series.languages) > 1 else ""


def _clash_params(scheduled: ScheduledEvent) -> dict[str, object]:
    return {"other": ":".join(scheduled.key), "when": scheduled.when}


def _suggest_start(first: ScheduledEvent, second: ScheduledEvent, extra: timedelta = timedelta()) -> Message:
    """Return the earliest start of the second event after the first: a day without a time, if the second event has none.

    After an event of whole days, the second event keeps its time of day.
    """
    free = first.ends + extra
    if not second.timed:
        start = f"{_round_to_midnight(free, after=True):%Y-%m-%d}"
    else:
        start = f"{free if first.timed else datetime.combine(free.date(), max(free.time(), second.starts.time())):%Y-%m-%d %H:%M}"
    return Message(f"starts: {start}, or later", f"starts: {start}，或更晚")


def _round_to_midnight(instant: datetime, *, after: bool = False) -> datetime:
    """Return the last midnight not after an instant; with `after`, the first one not before it."""
    midnight = _start_of_day(instant.date())
    return midnight + timedelta(days=1) if after and midnight < instant else midnight


def _start_of_day(day: date) -> datetime:
    return datetime.combine(day, time())


def is_same_person(first: Participant, second: Participant) -> bool:
    """Return whether two people are the same: those of one record, else those with equal names.

    Where both state an affiliation in one language, equal names are not enough: the affiliations must be equal as well.
    """
    if first.person is not None and second.person is not None:
        return first.person == second.person
    return share_name(first.known_name, second.known_name) and may_be_same(first.affiliation, second.affiliation)
