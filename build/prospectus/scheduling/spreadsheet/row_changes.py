"""The changes that a row makes to its event, checked against the schema before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.problems import Message, Problem
from prospectus.scheduling import yaml_edit
from prospectus.scheduling.calendar_files import CalendarEntry, kind_of
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import cells, columns
from prospectus.scheduling.spreadsheet.left_alone import leave_alone, name_move
from prospectus.scheduling.spreadsheet.matched_row import MatchedRow
from prospectus.scheduling.spreadsheet.online_channel import add_channel
from prospectus.scheduling.spreadsheet.rows_in import RowReader
from prospectus.scheduling.spreadsheet.table import SheetRow, SheetTable
from prospectus.validate import fields
from prospectus.validate.references import is_unfilled

_DEPENDENT_COLUMNS = {
    **dict.fromkeys((*columns.INTERVAL_COLUMNS, "weekday"), columns.INTERVAL_COLUMNS),
    "series": ("series", "type", "language"),
}
"""The columns that depend on a column. When one cannot be read, no follow-up problems are reported for these."""

REINSTATE = Message("`prospectus reinstate {id}` first, or the day as it was", "先用 `prospectus reinstate {id}` 恢复，或保持原来的日期")
IN_MONTH_OR_ID = Message("{month}-…, or the id of the event that moves to that day", "{month}-…；如果是已有活动改到那一天，请写上它的编号")


@dataclass(frozen=True, slots=True)
class RowChange:
    """The changes that a row makes to its event; for a new event, all of its fields."""

    match: MatchedRow
    fields: Mapping[FieldPath, Any]
    """The new value of each field that changes; None removes it."""
    title: str
    stays_draft: bool
    """Whether the event is a draft afterwards, which is not published."""
    event: Event | None = None
    """The event afterwards; None when the row has problems."""
    notes: tuple[Message, ...] = ()
    """What the row says that is out of date, so that it is not taken over."""
    watch: Message | None = None
    """What the report says of where an online event is watched."""

    @property
    def id(self) -> str:
        """The id of the event afterwards."""
        return self.match.id

    @property
    def entry(self) -> CalendarEntry | None:
        """The existing event; None for a new one."""
        return self.match.entry


def build_change(reader: RowReader, month: Month, row: MatchedRow, *, publish: bool) -> tuple[RowChange, tuple[Problem, ...]]:
    """Return the changes that a row makes, and its problems. With `publish`, a draft is published when its titles are filled in."""
    current_event = row.entry.event if row.entry else None
    if row.entry is not None and row.is_outdated:
        current = row.entry.event
        return RowChange(row, {}, _title_of(row, current), current.status == "draft", current, (name_move(row.entry, row.row),)), ()
    changes, violations = reader.parse_changes(row.row, current_event)
    cell_problems = [row.row.problem(violation.key, violation.code, form=violation.form, **violation.params) for violation in violations]
    cell_problems += [row.row.problem(note.key, note.code, **note.params) for note in reader.list_notes(row.row)]
    notes = leave_alone(changes, row.entry, reader.former) if row.entry else ()
    watch = add_channel(changes, row, reader)
    reported = {key for violation in violations for key in _DEPENDENT_COLUMNS.get(violation.key, (violation.key,))}
    if row.entry is None:
        for field_path, value in _default_values(row, changes, reader).items():
            changes.setdefault(field_path, value)
    elif row.id != row.entry.event.id:
        changes["id",] = row.id
    event, event_problems = _check_event(month, row, changes, _apply(changes, row), reported, reader.names.own_types)
    if publish and event is not None and event.status == "draft" and not is_unfilled(event.title):
        changes.pop(("status",), None)
        if current_event is not None and current_event.status == "draft":
            changes["status",] = None
        event = event.model_copy(update={"status": "published"})
    stays_draft = event is not None and event.status == "draft"
    return RowChange(row, changes, _title_of(row, event), stays_draft, event, notes, watch), (*cell_problems, *event_problems)


def _title_of(row: MatchedRow, event: Event | None) -> str:
    """Return the title of a row's event, for messages."""
    if event is not None:
        return next(iter(event.title.as_dict().values()), "")
    return next((row.row.cell_text(key) for key in row.row.cells if key.startswith("title.")), "")


