"""What the checks on the calendar look at: the events that take place with their times, and what they stand beside."""

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
"""How long something counts as going on when only its start is known."""


class Finding(NamedTuple):
    """A rule that the calendar breaks: in which record, where in it, which code, and what the message fills in."""

    of: Key
    place: Place
    code: str
    given: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Held:
    """An event that takes place: published, and not cancelled."""

    key: Key
    event: Event
    starts: datetime
    """The first instant, in local time."""
    ends: datetime
    """The first instant after it."""
    timed: bool
    """Whether its hour is known."""

    @property
    def when(self) -> str:
        """Its time as people write it."""
        event = self.event
        if event.ends is None:
            return str(event.starts)
        same = event.ends.first_day == event.starts.first_day and event.ends.precision is Precision.MINUTE
        return f"{event.starts}{f'–{event.ends.start:%H:%M}' if same else f' – {event.ends}'}"


@dataclass(frozen=True, slots=True)
class Diary:
    """The calendar of a site as its checks see it."""

    site: Site
    held: tuple[Held, ...]
    """In order of time."""
    series: Mapping[str, Series]
    """Those that are published."""
    contracts: Mapping[str, Contract]
    notices: tuple[Notice, ...]
    years: tuple[Year, ...]
    days: Days
    others: tuple[tuple[Key, Record], ...]
    """All other published records."""


def diary_of(records: Iterable[tuple[str, Record]], site: Site) -> Diary:
    """Return the diary of a site from its records, each with the name of its kind; samples and drafts are left out."""
    every = [((kind, record.id), record) for kind, record in records]
    held = (held_of(key, record) for key, record in every if isinstance(record, Event))
    others = [(key, record) for key, record in every if not isinstance(record, Event)]
    return put_together((each for each in held if each is not None), others, site)


def put_together(held: Iterable[Held], others: Iterable[tuple[Key, Record]], site: Site) -> Diary:
    """Return the diary of what is held and of all records that are no events; of those, samples and drafts are left out."""
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
    """Return when an event is held; None for a sample, a draft, and what is cancelled."""
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
