"""Reads one date with at most one time: the right form of a date in a record, and the dates of feeds.

Nothing but the text completes the date, so a day without a year, a year of two digits, a range or a remark gives none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.written_dates.clock import ClockRange
from prospectus.model.written_dates.context import DateContext
from prospectus.model.written_dates.errors import DateTextError, Fault
from prospectus.model.written_dates.parser import SHORT_YEAR, combine_tokens
from prospectus.model.written_dates.tokens import Kind, normalise, tokenise
from prospectus.problems.message import Message

MAX_LENGTH = 100
"""The most characters of a date."""
_CONTEXT = DateContext(None, one_date=True)
_KINDS = {
    Kind.DAY, Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.NUMBER, Kind.WEEKDAY, Kind.HALF, Kind.CLOCK, Kind.ZONE, Kind.SEPARATOR, Kind.REMARK,
}  # fmt: skip
_ONE_CHARACTER = str.maketrans("년월일禮", "年月日礼")
"""Korean and traditional characters in dates."""
_YEAR_LAST = re.compile(
    r"(?P<day>[A-Za-z]{3,9} \d{1,2}),? (?P<time>\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: \S+)?) (?P<year>[12]\d{3})$",
    re.IGNORECASE | re.ASCII,
)
"""The order of C's `asctime` and of Java's `Date.toString`: the year stands after the time and the zone."""
_SHORT_YEAR = re.compile(
    r"(?<!\d)\d\d ?(?:年|[-/.]) ?\d{1,2} ?(?:月|[-/.]) ?\d{1,2}(?!\d)|(?<!\d)\d{1,2}[-/. ]\d{1,2}[-/. ]\d\d(?!\d)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class SingleDate:
    """A date as precise as it is written."""

    date: PartialDate
    """The day without its time, or a month, a quarter or a year."""
    time: ClockRange | None = None
    zone: str = ""
    """The offset or the name of a zone beside the time, as it is written."""

    @property
    def has_time(self) -> bool:
        """Whether it states a time of the day; 00:00:00 is none."""
        return self.time is not None and not self.time.is_date_only

    def to_datetime(self) -> datetime:
        """Return the local time without a zone, of the earliest day that it can mean; 24:00 is midnight of the next day."""
        start = datetime.combine(self.date.first_day, time())
        return start + timedelta(minutes=self.time.start, seconds=min(self.time.second or 0, 59)) if self.time else start


def parse_single_date(text: str) -> SingleDate:
    """Return the date that the whole text states. Raises DateTextError if it is none, or if its meaning is not certain."""
    if len(text) > MAX_LENGTH:
        raise DateTextError(Fault.UNREADABLE)
    prepared = _prepare(text)
    try:
        return _parse(prepared)
    except DateTextError as error:
        is_short = error.reason is None and _SHORT_YEAR.match(prepared)
        raise (DateTextError(Fault.AMBIGUOUS, reason=SHORT_YEAR) if is_short else error) from None


def _prepare(text: str) -> str:
    return _YEAR_LAST.sub(r"\g<day> \g<year> \g<time>", normalise(text).translate(_ONE_CHARACTER))


def _parse(text: str) -> SingleDate:
    tokens = tokenise(text, _CONTEXT)
    kinds = {token.kind for token in tokens}
    zone = next((str(token.value) for token in tokens if token.kind is Kind.ZONE), "")
    if not kinds <= _KINDS or (Kind.REMARK in kinds and not zone):  # `-0500 (a name of the zone)`
        raise DateTextError(Fault.UNREADABLE)
    written = combine_tokens(tokens, _CONTEXT)
    slot, *others = written.slots
    has_lone_half = len(written.remarks) > sum(token.kind is Kind.REMARK for token in tokens)
    if others or has_lone_half or slot.first is None or slot.last is not None or (slot.times is not None and slot.times.end is not None):
        raise DateTextError(Fault.UNREADABLE)
    if (slot.times is not None or zone) and slot.first.precision is not Precision.DAY:
        raise DateTextError(Fault.UNREADABLE)
    return SingleDate(slot.first, slot.times, zone)


def suggest_date(text: str, *, day_only: bool = False) -> str | None:
    """Return the notation that `PartialDate.parse` accepts for a date that is written otherwise; None if its meaning is not certain.

    With `day_only`, return only a whole day: `2025-03-20`. A date with 00:00:00, as databases and spreadsheets write it, is a day.
    """
    try:
        written = parse_single_date(text)
    except DateTextError:
        return None
    if written.zone or (day_only and (written.has_time or written.date.precision is not Precision.DAY)):
        return None
    return str(PartialDate(written.to_datetime(), Precision.MINUTE) if written.has_time else written.date)


def explain_date(text: str) -> Message | None:
    """Return why a text is not a date with one certain meaning, as a clause; None if there is nothing to say."""
    try:
        written = parse_single_date(text)
    except DateTextError as error:
        return error.reason
    if written.zone and not written.zone.startswith("-"):  # a minus may be the dash of a range: `19:30-21:00`
        return Message("a time must be in the site's time zone, without an offset", "时间必须按站点的时区书写，不带时差")
    return None
