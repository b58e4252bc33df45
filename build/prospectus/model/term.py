"""A term of the field in each language."""

from __future__ import annotations

from typing import Annotated, Literal

from prospectus.model.record import Record
from prospectus.model.reference import Line, Ref
from prospectus.model.text import Text


class Term(Record):
    """A term: schema.org's DefinedTerm. Its title is the term itself."""

    group: Annotated[str, Ref("category")]
    """The part of the glossary it stands in."""
    standing: Literal["official", "standard", "ours"]
    """Official English, standard usage, or our own rendering."""
    note: Text | None = None
    """What to know when using it."""
    avoid: dict[str, tuple[Line, ...]] = {}
    """Renderings that must not be used, by language."""
