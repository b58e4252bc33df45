"""Reads XLSX files. Formulas are never evaluated; a cell has the value that was saved with it."""

from __future__ import annotations

import io
import re
import warnings
from datetime import datetime
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from prospectus.scheduling.spreadsheet.cells import CellValue
from prospectus.scheduling.spreadsheet.sheet import MAX_COLUMNS, MAX_ROWS, Sheet, SheetError, check_limits, parse_text, strip_blank_end

MAX_UNPACKED_BYTES = 100_000_000
"""The largest total size of the unpacked parts of a file, in bytes."""
MAX_PARTS = 1_000
"""The most parts of a file."""
_ENTITY_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def parse_workbook(content: bytes) -> tuple[Sheet, ...]:
    """Return the visible sheets of a workbook from its bytes. Raises SheetError."""
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
        cells = strip_blank_end([None if cell.data_type == "e" else _parse_cell(cell.value) for cell in row])
        missing_values |= {
            (number, n) for n, cell in enumerate(formula_row) if cell.data_type == "f" and (n >= len(cells) or cells[n] is None)
        }
        missing_values |= {(number, n) for n, cell in enumerate(row) if cell.data_type == "e"}
        filled += bool(cells)
        check_limits(number, len(cells), filled)
        rows.append(tuple(cells))
    return Sheet(str(values.title), tuple(rows), epoch, frozenset(missing_values))


def _parse_cell(value: Any) -> CellValue:
    return parse_text(value) if isinstance(value, str) else value if isinstance(value, CellValue) else str(value)
