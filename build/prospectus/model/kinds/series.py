"""Series: recurring obligations or events, and their recurrence rules."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from dateutil.rrule import rrulestr
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from prospectus.model.kinds.event import EventFormat, EventType
from prospectus.model.record import FrozenModel, Record
from prospectus.model.values.reference import Id, Line, PatternMark, Ref
from prospectus.model.values.text import Text

_RRULE_PART = r"(?!INTERVAL=[-0]|BY(?:HOUR|MINUTE|SECOND)=)[A-Z]+=[A-Z0-9,+-]+"
_RRULE = re.compile(rf"(?=(?:.*;)?FREQ=(?:YEARLY|MONTHLY|WEEKLY|DAILY)(?:;|$)){_RRULE_PART}(?:;{_RRULE_PART})*")
"""Rules for whole days, with intervals of at least one."""


def _validate_day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, date):
        return value
    raise PydanticCustomError("day_form", "must be a day")


def _validate_rrule(value: str) -> str:
    try:
        first_date = _RRULE.fullmatch(value) and next(iter(rrulestr(value, dtstart=datetime(2000, 1, 1))), None)
    except (ValueError, TypeError, KeyError, AttributeError):
        first_date = None
    if not first_date:
        raise PydanticCustomError("rrule_form", "must be a recurrence rule")
    return value


_DAY_FORM = r"^[0-9]{4}(-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])|-?W[0-5][0-9](-?[1-7])?)$"
"""What `date.fromisoformat` reads."""

Day = Annotated[date, BeforeValidator(_validate_day), PatternMark(_DAY_FORM)]
"""A calendar day: `2025-03-15`."""

TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day: `15:30`."""

RRule = Annotated[str, AfterValidator(_validate_rrule), PatternMark(r"FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY)")]
"""A recurrence rule of RFC 5545 without DTSTART: `FREQ=MONTHLY;BYMONTHDAY=1`."""


class Recurrence(FrozenModel):
    """When something comes round (RFC 5545); the first instance is `dtstart` itself."""

    dtstart: Day
    """The first day."""
    rrule: RRule
    """The rule."""
    mode: Literal["period", "day", "span"]
    """`period`: once at any time within that many months; `day`: on that day; `span`: that many days long."""
    days: int = Field(1, ge=1, le=366)
    """How long a span is, in days."""
    months: int = Field(1, ge=1, le=120)
    """How long a period is, in months: 1, 3 for a quarter, 12 for a year."""


class Due(FrozenModel):
    """By when an instance is expected, where it is our own reading."""

    rrule: RRule
    """The day of the month that follows the period."""
    shift: Literal["none", "next-trading-day", "next-working-day"] = "none"
    """Where the day moves when it is not a trading or working day."""
    text: Text
    """The rule in words."""


class Typical(FrozenModel):
    """What an instance usually looks like: our own suggestion to whoever plans a month; readers do not see it."""

    type: EventType | None = None
    """What kind of event it is, where the series does not tell."""
    rrule: RRule | None = None
    """The usual day: `FREQ=MONTHLY;BYDAY=3TH`."""
    text: Text | None = None
    """The usual day in words."""
    shift: Literal["none", "next-trading-day", "next-working-day"] = "next-trading-day"
    """Where the day moves when it is not a trading or working day."""
    at: TimeOfDay | None = None
    """The usual time: `15:30`."""
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    """How long it usually takes."""
    format: EventFormat | None = None
    """How it is usually held."""
    channel: Annotated[str, Ref("channel")] | None = None
    """The usual live room."""
    language: Line | None = None
    """The language it is usually held in."""


class Section(FrozenModel):
    """A standing part of a series."""

    id: Id
    """Its name, for links and for the fact it shows."""
    title: Text
    """What it is called."""
    text: Text | None = None
    """What it brings."""
    irregular: bool = False
    """Whether it comes at no fixed interval."""


class Series(Record):
    """A recurring obligation or event: schema.org's Schedule with its EventSeries."""

    programme: Annotated[str, Ref("programme")] | None = None
    """The programme it belongs to."""
    talks: bool = False
    """Whether its instances are talks, listed with them."""
    recurrence: Recurrence
    """When it comes round."""
    strength: Literal["must", "usual"] = "must"
    """`usual` where the source says “usually”."""
    notices_of: tuple[Annotated[str, Ref("institution")], ...] = ()
    """The exchanges whose monthly notices are its instances: every period needs one of each; none where they are events."""
    moderated: bool = False
    """Whether each of its events has a moderator."""
    stated: Text
    """What the source states, in our words."""
    ours: Text | None = None
    """What is our own reading."""
    due: Due | None = None
    """By when an instance is expected."""
    focus: Recurrence | None = None
    """A day of special weight within it."""
    focus_title: Text | None = None
    """What that day is called."""
    audiences: tuple[Annotated[str, Ref("audience")], ...] = ()
    """Whom it is for."""
    languages: tuple[Line, ...] = ()
    """The languages it is held in."""
    formats: tuple[Literal["live", "recorded", "in-person", "document", "online"], ...] = ()
    """How it is held."""
    channels: tuple[Annotated[str, Ref("channel")], ...] = ()
    """Where it takes place or appears."""
    announced: tuple[Annotated[str, Ref("channel")], ...] = ()
    """Where it is announced."""
    access: Literal["public", "members"] = "public"
    """Who may follow it."""
    sections: tuple[Section, ...] = ()
    """Its standing parts."""
    typical: Typical | None = None
    """What an instance usually looks like, for planning."""

    @property
    def default_event_type(self) -> EventType:
        """The default type of its events."""
        if self.typical is not None and self.typical.type is not None:
            return self.typical.type
        if self.talks:
            return "talk"
        if self.formats == ("document",):
            return "bulletin"
        return "meeting" if self.recurrence.mode == "period" else "campaign"

    @property
    def default_language(self) -> str | None:
        """The default language of its events; None when the series does not tell."""
        if self.typical is not None and self.typical.language is not None:
            return self.typical.language
        return self.languages[0] if len(self.languages) == 1 or (self.talks and self.languages) else None
