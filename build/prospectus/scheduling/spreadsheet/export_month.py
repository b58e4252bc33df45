"""Exports a month as a spreadsheet. `FORMATS` lists the formats, each with its file extension and the function that makes its bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from prospectus.errors import UsageError
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import columns
from prospectus.scheduling.spreadsheet.files import encode_csv, iter_too_long
from prospectus.scheduling.spreadsheet.rows import ReferenceNames, build_row


@dataclass(frozen=True)
class SheetData:
    """The data of an export. The same month, language and events give the same bytes."""

    source: SourceCalendar
    month: Month
    display_language: str
    """The language of the file's headings and words."""
    entries: tuple[CalendarEntry, ...] = field(default=())
    """The events of the month by start time, including drafts and samples."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the sheet's columns."""
        return tuple(columns.iter_keys(self.source.languages))

    def build_rows(self) -> list[dict[str, str]]:
        """Return one row per event, as texts by column key. Raises UsageError when a text is longer than a cell can be."""
        names = ReferenceNames(self.source)
        rows = [build_row(calendar_entry.event, self.display_language, names, self.source.languages) for calendar_entry in self.entries]
        for entry, row in zip(self.entries, rows, strict=True):
            if any(iter_too_long(row.values())):
                raise UsageError(
                    f"A text of {entry.event.id} is longer than a cell of a spreadsheet can be; shorten it, or leave it to the file."
                )
        return rows


def build_sheet_data(source: SourceCalendar, month: Month, display_language: str | None = None, *, empty: bool = False) -> SheetData:
    """Return the data for exporting a month, in a language of the site (by default its first); `empty` leaves the events out.

    Raises UsageError when the site does not have that language.
    """
    language = display_language or source.languages[0]
    if language not in source.languages:
        raise UsageError(f"--lang must be a language of the site: {', '.join(source.languages)}; got {language!r}.")
    return SheetData(source, month, language, () if empty else source.entries_in(month))


def export_csv(data: SheetData) -> bytes:
    """Return a month as CSV: one row of headings, then one row per event."""
    headings = [columns.format_heading(key, data.display_language) for key in data.keys]
    return encode_csv([headings, *([row.get(key, "") for key in data.keys] for row in data.build_rows())])


def export_xlsx(data: SheetData) -> bytes:
    """Return a month as XLSX."""
    from prospectus.scheduling.spreadsheet.workbook import build_workbook  # noqa: PLC0415  (the other formats do not need openpyxl)

    return build_workbook(data)


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format in which a month can be exported."""

    extension: str
    """The file extension, without a dot."""
    export: Callable[[SheetData], bytes]


FORMATS: Mapping[str, ExportFormat] = {
    "csv": ExportFormat("csv", export_csv),
    "xlsx": ExportFormat("xlsx", export_xlsx),
}
"""Every format, by its name for `--to`."""


def write_export(content: bytes, file: Path, *, force: bool) -> bool:
    """Write a file and return whether it changed.

    Raises UsageError instead of overwriting a file that differs and may have been filled in, unless `force` is set.
    """
    if file.exists():
        if file.read_bytes() == content:
            return False
        if not force:
            raise UsageError(f"{file} is there already and differs. Give another name with --output, or --force to write over it.")
    file.write_bytes(content)
    return True
