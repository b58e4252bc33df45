"""Marks around words: `==marked==`, `~~struck~~`, `^^inserted^^`, `x~sub~` and `x^sup^`.

The extensions `mark`, `tilde` and `caret` of PyMdown read `5~10元，20~30元` as a subscript and `a==b and c==d` as a mark. Chinese is
written without spaces, so their rules about spaces do not help; ours ask what stands before a mark and between two of them.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor

MARK = r"(?<![=A-Za-z0-9!<>])(==)(?=[^\s=])(.+?)(?<=[^\s=])==(?!=)"
DELETE = r"(?<!~)(~~)(?=[^\s~])(.+?)(?<=[^\s~])~~(?!~)"
INSERT = r"(?<!\^)(\^\^)(?=[^\s^])(.+?)(?<=[^\s^])\^\^(?!\^)"
SUBSCRIPT = r"(?<=[A-Za-z)\]*\u0391-\u03c9\u03d5])~([A-Za-z0-9+\u2212-]{1,12}|[\u3400-\u9fff]{1,6})~(?![0-9~])"
"""A subscript stands after a letter, and holds a few letters and digits or a Chinese word: no range such as 5~10 or A~C和D~F."""
SUPERSCRIPT = r"(?<=[\w)\]*%°。，；])\^([^\s^~\[\](){}\x02\x03]{1,12})\^(?!\^)"
PATTERNS = (("delete", DELETE, "del", 69), ("mark", MARK, "mark", 68), ("insert", INSERT, "ins", 67))
"""Name, pattern, element and priority of each mark; those of emphasis are 60 and below."""


class _Short(InlineProcessor):
    """An element that holds its words as they are."""

    def __init__(self, pattern: str, tag: str, md: Markdown) -> None:
        super().__init__(pattern, md)
        self._tag = tag

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        element = Element(self._tag)
        element.text = m[1]
        return element, m.start(), m.end()


class InlineMarksExtension(Extension):
    """Adds the marks to Python-Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register a processor per mark."""
        for name, pattern, tag, priority in PATTERNS:
            md.inlinePatterns.register(SimpleTagInlineProcessor(pattern, tag), name, priority)
        md.inlinePatterns.register(_Short(SUBSCRIPT, "sub", md), "subscript", 66)
        md.inlinePatterns.register(_Short(SUPERSCRIPT, "sup", md), "superscript", 65)
