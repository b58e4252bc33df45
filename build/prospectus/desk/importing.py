"""A sheet into the list of its month: all rows are good and are written, or nothing is, and every fault of every row is told.

A row is the event with its id; else the one of the same series, day and title; else one of the same series and time; else what `plan`
put there to be filled in. What a sheet does not say stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from prospectus.desk import cells, columns, edit, rows
from prospectus.desk.cells import Mark
from prospectus.desk.entries import Desk, Entry, kind_of
from prospectus.desk.month import Month
from prospectus.desk.rows import Cell, Reader
from prospectus.desk.sheet import Sheet, Unreadable, read
from prospectus.model.event import Event
from prospectus.model.moment import Moment, Precision
from prospectus.model.shape import Place
from prospectus.problems import Problem, problem
from prospectus.validate import records
from prospectus.validate.site import to_be_filled_in

HEAD = 30
"""Rows within which the headings must stand; titles may stand above them."""
ORDER = (
    "id", "type", "series", "status", "title", "starts", "ends", "state", "reason", "language", "subtitles", "format", "channel", "place",
    "audiences", "products", "people", "deadlines", "announced", "announcement", "replay", "description",
)  # fmt: skip
"""The order in which the fields of a new event are written."""
ID_LENGTH = 60
"""Characters of a series' id in the id of one of its events."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import comes to."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """The files that change, with their new text."""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: int = 0
    """How many rows say what is there already."""
    left: tuple[str, ...] = ()
    """The events of the month that the sheet does not have; they stay."""
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing is written."""
        return any(each.severity == "error" for each in self.problems)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose headings were found."""

    file: str
    sheet: Sheet
    head: int
    columns: Mapping[str, int]
    shown_in: str

    def problem(self, code: str, row: int, column: int, **given: object) -> Problem:
        """Return a problem of a cell."""
        return problem(self.file, row + 1, column + 1, code, None, cell=self.sheet.address(row, column), **given)

    def at(self, row: Row, key: str, code: str, **given: object) -> Problem:
        """Return a problem of a row in one of its columns; in its first cell, when it has no such column."""
        column = self.columns.get(key, min(self.columns.values()))
        cell = row.cells.get(key)
        came = None if cell is None or isinstance(cell.value, Mark) else cells.text(cell.value)
        return self.problem(code, row.number, column, **{"heading": columns.heading(key, self.shown_in), "came": came, **given})


@dataclass(slots=True)
class Row:
    """A row of a table, the event that it is, and what it says of it."""

    number: int
    cells: dict[str, Cell]
    entry: Entry | None = None
    id: str = ""
    changes: dict[Place, Any] = field(default_factory=dict)
    event: Event | None = None
    """The event as it will be."""

    def text(self, key: str) -> str:
        """Return what one of its cells says; empty when it says nothing."""
        cell = self.cells.get(key)
        return "" if cell is None or isinstance(cell.value, Mark) else cells.text(cell.value)


def from_file(desk: Desk, file: Path, month: Month, *, publish: bool = False) -> Outcome:
    """Return what a file of XLSX or CSV changes in a month."""
    try:
        sheets = read(file)
    except Unreadable as unreadable:
        return Outcome(problems=(problem(file.name, 1, 1, unreadable.code, None, **unreadable.given),))
    return from_sheets(desk, file.name, sheets, month, publish=publish)


def from_sheets(desk: Desk, file: str, sheets: Sequence[Sheet], month: Month, *, publish: bool = False) -> Outcome:
    """Return what the first sheet with headings changes in a month; `publish` makes drafts whose titles are filled in public."""
    table = _table(desk, file, sheets)
    if isinstance(table, Problem):
        return Outcome(problems=(table,))
    problems = [*_headings(desk, table)]
    found = list(_rows(table, problems))
    reader = Reader(desk, month, table.sheet.epoch, table.shown_in)
    _match(desk, month, table, reader, found, problems)
    for row in found:
        problems.extend(_judged(table, reader, month, row, publish=publish))
    if any(each.severity == "error" for each in problems):
        return Outcome(problems=tuple(sorted(problems)))
    return _written(desk, month, found, tuple(sorted(problems)))


# Headings


