"""Reads spreadsheet files, XLSX, ODS or CSV, as sheets. Files are untrusted: their size and shape are limited."""

from __future__ import annotations

from pathlib import Path

from prospectus.problems import Message
from prospectus.scheduling.spreadsheet.csv_file import parse_csv
from prospectus.scheduling.spreadsheet.ods_file import parse_ods
from prospectus.scheduling.spreadsheet.sheet import Sheet, SheetError, SheetFile
from prospectus.scheduling.spreadsheet.xlsx_file import parse_workbook
from prospectus.scheduling.spreadsheet.zip_container import ODS_TYPES, check_archive

MAX_FILE_BYTES = 10_000_000
"""The largest size of a file, in bytes."""
SAVE_AS = Message("a file saved as XLSX, ODS or CSV", "另存为 XLSX、ODS 或 CSV 的文件")
_OTHER_FORMATS: tuple[tuple[bytes, Message, Message], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        Message("it is a file of Excel 97–2003 or has a password", "这是 Excel 97–2003 的文件，或者设有密码"),
        Message("XLSX or ODS without a password, or CSV", "不设密码的 XLSX 或 ODS，或者 CSV"),
    ),
    (b"%PDF", Message("it is a PDF file", "这是 PDF 文件"), SAVE_AS),
    (b"\x89PNG", Message("it is an image", "这是图片"), SAVE_AS),
    (b"\xff\xd8\xff", Message("it is an image", "这是图片"), SAVE_AS),
    (b"<!doctype html", Message("it is a web page", "这是网页"), SAVE_AS),
    (b"<html", Message("it is a web page", "这是网页"), SAVE_AS),
    (b"<?xml", Message("it is an XML file", "这是 XML 文件"), SAVE_AS),
)
"""The first bytes of formats that are not read, with what they are and what is read instead."""


def read_file(path: Path) -> SheetFile:
    """Return the sheets of a file. Raises SheetError."""
    return parse_file(read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file. Raises SheetError when it cannot be opened or is too large."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_FILE_BYTES else b""
    except OSError:
        reason = Message("it cannot be opened", "无法打开")
        raise SheetError("PR601", reason=reason, form=Message("a file that can be opened", "能够打开的文件")) from None
    if size > MAX_FILE_BYTES:
        limit = f"{MAX_FILE_BYTES // 1_000_000} MB"
        raise SheetError("PR602", limit=limit, came=Message(f"{size} bytes", f"{size} 字节"))
    return content


def parse_file(content: bytes) -> SheetFile:
    """Return the sheets of a file from its bytes. Raises SheetError."""
    if content.startswith(b"PK"):
        return parse_ods(content) if check_archive(content) in ODS_TYPES else parse_workbook(content)
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:32].lower()
    for first_bytes, reason, form in _OTHER_FORMATS:
        if content.startswith(first_bytes) or start.startswith(first_bytes):
            raise SheetError("PR601", reason=reason, form=form)
    return SheetFile((parse_csv(content),))


def parse_sheets(content: bytes) -> tuple[Sheet, ...]:
    """Return the visible sheets of a file from its bytes. Raises SheetError."""
    return parse_file(content).sheets
