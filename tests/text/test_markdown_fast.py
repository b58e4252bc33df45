"""The faster Markdown processors give the same output as those of Python-Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.toc import TocExtension

from prospectus.text.headings import HeadingIdExtension
from prospectus.text.markdown import EXTENSIONS, slugify
from prospectus.text.markdown_fast import BLOCK_MARKERS, INLINE_MARKERS, TREE_MARKERS, optimise

ROOT = Path(__file__).parents[2]
WORDS = ["期货", "basis ", "a", " ", "  ", "  \n", "\n", "\n\n", "\n\n", "\t", "    ", "\n    ", "LX", "\x02", "\x03", '"', "'", "()", "9"]
MARKUP = [
    "*",
    "**",
    "***",
    "_",
    "__",
    "`",
    "``",
    "[",
    "]",
    "](x)",
    "](term:y)",
    "](https://x.example/?a=1&b=2)",
    '](x "t")',
    "](<x y>)",
    "](x(y)z)",
    "](x\\)y)",
    "]( x )",
    "](",
    "][r]",
    "[r]",
    "[r][]",
    "!",
    "![",
    "![r]",
    "<b>",
    "</b>",
    "<br>",
    "<",
    ">",
    "&amp;",
    "&#91;",
    "&",
    "\\",
    "\\*",
    "\\[",
    "\\{",
    "\\|",
    "<http://x>",
    "<a@b.example>",
    "[^1]",
    "[TOC]",
    "{.c}",
    "{: #x title='y' }",
]
PARAGRAPHS = [
    "# ",
    "\n\n## A\n\n",
    "\n\n## A ##\n\n",
    "\n\n### a b\n\n",
    "\n\n## A &amp; `b` {#x data-toc-label='L'}\n\n",
    "\n\n",
    "---\n",
    "===\n",
    "\n- ",
    "\n* ",
    "\n1. ",
    "\n> ",
    "\n: ",
    "\n:   ",
    "| ",
    "|",
    "|\n|---|\n",
    "\n\na | b\n---|:-:\n1 | 2\n",
    "\n\n| a | `b|c` |\n| - | - |\n| 1 | 2\\| |\n",
    "\n\n[TOC]\n\n",
    "\n\n[r]: x\n\n",
    '\n[r]: <y> "t"\n',
    "\n\n[^1]: note\n\n",
    "\n    [^1]: ",
    "\n\n*[LX]: Lakeside\n\n",
    "\n\n!!! note\n    ",
    '\n\n!!! tip "T"\n\n    ',
    "\n\n<div>",
    "</div>\n\n",
    "<!-- x -->",
    "\n{: .c }\n",
    "\n///Footnotes Go Here///\n",
]
PIECES = st.sampled_from([*WORDS, *MARKUP, *PARAGRAPHS])
REFERENCE_PARSER = Markdown(extensions=[*EXTENSIONS, TocExtension(slugify=slugify, toc_depth="2-3")], output_format="html")
FAST_PARSER = optimise(Markdown(extensions=[*EXTENSIONS, HeadingIdExtension(slugify=slugify, toc_depth="2-3")], output_format="html"))


def convert(parser: Markdown, text: str) -> tuple[str, object]:
    """Return the HTML of a text, and the levels, ids and names of its headings."""
    html = parser.reset().convert(text)

    def heading_tuples(tokens: list[dict]) -> list[tuple]:
        return [(token["level"], token["id"], token["name"], heading_tuples(token["children"])) for token in tokens]

    return html, heading_tuples(parser.toc_tokens)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_output_is_identical_for_combinations_of_syntax(text: str) -> None:
    assert convert(FAST_PARSER, text) == convert(REFERENCE_PARSER, text)


@given(st.text(st.sampled_from("a9 \n\t*_`[]()!<>&;\\{}:#|-=+.'\"/^\x02\x03期"), max_size=60))
def test_output_is_identical_for_single_characters(text: str) -> None:
    assert convert(FAST_PARSER, text) == convert(REFERENCE_PARSER, text)


@pytest.mark.parametrize("path", sorted(path for path in ROOT.rglob("*.md") if not {".venv", ".cache", "site"} & {*path.parts}), ids=str)
def test_output_is_identical_for_the_repository(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert convert(FAST_PARSER, text) == convert(REFERENCE_PARSER, text)


def test_markers_name_existing_processors() -> None:
    for markers, registry in (
        (BLOCK_MARKERS, REFERENCE_PARSER.parser.blockprocessors),
        (INLINE_MARKERS, REFERENCE_PARSER.inlinePatterns),
        (TREE_MARKERS, REFERENCE_PARSER.treeprocessors),
    ):
        assert [name for name in markers if name not in registry] == []
