"""Alerts of GitHub and callouts of Obsidian: a quotation that begins with `[!NOTE]` is an admonition; `[!NOTE]-` is folded.

The extension `pymdownx.quotes` reads them too, but takes the type as the title, in English, and tells quotations apart otherwise.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockQuoteProcessor
from markdown.extensions import Extension

from prospectus.patterns import lazy_pattern

_FIRST_LINE = lazy_pattern(r"^[ ]{0,3}>[ ]?\[!(?P<name>[A-Za-z][\w-]*)\](?P<fold>[-+])?[ \t]*(?P<title>[^\n]*)(?:\n|$)", re.MULTILINE)


class AlertsExtension(Extension):
    """Adds alerts to Python-Markdown; `mark` stands before the type of an alert without a title."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self._mark = mark

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register the processor before that of quotations."""
        md.parser.blockprocessors.register(_Alerts(md, self._mark), "alert", 21)


class _Alerts(BlockQuoteProcessor):
    def __init__(self, md: Markdown, mark: str) -> None:
        super().__init__(md.parser)
        self._mark = mark

    def test(self, parent: Element, block: str) -> bool:
        """Return whether a quotation in the block is an alert."""
        return super().test(parent, block) and _FIRST_LINE.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Append the admonition of an alert, after the lines before it."""
        block = blocks.pop(0)
        match = _FIRST_LINE.search(block)
        assert match is not None  # noqa: S101  (`test` has found it)
        if block[: match.start()].strip():
            self.parser.parseBlocks(parent, [block[: match.start()]])
        body = "\n".join(self.clean(line) for line in block[match.end() :].split("\n"))
        name = match["name"].lower()
        title = match["title"].strip() or f"{self._mark}{name}"
        element = self._append(parent, name, title, match["fold"])
        self.parser.state.set("blockquote")
        self.parser.parseChunk(element, body)
        self.parser.state.reset()

    def _append(self, parent: Element, name: str, title: str, fold: str | None) -> Element:
        if fold is None:
            element = SubElement(parent, "div", {"class": f"admonition {name}"})
            SubElement(element, "p", {"class": "admonition-title"}).text = title
        else:
            element = SubElement(parent, "details", {"class": name, **({"open": "open"} if fold == "+" else {})})
            SubElement(element, "summary").text = title
        return element
