"""A cache for pure functions, keyed by a hash of their inputs: in memory, and in a store between runs.

A cache key must cover everything that the value depends on. A cached value is then always equal to a newly computed one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")


class Store(Protocol):
    """Persistent storage for cached values between runs."""

    def read(self, name: str, key: str) -> Any | None:
        """Return the stored value, or None when there is none."""

    def write(self, values: dict[tuple[str, str], Any]) -> None:
        """Store values for later runs."""


BUNDLED = frozenset({"calendar", "clean", "event", "json", "named", "template", "words", "terms", "yaml"})
"""Names whose values are nearly all needed in every run. They are read and written as one bundle; values not used in a run are dropped."""


class Memo:
    """Caches values for a store, or with `reuse_in_process` for further runs of this process; with neither it caches nothing."""

    def __init__(self, store: Store | None = None, *, again: bool = False) -> None:
        self._store, self._again = store, again
        self._kept: dict[tuple[str, str], Any] = {}
        self._fresh: dict[tuple[str, str], Any] = {}
        self._bundles: dict[str, dict[str, Any]] = {}
        self._asked: dict[str, dict[str, Any]] = {}

    def of(self, name: str, key: str, make: Callable[[], Value]) -> Value:
        """Return the cached value of the function `name` for `key`; call `compute` and cache its result when there is none."""
        kept: Value | None = self.found(name, key)
        if kept is None:
            kept = make()
            self.add({(name, key): kept})
        return kept

    def found(self, name: str, key: str) -> Any | None:
        """Return the value cached in this run or an earlier one, or None when there is none."""
        at = (name, key)
        value = self._kept.get(at)
        if value is None and self._store is not None:
            value = self._bundle(name).get(key) if name in BUNDLED else self._store.read(name, key)
        if value is not None and name in BUNDLED:
            self._asked.setdefault(name, {})[key] = value
        return value

    def _bundle(self, name: str) -> dict[str, Any]:
        if name not in self._bundles:
            assert self._store is not None  # noqa: S101  (only called when there is a store)
            self._bundles[name] = self._store.read("bundle", name) or {}
        return self._bundles[name]

    def last(self, name: str, ground: str) -> Any | None:
        """Return the value that the last run stored with `set_last` under `name`, or None when its inputs differ."""
        left = self.found(name, "last")
        return left[1] if left is not None and left[0] == ground else None

    def set_last(self, name: str, ground: str, value: object) -> None:
        """Store a value and its inputs for the next run."""
        self.add({(name, "last"): (ground, value)})

    def known(self, name: str, key: str) -> Any | None:
        """Return a value cached in this process, or None when there is none; the store is not read."""
        return self._kept.get((name, key))

    def keep(self, name: str, key: str, value: object) -> None:
        """Cache a value for further runs of this process only; it is not written to the store."""
        if self._again:
            self._kept[name, key] = value

    def same(self, name: str, ground: object, make: Callable[[], Value]) -> Value:
        """Return the cached value of `name` if its inputs are unchanged; otherwise compute and cache it.

        `inputs` must cover everything that the value depends on. They are compared with `==`: identical objects compare quickly; other
        inputs should be plain values. Only the last value is kept, and only in this process.
        """
        left = self._kept.get((name, "same"))
        if left is None or left[0] != ground:
            left = (ground, make())
            self.keep(name, "same", left)
        value: Value = left[1]
        return value

    def each(self, name: str, items: Iterable[Item], make: Callable[[Item], Value], ground: object = None) -> list[Value]:
        """Return the results of `compute` for `items`, in order; reuse those of items that were in the last call.

        Items are compared by identity. Results are reused only when `inputs`, which must cover everything else that they depend on, are
        unchanged. A result of None is computed again.
        """
        if not self._again:
            return [make(item) for item in items]
        left = self._kept.get((name, "each"))
        before: dict[int, tuple[Item, Value]] = left[1] if left is not None and left[0] == ground else {}
        after: dict[int, tuple[Item, Value]] = {}
        made = []
        for item in items:
            known = before.get(id(item)) or (item, make(item))
            if known[1] is not None:
                after[id(item)] = known  # keeps the item alive, so that its id is not reused
            made.append(known[1])
        self._kept[name, "each"] = (ground, after)
        return made

    def taken(self) -> dict[tuple[str, str], Any]:
        """Return the values computed since the last call, for another cache to `add`.

        Without `reuse_in_process`, those not in `BUNDLED` are dropped here, since each is needed only once.
        """
        fresh, self._fresh = self._fresh, {}
        if not self._again:
            for at in [each for each in fresh if each[0] not in BUNDLED]:
                del self._kept[at]
        return fresh

    def add(self, made: dict[tuple[str, str], Any]) -> None:
        """Add values computed elsewhere, such as in a worker process, as if they had been computed here."""
        if self._store is None and not self._again:
            return
        self._kept.update(made)
        self._fresh.update(made)
        for (name, key), value in made.items():
            if name in BUNDLED:
                self._asked.setdefault(name, {})[key] = value

    def settle(self, *names: str) -> None:
        """Write the values of these functions to the store and free their memory: they are not needed again in this run."""
        if self._store is None or self._again:
            return
        self._write({at: value for at, value in self._fresh.items() if at[0] in names})
        self._kept = {at: value for at, value in self._kept.items() if at[0] not in names}
        self._fresh = {at: value for at, value in self._fresh.items() if at[0] not in names}
        for name in names:
            self._asked.pop(name, None)
            self._bundles.pop(name, None)

    def save(self) -> None:
        """Write the values computed since the last call to the store."""
        self._write(self._fresh)
        self._fresh = {}

    def _write(self, fresh: dict[tuple[str, str], Any]) -> None:
        if self._store is not None and fresh:
            single = {at: value for at, value in fresh.items() if at[0] not in BUNDLED}
            bundles = {("bundle", name): self._asked[name] for name in {name for name, _ in fresh} & BUNDLED}
            self._store.write(single | bundles)


def digest(*parts: object) -> str:
    """Return the BLAKE2b hash of the `str` or `repr` of some values: 32 hexadecimal digits."""
    text = "\0".join([part if type(part) is str else repr(part) for part in parts])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
