"""Ids and names of headings, without the table of contents that Python-Markdown builds for every text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown.extensions.toc import TocExtension, TocTreeprocessor, nest_toc_tokens, unique

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_MARKED = re.compile("[<>&\x02]")
"""The characters that HTML escapes, and the first character of the placeholders of Python-Markdown."""


class _Headings(TocTreeprocessor):
    """Uses a faster algorithm if all headings are plain text and the text has no table-of-contents marker."""

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
        """Set a unique id on each heading, and yield its table-of-contents token."""
        for heading in headings:
            name, level = " ".join((heading.text or "").split()), _LEVELS[heading.tag]
            key = heading.attrib["id"] = unique(self.slugify(name, self.sep), taken)
            if self.toc_top <= level <= self.toc_bottom:
                yield {"level": level, "id": key, "name": name}


class Headings(TocExtension):
    """A faster `toc` extension of Python-Markdown. It does not support anchors, permalinks or another base level."""

    TreeProcessorClass = _Headings


def _is_plain(heading: Element) -> bool:
    """Return whether a heading is text without markup or escaped characters, and has no attributes of its own."""
    return len(heading) == 0 and not heading.attrib and _MARKED.search(heading.text or "") is None
