"""Imports a sheet into the files of its month. All rows are written, or none if any row has an error; every problem is reported.

Rows are matched to events by, in this order:

1. id;
2. series, day and title;
3. series and start time;
4. the placeholder of the series that `plan` created, if no other row of the series is nearer to its date.

Fields that the sheet does not have are not changed. A row with an id and a date in another month moves its event to the file of that month.
A row becomes a `SheetRow`, a `MatchedRow` and a `RowChange` in turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prospectus.model.fields import FieldPath
from prospectus.problems import Message, Problem, make_problem
from prospectus.scheduling import yaml_edit, yaml_records
from prospectus.scheduling.calendar_files import FieldEdit, SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.month_edits import find_new_file, move_blocks, remove_empty_files
from prospectus.scheduling.plan_messages import is_date_comment, is_head_comment
from prospectus.scheduling.spreadsheet.files import read_file
from prospectus.scheduling.spreadsheet.match_rows import match_rows
from prospectus.scheduling.spreadsheet.new_records import NewName, collect_new_names
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames
from prospectus.scheduling.spreadsheet.row_changes import RowChange, build_change
from prospectus.scheduling.spreadsheet.row_outcomes import Outcome, RowOutcome, describe_outcome
from prospectus.scheduling.spreadsheet.rows_in import RowReader
from prospectus.scheduling.spreadsheet.sheet import SheetError, SheetFile
from prospectus.scheduling.spreadsheet.table import SheetRow, check_table, find_tables, iter_rows

SHOW_SHEET = Message("a visible sheet, if it is to be imported", "如需导入，取消隐藏这张工作表")
FIELD_ORDER = (
    "id", "type", "series", "status", "title", "starts", "ends", "state", "reason", "language", "subtitles", "format", "channel", "place",
    "venue", "audiences", "products", "people", "deadlines", "announced", "announcement", "replay", "description",
)  # fmt: skip
"""The order in which the fields of a new event are written."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import."""

    texts: Mapping[str, str | None] = field(default_factory=dict)
    """The new text of each file that changes, by path; None for a file from which the last event moves away."""
    rows: tuple[RowOutcome, ...] = ()
    """What happens to each row, in the order of the sheets."""
    unlisted: tuple[str, ...] = ()
    """The ids of the month's events that are not in the sheet. They are not changed."""
    problems: tuple[Problem, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    """The title of each event that is not in the sheet, by id."""
    new_names: tuple[NewName, ...] = ()
    """The names of people and places in the rows that no record has."""
    record_texts: Mapping[str, str] = field(default_factory=dict)
    """The new text of each file of records to which the new names are added, by path; empty unless that was asked for."""

    @property
    def all_texts(self) -> Mapping[str, str | None]:
        """The new text of each file that changes, of events and of records."""
        return {**self.texts, **self.record_texts}

    @property
    def added(self) -> tuple[str, ...]:
        """The ids of the events that are added."""
        return tuple(row.id for row in self.list_rows(Outcome.ADDED))

    @property
    def changed(self) -> tuple[str, ...]:
        """The ids of the events that are changed, as they are afterwards."""
        return tuple(row.id for row in self.list_rows(Outcome.CHANGED))

    @property
    def unchanged(self) -> int:
        """The number of rows that change nothing."""
        return len(self.list_rows(Outcome.UNCHANGED))

    def list_rows(self, outcome: Outcome) -> tuple[RowOutcome, ...]:
        """Return the rows with one outcome."""
        return tuple(row for row in self.rows if row.outcome is outcome)

    @property
    def refused(self) -> bool:
        """Whether there is an error, so that nothing is written."""
        return any(item.severity == "error" for item in self.problems)


@dataclass(frozen=True, slots=True)
class MonthChanges:
    """What the rows of the sheets of a month change."""

    month: Month
    changes: tuple[RowChange, ...]
    problems: tuple[Problem, ...]
    has_table: bool = True
    """Whether a sheet has headings, so that its rows can be read."""


def import_file(source: SourceCalendar, file: Path, month: Month, *, publish: bool = False, new_file: str = "") -> ImportResult:
    """Return the changes that a file makes to a month. Nothing is written.

    `new_file` names the second file to which new events go; by default they go to the main file. Raises UsageError for a wrong name.
    """
    try:
        sheet_file = read_file(file)
    except SheetError as error:
        return ImportResult(problems=(error.to_problem(file.name),))
    return import_sheets(source, file.name, sheet_file, month, publish=publish, new_file=new_file)


def import_sheets(
    source: SourceCalendar, file: str, sheet_file: SheetFile, month: Month, *, publish: bool = False, new_file: str = ""
) -> ImportResult:
    """Return the changes that all sheets with headings make to a month. Nothing is written.

    With `publish`, drafts in the sheets are published when their titles are filled in. Raises YamlEditError, and UsageError for a wrong
    `new_file`.
    """
    return build_result(source, [read_changes(source, file, sheet_file, month, publish=publish)], new_file)


def read_changes(source: SourceCalendar, file: str, sheet_file: SheetFile, month: Month, *, publish: bool = False) -> MonthChanges:
    """Return what the rows of all sheets with headings change, by row, and their problems."""
    tables, unread = find_tables(source, file, sheet_file.sheets)
    hidden = [make_problem(file, 1, 1, "PR625", None, came=name, form=SHOW_SHEET) for name in sheet_file.hidden]
    if not tables:
        return MonthChanges(month, (), (*unread, *hidden), has_table=False)
    reader = RowReader(source, month)
    items = [item for table in tables for item in iter_rows(table)]
    table_rows = [session for item in items if isinstance(item, SheetRow) for session in reader.split_sessions(item)]
    rows, problems = match_rows(source, month, reader, table_rows)
    results = [build_change(reader, month, row, publish=publish) for row in rows]
    all_problems = (
        *unread,
        *hidden,
        *(problem for table in tables for problem in check_table(source, table)),
        *(item for item in items if isinstance(item, Problem)),
        *problems,
        *(problem for _, row_problems in results for problem in row_problems),
    )
    unique_problems = tuple(sorted({(problem, problem.came): problem for problem in all_problems}.values()))  # sessions share their cells
    return MonthChanges(month, tuple(change for change, _ in results), unique_problems)


def build_result(source: SourceCalendar, months: Sequence[MonthChanges], new_file: str = "") -> ImportResult:
    """Return the result of importing the rows of one or several months: all of them, or none if any has an error.

    Events that their rows move to another month move to its file. Raises YamlEditError, and UsageError for a wrong `new_file`.
    """
    new_paths = {item.month: item.month.choose_file(new_file) for item in months}
    problems = tuple(problem for item in months for problem in item.problems)
    changes = [change for item in months for change in item.changes]
    if any(problem.severity == "error" for problem in problems) or not any(item.has_table for item in months):
        return ImportResult(problems=problems)
    moves = [(change, path) for change in changes if change.entry and (path := _find_new_file(source, change))]
    listed_ids = {change.entry.event.id for change in changes if change.entry}
    unlisted = [entry.event for item in months for entry in source.entries_in(item.month) if entry.event.id not in listed_ids]
    names, new_files = ReferenceNames(source), {id(change): path for change, path in moves}
    return ImportResult(
        _write_texts(source, months, new_paths, new_files),
        tuple(describe_outcome(change, names, source.languages, new_files.get(id(change), "")) for change in changes),
        tuple(event.id for event in unlisted),
        problems,
        {event.id: next(iter(event.title.as_dict().values()), "") for event in unlisted},
        collect_new_names(source, names.directory, changes),
    )


def _find_new_file(source: SourceCalendar, change: RowChange) -> str:
    return find_new_file(source, change.entry, change.fields.get(("starts",))) if change.entry else ""


def _write_texts(
    source: SourceCalendar, months: Sequence[MonthChanges], new_paths: Mapping[Month, str], new_files: Mapping[int, str]
) -> dict[str, str | None]:
    """Return the texts of the files: fields are set first, then events move, then new ones are inserted."""
    changes = [change for item in months for change in item.changes]
    edited = source.edit_fields(
        FieldEdit(change.entry, field_path, value) for change in changes if change.entry for field_path, value in change.fields.items()
    )
    for change in changes:
        if change.match.fills_draft and ("starts",) in change.fields:
            edited |= _remove_date_comments(change, edited)
    moves = [(change.entry, new_files[id(change)]) for change in changes if change.entry and id(change) in new_files]
    texts = move_blocks(source, edited, moves)
    for item in months:
        new = [_build_record(change.fields) for change in item.changes if change.entry is None]
        if new:
            path = new_paths[item.month]
            text = texts.get(path)
            texts[path] = yaml_records.insert_rows(source.text_of(path) if text is None else text, new, is_header=is_head_comment)
    return remove_empty_files(texts, moves)


def _remove_date_comments(change: RowChange, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the text of the file of a filled draft without the comments on the day for which it was planned."""
    part = change.entry.raw.parts[0] if change.entry else None
    if part is None or part.path not in texts or len(part.prefix) != 1:
        return {}
    return {part.path: yaml_edit.remove_comments(texts[part.path], int(part.prefix[0]), is_date_comment)}


def _build_record(changes: Mapping[FieldPath, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field_path, value in changes.items():
        data = yaml_edit.put_value(data, field_path, value)
    return {name: data[name] for name in FIELD_ORDER if name in data}
