"""Publishes the search index of each locale: as it is while no page says anything else, updated after few changes, else built anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from prospectus.cache.cache import BuildCache, digest
from prospectus.parallel import ProcessPool
from prospectus.publish.files import FileState
from prospectus.publish.publication import Publication
from prospectus.render.artifact import Artifact
from prospectus.render.search.entries import EntrySummary, PackedEntries, SearchEntry, summarize, unpack_entries
from prospectus.render.search.files import LastFiles, SearchFiles, file_path, name_shards, order_entries
from prospectus.render.search.index import Edit, LastIndex, build_index, update_index
from prospectus.render.search.postings import Renumbering
from prospectus.views.locale_views import LocaleContext
from prospectus.views.pages import Views

ENTRIES, WORDS = "packed search entries", "search words"
"""The names under which the cache holds the entries of a page, by their hash, and the words of an index."""
UNPACKED_PAGES = 64
"""How many pages have their entries unpacked at the same time."""
MAX_EDITED_SHARE = 0.2
"""The share of changed entries up to which an update is faster than a new index."""
Entries = tuple[SearchEntry, ...]


class SearchState(NamedTuple):
    """What the last build recorded about the index of a locale."""

    key: str
    """A hash of the entries of all pages, in order."""
    pages: Mapping[str, tuple[str, tuple[EntrySummary, ...]]]
    """By address: the key of the entries of a page, and their summaries."""
    firsts: tuple[str, ...]
    """The first letters of each shard."""
    characters: Mapping[str, int]
    """How often each character is in the letters of the dictionary."""
    files: Mapping[str, tuple[str, FileState]]
    """The SHA-256 and the state of each file."""


class _Update(NamedTuple):
    """What leads from the last index to the next one."""

    last_files: LastFiles
    last_index: LastIndex
    edits: Sequence[Edit]
    renumbering: Renumbering


class SearchPublication:
    """Collects the entries of the pages of a build, and adds the files of the index to a publication."""

    def __init__(self, publication: Publication, views: Views, cache: BuildCache, pool: ProcessPool) -> None:
        self._publication, self._views, self._cache, self._pool = publication, views, cache, pool
        self._summaries: dict[str, tuple[EntrySummary, ...]] = {}
        self._packed: dict[str, bytes] = {}
        """The entries that the cache does not hold, because it holds nothing."""

    def add(self, entries: PackedEntries) -> str:
        """Take the entries of a page that was rendered; return the key under which they are found."""
        if entries.key:
            self._summaries[entries.key] = entries.summaries
            self._cache.add({(ENTRIES, entries.key): entries.packed})
            if self._cache.get(ENTRIES, entries.key) is None:
                self._packed[entries.key] = entries.packed
        return entries.key

    def publish(
        self, keys: Mapping[str, str], previous: Mapping[str, SearchState], render_entries: Callable[[str], PackedEntries]
    ) -> dict[str, SearchState]:
        """Add the files of the index of each locale to the publication, and return their states by language tag.

        `keys` has the key of the entries of every page, by address. `render_entries` returns the entries of a page again.
        """
        states = {}
        for context in self._views.contexts:
            keys_by_address = {address: keys[address] for address in self._views.plans.addresses_of(context) if keys[address]}
            state = previous.get(context.locale.tag)
            index_key = digest(context.t.fingerprint, *keys_by_address.values())
            if state is None or not self._is_unmodified(state):
                state = self._publish(context, index_key, keys_by_address, None, render_entries)
            elif state.key != index_key:
                state = self._publish(context, index_key, keys_by_address, state, render_entries)
            else:
                for path, (sha256, _) in state.files.items():
                    self._publication.keep(path, sha256)
            states[context.locale.tag] = state
        return states

    def _is_unmodified(self, state: SearchState) -> bool:
        return all(self._publication.is_unmodified(path, sha256, file_state) for path, (sha256, file_state) in state.files.items())

    def _publish(
        self,
        context: LocaleContext,
        index_key: str,
        keys: Mapping[str, str],
        last: SearchState | None,
        render_entries: Callable[[str], PackedEntries],
    ) -> SearchState:
        addresses = {key: address for address, key in keys.items()}

        @lru_cache(UNPACKED_PAGES)
        def load(page_key: str) -> Entries:
            return self._find_entries(page_key) or unpack_entries(render_entries(addresses[page_key]).packed)

        def read_entry(summary: EntrySummary) -> SearchEntry:
            return load(summary.page_key)[summary.place]

        pages = {address: (key, self._summarize(last, address, key, load)) for address, key in keys.items()}
        entries = order_entries(summary for _, summaries in pages.values() for summary in summaries)
        update = self._find_update(context, last, entries, read_entry) if last is not None else None
        index = (
            update_index(update.last_index, update.edits, update.renumbering, context.locale.language)
            if update is not None
            else build_index(entries, context.locale.language, self._pool, read_entry)
        )
        self._cache.set_last(f"{WORDS} {context.locale.tag}", index_key, index.words)
        files = SearchFiles(context.locale, entries, update.last_files if update is not None else None)
        firsts, states = files.list_firsts(index), dict[str, tuple[str, FileState]]()
        for file in files.iter_all(index, context.t, read_entry):
            states[file.path] = self._put(file.path, file.body) if file.body is not None else self._keep(file.path, last)
        return SearchState(index_key, pages, tuple(firsts), dict(index.characters), states)

    def _put(self, path: str, body: bytes) -> tuple[str, FileState]:
        artifact = Artifact(path, body)
        return artifact.sha256, self._publication.put(artifact)

    def _keep(self, path: str, last: SearchState | None) -> tuple[str, FileState]:
        assert last is not None  # noqa: S101  (only an update keeps files)
        self._publication.keep(path, last.files[path][0])
        return last.files[path]

    def _find_entries(self, page_key: str) -> Entries | None:
        packed = self._packed.get(page_key) or self._cache.get(ENTRIES, page_key)
        return unpack_entries(packed) if packed is not None else None

    def _summarize(self, last: SearchState | None, address: str, key: str, load: Callable[[str], Entries]) -> tuple[EntrySummary, ...]:
        """Return the summaries of the entries of a page."""
        last_key, summaries = last.pages.get(address, ("", ())) if last is not None else ("", ())
        return summaries if last_key == key else self._summaries.get(key) or summarize(key, load(key))

    def _find_update(
        self, context: LocaleContext, last: SearchState, entries: Sequence[EntrySummary], read_entry: Callable[[EntrySummary], SearchEntry]
    ) -> _Update | None:
        """Return the update to `entries`; None if too much has changed, or if too little is known of the last index."""
        words = self._cache.get_last(f"{WORDS} {context.locale.tag}", last.key)
        last_entries = order_entries(summary for _, summaries in last.pages.values() for summary in summaries)
        old, new = _number(last_entries), _number(entries)
        changed = [href for href in {**old, **new} if href not in old or href not in new or old[href][1].key != new[href][1].key]
        is_plain = len(old) == len(last_entries) and len(new) == len(entries) and last.firsts
        if words is None or not is_plain or len(changed) > MAX_EDITED_SHARE * len(entries):
            return None
        edits = []
        for href in changed:
            removed = None
            if href in old:
                number, summary = old[href]
                page_entries = self._find_entries(summary.page_key)
                if page_entries is None:
                    return None
                removed = number, page_entries[summary.place]
            edits.append(Edit(removed, (new[href][0], read_entry(new[href][1])) if href in new else None))
        renumbering = [new[href][0] if href in new else None for href in old] if list(old) != list(new) else None

        def read(name: str) -> bytes:
            return Path(self._publication.folder, file_path(context.locale, name)).read_bytes()

        files = LastFiles(last_entries, name_shards(last.firsts), last.firsts, read)
        return _Update(files, LastIndex(words, last.firsts, last.characters, files.parse_shard), edits, renumbering)


def _number(entries: Iterable[EntrySummary]) -> dict[str, tuple[int, EntrySummary]]:
    """Return the entries and their numbers by href."""
    return {entry.href: (number, entry) for number, entry in enumerate(entries)}
