"""Events: what happens once, at a time that a scheduler sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from prospectus.model.record import FrozenModel, Record, Violation
from prospectus.model.values.declared import EventType
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.reference import Id, Line, NameOf, Ref, Url
from prospectus.model.values.text import BlockText, InlineText, LineText, Text
from prospectus.model.values.waiver import Waiver
from prospectus.problems.message import Message

EventFormat = Literal["live", "recorded", "in-person", "hybrid", "document"]
"""The formats in which an event can be held."""
EventState = Literal["planned", "confirmed", "moved", "cancelled", "done"]
"""The states of an event. RFC 5545 has only TENTATIVE, CONFIRMED and CANCELLED; events that are moved or done are CONFIRMED."""


class Participant(FrozenModel):
    """Somebody who takes part: by name, or by the id of a person whose record has the name."""

    name: Annotated[LineText, NameOf("person")] | None = None
    """Their name; one language is enough where a person's record has the same name."""
    person: Annotated[str, Ref("person")] | None = None
    """The person's record, where the name does not tell it."""
    affiliation: Annotated[LineText, NameOf("institution")] | None = None
    """Whom they speak for; left out where the person's record says so."""
    role: Literal["speaker", "moderator", "guest"] = "speaker"
    """What they do."""

    @model_validator(mode="after")
    def _check_name(self) -> Self:
        """Refuse a participant with neither a name nor a person (PR551)."""
        if self.name is None and self.person is None:
            raise PydanticCustomError("participant_without_name", "must have a name or a person")
        return self

    @property
    def known_name(self) -> Text:
        """The name; the id of the person where the record with the name has not been looked up. See `Directory.complete`."""
        return self.name if self.name is not None else Text({"und": str(self.person)})


class Segment(FrozenModel):
    """A part of an event."""

    title: LineText
    """What it is about."""
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    """How long it takes."""
    section: Id | None = None
    """The standing part of the series that it is, by its id."""
    people: tuple[Participant, ...] = ()
    """Who takes part in it."""


class Deadline(FrozenModel):
    """By when something must be done to take part."""

    id: Id
    """Its name, for its entry in calendars."""
    title: LineText
    """What must be done, such as registering."""
    at: PartialDate
    """The last day or minute."""
    url: Url | None = None
    """Where it is done."""


class Replay(FrozenModel):
    """What is left of an event afterwards."""

    url: Url | None = None
    """Where it can be seen again."""
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    """How long it is."""
    language: Line | None = None
    """The language it is in, when not that of the event."""
    captions: tuple[Line, ...] = ()
    """The languages of its captions."""
    slides: Url | None = None
    """Where the slides are."""
    transcript: Url | None = None
    """Where it can be read."""
    expected: PartialDate | None = None
    """By when it is expected, until it is there."""


class Event(Record):
    """An event: schema.org's Event, RFC 5545's VEVENT. Schedulers write a list of them for each month."""

    type: EventType
    """What it is; a talk is listed with the talks."""
    series: Annotated[str, Ref("series")] | None = None
    """The series it belongs to."""
    starts: PartialDate
    """When it starts, as precisely as is known."""
    ends: PartialDate | None = None
    """When it ends; an end on a day is its last day."""
    state: EventState = "planned"
    """How far it has come."""
    reason: InlineText | None = None
    """Why it was moved or cancelled, where that is said."""
    language: Line | None = None
    """The language it is held in."""
    subtitles: tuple[Line, ...] = ()
    """The languages of its subtitles or interpretation."""
    format: EventFormat | None = None
    """How it is held; empty when nobody has said so."""
    channel: Annotated[str, Ref("channel")] | None = None
    """The live room, or where it is broadcast."""
    place: Annotated[LineText, NameOf("venue")] | None = None
    """The room it is held in, with its town."""
    venue: Annotated[str, Ref("venue")] | None = None
    """The venue's record, where the place does not tell it."""
    audiences: tuple[Annotated[str, Ref("audience")], ...] = ()
    """Whom it is for."""
    products: tuple[Annotated[str, Ref("contract")], ...] = ()
    """The products it speaks of."""
    people: tuple[Participant, ...] = ()
    """Who takes part."""
    segments: tuple[Segment, ...] = ()
    """Its parts, in order."""
    deadlines: tuple[Deadline, ...] = ()
    """By when one must register or do something else."""
    announced: PartialDate | None = None
    """When it was announced."""
    announcement: Url | None = None
    """Where it was announced."""
    replay: Replay | None = None
    """What is left of it, or expected."""
    description: BlockText | None = None
    """What it is about."""
    waivers: tuple[Waiver, ...] = ()
    """Problems of it that are accepted."""

    @property
    def all_people(self) -> tuple[Participant, ...]:
        """All participants, of the event and of its segments."""
        return (*self.people, *(person for segment in self.segments for person in segment.people))

    def iter_violations(self) -> Iterator[Violation]:
        """Yield an end that is not after the start (PR209). An event without a start time may end on the day on which it starts."""
        start_time = self.starts if self.starts.precision is Precision.MINUTE else None
        if self.ends is not None and (self.ends < self.starts or self.ends == start_time):
            yield Violation(
                ("ends",),
                "PR209",
                {"came": self.ends, "first": self.starts, "form": Message(f"a time after {self.starts}", f"晚于 {self.starts} 的时间")},
            )
