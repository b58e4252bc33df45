"""Matches the rows of a sheet to the events of a month. A row without a match is a new event and gets an id."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from prospectus.model.values.partial_date import Precision
from prospectus.problems import Message, Problem
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import cells
from prospectus.scheduling.spreadsheet.former_versions import FormerVersions
from prospectus.scheduling.spreadsheet.match_former import is_outdated, match_former, was_at
from prospectus.scheduling.spreadsheet.matched_row import MatchedRow, Matches, RowIdentity
from prospectus.scheduling.spreadsheet.rows_in import RowReader
from prospectus.scheduling.spreadsheet.table import SheetRow
from prospectus.validate.references import is_unfilled

OWN_ID = Message("an id of its own, or an empty cell", "另取一个编号，或者留空")
MOVE_OR_OWN_ID = Message(
    "`prospectus move {id} {day}`, if that event moves here; else an id of its own, or an empty cell",
    "如果是那个活动改到这个月，请用 `prospectus move {id} {day}`；否则另取一个编号，或者留空",
)
ONE_ROW = Message("one row for each event", "每个活动只占一行")
MAX_SERIES_ID_LENGTH = 60
"""The most characters of a series' id that an event's id takes over."""


def match_rows(
    source: SourceCalendar, month: Month, reader: RowReader, rows: Sequence[SheetRow]
) -> tuple[tuple[MatchedRow, ...], tuple[Problem, ...]]:
    """Return each row with its event, and the problems of ids and rows that occur twice. New events get a new id."""
    month_entries = source.entries_in(month)
    paths_by_id = {str(raw.data.get("id", raw.key)): raw.path for raw in source.unfinished}
    paths_by_id |= {key: entry.raw.path for entry in source.entries for key in entry.ids}
    identities = [_identity_of(row, reader) for row in rows]
    elsewhere = {key: entry for entry in source.entries for key in entry.ids}
    matches = _match_by_id(month, reader.former, rows, identities, {key: entry for entry in month_entries for key in entry.ids}, elsewhere)
    problems = (*_check_ids(matches.items(), identities, paths_by_id, elsewhere), *_check_duplicates(rows, identities))
    matches |= _match_by_content(rows, identities, matches, _unmatched(month_entries, matches))
    stems = [_make_id(identity, ()) for row, identity in zip(rows, identities, strict=True)]
    matches |= match_former(rows, identities, stems, matches, _unmatched(source.entries, matches), reader.former)
    matches |= _match_placeholders(rows, identities, matches, _unmatched(month_entries, matches))
    matches = {
        index: replace(match, is_outdated=match.is_outdated or is_outdated(match, identities[index], reader.former))
        for index, match in matches.items()
    }
    matches = _rename_filled_drafts(identities, matches, set(paths_by_id))
    matches |= _add_new_ids(rows, identities, matches, {*paths_by_id, *_ids_of(matches)})
    return tuple(matches[index] for index in range(len(rows))), problems


def _ids_of(matches: Mapping[int, MatchedRow]) -> set[str]:
    return {match.id for match in matches.values()}


def _unmatched(entries: Iterable[CalendarEntry], matches: Mapping[int, MatchedRow]) -> list[CalendarEntry]:
    matched_ids = {match.entry.event.id for match in matches.values() if match.entry}
    return [entry for entry in entries if entry.event.id not in matched_ids]


def _match_by_id(
    month: Month,
    former: FormerVersions,
    rows: Sequence[SheetRow],
    identities: Sequence[RowIdentity],
    entries_by_id: Mapping[str, CalendarEntry],
    elsewhere: Mapping[str, CalendarEntry],
) -> Matches:
    """Return the rows that state an id; an id that no event has is that of a new one. A second session has no id of its own.

    The id of an event of another month counts for a row whose date is outside the month: the event has moved there, and may move again. It
    also counts for a row with the date from which the event moved. In any other row of the month, it is more likely a copy from the sheet
    of the other month.
    """
    matches: Matches = {}
    for index, row in enumerate(rows):
        if (row_id := row.cell_text("id")) and row.session == 0:
            starts = identities[index].starts
            is_outside = starts is not None and starts.first_day not in month
            entry, other = entries_by_id.get(row_id), elsewhere.get(row_id)
            has_moved_away = entry is None and other is not None and not is_outside and was_at(former.list_of(other), starts)
            if entry is None and (is_outside or has_moved_away):
                entry = other
            matches[index] = MatchedRow(row, entry.event.id if entry else row_id, entry, is_outdated=has_moved_away)
    return matches


def _check_ids(
    matches: Iterable[tuple[int, MatchedRow]],
    identities: Sequence[RowIdentity],
    paths_by_id: Mapping[str, str],
    elsewhere: Mapping[str, CalendarEntry],
) -> Iterator[Problem]:
    """Yield a problem for each stated id that is taken by an event of another month, or that occurs twice."""
    first_rows: dict[str, SheetRow] = {}
    for index, match in matches:
        if match.entry is None and match.id in paths_by_id:
            starts = identities[index].starts
            form = MOVE_OR_OWN_ID.fill(id=match.id, day=starts.first_day) if match.id in elsewhere and starts is not None else OWN_ID
            yield match.row.problem("id", "PR614", first=paths_by_id[match.id], form=form)
        first_row = first_rows.setdefault(match.id, match.row)
        if first_row is not match.row:
            yield match.row.problem("id", "PR613", first=_place_of(first_row, match.row), form=ONE_ROW)


def _place_of(row: SheetRow, other: SheetRow) -> Message:
    """Return the row as people name it; with its sheet when the other row is in another one."""
    return row.place._replace(sheet="").name if row.table is other.table else row.place.name


def _match_by_content(
    rows: Sequence[SheetRow], identities: Sequence[RowIdentity], matched: Mapping[int, MatchedRow], entries: Sequence[CalendarEntry]
) -> Matches:
    """Return the rows that match by series, day and title; then by series and start time. Each event is matched to at most one row."""
    matches: Matches = {}
    for entry_keys, row_keys in (
        (_entry_exact_keys, _row_exact_keys),
        (_entry_title_keys, _row_title_keys),
        (_entry_time_keys, _row_time_keys),
    ):
        candidates: dict[tuple[object, ...], deque[CalendarEntry]] = {}
        for entry in _unmatched(entries, matches):
            for key in entry_keys(entry):
                candidates.setdefault(key, deque()).append(entry)
        used_ids = _ids_of(matches)
        for index, row in enumerate(rows):
            if index in matched or index in matches:
                continue
            keys = row_keys(identities[index])
            match = next((unused for key in keys if (unused := _pop_unused(candidates.get(key), used_ids))), None)
            if match is not None:
                matches[index] = MatchedRow(row, match.event.id, match, is_unfilled(match.event.title))
                used_ids.add(match.event.id)
    return matches


def _match_placeholders(
    rows: Sequence[SheetRow], identities: Sequence[RowIdentity], matched: Mapping[int, MatchedRow], entries: Sequence[CalendarEntry]
) -> Matches:
    """Return the rows that fill in a placeholder created by `plan`: of the rows of its series, the one nearest in date."""
    placeholders = [entry for entry in entries if entry.event.series and is_unfilled(entry.event.title)]
    free = [index for index in range(len(rows)) if index not in matched]
    pairs = sorted(
        (_days_between(entry, identities[index]), index, number)
        for number, entry in enumerate(placeholders)
        for index in free
        if identities[index].series == entry.event.series
    )
    matches: Matches = {}
    filled: set[int] = set()
    for _, index, number in pairs:
        if index not in matches and number not in filled:
            filled.add(number)
            entry = placeholders[number]
            matches[index] = MatchedRow(rows[index], entry.event.id, entry, fills_draft=True)
    return matches


def _days_between(entry: CalendarEntry, identity: RowIdentity) -> int:
    """Return the days from a row to the days that a draft can mean; 0 within them, and very many without a date."""
    if identity.starts is None:
        return 10_000
    first, last = entry.event.starts.first_day, entry.event.starts.day_after - timedelta(days=1)
    day = identity.starts.first_day
    return max((first - day).days, (day - last).days, 0)


def _rename_filled_drafts(identities: Sequence[RowIdentity], matches: Matches, known_ids: set[str]) -> Matches:
    """Return the matches with ids that follow the day that is published, where a draft had the id of the day that was guessed."""
    renamed: Matches = {}
    for index, match in matches.items():
        if match.fills_draft and match.entry is not None and _has_id_of_its_day(match.entry, identities[index]):
            renamed[index] = replace(match, id=_make_id(identities[index], known_ids))
            known_ids.add(renamed[index].id)
    return matches | renamed


def _has_id_of_its_day(entry: CalendarEntry, identity: RowIdentity) -> bool:
    """Return whether a draft without a title has an id made from its day, and its row has another day and no wish to keep the id."""
    event = entry.event
    is_dated = event.status == "draft" and event.starts.precision >= Precision.DAY and str(event.starts.first_day) in event.id
    return is_dated and entry.raw.key is None and identity.starts is not None and identity.starts.first_day != event.starts.first_day


def _add_new_ids(
    rows: Sequence[SheetRow], identities: Sequence[RowIdentity], matched: Mapping[int, MatchedRow], known_ids: Collection[str]
) -> Matches:
    """Return the rows of new events with an unused id each."""
    used_ids = set(known_ids)
    matches: Matches = {}
    for index, row in enumerate(rows):
        if index not in matched:
            new_id = _make_id(identities[index], used_ids)
            used_ids.add(new_id)
            matches[index] = MatchedRow(row, new_id, None)
    return matches


def _pop_unused(candidates: deque[CalendarEntry] | None, used_ids: set[str]) -> CalendarEntry | None:
    while candidates:
        entry = candidates.popleft()
        if entry.event.id not in used_ids:
            return entry
    return None


def _entry_exact_keys(entry: CalendarEntry) -> list[tuple[object, ...]]:
    """Return series, start and title, which tell the sessions of a day from each other."""
    event = entry.event
    return [(event.series, event.starts, cells.clean(title)) for title in event.title.as_dict().values()]


def _row_exact_keys(identity: RowIdentity) -> list[tuple[object, ...]]:
    return [(identity.series, identity.starts, title) for title in sorted(identity.titles)]


def _entry_title_keys(entry: CalendarEntry) -> list[tuple[object, ...]]:
    event = entry.event
    return [(event.series, cells.format_date(event.starts), cells.clean(title)) for title in event.title.as_dict().values()]


def _row_title_keys(identity: RowIdentity) -> list[tuple[object, ...]]:
    return [(identity.series, cells.format_date(identity.starts), title) for title in sorted(identity.titles)]


def _entry_time_keys(entry: CalendarEntry) -> list[tuple[object, ...]]:
    """Return series and start time. A series has only one event at a time, so a row with another title is the same event retitled."""
    event = entry.event
    return [(event.series, event.starts)] if event.series and event.starts.precision is Precision.MINUTE else []


def _row_time_keys(identity: RowIdentity) -> list[tuple[object, ...]]:
    return [(identity.series, identity.exact_start)] if identity.series and identity.exact_start else []


def _check_duplicates(rows: Sequence[SheetRow], identities: Sequence[RowIdentity]) -> Iterator[Problem]:
    """Yield a problem for each row without an id whose series, start and titles repeat those of an earlier row."""
    first_rows: dict[RowIdentity, SheetRow] = {}
    for row, identity in zip(rows, identities, strict=True):
        first_row = first_rows.setdefault(identity, row)
        if first_row is not row and not row.cell_text("id") and identity.titles and identity.starts is not None:
            key = next(key for key in row.cells if key.startswith("title."))
            yield row.problem(key, "PR613", first=_place_of(first_row, row), form=ONE_ROW)


def _identity_of(row: SheetRow, reader: RowReader) -> RowIdentity:
    titles = (row.cell_text(key) for key in row.cells if key.startswith("title."))
    series, titled = _series_id_of(row, reader), frozenset(title for title in titles if title)
    return RowIdentity(series, reader.parse_row_start(row), titled, _type_of(row, reader))


def _series_id_of(row: SheetRow, reader: RowReader) -> str | None:
    try:
        return reader.names.find_id("series", row.cell_text("series")) if row.cell_text("series") else None
    except cells.CellError:
        return None


def _make_id(identity: RowIdentity, known_ids: Collection[str]) -> str:
    """Return an unused id made from series (or type) and date, then from the time, then from a number.

    The same rows always get the same ids.
    """
    base = (identity.series or identity.event_type or "event")[:MAX_SERIES_ID_LENGTH].rstrip("-")
    dated_id = f"{base}-{cells.format_date(identity.starts).lower()}" if identity.starts else base
    if dated_id in known_ids and identity.exact_start is not None:
        dated_id = f"{dated_id}-{identity.exact_start.start:%H%M}"
    number, new_id = 1, dated_id
    while new_id in known_ids:
        number += 1
        new_id = f"{dated_id}-{number}"
    return new_id


def _type_of(row: SheetRow, reader: RowReader) -> str | None:
    try:
        text = row.cell_text("type")
        return cells.parse_choice("type", text, reader.names.own_types) if text else row.table.default_type
    except cells.CellError:
        return None
