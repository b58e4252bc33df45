"""Converts events to rows of a sheet, and rows to changes of events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from difflib import get_close_matches
from typing import Any

from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event, Person
from prospectus.model.kinds.series import Series
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.text import Text
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import cells, columns
from prospectus.scheduling.spreadsheet.cells import CellError, CellMark, CellValue

REGISTRATION = "registration"
"""The id of the only deadline that a sheet has columns for."""
CHOICE_COLUMNS = ("type", "state", "status", "format")
LANGUAGE_COLUMNS = ("language", "replay-language")
LANGUAGE_LIST_COLUMNS = ("subtitles", "captions")
REFERENCE_COLUMNS = {"series": "series", "channel": "channel"}
REFERENCE_LIST_COLUMNS = {"audiences": "audience", "products": "contract"}
DATE_COLUMNS = ("announced", "expected")
NUMBER_COLUMNS = ("replay-minutes",)
INTERVAL_COLUMNS = ("date", "start", "last", "end")
COLUMN_PATHS: Mapping[str, FieldPath] = {
    **{
        key: (key,)
        for key in (*CHOICE_COLUMNS, *REFERENCE_COLUMNS, *REFERENCE_LIST_COLUMNS, "language", "subtitles", "announced", "announcement")
    },
    "replay": ("replay", "url"),
    "replay-minutes": ("replay", "minutes"),
    "replay-language": ("replay", "language"),
    "captions": ("replay", "captions"),
    "slides": ("replay", "slides"),
    "transcript": ("replay", "transcript"),
    "expected": ("replay", "expected"),
}
"""The field path of each column's value in a record. The columns of translated texts are in `TEXT_COLUMNS`."""
TEXT_COLUMNS = ("title", "reason", "place", "description")


@dataclass(frozen=True, slots=True)
class SheetCell:
    """The value of a cell with its row and column in the sheet, from 0."""

    value: CellValue
    row: int
    column: int


