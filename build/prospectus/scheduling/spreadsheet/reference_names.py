"""Names of records in cells: the channel, the series, the audiences and the products of an event, its people and its venue."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from prospectus.model.directory import Directory
from prospectus.model.registry import NAMED_KINDS
from prospectus.model.values.text import Text
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.spreadsheet import cells, columns
from prospectus.scheduling.spreadsheet.cells import CellError

NOTHING_WRITTEN = Message("an empty cell, since none is written yet", "空着，因为还没有写过这类内容")


class ReferenceNames:
    """Converts between the ids of records and their names in cells: the title when it is unique, else the id."""

    def __init__(self, source: SourceCalendar) -> None:
        self.own_types = source.site.event_types
        self.directory = Directory(record for kind in NAMED_KINDS for record in source.records.get(kind, ()))
        self._titles: dict[str, dict[str, Text]] = {
            kind: {record.id: record.title for record in records} for kind, records in source.records.items()
        }
        self._ids: dict[str, dict[str, str]] = {kind: dict(self._iter_names(kind)) for kind in self._titles}

    def _iter_names(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield each accepted name with its id: the titles in every language that are unique, normalised, and the ids themselves."""
        ids_by_name: dict[str, set[str]] = {}
        for key, title in self._titles[kind].items():
            for name in title.as_dict().values():
                ids_by_name.setdefault(columns.normalise(name), set()).add(key)
        yield from ((name, next(iter(keys))) for name, keys in ids_by_name.items() if name and len(keys) == 1)
        yield from ((key, key) for key in self._titles[kind])

    def find_id(self, kind: str, name: str) -> str:
        """Return the id of the record with a name. Raises CellError with similar names."""
        known = self._ids.get(kind, {})
        record_id = known.get(name) or known.get(columns.normalise(name))
        if record_id is None:
            close = [known[match] for match in get_close_matches(columns.normalise(name), known, 3, 0.5)] or list(
                self._titles.get(kind, ())
            )[:6]
            raise CellError("PR609", self._list_in_both_languages(kind, close) if close else NOTHING_WRITTEN)
        return record_id

    def has(self, kind: str, name: str) -> bool:
        """Return whether a record has a name."""
        known = self._ids.get(kind, {})
        return name in known or columns.normalise(name) in known

    def titles_of(self, kind: str, key: str) -> tuple[str, ...]:
        """Return the title of a record in every language; none when there is no such record."""
        title = self._titles.get(kind, {}).get(key)
        return tuple(title.as_dict().values()) if title else ()

    def _list_in_both_languages(self, kind: str, keys: list[str]) -> Message:
        return Message(*(", ".join(dict.fromkeys(self.name_of(kind, key, language) for key in keys)) for language in ("en", "zh")))

    def name_of(self, kind: str, key: str, display_language: str) -> str:
        """Return the name of a record for a cell: its title when that can be read back, else its id."""
        title = self._titles.get(kind, {}).get(key)
        name = cells.clean(title.within((display_language,)).text) if title else key
        return name if self._ids.get(kind, {}).get(columns.normalise(name)) == key and cells.split_list(name) == (name,) else key

    def list_names(self, kind: str, display_language: str) -> list[str]:
        """Return the names of all records of a kind, in order."""
        return [self.name_of(kind, key, display_language) for key in self._titles.get(kind, ())]
