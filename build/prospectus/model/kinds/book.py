"""Books: the lessons of learning paths, or guides, for reading without the site."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prospectus.model.record import Record
from prospectus.model.values.reference import Target
from prospectus.model.values.text import BlockText


class Book(Record):
    """A book on the library shelf: schema.org's Book, published as EPUB in each language."""

    of: Annotated[tuple[Annotated[Target, Field(pattern="^(path|lesson|guide):")], ...], Field(min_length=1)]
    """What it is made of, in order: `path:ID` for all lessons of a path, `lesson:ID` or `guide:ID` for one chapter."""
    preface: BlockText | None = None
    """Whom it is for and how to read it."""
