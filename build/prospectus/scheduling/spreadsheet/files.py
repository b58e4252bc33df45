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

from prospectus.scheduling.spreadsheet import columns
from prospectus.scheduling.spreadsheet.cells import MAX_CELL_LENGTH, CellMark, CellValue

MAX_FILE_BYTES = 10_000_000
"""The largest size of a file, in bytes."""
MAX_UNPACKED_BYTES = 100_000_000
"""The largest total size of the unpacked parts of an XLSX file, in bytes."""
MAX_PARTS = 1_000
"""The most parts of an XLSX file."""
MAX_ROWS = 20_000
"""The most rows that are read, including empty ones."""
MAX_FILLED_ROWS = 2_000
"""The most rows with content."""
MAX_COLUMNS = 200
DELIMITERS = (",", ";", "\t")
_FORMULA_LIKE = re.compile(r"'*[=+\-@\t＝＋－＠]")
_ESCAPED_FORMULA = re.compile(r"'+[=+\-@\t＝＋－＠]")
_ENTITY_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class SheetError(Exception):
    """A file cannot be read as a spreadsheet. Carries the problem code and the parameters of its message."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a spreadsheet file."""

    name: str
    """The name of the sheet; empty for a CSV file."""
    rows: tuple[tuple[CellValue, ...], ...]
    epoch: datetime = WINDOWS_EPOCH
    """The epoch of its date serial numbers."""
    missing_values: frozenset[tuple[int, int]] = field(default=frozenset())
    """Row and column (from 0) of the cells with an error value or with a formula that was saved without its value."""

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell, such as `Sheet1!C5`; without the sheet's name for CSV. Row and column count from 0."""
        cell = f"{get_column_letter(column + 1)}{row + 1}"
        return f"{self.name}!{cell}" if self.name else cell


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Return the visible sheets of a file, in order. Raises SheetError."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_FILE_BYTES else b""
    except OSError as error:
        raise SheetError("PR601", reason=error.strerror or "it cannot be opened") from None
    if size > MAX_FILE_BYTES:
        raise SheetError("PR602", limit=f"{MAX_FILE_BYTES // 1_000_000} MB", came=f"{size} bytes")
    return parse_sheets(content)


def parse_sheets(content: bytes) -> tuple[Sheet, ...]:
    """Return the visible sheets of a file from its bytes. Raises SheetError."""
    if content.startswith(b"PK"):
        return _parse_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError("PR601", reason="it is a file of Excel 97–2003 or has a password", form="XLSX without a password, or CSV")
    return (_parse_csv(content),)


# XLSX


