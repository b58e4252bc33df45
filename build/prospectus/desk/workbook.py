"""Writes a month as an Excel workbook with three sheets: the events, help for the columns, and the lists of choices.

The same month gives the same bytes: the parts of the file are sorted and have a fixed date, and the time of saving is removed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from prospectus.desk import cells, columns
from prospectus.desk.rows import LANGUAGE, NUMBERS, WORDS, Names
from prospectus.desk.sheet import guarded
from prospectus.model.series import Series
from prospectus.render.archive import packed, unpacked

if TYPE_CHECKING:
    from prospectus.desk.exporting import Handout

SAVED = datetime(1980, 1, 1)
FIRST = 3
"""The row of the first event, from 1, below the title and the headings."""
SPARE = 200
"""The number of empty rows below the events that also have lists of choices."""
DATES, TIMES = ("date", "last"), ("start", "end")
WIDTHS = {"id": 26, "series": 28, "title": 40, "people": 36, "description": 40, "place": 24, "channel": 22, "audiences": 22, "reason": 24}
HEAD = PatternFill("solid", fgColor="E8EEF2")
CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>[^<]*</dcterms:modified>")


def workbook(given: Handout) -> bytes:
    """Return a month as the bytes of an XLSX file."""
    book = Workbook()
    book.properties.creator, book.properties.created = "Prospectus", SAVED
    events = book.worksheets[0]
    events.title = columns.text("sheet", given.shown_in)
    lists = _lists(given)
    _write_events(events, given)
    _write_help(book.create_sheet(columns.text("help", given.shown_in)), given)
    chosen = book.create_sheet(columns.text("lists", given.shown_in))
    for number, (key, words) in enumerate(lists.items(), 1):
        _write(chosen, 1, number, columns.heading(key, given.shown_in), bold=True)
        chosen.column_dimensions[get_column_letter(number)].width = WIDTHS.get(key, 18)
        for row, word in enumerate(words, 2):
            _write(chosen, row, number, word)
        if words:
            _choose(events, given, key, f"'{chosen.title}'!${get_column_letter(number)}$2:${get_column_letter(number)}${len(words) + 1}")
    return _packed(book)


def _lists(given: Handout) -> dict[str, list[str]]:
    """Return the choices of each column that has a list, by column key."""
    names, shown_in = Names(given.desk), given.shown_in
    languages = [columns.language_name(each, shown_in) for each in columns.table()["languages"]]
    series = [each for each in given.desk.records.get("series", ()) if isinstance(each, Series)]
    rooms = dict.fromkeys(channel for each in series for channel in each.channels)
    return {
        **{key: list(columns.words(key, shown_in).values()) for key in WORDS},
        **dict.fromkeys(LANGUAGE, languages),
        "series": [names.said("series", each.id, shown_in) for each in series],
        "channel": [names.said("channel", each, shown_in) for each in rooms],
    }


def _write_events(sheet: Worksheet, given: Handout) -> None:
    title = columns.text("title", given.shown_in).format(month=given.month, site=given.desk.site.title.within((given.shown_in,)).text)
    _write(sheet, 1, 1, title, bold=True)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=8)
    for number, key in enumerate(given.keys, 1):
        head = _write(sheet, FIRST - 1, number, columns.heading(key, given.shown_in), bold=True)
        head.fill, head.alignment = HEAD, Alignment(wrap_text=True, vertical="top")
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = WIDTHS.get(key.partition(".")[0], 14)
        column.number_format = _number_format(key)
    for row, each in enumerate(given.rows(), FIRST):
        for number, key in enumerate(given.keys, 1):
            if key in each:
                _write(sheet, row, number, _typed(key, each[key])).number_format = _number_format(key)
    sheet.freeze_panes = f"A{FIRST}"
    sheet.auto_filter.ref = f"A{FIRST - 1}:{get_column_letter(len(given.keys))}{max(FIRST - 1 + len(given.entries), FIRST)}"


def _number_format(key: str) -> str:
    return "yyyy-mm-dd" if key in DATES else "hh:mm" if key in TIMES else "0" if key in NUMBERS else "@"


def _typed(key: str, said: str) -> str | date | time | int:
    """Return a text as a date, time or number if its column holds these. A date that is only a month stays text."""
    if key in DATES and re.fullmatch(r"\d{4}-\d\d-\d\d", said):
        return date.fromisoformat(said)
    if key in TIMES:
        return time.fromisoformat(said)
    return int(said) if key in NUMBERS else said


def _write(sheet: Worksheet, row: int, column: int, value: str | date | time | int, *, bold: bool = False) -> Cell:
    cell = cast("Cell", sheet.cell(row, column))
    cell.value = guarded(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # so that a text which looks like a formula stays a text, also when the cell is edited
        cell.quotePrefix = cell.value != value or value[:1] in tuple("=+-@'")
    if bold:
        cell.font = Font(bold=True)
    elif isinstance(value, str):
        cell.alignment = Alignment(wrap_text=len(value) > 40, vertical="top")
    return cell


def _write_help(sheet: Worksheet, given: Handout) -> None:
    shown_in = given.shown_in
    _write(sheet, 1, 1, columns.text("empty", shown_in))
    _fill(sheet, 3, [columns.text(name, shown_in) for name in ("column", "about", "also")], bold=True)
    for row, key in enumerate(given.keys, 4):
        heading = columns.heading(key, shown_in)
        also = (word for word in columns.others(key) if word != heading)
        _fill(sheet, row, [heading, columns.about(key, shown_in), cells.SEPARATOR.get(shown_in, "; ").join(also)])
    for column, width in zip("ABC", (26, 70, 60), strict=True):
        sheet.column_dimensions[column].width = width


def _fill(sheet: Worksheet, row: int, words: Sequence[str], *, bold: bool = False) -> None:
    for column, word in enumerate(words, 1):
        _write(sheet, row, column, word, bold=bold)


def _choose(sheet: Worksheet, given: Handout, key: str, source: str) -> None:
    """Add a list of choices to a column. Other entries are rejected in choice columns, and only cause a warning for names and languages."""
    rule = DataValidation(type="list", formula1=source, allow_blank=True, errorStyle="stop" if key in WORDS else "warning")
    letter = get_column_letter(given.keys.index(key) + 1)
    rule.add(f"{letter}{FIRST}:{letter}{FIRST + len(given.entries) + SPARE}")
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)


def _packed(book: Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    entries = unpacked(made.getvalue())
    return packed(entries | {CORE: _MODIFIED.sub(b"", entries[CORE])})
