"""Characters of the other script of Chinese."""

from __future__ import annotations

import pytest

from prospectus.text.chinese_script import Script, convert, find_foreign_characters, script_of, script_table


@pytest.mark.parametrize(
    ("tag", "script"),
    [("zh", "hans"), ("zh-CN", "hans"), ("zh-hans", "hans"), ("zh-Hant", "hant"), ("zh-TW", "hant"), ("zh-Hant-HK", "hant"), ("en", None)],
)
def test_script_of_a_language_tag(tag: str, script: Script | None) -> None:
    assert script_of(tag) == script


@pytest.mark.parametrize(
    ("text", "script", "form"),
    [
        ("會員資格與費用說明", "hans", "会员资格与费用说明"),
        ("後來發現這裡有錯", "hans", "后来发现这里有错"),
        ("會員资格", "hans", "会员资格"),
        ("会员资格、费用说明", "hant", "會員資格、費用說明"),
    ],
)
def test_characters_of_the_other_script_are_found_and_converted(text: str, script: Script, form: str) -> None:
    assert find_foreign_characters(text, script) is not None
    assert convert(text, script) == form


@pytest.mark.parametrize(
    ("text", "script"), [("著名的乾坤，徵求，瞭望台", "hans"), ("會員資格，皇后，里程，台北", "hant"), ("Fees 2025", "hans")]
)
def test_characters_of_both_scripts_are_not_found(text: str, script: Script) -> None:
    assert find_foreign_characters(text, script) is None


def test_table_agrees_with_opencc() -> None:
    opencc = pytest.importorskip("opencc", reason="OpenCC is needed only to make the table")
    for script, config in (("hans", "t2s"), ("hant", "s2t")):
        conversion, library = script_table(script).conversion, opencc.OpenCC(config)  # type: ignore[arg-type]
        assert {chr(code): library.convert(chr(code)) for code in conversion} == {chr(code): form for code, form in conversion.items()}
