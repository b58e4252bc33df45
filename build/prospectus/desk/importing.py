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

from prospectus.desk import columns, edit, rows
from prospectus.desk.entries import Desk, kind_of
from prospectus.desk.identity import identify
from prospectus.desk.month import Month
from prospectus.desk.rows import Reader
from prospectus.desk.sheet import Sheet, Unreadable, read
from prospectus.desk.table import Row, Table, check_headings, rows_of, table_of
from prospectus.model.event import Event
from prospectus.model.moment import Moment, Precision
from prospectus.model.shape import Place
from prospectus.problems import Problem, problem
from prospectus.validate import records
from prospectus.validate.site import to_be_filled_in

ORDER = (
    "id", "type", "series", "status", "title", "starts", "ends", "state", "reason", "language", "subtitles", "format", "channel", "place",
    "audiences", "products", "people", "deadlines", "announced", "announcement", "replay", "description",
)  # fmt: skip
"""The order in which the fields of a new event are written."""


_LED = {**dict.fromkeys(rows.WHEN, rows.WHEN), "series": ("series", "type", "language")}
"""The columns that depend on a column. When one cannot be read, no follow-up problems are reported for these."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of an import."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """The new text of each file that changes, by path."""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: int = 0
    """The number of rows that change nothing."""
    left: tuple[str, ...] = ()
    """The ids of the month's events that are not in the sheet. They are not changed."""
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether there is an error, so that nothing is written."""
        return any(each.severity == "error" for each in self.problems)


def from_file(desk: Desk, file: Path, month: Month, *, publish: bool = False) -> Outcome:
    """Return the changes that an XLSX or CSV file makes to a month. Nothing is written."""
    try:
        sheets = read(file)
    except Unreadable as unreadable:
        return Outcome(problems=(problem(file.name, 1, 1, unreadable.code, None, **unreadable.given),))
    return from_sheets(desk, file.name, sheets, month, publish=publish)


def from_sheets(desk: Desk, file: str, sheets: Sequence[Sheet], month: Month, *, publish: bool = False) -> Outcome:
    """Return the changes that the first sheet with headings makes to a month. Nothing is written.

    With `publish`, drafts in the sheet are published when their titles are filled in. Raises YamlEditError.
    """
    table = table_of(desk, file, sheets)
    if isinstance(table, Problem):
        return Outcome(problems=(table,))
    problems = [*check_headings(desk, table)]
    found = list(rows_of(table, problems))
    reader = Reader(desk, month, table.sheet.epoch, table.shown_in)
    problems += identify(desk, month, table, reader, found)
    for row in found:
        problems.extend(_judged(table, reader, month, row, publish=publish))
    if any(each.severity == "error" for each in problems):
        return Outcome(problems=tuple(sorted(problems)))
    return _written(desk, month, found, tuple(sorted(problems)))


# Checking rows


def _judged(table: Table, reader: Reader, month: Month, row: Row, *, publish: bool) -> Iterator[Problem]:
    before = row.entry.event if row.entry else None
    row.changes, misfits = reader.changes(row.cells, before)
    for each in misfits:
        yield table.at(row, each.key, each.code, form=each.form)
    told = {key for each in misfits for key in _LED.get(each.key, (each.key,))}
    if row.entry is None:
        row.changes |= {place: value for place, value in _defaults(row, reader).items() if place not in row.changes}
    data: Any = {"id": row.id, "type": row.entry.event.type, **row.entry.draft.data} if row.entry else {}
    for place, value in row.changes.items():
        data = edit.put(data, place, value)
    yield from _sound(table, month, row, edit.plain(data), told)
    if publish and row.event is not None and row.event.status == "draft" and not to_be_filled_in(row.event.title):
        row.changes.pop(("status",), None)
        if before is not None and before.status == "draft":
            row.changes["status",] = None


def _defaults(row: Row, reader: Reader) -> dict[Place, Any]:
    """Return default values for a new row: its id, and the type and language of its series."""
    series = reader.series(row.changes.get(("series",)))
    found: dict[Place, Any] = {("id",): row.id}
    if series is not None:
        found["type",] = series.usual_type
        if series.usual_language:
            found["language",] = series.usual_language
    return found


def _sound(table: Table, month: Month, row: Row, data: Mapping[str, Any], told: Collection[str]) -> Iterator[Problem]:
    """Set the resulting event of a row, or yield its problems.

    The event must be valid, must start in the month, and must have a title when it is published. The columns `reported` already
    have a problem and get no other.
    """
    try:
        event = kind_of(data).model.model_validate(data)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            if _key_of(table, each["loc"]) not in told:
                yield _of_error(table, row, each)
        return
    if not isinstance(event, Event):
        return
    for breach in event.breaches():
        yield table.at(row, _key_of(table, breach.place), "PR612", **breach.given)
    if ("starts",) in row.changes and not _within(month, event.starts):
        yield table.at(row, "date", "PR615", month=month, form=f"{month}-…")
    if event.status != "draft" and to_be_filled_in(event.title) and row.changes:
        yield table.at(row, _key_of(table, ("title",)), "PR227", form="the title of the event")
    if not told:
        row.event = event


def _within(month: Month, starts: Moment) -> bool:
    if starts.precision >= Precision.MONTH:
        return starts.first_day in month
    return starts.first_day < month.after and starts.day_after > month.first


def _of_error(table: Table, row: Row, error: Mapping[str, Any]) -> Problem:
    place = tuple(error["loc"])
    key = _key_of(table, place)
    if error["type"] == "missing":
        return table.at(row, key, "PR610", form=columns.about(key, table.shown_in))
    code = records.CODES.get(error["type"], "PR111")
    bounds = records.BOUNDS.get(error["type"], "").format_map(error.get("ctx", {}))
    return table.at(row, key, "PR608", form=records.FORMS.get(code) or bounds or str(error["msg"]))


def _key_of(table: Table, place: Place) -> str:
    """Return the column key of a field; for a translated field, the first of its columns in the sheet."""
    ends = next((key for key in ("end", "last", "start") if key in table.columns), "date")
    fixed = {"starts": "date", "ends": ends, "deadlines": "deadline"}
    name = str(place[0])
    if name == "deadlines" and place[-1] == "url":
        return "deadline-url"
    exact = next((key for key, each in rows.PLACES.items() if each == place[: len(each)]), None)
    several = next((key for key in table.columns if key.partition(".")[0] == name), None)
    return exact or fixed.get(name) or several or (f"{name}.zh" if name in (*rows.TEXTS, "people") else "id")


# Building the result


def _written(desk: Desk, month: Month, found: Sequence[Row], problems: tuple[Problem, ...]) -> Outcome:
    texts: dict[str, str] = {}
    by_file: dict[str, dict[Place, Any]] = {}
    for row in (row for row in found if row.entry and row.changes):
        for path, place, value in _placed(row):
            by_file.setdefault(path, {})[place] = value
    for path, changes in by_file.items():
        texts[path] = edit.with_fields(edit.text_of(desk.root, path), changes)
    new = [_ordered(row.changes) for row in found if row.entry is None]
    if new:
        texts[month.path] = edit.with_rows(texts.get(month.path, edit.text_of(desk.root, month.path)), new)
    listed = {row.id for row in found}
    return Outcome(
        texts,
        tuple(row.id for row in found if row.entry is None),
        tuple(row.id for row in found if row.entry and row.changes),
        sum(row.entry is not None and not row.changes for row in found),
        tuple(each.event.id for each in desk.of(month) if each.event.id not in listed),
        problems,
    )


def _placed(row: Row) -> Iterator[tuple[str, Place, Any]]:
    for steps, value in row.changes.items():
        placed = row.entry.placed(*steps) if row.entry else None
        if placed is None:
            raise edit.Unwritable(f"{'.'.join(map(str, steps))} of {row.id} stands in a file of Markdown; change it there.")
        yield (*placed, value)


def _ordered(changes: Mapping[Place, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for place, value in changes.items():
        data = edit.put(data, place, value)
    return {name: data[name] for name in ORDER if name in data}
