"""Converts Chinese texts from one script to the other with OpenCC, except for words of which somebody has fixed the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from prospectus.cache.cache import digest
from prospectus.text.chinese_script import script_of

if TYPE_CHECKING:
    from opencc import OpenCC

_HONG_KONG = frozenset({"hk", "mo"})
_LAST_STEP = {"s2tw": {"臺": "台"}}
"""By configuration, characters of which readers know both forms, with the one that is written."""


def choose_configuration(source_tag: str, target_tag: str) -> str | None:
    """Return the configuration of OpenCC that converts between two BCP 47 tags; None unless they are the two scripts of Chinese.

    Traditional Chinese without a region is that of Taiwan (CLDR, likely subtags). Characters are converted, and not the vocabulary.
    """
    match script_of(source_tag), script_of(target_tag):
        case "hans", "hant":
            return f"s2{_variant_of(target_tag)}"
        case "hant", "hans":
            return f"{_variant_of(source_tag)}2s"
    return None


def _variant_of(tag: str) -> str:
    return "hk" if _HONG_KONG.intersection(tag.lower().split("-")) else "tw"


class ScriptConverter:
    """Converts texts with one configuration of OpenCC. A word with a fixed form is replaced by it wherever it occurs."""

    def __init__(self, configuration: str, fixed_words: Mapping[str, str]) -> None:
        """Take the fixed form of each word; they win over those that are reviewed for every site."""
        self.configuration = configuration
        self._forms = {**read_fixed_words(configuration), **fixed_words}
        longest_first = sorted(self._forms, key=lambda word: (-len(word), word))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if self._forms else None
        self._last_step = _LAST_STEP.get(configuration, {})

    def convert(self, text: str) -> str:
        """Return a text in the other script."""
        if text.isascii():
            return text
        converted, end = [], 0
        for match in self._pattern.finditer(text) if self._pattern is not None else ():
            converted += [self._convert_words(text[end : match.start()]), self._forms[match[0]]]
            end = match.end()
        return "".join((*converted, self._convert_words(text[end:])))

    def _convert_words(self, text: str) -> str:
        converted = _load(self.configuration).convert(text) if text else text
        for character, usual in self._last_step.items():
            converted = converted.replace(character, usual)
        return converted

    def find_fixed_words(self, text: str) -> dict[str, str]:
        """Return the words with a fixed form that a text holds, each with its form."""
        return {word: self._forms[word] for word in self._pattern.findall(text)} if self._pattern is not None else {}

    @property
    def fingerprint(self) -> str:
        """A hash of everything on which a conversion depends, besides the version of OpenCC."""
        return digest(self.configuration, sorted(self._forms.items()), self._last_step)


@cache
def read_fixed_words(configuration: str) -> Mapping[str, str]:
    """Return the words whose form is fixed for every site, with their forms."""
    target = configuration.partition("2")[2]
    places = ("hant", target) if target in ("tw", "hk") else ()
    lines = Path(__file__).with_name("fixed_words.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {word: form for place, word, form in rows if place in places}


@cache
def _load(configuration: str) -> OpenCC:
    from opencc import OpenCC  # noqa: PLC0415  (a site in one script of Chinese does not need it)

    return OpenCC(configuration)
