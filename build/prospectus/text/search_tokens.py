"""Folds text for search and splits it into the pieces that the index knows. `theme/assets/search-text.js` does the same to queries.

Folded text is compared as readers mean it: compatibility forms (NFKC), lower case, simplified characters, numbers without separators.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from prospectus.patterns import lazy_pattern
from prospectus.text.chinese_script import convert

if TYPE_CHECKING:
    from snowballstemmer.english_stemmer import EnglishStemmer

UNSPACED = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
"""Ranges of scripts that are searched by pairs of characters: Han, Kana and Hangul."""
_CHARACTER, _CHARACTERS = lazy_pattern(f"[{UNSPACED}]"), lazy_pattern(f"[{UNSPACED}]+")
_WORD_OR_BREAK = lazy_pattern(rf"[^\W_{UNSPACED}]+|\n")
_BETWEEN, _BETWEEN_IN_LINE = lazy_pattern(r"[\W_]+"), lazy_pattern(r"(?:[^\w\n]|_)+")
_GROUPED_NUMBER = lazy_pattern(r"(?<![0-9])[0-9]{1,3}(?:[, ][0-9]{3})+(?![0-9])")
_MULTIPLE = lazy_pattern(r"(?<![0-9.])([0-9]{1,8}(?:\.[0-9]{1,4})?) ?([万亿])")
_MULTIPLIERS = {"万": 4, "亿": 8}
"""The number of zeros that a character after a number stands for."""


class Pieces(NamedTuple):
    """The pieces of a folded text, whose lines are apart."""

    pairs: set[str]
    """Neighbouring letters of which one is of a script without spaces. What stands between letters of a line does not count."""
    characters: set[str]
    """The characters of scripts without spaces."""
    words: set[str]
    """All other words and numbers; an amount such as 25万 is also given in digits."""
    seams: set[str]
    """The last letter of a word and the first of the next one in its line, with a space between."""


def fold(text: str) -> str:
    """Return a text as search compares it."""
    folded = convert(unicodedata.normalize("NFKC", text).lower(), "hans")
    return _GROUPED_NUMBER.sub(lambda match: re.sub("[, ]", "", match[0]), folded)


def split_pieces(folded: str) -> Pieces:
    """Return the pieces of a folded text."""
    listed = _WORD_OR_BREAK.findall(folded)
    words, seams = set(listed), {f"{word[-1]} {following[0]}" for word, following in pairwise(listed) if word != "\n" != following}
    words.discard("\n")
    characters = set(_CHARACTER.findall("".join(set(folded))))
    if not characters:
        return Pieces(set(), characters, words, seams)
    if not characters.isdisjoint(_MULTIPLIERS):
        words.update(number for match in _MULTIPLE.finditer(folded) if (number := _multiply(match[1], match[2])))
    return Pieces(_list_pairs(_BETWEEN_IN_LINE.sub("", folded)), characters, words, seams)


def _list_pairs(rows: str) -> set[str]:
    """Return the pairs of neighbouring letters of which one is of a script without spaces; `rows` are lines of nothing but letters."""
    pairs: set[str] = set()
    for match in _CHARACTERS.finditer(rows):
        row = rows[max(match.start() - 1, 0) : match.end() + 1].strip("\n")
        pairs.update(map(add, row, row[1:]))
    return pairs


def compact(folded: str) -> str:
    """Return the letters, digits and characters of a folded text, without anything between."""
    return _BETWEEN.sub("", folded)


def _multiply(number: str, unit: str) -> str:
    """Return 25 and 万 as 250000; an empty string if the product is no whole number."""
    whole, _, decimals = number.partition(".")
    zeros = _MULTIPLIERS[unit] - len(decimals)
    return f"{int(whole + decimals)}{'0' * zeros}" if zeros >= 0 else ""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of an English word, by the Snowball algorithm; other words and numbers stay."""
    return _load_stemmer().stemWord(word) if word.isascii() and word.isalpha() else word


@lru_cache(maxsize=1)
def _load_stemmer() -> EnglishStemmer:
    from snowballstemmer.english_stemmer import EnglishStemmer  # noqa: PLC0415  (not needed by a check)

    return EnglishStemmer()
