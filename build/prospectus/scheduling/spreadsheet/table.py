"""A sheet with its row of headings, and the rows below it. Other rows may precede the headings; columns may be in any order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from prospectus.problems import Problem, make_problem
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.spreadsheet import cells, columns
from prospectus.scheduling.spreadsheet.cells import CellMark, CellValue
from prospectus.scheduling.spreadsheet.sheet import Sheet

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
        value = row.cells.get(key)
        came = None if value is None or isinstance(value, CellMark) else cells.to_text(value)
        return self.cell_problem(
            code, row.number, column, **{"heading": columns.format_heading(key, self.display_language), "came": came, **params}
        )


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a table that is not empty."""

    number: int
    """The row in the sheet, from 0."""
    cells: Mapping[str, CellValue]
    """The values of its cells that are not empty, by column key."""

    def cell_text(self, key: str) -> str:
        """Return the text of the cell in a column; empty when the cell is empty or asks for removal."""
        value = self.cells.get(key)
        return "" if isinstance(value, CellMark) else cells.to_text(value)


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


def check_values(table: SheetTable) -> Iterator[Problem]:
    """Yield a problem for each cell below the headings with an error value or with a formula without a saved value."""
    keys_by_column = {column: key for key, column in table.columns.items()}
    for number, column in sorted(table.sheet.missing_values):
        if number > table.heading_row and column in keys_by_column:
            heading = columns.format_heading(keys_by_column[column], table.display_language)
            yield table.cell_problem("PR611", number, column, heading=heading, form="a value")


def iter_rows(table: SheetTable) -> Iterator[SheetRow]:
    """Yield the rows below the headings that are not empty."""
    for number, values in enumerate(table.sheet.rows[table.heading_row + 1 :], table.heading_row + 1):
        row_values = {key: values[column] for key, column in table.columns.items() if column < len(values)}
        row_cells = {key: value for key, value in row_values.items() if isinstance(value, CellMark) or cells.to_text(value)}
        if row_cells:
            yield SheetRow(number, row_cells)
