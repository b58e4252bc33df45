"""Writes ODS files for tests, with the types, merged cells and styles that LibreOffice writes."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = (
    "".join(f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "style", "table", "text"))
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
STYLES = (
    '<office:automatic-styles><style:style style:name="off" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style></office:automatic-styles>"
)


def build_ods(sheets: Sequence[Mapping[str, Any]]) -> bytes:
    """Return an ODS file of sheets, given by their `name`, `rows`, `merged` areas such as A1:B2, and whether they are `hidden`."""
    return pack_ods("".join(_table(sheet) for sheet in sheets))


def pack_ods(tables: str, **parts: bytes) -> bytes:
    """Return an ODS file from the XML of its tables, with further parts."""
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    document = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{NAMES}>{STYLES}{body}</office:document-content>'
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, part in {"mimetype": MEDIA_TYPE.encode(), "content.xml": document.encode(), **parts}.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def _table(sheet: Mapping[str, Any]) -> str:
    style = ' table:style-name="off"' if sheet.get("hidden") else ""
    areas = [_parse_area(area) for area in sheet.get("merged", ())]
    spans = {(row, column): (last_row - row + 1, last_column - column + 1) for row, column, last_row, last_column in areas}
    covered = {
        (row, column)
        for first_row, first_column, last_row, last_column in areas
        for row in range(first_row, last_row + 1)
        for column in range(first_column, last_column + 1)
    } - set(spans)
    height = max([len(sheet["rows"]), *(last_row + 1 for _, _, last_row, _ in areas)])
    width = max([*(len(row) for row in sheet["rows"]), *(last_column + 1 for *_, last_column in areas)], default=0)
    rows = [[*row, *[None] * (width - len(row))] for row in (*sheet["rows"], *[[]] * (height - len(sheet["rows"])))]
    body = "".join(
        f"<table:table-row>{''.join(_cell(value, spans.get((n, c)), (n, c) in covered) for c, value in enumerate(row))}</table:table-row>"
        for n, row in enumerate(rows)
    )
    rest = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return f"<table:table table:name={quoteattr(sheet.get('name', 'Sheet'))}{style}>{body}{rest}</table:table>"


def _parse_area(area: str) -> tuple[int, int, int, int]:
    first, last = (re.fullmatch(r"([A-Z])(\d+)", corner) for corner in area.split(":"))
    assert first
    assert last
    return int(first[2]) - 1, ord(first[1]) - 65, int(last[2]) - 1, ord(last[1]) - 65


def _cell(value: Any, span: tuple[int, int] | None, covered: bool) -> str:
    name = "table:covered-table-cell" if covered else "table:table-cell"
    attributes = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if value is None or value == "":
        return f"<{name}{attributes}/>"
    stated, shown = _value(value)
    return f"<{name}{attributes}{stated}>{shown}</{name}>"


def _value(value: Any) -> tuple[str, str]:
    shown = "".join(f"<text:p>{_inline(line)}</text:p>" for line in str(value).split("\n"))
    if isinstance(value, datetime | date):
        return f' office:value-type="date" office:date-value="{value.isoformat()}"', shown
    if isinstance(value, time):
        return f' office:value-type="time" office:time-value="PT{value:%HH%MM%SS}"', shown
    if isinstance(value, int | float):
        return f' office:value-type="float" office:value="{value}"', shown
    return ' office:value-type="string" calcext:value-type="string"', shown


def _inline(line: str) -> str:
    """Return the text of a paragraph, in which runs of spaces are elements. XML has no control characters."""
    line = re.sub("[\x00-\x08\x0b-\x1f]", "", line)
    return re.sub("^ +|  +| +$", lambda match: f'<text:s text:c="{len(match[0])}"/>', escape(line)).replace("\t", "<text:tab/>")
