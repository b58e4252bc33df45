"""Finds clashes: two events in one room, with one person, or in one slot of a series.

Events without a time of day occupy neither channels nor people.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from typing import NamedTuple, Protocol, Self, TypeVar

from prospectus.model.days import end_of, instances
from prospectus.model.event import Person
from prospectus.model.moment import Precision
from prospectus.model.series import Series
from prospectus.model.shape import Place
from prospectus.model.text import Text
from prospectus.validate.diary import Diary, Finding, Held

UNHELD = ("bulletin",)
"""The types of events that are published rather than held; they occupy neither rooms nor people."""
UNROOMED = ("bulletin", "campaign")
"""The types of events that may share a channel: one website can carry many of them."""
VAGUE = frozenset("待定 未定 待确认 待通知 嘉宾 线上 online tbd tba tbc guest speaker".split()) | {"to be announced", "to be confirmed"}
"""Placeholders for a name or place that is not known yet; they identify no person and no room."""


class Instant(Protocol):
    """An end point of an interval."""

    def __lt__(self, other: Self, /) -> bool: ...
    def __le__(self, other: Self, /) -> bool: ...


At = TypeVar("At", bound=Instant)


def overlapping(spans: Iterable[tuple[At, At, int]]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of each pair of overlapping intervals, the one that starts first in front. Ends are exclusive.

    Intervals are `(start, end, number)`. This is a sweep in order of start: every visit to an active interval either yields a pair or
    removes the interval. So `n` intervals with `k` pairs cost O(n log n + k).
    """
    under_way: list[tuple[At, int]] = []
    for start, end, number in sorted(spans):
        while under_way and under_way[0][0] <= start:
            heappop(under_way)
        yield from ((other, number) for _, other in under_way)
        heappush(under_way, (end, number))


class Seat(NamedTuple):
    """A person who takes part in a scheduled event."""

    held: Held
    place: Place
    """The field path of the person in the record of the event."""
    person: Person


def clashes(diary: Diary) -> Iterator[Finding]:
    """Yield each clash, reported at the event that starts later."""
    yield from _in_rooms(diary.held)
    yield from _of_people(diary.held, timedelta(minutes=diary.site.desk.travel_minutes))
    by_series: dict[str, list[Held]] = {}
    for held in diary.held:
        if held.event.series in diary.series:
            by_series.setdefault(str(held.event.series), []).append(held)
    for key, members in by_series.items():
        yield from _in_one_slot(diary.series[key], members)
        yield from _in_one_period(diary.series[key], members)


def _in_rooms(held: Sequence[Held]) -> Iterator[Finding]:
    """A room must host one event at a time. Channels are compared for events with a time of day, places also for all-day events."""
    rooms: dict[tuple[str, str], list[tuple[datetime, datetime, int]]] = {}
    for number, each in enumerate(held):
        for room in _rooms(each):
            rooms.setdefault(room, []).append((each.starts, each.ends, number))
    told: set[tuple[int, int]] = set()
    for room, spans in rooms.items():
        for first, second in overlapping(spans):
            if (first, second) not in told:
                told.add((first, second))
                yield _taken(held[first], held[second], room)


def _rooms(held: Held) -> Iterator[tuple[str, str]]:
    """Yield the identifiers of the rooms of an event: its channel, and its place in each language."""
    event = held.event
    if held.timed and event.channel and event.type not in UNROOMED and event.format != "document":
        yield "channel", event.channel
    if event.place is not None and event.type not in UNHELD and event.starts.precision >= Precision.DAY:
        yield from (("place " + language, words) for language, words in names(event.place))


def _taken(first: Held, second: Held, room: tuple[str, str]) -> Finding:
    field = "channel" if room[0] == "channel" else "place"
    came = second.event.channel if field == "channel" or second.event.place is None else " / ".join(second.event.place.as_dict().values())
    return Finding(second.key, (field,), "PR501", {"came": came, **_against(first), "form": _later(first)})


def _of_people(held: Sequence[Held], travel: timedelta) -> Iterator[Finding]:
    """A person must be at one event at a time, and must have enough time to travel between two places."""
    seats = [seat for each in held if each.timed and each.event.type not in UNHELD for seat in _seats(each)]
    by_name: dict[tuple[str, str], list[tuple[datetime, datetime, int]]] = {}
    for number, seat in enumerate(seats):
        reach = travel if seat.held.event.place is not None else timedelta()
        for name in names(seat.person.name):
            by_name.setdefault(name, []).append((seat.held.starts, seat.held.ends + reach, number))
    told: set[tuple[int, int]] = set()
    for spans in by_name.values():
        for pair in overlapping(spans):
            if pair not in told:
                told.add(pair)
                yield from _of_person(seats[pair[0]], seats[pair[1]], travel)


