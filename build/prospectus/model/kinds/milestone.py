"""Milestones: single dates that matter."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prospectus.model.kinds.series import Day
from prospectus.model.record import Record
from prospectus.model.values.reference import Ref
from prospectus.model.values.text import InlineText


class Milestone(Record):
    """One or more single days (RFC 5545's RDATE)."""

    programme: Annotated[str, Ref("programme")] | None = None
    """The programme it belongs to."""
    dates: tuple[Day, ...] = Field(min_length=1)
    """The days."""
    basis: InlineText
    """What the days follow from."""
