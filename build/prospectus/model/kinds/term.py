"""Terms of the glossary, in each language."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from prospectus.model.record import Record
from prospectus.model.values.reference import Line, Ref
from prospectus.model.values.text import BlockText, InlineText


class Term(Record):
    """A term: schema.org's DefinedTerm. Its title is the term itself."""

    group: Annotated[str, Ref("category")]
    """The part of the glossary it stands in."""
    standing: Literal["official", "standard", "ours"]
    """Official English, standard usage, or our own rendering."""
    short: InlineText | None = None
    """What it means, in one sentence of at most 60 characters of Chinese or 25 words of English."""
    long: BlockText | None = None
    """What it means in full, in a few sentences."""
    example: InlineText | None = None
    """An example of its use, with numbers that are made up or stated by a source."""
    confused_with: InlineText | None = Field(default=None, alias="not")
    """What it is often confused with, and how the two differ."""
    lesson: Annotated[str, Ref("lesson")] | None = None
    """The lesson that teaches it."""
    reading: dict[str, Line] = {}
    """How its title is read, by language, where software would read it wrong: `{zh: chi cang}`."""
    note: InlineText | None = None
    """What to know when using it."""
    forms: dict[str, tuple[Line, ...]] = {}
    """How it is written in texts, by language, where its title does not say it; an empty list for a word that means too much else."""
    avoid: dict[str, tuple[Line, ...]] = {}
    """Renderings that must not be used, by language."""
    unlike: dict[str, tuple[Line, ...]] = {}
    """Longer words that only look as if they held it, by language: 客户端 is no 客户."""
    related: tuple[Annotated[str, Ref("term")], ...] = ()
    """Terms to be read beside it."""
