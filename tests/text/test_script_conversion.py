"""Conversion between the two scripts of Chinese."""

from __future__ import annotations

import pytest

from prospectus.text.script_conversion import ScriptConverter, choose_configuration


@pytest.mark.parametrize(
    ("source", "target", "configuration"),
    [
        ("zh", "zh-Hant", "s2tw"),
        ("zh-CN", "zh-TW", "s2tw"),
        ("zh-Hans", "zh-Hant-HK", "s2hk"),
        ("zh-CN", "zh-MO", "s2hk"),
        ("zh-Hant", "zh-Hans", "tw2s"),
        ("zh-HK", "zh-CN", "hk2s"),
        ("zh-TW", "zh-HK", None),
        ("zh-CN", "zh-SG", None),
        ("zh", "ja", None),
        ("en", "zh-Hant", None),
    ],
)
def test_configuration_follows_script_and_region(source: str, target: str, configuration: str | None) -> None:
    assert choose_configuration(source, target) == configuration


@pytest.mark.parametrize(
    ("text", "taiwan", "hong_kong"),
    [
        ("头发和发展", "頭髮和發展", "頭髮和發展"),
        ("这里写着", "這裡寫著", "這裏寫着"),
        ("账户在平台上", "帳戶在平台上", "賬户在平台上"),
        # Words that OpenCC takes apart wrongly.
        ("行情系统", "行情系統", "行情系統"),
        ("写明了交易日里的名单只表示合并持仓", "寫明了交易日裡的名單只表示合併持倉", "寫明了交易日裏的名單只表示合併持倉"),
        ("字母后面", "字母後面", "字母後面"),
        ("线上和面对面", "線上和面對面", "線上和面對面"),
        ("不准交易，拿不准", "不准交易，拿不準", "不准交易，拿不準"),
        ("交易所公布", "交易所公布", "交易所公布"),
        # Characters, and not the vocabulary: 支援, 物件 and 稽核 mean something else in an exchange.
        ("支持的对象要审核", "支持的對象要審核", "支持的對象要審核"),
        ("Hello, 5% (T+0)", "Hello, 5% (T+0)", "Hello, 5% (T+0)"),
        ("", "", ""),
    ],
)
def test_words_are_converted(text: str, taiwan: str, hong_kong: str) -> None:
    assert (ScriptConverter("s2tw", {}).convert(text), ScriptConverter("s2hk", {}).convert(text)) == (taiwan, hong_kong)


def test_fixed_form_wins_and_the_longest_word_counts() -> None:
    converter = ScriptConverter("s2tw", {"软件": "軟體", "软件园": "軟件園", "系统": "體系", "臺": "臺", "台": "臺"})
    assert converter.convert("软件在软件园的系统和台上") == "軟體在軟件園的體系和臺上"
    assert converter.find_fixed_words("软件园，软件") == {"软件园": "軟件園", "软件": "軟體"}


def test_fingerprint_covers_configuration_and_forms() -> None:
    converters = [ScriptConverter("s2tw", {}), ScriptConverter("s2hk", {}), ScriptConverter("s2tw", {"软件": "軟體"})]
    assert len({converter.fingerprint for converter in converters}) == 3
    assert ScriptConverter("s2tw", {}).fingerprint == converters[0].fingerprint


def test_simplified_text_comes_back() -> None:
    text = "期货合约的保证金与结算准备金"
    assert ScriptConverter("tw2s", {}).convert(ScriptConverter("s2tw", {}).convert(text)) == text