def _seats(held: Held) -> Iterator[Seat]:
    """Yield each person of an event once, whatever their role."""
    event = held.event
    seen: set[tuple[str, str]] = set()
    people: list[tuple[Place, Person]] = [(("people", index), person) for index, person in enumerate(event.people)]
    for number, segment in enumerate(event.segments):
        people += [(("segments", number, "people", index), person) for index, person in enumerate(segment.people)]
    for place, person in people:
        named = set(names(person.name))
        if named and not named & seen:
            yield Seat(held, place, person)
        seen |= named


def _of_person(first: Seat, second: Seat, travel: timedelta) -> Iterator[Finding]:
    if first.held.key == second.held.key or not same_person(first.person, second.person):
        return
    came = " / ".join(second.person.name.as_dict().values())
    given = {"came": came, **_against(first.held)}
    if second.held.starts < first.held.ends:
        yield Finding(second.held.key, second.place, "PR502", {**given, "form": _later(first.held)})
    elif _apart(first.held.event.place, second.held.event.place):
        minutes = int(travel.total_seconds()) // 60
        yield Finding(second.held.key, second.place, "PR503", {**given, "minutes": minutes, "form": _later(first.held, travel)})


def _apart(one: Text | None, other: Text | None) -> bool:
    """Return whether two places are known and differ."""
    return one is not None and other is not None and any(names(one)) and any(names(other)) and not alike(one, other)


def _in_one_slot(series: Series, members: Sequence[Held]) -> Iterator[Finding]:
    """A series must have at most one event per day in each of its languages, unless it recurs as a span of days."""
    if series.recurrence.mode == "span":
        return
    spans: dict[str, list[tuple[datetime, datetime, int]]] = {}
    for number, each in enumerate(members):
        if each.event.starts.precision >= Precision.DAY:
            spans.setdefault(_strand(series, each), []).append((_midnight(each.starts), _midnight(each.ends, after=True), number))
    for strand in spans.values():
        for first, second in overlapping(strand):
            yield Finding(members[second].key, ("starts",), "PR504", {"came": members[second].when, **_against(members[first])})


def _in_one_period(series: Series, members: Sequence[Held]) -> Iterator[Finding]:
    """A series that must occur once per period should not occur twice in one."""
    if series.recurrence.mode != "period" or series.strength != "must":
        return
    starts = instances(series.recurrence, (series.recurrence.dtstart.year, members[-1].starts.year))
    last: dict[tuple[str, int], Held] = {}
    for each in members:
        day = each.event.starts.first_day
        at = bisect_right(starts, day) - 1
        if at < 0 or day >= end_of(series.recurrence, starts[at]):
            continue
        before = last.get((_strand(series, each), at))
        if before is not None and before.ends <= _start_of_day(day):
            yield Finding(each.key, ("starts",), "PR505", {"came": each.when, "period": starts[at], **_against(before)})
        last[_strand(series, each), at] = each


def _strand(series: Series, held: Held) -> str:
    """Return the language of an event if its series is held in several languages, else an empty string.

    Only events with the same result can occupy the same slot of a series.
    """
    return (held.event.language or "") if len(series.languages) > 1 else ""


def _against(other: Held) -> dict[str, object]:
    return {"other": ":".join(other.key), "when": other.when}


def _later(other: Held, more: timedelta = timedelta()) -> str:
    return f"starts: {other.ends + more:%Y-%m-%d %H:%M}, or later"


def _midnight(instant: datetime, *, after: bool = False) -> datetime:
    """Return the last midnight not after an instant; with `after`, the first one not before it."""
    midnight = _start_of_day(instant.date())
    return midnight + timedelta(days=1) if after and midnight < instant else midnight


def _start_of_day(day: date) -> datetime:
    return datetime.combine(day, time())


def names(text: Text) -> Iterator[tuple[str, str]]:
    """Yield language and normalised name for each language of a text; skip placeholders."""
    for language in text:
        words = plain(text[language])
        if words not in VAGUE:
            yield language, words


def plain(words: str) -> str:
    """Return a name normalised for comparison: width (Unicode NFKC), case and white space make no difference."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def alike(one: Text, other: Text) -> bool:
    """Return whether two texts have the same normalised name in some language."""
    return any(language in other and plain(one[language]) == plain(other[language]) for language in one)


def same_person(one: Person, other: Person) -> bool:
    """Return whether two people are the same: equal names and, where both state an affiliation in one language, equal affiliations."""
    if not alike(one.name, other.name):
        return False
    if one.affiliation is None or other.affiliation is None or not any(language in other.affiliation for language in one.affiliation):
        return True
    return alike(one.affiliation, other.affiliation)
