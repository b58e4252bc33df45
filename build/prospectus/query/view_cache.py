"""Caches views shared by many pages and adds their dependencies to each page that uses them.

A process that builds repeatedly keeps the cache from run to run. A cached view is reused while its dependencies are unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from prospectus.cache.cache import BuildCache
from prospectus.query.queries import Queries
from prospectus.query.recording import Read
from prospectus.query.words_read import split_words

View = TypeVar("View")
MOST_VIEWS = 4096
"""The number of views of a run above which the older half is dropped: most pages ask for views that the pages before them asked for."""


class _Entry(NamedTuple):
    """A view with its dependencies."""

    view: Any
    reads: frozenset[Read]
    """Its queries, except those of interface words."""
    words: int
    """The bits of its interface words."""


class ViewCache:
    """A cache of views with their dependencies."""

    def __init__(self, queries: Queries, cache: BuildCache, inputs_key: str) -> None:
        """Create a cache for views that depend only on their recorded queries and on the inputs hashed in `inputs_key`."""
        self._queries = queries
        self._views: dict[Hashable, _Entry] = {}
        if cache.get_local("views", inputs_key) is None:
            cache.set_local("views", inputs_key, {})
        self._persistent: dict[Hashable, tuple[Any, dict[Read, str]]] | None = cache.get_local("views", inputs_key)
        """Views from all runs, with the fingerprint of each dependency; None if the process builds only once."""

    def get_or_build(self, key: Hashable, build: Callable[..., View], *args: Any) -> View:
        """Return the cached view of `key`, or build it from `args`. `key` must identify every input that is not a recorded query."""
        entry = self._views.get(key) or self._get_valid(key)
        if entry is not None:
            self._queries.record_read(*entry.reads)
            self._queries.record_words(entry.words)
        else:
            entry = self._build(key, build, args)
            self._drop_older()
        self._views[key] = entry
        view: View = entry.view
        return view

    def _get_valid(self, key: Hashable) -> _Entry | None:
        """Return the view of an earlier run with its dependencies; None if there is none or a dependency has changed."""
        view, fingerprints = (self._persistent or {}).get(key, (None, {}))
        if view is None or any(self._queries.fingerprint_of(read) != fingerprint for read, fingerprint in fingerprints.items()):
            return None
        return _Entry(view, *split_words(fingerprints))

    def _build(self, key: Hashable, build: Callable[..., Any], args: tuple[Any, ...]) -> _Entry:
        with self._queries.recording() as reads:
            view = build(*args)
        if self._persistent is not None:
            self._persistent[key] = view, {read: self._queries.fingerprint_of(read) for read in reads}
        return _Entry(view, *split_words(reads))

    def _drop_older(self) -> None:
        if len(self._views) >= MOST_VIEWS:
            for key in [*islice(self._views, MOST_VIEWS // 2)]:
                del self._views[key]

    def clear(self) -> None:
        """Clear the cache of this run."""
        self._views.clear()
