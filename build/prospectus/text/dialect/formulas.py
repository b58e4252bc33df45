"""Finds the formulas in a Markdown text, as `mathematics.py` converts them, for checks of what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from prospectus.patterns import lazy_pattern

MARKERS = ("$", "\\(", "\\[", "\\begin")
"""The strings of which a text with formulas has at least one."""
_BLOCK = lazy_pattern(
    r"(?:\A|\n[ \t>]*\n|^[ \t>]*(?:(?:!!!|\?\?\?|===)[^\n]*\n|(?:[-*+]|\d+\.)[ ]+))[ \t>]*"
    r"(?P<formula>\$\$(?P<dollars>(?:\\.|[^\\$\0])+?)\$\$|\\\[(?P<square>(?:\\[^\]]|[^\\\0])+?)\\\]"
    r"|(?P<begin>\\begin\{(?P<name>[a-z]+\*?)\}(?:\\.|[^\\\0])+?\\end\{(?P=name)\}))[ ]*(?=\n[ \t>]*\n|\s*\Z)",
    re.DOTALL | re.MULTILINE,
)
"""A formula that is a block of its own."""
AMOUNT = r"[0-9][0-9.,]*[ ,，。、；：万亿千百元][^$\\\\=+*/^_<>]*\$"
"""What follows a dollar sign that is money although another one follows later: a number, and words without any sign of mathematics."""
_INLINE = lazy_pattern(
    r"(?<!\\)(?P<formula>\\\((?P<round>(?:\\[^)]|[^\\\0])+?)\\\)"
    rf"|(?<![A-Za-z0-9$])\$(?![\s$])(?!{AMOUNT})(?P<dollar>(?:\\.|[^\\$\0])+?)(?<!\s)\$(?![A-Za-z0-9$]))",
    re.DOTALL,
)
_BODIES = ("dollars", "square", "begin", "round", "dollar")


class Formula(NamedTuple):
    """A formula in a Markdown text."""

    start: int
    """The offset of its first mark."""
    end: int
    latex: str
    """What stands between its marks."""


def iter_formulas(text: str) -> Iterator[Formula]:
    """Yield the formulas of a Markdown text in which zero characters replace code, blocks first."""
    for pattern in (_BLOCK, _INLINE):
        for match in pattern.finditer(text):
            latex = next(match[name] for name in _BODIES if match.groupdict().get(name) is not None)
            if "\n\n" not in latex:
                yield Formula(*match.span("formula"), latex)
        text = pattern.sub(lambda match: "\0" * len(match[0]), text)
