"""The calendar as it is written: every event with its file and its position in that file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from prospectus.errors import ContentError
from prospectus.load import yaml
from prospectus.load.drafts import RawRecord, RecordPart
from prospectus.load.records import load
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.site import Site
from prospectus.model.record import Record
from prospectus.model.registry import EVENT_KINDS, KINDS_BY_NAME, Kind
from prospectus.scheduling.month import Month
from prospectus.validate.fields import check_record
from prospectus.validate.references import CheckedRecord


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

    def locate_field(self, *steps: str | int) -> tuple[str, FieldPath] | None:
        """Return the file of a field and the path to it in that file; None when the field is in a Markdown file, which cannot be edited."""
        parts = self.raw.parts
        part = next((candidate for candidate in parts if steps[0] in candidate.data), parts[0])
        return (part.path, (*part.prefix, *steps)) if part.path.endswith(".yml") else None


@dataclass(frozen=True)
class SourceCalendar:
    """The source content that the scheduling commands work with: the site, its records, and every event of its calendar."""

    root: Path
    site: Site
    records: Mapping[str, tuple[Record, ...]]
    """The records of each kind, without hidden ones."""
    entries: tuple[CalendarEntry, ...]
    """Every event, including drafts and samples, in source order."""
    unfinished: tuple[RawRecord, ...] = ()
    """Raw records of draft events in which a required field is still missing."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the site; the first is the default."""
        return tuple(locale.language for locale in self.site.locales)

    def entries_in(self, month: Month) -> tuple[CalendarEntry, ...]:
        """Return the events of a month by start time: those in its file, and those with a file of their own that start in it."""
        with_own_file = (entry for entry in self.entries if entry.raw.key and entry.event.starts.first_day in month)
        entries = [*(entry for entry in self.entries if entry.raw.path == month.path), *with_own_file]
        return tuple(sorted(entries, key=lambda entry: (entry.event.starts, entry.event.id)))

    def with_text(self, path: str, text: str) -> SourceCalendar:
        """Return a copy with the events of one month's file replaced by those in `text`, which must be valid."""
        rest = [entry for entry in self.entries if entry.raw.path != path]
        return replace(self, entries=(*rest, *_parse_rows(self.root, path, text)))


def load_calendar(root: Path) -> SourceCalendar:
    """Load the calendar of the site at `root`.

    Raises ContentError when there is any error or no site record, since an unreadable record may be the one that the command needs.
    """
    loaded = load(root)
    problems = list(loaded.problems)
    checked: list[CheckedRecord] = []
    unfinished: list[RawRecord] = []
    for raw in loaded.raw_records:
        record, record_problems = check_record(raw)
        problems.extend(record_problems)
        if record is not None:
            checked.append(CheckedRecord(record, raw))
        elif raw.kind.name in EVENT_KINDS:
            unfinished.append(raw)
    site = next((checked_record.record for checked_record in checked if isinstance(checked_record.record, Site)), None)
    errors = sorted(problem for problem in problems if problem.severity == "error")
    if site is None or errors:
        raise ContentError(errors)
    entries = tuple(
        CalendarEntry(checked_record.record, checked_record.raw) for checked_record in checked if isinstance(checked_record.record, Event)
    )
    return SourceCalendar(root, site, _group_by_kind(checked), entries, tuple(unfinished))


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


def kind_of(row: Mapping[str, Any]) -> Kind:
    """Return the kind of a row in a month's file."""
    return KINDS_BY_NAME["talk" if row.get("type") == "talk" else "event"]
