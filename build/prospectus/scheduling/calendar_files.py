"""The calendar as it is written: every event with its file and its position in that file.

`read_site` is the only way in which scheduling commands read the repository.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from prospectus.cache.cache import BuildCache
from prospectus.errors import ContentError
from prospectus.load import yaml
from prospectus.load.drafts import RawRecord, RecordPart
from prospectus.load.records import LoadedContent, load
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.site import Site
from prospectus.model.record import Record
from prospectus.model.registry import EVENT_KINDS, KINDS_BY_NAME, Kind
from prospectus.problems import Message, Problem
from prospectus.scheduling import front_matter, yaml_edit
from prospectus.scheduling.month import Month
from prospectus.validate.calendar_rules import check_calendar
from prospectus.validate.fields import check_record
from prospectus.validate.references import CheckedRecord
from prospectus.validate.run import RecordResult, ValidationResult, check_records, check_site
from prospectus.validate.waivers import apply_waivers

NO_FILE_OF_LANGUAGE = Message(
    "The {name} of {id} in {language} belongs in {path}, which does not exist yet; write that file first.",
    "{id} 的 {name}（{language}）应写在 {path} 中，该文件尚不存在；请先写好这个文件。",
)
TIME_CODES = ("PR530", "PR531", "PR532")
"""The codes of implausible times: at night, or for longer than twelve hours."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An event with the raw record that it was read from."""

    event: Event
    raw: RawRecord

    @property
    def kind(self) -> str:
        """The kind of its record: `event` or `talk`."""
        return self.raw.kind.name

    @property
    def ids(self) -> tuple[str, ...]:
        """Its id, followed by its former ids."""
        return (self.event.id, *self.event.formerly)

    def locate_field(self, *steps: str | int) -> tuple[FieldPlace, ...]:
        """Return where a field is written: each file that has it, or the one in which it is to be written.

        A text in one language, such as `title: …` at the top of `talk.zh.md`, is that language of a text. Raises YamlEditError when a text
        belongs in the file of a language that does not exist.
        """
        name, language = str(steps[0]), steps[1] if len(steps) > 1 else None
        having = [part for part in self.raw.parts if name in part.data]
        if language is not None and any(isinstance(part.data[name], str) for part in having):
            places = [_place_in_language(part, steps) for part in having if part.language in (None, language)]
            if not places:
                path = self.raw.parts[0].path.partition(".")[0] + f".{language}.md"
                raise yaml_edit.YamlEditError(NO_FILE_OF_LANGUAGE.fill(name=name, language=language, id=self.event.id, path=path))
            return tuple(places)
        return tuple(FieldPlace(part.path, (*part.prefix, *steps)) for part in having or (self.raw.main_part,))


class FieldPlace(NamedTuple):
    """A file, and the path to a field in its data."""

    path: str
    field_path: FieldPath


def _place_in_language(part: RecordPart, steps: FieldPath) -> FieldPlace:
    """Return the place of a text in one language: the whole value, where a file of that language has it alone."""
    is_alone = isinstance(part.data[str(steps[0])], str)
    return FieldPlace(part.path, (*part.prefix, *(steps[:1] if is_alone else steps)))


class FieldEdit(NamedTuple):
    """A new value for one field of an event; None removes the field."""

    entry: CalendarEntry
    field_path: FieldPath
    value: Any


class Requirement(Enum):
    """What a scheduling command requires of the content before it starts."""

    SITE = auto()
    """The record of the site can be read."""
    READABLE = auto()
    """Every record can be read, since an unreadable one may be the one that the command needs."""
    VALID = auto()
    """The content has no errors."""


@dataclass(frozen=True)
class SourceCalendar:
    """The source content that the scheduling commands work with: the site, its records, and every event of its calendar."""

    root: Path
    site: Site
    loaded: LoadedContent
    checked: RecordResult
    """Every record by itself, hidden ones included, with the problems of those that cannot be read."""
    records: Mapping[str, tuple[Record, ...]]
    """The records of each kind, without hidden ones."""
    entries: tuple[CalendarEntry, ...]
    """Every event, including drafts and samples, in source order."""
    unfinished: tuple[RawRecord, ...] = ()
    """Raw records of draft events in which a required field is still missing."""
    now: datetime | None = None
    cache: BuildCache | None = None
    """The cache for the checks, in a process that reads the same site again and again."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that people write, the default first. Texts of the other languages of the site are converted."""
        return self.site.written_languages

    @property
    def all_languages(self) -> tuple[str, ...]:
        """The languages of the site with those that are converted; the first is the default."""
        return tuple(locale.language for locale in self.site.locales)

    @cached_property
    def validation(self) -> ValidationResult:
        """The result of all checks, as of `prospectus check`; with `now`, also for obligations that are overdue at that time."""
        return check_site(self.loaded, self.checked, self.cache, self.now)

    def entries_in(self, month: Month) -> tuple[CalendarEntry, ...]:
        """Return the events of a month by start time: those in its files, and those with a file of their own that start in it."""
        with_own_file = (entry for entry in self.entries if entry.raw.key and entry.event.starts.first_day in month)
        entries = [*(entry for entry in self.entries if month.has_file(entry.raw.path)), *with_own_file]
        return tuple(sorted(entries, key=lambda entry: (entry.event.starts, entry.event.id)))

    @cached_property
    def shared_ids(self) -> frozenset[str]:
        """The ids that events of two kinds have; commands take these with the kind, as in `talk:ID`."""
        kinds: dict[str, set[str]] = {}
        for entry in self.entries:
            for event_id in entry.ids:
                kinds.setdefault(event_id, set()).add(entry.kind)
        return frozenset(event_id for event_id, names in kinds.items() if len(names) > 1)

    def short_key(self, entry: CalendarEntry) -> str:
        """Return the id of an event as commands take it: with its kind only if an event of another kind has the id too."""
        return shorten_key(f"{entry.kind}:{entry.event.id}", self.shared_ids)

    def list_files(self, month: Month) -> tuple[str, ...]:
        """Return the files with the events of a month: the main file, even if there is none yet, then second files by name."""
        return (month.path, *sorted(path for path in self.loaded.contents if path != month.path and month.has_file(path)))

    def with_text(self, path: str, text: str) -> SourceCalendar:
        """Return a copy with the events of one month's file replaced by those in `text`, which must be valid."""
        rest = [entry for entry in self.entries if entry.raw.path != path]
        return replace(self, entries=(*rest, *_parse_rows(self.root, path, text)))

    def edit_fields(self, edits: Iterable[FieldEdit]) -> dict[str, str]:
        """Return the new text of each file that changes, by path, when fields of events are set or removed. Nothing is written.

        Raises YamlEditError when a field cannot be changed in place.
        """
        changes_by_file: dict[str, dict[FieldPath, Any]] = {}
        for edit in edits:
            for place in edit.entry.locate_field(*edit.field_path):
                changes_by_file.setdefault(place.path, {})[place.field_path] = edit.value
        return {path: set_fields(path, self.text_of(path), changes) for path, changes in changes_by_file.items()}

    def text_of(self, path: str) -> str:
        """Return the text of a content file as it was read, with its line ends and byte-order mark; empty when there was no such file."""
        return self.loaded.contents.get(path, b"").decode()


