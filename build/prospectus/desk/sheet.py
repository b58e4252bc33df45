"""Reads XLSX and CSV files as rows of plain values, and writes CSV.

Files are untrusted: their size and shape are limited. Formulas are never evaluated; a cell has the value that was saved with it.
A text that a spreadsheet program could take for a formula is prefixed with an apostrophe in CSV and stored as a text cell in XLSX.
It is read back unchanged.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import WINDOWS_EPOCH
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from prospectus.desk import columns
from prospectus.desk.cells import LONGEST, Mark, Value

LARGEST = 10_000_000
"""The largest size of a file, in bytes."""
UNPACKED = 100_000_000
"""The largest total size of the unpacked parts of an XLSX file, in bytes."""
PARTS = 1_000
"""The most parts of an XLSX file."""
ROWS = 20_000
"""The most rows that are read, including empty ones."""
FILLED = 2_000
"""The most rows with content."""
COLUMNS = 200
DELIMITERS = (",", ";", "\t")
_FORMULA = re.compile(r"'*[=+\-@\t＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t＝＋－＠]")
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Unreadable(Exception):
    """A file cannot be read as a spreadsheet. Carries the problem code and the parameters of its message."""

    def __init__(self, code: str, **given: object) -> None:
        super().__init__(code)
        self.code = code
        self.given = given


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a spreadsheet file."""

    name: str
    """The name of the sheet; empty for a CSV file."""
    rows: tuple[tuple[Value, ...], ...]
    epoch: datetime = WINDOWS_EPOCH
    """The epoch of its date serial numbers."""
    unsaved: frozenset[tuple[int, int]] = field(default=frozenset())
    """Row and column (from 0) of the cells with an error value or with a formula that was saved without its value."""

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell, such as `Sheet1!C5`; without the sheet's name for CSV. Row and column count from 0."""
        cell = f"{get_column_letter(column + 1)}{row + 1}"
        return f"{self.name}!{cell}" if self.name else cell


