"""Small tables and numbered points within a record."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from prospectus.model.record import Citation, FrozenModel, Violation
from prospectus.model.values.reference import Id, Line
from prospectus.model.values.text import InlineText, LineText

Cell = InlineText | int | float | Line
"""Text in each language, a number, or a short text that is the same in all languages."""


class Column(FrozenModel):
    """A column of a table."""

    title: LineText
    """Its heading."""
    numeric: bool = False
    """Whether its cells are figures, set flush right."""


class Table(FrozenModel):
    """A table of facts; its first column names the row."""

    id: Id | None = None
    """Its name, for links and for the fact it shows."""
    title: LineText
    """Its caption."""
    columns: tuple[Column, ...] = Field(min_length=1)
    """The columns, from the first to the last."""
    rows: tuple[tuple[Cell, ...], ...]
    """The rows; each has one cell a column."""
    note: InlineText | None = None
    """What to know when reading it."""


def iter_uneven_rows(tables: tuple[Table, ...]) -> Iterator[Violation]:
    """Yield each row of the field `tables` whose number of cells is not the number of columns (PR206)."""
    for index, table in enumerate(tables):
        for number, row in enumerate(table.rows):
            if len(row) != len(table.columns):
                yield Violation(("tables", index, "rows", number), "PR206", {"came": len(row), "form": len(table.columns)})


class Point(FrozenModel):
    """One item of a list: a class, a topic, a condition."""

    id: Id | None = None
    """Its name, for links and for the fact it shows."""
    title: InlineText
    """What it is."""
    text: InlineText | None = None
    """What there is to say about it."""
    points: tuple[Point, ...] = ()
    """What it consists of."""
    exhaustive: bool = True
    """False when the source ends its list with “等” (and others)."""
    sources: tuple[Citation, ...] = ()
    """Where it stands, when that differs from its record."""
