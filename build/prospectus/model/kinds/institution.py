"""Institutions and their departments."""

from __future__ import annotations

from typing import Annotated

from prospectus.model.record import Record
from prospectus.model.values.reference import Ref, Url
from prospectus.model.values.text import InlineText, LineText


class Institution(Record):
    """A body that issues rules, runs programmes or handles a step: schema.org's Organization."""

    abbreviation: LineText | None = None
    """Its short name."""
    part_of: Annotated[str, Ref("institution")] | None = None
    """The institution it is a department of."""
    url: Url | None = None
    """Its own site."""
    publications: Url | None = None
    """The page on which it lists what it publishes, such as its notices. Readers are sent there for what this site has not collected."""
    note: InlineText | None = None
    """What a reader should know of the name."""
