"""Glossary terms in running text: the longest match wins, words match whole, and a large glossary is still one linear pattern."""

from __future__ import annotations

import re

import pytest

from prospectus.model.lexicon import Form, Lexicon, all_forms, forms_of
from prospectus.model.term import Term
from prospectus.model.text import Text


def term(key: str, zh: str, en: str, **given: object) -> Term:
    """Return a term as an editor writes it."""
    return Term.model_validate({"id": key, "title": {"zh": zh, "en": en}, "group": "words", "standing": "ours", **given})


TERMS = [
    term("member", "会员", "Member", unlike={"zh": ("委员会员工",)}),
    term("firm-member", "期货公司会员", "Futures Firm Member (FFM)"),
    term("service-system", "会员服务系统（会服系统）", "Member Service System", forms={"zh": ("会员服务系统", "会服系统")}),
    term("open-close", "开仓 / 平仓", "Open / close out", forms={"zh": ("开仓", "平仓")}),
    term("self-trade", "自成交", "Self-trade", avoid={"en": ("wash trade", "Self-Trade")}),
    term("day", "3·15", "Rights Day"),
    term("u-key", "U盾", "U-key (token)"),
    term("research", "R&D", "R&D"),
    term("word", "守信", "Keeping one's word"),
    term("country", "𠮷田", "Commodity"),
    term("bank", "银行", "Övrig bank"),
]


def found(language: str, text: str) -> list[tuple[str, str | None]]:
    """Return the matches in a text: the words, and the id of their term; `!` marks forms to avoid."""
    hits = Lexicon(all_forms(TERMS, language)).within(text)
    return [(text[start:end], f"!{form.term}" if form.right else form.term) for start, end, form in hits]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("会员", [("会员", "member")]),
        ("期货公司会员和会员", [("期货公司会员", "firm-member"), ("会员", "member")]),
        ("会员服务系统里的会员，也叫会服系统", [("会员服务系统", "service-system"), ("会员", "member"), ("会服系统", "service-system")]),
        ("委员会员工", [("委员会员工", None)]),
        ("先开仓后平仓", [("开仓", "open-close"), ("平仓", "open-close")]),
        ("插上U盾。MU盾，u盾", [("U盾", "u-key"), ("u盾", "u-key")]),
        ("3·15那天；13·15、3·156不是", [("3·15", "day")]),
        ("𠮷𠮷田𠮷", [("𠮷田", "country")]),
        ("会\n员", []),
        ("", []),
    ],
)
def test_words_without_spaces_are_found_anywhere_and_the_longest_wins(text: str, hits: list[tuple[str, str | None]]) -> None:
    assert found("zh", text) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("member, MEMBERS.", [("member", "member"), ("MEMBERS", "member")]),
        ("membership, remember, non-member, member-only, member_id", []),
        ("the member's", [("member", "member")]),
        ("Futures firm\nmembers and FFMs", [("Futures firm\nmembers", "firm-member"), ("FFMs", "firm-member")]),
        ("ffm, FfM", []),
        ("commodities, commoditys", [("commodities", "country")]),
        ("a wash trade, Wash trades", [("wash trade", "!self-trade"), ("Wash trades", "!self-trade")]),
        ("Self-trade, self-trade, Self-Trade", [("Self-trade", "self-trade"), ("self-trade", "self-trade"), ("Self-Trade", "!self-trade")]),
        ("R&D and R&amp;D, amp", [("R&D", "research"), ("R&amp;D", "research")]),
        ("keeping one's word, one&#39;s; Keeping one&#39;s word", [("keeping one's word", "word"), ("Keeping one&#39;s word", "word")]),
        ("to member@x.example, www.member.example, @member", []),
        ("övrig bank, Övrig Banks", [("övrig bank", "bank"), ("Övrig Banks", "bank")]),
        ("commod\u0131ty, member\u0130, \ud800member", [("member", "member")]),
        ("Open / close out", []),
    ],
)
def test_words_with_spaces_are_found_whole_in_either_case(text: str, hits: list[tuple[str, str | None]]) -> None:
    assert found("en", text) == hits


@pytest.mark.parametrize(
    ("zh", "en", "forms"),
    [
        ("会员", "Member", {"zh": ("会员",), "en": ("Member",)}),
        ("交易所（SHFE）", "Exchange (SHFE)", {"zh": ("交易所", "SHFE"), "en": ("Exchange", "SHFE")}),
        ("持仓量（双向）", "Open interest (two-sided)", {"zh": ("持仓量",), "en": ("Open interest",)}),
        ("开仓 / 平仓", "Open / close", {"zh": (), "en": ()}),
        ("会员同行", "“Members Together” (Huiyuan Tongxing)", {"zh": ("会员同行",), "en": ("Members Together",)}),
    ],
)
def test_term_is_written_as_its_title_says(zh: str, en: str, forms: dict[str, tuple[str, ...]]) -> None:
    assert {language: forms_of(term("x", zh, en), language) for language in ("zh", "en")} == forms


def test_forms_say_otherwise_and_none_means_never() -> None:
    filing = term("filing", "备案", "Filing", forms={"en": ()})
    assert (forms_of(filing, "en"), forms_of(filing, "zh"), forms_of(filing, "de")) == ((), ("备案",), ())
    assert list(Lexicon(all_forms([filing], "en")).within("Filing")) == []


def test_glossary_without_words_finds_nothing() -> None:
    assert list(Lexicon([]).within("会员")) == []
    assert list(Lexicon([Form(" ", "x")]).within("会员 ")) == []


@pytest.mark.parametrize(("letters", "spaced"), [("甲乙丙丁戊己庚辛壬癸", False), ("abcdefghij", True)])
def test_pattern_of_5000_terms_is_one_trie(letters: str, spaced: bool) -> None:
    def words(number: int) -> str:
        return "".join(letters[int(digit)] for digit in f"{number:05}")

    lexicon = Lexicon(Form(words(number), str(number)) for number in range(0, 50_000, 10))
    pattern = lexicon.pattern.pattern
    assert len(pattern) < 40 * 5000
    ways = re.sub(r"\([^()]*\)", "", pattern[pattern.index("(") + 1 :])
    while "(" in ways[:-1] and ways != (inner := re.sub(r"\([^()]*\)", "", ways)):
        ways = inner
    assert ways.count("|") < len(letters), "each alternative must begin with a letter of its own"
    text = (" " if spaced else "，").join(words(number) for number in range(0, 50_000, 10))
    assert [each.form.term for each in lexicon.within(text)] == [str(number) for number in range(0, 50_000, 10)]


def test_text_is_given_in_its_language_only() -> None:
    only_chinese = Term(id="x", title=Text({"zh": "大麦"}), group="words", standing="ours")
    assert list(all_forms([only_chinese], "en")) == []
