"""Imports a sheet into the file of its month. All rows are written, or none if any row has an error; every problem is reported.

Rows are matched to events by, in this order:

1. id;
2. series, day and title;
3. series and start time;
4. the placeholder of the series that `plan` created.

Fields that the sheet does not have are not changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.problems import Problem, make_problem
from prospectus.scheduling import yaml_edit
from prospectus.scheduling.calendar_files import FieldEdit, SourceCalendar, kind_of
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import columns, rows
from prospectus.scheduling.spreadsheet.files import Sheet, SheetError, read_sheets
from prospectus.scheduling.spreadsheet.match_rows import match_rows
from prospectus.scheduling.spreadsheet.rows import RowReader
from prospectus.scheduling.spreadsheet.table import SheetRow, SheetTable, check_headings, find_table, iter_rows
from prospectus.validate import fields
from prospectus.validate.references import is_unfilled

FIELD_ORDER = (
    "id", "type", "series", "status", "title", "starts", "ends", "state", "reason", "language", "subtitles", "format", "channel", "place",
    "audiences", "products", "people", "deadlines", "announced", "announcement", "replay", "description",
)  # fmt: skip
"""The order in which the fields of a new event are written."""


_DEPENDENT_COLUMNS = {**dict.fromkeys(rows.INTERVAL_COLUMNS, rows.INTERVAL_COLUMNS), "series": ("series", "type", "language")}
"""The columns that depend on a column. When one cannot be read, no follow-up problems are reported for these."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """The new text of each file that changes, by path."""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    """The number of rows that change nothing."""
    unlisted: tuple[str, ...] = ()
    """The ids of the month's events that are not in the sheet. They are not changed."""
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether there is an error, so that nothing is written."""
        return any(item.severity == "error" for item in self.problems)


def import_file(source: SourceCalendar, file: Path, month: Month, *, publish: bool = False) -> ImportResult:
    """Return the changes that an XLSX or CSV file makes to a month. Nothing is written."""
    try:
        sheets = read_sheets(file)
    except SheetError as error:
        return ImportResult(problems=(make_problem(file.name, 1, 1, error.code, None, **error.params),))
    return import_sheets(source, file.name, sheets, month, publish=publish)


def import_sheets(source: SourceCalendar, file: str, sheets: Sequence[Sheet], month: Month, *, publish: bool = False) -> ImportResult:
    """Return the changes that the first sheet with headings makes to a month. Nothing is written.

    With `publish`, drafts in the sheet are published when their titles are filled in. Raises YamlEditError.
    """
    table = find_table(source, file, sheets)
    if isinstance(table, Problem):
        return ImportResult(problems=(table,))
    problems = [*check_headings(source, table)]
    sheet_rows = list(iter_rows(table, problems))
    reader = RowReader(source, month, table.sheet.epoch, table.display_language)
    problems += match_rows(source, month, table, reader, sheet_rows)
    for row in sheet_rows:
        problems.extend(_check_row(table, reader, month, row, publish=publish))
    if any(item.severity == "error" for item in problems):
        return ImportResult(problems=tuple(sorted(problems)))
    return _build_result(source, month, sheet_rows, tuple(sorted(problems)))


# Checking rows


def _check_row(table: SheetTable, reader: RowReader, month: Month, row: SheetRow, *, publish: bool) -> Iterator[Problem]:
    current_event = row.entry.event if row.entry else None
    row.changes, violations = reader.parse_changes(row.cells, current_event)
    for violation in violations:
        yield table.row_problem(row, violation.key, violation.code, form=violation.form)
    reported = {key for violation in violations for key in _DEPENDENT_COLUMNS.get(violation.key, (violation.key,))}
    if row.entry is None:
        row.changes |= {field_path: value for field_path, value in _default_values(row, reader).items() if field_path not in row.changes}
    data: Any = {"id": row.id, "type": row.entry.event.type, **row.entry.raw.data} if row.entry else {}
    for field_path, value in row.changes.items():
        data = yaml_edit.put_value(data, field_path, value)
    yield from _check_event(table, month, row, yaml_edit.to_plain(data), reported)
    if publish and row.event is not None and row.event.status == "draft" and not is_unfilled(row.event.title):
        row.changes.pop(("status",), None)
        if current_event is not None and current_event.status == "draft":
            row.changes["status",] = None


def _default_values(row: SheetRow, reader: RowReader) -> dict[FieldPath, Any]:
    """Return default values for a new row: its id, and the type and language of its series."""
    series = reader.find_series(row.changes.get(("series",)))
    defaults: dict[FieldPath, Any] = {("id",): row.id}
    if series is not None:
        defaults["type",] = series.default_event_type
        if series.default_language:
            defaults["language",] = series.default_language
    return defaults


def _check_event(table: SheetTable, month: Month, row: SheetRow, data: Mapping[str, Any], reported: Collection[str]) -> Iterator[Problem]:
    """Set the resulting event of a row, or yield its problems.

    The event must be valid, must start in the month, and must have a title when it is published. The columns `reported` already
    have a problem and get no other.
    """
    try:
        event = kind_of(data).model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            if _column_key(table, detail["loc"]) not in reported:
                yield _to_problem(table, row, detail)
        return
    if not isinstance(event, Event):
        return
    for violation in event.iter_violations():
        yield table.row_problem(row, _column_key(table, violation.field_path), "PR612", **violation.params)
    if ("starts",) in row.changes and not _starts_in(month, event.starts):
        yield table.row_problem(row, "date", "PR615", month=month, form=f"{month}-…")
    if event.status != "draft" and is_unfilled(event.title) and row.changes:
        yield table.row_problem(row, _column_key(table, ("title",)), "PR227", form="the title of the event")
    if not reported:
        row.event = event


def _starts_in(month: Month, starts: PartialDate) -> bool:
    if starts.precision >= Precision.MONTH:
        return starts.first_day in month
    return starts.first_day < month.day_after and starts.day_after > month.first_day


def _to_problem(table: SheetTable, row: SheetRow, error: Mapping[str, Any]) -> Problem:
    field_path = tuple(error["loc"])
    key = _column_key(table, field_path)
    if error["type"] == "missing":
        return table.row_problem(row, key, "PR610", form=columns.get_help_text(key, table.display_language))
    code = fields.CODES_BY_ERROR_TYPE.get(error["type"], "PR111")
    bounds = fields.BOUND_DESCRIPTIONS.get(error["type"], "").format_map(error.get("ctx", {}))
    return table.row_problem(row, key, "PR608", form=fields.EXAMPLE_FORMS.get(code) or bounds or str(error["msg"]))


def _column_key(table: SheetTable, field_path: FieldPath) -> str:
    """Return the column key of a field; for a translated field, the first of its columns in the sheet."""
    ends = next((key for key in ("end", "last", "start") if key in table.columns), "date")
    fixed = {"starts": "date", "ends": ends, "deadlines": "deadline"}
    name = str(field_path[0])
    if name == "deadlines" and field_path[-1] == "url":
        return "deadline-url"
    exact = next((key for key, column_path in rows.COLUMN_PATHS.items() if column_path == field_path[: len(column_path)]), None)
    translated = next((key for key in table.columns if key.partition(".")[0] == name), None)
    return exact or fixed.get(name) or translated or (f"{name}.zh" if name in (*rows.TEXT_COLUMNS, "people") else "id")


# Building the result


def _build_result(source: SourceCalendar, month: Month, sheet_rows: Sequence[SheetRow], problems: tuple[Problem, ...]) -> ImportResult:
    edits = [FieldEdit(row.entry, field_path, value) for row in sheet_rows if row.entry for field_path, value in row.changes.items()]
    texts = source.edit_fields(edits)
    new = [_build_record(row.changes) for row in sheet_rows if row.entry is None]
    if new:
        texts[month.path] = yaml_edit.append_rows(texts.get(month.path, yaml_edit.read_text(source.root, month.path)), new)
    listed_ids = {row.id for row in sheet_rows}
    return ImportResult(
        texts,
        tuple(row.id for row in sheet_rows if row.entry is None),
        tuple(row.id for row in sheet_rows if row.entry and row.changes),
        sum(row.entry is not None and not row.changes for row in sheet_rows),
        tuple(entry.event.id for entry in source.entries_in(month) if entry.event.id not in listed_ids),
        problems,
    )


def _build_record(changes: Mapping[FieldPath, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field_path, value in changes.items():
        data = yaml_edit.put_value(data, field_path, value)
    return {name: data[name] for name in FIELD_ORDER if name in data}
