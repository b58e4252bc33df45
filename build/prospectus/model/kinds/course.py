"""Courses of the catalogue."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from prospectus.model.record import Record
from prospectus.model.values.declared import Level
from prospectus.model.values.reference import Line, Ref
from prospectus.model.values.table import Point
from prospectus.model.values.text import BlockText, LineText


class Course(Record):
    """A course: schema.org's Course."""

    programme: Annotated[str, Ref("programme")]
    """The programme that offers it."""
    audiences: tuple[Annotated[str, Ref("audience")], ...] = ()
    """Whom it is for."""
    level: Level | None = None
    """How much it takes for granted; empty when the source does not say."""
    subjects: tuple[Annotated[str, Ref("category")], ...] = ()
    """What it is about."""
    products: tuple[Annotated[str, Ref("contract")], ...] = ()
    """The products it speaks of."""
    languages: tuple[Line, ...] = ()
    """The languages it is held in; empty when the source does not say."""
    formats: tuple[Literal["online", "in-person", "examination"], ...] = ()
    """How it is held; empty when the source does not say."""
    minutes: Annotated[int, Field(ge=1)] | None = None
    """How long it takes in all, in minutes; empty when the source does not say."""
    free: bool | None = None
    """Whether it costs nothing; empty when the source does not say."""
    topics: tuple[Point, ...] = ()
    """What it teaches."""
    description: BlockText | None = None
    """What it brings its participants."""
    unstated: tuple[LineText, ...] = ()
    """What else the source does not state, in a few words each. The page lists it in one line."""
