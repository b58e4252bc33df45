"""The calendar as it is written: every event with its file and its position in that file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from prospectus.desk.month import Month
from prospectus.errors import ContentRefused
from prospectus.load import yaml
from prospectus.load.drafts import Draft, Part
from prospectus.load.records import load
from prospectus.model.event import Event
from prospectus.model.kinds import BY_NAME, EVENTS, Kind
from prospectus.model.record import Record
from prospectus.model.shape import Place
from prospectus.model.site import Site
from prospectus.validate.records import check_record
from prospectus.validate.site import Checked


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with the raw record that it was read from."""

    event: Event
    draft: Draft

    @property
    def kind(self) -> str:
        """The kind of its record: `event` or `talk`."""
        return self.draft.kind.name

    @property
    def ids(self) -> tuple[str, ...]:
        """Its id, followed by its former ids."""
        return (self.event.id, *self.event.formerly)

    def placed(self, *steps: str | int) -> tuple[str, Place] | None:
        """Return the file of a field and the path to it in that file; None when the field is in a Markdown file, which cannot be edited."""
        parts = self.draft.parts
        part = next((each for each in parts if steps[0] in each.data), parts[0])
        return (part.path, (*part.prefix, *steps)) if part.path.endswith(".yml") else None


@dataclass(frozen=True)
class Desk:
    """The source content that the scheduling commands work with: the site, its records, and every event of its calendar."""

    root: Path
    site: Site
    records: Mapping[str, tuple[Record, ...]]
    """The records of each kind, without hidden ones."""
    entries: tuple[Entry, ...]
    """Every event, including drafts and samples, in source order."""
    unfinished: tuple[Draft, ...] = ()
    """Raw records of draft events in which a required field is still missing."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the site; the first is the default."""
        return tuple(locale.language for locale in self.site.locales)

    def of(self, month: Month) -> tuple[Entry, ...]:
        """Return the events of a month by start time: those in its file, and those with a file of their own that start in it."""
        own = (each for each in self.entries if each.draft.key and each.event.starts.first_day in month)
        found = [*(each for each in self.entries if each.draft.path == month.path), *own]
        return tuple(sorted(found, key=lambda each: (each.event.starts, each.event.id)))

    def with_text(self, path: str, text: str) -> Desk:
        """Return a copy with the events of one month's file replaced by those in `text`, which must be valid."""
        rest = [each for each in self.entries if each.draft.path != path]
        return replace(self, entries=(*rest, *_rows(self.root, path, text)))


def read(root: Path) -> Desk:
    """Load the calendar of the site at `root`.

    Raises ContentRefused when there is any error or no site record, since an unreadable record may be the one that the command needs.
    """
    loaded = load(root)
    problems = list(loaded.problems)
    checked: list[Checked] = []
    unfinished: list[Draft] = []
    for draft in loaded.drafts:
        record, found = check_record(draft)
        problems.extend(found)
        if record is not None:
            checked.append(Checked(record, draft))
        elif draft.kind.name in EVENTS:
            unfinished.append(draft)
    site = next((each.record for each in checked if isinstance(each.record, Site)), None)
    errors = sorted(each for each in problems if each.severity == "error")
    if site is None or errors:
        raise ContentRefused(errors)
    entries = tuple(Entry(each.record, each.draft) for each in checked if isinstance(each.record, Event))
    return Desk(root, site, _by_kind(checked), entries, tuple(unfinished))


def _by_kind(checked: Iterable[Checked]) -> dict[str, tuple[Record, ...]]:
    found: dict[str, list[Record]] = {}
    for each in checked:
        if not each.record.kept_back:
            found.setdefault(each.draft.kind.name, []).append(each.record)
    return {kind: tuple(records) for kind, records in found.items()}


def _rows(root: Path, path: str, text: str) -> Iterable[Entry]:
    for index, item in enumerate(yaml.parse(text) or ()):
        kind = kind_of(item)
        draft = Draft(root, kind, None, item, (Part(path, item, prefix=(index,)),))
        record, _ = check_record(draft)
        if isinstance(record, Event):
            yield Entry(record, draft)


def kind_of(row: Mapping[str, Any]) -> Kind:
    """Return the kind of a row in a month's file."""
    return BY_NAME["talk" if row.get("type") == "talk" else "event"]
