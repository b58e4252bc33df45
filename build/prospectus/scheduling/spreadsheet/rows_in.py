"""Converts rows of a sheet to changes of events."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event, Person
from prospectus.model.kinds.series import Series
from prospectus.model.values.partial_date import PartialDate, Precision
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
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames
from prospectus.scheduling.spreadsheet.rows_out import build_row


@dataclass(frozen=True, slots=True)
class CellViolation:
    """A cell with an invalid value: its column, the problem code and the expected form."""

    key: str
    code: str
    form: str


class RowReader:
    """Parses the rows of one sheet into changes of existing events and values of new ones."""

    def __init__(self, source: SourceCalendar, month: Month, epoch: datetime, display_language: str) -> None:
        self.names = ReferenceNames(source)
        self._series_by_id = {record.id: record for record in source.records.get("series", ()) if isinstance(record, Series)}
        self.languages = source.languages
        self._month, self._epoch, self._display_language = month, epoch, display_language

    def find_series(self, key: str | None) -> Series | None:
        """Return the series with an id, or None."""
        return self._series_by_id.get(key or "")

    def format_current(self, event: Event | None) -> dict[str, str]:
        """Return the row of an existing event as it would be exported now; empty for a new event."""
        return build_row(event, self._display_language, self.names, self.languages) if event else {}

    def parse_changes(self, row: Mapping[str, CellValue], event: Event | None) -> tuple[dict[FieldPath, Any], list[CellViolation]]:
        """Return the changes that a row makes, by field path, and its invalid cells. None removes the current value."""
        current = self.format_current(event)
        changes: dict[FieldPath, Any] = {}
        violations: list[CellViolation] = []
        for key in (
            key
            for key in columns.iter_keys(self.languages)
            if key in row and (key in COLUMN_PATHS or key.partition(".")[0] in TEXT_COLUMNS)
        ):
            base, _, language = key.partition(".")
            try:
                self._add_change(changes, (base, language) if language else COLUMN_PATHS[key], key, row[key], current.get(key, ""))
            except CellError as error:
                violations.append(CellViolation(key, error.code, error.form))
        for parse_group, keys in (
            (self._parse_interval, INTERVAL_COLUMNS),
            (self._parse_people, self._language_keys("people")),
            (self._parse_registration, ("deadline", "deadline-url")),
        ):
            if any(key in row for key in keys):
                try:
                    changes |= parse_group(row, current, event)
                except _CellErrorAt as error:
                    violations.append(CellViolation(error.key, error.code, error.form))
        return changes, violations

    def _language_keys(self, base: str) -> tuple[str, ...]:
        return tuple(f"{base}.{language}" for language in self.languages)

    def _add_change(self, changes: dict[FieldPath, Any], field_path: FieldPath, key: str, value: CellValue, current: str) -> None:
        if value is CellMark.REMOVE:
            if current:
                changes[field_path] = None
        elif cells.to_text(value) != current:
            new_value = self.parse_value(key, value)
            with suppress(CellError):
                if current and self.parse_value(key, current) == new_value:
                    return
            changes[field_path] = new_value

    def parse_value(self, key: str, value: CellValue) -> Any:
        """Return the value for the record of a cell in a column. Raises CellError."""
        if key in CHOICE_COLUMNS:
            return cells.parse_choice(key, value)
        if key in LANGUAGE_COLUMNS:
            return cells.parse_language(value)
        if key in LANGUAGE_LIST_COLUMNS:
            return [cells.parse_language(item) for item in cells.split_list(value)]
        if key in REFERENCE_COLUMNS:
            return self.names.find_id(REFERENCE_COLUMNS[key], cells.to_text(value))
        if key in REFERENCE_LIST_COLUMNS:
            return [self.names.find_id(REFERENCE_LIST_COLUMNS[key], item) for item in cells.split_list(value)]
        if key in DATE_COLUMNS:
            return str(cells.parse_date(value, self._month.year, self._epoch))
        if key in NUMBER_COLUMNS:
            return cells.parse_number(value)
        text = cells.to_text(value)
        if len(text) > cells.MAX_CELL_LENGTH:
            raise CellError("PR608", f"at most {cells.MAX_CELL_LENGTH} characters")
        return text

    # Date and time

    def parse_row_start(self, row: Mapping[str, CellValue]) -> PartialDate | None:
        """Return the start of a row's event; None when it cannot be parsed."""
        with suppress(_CellErrorAt, ValueError):
            start = self._parse_interval(row, {}, None).get(("starts",))
            return PartialDate.parse(start) if start else None
        return None

    def _parse_interval(self, row: Mapping[str, CellValue], current: Mapping[str, str], event: Event | None) -> dict[FieldPath, Any]:
        values = {key: row[key] if key in row else current.get(key) for key in INTERVAL_COLUMNS}
        if all(cells.to_text(values[key]) == current.get(key, "") for key in INTERVAL_COLUMNS):
            return {}
        starts, end_time = self._parse_start(values, row)
        if end_time is not None and "end" not in row:
            values["end"] = end_time
        ends = self._parse_end(values, starts)
        current_interval = (str(event.starts), event.ends and str(event.ends)) if event else (None, None)
        changed = zip(("starts", "ends"), (str(starts), ends and str(ends)), current_interval, strict=True)
        return {(name,): new for name, new, old in changed if new != old}

    def _parse_start(self, values: Mapping[str, CellValue], row: Mapping[str, CellValue]) -> tuple[PartialDate, time | None]:
        if values["date"] is None or isinstance(values["date"], CellMark):
            raise _CellErrorAt("date", "PR610", cells.DATE_FORM)
        day, end = _parse_cell("date", lambda value: cells.parse_date_and_end(value, self._month.year, self._epoch), values["date"])
        if values["start"] is None or isinstance(values["start"], CellMark) or ("start" not in row and day.precision is Precision.MINUTE):
            return day, end
        if day.precision < Precision.DAY:
            raise _CellErrorAt("start" if "start" in row else "date", "PR606", "a time only where the day is known")
        start, end_time = _parse_cell("start", cells.parse_times, values["start"])
        return PartialDate(datetime.combine(day.first_day, start), Precision.MINUTE), end_time or end

    def _parse_end(self, values: Mapping[str, CellValue], starts: PartialDate) -> PartialDate | None:
        last = _parse_last_day(values["last"], self._month.year, self._epoch)
        if values["end"] is None or isinstance(values["end"], CellMark) or (last is not None and last.precision is Precision.MINUTE):
            return last
        day = last or starts
        if day.precision < Precision.DAY:
            raise _CellErrorAt("end", "PR606", "a time only where the day is known")
        end, _ = _parse_cell("end", cells.parse_times, values["end"])
        return PartialDate(datetime.combine(day.first_day, end), Precision.MINUTE)

    # People

    def _parse_people(self, row: Mapping[str, CellValue], current: Mapping[str, str], event: Event | None) -> dict[FieldPath, Any]:
        keys = self._language_keys("people")
        if all(cells.to_text(row[key]) == current.get(key, "") for key in keys if key in row):
            return {}
        if any(row[key] is CellMark.REMOVE for key in keys if key in row):
            return {("people",): None} if event and event.people else {}
        texts = {key: cells.to_text(row[key]) if key in row else current.get(key, "") for key in keys}
        lists = {key: _parse_people_cell(key, text) for key, text in texts.items() if text}
        counts = {len(named_people) for named_people in lists.values()}
        roles = {tuple(person.role for person in named_people) for named_people in lists.values()}
        if len(counts) > 1 or len(roles) > 1:
            key = next(key for key in reversed(keys) if key in row and key in lists)
            raise _CellErrorAt(key, "PR608", "the same people with the same roles, in the same order, in each language")
        people = [
            _merge_person({key.partition(".")[2]: named_people[n] for key, named_people in lists.items()}) for n in range(counts.pop())
        ]
        return {} if event and people == [_dump_person(person) for person in event.people] else {("people",): people}

    # Registration

    def _parse_registration(self, row: Mapping[str, CellValue], current: Mapping[str, str], event: Event | None) -> dict[FieldPath, Any]:
        deadlines = event.deadlines if event else ()
        index = next((n for n, deadline in enumerate(deadlines) if deadline.id == REGISTRATION), None)
        value = row["deadline"] if "deadline" in row else current.get("deadline")
        if value is CellMark.REMOVE:
            rest = [deadline.model_dump(mode="json", exclude_none=True) for n, deadline in enumerate(deadlines) if n != index]
            return {} if index is None else {("deadlines",): rest or None}
        if value is None:
            raise _CellErrorAt("deadline", "PR610", cells.DATE_FORM)
        closes = str(_parse_cell("deadline", lambda cell_value: cells.parse_date(cell_value, self._month.year, self._epoch), value))
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


