"""Terms of the glossary, in each language."""

from __future__ import annotations

from typing import Annotated, Literal

from prospectus.model.record import Record
from prospectus.model.values.reference import Line, Ref
from prospectus.model.values.text import Text


class Term(Record):
    """A term: schema.org's DefinedTerm. Its title is the term itself."""

    group: Annotated[str, Ref("category")]
    """The part of the glossary it stands in."""
    standing: Literal["official", "standard", "ours"]
    """Official English, standard usage, or our own rendering."""
    note: Text | None = None
    """What to know when using it."""
    forms: dict[str, tuple[Line, ...]] = {}
    """How it is written in texts, by language, where its title does not say it; an empty list for a word that means too much else."""
    avoid: dict[str, tuple[Line, ...]] = {}
    """Renderings that must not be used, by language."""
    unlike: dict[str, tuple[Line, ...]] = {}
    """Longer words that only look as if they held it, by language: 客户端 is no 客户."""
    related: tuple[Annotated[str, Ref("term")], ...] = ()
    """Terms to be read beside it."""
