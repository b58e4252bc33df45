"""Takes the title of a plain page from the first heading of its text."""

from __future__ import annotations

import re
from typing import NamedTuple

from prospectus.patterns import lazy_pattern

_FENCE = lazy_pattern(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
_HEADING = lazy_pattern(
    r"^ {0,3}#[ \t]+(?P<words>[^\n]*?)[ \t]*#*[ \t]*$|^(?! {0,3}[#>\-*+|])(?P<underlined>\S[^\n]*)\n {0,3}=+[ \t]*$", re.MULTILINE
)
_ATTRIBUTES = lazy_pattern(r"\s*\{:?[^{}]*\}\s*$")
_LINK = lazy_pattern(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_MARKS = lazy_pattern(r"(\*\*|__|\*|`|~~|==)(?=\S)(.+?)(?<=\S)\1")
_ESCAPED = lazy_pattern(r"\\([!-/:-@\[-`{-~])")


class TitledText(NamedTuple):
    """A text without its title."""

    title: str
    """The words of the heading, without markup."""
    text: str
    """The text with an empty line in place of the heading, so that every other line stays where it is."""


def take_title(text: str) -> TitledText | None:
    """Return the first heading of level 1 of a Markdown text, and the text without it; None if it has none."""
    code = [match.span() for match in _FENCE.finditer(text)] if "```" in text or "~~~" in text else []
    headings = (match for match in _HEADING.finditer(text) if not any(start <= match.start() < end for start, end in code))
    heading = next(headings, None)
    if heading is None:
        return None
    words = _to_plain_words(heading["words"] if heading["words"] is not None else heading["underlined"])
    lines = "\n" * heading[0].count("\n")
    return TitledText(words, text[: heading.start()] + lines + text[heading.end() :]) if words else None


def _to_plain_words(markdown: str) -> str:
    words = _LINK.sub(r"\1", _ATTRIBUTES.sub("", markdown.strip()))
    while (plain := _MARKS.sub(r"\2", words)) != words:
        words = plain
    return _ESCAPED.sub(r"\1", words).strip()
