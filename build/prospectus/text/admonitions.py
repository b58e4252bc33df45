"""Admonitions (`!!! note`) whose titles, where an editor writes none, are marked, to be given in the language of the page."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionProcessor


class _Admonitions(AdmonitionProcessor):
    def __init__(self, md: Markdown, mark: str) -> None:
        super().__init__(md.parser)
        self._mark = mark

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        """Return the classes, and the title; the mark and its type where none is written."""
        classes, title = super().get_class_and_title(match)
        return classes, f"{self._mark}{classes.partition(' ')[0]}" if match[2] is None else title


class AdmonitionExtension(Extension):
    """Adds admonitions to Python-Markdown; `mark` stands before the type of an admonition without a title."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self._mark = mark

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register the processor."""
        md.parser.blockprocessors.register(_Admonitions(md, self._mark), "admonition", 105)
