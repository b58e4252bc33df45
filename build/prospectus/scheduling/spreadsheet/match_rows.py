"""Matches the rows of a sheet to the events of a month. A row without a match is a new event and gets an id."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.problems import Problem
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import cells
from prospectus.scheduling.spreadsheet.rows_in import RowReader
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


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row with the event that it describes."""

    row: SheetRow
    id: str
    """The id of the event, current or new."""
    entry: CalendarEntry | None
    """The existing event; None for a new one."""


def match_rows(
    source: SourceCalendar, month: Month, table: SheetTable, reader: RowReader, rows: Sequence[SheetRow]
) -> tuple[tuple[MatchedRow, ...], tuple[Problem, ...]]:
    """Return each row with its event, and the problems of ids and rows that occur twice. New events get a new id."""
    month_entries = source.entries_in(month)
    paths_by_id = {str(raw.data.get("id", raw.key)): raw.path for raw in source.unfinished}
    paths_by_id |= {key: entry.raw.path for entry in source.entries for key in entry.ids}
    identities = {row.number: _identity_of(row, reader) for row in rows}
    matches = _match_by_id(rows, {key: entry for entry in month_entries for key in entry.ids})
    problems = (*_check_ids(table, matches.values(), paths_by_id), *_check_duplicates(table, rows, identities))
    matches |= _match_by_content([row for row in rows if row.number not in matches], identities, _unmatched(month_entries, matches))
    matches |= _add_new_ids([row for row in rows if row.number not in matches], identities, {*paths_by_id, *_ids_of(matches)})
    return tuple(matches[row.number] for row in rows), problems


def _ids_of(matches: Mapping[int, MatchedRow]) -> set[str]:
    return {match.id for match in matches.values()}


def _unmatched(entries: Iterable[CalendarEntry], matches: Mapping[int, MatchedRow]) -> list[CalendarEntry]:
    matched_ids = _ids_of(matches)
    return [entry for entry in entries if entry.event.id not in matched_ids]


def _match_by_id(rows: Iterable[SheetRow], entries_by_id: Mapping[str, CalendarEntry]) -> dict[int, MatchedRow]:
    """Return the rows that state an id, by row number; an id that is not of the month is that of a new event."""
    matches: dict[int, MatchedRow] = {}
    for row in rows:
        if row_id := row.cell_text("id"):
            entry = entries_by_id.get(row_id)
            matches[row.number] = MatchedRow(row, entry.event.id if entry else row_id, entry)
    return matches


def _check_ids(table: SheetTable, matches: Iterable[MatchedRow], paths_by_id: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for each stated id that is taken by an event of another month, or that occurs twice."""
    first_rows: dict[str, SheetRow] = {}
    for match in matches:
        if match.entry is None and match.id in paths_by_id:
            yield table.row_problem(match.row, "id", "PR614", first=paths_by_id[match.id], form="an id of its own, or an empty cell")
        first_row = first_rows.setdefault(match.id, match.row)
        if first_row is not match.row:
            yield table.row_problem(match.row, "id", "PR613", first=first_row.number + 1, form="one row for each event")


def _match_by_content(
    rows: Iterable[SheetRow], identities: Mapping[int, _RowIdentity], entries: Sequence[CalendarEntry]
) -> dict[int, MatchedRow]:
    """Return the rows that match by series, day and title; then by series and start time; then a placeholder created by `plan`.

    Each event is matched to at most one row.
    """
    matches: dict[int, MatchedRow] = {}
    for entry_keys, row_keys in (
        (_entry_title_keys, _row_title_keys),
        (_entry_time_keys, _row_time_keys),
        (_entry_placeholder_keys, _row_placeholder_keys),
    ):
        candidates: dict[tuple[object, ...], deque[CalendarEntry]] = {}
        for entry in _unmatched(entries, matches):
            for key in entry_keys(entry):
                candidates.setdefault(key, deque()).append(entry)
        used_ids = _ids_of(matches)
        for row in (row for row in rows if row.number not in matches):
            keys = row_keys(identities[row.number])
            match = next((unused for key in keys if (unused := _pop_unused(candidates.get(key), used_ids))), None)
            if match is not None:
                matches[row.number] = MatchedRow(row, match.event.id, match)
                used_ids.add(match.event.id)
    return matches


def _add_new_ids(rows: Iterable[SheetRow], identities: Mapping[int, _RowIdentity], known_ids: Collection[str]) -> dict[int, MatchedRow]:
    """Return the rows of new events with an unused id each, by row number."""
    used_ids = set(known_ids)
    matches: dict[int, MatchedRow] = {}
    for row in rows:
        new_id = _make_id(row, identities[row.number], used_ids)
        used_ids.add(new_id)
        matches[row.number] = MatchedRow(row, new_id, None)
    return matches


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


def _check_duplicates(table: SheetTable, rows: Iterable[SheetRow], identities: Mapping[int, _RowIdentity]) -> Iterator[Problem]:
    """Yield a problem for each row without an id whose series, start and titles repeat those of an earlier row."""
    first_rows: dict[_RowIdentity, SheetRow] = {}
    for row in rows:
        identity = identities[row.number]
        first_row = first_rows.setdefault(identity, row)
        if first_row is not row and not row.cell_text("id") and identity.titles and identity.starts is not None:
            key = next(key for key in row.cells if key.startswith("title."))
            yield table.row_problem(row, key, "PR613", first=first_row.number + 1, form="one row for each event")


def _identity_of(row: SheetRow, reader: RowReader) -> _RowIdentity:
    titles = (row.cell_text(key) for key in row.cells if key.startswith("title."))
    return _RowIdentity(_series_id_of(row, reader), reader.parse_row_start(row.cells), frozenset(title for title in titles if title))


def _series_id_of(row: SheetRow, reader: RowReader) -> str | None:
    try:
        return reader.names.find_id("series", row.cell_text("series")) if row.cell_text("series") else None
    except cells.CellError:
        return None


def _make_id(row: SheetRow, identity: _RowIdentity, known_ids: Collection[str]) -> str:
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
