"""A sheet with its row of headings, and the rows below it. Other rows may precede the headings; columns may be in any order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from prospectus.desk import cells, columns
from prospectus.desk.cells import Mark
from prospectus.desk.entries import Desk, Entry
from prospectus.desk.rows import Cell
from prospectus.desk.sheet import Sheet
from prospectus.model.event import Event
from prospectus.model.shape import Place
from prospectus.problems import Problem, problem

HEAD = 30
"""The number of rows at the top of a sheet in which the headings are searched."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with the position of its headings: their row, and the column of each key, from 0."""

    file: str
    sheet: Sheet
    head: int
    columns: Mapping[str, int]
    shown_in: str

    def problem(self, code: str, row: int, column: int, **given: object) -> Problem:
        """Return a problem at a cell."""
        return problem(self.file, row + 1, column + 1, code, None, cell=self.sheet.address(row, column), **given)

    def at(self, row: Row, key: str, code: str, **given: object) -> Problem:
        """Return a problem of a row at one of its columns, or at the first known column when the table has no such column."""
        column = self.columns.get(key, min(self.columns.values()))
        cell = row.cells.get(key)
        came = None if cell is None or isinstance(cell.value, Mark) else cells.text(cell.value)
        return self.problem(code, row.number, column, **{"heading": columns.heading(key, self.shown_in), "came": came, **given})


@dataclass(slots=True)
class Row:
    """A row of a table, the event that it matches, and the changes that it makes."""

    number: int
    cells: dict[str, Cell]
    entry: Entry | None = None
    id: str = ""
    changes: dict[Place, Any] = field(default_factory=dict)
    event: Event | None = None
    """The event with the changes applied."""

    def text(self, key: str) -> str:
        """Return the text of the cell in a column; empty when the cell is empty or asks for removal."""
        cell = self.cells.get(key)
        return "" if cell is None or isinstance(cell.value, Mark) else cells.text(cell.value)


def table_of(desk: Desk, file: str, sheets: Sequence[Sheet]) -> Table | Problem:
    """Return the first sheet with a row of headings, or a problem when there is none."""
    known = columns.headings(desk.languages)
    for sheet in sheets:
        heads = [{known.get(columns.plain(cells.text(each)), "") for each in row} - {""} for row in sheet.rows[:HEAD]]
        fullest = max(heads, key=len, default=set())
        if len(fullest) > 1 and any(key in ("id", "date") or key.startswith("title.") for key in fullest):
            return _headed(desk, file, sheet, heads.index(fullest))
    form = ", ".join(f"{columns.heading(key, 'zh')} / {columns.heading(key, 'en')}" for key in ("date", f"title.{desk.languages[0]}"))
    return problem(file, 1, 1, "PR603", None, form=form)


def _headed(desk: Desk, file: str, sheet: Sheet, head: int) -> Table:
    known = columns.headings(desk.languages)
    found: dict[str, int] = {}
    for column, cell in enumerate(sheet.rows[head]):
        key = known.get(columns.plain(cells.text(cell)))
        if key is not None:
            found.setdefault(key, column)
    chinese = sum(any("\u3400" <= sign <= "\u9fff" for sign in cells.text(cell)) for cell in sheet.rows[head])
    return Table(file, sheet, head, found, "zh" if 2 * chinese >= len(found) else "en")


def check_headings(desk: Desk, table: Table) -> Iterator[Problem]:
    """Yield a problem for each heading that is unknown or repeated."""
    known = columns.headings(desk.languages)
    for column, cell in enumerate(table.sheet.rows[table.head]):
        said = cells.text(cell)
        key = known.get(columns.plain(said))
        if key is None and columns.plain(said):
            close = dict.fromkeys(known[each] for each in get_close_matches(columns.plain(said), known, 3, 0.5))
            form = ", ".join(columns.heading(each, table.shown_in) for each in close) or "a heading of the template that export makes"
            yield table.problem("PR604", table.head, column, came=said, form=form)
        elif key is not None and table.columns[key] != column:
            first = table.sheet.address(table.head, table.columns[key])
            yield table.problem("PR605", table.head, column, came=said, first=first, form="one column for each heading")


def rows_of(table: Table, problems: list[Problem]) -> Iterator[Row]:
    """Yield the rows below the headings that are not empty. A problem is added for each formula without a saved value."""
    for number, values in enumerate(table.sheet.rows[table.head + 1 :], table.head + 1):
        found: dict[str, Cell] = {}
        for key, column in table.columns.items():
            if (number, column) in table.sheet.unsaved:
                problems.append(table.problem("PR611", number, column, heading=columns.heading(key, table.shown_in), form="a value"))
            value = values[column] if column < len(values) else None
            if isinstance(value, Mark) or cells.text(value):
                found[key] = Cell(value, number, column)
        if found:
            yield Row(number, found)
