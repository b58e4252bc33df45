"""Adds fenced code, as `code_fences` defines it, to Python-Markdown."""

from __future__ import annotations

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.fenced_code import FencedBlockPreprocessor

from prospectus.text.code_fences import FENCED_CODE


class _FencedBlocks(FencedBlockPreprocessor):
    FENCED_BLOCK_RE = FENCED_CODE


class FencedCodeExtension(Extension):
    """Adds fenced code to Python-Markdown; it needs the extension `attr_list` for attributes."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register the preprocessor."""
        options = {"lang_prefix": "language-"}
        md.preprocessors.register(_FencedBlocks(md, options), "fenced_code_block", 25)
