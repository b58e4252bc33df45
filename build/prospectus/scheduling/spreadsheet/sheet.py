"""A sheet of a spreadsheet file as rows of plain values, and the texts of its cells.

A text that a spreadsheet program could take for a formula is prefixed with an apostrophe in CSV and stored as a text cell in XLSX.
It is read back unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import WINDOWS_EPOCH

from prospectus.problems import Message, Problem, make_problem
from prospectus.scheduling.spreadsheet.cells import MAX_CELL_LENGTH, CellMark, CellValue

MAX_ROWS = 20_000
"""The most rows that are read, including empty ones."""
MAX_FILLED_ROWS = 2_000
"""The most rows with content."""
MAX_COLUMNS = 200
HEADING_SEARCH_ROWS = 30
"""The number of rows at the top of a sheet in which the headings are searched."""
_FORMULA_LIKE = re.compile(r"'*[=+\-@\t＝＋－＠]")
_ESCAPED_FORMULA = re.compile(r"'+[=+\-@\t＝＋－＠]")


Position = tuple[int, int]
"""Row and column of a cell, from 0."""


class SheetError(Exception):
    """A file cannot be read as a spreadsheet. Carries the problem code and the parameters of its message."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def to_problem(self, file: str) -> Problem:
        """Return the problem at the line that the parameters state, or else at the first line."""
        params = dict(self.params)
        return make_problem(file, int(str(params.pop("line", 1))), 1, self.code, None, **params)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a spreadsheet file."""

    name: str
    """The name of the sheet; empty for a CSV file."""
    rows: tuple[tuple[CellValue, ...], ...]
    epoch: datetime = WINDOWS_EPOCH
    """The epoch of its date serial numbers."""
    missing_values: frozenset[Position] = field(default=frozenset())
    """The cells with an error value or with a formula that was saved without its value."""
    filled_down: frozenset[Position] = field(default=frozenset())
    """The cells below the first one of merged cells, which have its value."""
    filled_across: frozenset[Position] = field(default=frozenset())
    """The cells to the right of the first column of merged cells, which have the value of the first one."""

    lines: Mapping[Position, int] = field(default_factory=dict)
    """The line of the source of each cell, from 1, where the source is a text; a row without any is of a sheet."""

    def line_of(self, row: int, column: int | None = None) -> int:
        """Return the line of a cell in its source; the first one of its row where that is not known. Row and column count from 0."""
        own_lines = [line for (number, _), line in self.lines.items() if number == row]
        return self.lines.get((row, -1 if column is None else column)) or min(own_lines, default=row + 1)

    def address(self, row: int, column: int) -> str | Message:
        """Return the address of a cell, such as `Sheet1!C5`; without the sheet's name for CSV. Row and column count from 0."""
        if self.lines:
            line = self.line_of(row, column)
            return Message(f"line {line}", f"第 {line} 行")
        cell = f"{get_column_letter(column + 1)}{row + 1}"
        return f"{self.name}!{cell}" if self.name else cell


@dataclass(frozen=True, slots=True)
class SheetFile:
    """What is read of a spreadsheet file."""

    sheets: tuple[Sheet, ...]
    """The visible sheets, in order."""
    hidden: tuple[str, ...] = ()
    """The names of the hidden sheets."""


def escape_formula(text: str, *, in_csv: bool = False) -> str:
    """Return a text with an apostrophe prefixed when it could be misread otherwise.

    In CSV that is a text that looks like a formula. In both formats it is a single `-`, which means removal, and a text that
    already looks escaped.
    """
    return f"'{text}" if (_FORMULA_LIKE if in_csv else _ESCAPED_FORMULA).match(text) or text == CellMark.REMOVE.value else text


def parse_text(text: str) -> CellValue:
    """Return the value of a cell from its text: None when it is empty, and the text without the apostrophe of `escape_formula`."""
    if text.strip() == CellMark.REMOVE.value:
        return CellMark.REMOVE
    return (text[1:] if _ESCAPED_FORMULA.match(text) else text) or None


def strip_blank_end(cells: list[CellValue]) -> list[CellValue]:
    """Remove the empty cells at the end of a row, and return it."""
    while cells and (cells[-1] is None or (isinstance(cells[-1], str) and not cells[-1].strip())):
        cells.pop()
    return cells


def check_limits(number: int, width: int, filled: int) -> None:
    """Raise SheetError when a row, counted from 0, is too wide, too far down, or one filled row too many."""
    if width > MAX_COLUMNS:
        limit = Message(f"{MAX_COLUMNS} columns", f"{MAX_COLUMNS} 列")
        came = Message(f"more than {MAX_COLUMNS} columns in row {number + 1}", f"{MAX_COLUMNS} 列以上（第 {number + 1} 行）")
        raise SheetError("PR602", limit=limit, came=came)
    if number >= MAX_ROWS and filled:
        raise SheetError(
            "PR602", limit=Message(f"{MAX_ROWS} rows", f"{MAX_ROWS} 行"), came=Message(f"more than {MAX_ROWS} rows", f"{MAX_ROWS} 行以上")
        )
    if filled > MAX_FILLED_ROWS:
        limit = Message(f"{MAX_FILLED_ROWS} filled rows", f"{MAX_FILLED_ROWS} 行内容")
        raise SheetError("PR602", limit=limit, came=Message(f"more than {limit.en}", f"{limit.zh}以上"))


def iter_too_long(texts: Iterable[str]) -> Iterator[str]:
    """Yield the texts that are longer than a cell can be."""
    return (text for text in texts if len(text) > MAX_CELL_LENGTH)
