"""Python-Markdown without looking for inline markup where there can be none.

The library tries each of its inline patterns on each piece of text, and most pieces of Chinese and English prose have no markup at all.
"""

from __future__ import annotations

import re
from typing import Any

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor

_MARKUP = re.compile(r"[\\`*_\[\]!<>&\x02\x03]|  \n")
"""Every character that an inline pattern can start with, and the two spaces of a line break."""


class Shortcut(InlineProcessor):
    """Returns text without markup as it is."""

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803  (the library's own name)
        if patternIndex == 0 and _MARKUP.search(data) is None:
            return data
        handle: Any = super()._InlineProcessor__handleInline  # type: ignore[misc]
        handled: str = handle(data, patternIndex)
        return handled


def shorten(parser: Markdown) -> Markdown:
    """Make a parser take the shortcut; what it gives stays the same."""
    parser.treeprocessors.register(Shortcut(parser), "inline", 20)
    return parser
