"""The timeline that calendar checks work on: all scheduled events with their intervals, and the related records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from operator import attrgetter
from typing import NamedTuple

from prospectus.model.contract import Contract
from prospectus.model.days import Days
from prospectus.model.event import Event
from prospectus.model.library import Key
from prospectus.model.moment import Precision
from prospectus.model.notice import Notice
from prospectus.model.record import Record
from prospectus.model.series import Series
from prospectus.model.shape import Place
from prospectus.model.site import Site
from prospectus.model.year import Year

UNSTATED_LENGTH = timedelta(hours=1)
"""The assumed duration of an event of which only the start is known."""


class Finding(NamedTuple):
    """A violation of a calendar rule: the record, the field path in it, the problem code, and the parameters of the message."""

    of: Key
    place: Place
    code: str
    given: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Held:
    """An event that takes place, with its interval: published, and not cancelled."""

    key: Key
    event: Event
    starts: datetime
    """The first instant: a naive datetime in the zone of the site."""
    ends: datetime
    """The end, exclusive: a naive datetime in the zone of the site."""
    timed: bool
    """Whether its time of day is known."""

    @property
    def when(self) -> str:
        """Its interval as text, such as `2025-03-12 15:30–16:30`."""
        event = self.event
        if event.ends is None:
            return str(event.starts)
        same = event.ends.first_day == event.starts.first_day and event.ends.precision is Precision.MINUTE
        return f"{event.starts}{f'–{event.ends.start:%H:%M}' if same else f' – {event.ends}'}"


@dataclass(frozen=True, slots=True)
class Diary:
    """The calendar of a site as the checks see it."""

    site: Site
    held: tuple[Held, ...]
    """All scheduled events, sorted by start, end and key."""
    series: Mapping[str, Series]
    """The published series, by id."""
    contracts: Mapping[str, Contract]
    notices: tuple[Notice, ...]
    years: tuple[Year, ...]
    days: Days
    others: tuple[tuple[Key, Record], ...]
    """All published records that are not events."""


def diary_of(records: Iterable[tuple[str, Record]], site: Site) -> Diary:
    """Return the timeline of a site from its records, given as pairs of kind and record; samples and drafts are left out."""
    every = [((kind, record.id), record) for kind, record in records]
    held = (held_of(key, record) for key, record in every if isinstance(record, Event))
    others = [(key, record) for key, record in every if not isinstance(record, Event)]
    return put_together((each for each in held if each is not None), others, site)


def put_together(held: Iterable[Held], others: Iterable[tuple[Key, Record]], site: Site) -> Diary:
    """Return the timeline of scheduled events and of all other records; samples and drafts among the others are left out."""
    real = [(key, record) for key, record in others if record.exported]
    years = tuple(record for _, record in real if isinstance(record, Year))
    return Diary(
        site,
        tuple(sorted(held, key=attrgetter("starts", "ends", "key"))),
        {record.id: record for _, record in real if isinstance(record, Series)},
        {record.id: record for _, record in real if isinstance(record, Contract)},
        tuple(record for _, record in real if isinstance(record, Notice)),
        years,
        Days(years),
        tuple(real),
    )


def held_of(key: Key, event: Event) -> Held | None:
    """Return an event with its interval, end exclusive; None for a sample, a draft or a cancelled event."""
    return _held(key, event) if event.exported and event.state != "cancelled" else None


def _held(key: Key, event: Event) -> Held:
    starts, ends = event.starts, event.ends
    timed = starts.precision is Precision.MINUTE
    if ends is not None and ends.precision is Precision.MINUTE:
        return Held(key, event, starts.start, ends.start, timed)
    if timed and ends is None:
        return Held(key, event, starts.start, starts.start + UNSTATED_LENGTH, timed)
    after = max(starts.day_after, ends.day_after) if ends is not None else starts.day_after
    return Held(key, event, starts.start, datetime.combine(after, time()), timed)
