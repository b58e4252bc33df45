"""Ids and names of headings, without the table of contents that Python-Markdown draws up for every text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown.extensions.toc import TocExtension, TocTreeprocessor, nest_toc_tokens, unique

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_MARKED = re.compile("[<>&\x02]")
"""What HTML escapes, and what the library's placeholders begin with."""


class _Headings(TocTreeprocessor):
    """Takes a short way where all headings are plain words and nothing asks for a table of contents."""

    def run(self, root: Element) -> None:
        elements = list(root.iter())
        headings = [each for each in elements if each.tag in _LEVELS]
        if all(map(_is_plain, headings)) and not any(each.text and self.marker in each.text for each in elements):
            taken = {each.attrib["id"] for each in elements if "id" in each.attrib}
            parser: Any = self.md
            parser.toc_tokens = nest_toc_tokens(list(self._named(headings, taken)))
        else:
            super().run(root)

    def _named(self, headings: list[Element], taken: set[str]) -> Iterator[Any]:
        """Give each heading an id that is not taken yet, and yield what the table of contents would say of it."""
        for heading in headings:
            name, level = " ".join((heading.text or "").split()), _LEVELS[heading.tag]
            key = heading.attrib["id"] = unique(self.slugify(name, self.sep), taken)
            if self.toc_top <= level <= self.toc_bottom:
                yield {"level": level, "id": key, "name": name}


class Headings(TocExtension):
    """The library's `toc`, to be used without anchors, permalinks and another base level."""

    TreeProcessorClass = _Headings


def _is_plain(heading: Element) -> bool:
    """Return whether a heading is text that stands in HTML as it is, and has no id or label of its own."""
    return len(heading) == 0 and not heading.attrib and _MARKED.search(heading.text or "") is None
