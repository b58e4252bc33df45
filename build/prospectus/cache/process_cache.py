"""A cache for the runs of one process, such as `prospectus serve`: it recomputes only what has changed since the last run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")


class ProcessCache:
    """Values of earlier runs of this process. Unless `reuse_in_process`, it caches nothing. Nothing is written to disk."""

    def __init__(self, *, reuse_in_process: bool = False) -> None:
        self._reuse_in_process = reuse_in_process
        self._local: dict[tuple[str, str], Any] = {}
        self._last_values: dict[str, tuple[object, Any]] = {}
        self._last_items: dict[str, tuple[object, dict[int, tuple[Any, Any]]]] = {}

    def get_local(self, name: str, key: str) -> Any | None:
        """Return a value cached in this process, or None when there is none."""
        return self._local.get((name, key))

    def set_local(self, name: str, key: str, value: object) -> None:
        """Cache a value for further runs of this process."""
        if self._reuse_in_process:
            self._local[name, key] = value

    def if_changed(self, name: str, inputs: object, compute: Callable[[], Value]) -> Value:
        """Return the cached value of `name` if its inputs are unchanged; otherwise compute and cache it.

        `inputs` must cover everything that the value depends on. They are compared with `==`: identical objects compare quickly; other
        inputs should be plain values. Only the last value is kept.
        """
        entry = self._last_values.get(name)
        if entry is None or entry[0] != inputs:
            entry = (inputs, compute())
            if self._reuse_in_process:
                self._last_values[name] = entry
        value: Value = entry[1]
        return value

    def map_changed(self, name: str, items: Iterable[Item], compute: Callable[[Item], Value], inputs: object = None) -> list[Value]:
        """Return the results of `compute` for `items`, in order; reuse those of items that were in the last call.

        Items are compared by identity. Results are reused only when `inputs`, which must cover everything else that they depend on, are
        unchanged. A result of None is computed again.
        """
        if not self._reuse_in_process:
            return [compute(item) for item in items]
        entry = self._last_items.get(name)
        previous: dict[int, tuple[Item, Value]] = entry[1] if entry is not None and entry[0] == inputs else {}
        current: dict[int, tuple[Item, Value]] = {}
        values = []
        for item in items:
            pair = previous.get(id(item)) or (item, compute(item))
            if pair[1] is not None:
                current[id(item)] = pair  # keeps the item alive, so that its id is not reused
            values.append(pair[1])
        self._last_items[name] = (inputs, current)
        return values
