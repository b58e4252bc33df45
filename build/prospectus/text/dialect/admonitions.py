"""Admonitions (`!!! note`) and folds (`??? note`). A title that is not written is marked, to be given in the language of the page."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionProcessor
from pymdownx.details import DetailsProcessor

_NO_TITLE = "note"
"""The type of a fold of which only the title is written."""


class _Admonitions(AdmonitionProcessor):
    def __init__(self, md: Markdown, mark: str) -> None:
        super().__init__(md.parser)
        self._mark = mark

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        """Return the classes, and the title; the mark and its type where none is written."""
        classes, title = super().get_class_and_title(match)
        return classes, f"{self._mark}{classes.partition(' ')[0]}" if match[2] is None else title


class _Details(DetailsProcessor):
    def __init__(self, md: Markdown, mark: str) -> None:
        super().__init__(md.parser)
        self._mark = mark

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Append a fold. One without a title gets the mark and its type: readers open it there, so it always has a title."""
        match = self.START.search(blocks[0])
        if match is not None and not (match[3] or "").strip():
            classes = match[4] or match[2] or _NO_TITLE
            start = blocks[0].rfind("???", match.start(), match.end())
            line = f'???{match[1] or ""} {classes} "{self._mark}{classes.split()[0].lower()}"'
            end = match.end() - (match[0].endswith("\n"))
            blocks[0] = f"{blocks[0][:start]}{line}{blocks[0][end:]}"
        super().run(parent, blocks)


class AdmonitionExtension(Extension):
    """Adds admonitions and folds to Python-Markdown; `mark` stands before the type of one without a title."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self._mark = mark

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register the processors."""
        md.parser.blockprocessors.register(_Admonitions(md, self._mark), "admonition", 105)
        md.parser.blockprocessors.register(_Details(md, self._mark), "details", 105)
