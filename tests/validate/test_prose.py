"""Links and headings in Markdown: the optimised patterns find the same matches as plain ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.validate.glossary import _HEADING
from prospectus.validate.prose.links import LINK

PLAIN_LINK = re.compile(
    r"(?<!\\)\]\(\s*<?((?<=<)[^<>\n]+(?=>)|(?:[^\s()>]|\([^\s()<>]*\)|\(|[ \t]+(?=[^\s\"'()<>][^()<>\n\"']*\)))+)"
    r"|^ {0,3}\[(?!\^)[^\]]+\]:\s*<?((?<=<)[^<>\n]+(?=>)|[^\s>]+)",
    re.MULTILINE,
)
PLAIN_HEADING = re.compile(r"^#{1,6}[ \t]+(.+)$", re.MULTILINE)
PIECES = [
    "[",
    "]",
    "(",
    ")",
    "](",
    "]: ",
    "^",
    "\\",
    "<",
    ">",
    ":",
    "#",
    "##",
    "=",
    '"',
    "'",
    " ",
    "   ",
    "\t",
    "\n",
    "href=",
    "page:x",
    "h",
    "a",
    "_",
    "字",
]
MARKDOWN = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)


def iter_captures(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """Yield offset and text of each capture of a pattern."""
    return ((match.start(match.lastindex or 0), match[match.lastindex or 0]) for match in pattern.finditer(text))


@settings(max_examples=2000)
@given(MARKDOWN)
def test_optimised_link_pattern_finds_the_same_as_a_plain_one(text: str) -> None:
    assert list(iter_captures(LINK, text)) == list(iter_captures(PLAIN_LINK, text))


@settings(max_examples=1000)
@given(MARKDOWN)
def test_optimised_heading_pattern_finds_the_same_as_a_plain_one(text: str) -> None:
    assert list(iter_captures(_HEADING, text)) == list(iter_captures(PLAIN_HEADING, text))
