"""The faster Markdown processors give the same output as those of Python-Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from prospectus import tested_versions
from prospectus.text.markdown import create_parser, fragments_of
from prospectus.text.markdown_fast import BLOCK_MARKERS, INLINE_MARKERS, PREPROCESSOR_MARKERS, TREE_MARKERS, FilteredRegistry

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
    "==",
    "~",
    "~~",
    "^",
    "^^",
    "++ctrl+a++",
    "++",
    ":material-cash:",
    ":smile:",
    ":",
    "$",
    "$x_1$",
    "$$",
    "\\(a\\)",
    "\\[",
    "\\begin{aligned}a\\end{aligned}",
    "`#!py a`",
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
    "\n\n??? note\n    ",
    '\n\n???+ "T"\n    ',
    '\n\n=== "A"\n    ',
    '\n=== "B"\n\n        ',
    "\n- [ ] ",
    "\n- [x] a\n",
    "\n> [!NOTE]\n> ",
    "\n> [!tip]- t\n",
    "\n\n$$\nx^2\n$$\n\n",
    "\n```py title='a'\nx = {1}\n```\n",
    "\n    ```\n    a\n    ````\n",
    "\n~~~\n",
    '\n\n<div class="grid cards" markdown>\n\n',
    '<figure markdown="span">',
    "</figure>",
]
PIECES = st.sampled_from([*WORDS, *MARKUP, *PARAGRAPHS])


def create_plain_parser() -> Markdown:
    """Return the parser that is used with a version of the library that was not tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tested_versions, "version", lambda _name: "99.0")
        return create_parser()


FAST_PARSER, PLAIN_PARSER = create_parser(), create_plain_parser()


def convert(parser: Markdown, text: str) -> tuple[str, object]:
    """Return the HTML of a text, and the levels, ids and names of its headings."""
    html = fragments_of(parser).insert(parser.reset().convert(text))

    def heading_tuples(tokens: list[dict]) -> list[tuple]:
        return [(token["level"], token["id"], token["name"], heading_tuples(token["children"])) for token in tokens]

    return html, heading_tuples(parser.toc_tokens)


def test_parser_is_faster_only_with_a_tested_version() -> None:
    assert isinstance(FAST_PARSER.inlinePatterns, FilteredRegistry)
    assert not isinstance(PLAIN_PARSER.inlinePatterns, FilteredRegistry)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_output_is_identical_for_combinations_of_syntax(text: str) -> None:
    assert convert(FAST_PARSER, text) == convert(PLAIN_PARSER, text)


@given(st.text(st.sampled_from("a9 \n\t*_`[]()!<>&;\\{}:#|-=+.'\"/^~$?\x02\x03期"), max_size=60))
def test_output_is_identical_for_single_characters(text: str) -> None:
    assert convert(FAST_PARSER, text) == convert(PLAIN_PARSER, text)


@pytest.mark.parametrize("path", sorted(path for path in ROOT.rglob("*.md") if not {".venv", ".cache", "site"} & {*path.parts}), ids=str)
def test_output_is_identical_for_the_repository(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert convert(FAST_PARSER, text) == convert(PLAIN_PARSER, text)


HOSTILE = {
    "brackets": "[" * 400,
    "links": "[a](" * 200 + ")" * 200,
    "emphasis": "*a **b " * 200,
    "backticks": "".join("`" * length + " " for length in range(60)),
    "quotes": ">" * 60 + " a",
    "lists": "".join("  " * level + "- a\n" for level in range(60)),
    "tables": "|a" * 300 + "\n" + "|-" * 300 + "\n" + "|`" * 300,
    "entities": "&#x0;&amp;amp;&" * 100,
    "html": "<div><script>x</script><b" * 50,
    "placeholders": "\x02klzzwxh:0001\x03 \x02wzxhzdk:0\x03 \x02amp\x03",
    "headings": "## a\n\n" * 200 + "## [TOC]\n\n[TOC]\n",
    "footnotes": "".join(f"[^{number}] " for number in range(99)) + "\n\n[^1]: a [^1]\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_output_is_identical_for_hostile_text(text: str) -> None:
    assert convert(FAST_PARSER, text) == convert(PLAIN_PARSER, text)


def test_markers_name_existing_processors() -> None:
    for markers, registry in (
        (PREPROCESSOR_MARKERS, PLAIN_PARSER.preprocessors),
        (BLOCK_MARKERS, PLAIN_PARSER.parser.blockprocessors),
        (INLINE_MARKERS, PLAIN_PARSER.inlinePatterns),
        (TREE_MARKERS, PLAIN_PARSER.treeprocessors),
    ):
        assert [name for name in markers if name not in registry] == []
