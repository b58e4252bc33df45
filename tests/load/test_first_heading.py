"""The title of a plain page: its first heading, without markup, and the text without it."""

from __future__ import annotations

import pytest

from prospectus.load.first_heading import take_title


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("# 关于本站\n\n正文。\n", "关于本站", "\n\n正文。\n"),
        ("About\n=====\n\nText.\n", "About", "\n\n\nText.\n"),
        ("Intro.\n\n# About #\n", "About", "Intro.\n\n\n"),
        ("# About **us** and `them` {#about .wide}\n", "About us and them", "\n"),
        ("# [About](page:about) C\\# #\n", "About C#", "\n"),
        ("```\n# no heading\n```\n\n# A heading\n", "A heading", "```\n# no heading\n```\n\n\n"),
    ],
)
def test_the_first_heading_is_the_title(text: str, title: str, rest: str) -> None:
    assert take_title(text) == (title, rest)
    assert text.count("\n") == rest.count("\n")


@pytest.mark.parametrize("text", ["", "Text.\n", "## About\n", "#About\n", "# \n", "    # code\n", "```\n# comment\n", "- a\n===\n"])
def test_a_text_without_a_heading_has_no_title(text: str) -> None:
    assert take_title(text) is None
