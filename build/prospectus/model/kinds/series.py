"""Series: recurring obligations or events, and their recurrence rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from prospectus.model.kinds.event import EventFormat, Participant
from prospectus.model.record import FrozenModel, Record, Violation
from prospectus.model.values.declared import EventType
from prospectus.model.values.recurrence_days import first_day, gives_start, with_defaults
from prospectus.model.values.recurrence_proposals import change_one_part, explain_impossible, nearest_start, propose_possible
from prospectus.model.values.recurrence_rule import RecurrenceRule, RuleFault, normalise_rule, parse_rule
from prospectus.model.values.reference import Id, Line, NameOf, PatternMark, Ref, Url
from prospectus.model.values.text import BlockText, InlineText, LineText
from prospectus.problems.message import Message

if TYPE_CHECKING:
    from prospectus.model.kinds.site import Site


def _validate_day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, date):
        return value
    raise PydanticCustomError("day_form", "must be a day")


def validate_rrule(value: str) -> str:
    """Return a rule in its plain form. Raises an error with the reason if it is none, or never gives a day."""
    try:
        text = normalise_rule(value)
        rule = replace(parse_rule(text), interval=1)
    except RuleFault as fault:
        raise PydanticCustomError("rrule_form", "must be a recurrence rule", {"reason": fault.reason, "form": fault.form}) from None
    if first_day(rule, date(2000, 1, 1)) is None:
        raise PydanticCustomError("rrule_form", "must give a day", {"reason": explain_impossible(rule), "form": propose_possible(text)})
    return text


_DAY_FORM = r"^[0-9]{4}(-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])|-?W[0-5][0-9](-?[1-7])?)$"
"""What `date.fromisoformat` reads."""

Day = Annotated[date, BeforeValidator(_validate_day), PatternMark(_DAY_FORM)]
"""A calendar day: `2025-03-15`."""

TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day: `15:30`."""

_RULE_FORM = r"[Ff][Rr][Ee][Qq] *= *([Yy][Ee][Aa][Rr]|[Mm][Oo][Nn][Tt][Hh]|[Ww][Ee][Ee][Kk]|[Dd][Aa][Ii])[Ll][Yy]"

RRule = Annotated[str, AfterValidator(validate_rrule), PatternMark(_RULE_FORM)]
"""A recurrence rule of RFC 5545 for whole days, also as calendars write it: `FREQ=MONTHLY;BYMONTHDAY=1`, `RRULE:FREQ=WEEKLY;WKST=MO`."""


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

    @property
    def rule(self) -> RecurrenceRule:
        """The rule, parsed."""
        return parse_rule(self.rrule)


class Due(FrozenModel):
    """By when an instance is expected, where it is our own reading."""

    rrule: RRule
    """The day of the month that follows the period."""
    shift: Literal["none", "next-trading-day", "next-working-day"] = "none"
    """Where the day moves when it is not a trading or working day."""
    text: InlineText
    """The rule in words."""


class UsualDeadline(FrozenModel):
    """A deadline that each event of a series has, counted back from its day."""

    id: Id
    """Its name, for its entry in calendars."""
    title: LineText
    """What must be done, such as registering."""
    working_days_before: Annotated[int, Field(ge=0, le=250)]
    """How many working days before the day of the event it is."""
    at: TimeOfDay | None = None
    """The minute, if it is not the whole day: `17:00`."""
    url: Url | None = None
    """Where it is done."""


class Typical(FrozenModel):
    """What an instance usually looks like: our own suggestion to whoever plans a month; readers do not see it."""

    type: EventType | None = None
    """What kind of event it is, where the series does not tell."""
    rrule: RRule | None = None
    """The usual day: `FREQ=MONTHLY;BYDAY=3TH`."""
    text: InlineText | None = None
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
    subtitles: tuple[Line, ...] = ()
    """The languages of its usual subtitles or interpretation."""
    place: Annotated[LineText, NameOf("venue")] | None = None
    """The usual room, with its town."""
    venue: Annotated[str, Ref("venue")] | None = None
    """The record of the usual venue, where the place does not tell it."""
    audiences: tuple[Annotated[str, Ref("audience")], ...] = ()
    """Whom it is usually for."""
    products: tuple[Annotated[str, Ref("contract")], ...] = ()
    """The products it usually speaks of."""
    people: tuple[Participant, ...] = ()
    """Who usually takes part."""
    description: BlockText | None = None
    """What is usually said of it; whoever plans the month adapts it."""
    deadlines: tuple[UsualDeadline, ...] = ()
    """By when one must usually register or do something else."""


class Section(FrozenModel):
    """A standing part of a series."""

    id: Id
    """Its name, for links and for the fact it shows."""
    title: LineText
    """What it is called."""
    text: InlineText | None = None
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
    """The institutions whose monthly notices are its instances: every period needs one of each; none where they are events."""
    moderated: bool = False
    """Whether each of its events has a moderator."""
    stated: InlineText
    """What the source states, in our words."""
    ours: InlineText | None = None
    """What is our own reading."""
    due: Due | None = None
    """By when an instance is expected."""
    focus: Recurrence | None = None
    """A day of special weight within it."""
    focus_title: LineText | None = None
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

    def iter_violations(self) -> Iterator[Violation]:
        """Yield a recurrence without any day (PR114), and one whose first day is not a day of its rule (PR115)."""
        for name, recurrence in (("recurrence", self.recurrence), ("focus", self.focus)):
            if recurrence is not None:
                yield from _iter_recurrence_violations(name, recurrence)

    def is_own_of(self, site: Site) -> bool:
        """Return whether a site announces it itself, and does not collect what others publish."""
        return not (self.notices_of or (self.sources and site.independent))

    @property
    def default_event_type(self) -> str:
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


def _iter_recurrence_violations(name: str, recurrence: Recurrence) -> Iterator[Violation]:
    rule, dtstart = recurrence.rule, recurrence.dtstart
    until = rule.last_day()
    if until is not None and until < dtstart - timedelta(days=1):
        reason = Message(f"UNTIL is before dtstart, {dtstart}", f"UNTIL 早于 dtstart（{dtstart}）")
        yield Violation((name, "rrule"), "PR114", {"reason": reason, "came": recurrence.rrule})
    elif gives_start(rule, dtstart):
        return
    elif first_day(rule, dtstart) is None:
        yield Violation((name, "rrule"), "PR114", {"reason": explain_impossible(with_defaults(rule, dtstart)), "came": recurrence.rrule})
    else:
        yield Violation((name, "dtstart"), "PR115", {"came": str(dtstart), "rule": recurrence.rrule, "form": _propose_start(recurrence)})


def _propose_start(recurrence: Recurrence) -> Message | None:
    nearest, changed = nearest_start(recurrence.rule, recurrence.dtstart), change_one_part(recurrence.rrule, recurrence.dtstart)
    proposals = [f"dtstart: {nearest}"] if nearest else []
    proposals += [f"rrule: {changed}"] if changed else []
    return Message(", or ".join(proposals), "，或 ".join(proposals)) if proposals else None
