"""The Markdown of fields: inline, without a paragraph, and in blocks."""

from __future__ import annotations

from html import unescape

import pytest

from prospectus.model.values.text import TextForm
from prospectus.text.field_markdown import is_inline, may_have_markup
from prospectus.text.markdown import MarkdownRenderer

RENDERER = MarkdownRenderer()


def inline(text: str) -> str:
    return RENDERER.render_inline(text, lambda target: f"/{target.replace(':', '/')}/")


def blocks(text: str) -> str:
    return RENDERER.render_blocks(text, lambda target: f"/{target.replace(':', '/')}/")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *em*", "<strong>bold</strong> and <em>em</em>"),
        ("见**粗体**与*强调*。", "见<strong>粗体</strong>与<em>强调</em>。"),
        ("[fees](guide:fees#who)", '<a href="/guide/fees/#who" rel="noopener">fees</a>'),
        ("`a < b` & <b>c</b> < d", "<code>a &lt; b</code> &amp; <b>c</b> &lt; d"),
        ("first\n\nsecond", "first\nsecond"),
        ("甲，\n乙", "甲，乙"),
        ("<b onclick=x>a</b> [b](javascript:x)", "<b>a</b> <span>b</span>"),
        ('<a href="https://a.example/" id="main">x</a>', '<a href="https://a.example/" rel="noopener">x</a>'),
    ],
)
def test_inline_markdown(text: str, html: str) -> None:
    assert inline(text) == html


@pytest.mark.parametrize(
    "text",
    [
        *("2*3*4", "5 * 3 * 2", "5* 3 *2", "a_b_c", "a*b*c", "_a_b", "价格*以公告为准", "size*price*lots", "2*3 和 4*5"),
        *("# one", "#3 wheat", "- one", "1. one", "> one", "    one", "| a | b |", "!!! note", "[1] and [x]", "---", "***", "a \\ b"),
    ],
)
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    assert unescape(inline(text)) == text.strip()


def test_blocks_have_no_headings_pictures_or_ids() -> None:
    html = blocks("# Head\n\n![A curve](curve.png)\n\n#3 wheat\n\n<p id='main'>x</p>\n\n- one\n- two")
    assert "<p><strong>Head</strong></p>" in html
    assert "<p>A curve</p>" in html
    assert "<p>#3 wheat</p>" in html
    assert "<li>one</li>" in html
    assert "<h" not in html
    assert "<img" not in html
    assert "id=" not in html


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("**a**", TextForm.LINE, False),
        ("**a**", TextForm.INLINE, True),
        ("Plain words, 5% and (two).", TextForm.INLINE, False),
        ("一句普通的话：共 3 条。", TextForm.BLOCKS, False),
        ("one\ntwo", TextForm.INLINE, False),
        ("one\ntwo", TextForm.BLOCKS, True),
    ],
)
def test_only_texts_with_possible_markup_are_parsed(text: str, form: TextForm, expected: bool) -> None:
    assert may_have_markup(text, form) is expected


def test_one_line_is_inline_in_every_form() -> None:
    assert is_inline("- one", TextForm.BLOCKS)
    assert is_inline("one\n\ntwo", TextForm.INLINE)
    assert not is_inline("- one\n- two", TextForm.BLOCKS)
