"""Releases: the events of a month as announced, frozen so that later edits cannot change them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Annotated, Literal, Self

from pydantic import Field

from prospectus.model.kinds.event import Event, EventState, Participant
from prospectus.model.record import FrozenModel, Record, Violation, first_id
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.reference import Id, Line, Url
from prospectus.model.values.text import InlineText, LineText, Text

TitleLookup = Callable[[str, str], Text | None]
"""Returns the title of a record by its kind and id; None when there is no such record."""


class Named(FrozenModel):
    """Another record as it was called; it may be gone by now, so nothing is looked up by its id."""

    id: Id
    """Its id, by which two releases are compared."""
    title: LineText
    """What it was called."""


class FrozenDeadline(FrozenModel):
    """A deadline of an event."""

    id: Id
    """Its name."""
    title: LineText
    """What had to be done."""
    at: PartialDate
    """The last day or minute."""


class FrozenParticipant(FrozenModel):
    """Somebody who takes part, with the name and the affiliation of that time; no record is looked up."""

    name: LineText
    """Their name."""
    affiliation: LineText | None = None
    """Whom they speak for."""
    role: Literal["speaker", "moderator", "guest"] = "speaker"
    """What they do."""


class FrozenEvent(FrozenModel):
    """An event as it was announced."""

    kind: Literal["event", "talk"]
    """The kind of the record."""
    id: Id
    """Its id."""
    formerly: tuple[Id, ...] = ()
    """Ids it had before."""
    type: Line
    """What it is."""
    title: LineText
    """What it is called."""
    starts: PartialDate
    """When it starts."""
    ends: PartialDate | None = None
    """When it ends."""
    state: EventState
    """How far it had come."""
    reason: InlineText | None = None
    """Why it was moved or cancelled."""
    language: Line | None = None
    """The language it is held in."""
    subtitles: tuple[Line, ...] = ()
    """The languages of its subtitles or interpretation."""
    format: Line | None = None
    """How it is held."""
    channel: Named | None = None
    """The live room."""
    place: LineText | None = None
    """The room it is held in."""
    people: tuple[FrozenParticipant, ...] = ()
    """Who takes part, in it or in one of its segments."""
    series: Named | None = None
    """The series it belongs to."""
    deadlines: tuple[FrozenDeadline, ...] = ()
    """What has to be done before."""
    replay: Url | None = None
    """Where it can be seen again."""

    @property
    def key(self) -> tuple[str, str]:
        """The key of the record from which the event was frozen: kind and id."""
        return self.kind, self.id

    @property
    def first_key(self) -> tuple[str, str]:
        """Kind and first id: what the UID of its calendar entry derives from."""
        return self.kind, first_id(self.id, self.formerly)


class Accepted(FrozenModel):
    """A problem that was accepted for this release, and why."""

    code: Annotated[str, Field(pattern=r"^PR\d{3}$")]
    """The problem's code."""
    path: Line
    """The file it was accepted in."""
    reason: Line
    """Why."""


class Counts(FrozenModel):
    """How many problems the month had, by severity."""

    error: Annotated[int, Field(ge=0)] = 0
    """How many keep a month back: none, in a release that was written."""
    warning: Annotated[int, Field(ge=0)] = 0
    """How many should be put right."""
    info: Annotated[int, Field(ge=0)] = 0
    """How many are hints."""


class Release(Record):
    """The timetable of a month as it was given out; `prospectus release` writes it, and nobody changes it afterwards."""

    month: PartialDate
    """The month."""
    number: Annotated[int, Field(ge=1)]
    """The how-manieth release of that month it is."""
    published: PartialDate
    """When it was given out."""
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    """The SHA-256 of what was frozen; `prospectus release` writes it, and `check` compares it."""
    note: InlineText | None = None
    """What the scheduler says about it."""
    waivers: tuple[Accepted, ...] = ()
    """The problems that were accepted."""
    counts: Counts = Counts()
    """The problems that were left, by severity."""
    events: tuple[FrozenEvent, ...] = ()
    """The events, in order of time."""

    @property
    def was_published(self) -> bool:
        """Whether readers have seen it: it is published, or was withdrawn later."""
        return self.status in ("published", "withdrawn")

    def compute_digest(self) -> str:
        """Return the SHA-256 of the content as 64 hexadecimal digits.

        Only the fields that are set are hashed, by name, so neither the format of the file nor a new optional field of the model matters.
        Withdrawing a release is no change of its content.
        """
        excluded = {"digest"} | ({"status"} if self.was_published else set())
        content = self.model_dump(mode="json", exclude_none=True, exclude_defaults=True, exclude=excluded)
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def with_digest(self) -> Self:
        """Return a copy that carries the digest of its content."""
        return self.model_copy(update={"digest": self.compute_digest()})

    @property
    def previous_id(self) -> str | None:
        """The id of the previous release of the same month; None for the first."""
        return release_id(self.month, self.number - 1) if self.number > 1 else None

    def iter_violations(self) -> Iterator[Violation]:
        """Yield a violation if the id is not that of month and number, or if `month` is not precise to the month (PR240)."""
        expected_id = release_id(self.month, self.number)
        if self.month.precision is not Precision.MONTH or self.id != expected_id:
            yield Violation(("month",), "PR240", {"came": self.id, "form": f"calendar/releases/{expected_id}.yml"})


def release_id(month: PartialDate, number: int) -> str:
    """Return the id of a release: `2025-03-1`."""
    return f"{month}-{number}"


def freeze_event(kind: str, event: Event, title_of: TitleLookup) -> FrozenEvent:
    """Return a frozen copy of an event, in which references carry the titles of their records. `title_of` looks them up."""
    return FrozenEvent(
        kind=kind,  # type: ignore[arg-type]
        id=event.id,
        formerly=event.formerly,
        type=event.type,
        title=event.title,
        starts=event.starts,
        ends=event.ends,
        state=event.state,
        reason=event.reason,
        language=event.language,
        subtitles=event.subtitles,
        format=event.format,
        channel=_freeze_reference("channel", event.channel, title_of),
        place=event.place,
        people=tuple(map(_freeze_participant, event.all_people)),
        series=_freeze_reference("series", event.series, title_of),
        deadlines=tuple(FrozenDeadline(id=deadline.id, title=deadline.title, at=deadline.at) for deadline in event.deadlines),
        replay=event.replay.url if event.replay is not None else None,
    )


def _freeze_participant(person: Participant) -> FrozenParticipant:
    return FrozenParticipant(name=LineText.of(person.known_name), affiliation=person.affiliation, role=person.role)


def _freeze_reference(kind: str, record_id: str | None, title_of: TitleLookup) -> Named | None:
    title = title_of(kind, record_id) if record_id is not None else None
    return Named(id=record_id, title=LineText.of(title)) if record_id is not None and title is not None else None
