"""When an event or a deadline is. Checks, pages, calendars and exports all take its start and end from here.

An event states its start and perhaps its end, each as precisely as is known:

| start | end | interval | timed | end |
|---|---|---|---|---|
| time | time | from the start to the end | yes | a time |
| time | day, month, quarter, year | from the start to the midnight after the last day | yes | a day |
| time | none | one hour from the start | yes | assumed |
| day or less | time, day, month, quarter, year | from midnight to the midnight after the last day | no | a day |
| day or less | none | from midnight to the midnight after the last day of the start | no | a day |

A start without a time makes whole days, even if the end has a time. An end at midnight is the end of the day before. An end before the
start is a problem of its own (PR209), and does not count.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import NamedTuple

from prospectus.model.kinds.event import Event
from prospectus.model.values.partial_date import PartialDate, Precision

ASSUMED_DURATION = timedelta(hours=1)
"""The assumed duration of an event of which only the start time is known."""


class EndBasis(Enum):
    """What the end of an interval follows from."""

    TIME = "time"
    """A stated time."""
    DAY = "day"
    """The last stated day: the end is the midnight after it."""
    ASSUMED = "assumed"
    """Nothing: it is only assumed."""


class Interval(NamedTuple):
    """A time span in local time of the site: naive datetimes, the end exclusive (RFC 5545, 3.6.1)."""

    start: datetime
    end: datetime
    timed: bool
    """Whether the start is a time; otherwise these are whole days."""
    end_basis: EndBasis

    @property
    def end_stated(self) -> bool:
        """Whether the end is stated, as a time or as a day."""
        return self.end_basis is not EndBasis.ASSUMED

    @property
    def start_time(self) -> datetime | None:
        """The start if it is a time, else None."""
        return self.start if self.timed else None

    @property
    def end_time(self) -> datetime | None:
        """The end if it is a stated time, else None."""
        return self.end if self.end_basis is EndBasis.TIME else None

    @property
    def first_day(self) -> date:
        """The first day."""
        return self.start.date()

    @property
    def day_after(self) -> date:
        """The day after the last day. An end at midnight does not make the day that follows a day of the event."""
        end_day = self.end.date()
        is_midnight = self.end.time() == time()
        return end_day if is_midnight and end_day > self.first_day else end_day + timedelta(days=1)

    @property
    def last_day(self) -> date:
        """The last day, inclusive."""
        return self.day_after - timedelta(days=1)


def interval_of(event: Event) -> Interval:
    """Return the interval of an event, by the table above."""
    starts = event.starts
    ends = event.ends if event.ends is not None and event.ends > starts else None
    timed = starts.precision is Precision.MINUTE
    if timed and ends is None:
        return Interval(starts.start, starts.start + ASSUMED_DURATION, timed, EndBasis.ASSUMED)
    if timed and ends is not None and ends.precision is Precision.MINUTE:
        return Interval(starts.start, ends.start, timed, EndBasis.TIME)
    day_after = max(starts.day_after, _day_after_end(ends)) if ends is not None else starts.day_after
    return Interval(starts.start, datetime.combine(day_after, time()), timed, EndBasis.DAY)


def interval_of_days(first: date, day_after: date) -> Interval:
    """Return the interval of whole days, from `first` to `day_after`, exclusive."""
    return Interval(datetime.combine(first, time()), datetime.combine(day_after, time()), timed=False, end_basis=EndBasis.DAY)


def interval_of_day(day: date) -> Interval:
    """Return the interval of one whole day."""
    return interval_of_days(day, day + timedelta(days=1))


def interval_of_deadline(at: PartialDate) -> Interval:
    """Return the interval at whose end a deadline has passed: the instant of a time, or all days of anything less precise."""
    if at.precision is Precision.MINUTE:
        return Interval(at.start, at.start, timed=True, end_basis=EndBasis.TIME)
    return interval_of_days(at.first_day, at.day_after)


def _day_after_end(ends: PartialDate) -> date:
    """Return the day after the last day of an event with this end."""
    ends_at_midnight = ends.precision is Precision.MINUTE and ends.start.time() == time()
    return ends.first_day if ends_at_midnight else ends.day_after
