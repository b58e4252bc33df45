"""Glossary terms in running text: the longest match wins, words match whole, and a large glossary is still one linear pattern."""

from __future__ import annotations

import re

import pytest

from prospectus.model.kinds.term import Term
from prospectus.model.values.text import Text
from prospectus.text.glossary import Glossary, TermForm, iter_term_forms, term_forms


def make_term(key: str, zh: str, en: str, **fields: object) -> Term:
    """Return a term as an editor writes it."""
    return Term.model_validate({"id": key, "title": {"zh": zh, "en": en}, "group": "words", "standing": "ours", **fields})


TERMS = [
    make_term("member", "会员", "Member", unlike={"zh": ("委员会员工",)}),
    make_term("firm-member", "期货公司会员", "Futures Firm Member (FFM)"),
    make_term("service-system", "会员服务系统（会服系统）", "Member Service System", forms={"zh": ("会员服务系统", "会服系统")}),
    make_term("open-close", "开仓 / 平仓", "Open / close out", forms={"zh": ("开仓", "平仓")}),
    make_term("self-trade", "自成交", "Self-trade", avoid={"en": ("wash trade", "Self-Trade")}),
    make_term("day", "3·15", "Rights Day"),
    make_term("u-key", "U盾", "U-key (token)"),
    make_term("research", "R&D", "R&D"),
    make_term("word", "守信", "Keeping one's word"),
    make_term("country", "𠮷田", "Commodity"),
    make_term("bank", "银行", "Övrig bank"),
]


def find_terms(language: str, text: str) -> list[tuple[str, str | None]]:
    """Return the matches in a text: the words, and the id of their term; `!` marks forms to avoid."""
    matches = Glossary(iter_term_forms(TERMS, language)).iter_matches(text)
    return [(text[start:end], f"!{form.term_id}" if form.replacement else form.term_id) for start, end, form in matches]


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
def test_terms_in_unspaced_text_match_anywhere_and_the_longest_wins(text: str, hits: list[tuple[str, str | None]]) -> None:
    assert find_terms("zh", text) == hits


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
def test_terms_in_spaced_text_match_whole_words_in_any_case(text: str, hits: list[tuple[str, str | None]]) -> None:
    assert find_terms("en", text) == hits


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
def test_forms_default_to_the_title(zh: str, en: str, forms: dict[str, tuple[str, ...]]) -> None:
    assert {language: term_forms(make_term("x", zh, en), language) for language in ("zh", "en")} == forms


def test_forms_override_the_title_and_empty_forms_never_match() -> None:
    filing = make_term("filing", "备案", "Filing", forms={"en": ()})
    assert (term_forms(filing, "en"), term_forms(filing, "zh"), term_forms(filing, "de")) == ((), ("备案",), ())
    assert list(Glossary(iter_term_forms([filing], "en")).iter_matches("Filing")) == []


def test_empty_glossary_matches_nothing() -> None:
    assert list(Glossary([]).iter_matches("会员")) == []
    assert list(Glossary([TermForm(" ", "x")]).iter_matches("会员 ")) == []


@pytest.mark.parametrize(("letters", "spaced"), [("甲乙丙丁戊己庚辛壬癸", False), ("abcdefghij", True)])
def test_pattern_of_5000_terms_is_one_trie(letters: str, spaced: bool) -> None:
    def words(number: int) -> str:
        return "".join(letters[int(digit)] for digit in f"{number:05}")

    glossary = Glossary(TermForm(words(number), str(number)) for number in range(0, 50_000, 10))
    pattern = glossary.pattern.pattern
    assert len(pattern) < 40 * 5000
    outline = re.sub(r"\([^()]*\)", "", pattern[pattern.index("(") + 1 :])
    while "(" in outline[:-1] and outline != (inner := re.sub(r"\([^()]*\)", "", outline)):
        outline = inner
    assert outline.count("|") < len(letters), "each alternative must begin with a letter of its own"
    text = (" " if spaced else "，").join(words(number) for number in range(0, 50_000, 10))
    assert [match.form.term_id for match in glossary.iter_matches(text)] == [str(number) for number in range(0, 50_000, 10)]


def test_term_has_forms_in_its_languages_only() -> None:
    only_chinese = Term(id="x", title=Text({"zh": "大麦"}), group="words", standing="ours")
    assert list(iter_term_forms([only_chinese], "en")) == []
