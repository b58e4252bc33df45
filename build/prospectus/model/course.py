"""A course of the catalogue."""

from __future__ import annotations

from typing import Annotated, Literal

from prospectus.model.record import Record
from prospectus.model.reference import Ref
from prospectus.model.table import Point
from prospectus.model.text import Text


class Course(Record):
    """A course: schema.org's Course."""

    programme: Annotated[str, Ref("programme")]
    """The programme that offers it."""
    audiences: tuple[Annotated[str, Ref("audience")], ...] = ()
    """Whom it is for."""
    formats: tuple[Literal["online", "in-person", "examination"], ...] = ()
    """How it is held; empty when the source does not say."""
    topics: tuple[Point, ...] = ()
    """What it teaches."""
    description: Text | None = None
    """What it brings its participants."""