def _parse_workbook(content: bytes) -> tuple[Sheet, ...]:
    _check_archive(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about content it drops, such as pictures
            values, formulas = _open_workbook(content, formulas=False), _open_workbook(content, formulas=True)
            return tuple(
                _parse_worksheet(worksheet, formulas[worksheet.title], values.epoch)
                for worksheet in values.worksheets
                if worksheet.sheet_state == "visible" and isinstance(worksheet, ReadOnlyWorksheet)
            )
    except SheetError:
        raise
    except Exception as error:  # a damaged file can raise any exception anywhere in openpyxl
        raise SheetError("PR601", reason=f"openpyxl cannot read it ({type(error).__name__})", form="a file saved as XLSX or CSV") from error


def _open_workbook(content: bytes, *, formulas: bool) -> Any:
    return load_workbook(io.BytesIO(content), read_only=True, data_only=not formulas, keep_links=False)


def _check_archive(content: bytes) -> None:
    """Check an XLSX archive before it is parsed. Raises SheetError when it is too large, has macros or defines XML entities."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked_size = sum(info.file_size for info in parts)
            if len(parts) > MAX_PARTS or unpacked_size > MAX_UNPACKED_BYTES:
                came = f"{unpacked_size} bytes in {len(parts)} parts"
                raise SheetError("PR602", limit=f"{MAX_UNPACKED_BYTES // 1_000_000} MB in {MAX_PARTS} parts unpacked", came=came)
            for info in parts:
                if info.filename.lower().endswith("vbaproject.bin"):
                    raise SheetError("PR601", reason="it holds macros", form="XLSX without macros")
                with archive.open(info) as part_file:
                    if _ENTITY_DECLARATION.search(part_file.read(4096).replace(b"\0", b"")):
                        raise SheetError("PR601", reason="its XML defines entities", form="a file saved by a spreadsheet program")
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError) as error:
        raise SheetError("PR601", reason=f"it is damaged ({type(error).__name__})", form="a file saved as XLSX or CSV") from None


def _parse_worksheet(values: Any, formulas: Any, epoch: datetime) -> Sheet:
    for worksheet in (values, formulas):
        worksheet.reset_dimensions()  # the dimensions that a file declares may be wrong
    rows: list[tuple[CellValue, ...]] = []
    missing_values: set[tuple[int, int]] = set()
    row_pairs = zip(*(worksheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS + 1) for worksheet in (values, formulas)), strict=False)
    filled = 0
    for number, (row, formula_row) in enumerate(row_pairs):
        cells = _strip_blank_end([None if cell.data_type == "e" else _parse_cell(cell.value) for cell in row])
        missing_values |= {
            (number, n) for n, cell in enumerate(formula_row) if cell.data_type == "f" and (n >= len(cells) or cells[n] is None)
        }
        missing_values |= {(number, n) for n, cell in enumerate(row) if cell.data_type == "e"}
        filled += bool(cells)
        _check_limits(number, len(cells), filled)
        rows.append(tuple(cells))
    return Sheet(str(values.title), tuple(rows), epoch, frozenset(missing_values))


def _parse_cell(value: Any) -> CellValue:
    return _parse_text(value) if isinstance(value, str) else value if isinstance(value, CellValue) else str(value)


# CSV


def _parse_csv(content: bytes) -> Sheet:
    text = _decode(content)
    if "\0" in text:
        raise SheetError("PR601", reason="it is no text", form="CSV in UTF-8 or GB18030, or XLSX")
    delimiter = max(DELIMITERS, key=lambda candidate: _score_delimiter(text[:20_000], candidate))
    rows: list[tuple[CellValue, ...]] = []
    filled = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            cells = _strip_blank_end([_parse_text(cell) for cell in row])
            filled += bool(cells)
            _check_limits(number, len(cells), filled)
            rows.append(tuple(cells))
    except csv.Error as error:
        raise SheetError("PR601", reason=str(error), form="CSV in UTF-8 or GB18030, or XLSX") from None
    return Sheet("", tuple(rows))


def _decode(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("PR601", reason="its text is neither UTF-8 nor GB18030", form="CSV in UTF-8 or GB18030, or XLSX")


def _score_delimiter(text: str, delimiter: str) -> tuple[int, int]:
    """Return the number of known headings, and of cells, in the best of the first rows when they are split at a delimiter."""
    known = columns.index_headings(("zh", "en"))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return 0, 0
    return max(((sum(columns.normalise(cell) in known for cell in row), len(row)) for row in rows), default=(0, 0))


def encode_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV in UTF-8. A byte-order mark lets spreadsheet programs recognise the encoding."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows([escape_formula(cell, in_csv=True) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


# Both


def escape_formula(text: str, *, in_csv: bool = False) -> str:
    """Return a text with an apostrophe prefixed when it could be misread otherwise.

    In CSV that is a text that looks like a formula. In both formats it is a single `-`, which means removal, and a text that
    already looks escaped.
    """
    return f"'{text}" if (_FORMULA_LIKE if in_csv else _ESCAPED_FORMULA).match(text) or text == CellMark.REMOVE.value else text


def _parse_text(text: str) -> CellValue:
    if text.strip() == CellMark.REMOVE.value:
        return CellMark.REMOVE
    return (text[1:] if _ESCAPED_FORMULA.match(text) else text) or None


def _strip_blank_end(cells: list[CellValue]) -> list[CellValue]:
    while cells and (cells[-1] is None or (isinstance(cells[-1], str) and not cells[-1].strip())):
        cells.pop()
    return cells


def _check_limits(number: int, width: int, filled: int) -> None:
    if width > MAX_COLUMNS:
        raise SheetError("PR602", limit=f"{MAX_COLUMNS} columns", came=f"more than {MAX_COLUMNS} columns in row {number + 1}")
    if number >= MAX_ROWS and filled:
        raise SheetError("PR602", limit=f"{MAX_ROWS} rows", came=f"more than {MAX_ROWS} rows")
    if filled > MAX_FILLED_ROWS:
        raise SheetError("PR602", limit=f"{MAX_FILLED_ROWS} filled rows", came=f"more than {MAX_FILLED_ROWS} filled rows")


def iter_too_long(texts: Iterable[str]) -> Iterator[str]:
    """Yield the texts that are longer than a cell can be."""
    return (text for text in texts if len(text) > MAX_CELL_LENGTH)
