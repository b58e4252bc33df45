"""The characters that a text must not contain, however strict its use is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.text.characters import Use, clean_text, decode_entities, find_violations, is_suspect, name_character

FORBIDDEN = list("\0\x07\x0b\x1b\x7f\x85\x9f\ud800\ufdd0\ufeff\ufffe\U0001ffff\u202a\u202e\u2066")
INVISIBLE = list("\xad\u034f\u115f\u180e\u200b\u200c\u200d\u200e\u2028\u2060\u2063\u3164")


@pytest.mark.parametrize("use", Use)
@pytest.mark.parametrize("character", FORBIDDEN, ids=ascii)
def test_forbidden_character_is_a_violation_in_every_text(character: str, use: Use) -> None:
    assert [(violation.code, violation.start) for violation in find_violations(f"甲{character}乙", use)] == [("PR016", 1)]


@pytest.mark.parametrize("character", INVISIBLE, ids=ascii)
def test_invisible_character_is_a_violation_in_names_and_titles(character: str) -> None:
    codes = {use: [violation.code for violation in find_violations(f"a{character}b", use)] for use in (Use.NAME, Use.TITLE)}
    assert codes == {Use.NAME: ["PR017"], Use.TITLE: ["PR017"]}


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧",
        "🏳\ufe0f\u200d🌈",
        "❤\ufe0f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "葛\U000e0100城",
        "می\u200cخواهم",
        "क्\u200dष",
        "عقد\u200f!",
        "\u2068abc\u2069 def",
        "费用\n\t说明",
    ],
    ids=ascii,
)
def test_invisible_character_with_a_function_is_allowed_in_titles(text: str) -> None:
    assert find_violations(text, Use.TITLE) == []
    assert clean_text(text, Use.TITLE) == text


@pytest.mark.parametrize("text", ["👨\u200d👩", "葛\U000e0100", "\u2068abc\u2069"], ids=ascii)
def test_names_contain_no_invisible_character_at_all(text: str) -> None:
    assert find_violations(text, Use.NAME) != []


@pytest.mark.parametrize("character", ["\xad", "\u200b", "\u2060"], ids=ascii)
def test_prose_may_say_where_a_line_breaks(character: str) -> None:
    assert find_violations(f"long{character}word", Use.PROSE) == []


def test_violation_names_and_shows_the_character_once_per_text() -> None:
    (violation,) = find_violations("\u200bCop\u200bper")
    assert violation.params["character"] == name_character("\u200b") == ("U+200B (zero width space)", "U+200B（零宽空格）")
    assert (violation.params["came"], violation.params["form"]) == ("[U+200B]Cop[U+200B]per", "Copper")
    assert violation.replacements == ((0, 1, ""), (4, 5, ""))


def test_each_word_that_is_not_composed_is_replaced() -> None:
    (violation,) = find_violations("un cafe\u0301 tre\u0300s")
    assert (violation.code, violation.params["came"], violation.params["form"]) == ("PR018", "cafe[U+0301]", "caf\xe9")
    assert violation.replacements == ((3, 8, "caf\xe9"), (9, 14, "tr\xe8s"))


def test_private_use_character_is_reported_and_kept() -> None:
    (violation,) = find_violations("\uf0b7 费用")
    assert (violation.code, violation.params["came"], violation.replacements) == ("PR019", "[U+F0B7] 费用", ())
    assert clean_text("\uf0b7 费用") == "\uf0b7 费用"


def test_entities_of_suspect_characters_are_decoded() -> None:
    assert list(decode_entities("a&#x202E;b&ZeroWidthSpace;&amp;&#8203;&#0;&#x110000;&nosuch;")) == [
        (1, 9, "\u202e"),
        (10, 26, "\u200b"),
        (31, 38, "\u200b"),
    ]


@given(st.text(st.one_of(st.characters(), st.sampled_from("a\u0301\u2066\u2069\u200d\ufe0f👨\u200b\ue000"))), st.sampled_from(Use))
def test_clean_text_has_no_violation_except_private_use(text: str, use: Use) -> None:
    cleaned = clean_text(text, use)
    assert {violation.code for violation in find_violations(cleaned, use)} <= {"PR019"}
    assert is_suspect(text) or cleaned == text


def test_corrections_of_a_character_and_of_the_word_beside_it_do_not_overlap() -> None:
    text = "\0a\u0300 e\u200b\u0301"
    spans = sorted(replacement[:2] for violation in find_violations(text) for replacement in violation.replacements)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert clean_text(text) == "\xe0 \xe9"