def set_fields(path: str, text: str, changes: Mapping[FieldPath, Any]) -> str:
    """Return the text of a file with fields set, or removed where the value is None. Raises YamlEditError."""
    return front_matter.set_fields(text, changes) if path.endswith(".md") else yaml_edit.set_fields(text, changes)


def read_site(
    root: Path, requirement: Requirement, *, now: datetime | None = None, cache: BuildCache | None = None, to_edit: bool = True
) -> SourceCalendar:
    """Return the source content of the site at `root`; every scheduling command reads the repository here, once.

    Raises ContentError, with the errors, when the content does not meet `requirement`. `now` is the time for `SourceCalendar.validation`.
    With `cache`, what is unchanged since an earlier run in this process is not checked again, and, without `to_edit`, not read again.
    """
    loaded = load(root, cache, keep_contents=to_edit)
    checked = check_records(loaded, cache)
    unreadable = _list_errors(checked.problems)
    site = next((checked_record.record for checked_record in checked.records if isinstance(checked_record.record, Site)), None)
    if site is None or (unreadable and requirement is Requirement.READABLE):
        raise ContentError(unreadable)
    readable = {id(checked_record.raw) for checked_record in checked.records}
    source = SourceCalendar(
        root,
        site,
        loaded,
        checked,
        _group_by_kind(checked.records),
        tuple(CalendarEntry(record.record, record.raw) for record in checked.records if isinstance(record.record, Event)),
        tuple(raw for raw in loaded.raw_records if raw.kind.name in EVENT_KINDS and id(raw) not in readable),
        now,
        cache,
    )
    if requirement is Requirement.VALID and source.validation.has_errors:
        raise ContentError(_list_errors(source.validation.problems))
    return source


def check_times(root: Path, ids: Collection[str]) -> tuple[Problem, ...]:
    """Return the implausible times of some events, as they are written now; everything else is left to `prospectus check`."""
    try:
        source = read_site(root, Requirement.READABLE)
    except ContentError as unreadable:
        return tuple(unreadable.problems)
    records, names = source.checked.records, {f"{kind}:{key}" for kind in EVENT_KINDS for key in ids}
    problems = [problem for problem in check_calendar(records, source.site) if problem.code in TIME_CODES and problem.record in names]
    remaining = apply_waivers(problems, records, source.site).remaining
    return tuple(problem for problem in remaining if problem.code in TIME_CODES)


def _list_errors(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problem for problem in problems if problem.severity == "error")


def _group_by_kind(checked: Iterable[CheckedRecord]) -> dict[str, tuple[Record, ...]]:
    records_by_kind: dict[str, list[Record]] = {}
    for checked_record in checked:
        if not checked_record.record.hidden:
            records_by_kind.setdefault(checked_record.raw.kind.name, []).append(checked_record.record)
    return {kind: tuple(records) for kind, records in records_by_kind.items()}


def _parse_rows(root: Path, path: str, text: str) -> Iterable[CalendarEntry]:
    for index, item in enumerate(yaml.parse(text) or ()):
        kind = kind_of(item)
        raw = RawRecord(root, kind, None, item, (RecordPart(path, item, prefix=(index,)),))
        record, _ = check_record(raw)
        if isinstance(record, Event):
            yield CalendarEntry(record, raw)


def shorten_key(record: str, shared_ids: Collection[str]) -> str:
    """Return the id of a record given as `KIND:ID`; with the kind, if it is one of `shared_ids`."""
    event_id = record.rpartition(":")[2]
    return record if event_id in shared_ids else event_id


def kind_of(row: Mapping[str, Any]) -> Kind:
    """Return the kind of a row in a month's file."""
    return KINDS_BY_NAME["talk" if row.get("type") == "talk" else "event"]
