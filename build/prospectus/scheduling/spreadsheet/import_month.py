"""Imports a sheet into the files of its month. All rows are written, or none if any row has an error; every problem is reported.

Rows are matched to events by, in this order:

1. id;
2. series, day and title;
3. series and start time;
4. the placeholder of the series that `plan` created, if no other row of the series is nearer to its date.

Fields that the sheet does not have are not changed. A row becomes a `SheetRow`, a `MatchedRow` and a `RowChange` in turn.
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
from prospectus.scheduling.plan_messages import is_date_comment, is_head_comment
from prospectus.scheduling.spreadsheet.files import read_file
from prospectus.scheduling.spreadsheet.match_rows import match_rows
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames
from prospectus.scheduling.spreadsheet.row_changes import RowChange, build_change
from prospectus.scheduling.spreadsheet.row_outcomes import Outcome, RowOutcome, describe_outcome
from prospectus.scheduling.spreadsheet.rows_in import RowReader
from prospectus.scheduling.spreadsheet.sheet import SheetError, SheetFile
from prospectus.scheduling.spreadsheet.table import SheetRow, check_table, find_tables, iter_rows

SHOW_SHEET = Message("a visible sheet, if it is to be imported", "如需导入，取消隐藏这张工作表")
FIELD_ORDER = (
    "id", "type", "series", "status", "title", "starts", "ends", "state", "reason", "language", "subtitles", "format", "channel", "place",
    "audiences", "products", "people", "deadlines", "announced", "announcement", "replay", "description",
)  # fmt: skip
"""The order in which the fields of a new event are written."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """The new text of each file that changes, by path."""
    rows: tuple[RowOutcome, ...] = ()
    """What happens to each row, in the order of the sheets."""
    unlisted: tuple[str, ...] = ()
    """The ids of the month's events that are not in the sheet. They are not changed."""
    problems: tuple[Problem, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    """The title of each event that is not in the sheet, by id."""

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


def import_file(source: SourceCalendar, file: Path, month: Month, *, publish: bool = False, new_file: str = "") -> ImportResult:
    """Return the changes that a file makes to a month. Nothing is written.

    `new_file` names the second file to which new events go; by default they go to the main file. Raises UsageError for a wrong name.
    """
    try:
        sheet_file = read_file(file)
    except SheetError as error:
        params = dict(error.params)
        return ImportResult(problems=(make_problem(file.name, int(str(params.pop("line", 1))), 1, error.code, None, **params),))
    return import_sheets(source, file.name, sheet_file, month, publish=publish, new_file=new_file)


def import_sheets(
    source: SourceCalendar, file: str, sheet_file: SheetFile, month: Month, *, publish: bool = False, new_file: str = ""
) -> ImportResult:
    """Return the changes that all sheets with headings make to a month. Nothing is written.

    With `publish`, drafts in the sheets are published when their titles are filled in. Raises YamlEditError, and UsageError for a wrong
    `new_file`.
    """
    new_path = month.choose_file(new_file)
    tables, unread = find_tables(source, file, sheet_file.sheets)
    hidden = [make_problem(file, 1, 1, "PR625", None, came=name, form=SHOW_SHEET) for name in sheet_file.hidden]
    if not tables:
        return ImportResult(problems=(*unread, *hidden))
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
    if any(problem.severity == "error" for problem in unique_problems):
        return ImportResult(problems=unique_problems)
    return _build_result(source, month, new_path, [change for change, _ in results], unique_problems)


def _build_result(
    source: SourceCalendar, month: Month, new_path: str, changes: Sequence[RowChange], problems: tuple[Problem, ...]
) -> ImportResult:
    edits = [
        FieldEdit(change.entry, field_path, value) for change in changes if change.entry for field_path, value in change.fields.items()
    ]
    texts = source.edit_fields(edits)
    for change in changes:
        if change.match.fills_draft and ("starts",) in change.fields:
            texts |= _remove_date_comments(change, texts)
    new = [change for change in changes if change.entry is None]
    if new:
        text = texts.get(new_path, source.text_of(new_path))
        texts[new_path] = yaml_records.insert_rows(text, [_build_record(change.fields) for change in new], is_header=is_head_comment)
    listed_ids = {change.entry.event.id for change in changes if change.entry}
    unlisted = [entry.event for entry in source.entries_in(month) if entry.event.id not in listed_ids]
    names = ReferenceNames(source)
    return ImportResult(
        texts,
        tuple(describe_outcome(change, names, source.languages) for change in changes),
        tuple(event.id for event in unlisted),
        problems,
        {event.id: next(iter(event.title.as_dict().values()), "") for event in unlisted},
    )


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
