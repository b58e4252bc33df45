"""Brands under which programmes are run."""

from __future__ import annotations

from typing import Annotated

from prospectus.model.record import Record
from prospectus.model.values.reference import Ref
from prospectus.model.values.table import Point
from prospectus.model.values.text import BlockText, InlineText


class Brand(Record):
    """A line of work with a name of its own: schema.org's Brand."""

    work_line: InlineText
    """The work it stands for."""
    meaning: BlockText | None = None
    """What the name means."""
    institution: Annotated[str, Ref("institution")]
    """Who runs it."""
    points: tuple[Point, ...] = ()
    """Its parts, in order."""
