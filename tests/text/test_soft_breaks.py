"""Soft line breaks between Chinese characters are no spaces; those between words are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.text.markdown import MarkdownRenderer
from prospectus.text.soft_breaks import JoinedText, join_html_lines, join_lines

RENDERER = MarkdownRenderer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全部材料\n报送", "全部材料报送"),
        ("保证\n    金", "保证金"),
        ("受理。\n逾期", "受理。逾期"),
        ("受理，\n“逾期”", "受理，“逾期”"),
        ("“逾期”\n不受理", "“逾期”不受理"),
        ("カタ\n漢字", "カタ漢字"),
        ("𠮷\n野", "𠮷野"),
        ("basis\npoint", "basis\npoint"),
        ("保证金\nmargin", "保证金\nmargin"),
        ("2025\n年", "2025\n年"),
        ("한국\n어", "한국\n어"),
        ("他说“a”\n“b”", "他说“a”\n“b”"),
        ("甲\n\n乙", "甲\n\n乙"),
        ("甲\n乙\n丙\n", "甲乙丙\n"),
        ("\n甲", "\n甲"),
    ],
)
def test_line_break_is_removed_only_between_chinese_characters(text: str, expected: str) -> None:
    assert join_lines(text) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("全部材料\n报送", "<p>全部材料报送</p>"),
        ("全部 \n报送", "<p>全部报送</p>"),
        ("**全部**\n*报送*", "<p><strong>全部</strong><em>报送</em></p>"),
        ("见[合\n约](guide:a)\n和", '<p>见<a href="guide:a" rel="noopener">合约</a>和</p>'),
        ("- 全部\n  材料", "<ul>\n<li>全部材料</li>\n</ul>"),
        ("> 全部\n> 材料", "<blockquote>\n<p>全部材料</p>\n</blockquote>"),
        ("全部  \n材料", "<p>全部<br>\n材料</p>"),
        ("全部\\\n材料", "<p>全部<br>\n材料</p>"),
        ("all\nof it", "<p>all\nof it</p>"),
        ("```\n全部\n材料\n```", '<div class="highlight"><pre tabindex="0"><code>全部\n材料\n</code></pre></div>'),
        ("    全部\n    材料", '<pre tabindex="0"><code>全部\n材料\n</code></pre>'),
        ("全部\n\n材料", "<p>全部</p>\n<p>材料</p>"),
    ],
)
def test_soft_break_in_prose(markdown: str, expected: str) -> None:
    assert RENDERER.render(markdown, str).text == expected


TEXTS = st.text(st.sampled_from("甲。“a \n\t<b>/"), max_size=30)


@given(TEXTS)
def test_only_line_breaks_and_indentation_are_removed(text: str) -> None:
    joined = JoinedText(text)
    assert joined.text.split() == text.split() or "".join(joined.text.split()) == "".join(text.split())
    assert [text[joined.to_source(offset)] for offset in range(len(joined.text))] == list(joined.text)


@given(TEXTS)
def test_joining_lines_of_html_keeps_all_words(html: str) -> None:
    assert "".join(join_html_lines(html).split()) == "".join(html.split())
