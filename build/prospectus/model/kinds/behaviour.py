"""Kinds of abnormal trading behaviour, as a rule lists them."""

from __future__ import annotations

from pydantic import Field

from prospectus.model.record import Record
from prospectus.model.values.reference import Line
from prospectus.model.values.text import InlineText, LineText


class Behaviour(Record):
    """A kind of abnormal trading as a rule lists it."""

    number: int
    """Its number in the list."""
    colour: int = Field(1, ge=1, le=6)
    """The place of its colour in charts, from 1 to 6."""
    code: Line | None = None
    """A short mark for tables."""
    frequency: LineText | None = None
    """How often it must happen, where the rule says."""
    harm: InlineText | None = None
    """The harm it must be able to do, where the rule says."""
    group_based: bool = False
    """Whether it concerns a group of accounts."""
    meaning: InlineText
    """What it is, in plain words."""
