"""A cache for pure functions, keyed by a hash of their inputs: in memory, and in a store between runs.

A cache key must cover everything that the value depends on. A cached value is then always equal to a newly computed one.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from prospectus.cache.process_cache import ProcessCache

Value = TypeVar("Value")


class Store(Protocol):
    """Persistent storage for cached values between runs."""

    def read(self, name: str, key: str) -> Any | None:
        """Return the stored value, or None when there is none."""

    def write(self, values: dict[tuple[str, str], Any]) -> None:
        """Store values for later runs."""


BUNDLED = frozenset(
    ("calendar,check clean,clean,decoded,event,inspections,json,media,mentions,named,stale texts,words,terms,timezone,yaml").split(",")
)
"""Names whose values are nearly all needed in every run. They are read and written as one bundle; values not used in a run are dropped."""


BUILD_ONLY = frozenset({"clean", "media", "mentions", "terms", "yaml"})
"""Names whose values a run that keeps records neither reads nor writes."""


RELEASED = frozenset(
    ("block prose,check clean,clean,inline prose,json,mentions,named,packed search entries,prose,stale texts,terms,yaml").split(",")
)
"""Names of which an edit needs few values. A process that builds repeatedly leaves them to its store, and reads or computes those again."""
MOST_WAITING = 100
"""The number of new values of a bundle up to which such a process does not write it again: whoever misses them computes them again."""


class BuildCache(ProcessCache):
    """Caches values for a store, or with `reuse_in_process` for further runs of this process; with neither it caches nothing.

    A store that `ends_with_process` takes only values that would be in memory otherwise.
    """

    def __init__(
        self,
        store: Store | None = None,
        *,
        reuse_in_process: bool = False,
        keeps_records: bool = False,
        ends_with_process: bool = False,
    ) -> None:
        super().__init__(reuse_in_process=reuse_in_process)
        self._ends_with_process = ends_with_process
        self.keeps_records = keeps_records and store is not None
        """Whether the records themselves are kept between runs, for `prospectus check`, which asks for few of them."""
        self._store = store
        self._values: dict[tuple[str, str], Any] = {}
        self._unsaved: dict[tuple[str, str], Any] = {}
        self._computed: list[tuple[str, str]] = []
        """The names and keys of the values computed here since the last `drain`."""
        self._bundles: dict[str, dict[str, Any]] = {}
        self._used: dict[str, dict[str, Any]] = {}
        self._is_released = False
        """Whether the store has what this process would keep in memory for further runs."""

    @property
    def keeps_values(self) -> bool:
        """Whether anything is kept for another run."""
        return self._store is not None or self._reuse_in_process

    @property
    def files_folder(self) -> Path | None:
        """The folder for cached files that are too large for the store; None if nothing is kept between runs."""
        folder: Path | None = getattr(self._store, "files_folder", None)  # only a store on disk has one
        return folder

    def get_or_compute(self, name: str, key: str, compute: Callable[[], Value]) -> Value:
        """Return the cached value of the function `name` for `key`; call `compute` and cache its result when there is none."""
        value: Value | None = self.get(name, key)
        if value is None:
            value = compute()
            self.add({(name, key): value})
        return value

    def get(self, name: str, key: str) -> Any | None:
        """Return the value cached in this run or an earlier one, or None when there is none."""
        full_key = (name, key)
        value = self._values.get(full_key)
        if value is None and self._store is not None and not self._ignores(name):
            value = self._bundle(name).get(key) if name in BUNDLED else self._store.read(name, key)
        if value is not None and name in BUNDLED and not self._is_released:
            self._used.setdefault(name, {})[key] = value
        return value

    def _ignores(self, name: str) -> bool:
        """Return whether this run leaves the values of `name` to others: it would use few of them and drop the rest."""
        return self.keeps_records and name in BUILD_ONLY

    def _bundle(self, name: str) -> dict[str, Any]:
        if self._is_released and name in RELEASED:
            return {}  # the bundle would be read for one value, of a file that has changed
        if name not in self._bundles:
            assert self._store is not None  # noqa: S101  (only called when there is a store)
            self._bundles[name] = self._store.read("bundle", name) or {}
        return self._bundles[name]

    def get_last(self, name: str, inputs: str) -> Any | None:
        """Return the value that the last run stored with `set_last` under `name`, or None when its inputs differ."""
        entry = self.get(name, "last")
        return entry[1] if entry is not None and entry[0] == inputs else None

    def set_last(self, name: str, inputs: str, value: object) -> None:
        """Store a value and its inputs for the next run."""
        self.add({(name, "last"): (inputs, value)})

    def forget_last(self) -> None:
        """Forget what `set_last` has stored, so that it is read from the store, into which another process has written since."""
        for values in (self._values, self._unsaved):
            for full_key in [full_key for full_key in values if full_key[1] == "last"]:
                del values[full_key]

    def drain(self) -> dict[tuple[str, str], Any]:
        """Return the values computed since the last call, for another cache to `merge`.

        Without `reuse_in_process`, those not in `BUNDLED` are dropped here, since each is needed only once.
        """
        computed, self._computed = self._computed, []
        drained = {full_key: self._unsaved.pop(full_key) for full_key in computed if full_key in self._unsaved}
        if not self._reuse_in_process:
            for full_key in drained:
                if full_key[0] not in BUNDLED:
                    self._values.pop(full_key, None)
        return drained

    def add(self, values: dict[tuple[str, str], Any]) -> None:
        """Add values computed here."""
        self._computed.extend(values)
        self.merge(values)

    def merge(self, values: dict[tuple[str, str], Any]) -> None:
        """Add values computed elsewhere, such as in a worker process. They are not returned by `drain`, so none goes round for ever."""
        if not self.keeps_values:
            return
        if self.keeps_records:
            values = {full_key: value for full_key, value in values.items() if not self._ignores(full_key[0])}
        self._values.update(values)
        self._unsaved.update(values)
        for (name, key), value in values.items():
            if name in BUNDLED and not self._is_released:
                self._used.setdefault(name, {})[key] = value

    def flush(self, *names: str) -> None:
        """Write the values of these functions to the store and free their memory: they are not needed again in this run.

        A process that builds repeatedly does this only with values of which its further runs need few.
        """
        if self._store is None:
            return
        if self._reuse_in_process:
            names = tuple(name for name in names if name in RELEASED - BUNDLED)
        self._write({full_key: value for full_key, value in self._unsaved.items() if full_key[0] in names})
        self._values = {full_key: value for full_key, value in self._values.items() if full_key[0] not in names}
        self._unsaved = {full_key: value for full_key, value in self._unsaved.items() if full_key[0] not in names}
        for name in names:
            self._used.pop(name, None)
            self._bundles.pop(name, None)

    def save(self) -> None:
        """Write the values computed since the last call to the store. What few further runs of this process need is left to it alone."""
        counts = Counter(name for name, _ in self._unsaved) if self._is_released else Counter[str]()
        waiting = {name for name, count in counts.items() if name in BUNDLED and count <= MOST_WAITING}
        unwritten = waiting if not self._ends_with_process else {name for name, _ in self._unsaved} - (RELEASED - BUNDLED)
        self._write({full_key: value for full_key, value in self._unsaved.items() if full_key[0] not in unwritten})
        self._unsaved = {full_key: value for full_key, value in self._unsaved.items() if full_key[0] in waiting}
        if self._reuse_in_process and self._store is not None:
            self._is_released = True
            self._values = {full_key: value for full_key, value in self._values.items() if full_key[0] not in RELEASED}
            self._bundles = {name: values for name, values in self._bundles.items() if name not in RELEASED}
            self._used.clear()

    def _write(self, unsaved: dict[tuple[str, str], Any]) -> None:
        if self._store is not None and unsaved:
            single = {full_key: value for full_key, value in unsaved.items() if full_key[0] not in BUNDLED}
            bundles = {("bundle", name): self._list_bundle(name, unsaved) for name in {name for name, _ in unsaved} & BUNDLED}
            self._store.write(single | bundles)

    def _list_bundle(self, name: str, unsaved: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
        """Return what to write as the bundle of a name."""
        if not self._is_released:
            return self._used[name]
        assert self._store is not None  # noqa: S101  (only called when there is a store)
        return {**(self._store.read("bundle", name) or {}), **{key: value for (of_name, key), value in unsaved.items() if of_name == name}}


def digest(*parts: object) -> str:
    """Return the BLAKE2b hash of the `str` or `repr` of some values: 32 hexadecimal digits."""
    text = "\0".join([part if type(part) is str else repr(part) for part in parts])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
