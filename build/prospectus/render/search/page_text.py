"""Reads the words of a rendered page for search: its headings and its text, without navigation, forms and controls."""

from __future__ import annotations

from functools import lru_cache
from html import unescape
from typing import NamedTuple

from prospectus.patterns import lazy_pattern
from prospectus.text.dialect.fragment_text import replace_fragments

MAIN = '<div id="main"'
"""The start of the element with the content of a page."""
SKIPPED_ELEMENTS = frozenset({"script", "style", "template", "svg", "select"})
SKIPPED_CLASSES = frozenset(
    "crumbs parallel-tool pager facets filter family toc jump print-only visually-hidden subscribe source-line task-mark".split()
)
"""Classes of elements that are the same on many pages, or for the hand and not for reading."""
SKIPPING_ATTRIBUTES = ("data-unsearched", "popover")
"""Attributes of elements that search leaves out."""
INLINE_ELEMENTS = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q rp rt ruby s samp small span strong sub sup time u var wbr".split()
)
SEPARATE_ELEMENTS = frozenset({"span", "time"})
"""Inline elements that stand apart from one just before them: templates set them side by side, and Markdown only in code and keys."""
UNBROKEN_ELEMENTS = frozenset({"code", "kbd"})
VOID_ELEMENTS = frozenset("area base br col embed hr img input link meta source track wbr".split())
HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_TAGS = lazy_pattern(r"(</?[a-z][a-z0-9]*(?:\s[^<>]*)?>|<!--.*?-->)")
_NAME = lazy_pattern(r"</?([a-z][a-z0-9]*)")
_CLASS, _ID = lazy_pattern(r'\sclass="([^"]*)"'), lazy_pattern(r'\sid="([^"]*)"')
_SPACE = lazy_pattern(r"[ \t\n\r]+")


class PageText(NamedTuple):
    """The words of a page."""

    headings: tuple[tuple[str, str], ...]
    """The headings, the title among them: the id to link to, or an empty string, and the words."""
    text: str
    """Everything else that the page says, a line per block."""


class _Tag(NamedTuple):
    """What a tag means for the text around it."""

    name: str
    """Empty for a comment."""
    is_end: bool
    is_inline: bool
    is_skipped: bool
    """Whether the content of its element is left out."""
    element_id: str


def read_page_text(html: str) -> PageText:
    """Return the words of a page or of its block `container`."""
    html = replace_fragments(html)
    reader = _Reader()
    start = html.find(MAIN)
    parts = _TAGS.split(html[start:]) if start >= 0 else []
    for tag, text in zip(parts[1::2], parts[2::2], strict=True):
        if not reader.add_tag(_read_tag(tag)):
            break
        if text:
            reader.add_text(text)
    return reader.finish()


@lru_cache(4096)
def _read_tag(tag: str) -> _Tag:
    """Return what a tag means. Most tags are on many pages."""
    match = _NAME.match(tag)
    if match is None:
        return _Tag("", is_end=False, is_inline=True, is_skipped=False, element_id="")
    name, is_end = match[1], tag.startswith("</")
    element_id = None if is_end else _ID.search(tag)
    is_skipped = not is_end and _is_skipped(name, tag)
    return _Tag(name, is_end, name in INLINE_ELEMENTS, is_skipped, element_id[1] if element_id else "")


class _Reader:
    """Collects the text between tags. Well-formed HTML is assumed, as our templates and the sanitiser give it."""

    def __init__(self) -> None:
        self._open: list[_Tag] = []
        """The elements that are open."""
        self._skipped_from = 0
        """The depth of the outermost skipped element that is open; 0 if none is."""
        self._pieces: list[str] = []
        self._blocks: list[str] = []
        self._headings: list[tuple[str, str]] = []
        self._heading_id = ""
        self._follows_inline = False
        """Whether the last thing was the end of an inline element."""

    def add_text(self, html: str) -> None:
        """Take the text after a tag; it is not empty."""
        self._follows_inline = False
        if not self._skipped_from:
            self._pieces.append(html)

    def add_tag(self, tag: _Tag) -> bool:
        """Take a tag; return whether the content of the page goes on after it."""
        name = tag.name
        if not name:
            return True
        if not tag.is_inline:
            self._end_block(name if tag.is_end else "")
        elif self._follows_inline and name in SEPARATE_ELEMENTS and not tag.is_end and not self._is_in_code():
            self._pieces.append(" ")
        self._follows_inline = tag.is_end and tag.is_inline
        if name in VOID_ELEMENTS:
            return True
        if tag.is_end:
            return self._close(name)
        self._open.append(tag)
        if tag.is_skipped and not self._skipped_from:
            self._skipped_from = len(self._open)
        if name in HEADINGS:
            self._heading_id = next((opened.element_id for opened in reversed(self._open[1:]) if opened.element_id), "")
        return True

    def _is_in_code(self) -> bool:
        """Return whether the text belongs to code or keys, whose parts Markdown puts into elements side by side."""
        return any(opened.name in UNBROKEN_ELEMENTS for opened in self._open[-3:])

    def _close(self, name: str) -> bool:
        while self._open and self._open.pop().name != name:
            pass  # the end tag of a `p` or `li` may be left out
        if len(self._open) < self._skipped_from:
            self._skipped_from = 0
        return bool(self._open)

    def _end_block(self, ended: str) -> None:
        if not self._pieces:
            return
        words = _SPACE.sub(" ", unescape("".join(self._pieces))).strip()
        self._pieces.clear()
        if words and ended in HEADINGS:
            self._headings.append((self._heading_id, words))
        elif words:
            self._blocks.append(words)

    def finish(self) -> PageText:
        """Return what was collected."""
        self._end_block("")
        return PageText(tuple(self._headings), "\n".join(self._blocks))


def _is_skipped(name: str, attributes: str) -> bool:
    if name in SKIPPED_ELEMENTS or any(f" {attribute}" in attributes for attribute in SKIPPING_ATTRIBUTES):
        return True
    classes = _CLASS.search(attributes)
    return classes is not None and not SKIPPED_CLASSES.isdisjoint(classes[1].split())
