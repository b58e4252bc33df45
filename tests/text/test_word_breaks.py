"""Where the lines of Chinese headings may end: beside words of the glossary, dates and quantities, never within one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.text.glossary import Glossary, TermForm
from prospectus.text.word_breaks import mark_word_breaks

TERMS = (
    "期货",
    "期货投资者保障基金",
    "上期所",
    "上期能源",
    "原油期货",
    "最后交易日",
    "当日无负债结算",
    "境外参与者",
    "保证金",
    "会员",
    "月",
)
GLOSSARY = Glossary([*(TermForm(text, text) for text in TERMS), TermForm("非会员", None)])


@pytest.mark.parametrize(
    "title",
    [
        "期货投资者保障基金|怎样补偿",
        "上期所|2026年1月|自律监管信息",
        "上期所|及上期能源|2025年第二季度|自律监管信息汇总",
        "上期能源|2018年11月|查处违法违规行为情况",
        "保证金|与当日无负债结算",
        "原油期货|最后交易日|与交割期推算",
        "初次接触|期货的|投资者",
        "怎样成为|上期能源的|参与者",
        "谁可以交易，境外参与者|怎样进来",
        "补偿到|10万元|为止",
        "日历里|有什么，没有什么",
        "参与者涉及时间|与目的地",
        "非会员|可以开户",
        "上期技术（SFIT）",
        "大宗商品月月谈·境内",
        "SC|原油期货",
        "Nothing to mark in 2026",
    ],
)
def test_lines_end_between_words(title: str) -> None:
    assert mark_word_breaks(title.replace("|", ""), GLOSSARY) == title.replace("|", "<wbr>")


def test_tags_and_entities_stay_whole() -> None:
    html = '<a href="/上期所2026年1月/">上期所2026年1月</a>R&amp;D <span lang="en">SC</span>'
    assert mark_word_breaks(html, GLOSSARY) == html.replace(">上期所2026", ">上期所<wbr>2026")


@given(st.text(st.sampled_from("期货上期所会员的和与及怎样2026年1月，（） Aé&")))
def test_only_places_for_breaks_are_added(text: str) -> None:
    marked = mark_word_breaks(text, GLOSSARY)
    assert marked.replace("<wbr>", "") == text
    assert not any(term in text and term not in marked for term in ("上期所", "2026年1月") if text.count(term) == 1)
    assert all(part for part in marked.split("<wbr>")) or not text
