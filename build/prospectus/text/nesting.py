"""Finds Markdown that is nested deeper than parsers can follow: each level of a list takes some of the stack of Python-Markdown."""

from __future__ import annotations

import re

from prospectus.patterns import lazy_pattern
from prospectus.problems import Message
from prospectus.text.code_fences import FENCED_CODE

MAX_LEVELS = 20
"""The most levels of lists and other blocks within each other."""
SIDE_BY_SIDE = Message("lists beside each other, not within each other", "并列的列表，不要层层嵌套")
_HINTS = (" " * 4 * MAX_LEVELS, "\t")
"""What every text that is nested too deeply contains; a cheap test for those that are not."""
_DEEP = lazy_pattern(rf"^(?: {{4}}| {{0,3}}\t){{{MAX_LEVELS}}}[ \t]*(?=(?:[-*+>:]|[0-9]{{1,9}}[.)]|!!!|\?\?\?\+?|===)[ \t])", re.MULTILINE)
"""The indentation of an item or of another block that is too deep."""


def find_deep_block(text: str) -> int | None:
    """Return the offset of the first block of a Markdown text that is nested too deeply; None if there is none."""
    if not any(hint in text for hint in _HINTS):
        return None
    match = _DEEP.search(FENCED_CODE.sub(lambda code: " " * len(code[0]), text))
    return match.end() if match else None
