"""Reads and writes CSV files, in any encoding and with any delimiter that spreadsheet programs use."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import islice

from prospectus.problems import Message
from prospectus.scheduling.spreadsheet.cells import CellValue
from prospectus.scheduling.spreadsheet.headings import read_heading
from prospectus.scheduling.spreadsheet.sheet import (
    HEADING_SEARCH_ROWS,
    Sheet,
    SheetError,
    check_limits,
    escape_formula,
    parse_text,
    strip_blank_end,
)

DELIMITERS = (",", ";", "\t", "，", "|")
ONE_VERSION = Message("one of the versions, without the lines that begin with <, = and >", "只留一个版本，删去以 <、= 和 > 开头的行")
CSV_FORM = Message("CSV in UTF-8 or GB18030, XLSX or ODS", "UTF-8 或 GB18030 编码的 CSV，或者 XLSX、ODS")


def parse_csv(content: bytes) -> Sheet:
    """Return the sheet of a CSV file from its bytes. Raises SheetError."""
    text = decode_text(content)
    if "\0" in text:
        raise SheetError("PR601", reason=Message("it is no text", "它不是文本"), form=CSV_FORM)
    _check_conflict_markers(text)
    delimiter = max(DELIMITERS, key=lambda candidate: _score_delimiter(text[:20_000], candidate))
    rows: list[tuple[CellValue, ...]] = []
    filled = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            cells = strip_blank_end([parse_text(cell) for cell in row])
            filled += bool(cells)
            check_limits(number, len(cells), filled)
            rows.append(tuple(cells))
    except csv.Error:
        limit = csv.field_size_limit()
        reason = Message(f"a cell has more than {limit} characters", f"有单元格超过 {limit} 个字符")
        raise SheetError("PR601", reason=reason, form=CSV_FORM) from None
    _check_quotes(text, delimiter)
    return Sheet("", tuple(rows))


def _check_conflict_markers(text: str) -> None:
    """Raise SheetError when a merge left its markers in the file."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.startswith(("<<<<<<< ", ">>>>>>> "))]
    if lines:
        names = [line[8:].rstrip(",; \t") for _, line in lines[:2]]
        raise SheetError("PR627", line=lines[0][0], ours=names[0], theirs=names[-1], form=ONE_VERSION)


def _check_quotes(text: str, delimiter: str) -> None:
    """Raise SheetError when a quotation mark opens a cell and none closes it, so that all rows after it would be one cell."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for _ in reader:
            line = reader.line_num + 1
    except csv.Error as error:
        if str(error) == "unexpected end of data":
            reason = Message(
                f"a cell in line {line} begins with a quotation mark that is never closed",
                f"第 {line} 行有单元格以引号开头，却没有结束的引号",
            )
            raise SheetError("PR601", line=line, reason=reason, form=Message('"text in quotation marks"', '"引号中的文字"')) from None


def decode_text(content: bytes) -> str:
    """Return the text of a file in any encoding that spreadsheet programs use. Raises SheetError."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    reason = Message("its text is neither UTF-8 nor GB18030", "它的文字既不是 UTF-8 编码，也不是 GB18030 编码")
    raise SheetError("PR601", reason=reason, form=CSV_FORM)


def _score_delimiter(text: str, delimiter: str) -> tuple[int, int]:
    """Return the number of known headings, and of cells, in the best of the first rows when they are split at a delimiter."""
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), HEADING_SEARCH_ROWS))
    except csv.Error:
        return 0, 0
    return max(((sum(bool(read_heading(cell, ("zh", "en")).column) for cell in row), len(row)) for row in rows), default=(0, 0))


def encode_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV in UTF-8. A byte-order mark lets spreadsheet programs recognise the encoding."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows([escape_formula(cell, in_csv=True) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()
