"""Finds characters of the other script in a Chinese text, traditional ones in a simplified text or the reverse, and converts them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

Script = Literal["hans", "hant"]
"""Simplified or traditional Chinese, as ISO 15924 calls them."""
_TRADITIONAL_SUBTAGS = frozenset(("hant", "tw", "hk", "mo"))


class ScriptTable(NamedTuple):
    """The characters that a script does not have."""

    foreign: re.Pattern[str]
    """A run of such characters."""
    conversion: Mapping[int, str]
    """Each of them with the character that the script has instead, for `str.translate`."""


@cache
def script_table(script: Script) -> ScriptTable:
    """Return the characters that a script does not have. Characters with several counterparts in traditional text are left out."""
    lines = Path(__file__).with_name("chinese_characters.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line for line in lines if not line.startswith("#")][0 if script == "hans" else 1]
    conversion = dict(zip(map(ord, pairs[::2]), pairs[1::2], strict=True))
    return ScriptTable(re.compile(f"[{''.join(map(chr, conversion))}]+"), conversion)


def script_of(tag: str) -> Script | None:
    """Return the script of a language tag: simplified for `zh` alone; None for a language that is not Chinese."""
    language, *subtags = tag.lower().split("-")
    if language != "zh":
        return None
    return "hant" if _TRADITIONAL_SUBTAGS.intersection(subtags) else "hans"


def find_foreign_characters(text: str, script: Script) -> re.Match[str] | None:
    """Return the first run of characters in a text that the script does not have."""
    return script_table(script).foreign.search(text)


def convert(text: str, script: Script) -> str:
    """Return a text in a script, character by character."""
    return text.translate(script_table(script).conversion)