def _table(desk: Desk, file: str, sheets: Sequence[Sheet]) -> Table | Problem:
    known = columns.headings(desk.languages)
    for sheet in sheets:
        heads = [{known.get(columns.plain(cells.text(each)), "") for each in row} - {""} for row in sheet.rows[:HEAD]]
        fullest = max(heads, key=len, default=set())
        if len(fullest) > 1 and any(key in ("id", "date") or key.startswith("title.") for key in fullest):
            return _headed(desk, file, sheet, heads.index(fullest))
    form = ", ".join(f"{columns.heading(key, 'zh')} / {columns.heading(key, 'en')}" for key in ("date", f"title.{desk.languages[0]}"))
    return problem(file, 1, 1, "PR603", None, form=form)


def _headed(desk: Desk, file: str, sheet: Sheet, head: int) -> Table:
    known = columns.headings(desk.languages)
    found: dict[str, int] = {}
    for column, cell in enumerate(sheet.rows[head]):
        key = known.get(columns.plain(cells.text(cell)))
        if key is not None:
            found.setdefault(key, column)
    chinese = sum(any("\u3400" <= sign <= "\u9fff" for sign in cells.text(cell)) for cell in sheet.rows[head])
    return Table(file, sheet, head, found, "zh" if 2 * chinese >= len(found) else "en")


def _headings(desk: Desk, table: Table) -> Iterator[Problem]:
    """A heading must be one that is known, and must stand once."""
    known = columns.headings(desk.languages)
    for column, cell in enumerate(table.sheet.rows[table.head]):
        said = cells.text(cell)
        key = known.get(columns.plain(said))
        if key is None and columns.plain(said):
            close = dict.fromkeys(known[each] for each in get_close_matches(columns.plain(said), known, 3, 0.5))
            form = ", ".join(columns.heading(each, table.shown_in) for each in close) or "a heading of the template that export makes"
            yield table.problem("PR604", table.head, column, came=said, form=form)
        elif key is not None and table.columns[key] != column:
            first = table.sheet.address(table.head, table.columns[key])
            yield table.problem("PR605", table.head, column, came=said, first=first, form="one column for each heading")


def _rows(table: Table, problems: list[Problem]) -> Iterator[Row]:
    for number, values in enumerate(table.sheet.rows[table.head + 1 :], table.head + 1):
        found: dict[str, Cell] = {}
        for key, column in table.columns.items():
            if (number, column) in table.sheet.unsaved:
                problems.append(table.problem("PR611", number, column, heading=columns.heading(key, table.shown_in), form="a value"))
            value = values[column] if column < len(values) else None
            if isinstance(value, Mark) or cells.text(value):
                found[key] = Cell(value, number, column)
        if found:
            yield Row(number, found)


# Which event a row is


def _match(desk: Desk, month: Month, table: Table, reader: Reader, found: Sequence[Row], problems: list[Problem]) -> None:
    """Find the event of each row, and give an id to those that are new."""
    there = desk.of(month)
    by_id = {key: entry for entry in there for key in entry.ids}
    elsewhere = {str(draft.data.get("id", draft.key)): draft.path for draft in desk.unfinished}
    elsewhere |= {key: entry.draft.path for entry in desk.entries for key in entry.ids}
    first: dict[str, Row] = {}
    for row in (row for row in found if row.text("id")):
        row.id, row.entry = row.text("id"), by_id.get(row.text("id"))
        if row.entry is not None:
            row.id = row.entry.event.id
        elif row.id in elsewhere:
            problems.append(table.at(row, "id", "PR614", first=elsewhere[row.id], form="an id of its own, or an empty cell"))
        _once(table, row, first, problems)
    free = [row for row in found if not row.text("id")]
    for fits in (_same_title, _same_time, _to_be_filled_in):
        for row in [row for row in free if not row.id]:
            taken = {each.entry.event.id for each in found if each.entry}
            row.entry = next((each for each in there if each.event.id not in taken and fits(row, each, reader)), None)
            row.id = row.entry.event.id if row.entry else ""
    _twice(table, reader, [row for row in free if not row.id], found, problems)
    taken = {*elsewhere, *(row.id for row in found)}
    for row in (row for row in free if not row.id):
        row.id = _new_id(row, reader, taken)
        taken.add(row.id)


def _once(table: Table, row: Row, first: dict[str, Row], problems: list[Problem]) -> None:
    """An event must have one row."""
    before = first.setdefault(row.id, row)
    if before is not row:
        problems.append(table.at(row, "id", "PR613", first=before.number + 1, form="one row for each event"))


