"""Values of pure functions, kept by what they were made from: in memory, and in a store between two runs.

A key must name everything the value depends on; a value is then the same whether it was kept or made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")


class Store(Protocol):
    """Where values outlive a run."""

    def read(self, name: str, key: str) -> Any | None:
        """Return a value, or None when it is not there."""

    def write(self, values: dict[tuple[str, str], Any]) -> None:
        """Keep values for later runs."""


BUNDLED = frozenset({"calendar", "clean", "event", "json", "named", "template", "words", "terms", "yaml"})
"""What nearly every run asks for as a whole; it is read and written together, and what a run did not ask for is forgotten."""


class Memo:
    """Keeps values for a store, or for further runs of this process with `again`; with neither it keeps nothing."""

    def __init__(self, store: Store | None = None, *, again: bool = False) -> None:
        self._store, self._again = store, again
        self._kept: dict[tuple[str, str], Any] = {}
        self._fresh: dict[tuple[str, str], Any] = {}
        self._bundles: dict[str, dict[str, Any]] = {}
        self._asked: dict[str, dict[str, Any]] = {}

    def of(self, name: str, key: str, make: Callable[[], Value]) -> Value:
        """Return the value of the function `name` for `key`; `make` is called only when it is not known."""
        kept: Value | None = self.found(name, key)
        if kept is None:
            kept = make()
            self.add({(name, key): kept})
        return kept

    def found(self, name: str, key: str) -> Any | None:
        """Return a value kept in this run or an earlier one; None when there is none."""
        at = (name, key)
        value = self._kept.get(at)
        if value is None and self._store is not None:
            value = self._bundle(name).get(key) if name in BUNDLED else self._store.read(name, key)
        if value is not None and name in BUNDLED:
            self._asked.setdefault(name, {})[key] = value
        return value

    def _bundle(self, name: str) -> dict[str, Any]:
        if name not in self._bundles:
            assert self._store is not None  # noqa: S101  (asked for only then)
            self._bundles[name] = self._store.read("bundle", name) or {}
        return self._bundles[name]

    def last(self, name: str, ground: str) -> Any | None:
        """Return what the last run left under `name`, if it stood on the same ground."""
        left = self.found(name, "last")
        return left[1] if left is not None and left[0] == ground else None

    def set_last(self, name: str, ground: str, value: object) -> None:
        """Leave something for the next run."""
        self.add({(name, "last"): (ground, value)})

    def known(self, name: str, key: str) -> Any | None:
        """Return a value kept by this process; None when there is none."""
        return self._kept.get((name, key))

    def keep(self, name: str, key: str, value: object) -> None:
        """Keep a value for further runs of this process alone."""
        if self._again:
            self._kept[name, key] = value

    def same(self, name: str, ground: object, make: Callable[[], Value]) -> Value:
        """Return what was made last under `name` in this process, when it stood on the same ground; else make it.

        The ground is all that the value depends on. It is compared part by part: parts that are the same objects cost next to nothing,
        others should be plain values.
        """
        left = self._kept.get((name, "same"))
        if left is None or left[0] != ground:
            left = (ground, make())
            self.keep(name, "same", left)
        value: Value = left[1]
        return value

    def each(self, name: str, items: Iterable[Item], make: Callable[[Item], Value], ground: object = None) -> list[Value]:
        """Return what `make` gives for each of some objects, in order; for those that were there the last time, what it gave then.

        An object is known by being the very same one, and only on the same ground: all else that the values depend on. A value that is
        None is made anew.
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
                after[id(item)] = known  # it holds the object, so that no other gets its id
            made.append(known[1])
        self._kept[name, "each"] = (ground, after)
        return made

    def taken(self) -> dict[tuple[str, str], Any]:
        """Return what was made since the last time, for another memo to `add`; this one lets go of what is asked for but once."""
        fresh, self._fresh = self._fresh, {}
        if not self._again:
            for at in [each for each in fresh if each[0] not in BUNDLED]:
                del self._kept[at]
        return fresh

    def add(self, made: dict[tuple[str, str], Any]) -> None:
        """Count values that were made elsewhere as made here."""
        if self._store is None and not self._again:
            return
        self._kept.update(made)
        self._fresh.update(made)
        for (name, key), value in made.items():
            if name in BUNDLED:
                self._asked.setdefault(name, {})[key] = value

    def settle(self, *names: str) -> None:
        """Hand over what was made by these functions and let go of it: nothing asks for it again in this run."""
        if self._store is None or self._again:
            return
        self._write({at: value for at, value in self._fresh.items() if at[0] in names})
        self._kept = {at: value for at, value in self._kept.items() if at[0] not in names}
        self._fresh = {at: value for at, value in self._fresh.items() if at[0] not in names}
        for name in names:
            self._asked.pop(name, None)
            self._bundles.pop(name, None)

    def save(self) -> None:
        """Hand what was made since the last time to the store."""
        self._write(self._fresh)
        self._fresh = {}

    def _write(self, fresh: dict[tuple[str, str], Any]) -> None:
        if self._store is not None and fresh:
            single = {at: value for at, value in fresh.items() if at[0] not in BUNDLED}
            bundles = {("bundle", name): self._asked[name] for name in {name for name, _ in fresh} & BUNDLED}
            self._store.write(single | bundles)


def digest(*parts: object) -> str:
    """Return the hash of values by their text: 32 hexadecimal digits."""
    text = "\0".join([part if type(part) is str else repr(part) for part in parts])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
