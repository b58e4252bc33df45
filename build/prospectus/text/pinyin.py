"""How names are read and where an index lists them: Chinese by its syllables in pinyin, other languages by their words."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from prospectus.patterns import lazy_pattern
from prospectus.text.chinese_script import script_of

OTHER_INITIAL = "#"
"""Where names are listed that begin with neither a letter nor a Chinese character."""
_WORD = lazy_pattern(r"\w+")
_ACCENT = lazy_pattern("[\u0300-\u036f]+")


class IndexPlace(NamedTuple):
    """The place of a name in an index. Places sort as the index lists them."""

    initial: str
    """The letter under which it stands, as a capital; `#` for a digit."""
    syllables: tuple[str, ...]
    """The syllables of a Chinese name in pinyin without tones, `ü` as `v`; the words of another name without accents. In lower case."""
    name: str
    """The name itself, which decides between names that are read alike."""


def find_index_place(name: str, language: str, reading: str = "") -> IndexPlace:
    """Return the place of a name. `reading` are its syllables, separated by spaces, where software would read it wrong."""
    syllables = split_words(reading) or read_syllables(name, language)
    first = syllables[0][0].upper() if syllables else OTHER_INITIAL
    return IndexPlace(first if first.isalpha() else OTHER_INITIAL, syllables, name)


def read_syllables(text: str, language: str) -> tuple[str, ...]:
    """Return the syllables of a Chinese text in pinyin, and the words of other parts and of texts in another language."""
    if script_of(language) is None:
        return split_words(text)
    from pypinyin import lazy_pinyin  # noqa: PLC0415  (its tables take 0.2 s to load)

    return tuple(" ".join(lazy_pinyin(text, errors=lambda part: " ".join(split_words(part)))).split())


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without accents: `Chí cāng` as `chi`, `cang`; `lǚ` as `lv`."""
    decomposed = unicodedata.normalize("NFKD", text.lower()).replace("u\u0308", "v")
    return tuple(_WORD.findall(_ACCENT.sub("", decomposed)))
