"""Talks: the events of a series of talks."""

from __future__ import annotations

from typing import Annotated, Literal

from prospectus.model.kinds.event import Event
from prospectus.model.values.reference import Line, Ref


class Talk(Event):
    """A talk: an event of a series of talks. It stands in the list of its month, or in a file of its own with prose beside it."""

    type: Literal["talk"] = "talk"
    """Always a talk."""
    series: Annotated[str, Ref("series")]
    """The series it belongs to."""
    language: Line
    """The language it is held in."""
