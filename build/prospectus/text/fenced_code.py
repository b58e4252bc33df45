"""Fenced code as CommonMark 0.31, 4.5, defines it: any words may follow the first fence, and the last one may be longer."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.fenced_code import FencedBlockPreprocessor

FENCED_CODE = re.compile(
    r"^[ ]{0,3}(?P<fence>~{3,}|`{3,})[ ]*(?:\{(?P<attrs>[^\n}]*)\}|\.?(?P<lang>[\w#.+-]*))(?P<hl_lines>(?!))?[^\n`]*\n"
    r"(?P<code>(?:[^\n]*\n)*?)[ ]{0,3}(?P=fence)[`~]*[ ]*$",
    re.MULTILINE,
)
"""A block of fenced code. The names of the groups are those that Python-Markdown uses."""


class _FencedBlocks(FencedBlockPreprocessor):
    FENCED_BLOCK_RE = FENCED_CODE


class FencedCodeExtension(Extension):
    """Adds fenced code to Python-Markdown; it needs the extension `attr_list` for attributes."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register the preprocessor."""
        options = {"lang_prefix": "language-"}
        md.preprocessors.register(_FencedBlocks(md, options), "fenced_code_block", 25)
