"""Indexes a new site: the entries block by block, in parallel, and then the lists of all blocks joined."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from prospectus.parallel import SERIAL, ProcessPool
from prospectus.render.search.entries import SearchEntry
from prospectus.render.search.postings import Run, encode_step, join_lists
from prospectus.render.search.tokens import FIELDS, list_word_tokens, split_field

ENTRIES_PER_BLOCK = 64
"""As many as a set of entries has bits."""
Sets = Mapping[str, int]
"""By token or by word: the entries of a block with it, as a set of bits."""


class PackedSets(NamedTuple):
    """Sets of a block in few bytes: those of all blocks are in memory at the same time."""

    names: bytes
    """Their tokens or words, a line for each."""
    bits: bytes

    def iter_sets(self) -> Iterator[tuple[str, int]]:
        """Yield the tokens or words with their sets."""
        names = self.names.decode("utf-8", "surrogatepass").split("\n") if self.bits else ()
        return zip(names, array("Q", self.bits), strict=True)


class Block(NamedTuple):
    """The index of a block, by field. Numbers count from the start of the block."""

    tokens: tuple[PackedSets, ...]
    words: tuple[PackedSets, ...]


def unchanged(entry: SearchEntry) -> SearchEntry:
    """Return an entry."""
    return entry


def index_entries(
    entries: Sequence[Any], language: str, pool: ProcessPool = SERIAL, read: Callable[[Any], SearchEntry] = unchanged
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the entries that hold each token, and those that hold each word. `read` returns an entry, by what `entries` has of it."""

    def index_block(start: int) -> Block:
        return _index_block([read(entry) for entry in entries[start : start + ENTRIES_PER_BLOCK]], language)

    starts = range(0, len(entries), ENTRIES_PER_BLOCK)
    by_start = dict(pool.map(index_block, starts, 1))
    blocks = [by_start[start] for start in starts]  # they come in any order
    return _join(blocks, lambda block: block.tokens), _join(blocks, lambda block: block.words)


def _index_block(entries: Sequence[SearchEntry], language: str) -> Block:
    tokens, words = [], []
    for field in FIELDS:
        field_tokens: defaultdict[str, int] = defaultdict(int)
        field_words: defaultdict[str, int] = defaultdict(int)
        for number, entry in enumerate(entries):
            split, bit = split_field(entry, field, language), 1 << number
            for token in split.own_tokens:
                field_tokens[token] |= bit
            for word in split.words:
                field_words[word] |= bit
        for word, bits in field_words.items():
            for token in list_word_tokens(word):
                field_tokens[token] |= bits
        tokens.append(_pack(field_tokens))
        words.append(_pack(field_words))
    return Block(tuple(tokens), tuple(words))


def _pack(sets: Sets) -> PackedSets:
    return PackedSets("\n".join(sets).encode("utf-8", "surrogatepass"), array("Q", sets.values()).tobytes())


class _Piece(NamedTuple):
    """The part of an encoded list that one block holds."""

    first: int
    last: int
    rest: str
    """The encoded steps after the first number."""


@lru_cache(maxsize=65536)
def _encode_set(bits: int) -> _Piece:
    """Return a set as a part of a list. It is cached, because most sets have one entry or are those of many tokens."""
    numbers = [number for number in range(bits.bit_length()) if bits >> number & 1]
    return _Piece(numbers[0], numbers[-1], "".join([encode_step(number - previous) for previous, number in pairwise(numbers)]))


def _join(blocks: Sequence[Block], select: Callable[[Block], Sequence[PackedSets]]) -> dict[str, str]:
    """Return the joined lists of all blocks."""
    by_field = [_join_field(select(block)[field] for block in blocks) for field in FIELDS]
    return {
        name: join_lists([lists.get(name, "") for lists in by_field])
        for name in dict.fromkeys(name for lists in by_field for name in lists)
    }


def _join_field(blocks: Iterable[PackedSets]) -> dict[str, str]:
    runs: defaultdict[str, Run] = defaultdict(Run)
    for number, block in enumerate(blocks):
        base = number * ENTRIES_PER_BLOCK
        for name, bits in block.iter_sets():
            first, last, rest = _encode_set(bits)
            runs[name].append(base + first, base + last, rest)
    return {name: run.text for name, run in runs.items()}
