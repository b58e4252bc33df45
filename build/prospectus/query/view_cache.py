"""Caches views shared by many pages and adds their dependencies to each page that uses them.

A process that builds repeatedly keeps the cache from run to run. A cached view is reused while its dependencies are unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from prospectus.cache.cache import BuildCache
from prospectus.query.queries import Queries
from prospectus.query.recording import Read

View = TypeVar("View")


class ViewCache:
    """A cache of views with their dependencies."""

    def __init__(self, queries: Queries, cache: BuildCache, inputs_key: str) -> None:
        """Create a cache for views that depend only on their recorded queries and on the inputs hashed in `inputs_key`."""
        self._queries = queries
        self._views: dict[Hashable, tuple[Any, frozenset[Read]]] = {}
        if cache.get_local("views", inputs_key) is None:
            cache.set_local("views", inputs_key, {})
        self._persistent: dict[Hashable, tuple[Any, dict[Read, str]]] | None = cache.get_local("views", inputs_key)
        """Views from all runs, with the fingerprint of each dependency; None if the process builds only once."""

    def get_or_build(self, key: Hashable, build: Callable[..., View], *args: Any) -> View:
        """Return the cached view of `key`, or build it from `args`. `key` must identify every input that is not a recorded query."""
        entry = self._views.get(key) or self._get_valid(key)
        if entry is not None:
            self._queries.record_read(*entry[1])
        else:
            entry = self._build(key, build, args)
        self._views[key] = entry
        view: View = entry[0]
        return view

    def _get_valid(self, key: Hashable) -> tuple[Any, frozenset[Read]] | None:
        """Return the view of an earlier run with its dependencies; None if there is none or a dependency has changed."""
        view, fingerprints = (self._persistent or {}).get(key, (None, {}))
        if view is None or any(self._queries.fingerprint_of(read) != fingerprint for read, fingerprint in fingerprints.items()):
            return None
        return view, frozenset(fingerprints)

    def _build(self, key: Hashable, build: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, frozenset[Read]]:
        with self._queries.recording() as reads:
            view = build(*args)
        if self._persistent is not None:
            self._persistent[key] = view, {read: self._queries.fingerprint_of(read) for read in reads}
        return view, frozenset(reads)

    def clear(self) -> None:
        """Clear the cache of this run."""
        self._views.clear()
