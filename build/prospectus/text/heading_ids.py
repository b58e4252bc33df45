"""Ids of headings by their place in the text, the same in every language: `section-2-1` is the first heading within the second section.

The id made from the words of a heading stays beside it as an anchor, because links lead to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import unique
from markdown.treeprocessors import Treeprocessor

from prospectus.text.markdown import HEADING_PREFIX

_LEVELS = {f"h{level}": level for level in range(2, 7)}


class HeadingIdsExtension(Extension):
    """Replaces the ids that the extension `toc` gives to headings. Ids that an editor has written stay as they are."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register one processor before that of `toc` (5) and after that of `attr_list` (8), and one after it."""
        written = _WrittenIds(md)
        md.treeprocessors.register(written, "written_ids", 6)
        md.treeprocessors.register(_IdsByPlace(md, written), "ids_by_place", 4)


class _WrittenIds(Treeprocessor):
    """Remembers which headings have an id that an editor has written."""

    def run(self, root: Element) -> None:
        self.headings = {heading for heading in _iter_headings(root) if "id" in heading.attrib}


class _IdsByPlace(Treeprocessor):
    """Gives each other heading an id by its place, with an anchor for its id by words."""

    def __init__(self, md: Markdown, written: _WrittenIds) -> None:
        super().__init__(md)
        self._written = written

    def run(self, root: Element) -> None:
        used = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
        new_ids: dict[str, str] = {}
        for heading, place in _iter_places(root):
            if heading not in self._written.headings and "id" in heading.attrib:
                former = heading.attrib["id"]
                new_ids[former] = heading.attrib["id"] = unique(place, used)
                anchor = Element("span", {"id": former})
                anchor.tail, heading.text = heading.text, ""
                heading.insert(0, anchor)
        parser: Any = self.md
        _rename_tokens(parser.toc_tokens, new_ids)


def _iter_headings(root: Element) -> Iterator[Element]:
    return (element for element in root.iter() if element.tag in _LEVELS)


def _iter_places(root: Element) -> Iterator[tuple[Element, str]]:
    """Yield each heading with its id by place: the numbers of the headings that it is within, and its own."""
    counts: list[int] = []
    for heading in _iter_headings(root):
        depth = _LEVELS[heading.tag] - 1
        counts = [*counts[:depth], *[0] * (depth - len(counts))]
        counts[-1] += 1
        yield heading, "-".join([HEADING_PREFIX, *map(str, counts)])


def _rename_tokens(tokens: list[dict[str, Any]], new_ids: dict[str, str]) -> None:
    for token in tokens:
        token["id"] = new_ids.get(token["id"], token["id"])
        _rename_tokens(token["children"], new_ids)
