"""Lets Python-Markdown find at once that a bracket is never closed.

The library reads the rest of a text for each such bracket, with each of its patterns for links: 12,000 brackets took a minute.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown import Markdown

GetText = Callable[[str, int], tuple[str, int, bool]]
"""Returns what stands in a bracket that begins before an offset, the offset after it, and whether it is closed."""
LINK_PATTERNS = ("link", "image_link", "reference", "image_reference", "short_reference", "short_image_ref")
"""The inline patterns that look for the end of a bracket."""
_BRACKET = re.compile(r"[\[\]]")


def skip_open_brackets(parser: Markdown) -> Markdown:
    """Let all patterns for links of a parser know which brackets are never closed, and return it. The output is the same."""
    open_brackets = _OpenBrackets()
    for name in LINK_PATTERNS:
        pattern: Any = parser.inlinePatterns[name]
        pattern.getText = open_brackets.wrap(pattern.getText)
    return parser


class _OpenBrackets:
    """The brackets of one text that are never closed. They are looked for when the first of them is found."""

    def __init__(self) -> None:
        self._text = ""
        self._offsets: frozenset[int] = frozenset()
        """The offset after each of them."""

    def wrap(self, get_text: GetText) -> GetText:
        """Return a function that gives what `get_text` of a pattern gives. Of a bracket that is not closed, only that counts."""

        def get(text: str, index: int) -> tuple[str, int, bool]:
            if text is self._text and index in self._offsets:
                return "", index, False
            words, end, is_closed = get_text(text, index)
            if not is_closed and text is not self._text:
                self._text, self._offsets = text, frozenset(find_open_brackets(text))
            return words, end, is_closed

        return get


def find_open_brackets(text: str) -> list[int]:
    """Return the offset after each `[` that has no `]`."""
    offsets: list[int] = []
    for match in _BRACKET.finditer(text):
        if match[0] == "[":
            offsets.append(match.end())
        elif offsets:
            offsets.pop()
    return offsets
