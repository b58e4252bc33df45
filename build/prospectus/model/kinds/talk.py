"""Talks: events at which somebody speaks, most of them of a series of talks."""

from __future__ import annotations

from typing import Literal

from prospectus.model.kinds.event import Event
from prospectus.model.values.reference import Line


class Talk(Event):
    """A talk, of a series of talks or by itself. It stands in the list of its month, or in a file of its own with prose beside it."""

    type: Literal["talk"] = "talk"
    """Always a talk."""
    language: Line
    """The language it is held in."""
