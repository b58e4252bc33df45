"""The words of a page are read from its HTML, without what is not for reading."""

from __future__ import annotations

import pytest

from prospectus.render.search.page_text import PageText, read_page_text
from prospectus.text.markdown import MarkdownRenderer


def read(content: str) -> PageText:
    return read_page_text(f'<header>Menu</header><div id="main" class="main">{content}</div><footer>Foot</footer>')


def test_text_has_a_line_per_block_and_headings_apart() -> None:
    html = '<h1>Title</h1><p>One <a href="x">link</a>.</p><h2 id="fees">Fees</h2><ul><li>Two</li><li>Three &amp; four</li></ul>'
    assert read(html) == ((("", "Title"), ("fees", "Fees")), "One link.\nTwo\nThree & four")


def test_heading_without_an_id_has_that_of_what_it_stands_in() -> None:
    html = '<section id="all"><details id="q"><summary><h3>Why?</h3></summary><p>Because.</p></details></section>'
    assert read(html) == ((("q", "Why?"),), "Because.")


def test_place_for_a_line_break_does_not_divide_a_heading() -> None:
    html = '<div id="main"><h1 id="a">上期所<wbr>2026年1月<wbr>自律监管信息</h1></div>'
    assert read_page_text(html) == ((("a", "上期所2026年1月自律监管信息"),), "")


def test_what_stands_side_by_side_is_not_joined_to_one_word() -> None:
    html = "<p><strong>SC2612</strong><span>30 November</span><time>2026</time></p><p><b>S</b><i>C</i> <em>x</em>y</p>"
    assert read(html) == ((), "SC2612 30 November 2026\nSC xy")


@pytest.mark.parametrize(
    "html",
    [
        '<nav class="crumbs"><ol><li>Home</li></ol></nav>',
        "<script>let x</script>",
        "<svg><text>drawn</text></svg>",
        '<p class="soft visually-hidden">hidden</p>',
        "<div data-unsearched><p>left out</p></div>",
        '<div popover id="p">meaning</div>',
        "<!-- comment -->",
    ],
)
def test_what_is_not_for_reading_is_left_out(html: str) -> None:
    assert read(f"<p>Before</p>{html}<p>After</p>") == ((), "Before\nAfter")


def test_open_paragraph_ends_with_what_it_stands_in() -> None:
    assert read('<div class="toc"><p>Contents</div><p>After') == ((), "After")


def test_page_without_content_has_no_words() -> None:
    assert read_page_text("<p>Redirect</p>") == ((), "")


def test_constructs_of_markdown_say_what_readers_see() -> None:
    text = (
        '## A $x^2$\n\n=== "T"\n    one $a_b$\n\n=== "U"\n    two :material-check: :smile:\n\n- [x] done\n\n`#!py len(x)` ++ctrl+c++\n\n'
        "```py title='m.py' linenums='1'\nx = f(1)\n```\n"
    )
    html = MarkdownRenderer().render(text, str).text
    page_text = read_page_text(f'<div id="main">{html}</div>')
    assert page_text.headings == (("section-1", "A x^2"),)
    assert page_text.text.split("\n") == ["T", "one a_b", "U", "two 😄", "done", "len(x) Ctrl+C", "m.py", "x = f(1)"]
