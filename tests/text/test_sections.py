"""Prose is split at its headings of the second level."""

from __future__ import annotations

import pytest

from prospectus.text.markdown import MarkdownRenderer
from prospectus.text.sections import split_sections


def split(markdown: str) -> list[tuple[str | None, str]]:
    """Return the title and the text without tags of each section."""
    sections = split_sections(MarkdownRenderer().render(markdown, str))
    return [(section.heading.title if section.heading else None, " ".join(section.text.striptags().split())) for section in sections]


@pytest.mark.parametrize(
    ("markdown", "sections"),
    [
        ("", []),
        ("Text.", [(None, "Text.")]),
        ("## One\n\nText.\n\n## Two\n\nMore.", [("One", "One Text."), ("Two", "Two More.")]),
        ("Before.\n\n## One\n\nText.\n\n## Two", [("One", "Before. One Text."), ("Two", "Two")]),
        ("## One\n\n### Part\n\nText.", [("One", "One Part Text.")]),
        ("## One\n\n> ## Quoted\n\nText.", [("One", "One Quoted Text.")]),
        ("## One\n\n<details>\n<summary>More</summary>\n<h2>Folded</h2>\n</details>\n\nText.", [("One", "One More Folded Text.")]),
        ("## One\n\nA line  \nand another.\n\n---\n\n## One", [("One", "One A line and another."), ("One", "One")]),
    ],
    ids="empty no-heading two text-before subheading quoted folded void-elements-and-the-same-title".split(),
)
def test_prose_is_split_at_headings_outside_other_elements(markdown: str, sections: list[tuple[str | None, str]]) -> None:
    assert split(markdown) == sections


def test_sections_together_are_the_prose() -> None:
    html = MarkdownRenderer().render("Before.\n\n## One\n\n- a\n- b\n\n## Two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", str)
    assert "".join(section.text for section in split_sections(html)) == html.text


def test_headings_after_tabs_icons_and_formulas_start_sections() -> None:
    text = '## A\n\n=== "T"\n    x\n\n:material-check: $x$ :smile:\n\n```py\nx = 1\n```\n\n- [x] done\n\n## B\n\nb\n'
    sections = split_sections(MarkdownRenderer().render(text, str))
    assert [section.heading.title for section in sections if section.heading] == ["A", "B"]
