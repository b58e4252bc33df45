"""Landing pages: top-level pages that gather what concerns one group of readers."""

from __future__ import annotations

from typing import Annotated

from prospectus.model.record import Record
from prospectus.model.values.reference import EmbeddedTarget, Ref, Target
from prospectus.model.values.table import Point


class Landing(Record):
    """A page with an address of its own, `/ID/`. Its prose stands in Markdown files beside it."""

    audience: Annotated[str, Ref("audience")] | None = None
    """Whom it is for."""
    points: tuple[Point, ...] = ()
    """What it tells, in items."""
    shows: tuple[EmbeddedTarget, ...] = ()
    """Records and lists that it shows."""
    related: tuple[Target, ...] = ()
    """Where to read on."""
