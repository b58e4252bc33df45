"""Code: fenced blocks anywhere, with colours by Pygments, titles, line numbers and highlighted lines, and `#!python code` within a line.

The extension `pymdownx.superfences` finds the blocks. While Markdown is converted, some characters are marked; code gets them back
before Pygments reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor
from markdown.preprocessors import Preprocessor
from pymdownx.highlight import Highlight
from pymdownx.superfences import SuperFencesCodeExtension

from prospectus.patterns import lazy_pattern

_FENCE = lazy_pattern(r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<rest>[^\n]*)$")
_ANNOTATION = lazy_pattern(r"\((\d+)\)!")
_LANGUAGE = lazy_pattern(r"#!(?P<language>[A-Za-z][\w#.+-]*)[ \t]+(?=\S)")


class CodeExtension(SuperFencesCodeExtension):
    """Adds fenced code to Python-Markdown. `restore` returns code as it was written."""

    def __init__(self, restore: Callable[[str], str]) -> None:
        super().__init__(relaxed_headers=True)
        self._restore = restore

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register the processors of blocks, one for their last lines, and that of code within a line."""
        super().extendMarkdown(md)
        find = md.preprocessors["fenced_code_block"]
        self.superfences[0]["formatter"] = partial(self._highlight, find)
        md.preprocessors.register(_LastFences(md), "last_fences", 26)
        md.inlinePatterns.register(_InlineCode(md, self._restore), "backtick", 190)

    def _highlight(self, find: Any, src: str = "", *, options: dict[str, Any], **others: Any) -> str:
        """Return the HTML of a block of code."""
        if "title" in options:
            options = {**options, "title": self._restore(options["title"])}
        find.linenums_style = "pymdownx-inline"  # numbers that nobody copies with the code
        html: str = find.highlight(_ANNOTATION.sub(r"(\1)", self._restore(src)), options=options, **others)
        return html


class _LastFences(Preprocessor):
    """Makes the last fence of a block as long as the first. It may be longer (CommonMark 0.31, 4.5), which the library does not know."""

    def run(self, lines: list[str]) -> list[str]:
        fence = ""
        for index, line in enumerate(lines):
            match = _FENCE.match(line) if "```" in line or "~~~" in line else None
            if match is None:
                continue
            if not fence:
                fence = match["fence"]
            elif match["fence"].startswith(fence) and not match["rest"].strip():
                lines[index], fence = f"{match['indent']}{fence}", ""
        return lines


class _InlineCode(BacktickInlineProcessor):
    """Code within a line, with colours if it begins with the name of a language, as in `#!python len(x)`."""

    def __init__(self, md: Markdown, restore: Callable[[str], str]) -> None:
        super().__init__(BACKTICK_RE)
        self.md, self._restore = md, restore

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        """Return the element of code, and where it starts and ends."""
        code, start, end = super().handleMatch(m, data)
        source = self._restore(unescape(code.text)).strip() if isinstance(code, Element) and code.text else ""
        language = _LANGUAGE.match(source)
        if language is None:
            return code, start, end
        element = Highlight(self.md).highlight(source[language.end() :], language["language"], inline=True)
        element.text = self.md.htmlStash.store(element.text)
        return element, start, end
