"""The changes that a row makes to its event, checked against the schema before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.problems import Problem
from prospectus.scheduling import yaml_edit
from prospectus.scheduling.calendar_files import CalendarEntry, kind_of
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import columns
from prospectus.scheduling.spreadsheet.match_rows import MatchedRow
from prospectus.scheduling.spreadsheet.rows_in import RowReader
from prospectus.scheduling.spreadsheet.table import SheetRow, SheetTable
from prospectus.validate import fields
from prospectus.validate.references import is_unfilled

_DEPENDENT_COLUMNS = {**dict.fromkeys(columns.INTERVAL_COLUMNS, columns.INTERVAL_COLUMNS), "series": ("series", "type", "language")}
"""The columns that depend on a column. When one cannot be read, no follow-up problems are reported for these."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """The changes that a row makes to its event; for a new event, all of its fields."""

    id: str
    entry: CalendarEntry | None
    """The existing event; None for a new one."""
    fields: Mapping[FieldPath, Any]
    """The new value of each field that changes; None removes it."""


def build_change(
    table: SheetTable, reader: RowReader, month: Month, row: MatchedRow, *, publish: bool
) -> tuple[RowChange, tuple[Problem, ...]]:
    """Return the changes that a row makes, and its problems. With `publish`, a draft is published when its titles are filled in."""
    current_event = row.entry.event if row.entry else None
    changes, violations = reader.parse_changes(row.row.cells, current_event)
    cell_problems = [table.row_problem(row.row, violation.key, violation.code, form=violation.form) for violation in violations]
    reported = {key for violation in violations for key in _DEPENDENT_COLUMNS.get(violation.key, (violation.key,))}
    if row.entry is None:
        for field_path, value in _default_values(row.id, changes, reader).items():
            changes.setdefault(field_path, value)
    event, event_problems = _check_event(table, month, row.row, changes, _apply(changes, row), reported)
    if publish and event is not None and event.status == "draft" and not is_unfilled(event.title):
        changes.pop(("status",), None)
        if current_event is not None and current_event.status == "draft":
            changes["status",] = None
    return RowChange(row.id, row.entry, changes), (*cell_problems, *event_problems)


def _default_values(event_id: str, changes: Mapping[FieldPath, Any], reader: RowReader) -> dict[FieldPath, Any]:
    """Return default values for a new event: its id, and the type and language of its series."""
    series = reader.find_series(changes.get(("series",)))
    defaults: dict[FieldPath, Any] = {("id",): event_id}
    if series is not None:
        defaults["type",] = series.default_event_type
        if series.default_language:
            defaults["language",] = series.default_language
    return defaults


def _apply(changes: Mapping[FieldPath, Any], row: MatchedRow) -> Any:
    """Return the fields of the event with the changes of its row."""
    data: Any = {"id": row.id, "type": row.entry.event.type, **row.entry.raw.data} if row.entry else {}
    for field_path, value in changes.items():
        data = yaml_edit.put_value(data, field_path, value)
    return yaml_edit.to_plain(data)


def _check_event(
    table: SheetTable, month: Month, row: SheetRow, changes: Mapping[FieldPath, Any], data: Mapping[str, Any], reported: Collection[str]
) -> tuple[Event | None, list[Problem]]:
    """Return the resulting event of a row, and its problems; None when it is invalid or a cell could not be read.

    The columns `reported` already have a problem and get no other.
    """
    try:
        event = kind_of(data).model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [_to_problem(table, row, detail) for detail in details if _column_key(table, detail["loc"]) not in reported]
    if not isinstance(event, Event):
        return None, []
    return None if reported else event, list(_iter_event_problems(table, month, row, changes, event))


def _iter_event_problems(
    table: SheetTable, month: Month, row: SheetRow, changes: Mapping[FieldPath, Any], event: Event
) -> Iterator[Problem]:
    """Yield the rules that an event breaks. It must start in the month, and must have a title when it is published."""
    for violation in event.iter_violations():
        yield table.row_problem(row, _column_key(table, violation.field_path), "PR612", **violation.params)
    if ("starts",) in changes and not _starts_in(month, event.starts):
        yield table.row_problem(row, "date", "PR615", month=month, form=f"{month}-…")
    if event.status != "draft" and is_unfilled(event.title) and changes:
        yield table.row_problem(row, _column_key(table, ("title",)), "PR227", form="the title of the event")


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
    return table.row_problem(row, key, "PR608", form=fields.EXAMPLE_FORMS.get(code) or fields.describe_rule(error))


def _column_key(table: SheetTable, field_path: FieldPath) -> str:
    """Return the column key of a field; for a translated field, the first of its columns in the sheet."""
    ends = next((key for key in ("end", "last", "start") if key in table.columns), "date")
    fixed = {"starts": "date", "ends": ends, "deadlines": "deadline"}
    name = str(field_path[0])
    if name == "deadlines" and field_path[-1] == "url":
        return "deadline-url"
    exact = next((key for key, column_path in columns.COLUMN_PATHS.items() if column_path == field_path[: len(column_path)]), None)
    translated = next((key for key in table.columns if key.partition(".")[0] == name), None)
    return exact or fixed.get(name) or translated or (f"{name}.zh" if name in (*columns.TEXT_COLUMNS, "people") else "id")
