"""Names are read as people read them, and an index lists them in one order."""

from __future__ import annotations

import pytest

from prospectus.text.pinyin import find_index_place, read_syllables


@pytest.mark.parametrize(
    ("text", "language", "syllables"),
    [
        ("原油", "zh", "yuan you"),
        ("重庆银行的行情", "zh", "chong qing yin hang de hang qing"),
        ("綠豆", "zh-hant", "lv dou"),
        ("INE原油（SC）", "zh", "ine yuan you sc"),
        ("", "zh", ""),
        ("Crédit “Lyonnais”", "fr", "credit lyonnais"),
        ("原油 is crude oil", "en", "原油 is crude oil"),
    ],
)
def test_text_is_read_in_its_language(text: str, language: str, syllables: str) -> None:
    assert read_syllables(text, language) == tuple(syllables.split())


@pytest.mark.parametrize(
    ("name", "language", "initial"),
    [
        ("原油", "zh", "Y"),
        ("SC合约", "zh", "S"),
        ("21世纪", "zh", "#"),
        ("“Members”", "en", "M"),
        ("Énergie", "fr", "E"),
        ("……", "zh", "#"),
    ],
)
def test_name_stands_under_its_initial(name: str, language: str, initial: str) -> None:
    assert find_index_place(name, language).initial == initial


@pytest.mark.parametrize("reading", ["dan bao", "Dān  bǎo"])
def test_reading_of_an_editor_wins(reading: str) -> None:
    assert find_index_place("单薄", "zh", reading)[:2] == ("D", ("dan", "bao"))


def test_names_are_sorted_by_syllable_then_by_character() -> None:
    names = ["安全", "昂", "按揭", "2号", "期货", "旗", "ABC", "案件"]
    expected = ["2号", "ABC", "案件", "按揭", "安全", "昂", "旗", "期货"]
    assert sorted(names, key=lambda name: find_index_place(name, "zh")) == expected
