"""Matches the rows of a sheet to the events of a month. A row without a match is a new event and gets an id."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.problems import Problem
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import cells
from prospectus.scheduling.spreadsheet.rows import RowReader
from prospectus.scheduling.spreadsheet.table import SheetRow, SheetTable
from prospectus.validate.references import is_unfilled

MAX_SERIES_ID_LENGTH = 60
"""The most characters of a series' id that an event's id takes over."""


@dataclass(frozen=True, slots=True)
class _RowIdentity:
    """The values by which a row without an id is matched to an event."""

    series: str | None
    starts: PartialDate | None
    titles: frozenset[str]

    @property
    def exact_start(self) -> PartialDate | None:
        """The start time, when it is known to the minute; else None."""
        return self.starts if self.starts is not None and self.starts.precision is Precision.MINUTE else None


def match_rows(source: SourceCalendar, month: Month, table: SheetTable, reader: RowReader, rows: Sequence[SheetRow]) -> list[Problem]:
    """Set the matching event and the id of each row, and return the problems found. New events get a new id."""
    problems: list[Problem] = []
    month_entries = source.entries_in(month)
    paths_by_id = {str(raw.data.get("id", raw.key)): raw.path for raw in source.unfinished}
    paths_by_id |= {key: entry.raw.path for entry in source.entries for key in entry.ids}
    _match_by_id(table, rows, {key: entry for entry in month_entries for key in entry.ids}, paths_by_id, problems)
    identities = {row.number: _identity_of(row, reader) for row in rows}
    unmatched_rows = [row for row in rows if not row.id]
    _match_by_content(
        unmatched_rows, identities, [month_entry for month_entry in month_entries if month_entry.event.id not in {row.id for row in rows}]
    )
    _check_duplicates(table, rows, identities, problems)
    known_ids = {*paths_by_id, *(row.id for row in rows)}
    for row in (row for row in unmatched_rows if not row.id):
        row.id = _make_id(row, identities[row.number], known_ids)
        known_ids.add(row.id)
    return problems


def _match_by_id(
    table: SheetTable,
    rows: Sequence[SheetRow],
    entries_by_id: dict[str, CalendarEntry],
    paths_by_id: dict[str, str],
    problems: list[Problem],
) -> None:
    """Match rows by id. An id must be new or that of an event of the month, and must occur only once; else a problem is added."""
    rows_by_id: dict[str, SheetRow] = {}
    for row in (row for row in rows if row.cell_text("id")):
        row.entry = entries_by_id.get(row.cell_text("id"))
        row.id = row.entry.event.id if row.entry else row.cell_text("id")
        if row.entry is None and row.id in paths_by_id:
            problems.append(table.row_problem(row, "id", "PR614", first=paths_by_id[row.id], form="an id of its own, or an empty cell"))
        first_row = rows_by_id.setdefault(row.id, row)
        if first_row is not row:
            problems.append(table.row_problem(row, "id", "PR613", first=first_row.number + 1, form="one row for each event"))


def _match_by_content(unmatched_rows: Iterable[SheetRow], identities: dict[int, _RowIdentity], entries: Sequence[CalendarEntry]) -> None:
    """Match rows by series, day and title; then by series and start time; then to a placeholder of the series created by `plan`.

    Each event is matched to at most one row.
    """
    for entry_keys, row_keys in (
        (_entry_title_keys, _row_title_keys),
        (_entry_time_keys, _row_time_keys),
        (_entry_placeholder_keys, _row_placeholder_keys),
    ):
        candidates: dict[tuple[object, ...], deque[CalendarEntry]] = {}
        used_ids = {row.id for row in unmatched_rows}
        for entry in (candidate for candidate in entries if candidate.event.id not in used_ids):
            for key in entry_keys(entry):
                candidates.setdefault(key, deque()).append(entry)
        for row in (row for row in unmatched_rows if not row.id):
            row.entry = next(
                (match for key in row_keys(identities[row.number]) if (match := _pop_unused(candidates.get(key), used_ids))), None
            )
            row.id = row.entry.event.id if row.entry else ""
            used_ids.add(row.id)


def _pop_unused(candidates: deque[CalendarEntry] | None, used_ids: set[str]) -> CalendarEntry | None:
    while candidates:
        entry = candidates.popleft()
        if entry.event.id not in used_ids:
            return entry
    return None


def _entry_title_keys(entry: CalendarEntry) -> list[tuple[object, ...]]:
    event = entry.event
    return [(event.series, cells.format_date(event.starts), cells.clean(title)) for title in event.title.as_dict().values()]


def _row_title_keys(identity: _RowIdentity) -> list[tuple[object, ...]]:
    return [(identity.series, cells.format_date(identity.starts), title) for title in sorted(identity.titles)]


def _entry_time_keys(entry: CalendarEntry) -> list[tuple[object, ...]]:
    """Return series and start time. A series has only one event at a time, so a row with another title is the same event retitled."""
    event = entry.event
    return [(event.series, event.starts)] if event.series and event.starts.precision is Precision.MINUTE else []


def _row_time_keys(identity: _RowIdentity) -> list[tuple[object, ...]]:
    return [(identity.series, identity.exact_start)] if identity.series and identity.exact_start else []


def _entry_placeholder_keys(entry: CalendarEntry) -> list[tuple[object, ...]]:
    return [(entry.event.series,)] if entry.event.series and is_unfilled(entry.event.title) else []


def _row_placeholder_keys(identity: _RowIdentity) -> list[tuple[object, ...]]:
    return [(identity.series,)] if identity.series else []


def _check_duplicates(table: SheetTable, rows: Sequence[SheetRow], identities: dict[int, _RowIdentity], problems: list[Problem]) -> None:
    """Add a problem for each row without an id whose series, start and titles repeat those of an earlier row."""
    first_rows: dict[_RowIdentity, SheetRow] = {}
    for row in rows:
        identity = identities[row.number]
        first_row = first_rows.setdefault(identity, row)
        if first_row is not row and not row.cell_text("id") and identity.titles and identity.starts is not None:
            key = next(key for key in row.cells if key.startswith("title."))
            problems.append(table.row_problem(row, key, "PR613", first=first_row.number + 1, form="one row for each event"))


def _identity_of(row: SheetRow, reader: RowReader) -> _RowIdentity:
    titles = (row.cell_text(key) for key in row.cells if key.startswith("title."))
    return _RowIdentity(_series_id_of(row, reader), reader.parse_row_start(row.cells), frozenset(title for title in titles if title))


def _series_id_of(row: SheetRow, reader: RowReader) -> str | None:
    try:
        return reader.names.find_id("series", row.cell_text("series")) if row.cell_text("series") else None
    except cells.CellError:
        return None


def _make_id(row: SheetRow, identity: _RowIdentity, known_ids: set[str]) -> str:
    """Return an unused id made from series (or type) and date, then from the time, then from a number.

    The same rows always get the same ids.
    """
    base = (identity.series or _type_of(row) or "event")[:MAX_SERIES_ID_LENGTH].rstrip("-")
    dated_id = f"{base}-{cells.format_date(identity.starts).lower()}" if identity.starts else base
    if dated_id in known_ids and identity.exact_start is not None:
        dated_id = f"{dated_id}-{identity.exact_start.start:%H%M}"
    number, new_id = 1, dated_id
    while new_id in known_ids:
        number += 1
        new_id = f"{dated_id}-{number}"
    return new_id


def _type_of(row: SheetRow) -> str | None:
    try:
        return cells.parse_choice("type", row.cell_text("type")) if row.cell_text("type") else None
    except cells.CellError:
        return None
