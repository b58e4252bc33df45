"""Imports a sheet into the file of its month. All rows are written, or none if any row has an error; every problem is reported.

Rows are matched to events by, in this order:

1. id;
2. series, day and title;
3. series and start time;
4. the placeholder of the series that `plan` created.

Fields that the sheet does not have are not changed. A row becomes a `SheetRow`, a `MatchedRow` and a `RowChange` in turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prospectus.model.fields import FieldPath
from prospectus.problems import Problem, make_problem
from prospectus.scheduling import yaml_edit
from prospectus.scheduling.calendar_files import FieldEdit, SourceCalendar
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.files import read_sheets
from prospectus.scheduling.spreadsheet.match_rows import match_rows
from prospectus.scheduling.spreadsheet.row_changes import RowChange, build_change
from prospectus.scheduling.spreadsheet.rows_in import RowReader
from prospectus.scheduling.spreadsheet.sheet import Sheet, SheetError
from prospectus.scheduling.spreadsheet.table import check_headings, check_values, find_table, iter_rows

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
    reader = RowReader(source, month, table.sheet.epoch, table.display_language)
    rows, problems = match_rows(source, month, table, reader, list(iter_rows(table)))
    results = [build_change(table, reader, month, row, publish=publish) for row in rows]
    all_problems = (
        *check_headings(source, table),
        *check_values(table),
        *problems,
        *(problem for _, row_problems in results for problem in row_problems),
    )
    if any(problem.severity == "error" for problem in all_problems):
        return ImportResult(problems=tuple(sorted(all_problems)))
    return _build_result(source, month, [change for change, _ in results], tuple(sorted(all_problems)))


def _build_result(source: SourceCalendar, month: Month, changes: Sequence[RowChange], problems: tuple[Problem, ...]) -> ImportResult:
    edits = [
        FieldEdit(change.entry, field_path, value) for change in changes if change.entry for field_path, value in change.fields.items()
    ]
    texts = source.edit_fields(edits)
    new = [change for change in changes if change.entry is None]
    if new:
        text = texts.get(month.path, yaml_edit.read_text(source.root, month.path))
        texts[month.path] = yaml_edit.append_rows(text, [_build_record(change.fields) for change in new])
    listed_ids = {change.id for change in changes}
    return ImportResult(
        texts,
        tuple(change.id for change in new),
        tuple(change.id for change in changes if change.entry and change.fields),
        sum(change.entry is not None and not change.fields for change in changes),
        tuple(entry.event.id for entry in source.entries_in(month) if entry.event.id not in listed_ids),
        problems,
    )


def _build_record(changes: Mapping[FieldPath, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field_path, value in changes.items():
        data = yaml_edit.put_value(data, field_path, value)
    return {name: data[name] for name in FIELD_ORDER if name in data}
