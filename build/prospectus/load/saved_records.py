"""Raw records of earlier runs of `prospectus check`: a file that has not changed is neither read nor parsed again.

Of a saved record only what every check needs is loaded, its *facts*; the rest is loaded when a check asks for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zlib import crc32

from prospectus.cache.cache import BuildCache
from prospectus.cache.fingerprint import fingerprint_code
from prospectus.load.drafts import RawRecord
from prospectus.model.registry import KINDS_BY_NAME, Kind

ROWS, FIELDS = "saved records", "saved fields"
"""The names under which the cache holds the records of each kind, and the fields and the prose of each record."""
GROUPS_PER_PART = 64
"""About how many groups of files are written together."""
GroupKey = tuple[str, str]
Row = tuple[str, str | None, str, str, str, dict[str, Any]]
"""Kind, name of the file, fingerprint, path, key of the fields in the cache, and facts."""


class SavedRecordLostError(Exception):
    """The cache no longer has a record that it had when the run began; the content must be checked without the cache."""


class SavedRawRecord(RawRecord):
    """A raw record of an earlier run. Its fields, parts and prose are loaded on first use."""

    def __init__(self, root: Path, row: Row, cache: BuildCache) -> None:
        kind, key, fingerprint, path, saved_key, facts = row
        values = {"root": root, "kind": KINDS_BY_NAME[kind], "key": key, "facts": dict(facts), "fingerprint": fingerprint}
        self.__dict__.update(values, saved_key=saved_key, saved_path=path, cache=cache)

    def __getattr__(self, name: str) -> Any:
        """Load the fields, the parts and the prose. Raises SavedRecordLostError."""
        if name not in ("data", "parts", "prose"):
            raise AttributeError(name)
        fields = self.__dict__["cache"].get(FIELDS, self.saved_key)
        if fields is None:
            raise SavedRecordLostError
        self.__dict__.update(zip(("data", "parts", "prose"), fields, strict=True))
        return self.__dict__[name]

    @property
    def path(self) -> str:
        """The path of its first file."""
        path: str = self.__dict__["saved_path"]
        return path


class SavedRecords:
    """The records of a site, by kind, in the cache between runs. Those of a kind are in parts, so that an edit writes few of them."""

    def __init__(self, root: Path, cache: BuildCache) -> None:
        self.root, self.cache = root, cache
        self._before: dict[str, dict[GroupKey, Any]] = {}
        self._now: dict[str, dict[GroupKey, Any]] = {}

    def read(self, kind: Kind, languages: tuple[str, ...]) -> tuple[dict[str, Any], dict[GroupKey, Any]]:
        """Return the files of a kind and its groups of files, as the last run left them; both empty when it left none."""
        files: dict[str, Any] = {}
        groups: dict[GroupKey, Any] = {}
        name = self._name(kind, languages)
        for index in range(self.cache.get_last(ROWS + name, fingerprint_code()) or 0):
            part: dict[GroupKey, Any] = self.cache.get_last(f"{ROWS}{name} {index}", fingerprint_code()) or {}
            self._before[f"{name} {index}"] = part
            for group, (group_files, rows) in part.items():
                files.update(group_files)
                groups[group] = group_files, tuple([SavedRawRecord(self.root, row, self.cache) for row in rows])
        return files, groups

    def keep(self, kind: Kind, languages: tuple[str, ...], groups: dict[GroupKey, Any]) -> None:
        """Keep the groups of a kind for `save`."""
        self._now[self._name(kind, languages)] = groups

    def save(self) -> None:
        """Write what is new to the cache, with the facts that this run has found."""
        for name, groups in self._now.items():
            count = 1 + len(groups) // GROUPS_PER_PART
            parts: list[dict[GroupKey, Any]] = [{} for _ in range(count)]
            for group, (group_files, raws) in groups.items():
                parts[crc32(repr(group).encode()) % count][group] = group_files, tuple(map(self._to_row, raws))
            for index, part in enumerate(parts):
                if self._before.get(f"{name} {index}") != part:
                    self.cache.set_last(f"{ROWS}{name} {index}", fingerprint_code(), part)
            if self.cache.get_last(ROWS + name, fingerprint_code()) != count:
                self.cache.set_last(ROWS + name, fingerprint_code(), count)

    def _to_row(self, raw: RawRecord) -> Row:
        if not isinstance(raw, SavedRawRecord):
            self.cache.add({(FIELDS, raw.saved_key): (raw.data, raw.parts, raw.prose)})
        return raw.kind.name, raw.key, raw.fingerprint, raw.path, raw.saved_key, raw.facts

    def _name(self, kind: Kind, languages: tuple[str, ...]) -> str:
        return f" {kind.name} {languages}"
