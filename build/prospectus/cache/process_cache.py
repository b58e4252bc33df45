"""A cache for the runs of one process, such as `prospectus serve`: it recomputes only what has changed since the last run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress, count
from operator import is_, is_not
from typing import Any, NamedTuple, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")


class _Results(NamedTuple):
    """What the last call of `map_changed` gave."""

    inputs: object
    items: Sequence[Any]
    values: list[Any]
    has_none: bool
    """Whether some values may be None."""


class ProcessCache:
    """Values of earlier runs of this process. Unless `reuse_in_process`, it caches nothing. Nothing is written to disk."""

    def __init__(self, *, reuse_in_process: bool = False) -> None:
        self._reuse_in_process = reuse_in_process
        self._local: dict[tuple[str, str], Any] = {}
        self._last_values: dict[str, tuple[object, Any]] = {}
        self._last_results: dict[str, _Results] = {}

    @property
    def is_for_many_runs(self) -> bool:
        """Whether this process runs repeatedly and keeps values for its further runs."""
        return self._reuse_in_process

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

    def map_changed(
        self,
        name: str,
        items: Iterable[Item],
        compute: Callable[[Item], Value],
        inputs: object = None,
        *,
        reuse_equal: bool = False,
    ) -> list[Value]:
        """Return the results of `compute` for `items`, in order; reuse those of items that were in the last call.

        Items are compared by identity. Results are reused only when `inputs`, which must cover everything else that they depend on, are
        unchanged. A result of None is computed again. With `reuse_equal`, a result that is written like the last one at its place is the
        same object: for plain values, from which nobody goes on to what is not in them. If all results are the same, so is the list; then
        whatever is made of it need not be made again. Therefore the list must not be changed.
        """
        if not self._reuse_in_process:
            return [compute(item) for item in items]
        items, last = list(items), self._last_results.get(name)
        if last is None or last.inputs != inputs:
            last = _Results(inputs, (), [], has_none=False)
        self._last_results[name] = results = _update(last, items, compute, _is_alike if reuse_equal else is_)
        return results.values


def _update(last: _Results, items: Sequence[Any], compute: Callable[[Any], Any], is_same: Callable[[object, object], bool]) -> _Results:
    """Return the results for `items`. What is the same as before is skipped without a step of the interpreter per item."""
    shared = min(len(items), len(last.items))
    outdated = [*compress(count(), map(is_not, items, last.items)), *range(shared, len(items))]
    if last.has_none:
        outdated = sorted({*outdated, *(place for place, value in enumerate(last.values[:shared]) if value is None)})
    moved = {id(last.items[place]): last.values[place] for place in (*outdated, *range(shared, len(last.items))) if place < len(last.items)}
    values = [*last.values[:shared], *[None] * (len(items) - shared)]
    changed = len(items) != len(last.items)
    for place in outdated:
        value = moved.get(id(items[place]))
        if value is None:
            value = compute(items[place])
        if place >= shared or not is_same(value, last.values[place]):
            values[place], changed = value, True
    has_none = last.has_none or any(values[place] is None for place in outdated)
    return _Results(last.inputs, items, values if changed else last.values, has_none)


def _is_alike(value: object, other: object) -> bool:
    """Return whether two values are equal and written alike: some are equal in any order of their parts."""
    return value is other or (value == other and repr(value) == repr(other))