def _default_values(row: MatchedRow, changes: Mapping[FieldPath, Any], reader: RowReader) -> dict[FieldPath, Any]:
    """Return default values for a new event: its id, and the type and language of its series; else the type that the headings name."""
    series = reader.find_series(changes.get(("series",)))
    defaults: dict[FieldPath, Any] = {("id",): row.id}
    if series is None and row.row.table.default_type:
        defaults["type",] = row.row.table.default_type
    if series is not None:
        defaults["type",] = series.default_event_type
        if series.default_language:
            defaults["language",] = series.default_language
    return defaults


def _apply(changes: Mapping[FieldPath, Any], row: MatchedRow) -> Any:
    """Return the fields of the event with the changes of its row."""
    data: Any = {"type": row.entry.event.type, **row.entry.raw.data, "id": row.id} if row.entry else {}
    for field_path, value in changes.items():
        data = yaml_edit.put_value(data, field_path, value)
    return yaml_edit.to_plain(data)


def _check_event(
    month: Month,
    match: MatchedRow,
    changes: Mapping[FieldPath, Any],
    data: Mapping[str, Any],
    reported: Collection[str],
    own_types: columns.OwnTypes,
) -> tuple[Event | None, list[Problem]]:
    """Return the resulting event of a row, and its problems; None when it is invalid or a cell could not be read.

    The columns `reported` already have a problem and get no other.
    """
    row = match.row
    try:
        event = kind_of(data).model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [_to_problem(row, detail, own_types) for detail in details if _column_key(row.table, detail["loc"]) not in reported]
    if not isinstance(event, Event):
        return None, []
    return None if reported else event, list(_iter_event_problems(month, match, changes, event))


def _iter_event_problems(month: Month, match: MatchedRow, changes: Mapping[FieldPath, Any], event: Event) -> Iterator[Problem]:
    """Yield the rules that an event breaks. It must have a title when it is published, and start in the month unless it moves to another.

    Only an event that its row names by id can move, and no cancelled one.
    """
    row = match.row
    for violation in event.iter_violations():
        form = Message(f"a time after {event.starts}", f"晚于 {event.starts} 的时间")
        yield row.problem(_column_key(row.table, violation.field_path), "PR612", **{**violation.params, "form": form})
    if ("starts",) in changes and not _starts_in(month, event.starts):
        came = {} if ("date" in row.cells) else {"came": event.starts}
        if match.entry is None or not row.cell_text("id"):
            yield row.problem("date", "PR615", month=month, form=IN_MONTH_OR_ID.fill(month=month), **came)
        elif event.state == "cancelled" and match.entry.event.state == "cancelled":
            yield row.problem("date", "PR633", month=month, form=REINSTATE.fill(id=match.entry.event.id), **came)
    if event.status != "draft" and is_unfilled(event.title) and changes:
        yield row.problem(_column_key(row.table, ("title",)), "PR227", form=Message("the title of the event", "活动的名称"))


def _starts_in(month: Month, starts: PartialDate) -> bool:
    if starts.precision >= Precision.MONTH:
        return starts.first_day in month
    return starts.first_day < month.day_after and starts.day_after > month.first_day


def _to_problem(row: SheetRow, error: Mapping[str, Any], own_types: columns.OwnTypes) -> Problem:
    key = _column_key(row.table, tuple(error["loc"]))
    if error["type"] == "missing":
        return row.problem(key, "PR610", form=_form_of_missing(key, own_types))
    code = fields.CODES_BY_ERROR_TYPE.get(error["type"], "PR111")
    return row.problem(key, "PR608", form=fields.EXAMPLE_FORMS.get(code) or fields.describe_rule(error))


def _form_of_missing(key: str, own_types: columns.OwnTypes) -> Message:
    """Return what to write in an empty cell: one of the choices of its column, or else the help for the column."""
    if key in columns.CHOICE_COLUMNS:
        return cells.list_labels(key, "、", own_types)
    return Message(columns.get_help_text(key, "en"), columns.get_help_text(key, "zh"))


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
