"""Converts events to rows of a sheet, and rows to changes of events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from difflib import get_close_matches
from typing import Any

from prospectus.desk import cells, columns
from prospectus.desk.cells import Mark, Unfit, Value
from prospectus.desk.entries import Desk
from prospectus.desk.month import Month
from prospectus.model.event import Event, Person
from prospectus.model.moment import Moment, Precision
from prospectus.model.series import Series
from prospectus.model.shape import Place
from prospectus.model.text import Text

REGISTRATION = "registration"
"""The id of the only deadline that a sheet has columns for."""
WORDS = ("type", "state", "status", "format")
LANGUAGE = ("language", "replay-language")
LANGUAGES = ("subtitles", "captions")
REFERENCE = {"series": "series", "channel": "channel"}
REFERENCES = {"audiences": "audience", "products": "contract"}
MOMENTS = ("announced", "expected")
NUMBERS = ("replay-minutes",)
WHEN = ("date", "start", "last", "end")
PLACES: Mapping[str, Place] = {
    **{key: (key,) for key in (*WORDS, *REFERENCE, *REFERENCES, "language", "subtitles", "announced", "announcement")},
    "replay": ("replay", "url"),
    "replay-minutes": ("replay", "minutes"),
    "replay-language": ("replay", "language"),
    "captions": ("replay", "captions"),
    "slides": ("replay", "slides"),
    "transcript": ("replay", "transcript"),
    "expected": ("replay", "expected"),
}
"""The field path of each column's value in a record. The columns of translated texts are in `TEXT_COLUMNS`."""
TEXTS = ("title", "reason", "place", "description")


@dataclass(frozen=True, slots=True)
class Cell:
    """The value of a cell with its row and column in the sheet, from 0."""

    value: Value
    row: int
    column: int


