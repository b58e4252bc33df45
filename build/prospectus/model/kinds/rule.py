"""Laws, regulations and rules of exchanges."""

from __future__ import annotations

from typing import Annotated, Literal

from prospectus.model.record import Record
from prospectus.model.values.reference import Line, Ref, Url
from prospectus.model.values.text import InlineText


class Rule(Record):
    """A rule that pages refer to; the text itself stays with its issuer."""

    group: Annotated[str, Ref("category")]
    """The group of rules it is listed in."""
    number: int | None = None
    """Its number in the list of its source."""
    issuer: Annotated[str, Ref("institution")] | None = None
    """Who made it."""
    articles: Line | None = None
    """The articles that this site refers to."""
    url: Url | None = None
    """Where the source says it can be read."""
    link_status: Literal["current", "archived"] = "current"
    """`archived`: the address is kept as its source gave it and may have moved."""
    currency: InlineText | None = None
    """What is known of later changes."""
