"""Writes a month as an Excel workbook with three sheets: the events, help for the columns, and the lists of choices.

The same month gives the same bytes: the parts of the file are sorted and have a fixed date, and the time of saving is removed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from prospectus.model.kinds.series import Series
from prospectus.render.zip import pack_zip, unpack_zip
from prospectus.scheduling.spreadsheet import cells, columns
from prospectus.scheduling.spreadsheet.columns import CHOICE_COLUMNS, LANGUAGE_COLUMNS, NUMBER_COLUMNS
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames
from prospectus.scheduling.spreadsheet.sheet import escape_formula
from prospectus.scheduling.spreadsheet.sheet_data import SheetData

TIMESTAMP = datetime(1980, 1, 1)
FIRST_ROW = 3
"""The row of the first event, from 1, below the title and the headings."""
A4 = 9
"""The number of the paper size in a workbook (ECMA-376, part 1, 18.3.1.63)."""
SPARE_ROWS = 200
"""The number of empty rows below the events that also have lists of choices."""
DAY_COLUMNS, TIME_COLUMNS = ("date", "last"), ("start", "end")
COLUMN_WIDTHS = {
    "id": 26,
    "series": 28,
    "title": 40,
    "people": 36,
    "description": 40,
    "place": 24,
    "channel": 22,
    "audiences": 22,
    "reason": 24,
}
HEADING_FILL = PatternFill("solid", fgColor="E8EEF2")
CORE_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>[^<]*</dcterms:modified>")


def render_workbook(data: SheetData) -> bytes:
    """Return a month as the bytes of an XLSX file."""
    book = Workbook()
    book.properties.creator, book.properties.created = "Prospectus", TIMESTAMP
    events = book.worksheets[0]
    events.title = columns.get_text("sheet", data.display_language)
    choices = _collect_choices(data)
    _write_events(events, data)
    _write_help(book.create_sheet(columns.get_text("help", data.display_language)), data)
    choices_sheet = book.create_sheet(columns.get_text("lists", data.display_language))
    for number, (key, words) in enumerate(choices.items(), 1):
        _write_cell(choices_sheet, 1, number, columns.format_heading(key, data.display_language), bold=True)
        choices_sheet.column_dimensions[get_column_letter(number)].width = COLUMN_WIDTHS.get(key, 18)
        for row, word in enumerate(words, 2):
            _write_cell(choices_sheet, row, number, word)
        if words:
            _add_choices(
                events, data, key, f"'{choices_sheet.title}'!${get_column_letter(number)}$2:${get_column_letter(number)}${len(words) + 1}"
            )
    return _to_bytes(book)


def _collect_choices(data: SheetData) -> dict[str, list[str]]:
    """Return the choices of each column that has a list, by column key."""
    names, display_language = ReferenceNames(data.source), data.display_language
    languages = [columns.language_name(tag, display_language) for tag in columns.load_definitions()["languages"]]
    series = [record for record in data.source.records.get("series", ()) if isinstance(record, Series)]
    channels = dict.fromkeys(channel for record in series for channel in record.channels)
    return {
        **{key: list(columns.get_choices(key, display_language, names.own_types).values()) for key in CHOICE_COLUMNS},
        **dict.fromkeys(LANGUAGE_COLUMNS, languages),
        "series": [names.name_of("series", record.id, display_language) for record in series],
        "channel": [names.name_of("channel", channel, display_language) for channel in channels],
    }


def _write_events(sheet: Worksheet, data: SheetData) -> None:
    title = columns.get_text("title", data.display_language).format(
        month=data.month, site=data.source.site.title.within((data.display_language,)).text
    )
    _write_cell(sheet, 1, 1, title, bold=True)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=8)
    for number, key in enumerate(data.keys, 1):
        heading_cell = _write_cell(sheet, FIRST_ROW - 1, number, columns.format_heading(key, data.display_language), bold=True)
        heading_cell.fill, heading_cell.alignment = HEADING_FILL, Alignment(wrap_text=True, vertical="top")
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = COLUMN_WIDTHS.get(key.partition(".")[0], 14)
        column.number_format = _number_format(key)
    for row, event_row in enumerate(data.build_rows(), FIRST_ROW):
        for number, key in enumerate(data.keys, 1):
            if key in event_row:
                _write_cell(sheet, row, number, _to_cell_value(key, event_row[key])).number_format = _number_format(key)
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{FIRST_ROW - 1}:{get_column_letter(len(data.keys))}{max(FIRST_ROW - 1 + len(data.entries), FIRST_ROW)}"
    _set_up_printing(sheet)


def _set_up_printing(sheet: Worksheet) -> None:
    """Print on A4 across, as wide as the paper, with the headings on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"


def _number_format(key: str) -> str:
    return "yyyy-mm-dd" if key in DAY_COLUMNS else "hh:mm" if key in TIME_COLUMNS else "0" if key in NUMBER_COLUMNS else "@"


def _to_cell_value(key: str, text: str) -> str | date | time | int:
    """Return a text as a date, time or number if its column holds these. A date that is only a month stays text."""
    if key in DAY_COLUMNS and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if key in TIME_COLUMNS:
        return time.fromisoformat(text)
    return int(text) if key in NUMBER_COLUMNS else text


def _write_cell(sheet: Worksheet, row: int, column: int, value: str | date | time | int, *, bold: bool = False) -> Cell:
    cell = cast("Cell", sheet.cell(row, column))
    cell.value = escape_formula(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # so that a text which looks like a formula stays a text, also when the cell is edited
        cell.quotePrefix = cell.value != value or value[:1] in tuple("=+-@'")
    if bold:
        cell.font = Font(bold=True)
    elif isinstance(value, str):
        cell.alignment = Alignment(wrap_text=len(value) > 40, vertical="top")
    return cell


def _write_help(sheet: Worksheet, data: SheetData) -> None:
    display_language = data.display_language
    _write_cell(sheet, 1, 1, columns.get_text("empty", display_language))
    _write_row(sheet, 3, [columns.get_text(name, display_language) for name in ("column", "about", "also")], bold=True)
    for row, key in enumerate(data.keys, 4):
        heading = columns.format_heading(key, display_language)
        other_headings = (word for word in columns.list_headings(key) if word != heading)
        _write_row(
            sheet,
            row,
            [heading, columns.get_help_text(key, display_language), cells.LIST_SEPARATORS.get(display_language, "; ").join(other_headings)],
        )
    for column, width in zip("ABC", (26, 70, 60), strict=True):
        sheet.column_dimensions[column].width = width


def _write_row(sheet: Worksheet, row: int, words: Sequence[str], *, bold: bool = False) -> None:
    for column, word in enumerate(words, 1):
        _write_cell(sheet, row, column, word, bold=bold)


def _add_choices(sheet: Worksheet, data: SheetData, key: str, source: str) -> None:
    """Add a list of choices to a column. Other entries are rejected in choice columns, and only cause a warning for names and languages."""
    rule = DataValidation(type="list", formula1=source, allow_blank=True, errorStyle="stop" if key in CHOICE_COLUMNS else "warning")
    letter = get_column_letter(data.keys.index(key) + 1)
    rule.add(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + len(data.entries) + SPARE_ROWS}")
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)


def _to_bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    entries = unpack_zip(buffer.getvalue())
    return pack_zip(entries | {CORE_PROPERTIES: _MODIFIED.sub(b"", entries[CORE_PROPERTIES])})
