"""Which interface words are read while something is built: as the bits of one number, since a page reads some hundred of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

WORDS = "words"
"""The name of the query of interface words. Its argument is the number."""


class WordsRead:
    """The interface words of all locales with a bit for each, and those that were read."""

    __slots__ = ("mask", "texts")

    def __init__(self) -> None:
        self.mask = 0
        """The bits of the words that were read."""
        self.texts: list[str] = []
        """The words, in the order of their bits."""

    def number(self, words: Mapping[str, str]) -> dict[str, tuple[str, int]]:
        """Add the words of a locale; return each with its bit, by key."""
        numbered = {}
        for key in sorted(words):
            numbered[key] = (words[key], 1 << len(self.texts))
            self.texts.append(words[key])
        return numbered

    def select(self, mask: int) -> tuple[str, ...]:
        """Return the words of some bits. A bit that no word has any more is left out."""
        return tuple(text for position, text in enumerate(self.texts) if mask >> position & 1)


def split_words(reads: Iterable[tuple[Any, ...]]) -> tuple[frozenset[tuple[Any, ...]], int]:
    """Return the queries other than those of interface words, and the bits of the words."""
    others, mask = set[tuple[Any, ...]](), 0
    for read in reads:
        if read[0] == WORDS:
            mask |= read[1]
        else:
            others.add(read)
    return frozenset(others), mask
