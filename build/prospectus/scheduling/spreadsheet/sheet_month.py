"""Finds the month of a spreadsheet, where nobody has stated it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from prospectus.errors import ContentError, UsageError
from prospectus.model.values.partial_date import Precision
from prospectus.model.written_dates import DateContext
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.cells import CellError, CellMark, to_text
from prospectus.scheduling.spreadsheet.date_cells import parse_days
from prospectus.scheduling.spreadsheet.files import read_file
from prospectus.scheduling.spreadsheet.sheet import SheetError
from prospectus.scheduling.spreadsheet.table import SheetRow, SheetTable, find_tables, iter_rows

NO_MONTH = Message(
    "No date in {file} states its year, so the month must be given, such as --month 2026-04.",
    "{file} 中的日期都没有年份，必须写明月份，例如 `--month 2026-04`。",
)
SEVERAL_MONTHS = Message(
    "The dates in {file} are in several months: {months}. The one whose timetable it is must be given, such as --month {month}.",
    "{file} 中的日期分属几个月：{months}。必须写明是哪个月的日程，例如 `--month {month}`。",
)
_WITH_YEAR = DateContext(None)
_STATED_MONTH = re.compile(r"(?<!\d)([12]\d{3})\s*[-–—/.年]\s*(1[0-2]|0?[1-9])(?!\d)(?!\s*[-–—/.月]\s*\d)")


def find_month(source: SourceCalendar, file: Path) -> Month:
    """Return the month that the rows above the headings of a sheet state, as those of an exported one do; else that of all its dates.

    Raises UsageError if these are of no month, or of several, and ContentError if the file cannot be read.
    """
    try:
        sheets = read_file(file).sheets
    except SheetError as error:
        raise ContentError((error.to_problem(file.name),)) from None
    tables, problems = find_tables(source, file.name, sheets)
    if not tables:
        raise ContentError(problems)
    stated = {month for table in tables for month in _iter_stated(table)}
    months = stated if len(stated) == 1 else Counter(month for table in tables for month in _iter_dates(table))
    if not months:
        raise UsageError(NO_MONTH.fill(file=file.name))
    if len(months) == 1:
        return next(iter(months))
    names = list(map(str, sorted(months)))
    most, _ = Counter(months).most_common(1)[0]
    raise UsageError(SEVERAL_MONTHS.fill(file=file.name, months=Message(", ".join(names), "、".join(names)), month=most))


def _iter_stated(table: SheetTable) -> Iterator[Month]:
    """Yield the months in the rows above the headings; a whole date is none."""
    texts = (to_text(cell) for row in table.sheet.rows[: table.heading_row] for cell in row if isinstance(cell, str))
    yield from (Month(int(match[1]), int(match[2])) for text in texts for match in _STATED_MONTH.finditer(text))


def _iter_dates(table: SheetTable) -> Iterator[Month]:
    """Yield the month of each date of a row that states its year."""
    for row in iter_rows(table):
        value = row.cells.get("date") if isinstance(row, SheetRow) else None
        if value is None or isinstance(value, CellMark):
            continue
        try:
            written = parse_days(value, _WITH_YEAR, table.sheet.epoch)
        except CellError:  # without a year; or the import says what is wrong
            continue
        days = (first for first, _ in written.spans if first is not None and first.precision >= Precision.MONTH)
        yield from (Month(day.first_day.year, day.first_day.month) for day in days)
