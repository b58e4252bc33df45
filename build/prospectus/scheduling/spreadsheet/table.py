"""A sheet with its row of headings, and the rows below it. Other rows may precede the headings; columns may be in any order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event
from prospectus.problems import Problem, make_problem
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.spreadsheet import cells, columns
from prospectus.scheduling.spreadsheet.cells import CellMark
from prospectus.scheduling.spreadsheet.files import Sheet
from prospectus.scheduling.spreadsheet.rows import SheetCell

HEADING_SEARCH_ROWS = 30
"""The number of rows at the top of a sheet in which the headings are searched."""


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet with the position of its headings: their row, and the column of each key, from 0."""

    file: str
    sheet: Sheet
    heading_row: int
    columns: Mapping[str, int]
    display_language: str

    def cell_problem(self, code: str, row: int, column: int, **params: object) -> Problem:
        """Return a problem at a cell."""
        return make_problem(self.file, row + 1, column + 1, code, None, cell=self.sheet.address(row, column), **params)

    def row_problem(self, row: SheetRow, key: str, code: str, **params: object) -> Problem:
        """Return a problem of a row at one of its columns, or at the first known column when the table has no such column."""
        column = self.columns.get(key, min(self.columns.values()))
        cell = row.cells.get(key)
        came = None if cell is None or isinstance(cell.value, CellMark) else cells.to_text(cell.value)
        return self.cell_problem(
            code, row.number, column, **{"heading": columns.format_heading(key, self.display_language), "came": came, **params}
        )


@dataclass(slots=True)
class SheetRow:
    """A row of a table, the event that it matches, and the changes that it makes."""

    number: int
    cells: dict[str, SheetCell]
    entry: CalendarEntry | None = None
    id: str = ""
    changes: dict[FieldPath, Any] = field(default_factory=dict)
    event: Event | None = None
    """The event with the changes applied."""

    def cell_text(self, key: str) -> str:
        """Return the text of the cell in a column; empty when the cell is empty or asks for removal."""
        cell = self.cells.get(key)
        return "" if cell is None or isinstance(cell.value, CellMark) else cells.to_text(cell.value)


def find_table(source: SourceCalendar, file: str, sheets: Sequence[Sheet]) -> SheetTable | Problem:
    """Return the first sheet with a row of headings, or a problem when there is none."""
    known = columns.index_headings(source.languages)
    for sheet in sheets:
        keys_by_row = [
            {known.get(columns.normalise(cells.to_text(cell)), "") for cell in row} - {""} for row in sheet.rows[:HEADING_SEARCH_ROWS]
        ]
        most_keys = max(keys_by_row, key=len, default=set())
        if len(most_keys) > 1 and any(key in ("id", "date") or key.startswith("title.") for key in most_keys):
            return _build_table(source, file, sheet, keys_by_row.index(most_keys))
    form = ", ".join(
        f"{columns.format_heading(key, 'zh')} / {columns.format_heading(key, 'en')}" for key in ("date", f"title.{source.languages[0]}")
    )
    return make_problem(file, 1, 1, "PR603", None, form=form)


def _build_table(source: SourceCalendar, file: str, sheet: Sheet, heading_row: int) -> SheetTable:
    known = columns.index_headings(source.languages)
    columns_by_key: dict[str, int] = {}
    for column, cell in enumerate(sheet.rows[heading_row]):
        key = known.get(columns.normalise(cells.to_text(cell)))
        if key is not None:
            columns_by_key.setdefault(key, column)
    chinese_headings = sum(any("\u3400" <= character <= "\u9fff" for character in cells.to_text(cell)) for cell in sheet.rows[heading_row])
    return SheetTable(file, sheet, heading_row, columns_by_key, "zh" if 2 * chinese_headings >= len(columns_by_key) else "en")


def check_headings(source: SourceCalendar, table: SheetTable) -> Iterator[Problem]:
    """Yield a problem for each heading that is unknown or repeated."""
    known = columns.index_headings(source.languages)
    for column, cell in enumerate(table.sheet.rows[table.heading_row]):
        text = cells.to_text(cell)
        key = known.get(columns.normalise(text))
        if key is None and columns.normalise(text):
            close = dict.fromkeys(known[match] for match in get_close_matches(columns.normalise(text), known, 3, 0.5))
            form = (
                ", ".join(columns.format_heading(close_key, table.display_language) for close_key in close)
                or "a heading of the template that export makes"
            )
            yield table.cell_problem("PR604", table.heading_row, column, came=text, form=form)
        elif key is not None and table.columns[key] != column:
            first = table.sheet.address(table.heading_row, table.columns[key])
            yield table.cell_problem("PR605", table.heading_row, column, came=text, first=first, form="one column for each heading")


def iter_rows(table: SheetTable, problems: list[Problem]) -> Iterator[SheetRow]:
    """Yield the rows below the headings that are not empty. A problem is added for each formula without a saved value."""
    for number, values in enumerate(table.sheet.rows[table.heading_row + 1 :], table.heading_row + 1):
        row_cells: dict[str, SheetCell] = {}
        for key, column in table.columns.items():
            if (number, column) in table.sheet.missing_values:
                problems.append(
                    table.cell_problem("PR611", number, column, heading=columns.format_heading(key, table.display_language), form="a value")
                )
            value = values[column] if column < len(values) else None
            if isinstance(value, CellMark) or cells.to_text(value):
                row_cells[key] = SheetCell(value, number, column)
        if row_cells:
            yield SheetRow(number, row_cells)
