"""The tokens of an entry: what a query is looked up by, in the names, the headings and the text of the entry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from prospectus.render.search.entries import SearchEntry
from prospectus.text.chinese_script import script_of
from prospectus.text.pinyin import read_syllables, split_words
from prospectus.text.search_tokens import compact, fold, split_pieces, stem

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

    own_tokens: Strings = frozenset()
    """All tokens but those of its words."""
    words: Strings = frozenset()
    """Words and numbers; see `list_word_tokens`. The tokens of their ends depend on all words of the index."""

    @property
    def tokens(self) -> Strings:
        """All tokens but those of the ends of words."""
        return self.own_tokens.union(*map(list_word_tokens, self.words))


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
        found = _list_tokens("\n".join(names), with_characters=True)
        exact_tokens = (EXACT + compact(name) for name in names)
        return found._replace(own_tokens=found.own_tokens.union(exact_tokens, _iter_reading_tokens(entry, language)))
    text = "\n".join([words for _, words in entry.headings]) if field == HEADINGS else f"{entry.answer}\n{entry.text}"
    return _list_tokens(fold(text), with_characters=field == HEADINGS)


def _list_tokens(folded: str, *, with_characters: bool) -> FieldTokens:
    """Return the tokens and the words of a folded text."""
    pieces = split_pieces(folded)
    own_tokens = pieces.pairs.union(pieces.seams, pieces.characters if with_characters else ())
    return FieldTokens(frozenset(own_tokens), frozenset(pieces.words))


@lru_cache(maxsize=65536)
def list_word_tokens(word: str) -> tuple[str, ...]:
    """Return the tokens of a word: all parts of two and of three letters, and the stem."""
    parts = {PART + word[start : start + length] for length in (2, 3) for start in range(len(word) - length + 1)}
    return (*parts, STEM + stem(word))


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
