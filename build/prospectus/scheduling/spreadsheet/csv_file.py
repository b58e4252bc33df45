"""Reads and writes CSV files, in any encoding and with any delimiter that spreadsheet programs use."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from prospectus.scheduling.spreadsheet import columns
from prospectus.scheduling.spreadsheet.cells import CellValue
from prospectus.scheduling.spreadsheet.sheet import Sheet, SheetError, check_limits, escape_formula, parse_text, strip_blank_end

DELIMITERS = (",", ";", "\t")


def parse_csv(content: bytes) -> Sheet:
    """Return the sheet of a CSV file from its bytes. Raises SheetError."""
    text = _decode(content)
    if "\0" in text:
        raise SheetError("PR601", reason="it is no text", form="CSV in UTF-8 or GB18030, or XLSX")
    delimiter = max(DELIMITERS, key=lambda candidate: _score_delimiter(text[:20_000], candidate))
    rows: list[tuple[CellValue, ...]] = []
    filled = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            cells = strip_blank_end([parse_text(cell) for cell in row])
            filled += bool(cells)
            check_limits(number, len(cells), filled)
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