def read(path: Path) -> tuple[Sheet, ...]:
    """Return the visible sheets of a file, in order. Raises SheetError."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise Unreadable("PR601", reason=error.strerror or "it cannot be opened") from None
    if size > LARGEST:
        raise Unreadable("PR602", limit=f"{LARGEST // 1_000_000} MB", came=f"{size} bytes")
    return parsed(content)


def parsed(content: bytes) -> tuple[Sheet, ...]:
    """Return the visible sheets of a file from its bytes. Raises SheetError."""
    if content.startswith(b"PK"):
        return _of_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("PR601", reason="it is a file of Excel 97–2003 or has a password", form="XLSX without a password, or CSV")
    return (_of_csv(content),)


# XLSX


def _of_workbook(content: bytes) -> tuple[Sheet, ...]:
    _must_be_sound(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about content it drops, such as pictures
            values, formulas = _workbook(content, formulas=False), _workbook(content, formulas=True)
            return tuple(
                _of_worksheet(each, formulas[each.title], values.epoch)
                for each in values.worksheets
                if each.sheet_state == "visible" and isinstance(each, ReadOnlyWorksheet)
            )
    except Unreadable:
        raise
    except Exception as error:  # a damaged file can raise any exception anywhere in openpyxl
        raise Unreadable("PR601", reason=f"openpyxl cannot read it ({type(error).__name__})", form="a file saved as XLSX or CSV") from error


def _workbook(content: bytes, *, formulas: bool) -> Any:
    return load_workbook(io.BytesIO(content), read_only=True, data_only=not formulas, keep_links=False)


def _must_be_sound(content: bytes) -> None:
    """Check an XLSX archive before it is parsed. Raises SheetError when it is too large, has macros or defines XML entities."""
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            unpacked = sum(each.file_size for each in parts)
            if len(parts) > PARTS or unpacked > UNPACKED:
                came = f"{unpacked} bytes in {len(parts)} parts"
                raise Unreadable("PR602", limit=f"{UNPACKED // 1_000_000} MB in {PARTS} parts unpacked", came=came)
            for each in parts:
                if each.filename.lower().endswith("vbaproject.bin"):
                    raise Unreadable("PR601", reason="it holds macros", form="XLSX without macros")
                with packed.open(each) as part:
                    if _ENTITIES.search(part.read(4096).replace(b"\0", b"")):
                        raise Unreadable("PR601", reason="its XML defines entities", form="a file saved by a spreadsheet program")
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError) as error:
        raise Unreadable("PR601", reason=f"it is damaged ({type(error).__name__})", form="a file saved as XLSX or CSV") from None


def _of_worksheet(values: Any, formulas: Any, epoch: datetime) -> Sheet:
    for each in (values, formulas):
        each.reset_dimensions()  # the dimensions that a file declares may be wrong
    rows: list[tuple[Value, ...]] = []
    unsaved: set[tuple[int, int]] = set()
    both = zip(*(each.iter_rows(max_row=ROWS + 1, max_col=COLUMNS + 1) for each in (values, formulas)), strict=False)
    filled = 0
    for number, (row, written) in enumerate(both):
        cells = _trimmed([None if cell.data_type == "e" else _of_cell(cell.value) for cell in row])
        unsaved |= {(number, n) for n, cell in enumerate(written) if cell.data_type == "f" and (n >= len(cells) or cells[n] is None)}
        unsaved |= {(number, n) for n, cell in enumerate(row) if cell.data_type == "e"}
        filled += bool(cells)
        _must_fit(number, len(cells), filled)
        rows.append(tuple(cells))
    return Sheet(str(values.title), tuple(rows), epoch, frozenset(unsaved))


def _of_cell(value: Any) -> Value:
    return _meant(value) if isinstance(value, str) else value if isinstance(value, Value) else str(value)


# CSV


def _of_csv(content: bytes) -> Sheet:
    said = _decoded(content)
    if "\0" in said:
        raise Unreadable("PR601", reason="it is no text", form="CSV in UTF-8 or GB18030, or XLSX")
    delimiter = max(DELIMITERS, key=lambda mark: _headings(said[:20_000], mark))
    rows: list[tuple[Value, ...]] = []
    filled = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(said, newline=""), delimiter=delimiter)):
            cells = _trimmed([_meant(cell) for cell in row])
            filled += bool(cells)
            _must_fit(number, len(cells), filled)
            rows.append(tuple(cells))
    except csv.Error as error:
        raise Unreadable("PR601", reason=str(error), form="CSV in UTF-8 or GB18030, or XLSX") from None
    return Sheet("", tuple(rows))


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("PR601", reason="its text is neither UTF-8 nor GB18030", form="CSV in UTF-8 or GB18030, or XLSX")


def _headings(head: str, mark: str) -> tuple[int, int]:
    """Return the number of known headings, and of cells, in the best of the first rows when they are split at a delimiter."""
    known = columns.headings(("zh", "en"))
    try:
        rows = list(csv.reader(io.StringIO(head, newline=""), delimiter=mark))
    except csv.Error:
        return 0, 0
    return max(((sum(columns.plain(cell) in known for cell in row), len(row)) for row in rows), default=(0, 0))


def written_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV in UTF-8. A byte-order mark lets spreadsheet programs recognise the encoding."""
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator="\r\n").writerows([guarded(cell, shown=True) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + made.getvalue().encode()


# Both


def guarded(said: str, *, shown: bool = False) -> str:
    """Return a text with an apostrophe prefixed when it could be misread otherwise.

    In CSV that is a text that looks like a formula. In both formats it is a single `-`, which means removal, and a text that
    already looks escaped.
    """
    return f"'{said}" if (_FORMULA if shown else _GUARDED).match(said) or said == Mark.TAKEN_AWAY.value else said


def _meant(said: str) -> Value:
    if said.strip() == Mark.TAKEN_AWAY.value:
        return Mark.TAKEN_AWAY
    return (said[1:] if _GUARDED.match(said) else said) or None


def _trimmed(cells: list[Value]) -> list[Value]:
    while cells and (cells[-1] is None or (isinstance(cells[-1], str) and not cells[-1].strip())):
        cells.pop()
    return cells


def _must_fit(number: int, width: int, filled: int) -> None:
    if width > COLUMNS:
        raise Unreadable("PR602", limit=f"{COLUMNS} columns", came=f"more than {COLUMNS} columns in row {number + 1}")
    if number >= ROWS and filled:
        raise Unreadable("PR602", limit=f"{ROWS} rows", came=f"more than {ROWS} rows")
    if filled > FILLED:
        raise Unreadable("PR602", limit=f"{FILLED} filled rows", came=f"more than {FILLED} filled rows")


def too_long(cells: Iterable[str]) -> Iterator[str]:
    """Yield the texts that are longer than a cell can be."""
    return (each for each in cells if len(each) > LONGEST)
