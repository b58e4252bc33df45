"""Guides: pages that each answer one question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from prospectus.model.record import Record, Violation
from prospectus.model.values.reference import EmbeddedTarget, Ref, Target
from prospectus.model.values.table import Point, Table, iter_uneven_rows
from prospectus.model.values.text import BlockText, InlineText


class Guide(Record):
    """A guide: the answer first, then the rule, then the source. Its prose stands in Markdown files beside it."""

    group: Annotated[str, Ref("category")]
    """The group of guides it is listed in."""
    answer: BlockText | None = None
    """The answer in one or two sentences."""
    example: InlineText | None = None
    """One case worked out, in one or two sentences; it stands below the answer."""
    shows: tuple[EmbeddedTarget, ...] = ()
    """Records and lists that the page shows after its prose."""
    tables: tuple[Table, ...] = ()
    """Tables of facts."""
    points: tuple[Point, ...] = ()
    """Numbered facts."""
    rules: tuple[Annotated[str, Ref("rule")], ...] = ()
    """The rules it rests on."""
    related: tuple[Target, ...] = ()
    """Where to read on."""

    def iter_violations(self) -> Iterator[Violation]:
        """Yield table rows without one cell per column (PR206)."""
        return iter_uneven_rows(self.tables)
