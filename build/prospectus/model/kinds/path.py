"""Learning paths: lessons in the order in which one person should take them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prospectus.model.record import Record
from prospectus.model.values.reference import Ref, Target
from prospectus.model.values.text import InlineText


class Path(Record):
    """A way through the lessons for one audience: schema.org's Course with parts."""

    audience: Annotated[str, Ref("audience")]
    """Whom it leads."""
    outcome: InlineText
    """What they know at its end."""
    lessons: Annotated[tuple[Annotated[str, Ref("lesson")], ...], Field(min_length=1)]
    """The lessons, in order; each after those it takes for granted."""
    further: tuple[Target, ...] = ()
    """Where to go on from its end."""
