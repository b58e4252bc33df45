"""Brackets that are never closed: found as the library finds them, and without reading the rest of the text for each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.inlinepatterns import LinkInlineProcessor

from prospectus.text.open_brackets import LINK_PATTERNS, find_open_brackets, skip_open_brackets

TEXTS = st.text(alphabet="[]()!^a\\`* ", max_size=40)
DEFINITION = "\n\n[a]: https://a.example/"


@given(TEXTS)
def test_open_brackets_are_those_of_the_library(text: str) -> None:
    pattern = LinkInlineProcessor(r"\[", Markdown())
    offsets = [index + 1 for index, character in enumerate(text) if character == "["]
    assert find_open_brackets(text) == [offset for offset in offsets if not pattern.getText(text, offset)[2]]


@given(TEXTS)
def test_html_is_that_of_the_library(text: str) -> None:
    assert skip_open_brackets(Markdown()).convert(text + DEFINITION) == Markdown().convert(text + DEFINITION)


@pytest.mark.parametrize("text", ["[" * 500, "![" * 500, "[a] [" * 300, "[a](b) [" * 3])
def test_rest_of_a_text_is_read_once_for_all_open_brackets(text: str) -> None:
    parser, read = Markdown(), list[int]()

    def count(get_text):
        def get(data: str, index: int) -> tuple[str, int, bool]:
            result = get_text(data, index)
            if not result[2]:
                read.append(index)
            return result

        return get

    for name in LINK_PATTERNS:
        parser.inlinePatterns[name].getText = count(parser.inlinePatterns[name].getText)
    skip_open_brackets(parser).convert(text)
    assert 0 < len(read) <= 10
