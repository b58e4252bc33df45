"""Exports a month as CSV, and writes an exported file without overwriting one that was filled in."""

from __future__ import annotations

from pathlib import Path

from prospectus.errors import UsageError
from prospectus.problems import Message
from prospectus.scheduling.spreadsheet import columns
from prospectus.scheduling.spreadsheet.csv_file import encode_csv
from prospectus.scheduling.spreadsheet.sheet_data import SheetData


def render_csv(data: SheetData) -> bytes:
    """Return a month as CSV: one row of headings, then one row per event."""
    headings = [columns.format_heading(key, data.display_language) for key in data.keys]
    return encode_csv([headings, *([row.get(key, "") for key in data.keys] for row in data.build_rows())])


def write_export(content: bytes, file: Path, *, force: bool) -> bool:
    """Write a file and return whether it changed.

    Raises UsageError instead of overwriting a file that differs and may have been filled in, unless `force` is set.
    """
    if file.exists():
        if file.read_bytes() == content:
            return False
        if not force:
            raise UsageError(
                Message(
                    f"Nothing was written: {file} exists and differs. Give --output with another name, or --force to overwrite it.",
                    f"未写入：{file} 已存在，且内容不同。请用 --output 另取文件名，或用 --force 覆盖。",
                )
            )
    file.write_bytes(content)
    return True
