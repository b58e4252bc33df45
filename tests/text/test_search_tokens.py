"""Texts are folded and split for search as readers mean them."""

from __future__ import annotations

import pytest

from prospectus.text.search_tokens import fold, split_pieces, stem


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＳＣ２５０３", "sc2503"),
        ("期貨公司", "期货公司"),
        ("235,000.00元", "235000.00元"),
        ("1 250 000", "1250000"),
        ("2025, 100", "2025, 100"),
        ("12,34", "12,34"),
        ("㎡", "m2"),
    ],
)
def test_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "pairs", "words"),
    [
        ("sc 保证金", "c保 保证 证金", "sc"),
        ("ff会员t+1", "f会 会员 员t", "ff t 1"),
        ("元/桶", "元桶", ""),
        ("赔25万元", "赔2 5万 万元", "25 250000"),
        ("1.5亿", "5亿", "1 5 150000000"),
        ("0.00001万", "1万", "0 00001"),
        ("don_t", "", "don t"),
        ("保", "", ""),
        ("", "", ""),
    ],
)
def test_line_is_split(text: str, pairs: str, words: str) -> None:
    pieces = split_pieces(text)
    assert (pieces.pairs, pieces.words) == (set(pairs.split()), set(words.split()))


def test_english_words_share_a_stem() -> None:
    assert stem("insolvent") == stem("insolvency") == stem("insolvents")
    assert stem("sc2503") == "sc2503"
