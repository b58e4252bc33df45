"""Words between `<` and `>` are published; tags are tags."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.text.angle_brackets import Role, iter_brackets
from prospectus.text.markdown import MarkdownRenderer

RENDERER = MarkdownRenderer()


def read_text(markdown: str) -> str:
    """Return the text that readers see."""
    return unescape(re.sub(r"<[^>]*>", "", RENDERER.render(markdown, str).text))


@pytest.mark.parametrize(
    "text",
    [
        "当 C<D 且 a>b 时",
        "Text with a<b and c>d here.",
        "若 a<b>c 则",
        "x<y, y>z",
        "见 <localhost:5001/foo>。",
        "<金额>元",
        "Fill in <name> and <your company>.",
        "I </3 you -> them",
        "a < b > c",
        "a <!x> b",
        "<D 且 a>b",
        "<?php echo 1 ?>",
        "5<x<10 且 y>3",
        "if (a<b) { c>d }",
        "a <- b <= c <> d",
        "\\<b> \\</b>",
        "a<b",
        "`a<b>` c<d>",
    ],
)
@pytest.mark.parametrize("place", ["{}", "甲\n\n{}\n\n乙", "- {}", "> {}", "| 甲 |\n|--|\n| {} |", "甲\n{}"])
def test_words_between_angle_brackets_are_published(text: str, place: str) -> None:
    assert re.sub("[`\\\\]", "", text) in read_text(place.format(text))


@pytest.mark.parametrize(
    ("markdown", "roles"),
    [
        ("<br> <br/> <BR />", "tag tag tag"),
        ("<b>a</b> <q lang=en>a</q>", "tag tag tag tag"),
        ('<img src="a" alt="b > c">', "tag"),
        ("<details open><summary>a</summary>", "tag tag tag"),
        ("<div markdown>", "tag"),
        ('<div markdown="1">', "tag"),
        ("<div markdown>a</div>", "tag tag"),
        ("<blink>a</blink> <my-word>b</my-word>", "tag tag tag tag"),
        ("<my-word>", "text"),
        ("<!-- a --> <!-- b", "comment text"),
        ("<https://a.example> <a@b.example>", "address address"),
        ("[a](<b c>) [d]: <e>", "address address"),
        ("<b c> <p 且> <i x=1>", "text text tag"),
        ("</b><b>", "text text"),
        ('<a>x</a href="b">', "text text"),
        ("<a\\\\+b@c.example>", "text"),
    ],
)
def test_role_of_each_bracket(markdown: str, roles: str) -> None:
    assert [bracket.role for bracket in iter_brackets(markdown)] == [Role(role) for role in roles.split()]


@given(st.text(st.sampled_from("甲ab<>=/!-\"' \n`\\"), max_size=40))
def test_no_letter_is_lost_unless_it_is_in_a_tag_or_a_comment(text: str) -> None:
    outside = list(text)
    for bracket in iter_brackets(text):
        if bracket.role in (Role.TAG, Role.COMMENT):
            outside[bracket.start : bracket.end] = " " * (bracket.end - bracket.start)
    shown = re.sub(r"[^甲ab]", "", read_text(text))
    expected = re.sub(r"[^甲ab]", "", "".join(outside))
    assert len(shown) >= len(expected)


@pytest.mark.parametrize("text", ["{甲, 乙}", "{ c>d }", "{x}", "{{ price }}", "{{甲}}", "{a b}", "{: 说明 }", "{}"])
@pytest.mark.parametrize("place", ["## 组合 {}", "甲 {}", "甲\n{}", "**甲**{}", "| 甲 |\n|--|\n| 乙 {} |", "- 甲 {}"])
def test_words_between_braces_are_published(text: str, place: str) -> None:
    assert text in read_text(place.replace("{}", text))


def test_attribute_list_is_no_text() -> None:
    assert RENDERER.render("## 甲 {#a .b lang=en}\n\n乙\n{: title='x y' }", str).text == (
        '<h2 class="b" id="a" lang="en">甲</h2>\n<p title="x y">乙</p>'
    )
