"""The faster Markdown processors give the same output as those of Python-Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.toc import TocExtension

from prospectus.derive.headings import Headings
from prospectus.derive.prose import EXTENSIONS, slug
from prospectus.derive.shortcut import BLOCKS, PATTERNS, TREES, shorten

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
PLAIN = Markdown(extensions=[*EXTENSIONS, TocExtension(slugify=slug, toc_depth="2-3")], output_format="html")
SHORT = shorten(Markdown(extensions=[*EXTENSIONS, Headings(slugify=slug, toc_depth="2-3")], output_format="html"))


def given_by(parser: Markdown, text: str) -> tuple[str, object]:
    """Return the HTML of a text, and the levels, ids and names of its headings."""
    html = parser.reset().convert(text)

    def told(tokens: list[dict]) -> list[tuple]:
        return [(each["level"], each["id"], each["name"], told(each["children"])) for each in tokens]

    return html, told(parser.toc_tokens)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_shortcuts_give_what_the_library_gives(text: str) -> None:
    assert given_by(SHORT, text) == given_by(PLAIN, text)


@given(st.text(st.sampled_from("a9 \n\t*_`[]()!<>&;\\{}:#|-=+.'\"/^\x02\x03期"), max_size=60))
def test_shortcuts_give_what_the_library_gives_for_single_characters(text: str) -> None:
    assert given_by(SHORT, text) == given_by(PLAIN, text)


@pytest.mark.parametrize("path", sorted(path for path in ROOT.rglob("*.md") if not {".venv", ".cache", "site"} & {*path.parts}), ids=str)
def test_shortcuts_give_what_the_library_gives_for_the_repository(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert given_by(SHORT, text) == given_by(PLAIN, text)


def test_signs_are_of_parts_that_the_library_has() -> None:
    for signs, parts in ((BLOCKS, PLAIN.parser.blockprocessors), (PATTERNS, PLAIN.inlinePatterns), (TREES, PLAIN.treeprocessors)):
        assert [name for name in signs if name not in parts] == []
