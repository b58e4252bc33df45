"""The layout of Markdown: the ends of lines, and nothing that would show."""

from __future__ import annotations

import re

import pytest

from prospectus.formatting.markdown_format import format_markdown
from prospectus.text.markdown import MarkdownRenderer
from tiny import HERE, REPOSITORY

CHANGES = {
    "spaces at line ends": ("A line. \nanother\t\n\n   \n- x \n", "A line.\nanother\n\n\n- x\n"),
    "a line break of two spaces": ("one   \ntwo  \n\nthree  \n", "one  \ntwo\n\nthree\n"),
    "code": ("```\na  \n\n   \n```\n\n    b  \n\nc \n", "```\na  \n\n   \n```\n\n    b  \n\nc\n"),
    "front matter": ("---\ntitle:   'x'\n---\nText \n\n\n", "---\ntitle: x\n---\nText\n"),
    "a caption and tabs": (
        '![x](a.svg) \n/// caption\nOurs \n///\n\n=== "One" \n\n    First\n\n=== "Two" \n\n    Second\n',
        '![x](a.svg)\n/// caption\nOurs\n///\n\n=== "One"\n\n    First\n\n=== "Two"\n\n    Second\n',
    ),
    "no end": ("Text", "Text\n"),
    "nothing": ("\n", "\n"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_layout(name: str) -> None:
    before, after = CHANGES[name]
    assert format_markdown(before) == after
    assert format_markdown(after) == after


def test_all_markdown_is_shown_as_before() -> None:
    files = [*(REPOSITORY / "content").rglob("*.md"), *(REPOSITORY / "courses").rglob("*.md"), *(HERE / "sites").rglob("*.md")]
    assert len(files) > 50
    renderer = MarkdownRenderer()
    for file in files:
        text = file.read_text(encoding="utf-8")
        loose = text.replace("\n\n", " \n\n\t\n").rstrip("\n") if not text.startswith("---") and "```" not in text else text
        formatted = format_markdown(loose)
        bodies = [re.sub(r"\A---\n.*?\n---\n", "", part, flags=re.DOTALL) for part in (formatted, loose)]
        shown = [re.sub(r"\s+", "", str(renderer.render_unresolved(body)[0])) for body in bodies]
        assert shown[0] == shown[1], file
        assert format_markdown(formatted) == formatted, file
