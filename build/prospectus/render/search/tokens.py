"""The tokens of an entry: what a query is looked up by, in the names, the headings and the text of the entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from prospectus.render.search.entries import SearchEntry
from prospectus.text.chinese_script import script_of
from prospectus.text.pinyin import read_syllables, split_words
from prospectus.text.search_tokens import Pieces, compact, fold, split_pieces, stem

NAMES, HEADINGS, TEXT = FIELDS = range(3)
"""The fields of an entry: its title and other names, its headings, and its text."""
EXACT, STEM, SUFFIX, PART, READING = "=", "$", "*", "%", "~"
"""What tokens begin with: a whole name, the stem, the end and a short part of a word, a reading in pinyin. Others are characters."""
SIGNS = frozenset((EXACT, STEM, SUFFIX, PART, READING))
READING_END = "."
"""Ends the reading of a whole name; before a reading, it says that the name begins with it."""
MAX_SYLLABLES, MAX_INITIALS = 6, 8
MAX_START = 24
"""How many letters of a reading are listed as its start."""

Strings = frozenset[str]


class FieldTokens(NamedTuple):
    """What an entry is found by in one of its fields."""

    tokens: Strings = frozenset()
    words: Strings = frozenset()
    """Words and numbers. The tokens of their ends depend on all words of the index."""


def letters_of(token: str) -> str:
    """Return a token without the sign that it begins with. Tokens of the same letters share a shard, so that a query loads few."""
    return token[1:].removeprefix(READING_END) if token[:1] in SIGNS else token


def read_field(entry: SearchEntry, field: int) -> tuple[object, ...]:
    """Return everything that the tokens of a field depend on."""
    if field == NAMES:
        return entry.title, entry.names, entry.foreign_names, entry.code, entry.readings
    return (entry.headings,) if field == HEADINGS else (entry.answer, entry.text)


def split_field(entry: SearchEntry, field: int, language: str) -> FieldTokens:
    """Return the tokens and the words of a field of an entry in a language."""
    if field == NAMES:
        names = [fold(name) for name in (entry.title, *entry.names, *entry.foreign_names, entry.code) if name]
        found = _list_tokens(map(split_pieces, names), with_characters=True)
        return found._replace(tokens=found.tokens.union((EXACT + compact(name) for name in names), _iter_reading_tokens(entry, language)))
    lines = [words for _, words in entry.headings] if field == HEADINGS else [entry.answer, *entry.text.split("\n")]
    return _list_tokens((split_pieces(fold(line)) for line in lines), with_characters=field == HEADINGS)


def _list_tokens(lines: Iterable[Pieces], *, with_characters: bool) -> FieldTokens:
    """Return the tokens and the words of some lines."""
    tokens, words = set[str](), set[str]()
    for pieces in lines:
        words |= pieces.words
        tokens |= pieces.pairs
        tokens |= pieces.seams
        if with_characters:
            tokens |= pieces.characters
    tokens.update(*map(_list_part_tokens, words))
    tokens.update(STEM + stem(word) for word in words)
    return FieldTokens(frozenset(tokens), frozenset(words))


@lru_cache(maxsize=65536)
def _list_part_tokens(word: str) -> tuple[str, ...]:
    """Return the tokens of all parts of two and of three letters of a word."""
    return tuple({PART + word[start : start + length] for length in (2, 3) for start in range(len(word) - length + 1)})


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
