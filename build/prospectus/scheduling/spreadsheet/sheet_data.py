"""The data of a month's spreadsheet, from which every spreadsheet format is rendered."""

from __future__ import annotations

from dataclasses import dataclass, field

from prospectus.errors import UsageError
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.output_language import choose_output_language
from prospectus.scheduling.spreadsheet import columns
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames
from prospectus.scheduling.spreadsheet.rows_out import build_row
from prospectus.scheduling.spreadsheet.sheet import iter_too_long


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
                    Message(
                        f"A text of {entry.event.id} is longer than a cell of a spreadsheet can be; shorten it, or leave it to the file.",
                        f"{entry.event.id} 有一段文字超出表格单元格的长度上限；请缩短，或只写在日程文件中。",
                    )
                )
        return rows


def build_sheet_data(source: SourceCalendar, month: Month, display_language: str | None = None, *, empty: bool = False) -> SheetData:
    """Return the data for exporting a month, in a language of the site (by default its first); `empty` leaves the events out.

    Raises UsageError when the site does not have that language.
    """
    language = choose_output_language(display_language, source.languages)
    return SheetData(source, month, language, () if empty else source.entries_in(month))
