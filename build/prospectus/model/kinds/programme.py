"""Programmes of a brand, structured like their source: introduction, classes, flow, support, publication, documents."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from prospectus.model.record import FrozenModel, Record
from prospectus.model.values.reference import Id, Line, Ref, Url
from prospectus.model.values.table import Point
from prospectus.model.values.text import BlockText, InlineText, LineText


class Step(FrozenModel):
    """A step of a linear flow."""

    id: Id | None = None
    """Its name, for links and for the fact it shows."""
    title: LineText
    """What is done."""
    actor: LineText | None = None
    """Who does it, where the source says."""
    text: InlineText | None = None
    """What else is known of it."""


class Way(FrozenModel):
    """One way through; a programme with several offers a choice."""

    title: LineText | None = None
    """What distinguishes this way from the others."""
    ordered: bool = True
    """False when its steps stand side by side and none comes first."""
    steps: tuple[Step, ...] = Field(min_length=1)
    """The steps, in order."""


class Publication(FrozenModel):
    """Where a programme's arrangements are published."""

    channel: Annotated[str, Ref("channel")]
    """The channel."""
    standing: Literal["stated", "intended"] = "stated"
    """`intended` where the source says only that it is planned."""


class Document(FrozenModel):
    """A governing document of a programme."""

    id: Id | None = None
    """Its name, for links and for the fact it shows."""
    title: LineText
    """What it is called."""
    text: InlineText | None = None
    """Where it is found and how long it holds."""
    url: Url | None = None
    """Where it can be read, when it is public."""


class Slots(FrozenModel):
    """The names of those slots that are facts of their own, for links and for the facts they show."""

    flow: Id | None = None
    """The name of how it is run."""
    support: Id | None = None
    """The name of how participants are supported."""
    publication: Id | None = None
    """The name of where and when it is published."""


class Programme(Record):
    """A project of a brand: schema.org's EducationalOccupationalProgram, in the wide sense."""

    brand: Annotated[str, Ref("brand")]
    """The brand it belongs to."""
    part_of: Annotated[str, Ref("programme")] | None = None
    """The programme it is a part of."""
    number: Line | None = None
    """Its number in the source."""
    label: LineText | None = None
    """The audience label printed before its name."""
    audiences: tuple[Annotated[str, Ref("audience")], ...] = ()
    """Whom it is for."""
    introduction: BlockText
    """What it is and what it is meant to achieve."""
    classes: tuple[Point, ...] = ()
    """How it is divided."""
    flow: tuple[Way, ...] = ()
    """How it is run: one way, or alternatives."""
    support: BlockText | None = None
    """How participants are supported."""
    publication: tuple[Publication, ...] = ()
    """Where arrangements are published."""
    publication_exhaustive: bool = True
    """False when the source ends that list with “等” (and others)."""
    timing: InlineText | None = None
    """When they are published, where the source says."""
    documents: tuple[Document, ...] = ()
    """The documents that govern it."""
    unstated: tuple[LineText, ...] = ()
    """What else the source does not state, in a few words each. The page lists it in one line."""
    slots: Slots | None = None
    """The names of its slots, where they have any."""
