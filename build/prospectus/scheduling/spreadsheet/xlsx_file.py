"""Reads XLSX files. Formulas are never evaluated; a cell has the value that was saved with it."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from zipfile import ZipFile, ZipInfo

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from prospectus.problems import Message
from prospectus.scheduling.spreadsheet.cells import CellValue
from prospectus.scheduling.spreadsheet.sheet import (
    MAX_COLUMNS,
    MAX_ROWS,
    Position,
    Sheet,
    SheetError,
    SheetFile,
    check_limits,
    parse_text,
    strip_blank_end,
)

MAX_UNPACKED_BYTES = 100_000_000
"""The largest total size of the unpacked parts of a file, in bytes."""
MAX_PARTS = 1_000
"""The most parts of a file."""
PROLOG_BYTES = 65_536
"""How much of a part is searched for entities, which are defined before its first element."""
Area = tuple[int, int, int, int]
"""Merged cells: first column, first row, last column and last row, from 1."""
MAX_MERGED = 10_000
"""The most merged cells of a sheet that are filled."""
DAMAGED = Message("it is damaged", "文件已损坏")
SAVE_ANEW = Message(
    "the file, opened and saved anew as XLSX or CSV in a spreadsheet program", "用表格软件打开后，另存为 XLSX 或 CSV 的文件"
)
_OTHER_ARCHIVES = (
    (
        "application/vnd.oasis.opendocument.spreadsheet",
        Message("it is an ODS file, as LibreOffice saves it", "这是 ODS 文件，是 LibreOffice 的格式"),
    ),
    ("application/vnd.oasis.opendocument.text", Message("it is a text document of LibreOffice", "这是 LibreOffice 的文字文档")),
    ("word/document.xml", Message("it is a Word document", "这是 Word 文档")),
    ("ppt/presentation.xml", Message("it is a PowerPoint presentation", "这是 PowerPoint 演示文稿")),
    ("Index/Document.iwa", Message("it is a file of Numbers or Pages", "这是 Numbers 或 Pages 的文件")),
    ("xl/workbook.bin", Message("it is an XLSB file", "这是 XLSB 文件")),
)
"""Other formats that are archives, by their media type or a part of them."""
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']")
_ENTITY_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def parse_workbook(content: bytes) -> SheetFile:
    """Return the visible sheets of a workbook, and the names of hidden ones, from its bytes. Raises SheetError."""
    _check_archive(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about content it drops, such as pictures
            values, formulas = _open_workbook(content, formulas=False), _open_workbook(content, formulas=True)
            worksheets = [worksheet for worksheet in values.worksheets if isinstance(worksheet, ReadOnlyWorksheet)]
            return SheetFile(
                tuple(
                    _fill_merged(_parse_worksheet(worksheet, formulas[worksheet.title], values.epoch), _read_merged(worksheet))
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


def _fill_merged(sheet: Sheet, merged: Iterator[Area]) -> Sheet:
    """Return a sheet in which all cells of merged cells have the value of the first one."""
    rows = [list(row) for row in sheet.rows]
    down: set[Position] = set()
    across: set[Position] = set()
    for first_column, first_row, last_column, last_row in merged:
        first = rows[first_row - 1] if first_row <= len(rows) else []
        value = first[first_column - 1] if first_column <= len(first) else None
        for row in range(first_row - 1, min(last_row, len(rows))) if value is not None else ():
            for column in range(first_column - 1, min(last_column, MAX_COLUMNS)):
                rows[row] += [None] * (column + 1 - len(rows[row]))
                if rows[row][column] is None:
                    rows[row][column] = value
                    (across if column >= first_column else down).add((row, column))
    return replace(sheet, rows=tuple(map(tuple, rows)), filled_down=frozenset(down), filled_across=frozenset(across))


def _open_workbook(content: bytes, *, formulas: bool) -> Any:
    return load_workbook(io.BytesIO(content), read_only=True, data_only=not formulas, keep_links=False)


def _check_archive(content: bytes) -> None:
    """Check an XLSX archive before it is parsed. Raises SheetError when it is too large, has macros or defines XML entities."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive)
            _check_format({info.filename for info in archive.infolist()}, archive)
            for info in archive.infolist():
                _check_part(archive, info)
    except SheetError:
        raise
    except Exception:  # a damaged archive can raise any exception in zipfile and the decompressors
        raise SheetError("PR601", reason=DAMAGED, form=SAVE_ANEW) from None


def _check_size(archive: ZipFile) -> None:
    parts = archive.infolist()
    unpacked_size = sum(info.file_size for info in parts)
    if len(parts) > MAX_PARTS or unpacked_size > MAX_UNPACKED_BYTES:
        size = f"{MAX_UNPACKED_BYTES // 1_000_000} MB"
        limit = Message(f"{size} in {MAX_PARTS} parts unpacked", f"解压后 {size}、{MAX_PARTS} 个部分")
        came = Message(f"{unpacked_size} bytes in {len(parts)} parts", f"{unpacked_size} 字节、{len(parts)} 个部分")
        raise SheetError("PR602", limit=limit, came=came)


def _check_part(archive: ZipFile, info: ZipInfo) -> None:
    if info.filename.lower().endswith("vbaproject.bin"):
        form = Message("XLSX without macros", "不含宏的 XLSX")
        raise SheetError("PR601", reason=Message("it holds macros", "它含有宏"), form=form)
    with archive.open(info) as part_file:
        if _ENTITY_DECLARATION.search(part_file.read(PROLOG_BYTES).replace(b"\0", b"")):
            raise SheetError("PR601", reason=Message("its XML defines entities", "它的 XML 定义了实体"), form=SAVE_ANEW)


def _check_format(names: set[str], archive: ZipFile) -> None:
    """Raise SheetError for an archive that is another format, with its name."""
    mimetype = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    other = next((message for marker, message in _OTHER_ARCHIVES if marker in names or marker == mimetype), None)
    if other is not None:
        raise SheetError("PR601", reason=other, form=Message("a file saved as XLSX or CSV", "另存为 XLSX 或 CSV 的文件"))


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