class _CellErrorAt(Exception):
    """A CellError with the column of its cell, for columns that are parsed together."""

    def __init__(self, key: str, code: str, form: str) -> None:
        super().__init__(key)
        self.key, self.code, self.form = key, code, form


def _parse_cell(key: str, parse: Any, value: CellValue) -> Any:
    try:
        return parse(value)
    except CellError as error:
        raise _CellErrorAt(key, error.code, error.form) from None


def _parse_people_cell(key: str, text: str) -> tuple[cells.NamedPerson, ...]:
    people: tuple[cells.NamedPerson, ...] = _parse_cell(key, lambda value: cells.parse_people(value, key.partition(".")[2]), text)
    return people


def _parse_last_day(value: CellValue, year: int, epoch: datetime) -> PartialDate | None:
    if value is None or isinstance(value, CellMark):
        return None
    last_day: PartialDate = _parse_cell("last", lambda cell_value: cells.parse_date(cell_value, year, epoch), value)
    return last_day


def _merge_person(people_by_language: Mapping[str, cells.NamedPerson]) -> dict[str, Any]:
    """Return a person for the record, merged from the names and affiliations in each language."""
    affiliations = {language: person.affiliation for language, person in people_by_language.items() if person.affiliation}
    role = next(iter(people_by_language.values())).role
    return {
        "name": {language: person.name for language, person in people_by_language.items()},
        **({"affiliation": affiliations} if affiliations else {}),
        **({"role": role} if role != "speaker" else {}),
    }


def _dump_person(person: Person) -> dict[str, Any]:
    return person.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
