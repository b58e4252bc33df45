"""The timeline that calendar checks work on: all scheduled events with their intervals, and the related records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from prospectus.model.directory import Directory
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.contract import Contract
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.notice import Notice
from prospectus.model.kinds.series import Series
from prospectus.model.kinds.site import Site
from prospectus.model.kinds.year import Year
from prospectus.model.library import RecordKey
from prospectus.model.record import Record
from prospectus.model.values.partial_date import Precision
from prospectus.schedule.business_days import BusinessDays
from prospectus.schedule.fulfilment import is_valid
from prospectus.schedule.interval import Interval, interval_of


class TimelineViolation(NamedTuple):
    """A violation of a calendar rule: the record, the field path in it, the problem code, and the parameters of the message."""

    key: RecordKey
    field_path: FieldPath
    code: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ScheduledEvent:
    """An event that takes place, with its interval: published, and not cancelled."""

    key: RecordKey
    event: Event
    interval: Interval
    base_type: str
    """The built-in type whose rules apply to it."""

    @property
    def starts(self) -> datetime:
        """The first instant: a naive datetime in the zone of the site."""
        return self.interval.start

    @property
    def ends(self) -> datetime:
        """The end, exclusive: a naive datetime in the zone of the site."""
        return self.interval.end

    @property
    def timed(self) -> bool:
        """Whether its time of day is known."""
        return self.interval.timed

    @property
    def when(self) -> str:
        """Its interval as text, such as `2025-03-12 15:30–16:30`."""
        event = self.event
        if event.ends is None:
            return str(event.starts)
        same_day = event.ends.first_day == event.starts.first_day and event.ends.precision is Precision.MINUTE
        return f"{event.starts}{f'–{event.ends.start:%H:%M}' if same_day else f' – {event.ends}'}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The calendar of a site as the checks see it."""

    site: Site
    events: tuple[ScheduledEvent, ...]
    """All scheduled events, sorted by start, end and key."""
    series: Mapping[str, Series]
    """The published series, by id."""
    contracts: Mapping[str, Contract]
    notices: tuple[Notice, ...]
    years: tuple[Year, ...]
    business_days: BusinessDays
    other_records: tuple[tuple[RecordKey, Record], ...]
    """All published records that are not events."""
    directory: Directory
    """The people and the venues, from which the events have been completed."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the site."""
        return ZoneInfo(self.site.timezone)


def build_timeline(records: Iterable[tuple[str, Record]], site: Site) -> Timeline:
    """Return the timeline of a site from its records, given as pairs of kind and record; samples and drafts are left out."""
    keyed_records = [((kind, record.id), record) for kind, record in records]
    scheduled_events = (to_scheduled_event(key, record, site) for key, record in keyed_records if isinstance(record, Event))
    other_records = [(key, record) for key, record in keyed_records if not isinstance(record, Event)]
    return build_timeline_from_events((scheduled for scheduled in scheduled_events if scheduled is not None), other_records, site)


def build_timeline_from_events(
    scheduled_events: Iterable[ScheduledEvent], other_records: Iterable[tuple[RecordKey, Record]], site: Site
) -> Timeline:
    """Return the timeline of scheduled events and of all other records; samples and drafts among the others are left out.

    The events must have been completed from the records of their people and venues.
    """
    exported = [(key, record) for key, record in other_records if record.exported]
    years = tuple(record for _, record in exported if isinstance(record, Year))
    return Timeline(
        site,
        tuple(sorted(scheduled_events, key=attrgetter("starts", "ends", "key"))),
        {record.id: record for _, record in exported if isinstance(record, Series)},
        {record.id: record for _, record in exported if isinstance(record, Contract)},
        tuple(record for _, record in exported if isinstance(record, Notice)),
        years,
        BusinessDays(years),
        tuple(exported),
        Directory(record for _, record in exported),
    )


def to_scheduled_event(key: RecordKey, event: Event, site: Site) -> ScheduledEvent | None:
    """Return an event with its interval, end exclusive; None for a sample, a draft or a cancelled event."""
    return ScheduledEvent(key, event, interval_of(event), site.base_type(event.type)) if is_valid(event) else None
