"""What events were before they were moved or renamed: a sheet that was written earlier still says so.

Known are the versions in releases, those before the commands `move`, `retitle` and `cancel`, as far as the journal of edits reaches, and
the day in the id of an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

from prospectus.load import yaml
from prospectus.model.kinds.release import Release
from prospectus.model.month_paths import parse_month_path
from prospectus.model.values.partial_date import PartialDate
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.edits.journal import Entry, Journal
from prospectus.scheduling.edits.state_folder import STATE_FOLDER
from prospectus.scheduling.spreadsheet import cells

COMMANDS = ("move", "retitle", "cancel")
"""The commands after which a sheet is out of date. What an import changed is in the sheet itself."""
_DAY_IN_ID = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class FormerVersion:
    """The start and the titles of an event at some time. From an id, only the day is known."""

    starts: PartialDate
    titles: frozenset[str] = frozenset()
    by_command: bool = False
    """Whether a command changed it on this machine."""


class FormerVersions:
    """The former versions of the events of a site; nothing is read before it is asked for."""

    def __init__(self, source: SourceCalendar) -> None:
        self._source = source

    def list_of(self, entry: CalendarEntry) -> tuple[FormerVersion, ...]:
        """Return the former versions of an event, also those that are as it is now."""
        versions = [version for key in entry.ids for version in self._versions_by_id.get(key, ())]
        return (*versions, *_iter_days_in_ids(entry))

    @cached_property
    def _versions_by_id(self) -> Mapping[str, list[FormerVersion]]:
        versions: dict[str, list[FormerVersion]] = {}
        for key, version in (*self._iter_released(), *self._iter_changed()):
            versions.setdefault(key, []).append(version)
        return versions

    def _iter_released(self) -> Iterator[tuple[str, FormerVersion]]:
        for release in self._source.records.get("release", ()):
            for event in release.events if isinstance(release, Release) and release.exported else ():
                version = FormerVersion(event.starts, _clean(event.title.as_dict().values()))
                yield from ((key, version) for key in (event.id, *event.formerly))

    def _iter_changed(self) -> Iterator[tuple[str, FormerVersion]]:
        """Yield each event that a command has changed as it was before. Entries are read backwards, so that what comes after is known."""
        later = {
            key: FormerVersion(entry.event.starts, _clean(entry.event.title.as_dict().values()))
            for entry in self._source.entries
            for key in entry.ids
        }
        for edit in reversed(Journal(self._source.root, self._source.root / STATE_FOLDER).list_entries()):
            for key, version in _iter_versions_before(edit):
                if edit.command in COMMANDS and version != later.get(key):
                    yield key, replace(version, by_command=True)
                later[key] = version


def _iter_versions_before(edit: Entry) -> Iterator[tuple[str, FormerVersion]]:
    """Yield the events in the files of an edit as they were before; an entry that another command removes meanwhile is passed over."""
    for index, file in enumerate(edit.files):
        if parse_month_path(file.path) is None:
            continue
        with suppress(OSError, yaml.YamlError, UnicodeDecodeError):
            for row in yaml.parse((edit.read_before(index) or b"").decode()) or ():
                with suppress(ValueError, KeyError, TypeError, AttributeError):  # not an event
                    titles = row["title"].values() if isinstance(row["title"], Mapping) else (row["title"],)
                    yield str(row["id"]), FormerVersion(PartialDate.parse(str(row["starts"])), _clean(map(str, titles)))


def _iter_days_in_ids(entry: CalendarEntry) -> Iterator[FormerVersion]:
    for key in entry.ids:
        for day in _DAY_IN_ID.findall(key):
            with suppress(ValueError):
                yield FormerVersion(PartialDate.parse(day))


def _clean(titles: Iterable[str]) -> frozenset[str]:
    return frozenset(cells.clean(title) for title in titles)
