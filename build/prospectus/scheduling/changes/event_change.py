"""A change of one event: the fields that change, the texts of the files that follow from several, and the problems that they bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from prospectus.errors import ContentError, UsageError
from prospectus.load import yaml
from prospectus.load.drafts import RawRecord, RecordPart
from prospectus.load.record_texts import merge_parts
from prospectus.load.records import LoadedContent
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.release import FrozenEvent, Release
from prospectus.problems import Message, Problem
from prospectus.scheduling.calendar_files import CalendarEntry, FieldEdit, Requirement, SourceCalendar, kind_of, read_site
from prospectus.scheduling.edits.session import EditSession
from prospectus.scheduling.front_matter import split_front_matter
from prospectus.scheduling.month_edits import find_new_file, move_blocks, remove_empty_files
from prospectus.validate.run import check_records, check_site

NOTHING_FITS = Message("{title} ({id}) stays as it is: {why}", "{title}（{id}）未改动：{why}")


@dataclass(frozen=True, slots=True)
class EventChange:
    """The fields of an event that change; None removes a field. Without any, `why` says why nothing changes."""

    entry: CalendarEntry
    fields: Mapping[FieldPath, Any]
    why: Message | None = None

    @property
    def record(self) -> str:
        """The record of the event, as problems name it."""
        return f"{self.entry.kind}:{self.entry.event.id}"


@dataclass(frozen=True)
class ChangePlan:
    """What a command changes: the new texts of the files, and the problems that were not there before."""

    source: SourceCalendar
    changes: tuple[EventChange, ...]
    texts: Mapping[str, str | None]

    @cached_property
    def new_problems(self) -> tuple[Problem, ...]:
        """The problems that the changes bring, as if they were written."""
        loaded = _with_texts(self.source, self.texts)
        cache = self.source.cache
        return self._select_new(check_site(loaded, check_records(loaded, cache), cache).problems)

    def find_written_problems(self) -> tuple[Problem, ...]:
        """Return the problems that the changes brought, once they are written, with their lines."""
        if not self.new_problems:
            return ()
        written = read_site(self.source.root, Requirement.SITE, cache=self.source.cache, to_edit=False)
        return self._select_new(written.validation.problems)

    def _select_new(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        known = {_key(problem) for problem in self.source.validation.problems}
        return tuple(problem for problem in problems if _key(problem) not in known)

    def save(self, edit: EditSession) -> tuple[str, ...]:
        """Write the changes and return the paths of the files. Raises ContentError when they would make the content invalid."""
        errors = [problem for problem in self.new_problems if problem.severity == "error"]
        if errors:
            raise ContentError(errors)
        return edit.save(self.texts, self.source.loaded.contents)


def plan_changes(source: SourceCalendar, changes: Sequence[EventChange]) -> ChangePlan:
    """Return what follows from changes. An event that starts in another month moves to the file of that month, with its comments."""
    edits = [FieldEdit(change.entry, field_path, value) for change in changes for field_path, value in change.fields.items()]
    moves = [(change.entry, find_new_file(source, change.entry, change.fields.get(("starts",)))) for change in changes]
    moves = [move for move in moves if move[1]]
    texts = remove_empty_files(move_blocks(source, source.edit_fields(edits), moves), moves)
    return ChangePlan(source, tuple(changes), texts)


def find_released(source: SourceCalendar, entry: CalendarEntry) -> tuple[FrozenEvent, ...]:
    """Return the versions of an event in all releases, oldest first; none if it has never been released."""
    releases = [record for record in source.records.get("release", ()) if isinstance(record, Release) and record.exported]
    releases.sort(key=lambda release: (release.published, release.number))
    keys = {(entry.kind, event_id) for event_id in entry.ids}
    return tuple(event for release in releases for event in release.events if event.key in keys or event.first_key in keys)


def _with_texts(source: SourceCalendar, texts: Mapping[str, str | None]) -> LoadedContent:
    """Return the loaded content as it is after an edit."""
    changed = [raw for raw in source.loaded.raw_records if any(part.path in texts for part in raw.parts)]
    kept = [raw for raw in source.loaded.raw_records if not any(part.path in texts for part in raw.parts)]
    own = [_reload(source, raw, texts) for raw in changed if raw.key is not None]
    own_paths = {part.path for raw in own for part in raw.parts}
    rows = [raw for path, text in texts.items() if text and path not in own_paths for raw in _parse_rows(source, path, text)]
    return replace(source.loaded, raw_records=[*kept, *own, *rows])


def _reload(source: SourceCalendar, raw: RawRecord, texts: Mapping[str, str | None]) -> RawRecord:
    """Return a record with files of its own as it is after an edit."""
    parts = tuple(
        replace(part, data=_parse_fields(part.path, texts[part.path] or "")) if part.path in texts else part for part in raw.parts
    )
    return replace(raw, data=merge_parts(source.root, raw.kind, parts)[0], parts=parts, facts={})


def _parse_fields(path: str, text: str) -> dict[str, Any]:
    fields = dict(yaml.parse(split_front_matter(text).fields if path.endswith(".md") else text.removeprefix("\ufeff")))
    if path.endswith(".md"):
        fields.pop("source_hash", None)
    return fields


def _parse_rows(source: SourceCalendar, path: str, text: str) -> Iterable[RawRecord]:
    for index, row in enumerate(yaml.parse(text.removeprefix("\ufeff")) or ()):
        yield RawRecord(source.root, kind_of(row), None, row, (RecordPart(path, row, prefix=(index,)),))


def _key(problem: Problem) -> tuple[object, ...]:
    """Return what identifies a problem, wherever its record stands."""
    return problem.record or problem.path, problem.code, problem.came, problem.sentence()


def refuse_change(entry: CalendarEntry, why: Message) -> UsageError:
    """Return the error for an event that a command cannot change, and why."""
    title = next(iter(entry.event.title.as_dict().values()), entry.event.id)
    return UsageError(NOTHING_FITS.fill(title=title, id=entry.event.id, why=why))
