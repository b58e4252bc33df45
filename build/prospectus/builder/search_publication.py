"""Publishes the search index of each locale, and keeps it as it is while no page says anything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from prospectus.cache.cache import BuildCache, digest
from prospectus.parallel import ProcessPool
from prospectus.publish.files import FileState
from prospectus.publish.publication import Publication
from prospectus.render.search.entries import SearchEntry
from prospectus.render.search.files import iter_search_files
from prospectus.views.locale_views import LocaleContext
from prospectus.views.pages import Views

ENTRIES = "search entries"
"""The name under which the cache holds the entries of a page, by their hash."""
Entries = tuple[SearchEntry, ...]


class SearchState(NamedTuple):
    """What the last build recorded about the index of a locale."""

    key: str
    """A hash of the entries of all pages, in order."""
    files: tuple[tuple[str, str, FileState], ...]
    """The path, the SHA-256 and the state of each file."""


class SearchPublication:
    """Collects the entries of the pages of a build, and adds the files of the index to a publication."""

    def __init__(self, publication: Publication, views: Views, cache: BuildCache, pool: ProcessPool) -> None:
        self._publication, self._views, self._cache, self._pool = publication, views, cache, pool
        self._entries: dict[str, Entries] = {}

    def add(self, entries: Entries) -> str:
        """Take the entries of a page that was rendered; return the key under which they are found."""
        if not entries:
            return ""
        key = digest(repr(entries))
        self._entries[key] = entries
        self._cache.add({(ENTRIES, key): entries})
        return key

    def publish(
        self, keys: Mapping[str, str], previous: Mapping[str, SearchState], render_entries: Callable[[str], Entries]
    ) -> dict[str, SearchState]:
        """Add the files of the index of each locale to the publication, and return their states by language tag.

        `keys` has the key of the entries of every page, by address. `render_entries` returns the entries of a page again.
        """
        states = {}
        for context in self._views.contexts:
            keys_by_address = {
                plan.address: keys[plan.address] for plan in self._views.plans if plan.context is context and keys[plan.address]
            }
            state = previous.get(context.locale.tag)
            index_key = digest(context.t.fingerprint, *keys_by_address.values())
            if state is None or state.key != index_key or not self._is_unmodified(state):
                state = SearchState(index_key, self._put_files(context, keys_by_address, render_entries))
            else:
                for path, sha256, _ in state.files:
                    self._publication.keep(path, sha256)
            states[context.locale.tag] = state
        return states

    def _is_unmodified(self, state: SearchState) -> bool:
        return all(self._publication.is_unmodified(path, file_state) for path, _, file_state in state.files)

    def _put_files(
        self, context: LocaleContext, keys: Mapping[str, str], render_entries: Callable[[str], Entries]
    ) -> tuple[tuple[str, str, FileState], ...]:
        entries = [
            entry
            for address, key in keys.items()
            for entry in self._entries.get(key) or self._cache.get(ENTRIES, key) or render_entries(address)
        ]
        artifacts = iter_search_files(entries, context.locale, context.t, self._cache, self._pool)
        return tuple((artifact.path, artifact.sha256, self._publication.put(artifact)) for artifact in artifacts)
