"""YAML 1.2 in both functions: `parse` returns values, `locate` returns lines and columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from prospectus.load.yaml import MAX_DEPTH, YamlError, locate, parse, parse_with_diagnostics

TEXT_THAT_YAML_1_1_WOULD_CHANGE = [
    "no",
    "on",
    "off",
    "yes",
    "Y",
    "19:30",
    "1_000",
    "0b11",
    "2025-03-20",
    "2025-03-20 15:30",
    ".inf",
    "=",
    "<<",
]


def violations_of(text: str) -> list[tuple[str, int, int]]:
    with pytest.raises(YamlError) as raised:
        parse(text)
    return [(violation.code, violation.line, violation.column) for violation in raised.value.violations]


@pytest.mark.parametrize("written", TEXT_THAT_YAML_1_1_WOULD_CHANGE)
def test_plain_scalar_that_yaml_1_1_would_change_stays_text(written: str) -> None:
    assert parse(f"a: {written}\nb: [{written}]\n") == {"a": written, "b": (written,)}


@pytest.mark.parametrize("written", TEXT_THAT_YAML_1_1_WOULD_CHANGE)
def test_key_that_yaml_1_1_would_change_is_found_by_both_paths(written: str) -> None:
    text = f"first: 1\n{written}: 2\n"
    assert list(parse(text)) == ["first", written]
    assert locate(text, (written,)) == (2, 1)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("012", 12),
        ("0o14", 12),
        ("0x1F", 31),
        ("-3", -3),
        ("+3", 3),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("'012'", "012"),
        ('"no"', "no"),
        ("1" * 41, "1" * 41),
    ],
)
def test_scalar_of_the_core_schema_has_its_value(written: str, value: object) -> None:
    parsed = parse(f"a: {written}")["a"]
    assert (parsed, type(parsed)) == (value, type(value))


def test_colon_within_brackets_is_text_as_yaml_1_2_has_it() -> None:
    text = "times: [19:30, list:term]\nlink: {to: https://lakeside.example/a, on: no}\n"
    assert parse(text) == {"times": ("19:30", "list:term"), "link": {"to": "https://lakeside.example/a", "on": "no"}}
    assert locate(text, ("times", 1)) == (1, 16)
    assert locate(text, ("link", "on")) == (2, 40)


def test_number_too_large_for_a_float_stays_text() -> None:
    assert parse("a: 1e999") == {"a": "1e999"}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ending_changes_neither_value_nor_place(ending: str) -> None:
    text = ending.join(["a: 1", "b:", "  - x", "  - 大麦: y", ""])
    assert parse(text) == {"a": 1, "b": ("x", {"大麦": "y"})}
    assert locate(text, ("b", 1, "大麦")) == (4, 5)


def test_byte_order_mark_at_the_start_is_no_part_of_the_first_key() -> None:
    assert parse("\ufeffa: 1") == {"a": 1}


def test_columns_are_counted_in_characters() -> None:
    assert locate("{大麦: 1, 小麦: [2, 3]}", ("小麦", 1)) == (1, 17)


def test_missing_place_is_located_at_its_nearest_ancestor() -> None:
    text = "a:\n  b:\n    - c: 1\n"
    assert locate(text, ("a", "b", 0, "missing", "x")) == (3, 7)
    assert locate(text, ("a", "b", 7)) == (2, 3)
    assert locate(text, ()) == (1, 1)
    assert locate("", ("a",)) == (1, 1)


def test_empty_document_is_none() -> None:
    assert (parse(""), parse("# only a remark\n"), parse("---\n")) == (None, None, None)


def test_duplicate_key_is_a_violation_at_the_second() -> None:
    assert violations_of("a: 1\nb: {c: 1, c: 2}\na: 3\n") == [("PR007", 2, 11), ("PR007", 3, 1)]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: &x 1\nb: *x\n", 1, 4),
        ("a: 1\nb: !!str 2\n", 2, 4),
        ("a: !ours [1]\n", 1, 4),
        ("? [a]\n: 1\n", 1, 3),
        ("a: [list:x, !ours 1]\n", 1, 13),
    ],
)
def test_anchor_tag_or_collection_as_key_is_a_violation(text: str, line: int, column: int) -> None:
    assert set(violations_of(text)) == {("PR011", line, column)}


def test_alias_to_a_list_of_aliases_is_not_expanded() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{now}: &{now} [*{before}, *{before}]\n" for before, now in zip("abcdefghijklm", "bcdefghijklmn", strict=True)
    )
    assert {code for code, _, _ in violations_of(bomb)} == {"PR011"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_of_100_000_levels_is_one_violation_and_no_crash(opening: str) -> None:
    text = opening * 100_000
    assert len(text) < 1_000_000
    assert violations_of(text) == [("PR011", 1, (MAX_DEPTH + 1) * len(opening) + 1)]


def test_nesting_after_a_colon_within_brackets_is_one_violation_and_no_crash() -> None:
    assert violations_of("a: [b:c, " + "[" * 100_000) == [("PR011", 1, 10 + MAX_DEPTH - 1)]


def test_nesting_as_deep_as_allowed_is_read() -> None:
    value = parse("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH)["a"]
    for _ in range(MAX_DEPTH - 1):
        (value,) = value
    assert value == ()


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("\ta: 1", 1, 1),
        ("a: b\n\tc: d", 2, 1),
        ("a: b: c", 1, 5),
        ("a: 'x", 1, 4),
        ("a: [1", 1, 6),
        ("a: [1,\nb: 2", 1, 6),
        ("a: 'x\nb: 2\n", 1, 4),
        ("a: [list:x,\n- b", 2, 1),
        ("a: 1\n---\nb: 2", 2, 1),
        ("a: *x", 1, 4),
        ("@a: 1", 1, 1),
        ("a: 1\nb: \x07", 2, 4),
    ],
)
def test_text_that_is_not_yaml_is_one_violation_at_its_place(text: str, line: int, column: int) -> None:
    assert violations_of(text) == [("PR006", line, column)]


def test_tab_after_a_colon_is_space() -> None:
    assert parse("a:\tb") == {"a": "b"}


@pytest.mark.parametrize("read", [parse, parse_with_diagnostics])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: >-\n  全部材料\n  报送 到 所\n", "全部材料报送 到 所"),
        ("a: >\n  甲\n  乙\n  丙\n\n  丁\n", "甲乙丙\n丁\n"),
        ("a: 全部材料\n  报送\n", "全部材料报送"),
        ('a: "全部材料，\n  报送"\n', "全部材料，报送"),
        ("a: '全部材料。\n  “报送”'\n", "全部材料。“报送”"),
        ("a: 甲 乙，甲\n  乙\n", "甲 乙，甲乙"),
        ("a: >-\n  the whole\n  text\n", "the whole text"),
        ("a: >-\n  保证金\n  margin\n", "保证金 margin"),
        ("a: 甲 乙\n", "甲 乙"),
        ("a: |-\n  甲\n  乙\n", "甲\n乙"),
    ],
)
def test_line_break_between_chinese_characters_is_no_space(read: Callable[[str], Any], text: str, expected: str) -> None:
    assert read(text) == {"a": expected}


def test_text_in_braces_may_be_broken_between_chinese_characters() -> None:
    assert parse("a: {zh: 全部材料\n  报送, en: All\n  of it}\n") == {"a": {"zh": "全部材料报送", "en": "All of it"}}
