"""Converts rows of a sheet to changes of events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.series import Series
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.written_dates import DateContext
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import cells, columns
from prospectus.scheduling.spreadsheet.cells import CellError, CellMark, CellValue
from prospectus.scheduling.spreadsheet.columns import (
    CHOICE_COLUMNS,
    COLUMN_PATHS,
    DATE_COLUMNS,
    INTERVAL_COLUMNS,
    LANGUAGE_COLUMNS,
    LANGUAGE_LIST_COLUMNS,
    NUMBER_COLUMNS,
    REFERENCE_COLUMNS,
    REFERENCE_LIST_COLUMNS,
    REGISTRATION,
    TEXT_COLUMNS,
)
from prospectus.scheduling.spreadsheet.date_cells import DATE_FORM, parse_date, parse_days
from prospectus.scheduling.spreadsheet.former_versions import FormerVersions
from prospectus.scheduling.spreadsheet.intervals import CellErrorAt, CellNote, IntervalReader, IntervalReading, assume_year, parse_at
from prospectus.scheduling.spreadsheet.known_people import dump_participant, refer_to_people, refer_to_venue
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames
from prospectus.scheduling.spreadsheet.rows_out import build_row
from prospectus.scheduling.spreadsheet.table import SheetRow


@dataclass(frozen=True, slots=True)
class CellViolation:
    """A cell with an invalid value: its column, the problem code, the expected form, and what else the message says."""

    key: str
    code: str
    form: str | Message
    params: Mapping[str, object] = field(default_factory=dict)


class RowReader:
    """Parses the rows of a month's sheets into changes of existing events and values of new ones."""

    def __init__(self, source: SourceCalendar, month: Month) -> None:
        self.names = ReferenceNames(source)
        self.former = FormerVersions(source)
        self._series_by_id = {record.id: record for record in source.records.get("series", ()) if isinstance(record, Series)}
        self.languages = source.languages
        self._month = month
        self._context = DateContext(month.year, around=month)
        self._zone = ZoneInfo(source.site.timezone)
        self._intervals = IntervalReader(month, self._zone)

    def find_series(self, key: str | None) -> Series | None:
        """Return the series with an id, or None."""
        return self._series_by_id.get(key or "")

    def parse_changes(self, sheet_row: SheetRow, event: Event | None) -> tuple[dict[FieldPath, Any], list[CellViolation]]:
        """Return the changes that a row makes, by field path, and its invalid cells. None removes the current value."""
        row = sheet_row.cells
        current = build_row(event, sheet_row.table.display_language, self.names, self.languages) if event else {}
        changes: dict[FieldPath, Any] = {}
        violations: list[CellViolation] = []
        for key in (
            key
            for key in columns.iter_keys(self.languages)
            if key in row and (key in COLUMN_PATHS or key.partition(".")[0] in TEXT_COLUMNS)
        ):
            base, _, language = key.partition(".")
            try:
                self._add_change(
                    changes, (base, language) if language else COLUMN_PATHS[key], key, row[key], current.get(key, ""), sheet_row.epoch
                )
            except CellError as error:
                violations.append(CellViolation(key, error.code, error.form, error.params))
        self._move_online_places(row, changes, event)
        refer_to_venue(changes, event, self.names.directory)
        for parse_group, keys in (
            (self._parse_interval, (*INTERVAL_COLUMNS, "weekday")),
            (self._parse_people, self._language_keys("people")),
            (self._parse_registration, ("deadline", "deadline-url")),
        ):
            if any(key in row for key in keys):
                try:
                    changes |= parse_group(sheet_row, current, event)
                except CellErrorAt as error:
                    violations.append(CellViolation(error.key, error.code, error.form, error.params))
        return changes, violations

    def _move_online_places(self, row: Mapping[str, CellValue], changes: dict[FieldPath, Any], event: Event | None) -> None:
        """Make a format of places that only say that an event is online, such as 线上."""
        for language in self.languages:
            place = changes.get(("place", language))
            if isinstance(place, str) and columns.index_choices("format").get(columns.normalise(place)) == "live":
                del changes["place", language]
                if "format" not in row and (event is None or event.format is None):
                    changes["format",] = "live"

    def _language_keys(self, base: str) -> tuple[str, ...]:
        return tuple(f"{base}.{language}" for language in self.languages)

    def _add_change(
        self, changes: dict[FieldPath, Any], field_path: FieldPath, key: str, value: CellValue, current: str, epoch: datetime
    ) -> None:
        if value is CellMark.REMOVE:
            if current:
                changes[field_path] = None
        elif cells.to_text(value) != current:
            new_value = self.parse_value(key, value, epoch)
            with suppress(CellError):
                if current and self.parse_value(key, current, epoch) == new_value:
                    return
            changes[field_path] = new_value

    def parse_value(self, key: str, value: CellValue, epoch: datetime) -> Any:
        """Return the value for the record of a cell in a column. Raises CellError."""
        if key in CHOICE_COLUMNS:
            return cells.parse_choice(key, value, self.names.own_types)
        if key in LANGUAGE_COLUMNS:
            return cells.parse_language(value)
        if key in LANGUAGE_LIST_COLUMNS:
            return [cells.parse_language(item) for item in cells.split_list(value)]
        if key in REFERENCE_COLUMNS:
            return self.names.find_id(REFERENCE_COLUMNS[key], cells.to_text(value))
        if key in REFERENCE_LIST_COLUMNS:
            return [self.names.find_id(REFERENCE_LIST_COLUMNS[key], item) for item in cells.split_list(value)]
        if key in DATE_COLUMNS:
            return str(parse_date(value, self._context, epoch, self._zone))
        if key in NUMBER_COLUMNS:
            return cells.parse_number(value)
        text = cells.to_text(value)
        if len(text) > cells.MAX_CELL_LENGTH:
            limit = cells.MAX_CELL_LENGTH
            raise CellError("PR608", Message(f"at most {limit} characters", f"最多 {limit} 个字符"))
        return text

    # Date and time

    def read_interval(self, row: SheetRow, current: Mapping[str, str]) -> IntervalReading:
        """Return the sessions of a row, completed from the current values of its event. Raises CellErrorAt."""
        values = {key: row.cells[key] if key in row.cells else current.get(key) for key in (*INTERVAL_COLUMNS, "weekday")}
        return self._intervals.read(values, row.cells.keys(), row.epoch, row.table.zone)

    def split_sessions(self, row: SheetRow) -> tuple[SheetRow, ...]:
        """Return a row once for each session that it has; once when it cannot be read, which is reported later."""
        try:
            count = len(self.read_interval(row, {}).sessions)
        except CellErrorAt:
            count = 1
        return tuple(replace(row, session=session) for session in range(count))

    def list_notes(self, row: SheetRow) -> tuple[CellNote, ...]:
        """Return what the date and the times of a row say that is not taken over."""
        try:
            notes = self.read_interval(row, {}).notes if row.session == 0 else ()
        except CellErrorAt:
            return ()
        return (*notes, *self._list_notes_on_deadline(row)) if row.session == 0 else ()

    def _list_notes_on_deadline(self, row: SheetRow) -> Iterator[CellNote]:
        """Yield that the year of a deadline is assumed, where it is not that of the month."""
        value = row.cells.get("deadline")
        with suppress(CellError):
            written = None if isinstance(value, CellMark | None) else parse_days(value, self._context, row.epoch)
            if written is not None and written.assumed_year not in (None, self._month.year):
                yield assume_year("deadline", cells.to_text(value), written.spans[0][0], self._month)

    def parse_row_start(self, row: SheetRow) -> PartialDate | None:
        """Return the start of a row's event; None when it cannot be parsed."""
        try:
            return self.read_interval(row, {}).sessions[row.session][0]
        except CellErrorAt:
            return None

    def _parse_interval(self, row: SheetRow, current: Mapping[str, str], event: Event | None) -> dict[FieldPath, Any]:
        texts = {key: cells.to_text(row.cells[key]) if key in row.cells else current.get(key, "") for key in INTERVAL_COLUMNS}
        if "weekday" not in row.cells and all(texts[key] == current.get(key, "") for key in INTERVAL_COLUMNS):
            return {}
        if not any(key in row.cells for key in INTERVAL_COLUMNS) and not current:
            raise CellErrorAt("date", "PR610", DATE_FORM)
        starts, ends = self.read_interval(row, current).sessions[row.session]
        current_interval = (str(event.starts), event.ends and str(event.ends)) if event else (None, None)
        changed = zip(("starts", "ends"), (str(starts), ends and str(ends)), current_interval, strict=True)
        return {(name,): new for name, new, old in changed if new != old}

    # People

    def _parse_people(self, sheet_row: SheetRow, current: Mapping[str, str], event: Event | None) -> dict[FieldPath, Any]:
        row = sheet_row.cells
        keys = self._language_keys("people")
        if all(cells.to_text(row[key]) == current.get(key, "") for key in keys if key in row):
            return {}
        if any(row[key] is CellMark.REMOVE for key in keys if key in row):
            return {("people",): None} if event and event.people else {}
        texts = {key: cells.to_text(row[key]) for key in keys if key in row}
        lists = {key: _parse_people_cell(key, text) for key, text in texts.items() if text}
        counts = {len(named_people) for named_people in lists.values()}
        roles = {tuple(person.role for person in named_people) for named_people in lists.values()}
        if len(counts) > 1 or len(roles) > 1:
            key = next(key for key in reversed(keys) if key in row and key in lists)
            form = Message("the same people with the same roles, in the same order, in each language", "各语言的人员、角色和次序都要一致")
            raise CellErrorAt(key, "PR608", form)
        named = [
            _merge_person({key.partition(".")[2]: named_people[n] for key, named_people in lists.items()}) for n in range(counts.pop())
        ]
        people = refer_to_people(named, event, self.names.directory)
        return {} if event and people == [*map(dump_participant, event.people)] else {("people",): people}

    # Registration

    def _parse_registration(self, sheet_row: SheetRow, current: Mapping[str, str], event: Event | None) -> dict[FieldPath, Any]:
        row = sheet_row.cells
        deadlines = event.deadlines if event else ()
        index = next((n for n, deadline in enumerate(deadlines) if deadline.id == REGISTRATION), None)
        value = row["deadline"] if "deadline" in row else current.get("deadline")
        if value is CellMark.REMOVE:
            rest = [deadline.model_dump(mode="json", exclude_none=True) for n, deadline in enumerate(deadlines) if n != index]
            return {} if index is None else {("deadlines",): rest or None}
        if value is None:
            raise CellErrorAt("deadline", "PR610", DATE_FORM)
        closes = str(parse_at("deadline", lambda cell: parse_date(cell, self._context, sheet_row.epoch, self._zone), value))
        url = row.get("deadline-url")
        changes: dict[str, Any] = {} if closes == current.get("deadline") else {"at": closes}
        if url is CellMark.REMOVE:
            changes |= {"url": None} if current.get("deadline-url") else {}
        elif url is not None and cells.to_text(url) != current.get("deadline-url", ""):
            changes["url"] = cells.to_text(url)
        if index is not None:
            return {("deadlines", index, name): new for name, new in changes.items()}
        title = {language: columns.get_text(REGISTRATION, language) for language in self.languages}
        new = {"id": REGISTRATION, "title": title, **{name: new_value for name, new_value in changes.items() if new_value is not None}}
        return {("deadlines", len(deadlines)): new}


def _parse_people_cell(key: str, text: str) -> tuple[cells.NamedPerson, ...]:
    people: tuple[cells.NamedPerson, ...] = parse_at(key, cells.parse_people, text)
    return people


def _merge_person(people_by_language: Mapping[str, cells.NamedPerson]) -> dict[str, Any]:
    """Return a person for the record, merged from the names and affiliations in each language."""
    affiliations = {language: person.affiliation for language, person in people_by_language.items() if person.affiliation}
    role = next(iter(people_by_language.values())).role
    return {
        "name": {language: person.name for language, person in people_by_language.items()},
        **({"affiliation": affiliations} if affiliations else {}),
        **({"role": role} if role != "speaker" else {}),
    }
