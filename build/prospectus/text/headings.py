"""Ids and names of headings, without the table of contents that Python-Markdown builds for every text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown.extensions.toc import TocExtension, TocTreeprocessor, nest_toc_tokens, unique

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_SPECIAL = re.compile("[<>&\x02]")
"""The characters that HTML escapes, and the first character of the placeholders of Python-Markdown."""


class _HeadingIds(TocTreeprocessor):
    """Uses a faster algorithm if all headings are plain text and the text has no table-of-contents marker."""

    def run(self, root: Element) -> None:
        elements = list(root.iter())
        headings = [element for element in elements if element.tag in _LEVELS]
        if all(map(_is_plain, headings)) and not any(element.text and self.marker in element.text for element in elements):
            used_ids = {element.attrib["id"] for element in elements if "id" in element.attrib}
            parser: Any = self.md
            parser.toc_tokens = nest_toc_tokens(list(self._assign_ids(headings, used_ids)))
        else:
            super().run(root)

    def _assign_ids(self, headings: list[Element], used_ids: set[str]) -> Iterator[Any]:
        """Set a unique id on each heading, and yield its table-of-contents token."""
        for heading in headings:
            name, level = " ".join((heading.text or "").split()), _LEVELS[heading.tag]
            heading_id = heading.attrib["id"] = unique(self.slugify(name, self.sep), used_ids)
            if self.toc_top <= level <= self.toc_bottom:
                yield {"level": level, "id": heading_id, "name": name}


class HeadingIdExtension(TocExtension):
    """A faster `toc` extension of Python-Markdown. It does not support anchors, permalinks or another base level."""

    TreeProcessorClass = _HeadingIds


def _is_plain(heading: Element) -> bool:
    """Return whether a heading is text without markup or escaped characters, and has no attributes of its own."""
    return len(heading) == 0 and not heading.attrib and _SPECIAL.search(heading.text or "") is None