class Names:
    """Converts between the ids of records and their names in cells: the title when it is unique, else the id."""

    def __init__(self, desk: Desk) -> None:
        self._titles: dict[str, dict[str, Text]] = {kind: {each.id: each.title for each in rows} for kind, rows in desk.records.items()}
        self._ids: dict[str, dict[str, str]] = {kind: dict(self._forms(kind)) for kind in self._titles}

    def _forms(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield each accepted name with its id: the titles in every language that are unique, normalised, and the ids themselves."""
        forms: dict[str, set[str]] = {}
        for key, title in self._titles[kind].items():
            for form in title.as_dict().values():
                forms.setdefault(columns.plain(form), set()).add(key)
        yield from ((form, next(iter(keys))) for form, keys in forms.items() if form and len(keys) == 1)
        yield from ((key, key) for key in self._titles[kind])

    def id_of(self, kind: str, said: str) -> str:
        """Return the id of the record with a name. Raises CellError with similar names."""
        known = self._ids.get(kind, {})
        found = known.get(said) or known.get(columns.plain(said))
        if found is None:
            close = [known[each] for each in get_close_matches(columns.plain(said), known, 3, 0.5)] or list(self._titles.get(kind, ()))[:6]
            shown_in = "zh" if cells.is_chinese(said) else "en"
            names = dict.fromkeys(self.said(kind, each, shown_in) for each in close)
            raise Unfit("PR609", ", ".join(names) or f"no {kind} is written yet")
        return found

    def said(self, kind: str, key: str, shown_in: str) -> str:
        """Return the name of a record for a cell: its title when that can be read back, else its id."""
        title = self._titles.get(kind, {}).get(key)
        words = cells.clean(title.within((shown_in,)).text) if title else key
        return words if self._ids.get(kind, {}).get(columns.plain(words)) == key and cells.parts(words) == (words,) else key

    def all(self, kind: str, shown_in: str) -> list[str]:
        """Return the names of all records of a kind, in order."""
        return [self.said(kind, key, shown_in) for key in self._titles.get(kind, ())]


# From events to cells


def cells_of(event: Event, shown_in: str, names: Names, languages: Sequence[str]) -> dict[str, str]:
    """Return the row of an event as texts by column key, without empty columns."""
    replay = event.replay.model_dump() if event.replay else {}
    separator = cells.SEPARATOR.get(shown_in, cells.SEPARATOR["en"])
    deadline = next((each for each in event.deadlines if each.id == REGISTRATION), None)
    found = {
        "id": event.id,
        **{key: columns.words(key, shown_in).get(getattr(event, key), "") for key in WORDS},
        **{key: names.said(kind, getattr(event, key), shown_in) for key, kind in REFERENCE.items() if getattr(event, key)},
        **{key: separator.join(names.said(kind, each, shown_in) for each in getattr(event, key)) for key, kind in REFERENCES.items()},
        **{f"{key}.{language}": _said(getattr(event, key), language) for key in TEXTS for language in languages},
        **_when_of(event),
        "language": columns.language_name(event.language, shown_in) if event.language else "",
        "subtitles": separator.join(columns.language_name(each, shown_in) for each in event.subtitles),
        **{f"people.{spoken}": cells.people_text(cells.in_language(event.people, spoken), spoken) for spoken in languages},
        "deadline": str(deadline.at) if deadline else "",
        "deadline-url": (deadline.url or "") if deadline else "",
        "announced": str(event.announced or ""),
        "announcement": event.announcement or "",
        **{key: str(replay.get(str(PLACES[key][-1])) or "") for key in ("replay", "replay-minutes", "slides", "transcript", "expected")},
        "replay-language": columns.language_name(replay["language"], shown_in) if replay.get("language") else "",
        "captions": separator.join(columns.language_name(each, shown_in) for each in replay.get("captions", ())),
    }
    return {key: cells.clean(said) for key, said in found.items() if cells.clean(said)}


def _said(text: Text | None, language: str) -> str:
    return text.as_dict().get(language, "") if text is not None else ""


def _when_of(event: Event) -> dict[str, str]:
    """Return start and end of an event by column. The last day is empty when the event ends at a time on the day it starts."""
    starts, ends = event.starts, event.ends
    same_day = ends is not None and ends.precision is Precision.MINUTE and ends.first_day == starts.first_day
    if starts.precision < Precision.DAY:
        same_day = False
    return {
        "date": cells.date_text(starts),
        "start": cells.time_text(starts),
        "last": "" if same_day else cells.date_text(ends),
        "end": cells.time_text(ends),
    }


# From cells to changes


@dataclass(frozen=True, slots=True)
class Misfit:
    """A cell with an invalid value: its column, the problem code and the expected form."""

    key: str
    code: str
    form: str


class Reader:
    """Parses the rows of one sheet into changes of existing events and values of new ones."""

    def __init__(self, desk: Desk, month: Month, epoch: datetime, shown_in: str) -> None:
        self.names = Names(desk)
        self._series = {each.id: each for each in desk.records.get("series", ()) if isinstance(each, Series)}
        self.languages = desk.languages
        self._month, self._epoch, self._shown_in = month, epoch, shown_in

    def series(self, key: str | None) -> Series | None:
        """Return the series with an id, or None."""
        return self._series.get(key or "")

    def current(self, event: Event | None) -> dict[str, str]:
        """Return the row of an existing event as it would be exported now; empty for a new event."""
        return cells_of(event, self._shown_in, self.names, self.languages) if event else {}

    def changes(self, row: Mapping[str, Cell], event: Event | None) -> tuple[dict[Place, Any], list[Misfit]]:
        """Return the changes that a row makes, by field path, and its invalid cells. None removes the current value."""
        current = self.current(event)
        changes: dict[Place, Any] = {}
        misfits: list[Misfit] = []
        for key in (key for key in columns.keys(self.languages) if key in row and (key in PLACES or key.partition(".")[0] in TEXTS)):
            base, _, language = key.partition(".")
            try:
                self._change(changes, (base, language) if language else PLACES[key], key, row[key].value, current.get(key, ""))
            except Unfit as unfit:
                misfits.append(Misfit(key, unfit.code, unfit.form))
        for group, keys in ((self._when, WHEN), (self._people, self._keys("people")), (self._registration, ("deadline", "deadline-url"))):
            if any(key in row for key in keys):
                try:
                    changes |= group(row, current, event)
                except _UnfitAt as unfit:
                    misfits.append(Misfit(unfit.key, unfit.code, unfit.form))
        return changes, misfits

    def _keys(self, base: str) -> tuple[str, ...]:
        return tuple(f"{base}.{language}" for language in self.languages)

    def _change(self, changes: dict[Place, Any], place: Place, key: str, value: Value, current: str) -> None:
        if value is Mark.TAKEN_AWAY:
            if current:
                changes[place] = None
        elif cells.text(value) != current:
            read = self.value(key, value)
            with suppress(Unfit):
                if current and self.value(key, current) == read:
                    return
            changes[place] = read

    def value(self, key: str, value: Value) -> Any:
        """Return the value for the record of a cell in a column. Raises CellError."""
        if key in WORDS:
            return cells.word(key, value)
        if key in LANGUAGE:
            return cells.language(value)
        if key in LANGUAGES:
            return [cells.language(each) for each in cells.parts(value)]
        if key in REFERENCE:
            return self.names.id_of(REFERENCE[key], cells.text(value))
        if key in REFERENCES:
            return [self.names.id_of(REFERENCES[key], each) for each in cells.parts(value)]
        if key in MOMENTS:
            return str(cells.moment(value, self._month.year, self._epoch))
        if key in NUMBERS:
            return cells.number(value)
        found = cells.text(value)
        if len(found) > cells.LONGEST:
            raise Unfit("PR608", f"at most {cells.LONGEST} characters")
        return found

    # Date and time

    def starts(self, row: Mapping[str, Cell]) -> Moment | None:
        """Return the start of a row's event; None when it cannot be parsed."""
        with suppress(_UnfitAt, ValueError):
            found = self._when(row, {}, None).get(("starts",))
            return Moment.parse(found) if found else None
        return None

    def _when(self, row: Mapping[str, Cell], current: Mapping[str, str], event: Event | None) -> dict[Place, Any]:
        given = {key: row[key].value if key in row else current.get(key) for key in WHEN}
        if all(cells.text(given[key]) == current.get(key, "") for key in WHEN):
            return {}
        starts, until = self._starts(given, row)
        if until is not None and "end" not in row:
            given["end"] = until
        ends = self._ends(given, starts)
        before = (str(event.starts), event.ends and str(event.ends)) if event else (None, None)
        changed = zip(("starts", "ends"), (str(starts), ends and str(ends)), before, strict=True)
        return {(name,): now for name, now, old in changed if now != old}

    def _starts(self, given: Mapping[str, Value], row: Mapping[str, Cell]) -> tuple[Moment, time | None]:
        if given["date"] is None or isinstance(given["date"], Mark):
            raise _UnfitAt("date", "PR610", cells.DAYS_FORM)
        day, end = _of_cell("date", lambda value: cells.moment_and_end(value, self._month.year, self._epoch), given["date"])
        if given["start"] is None or isinstance(given["start"], Mark) or ("start" not in row and day.precision is Precision.MINUTE):
            return day, end
        if day.precision < Precision.DAY:
            raise _UnfitAt("start" if "start" in row else "date", "PR606", "a time only where the day is known")
        start, until = _of_cell("start", cells.times, given["start"])
        return Moment(datetime.combine(day.first_day, start), Precision.MINUTE), until or end

    def _ends(self, given: Mapping[str, Value], starts: Moment) -> Moment | None:
        last = _moment_of(given["last"], self._month.year, self._epoch)
        if given["end"] is None or isinstance(given["end"], Mark) or (last is not None and last.precision is Precision.MINUTE):
            return last
        day = last or starts
        if day.precision < Precision.DAY:
            raise _UnfitAt("end", "PR606", "a time only where the day is known")
        end, _ = _of_cell("end", cells.times, given["end"])
        return Moment(datetime.combine(day.first_day, end), Precision.MINUTE)

    # People

    def _people(self, row: Mapping[str, Cell], current: Mapping[str, str], event: Event | None) -> dict[Place, Any]:
        keys = self._keys("people")
        if all(cells.text(row[key].value) == current.get(key, "") for key in keys if key in row):
            return {}
        if any(row[key].value is Mark.TAKEN_AWAY for key in keys if key in row):
            return {("people",): None} if event and event.people else {}
        told = {key: cells.text(row[key].value) if key in row else current.get(key, "") for key in keys}
        lists = {key: _people_of(key, said) for key, said in told.items() if said}
        counts = {len(each) for each in lists.values()}
        roles = {tuple(person.role for person in each) for each in lists.values()}
        if len(counts) > 1 or len(roles) > 1:
            key = next(key for key in reversed(keys) if key in row and key in lists)
            raise _UnfitAt(key, "PR608", "the same people with the same roles, in the same order, in each language")
        people = [_person({key.partition(".")[2]: each[n] for key, each in lists.items()}) for n in range(counts.pop())]
        return {} if event and people == [_as_written(each) for each in event.people] else {("people",): people}

    # Registration

    def _registration(self, row: Mapping[str, Cell], current: Mapping[str, str], event: Event | None) -> dict[Place, Any]:
        deadlines = event.deadlines if event else ()
        at = next((n for n, each in enumerate(deadlines) if each.id == REGISTRATION), None)
        value = row["deadline"].value if "deadline" in row else current.get("deadline")
        if value is Mark.TAKEN_AWAY:
            rest = [each.model_dump(mode="json", exclude_none=True) for n, each in enumerate(deadlines) if n != at]
            return {} if at is None else {("deadlines",): rest or None}
        if value is None:
            raise _UnfitAt("deadline", "PR610", cells.DAYS_FORM)
        closes = str(_of_cell("deadline", lambda said: cells.moment(said, self._month.year, self._epoch), value))
        url = row["deadline-url"].value if "deadline-url" in row else None
        changes: dict[str, Any] = {} if closes == current.get("deadline") else {"at": closes}
        if url is Mark.TAKEN_AWAY:
            changes |= {"url": None} if current.get("deadline-url") else {}
        elif url is not None and cells.text(url) != current.get("deadline-url", ""):
            changes["url"] = cells.text(url)
        if at is not None:
            return {("deadlines", at, name): new for name, new in changes.items()}
        title = {language: columns.text(REGISTRATION, language) for language in self.languages}
        new = {"id": REGISTRATION, "title": title, **{name: each for name, each in changes.items() if each is not None}}
        return {("deadlines", len(deadlines)): new}


class _UnfitAt(Exception):
    """A CellError with the column of its cell, for columns that are parsed together."""

    def __init__(self, key: str, code: str, form: str) -> None:
        super().__init__(key)
        self.key, self.code, self.form = key, code, form


def _of_cell(key: str, read: Any, value: Value) -> Any:
    try:
        return read(value)
    except Unfit as unfit:
        raise _UnfitAt(key, unfit.code, unfit.form) from None


def _people_of(key: str, said: str) -> tuple[cells.Person, ...]:
    found: tuple[cells.Person, ...] = _of_cell(key, lambda value: cells.people(value, key.partition(".")[2]), said)
    return found


def _moment_of(value: Value, year: int, epoch: datetime) -> Moment | None:
    if value is None or isinstance(value, Mark):
        return None
    found: Moment = _of_cell("last", lambda said: cells.moment(said, year, epoch), value)
    return found


def _person(spoken: Mapping[str, cells.Person]) -> dict[str, Any]:
    """Return a person for the record, merged from the names and affiliations in each language."""
    affiliations = {language: each.affiliation for language, each in spoken.items() if each.affiliation}
    role = next(iter(spoken.values())).role
    return {
        "name": {language: each.name for language, each in spoken.items()},
        **({"affiliation": affiliations} if affiliations else {}),
        **({"role": role} if role != "speaker" else {}),
    }


def _as_written(person: Person) -> dict[str, Any]:
    return person.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
