"""Indexes a block of entries: which of them hold each token, by field. Blocks are indexed apart, in parallel, and cached."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from prospectus.cache.cache import digest
from prospectus.render.search.entries import SearchEntry
from prospectus.render.search.postings import encode_step
from prospectus.text.chinese_script import script_of
from prospectus.text.pinyin import read_syllables, split_words
from prospectus.text.search_tokens import Pieces, compact, fold, split_pieces, stem

NAMES, HEADINGS, TEXT = range(3)
"""The fields of an entry: its title and other names, its headings, and its text."""
EXACT, STEM, SUFFIX, PART, READING = "=", "$", "*", "%", "~"
"""What tokens begin with: a whole name, the stem, the end and a short part of a word, a reading in pinyin. Others are characters."""
SIGNS = frozenset((EXACT, STEM, SUFFIX, PART, READING))
READING_END = "."
"""Ends the reading of a whole name; before a reading, it says that the name begins with it."""
MAX_SYLLABLES, MAX_INITIALS = 6, 8
MAX_START = 24
"""How many letters of a reading are listed as its start."""
MIN_TEXT_SUFFIX = 3
"""The shortest part of a word by which its uses in texts are found; in names and headings, two letters suffice."""

PARTS = 64
"""Into how many parts the tokens are divided. An edit changes few tokens, so that most parts stay as they are."""

Piece = tuple[int, int, str]
"""The part of an encoded list that one block holds: the first and the last number within the block, and the steps after the first."""
Part = Mapping[str, tuple[Piece | None, Piece | None, Piece | None]]
"""By token, of those in one part: the entries with it in each field."""


class Block(NamedTuple):
    """The index of a block, without its tokens. Numbers count from the start of the block."""

    size: int
    part_keys: tuple[str, ...]
    """A hash of the tokens of each part."""
    words: Mapping[str, tuple[Piece | None, Piece | None]]
    """By word: the entries with it in their names and in their headings; every word of a text is there."""


def letters_of(token: str) -> str:
    """Return a token without the sign that it begins with. Tokens of the same letters share a shard, so that a query loads few."""
    return token[1:].removeprefix(READING_END) if token[:1] in SIGNS else token


def part_of(token: str) -> int:
    """Return the number of the part that a token is in, by its letters."""
    return zlib.crc32(letters_of(token).encode("utf-8", "surrogatepass")) % PARTS


class _Builder:
    """Collects the numbers of the entries that hold each token. Entries come in order."""

    def __init__(self) -> None:
        self.tokens: dict[str, tuple[list[int], list[int], list[int]]] = {}
        self.words: dict[str, tuple[list[int], list[int], list[int]]] = {}

    def add(self, number: int, field: int, pieces: Iterable[Pieces]) -> None:
        """Add the words and runs of a field of the entry `number`."""
        words, tokens = set[str](), set[str]()
        for piece in pieces:
            words |= piece.words
            tokens |= piece.pairs | piece.seams if field == TEXT else piece.pairs | piece.characters | piece.seams
        self.add_tokens(number, field, tokens)
        self.add_tokens(number, field, set().union(*map(_list_part_tokens, words)))
        self.add_tokens(number, field, {STEM + stem(word) for word in words})
        _append(self.words, words, field, number)

    def add_tokens(self, number: int, field: int, tokens: Iterable[str]) -> None:
        """Add tokens of a field of the entry `number`."""
        _append(self.tokens, tokens, field, number)


@lru_cache(maxsize=65536)
def _list_part_tokens(word: str) -> tuple[str, ...]:
    """Return the tokens of all parts of two and of three letters of a word."""
    return tuple({PART + word[start : start + length] for length in (2, 3) for start in range(len(word) - length + 1)})


def _append(lists: dict[str, tuple[list[int], list[int], list[int]]], tokens: Iterable[str], field: int, number: int) -> None:
    for token in tokens:
        if token not in lists:
            lists[token] = ([], [], [])
        lists[token][field].append(number)


def index_block(entries: Sequence[SearchEntry], language: str) -> tuple[Block, tuple[Part, ...]]:
    """Return the index of some entries in a language, and its tokens by part."""
    builder = _Builder()
    for number, entry in enumerate(entries):
        names = [fold(name) for name in (entry.title, *entry.names, *entry.foreign_names, entry.code) if name]
        builder.add(number, NAMES, map(split_pieces, names))
        builder.add_tokens(number, NAMES, {EXACT + compact(name) for name in names} | set(_iter_reading_tokens(entry, language)))
        builder.add(number, HEADINGS, [split_pieces(fold(words)) for _, words in entry.headings])
        builder.add(number, TEXT, [split_pieces(fold(line)) for line in (entry.answer, *entry.text.split("\n"))])
    parts: tuple[dict[str, tuple[Piece | None, Piece | None, Piece | None]], ...] = tuple({} for _ in range(PARTS))
    for token in sorted(builder.tokens):
        in_names, in_headings, in_text = builder.tokens[token]
        parts[part_of(token)][token] = (_piece(in_names), _piece(in_headings), _piece(in_text))
    words = {word: (_piece(lists[0]), _piece(lists[1])) for word, lists in sorted(builder.words.items())}
    return Block(len(entries), tuple(map(digest, parts)), words), parts


def _piece(numbers: Sequence[int]) -> Piece | None:
    if not numbers:
        return None
    steps = (encode_step(number - previous) for previous, number in pairwise(numbers))
    return numbers[0], numbers[-1], "".join(steps)


def _iter_reading_tokens(entry: SearchEntry, language: str) -> Iterator[str]:
    """Yield the tokens by which the names of an entry are found in pinyin, in syllables or in initials, from any syllable on."""
    readings = {split_words(reading) for reading in entry.readings}
    if script_of(language):
        readings |= {read_syllables(fold(name), language) for name in (entry.title, *entry.names)}
    for syllables in readings:
        initials = "".join(syllable[0] for syllable in syllables)
        for start in range(len(syllables)):
            yield READING + "".join(syllables[start : start + MAX_SYLLABLES])
            yield READING + initials[start : start + MAX_INITIALS]
        for whole in ("".join(syllables), initials):
            yield READING + READING_END + whole[:MAX_START]
            yield READING + whole + READING_END
