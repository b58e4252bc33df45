"""Reads spreadsheet files, XLSX or CSV, as sheets. Files are untrusted: their size and shape are limited."""

from __future__ import annotations

from pathlib import Path

from prospectus.scheduling.spreadsheet.csv_file import parse_csv
from prospectus.scheduling.spreadsheet.sheet import Sheet, SheetError
from prospectus.scheduling.spreadsheet.xlsx_file import parse_workbook

MAX_FILE_BYTES = 10_000_000
"""The largest size of a file, in bytes."""


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
        return parse_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError("PR601", reason="it is a file of Excel 97–2003 or has a password", form="XLSX without a password, or CSV")
    return (parse_csv(content),)
