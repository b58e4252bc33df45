"""Caches views shared by many pages and adds their dependencies to each page that uses them.

A process that builds repeatedly keeps the cache from run to run. A cached view is reused while its dependencies are unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from prospectus.derive.reading import Read, Reading
from prospectus.derive.view import View
from prospectus.memo import Memo


class Kept:
    """A cache of views with their dependencies."""

    def __init__(self, reading: Reading, memo: Memo, ground: str) -> None:
        """Create a cache for views that depend only on their recorded queries and on the inputs hashed in `inputs_key`."""
        self._reading = reading
        self._views: dict[Hashable, tuple[View, frozenset[Read]]] = {}
        if memo.known("views", ground) is None:
            memo.keep("views", ground, {})
        self._lasting: dict[Hashable, tuple[View, dict[Read, str]]] | None = memo.known("views", ground)
        """Views from all runs, with the fingerprint of each dependency; None if the process builds only once."""

    def of(self, key: Hashable, make: Callable[..., View], *given: Any) -> View:
        """Return the cached view of `key`, or build it from `args`. `key` must identify every input that is not a recorded query."""
        kept = self._views.get(key) or self._still_good(key)
        if kept is not None:
            self._reading.note(*kept[1])
        else:
            kept = self._made(key, make, given)
        self._views[key] = kept
        return kept[0]

    def _still_good(self, key: Hashable) -> tuple[View, frozenset[Read]] | None:
        """Return the view of an earlier run with its dependencies; None if there is none or a dependency has changed."""
        view, answers = (self._lasting or {}).get(key, (None, {}))
        if view is None or any(self._reading.print_of(read) != answer for read, answer in answers.items()):
            return None
        return view, frozenset(answers)

    def _made(self, key: Hashable, make: Callable[..., View], given: tuple[Any, ...]) -> tuple[View, frozenset[Read]]:
        with self._reading.noted() as reads:
            view = make(*given)
        if self._lasting is not None:
            self._lasting[key] = view, {read: self._reading.print_of(read) for read in reads}
        return view, frozenset(reads)

    def forget(self) -> None:
        """Clear the cache of this run."""
        self._views.clear()