def _twice(table: Table, reader: Reader, free: Iterable[Row], found: Sequence[Row], problems: list[Problem]) -> None:
    """Two rows without an id must not be the same event."""
    first = {_told(row, reader): row for row in reversed(found)}
    for row in free:
        before = first[_told(row, reader)]
        if before is not row and _titles(row) and reader.starts(row.cells) is not None:
            key = next(iter(key for key in row.cells if key.startswith("title.")))
            problems.append(table.at(row, key, "PR613", first=before.number + 1, form="one row for each event"))


def _told(row: Row, reader: Reader) -> tuple[str, str, frozenset[str]]:
    return _series(row, reader) or "", str(reader.starts(row.cells) or ""), frozenset(_titles(row))


def _same_title(row: Row, entry: Entry, reader: Reader) -> bool:
    titles = {cells.clean(each) for each in entry.event.title.as_dict().values()}
    return _same_day(row, entry, reader) and bool(titles & _titles(row))


def _same_time(row: Row, entry: Entry, reader: Reader) -> bool:
    """Whether a row is an event under a new title: the same series cannot have two at one time."""
    starts = reader.starts(row.cells)
    return bool(
        entry.event.series and _same_day(row, entry, reader) and starts == entry.event.starts and starts.precision is Precision.MINUTE
    )


def _to_be_filled_in(row: Row, entry: Entry, reader: Reader) -> bool:
    """Whether a row fills in what `plan` put there."""
    return bool(entry.event.series and entry.event.series == _series(row, reader) and to_be_filled_in(entry.event.title))


def _same_day(row: Row, entry: Entry, reader: Reader) -> bool:
    starts = reader.starts(row.cells)
    day = cells.date_text(starts) if starts else ""
    return day == cells.date_text(entry.event.starts) and _series(row, reader) == entry.event.series


def _series(row: Row, reader: Reader) -> str | None:
    try:
        return reader.names.id_of("series", row.text("series")) if row.text("series") else None
    except cells.Unfit:
        return None


def _titles(row: Row) -> set[str]:
    return {row.text(key) for key in row.cells if key.startswith("title.")} - {""}


def _new_id(row: Row, reader: Reader, taken: set[str]) -> str:
    """Return an id from series and date; where that is taken, the time or a number follows. The same rows get the same ids."""
    starts = reader.starts(row.cells)
    base = (_series(row, reader) or _type(row) or "event")[:ID_LENGTH].rstrip("-")
    found = f"{base}-{cells.date_text(starts).lower()}" if starts else base
    if found in taken and starts is not None and starts.precision is Precision.MINUTE:
        found = f"{found}-{starts.start:%H%M}"
    return next(each for each in (found, *(f"{found}-{n}" for n in range(2, 10_000))) if each not in taken)


def _type(row: Row) -> str | None:
    try:
        return cells.word("type", row.text("type")) if row.text("type") else None
    except cells.Unfit:
        return None


# What a row says


def _judged(table: Table, reader: Reader, month: Month, row: Row, *, publish: bool) -> Iterator[Problem]:
    before = row.entry.event if row.entry else None
    row.changes, misfits = reader.changes(row.cells, before)
    for each in misfits:
        yield table.at(row, each.key, each.code, form=each.form)
    told = {key for each in misfits for key in (rows.WHEN if each.key in rows.WHEN else (each.key,))}
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
    """Return what a new row need not say: what its series says."""
    series = reader.series(row.changes.get(("series",)))
    found: dict[Place, Any] = {("id",): row.id}
    if series is not None:
        found["type",] = series.usual_type
        if series.usual_language:
            found["language",] = series.usual_language
    return found


def _sound(table: Table, month: Month, row: Row, data: Mapping[str, Any], told: Collection[str]) -> Iterator[Problem]:
    """The event that a row comes to must be sound, must start in the month, and must have a title when it is published.

    Of the columns `told` a fault is told already.
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
    """Return the column of a field; of those for several languages, the first that the sheet has."""
    ends = next((key for key in ("end", "last", "start") if key in table.columns), "date")
    fixed = {"starts": "date", "ends": ends, "deadlines": "deadline"}
    name = str(place[0])
    if name == "deadlines" and place[-1] == "url":
        return "deadline-url"
    exact = next((key for key, each in rows.PLACES.items() if each == place[: len(each)]), None)
    several = next((key for key in table.columns if key.partition(".")[0] == name), None)
    return exact or fixed.get(name) or several or (f"{name}.zh" if name in (*rows.TEXTS, "people") else "id")


# What is written


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