class ReferenceNames:
    """Converts between the ids of records and their names in cells: the title when it is unique, else the id."""

    def __init__(self, source: SourceCalendar) -> None:
        self._titles: dict[str, dict[str, Text]] = {
            kind: {record.id: record.title for record in records} for kind, records in source.records.items()
        }
        self._ids: dict[str, dict[str, str]] = {kind: dict(self._iter_names(kind)) for kind in self._titles}

    def _iter_names(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield each accepted name with its id: the titles in every language that are unique, normalised, and the ids themselves."""
        ids_by_name: dict[str, set[str]] = {}
        for key, title in self._titles[kind].items():
            for name in title.as_dict().values():
                ids_by_name.setdefault(columns.normalise(name), set()).add(key)
        yield from ((name, next(iter(keys))) for name, keys in ids_by_name.items() if name and len(keys) == 1)
        yield from ((key, key) for key in self._titles[kind])

    def find_id(self, kind: str, name: str) -> str:
        """Return the id of the record with a name. Raises CellError with similar names."""
        known = self._ids.get(kind, {})
        record_id = known.get(name) or known.get(columns.normalise(name))
        if record_id is None:
            close = [known[match] for match in get_close_matches(columns.normalise(name), known, 3, 0.5)] or list(
                self._titles.get(kind, ())
            )[:6]
            display_language = "zh" if cells.has_chinese(name) else "en"
            names = dict.fromkeys(self.name_of(kind, key, display_language) for key in close)
            raise CellError("PR609", ", ".join(names) or f"no {kind} is written yet")
        return record_id

    def name_of(self, kind: str, key: str, display_language: str) -> str:
        """Return the name of a record for a cell: its title when that can be read back, else its id."""
        title = self._titles.get(kind, {}).get(key)
        name = cells.clean(title.within((display_language,)).text) if title else key
        return name if self._ids.get(kind, {}).get(columns.normalise(name)) == key and cells.split_list(name) == (name,) else key

    def list_names(self, kind: str, display_language: str) -> list[str]:
        """Return the names of all records of a kind, in order."""
        return [self.name_of(kind, key, display_language) for key in self._titles.get(kind, ())]


# From events to cells


def build_row(event: Event, display_language: str, names: ReferenceNames, languages: Sequence[str]) -> dict[str, str]:
    """Return the row of an event as texts by column key, without empty columns."""
    replay = event.replay.model_dump() if event.replay else {}
    separator = cells.LIST_SEPARATORS.get(display_language, cells.LIST_SEPARATORS["en"])
    deadline = next((item for item in event.deadlines if item.id == REGISTRATION), None)
    texts = {
        "id": event.id,
        **{key: columns.get_choices(key, display_language).get(getattr(event, key), "") for key in CHOICE_COLUMNS},
        **{
            key: names.name_of(kind, getattr(event, key), display_language)
            for key, kind in REFERENCE_COLUMNS.items()
            if getattr(event, key)
        },
        **{
            key: separator.join(names.name_of(kind, record_id, display_language) for record_id in getattr(event, key))
            for key, kind in REFERENCE_LIST_COLUMNS.items()
        },
        **{f"{key}.{language}": _text_in(getattr(event, key), language) for key in TEXT_COLUMNS for language in languages},
        **_format_interval(event),
        "language": columns.language_name(event.language, display_language) if event.language else "",
        "subtitles": separator.join(columns.language_name(language, display_language) for language in event.subtitles),
        **{f"people.{language}": cells.format_people(cells.people_in_language(event.people, language), language) for language in languages},
        "deadline": str(deadline.at) if deadline else "",
        "deadline-url": (deadline.url or "") if deadline else "",
        "announced": str(event.announced or ""),
        "announcement": event.announcement or "",
        **{
            key: str(replay.get(str(COLUMN_PATHS[key][-1])) or "")
            for key in ("replay", "replay-minutes", "slides", "transcript", "expected")
        },
        "replay-language": columns.language_name(replay["language"], display_language) if replay.get("language") else "",
        "captions": separator.join(columns.language_name(language, display_language) for language in replay.get("captions", ())),
    }
    return {key: cells.clean(text) for key, text in texts.items() if cells.clean(text)}


def _text_in(text: Text | None, language: str) -> str:
    return text.as_dict().get(language, "") if text is not None else ""


def _format_interval(event: Event) -> dict[str, str]:
    """Return start and end of an event by column. The last day is empty when the event ends at a time on the day it starts."""
    starts, ends = event.starts, event.ends
    same_day = ends is not None and ends.precision is Precision.MINUTE and ends.first_day == starts.first_day
    if starts.precision < Precision.DAY:
        same_day = False
    return {
        "date": cells.format_date(starts),
        "start": cells.format_time(starts),
        "last": "" if same_day else cells.format_date(ends),
        "end": cells.format_time(ends),
    }


# From cells to changes


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

    def parse_changes(self, row: Mapping[str, SheetCell], event: Event | None) -> tuple[dict[FieldPath, Any], list[CellViolation]]:
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
                self._add_change(changes, (base, language) if language else COLUMN_PATHS[key], key, row[key].value, current.get(key, ""))
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

    def parse_row_start(self, row: Mapping[str, SheetCell]) -> PartialDate | None:
        """Return the start of a row's event; None when it cannot be parsed."""
        with suppress(_CellErrorAt, ValueError):
            start = self._parse_interval(row, {}, None).get(("starts",))
            return PartialDate.parse(start) if start else None
        return None

    def _parse_interval(self, row: Mapping[str, SheetCell], current: Mapping[str, str], event: Event | None) -> dict[FieldPath, Any]:
        values = {key: row[key].value if key in row else current.get(key) for key in INTERVAL_COLUMNS}
        if all(cells.to_text(values[key]) == current.get(key, "") for key in INTERVAL_COLUMNS):
            return {}
        starts, end_time = self._parse_start(values, row)
        if end_time is not None and "end" not in row:
            values["end"] = end_time
        ends = self._parse_end(values, starts)
        current_interval = (str(event.starts), event.ends and str(event.ends)) if event else (None, None)
        changed = zip(("starts", "ends"), (str(starts), ends and str(ends)), current_interval, strict=True)
        return {(name,): new for name, new, old in changed if new != old}

    def _parse_start(self, values: Mapping[str, CellValue], row: Mapping[str, SheetCell]) -> tuple[PartialDate, time | None]:
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

    def _parse_people(self, row: Mapping[str, SheetCell], current: Mapping[str, str], event: Event | None) -> dict[FieldPath, Any]:
        keys = self._language_keys("people")
        if all(cells.to_text(row[key].value) == current.get(key, "") for key in keys if key in row):
            return {}
        if any(row[key].value is CellMark.REMOVE for key in keys if key in row):
            return {("people",): None} if event and event.people else {}
        texts = {key: cells.to_text(row[key].value) if key in row else current.get(key, "") for key in keys}
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

    def _parse_registration(self, row: Mapping[str, SheetCell], current: Mapping[str, str], event: Event | None) -> dict[FieldPath, Any]:
        deadlines = event.deadlines if event else ()
        index = next((n for n, deadline in enumerate(deadlines) if deadline.id == REGISTRATION), None)
        value = row["deadline"].value if "deadline" in row else current.get("deadline")
        if value is CellMark.REMOVE:
            rest = [deadline.model_dump(mode="json", exclude_none=True) for n, deadline in enumerate(deadlines) if n != index]
            return {} if index is None else {("deadlines",): rest or None}
        if value is None:
            raise _CellErrorAt("deadline", "PR610", cells.DATE_FORM)
        closes = str(_parse_cell("deadline", lambda cell_value: cells.parse_date(cell_value, self._month.year, self._epoch), value))
        url = row["deadline-url"].value if "deadline-url" in row else None
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
