"""Reads XLSX files. Formulas are never evaluated; a cell has the value that was saved with it."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from prospectus.scheduling.spreadsheet.cells import CellValue
from prospectus.scheduling.spreadsheet.merged_cells import Area, fill_merged
from prospectus.scheduling.spreadsheet.sheet import (
    MAX_COLUMNS,
    MAX_ROWS,
    Sheet,
    SheetError,
    SheetFile,
    check_limits,
    parse_text,
    strip_blank_end,
)
from prospectus.scheduling.spreadsheet.zip_container import DAMAGED, MAX_UNPACKED_BYTES, SAVE_ANEW

MAX_MERGED = 10_000
"""The most merged areas of a sheet that are filled."""
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']")


def parse_workbook(content: bytes) -> SheetFile:
    """Return the visible sheets of a workbook, and the names of hidden ones, from its bytes.

    The archive must have been checked. Raises SheetError.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about content it drops, such as pictures
            values, formulas = _open_workbook(content, formulas=False), _open_workbook(content, formulas=True)
            worksheets = [worksheet for worksheet in values.worksheets if isinstance(worksheet, ReadOnlyWorksheet)]
            return SheetFile(
                tuple(
                    fill_merged(_parse_worksheet(worksheet, formulas[worksheet.title], values.epoch), _read_merged(worksheet))
                    for worksheet in worksheets
                    if worksheet.sheet_state == "visible"
                ),
                tuple(worksheet.title for worksheet in worksheets if worksheet.sheet_state != "visible"),
            )
    except SheetError:
        raise
    except Exception:  # a damaged file can raise any exception anywhere in openpyxl
        raise SheetError("PR601", reason=DAMAGED, form=SAVE_ANEW) from None


def _read_merged(worksheet: Any) -> Iterator[Area]:
    """Yield the merged cells of a worksheet as first column, first row, last column and last row, from 1."""
    with worksheet.parent._archive.open(worksheet._worksheet_path) as part:
        text = part.read(MAX_UNPACKED_BYTES)
    for number, match in enumerate(_MERGED.finditer(text)):
        if number < MAX_MERGED:
            yield cast("Area", range_boundaries(match[1].decode()))


def _open_workbook(content: bytes, *, formulas: bool) -> Any:
    return load_workbook(io.BytesIO(content), read_only=True, data_only=not formulas, keep_links=False)


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
