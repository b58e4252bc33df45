"""Matches the rows of a sheet to the events of a month. A row without a match is a new event and gets an id."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prospectus.desk import cells
from prospectus.desk.entries import Desk, Entry
from prospectus.desk.month import Month
from prospectus.desk.rows import Reader
from prospectus.desk.table import Row, Table
from prospectus.model.moment import Moment, Precision
from prospectus.problems import Problem
from prospectus.validate.site import to_be_filled_in

ID_LENGTH = 60
"""The most characters of a series' id that an event's id takes over."""


@dataclass(frozen=True, slots=True)
class _Told:
    """The values by which a row without an id is matched to an event."""

    series: str | None
    starts: Moment | None
    titles: frozenset[str]

    @property
    def minute(self) -> Moment | None:
        """The start time, when it is known to the minute; else None."""
        return self.starts if self.starts is not None and self.starts.precision is Precision.MINUTE else None


def identify(desk: Desk, month: Month, table: Table, reader: Reader, found: Sequence[Row]) -> list[Problem]:
    """Set the matching event and the id of each row, and return the problems found. New events get a new id."""
    problems: list[Problem] = []
    there = desk.of(month)
    taken = {str(draft.data.get("id", draft.key)): draft.path for draft in desk.unfinished}
    taken |= {key: entry.draft.path for entry in desk.entries for key in entry.ids}
    _by_id(table, found, {key: entry for entry in there for key in entry.ids}, taken, problems)
    told = {row.number: _told(row, reader) for row in found}
    free = [row for row in found if not row.id]
    _by_what_they_say(free, told, [each for each in there if each.event.id not in {row.id for row in found}])
    _once_each(table, found, told, problems)
    known = {*taken, *(row.id for row in found)}
    for row in (row for row in free if not row.id):
        row.id = _new_id(row, told[row.number], known)
        known.add(row.id)
    return problems


def _by_id(table: Table, found: Sequence[Row], by_id: dict[str, Entry], taken: dict[str, str], problems: list[Problem]) -> None:
    """Match rows by id. An id must be new or that of an event of the month, and must occur only once; else a problem is added."""
    first: dict[str, Row] = {}
    for row in (row for row in found if row.text("id")):
        row.entry = by_id.get(row.text("id"))
        row.id = row.entry.event.id if row.entry else row.text("id")
        if row.entry is None and row.id in taken:
            problems.append(table.at(row, "id", "PR614", first=taken[row.id], form="an id of its own, or an empty cell"))
        before = first.setdefault(row.id, row)
        if before is not row:
            problems.append(table.at(row, "id", "PR613", first=before.number + 1, form="one row for each event"))


def _by_what_they_say(free: Iterable[Row], told: dict[int, _Told], there: Sequence[Entry]) -> None:
    """Match rows by series, day and title; then by series and start time; then to a placeholder of the series created by `plan`.

    Each event is matched to at most one row.
    """
    for of_entry, of_row in ((_entry_titles, _row_titles), (_entry_times, _row_times), (_entry_gaps, _row_gaps)):
        waiting: dict[tuple[object, ...], deque[Entry]] = {}
        given = {row.id for row in free}
        for entry in (each for each in there if each.event.id not in given):
            for key in of_entry(entry):
                waiting.setdefault(key, deque()).append(entry)
        for row in (row for row in free if not row.id):
            row.entry = next((found for key in of_row(told[row.number]) if (found := _next(waiting.get(key), given))), None)
            row.id = row.entry.event.id if row.entry else ""
            given.add(row.id)


def _next(waiting: deque[Entry] | None, given: set[str]) -> Entry | None:
    while waiting:
        entry = waiting.popleft()
        if entry.event.id not in given:
            return entry
    return None


def _entry_titles(entry: Entry) -> list[tuple[object, ...]]:
    event = entry.event
    return [(event.series, cells.date_text(event.starts), cells.clean(title)) for title in event.title.as_dict().values()]


def _row_titles(told: _Told) -> list[tuple[object, ...]]:
    return [(told.series, cells.date_text(told.starts), title) for title in sorted(told.titles)]


def _entry_times(entry: Entry) -> list[tuple[object, ...]]:
    """Return series and start time. A series has only one event at a time, so a row with another title is the same event retitled."""
    event = entry.event
    return [(event.series, event.starts)] if event.series and event.starts.precision is Precision.MINUTE else []


def _row_times(told: _Told) -> list[tuple[object, ...]]:
    return [(told.series, told.minute)] if told.series and told.minute else []


def _entry_gaps(entry: Entry) -> list[tuple[object, ...]]:
    return [(entry.event.series,)] if entry.event.series and to_be_filled_in(entry.event.title) else []


def _row_gaps(told: _Told) -> list[tuple[object, ...]]:
    return [(told.series,)] if told.series else []


def _once_each(table: Table, found: Sequence[Row], told: dict[int, _Told], problems: list[Problem]) -> None:
    """Add a problem for each row without an id whose series, start and titles repeat those of an earlier row."""
    first: dict[_Told, Row] = {}
    for row in found:
        said = told[row.number]
        before = first.setdefault(said, row)
        if before is not row and not row.text("id") and said.titles and said.starts is not None:
            key = next(key for key in row.cells if key.startswith("title."))
            problems.append(table.at(row, key, "PR613", first=before.number + 1, form="one row for each event"))


def _told(row: Row, reader: Reader) -> _Told:
    titles = (row.text(key) for key in row.cells if key.startswith("title."))
    return _Told(_series(row, reader), reader.starts(row.cells), frozenset(title for title in titles if title))


def _series(row: Row, reader: Reader) -> str | None:
    try:
        return reader.names.id_of("series", row.text("series")) if row.text("series") else None
    except cells.Unfit:
        return None


def _new_id(row: Row, told: _Told, known: set[str]) -> str:
    """Return an unused id made from series (or type) and date, then from the time, then from a number.

    The same rows always get the same ids.
    """
    base = (told.series or _type(row) or "event")[:ID_LENGTH].rstrip("-")
    found = f"{base}-{cells.date_text(told.starts).lower()}" if told.starts else base
    if found in known and told.minute is not None:
        found = f"{found}-{told.minute.start:%H%M}"
    number, free = 1, found
    while free in known:
        number += 1
        free = f"{found}-{number}"
    return free


def _type(row: Row) -> str | None:
    try:
        return cells.word("type", row.text("type")) if row.text("type") else None
    except cells.Unfit:
        return None
