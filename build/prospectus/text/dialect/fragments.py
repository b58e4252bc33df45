"""HTML of our own that is inserted into prose after it was sanitised: formulas, icons and controls, which no editor may write.

While Markdown is converted, a token of noncharacters stands for each fragment. The sanitiser sees only the token, which is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from zlib import crc32

from prospectus.patterns import lazy_pattern

TOKEN_START, TOKEN_END = "\ufdda", "\ufddb"
"""Around the number of a fragment. Unicode never assigns these characters; `markdown.convert` removes those of the source."""
WORD_MARK = "\ufddc"
"""Stands before the key of a word in an attribute, until the language of the page is known."""
NAMESPACE = "\ufddd"
"""Stands in a fragment for a name that no other text on the page has."""
TOKEN = lazy_pattern(f"{TOKEN_START}([0-9]+){TOKEN_END}")
_TAG_OR_TOKEN = lazy_pattern(rf'(<[^<>"]*(?:"[^"]*"[^<>"]*)*)>(?:{TOKEN_START}([0-9]+){TOKEN_END})?|{TOKEN_START}([0-9]+){TOKEN_END}')


@dataclass(frozen=True, slots=True)
class Fragment:
    """HTML to insert."""

    html: str
    text: str = ""
    """What stands for it where no HTML can: in attributes and in the table of contents."""
    attributes: str = ""
    """Attributes for the element that the fragment begins, each with a space before it."""


class Fragments:
    """The fragments of one text, in the order of their numbers. A parser resets it before each text."""

    def __init__(self) -> None:
        self._fragments: list[Fragment] = []

    def reset(self) -> None:
        """Forget the fragments of the last text."""
        self._fragments.clear()

    def add(self, html: str, text: str = "", attributes: str = "") -> str:
        """Return the token of a new fragment."""
        self._fragments.append(Fragment(html, text, attributes))
        return f"{TOKEN_START}{len(self._fragments) - 1}{TOKEN_END}"

    def insert(self, html: str) -> str:
        """Return sanitised HTML with its fragments."""
        if TOKEN_START not in html:
            return html
        namespace = f"{crc32(''.join(html.split()).encode()):08x}"  # white space at the end of a line changes no name
        return _TAG_OR_TOKEN.sub(self._insert, html).replace(NAMESPACE, namespace)

    def to_text(self, html: str) -> str:
        """Return a text or HTML with the words that stand for its fragments."""
        return TOKEN.sub(lambda match: escape(self._get(match[1]).text), html) if TOKEN_START in html else html

    def _insert(self, match: re.Match[str]) -> str:
        tag, first, other = match.groups()
        if other is not None:
            return self._get(other).html
        fragment = self._get(first) if first is not None else Fragment("")
        return f"{self.to_text(tag)}{fragment.attributes}>{fragment.html}"

    def _get(self, number: str) -> Fragment:
        return self._fragments[int(number)] if int(number) < len(self._fragments) else Fragment("")
