"""Indexes the entries of a locale: block by block, and then part by part. What has not changed since the last build is cached."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence

from prospectus.cache.cache import BuildCache, digest
from prospectus.cache.fingerprint import fingerprint_code
from prospectus.parallel import ProcessPool
from prospectus.render.search.blocks import PARTS, Block, Part, index_block, part_of
from prospectus.render.search.dictionary import Group, Words, join_part, join_words, list_suffixes
from prospectus.render.search.entries import SearchEntry

ENTRIES_PER_BLOCK = 64
"""About how many entries are indexed together."""
BLOCK, BLOCK_PART, PART, SUFFIXES = "search block", "search block part", "search part", "search suffixes"
"""The names under which the cache holds the index of a block, a part of its tokens, a joined part, and the ends of words."""


class SearchIndex:
    """The index of the entries of a locale, in their order."""

    def __init__(self, entries: Sequence[SearchEntry], language: str, cache: BuildCache, pool: ProcessPool) -> None:
        self._language, self._cache = language, cache
        self._entries = list(split_entries(entries, ENTRIES_PER_BLOCK))
        self._keys = [_block_key(block, language) for block in self._entries]
        self._new_parts: dict[str, tuple[Part, ...]] = {}
        self._blocks = self._index_blocks(pool)
        self.words: Words = join_words(self._blocks)
        """All words, sorted."""

    def iter_groups(self) -> Iterator[Group]:
        """Yield the groups of all tokens, part by part."""
        suffixes = self._list_suffixes()
        sizes = [block.size for block in self._blocks]
        for part, part_suffixes in enumerate(suffixes):
            key = digest(fingerprint_code(), sizes, [block.part_keys[part] for block in self._blocks], part_suffixes)
            name = f"{PART} {self._language} {part}"
            groups: tuple[Group, ...] | None = self._cache.get_last(name, key)
            if groups is None:
                groups = join_part(sizes, [self._load_part(number, part) for number in range(len(self._blocks))], part_suffixes)
                self._cache.set_last(name, key, groups)
            yield from groups

    def _index_blocks(self, pool: ProcessPool) -> list[Block]:
        """Return the index of each block; those of unchanged blocks are cached."""
        known: dict[str, Block] = {key: block for key in self._keys if (block := self._cache.get(BLOCK, key)) is not None}
        missing = [(key, block) for key, block in zip(self._keys, self._entries, strict=True) if key not in known]
        for (key, _), (block, parts) in pool.map(lambda item: index_block(item[1], self._language), missing, 1):
            known[key], self._new_parts[key] = block, parts
            self._cache.add({(BLOCK, key): block, **{(BLOCK_PART, f"{key} {part}"): tokens for part, tokens in enumerate(parts)}})
        return [known[key] for key in self._keys]

    def _load_part(self, number: int, part: int) -> Part:
        """Return a part of the tokens of a block."""
        key = self._keys[number]
        if key not in self._new_parts:
            tokens: Part | None = self._cache.get(BLOCK_PART, f"{key} {part}")
            if tokens is not None:
                return tokens
            self._new_parts[key] = index_block(self._entries[number], self._language)[1]
        return self._new_parts[key][part]

    def _list_suffixes(self) -> list[dict[str, str]]:
        """Return the ends of all words by the part that they are in."""
        name, key = f"{SUFFIXES} {self._language}", digest(fingerprint_code(), list(self.words.items()))
        by_part: list[dict[str, str]] | None = self._cache.get_last(name, key)
        if by_part is None:
            by_part = [{} for _ in range(PARTS)]
            for suffix, lists in list_suffixes(self.words).items():
                by_part[part_of(suffix)][suffix] = lists
            self._cache.set_last(name, key, by_part)
        return by_part


def _block_key(block: Sequence[SearchEntry], language: str) -> str:
    hashed = hashlib.blake2b(repr((fingerprint_code(), language)).encode(), digest_size=16)
    for entry in block:
        hashed.update(repr(entry).encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def split_entries(entries: Sequence[SearchEntry], size: int, long_text: int = 1 << 30) -> Iterator[list[SearchEntry]]:
    """Yield entries in parts of about `size`, and at most twice as many.

    Where a part ends mostly depends on its last entry alone, so that most parts stay the same when an entry comes or goes.
    """
    part: list[SearchEntry] = []
    for entry in entries:
        is_long = len(entry.text) > long_text
        if is_long and part:
            yield part
            part = []
        part.append(entry)
        if is_long or len(part) == 2 * size or zlib.crc32(entry.href.encode()) % size == 0:
            yield part
            part = []
    if part:
        yield part
