"""Reads ODS files, the spreadsheets of LibreOffice (OpenDocument 1.3, part 3, chapter 9). Formulas have the value that was saved.

`content.xml` is read as a stream, cell by cell, so that memory does not depend on the size of the file, nor on the numbers of repeated
rows and columns that it states. Repeated cells are only written out where they hold something.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zipfile import ZipFile

from defusedxml.ElementTree import iterparse

from prospectus.problems import Message
from prospectus.scheduling.spreadsheet.cells import CellValue
from prospectus.scheduling.spreadsheet.merged_cells import Area, fill_merged
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
from prospectus.scheduling.spreadsheet.zip_container import DAMAGED, SAVE_ANEW

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
_OFFICE, _STYLE, _TABLE, _TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "style", "table", "text"))
MAX_DEPTH = 100
"""The most elements within each other."""
_VALUE_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_DURATION = re.compile(r"(-?)P(?:(\d{1,4})D)?T(\d{1,5})H(\d{1,4})M(\d{1,4}(?:[.,]\d+)?)S")
_NUMBERS = ("float", "percentage", "currency")
_NOT_OF_THE_TEXT = {f"{_OFFICE}annotation", f"{_TEXT}ruby-text", f"{_TEXT}note"}
"""Elements within a cell that are not part of its text: comments, readings, footnotes."""


@dataclass(slots=True)
class _Table:
    """A sheet as far as it has been read."""

    name: str
    rows: list[list[CellValue]] = field(default_factory=list)
    filled: int = 0
    missing: set[Position] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    cells: list[CellValue] = field(default_factory=list)
    """The cells of the current row; empty ones at its end are left out."""
    missing_columns: list[int] = field(default_factory=list)
    """The columns of the current row with an error value or a formula without a value."""
    column: int = 0
    """The number of cells of the current row so far."""
    row: int = 0
    """The number of rows so far."""


def parse_ods(content: bytes) -> SheetFile:
    """Return the visible sheets of an ODS file, and the names of hidden ones, from its bytes.

    The archive must have been checked. Raises SheetError.
    """
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            _check_password(archive)
            with archive.open(CONTENT) as part:
                return _read_tables(part)
    except SheetError:
        raise
    except Exception:  # a damaged file can raise any exception in zipfile, the decompressors and the parser
        raise SheetError("PR601", reason=DAMAGED, form=SAVE_ANEW) from None


def _check_password(archive: ZipFile) -> None:
    if MANIFEST in archive.namelist() and b"encryption-data" in archive.read(MANIFEST):
        form = Message("ODS without a password, or CSV", "不设密码的 ODS，或 CSV")
        raise SheetError("PR601", reason=Message("it has a password", "它设有密码"), form=form)


def _read_tables(part: object) -> SheetFile:
    """Return the sheets of `content.xml`. Tables within cells and within recorded changes are not sheets."""
    sheets: list[Sheet] = []
    hidden: list[str] = []
    hidden_styles: set[str] = set()
    table: _Table | None = None
    path: list[Element] = []
    for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            path.append(element)
            if len(path) > MAX_DEPTH:
                raise SheetError("PR601", reason=DAMAGED, form=SAVE_ANEW)
            if table is None and element.tag == f"{_TABLE}table" and path[-2].tag == f"{_OFFICE}spreadsheet":
                table = _Table(element.get(f"{_TABLE}name", ""))
            continue
        path.pop()
        if element.tag == f"{_STYLE}table-properties" and element.get(f"{_TABLE}display") == "false":
            hidden_styles.add(path[-1].get(f"{_STYLE}name", ""))
        in_cell = any(_is_closed(parent) for parent in path)
        if table is not None and not in_cell:
            _add(table, element)
        if table is not None and element.tag == f"{_TABLE}table" and path[-1].tag == f"{_OFFICE}spreadsheet":
            if element.get(f"{_TABLE}style-name") in hidden_styles:
                hidden.append(table.name)
            else:
                sheets.append(_finish(table))
            table = None
        if path and not in_cell:
            path[-1].remove(element)  # what has been read is let go
    return SheetFile(tuple(sheets), tuple(hidden))


def _is_cell(element: Element) -> bool:
    return element.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def _is_closed(element: Element) -> bool:
    """Return whether what is in an element is no row or cell of the sheet: cells, and the shapes above a sheet."""
    return _is_cell(element) or element.tag == f"{_TABLE}shapes"


def _add(table: _Table, element: Element) -> None:
    """Add a cell, or a row whose cells have been added, to a sheet."""
    if _is_cell(element):
        _add_cell(table, element)
    elif element.tag == f"{_TABLE}table-row":
        _add_row(table, _count(element, "number-rows-repeated"))


def _add_cell(table: _Table, element: Element) -> None:
    repeated = _count(element, "number-columns-repeated")
    value, is_missing = _read_value(element)
    if element.tag == f"{_TABLE}covered-table-cell":
        value, is_missing = None, False  # it shows the value of the first cell of the area
    if value is not None or is_missing:
        last = min(table.column + repeated, MAX_COLUMNS + 1)
        table.cells += [None] * (min(table.column, last) - len(table.cells))
        if is_missing:
            table.missing_columns += range(table.column, last)
        table.cells += [value] * (last - len(table.cells))
    columns, rows = _count(element, "number-columns-spanned"), _count(element, "number-rows-spanned")
    if value is not None and columns * rows > 1:
        table.merged.append((table.column + 1, table.row + 1, table.column + columns, table.row + rows))
    table.column += repeated


def _add_row(table: _Table, repeated: int) -> None:
    """Add the current row to a sheet, as many times as it is repeated if it holds something."""
    cells = strip_blank_end(table.cells)
    if cells or table.missing_columns:
        table.rows += [[] for _ in range(min(table.row, MAX_ROWS) - len(table.rows))]
        for number in range(table.row, table.row + repeated):
            table.filled += 1
            check_limits(number, max(len(cells), *table.missing_columns, 0), table.filled)
            table.rows.append(list(cells))
            table.missing |= {(number, column) for column in table.missing_columns}
    table.row += repeated
    table.cells, table.missing_columns, table.column = [], [], 0


def _finish(table: _Table) -> Sheet:
    rows = len(table.rows)
    # the rows below the last one with content may be covered by merged cells
    last = max((min(area[3], table.row, MAX_ROWS) for area in table.merged if area[1] <= rows), default=rows)
    table.rows += [[] for _ in range(last - rows)]
    return fill_merged(Sheet(table.name, tuple(map(tuple, table.rows)), missing_values=frozenset(table.missing)), table.merged)


def _count(element: Element, name: str) -> int:
    """Return how often something is repeated, or how far it spans: at least 1."""
    text = element.get(f"{_TABLE}{name}", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 12 else 1


def _read_value(element: Element) -> tuple[CellValue, bool]:
    """Return the value of a cell, and whether it has an error value or a formula without a value."""
    value_type = element.get(f"{_OFFICE}value-type") or ""
    if element.get(_VALUE_TYPE) == "error":
        return None, True
    value = _parse_value(element, value_type)
    has_formula = element.get(f"{_TABLE}formula") is not None
    return value, has_formula and not value_type


def _parse_value(element: Element, value_type: str) -> CellValue:
    """Return the value of a cell in its type; its text where that cannot be read."""
    try:
        if value_type in _NUMBERS:
            return float(element.get(f"{_OFFICE}value", ""))
        if value_type == "date":
            return _parse_date(element.get(f"{_OFFICE}date-value", ""))
        if value_type == "time":
            return _parse_duration(element.get(f"{_OFFICE}time-value", ""))
    except ValueError:
        pass
    if value_type == "boolean":
        return element.get(f"{_OFFICE}boolean-value") == "true"
    stated = element.get(f"{_OFFICE}string-value")
    return parse_text(_text_of(element) if stated is None else stated)


def _parse_date(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _parse_duration(text: str) -> timedelta:
    """Return a time of day as the time since midnight, from an ISO 8601 duration such as `PT15H30M00S`. Raises ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    seconds = float(match[5].replace(",", "."))
    duration = timedelta(days=int(match[2] or 0), hours=int(match[3]), minutes=int(match[4]), seconds=seconds)
    return -duration if match[1] else duration


def _text_of(element: Element) -> str:
    return "\n".join("".join(_iter_text(paragraph)) for paragraph in element if paragraph.tag == f"{_TEXT}p")


def _iter_text(element: Element) -> Iterator[str]:
    """Yield the text of a paragraph. Spaces, tabs and line breaks are elements of their own (OpenDocument 1.3, part 3, 6.1)."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            yield " " * (min(int(count), 1_000) if count.isascii() and count.isdigit() else 1)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in _NOT_OF_THE_TEXT:
            yield from _iter_text(child)
        yield child.tail or ""
