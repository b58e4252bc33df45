"""Hostile and unusual YAML: `parse` and `parse_with_diagnostics` agree, positions are exact, and nothing crashes the parser."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from yaml.events import CollectionEndEvent, CollectionStartEvent

from prospectus.load.yaml import YamlError, compose_document, parse, parse_with_diagnostics
from tiny import REPOSITORY

WORDS = ["a", "大", "b:c", "19:30", "http://x/y?z=1&w", "a::b", "a:", "'a:b'", '"a:b"', "it's", "a b", "~", "1", "0x1", "<<", "="]
SIGNS = [
    *":,[]{}'\"#-?|>&*!%@`\\ \n\t\r.",
    ": ",
    ", ",
    " #",
    "- ",
    "? ",
    "!t ",
    "&x ",
    "*x",
    "\n  ",
    "\n- ",
    "\n\n",
    " \n",
    "k: ",
    "\nk:\n  ",
]
RARE = [
    "\x85",
    "\u2028",
    "\ufeff",
    "\x07",
    "\0",
    "\ud800",
    "\x7f",
    "!!str ",
    "&a &b ",
    "**a",
    "a?b",
    "a?",
    "?:",
    "---\n",
    "\n---\n",
    "\n...\n",
    "%YAML 1.1\n",
    "|\n",
    "|2\n",
    ">-\n ",
    "\\n",
    "\\'",
    "\\x3a",
]
PIECES = st.lists(st.sampled_from([*WORDS, *SIGNS, *SIGNS, *RARE]), max_size=12).map("".join)
FRAMES = st.sampled_from(
    ["{}", "k: [a:b, {}]\n", "k: {{a: b:c, {}}}\nz: 1\n", "k: [a:b]\nj: {}", "{}\nk: [a:b]\n", 'k: [a:b, "{}"]', "k: [a:b, '{}']"]
)
TEXTS = st.builds(lambda frame, inside: frame.format(inside), FRAMES, PIECES)


def parse_to_text(parser: Callable[[str], Any], text: str) -> str:
    """Return the result of parsing as text, including types and violations."""
    try:
        return repr(parser(text))
    except YamlError as error:
        return f"flaws: {error.violations}"


@given(TEXTS)
@example("k: [a:b, {:c}]")
@example("k: [a:b, :c]")
@example('k: ["a":b, c:d]')
@example('k: {"a":1, b: c:d}')
@example("k: {a: b:c, ?:d}")
@example("k: [a:b, ?]\n]\n")
@example("k: [a:b, c??, d?]\n")
@example("k: {a: b:c, d?: e}\n")
@example("k: [a:b, c\td]\n")
@example("k: [a:b]\nj: &x c\n")
@example("k: [a:b]\nj: !")
@example("k: [a:b]\nj: >\n \n  c\n")
@example("k: [a:b]\nj: c\n...\n...\n")
@example("k: [a:\u3000b, c:d]")
@example("k: [a:b]\n# c:d 'e\nj: |\n  f:g\n")
@example('k: [a:b, "%YAML 1.1\n]"]')
@example('k: [a:b, "\n%YAML 1.1\n]"]')
@example("k: '\n---\n'")
@example('k: [a:b, "\r"]')
@example("k: |\n  \r\n #\n")
@example("k: >\r\n \r\n  \r\n c\r\n")
def test_parser_with_diagnostics_gives_the_same_result(text: str) -> None:
    assert parse_to_text(parse, text) == parse_to_text(parse_with_diagnostics, text)


@given(st.sampled_from(["[b:{}]", "{{{}: b:c}}", '{{b: c:d, "{}": 1}}', "[b:c]\n{}: 1"]), st.integers(1000, 1040))
def test_key_of_about_maximum_length_gives_the_same_result(frame: str, length: int) -> None:
    text = frame.format("大" * length)
    assert parse_to_text(parse, text) == parse_to_text(parse_with_diagnostics, text)


def test_all_files_of_the_repository_give_the_same_result_and_exact_positions() -> None:
    paths = [path for folder in ("content", "courses", "calendar", "tests", "theme") for path in (REPOSITORY / folder).rglob("*.yml")]
    texts = [text for path in paths if (text := _read_text(path)) is not None]
    assert len(texts) > 100
    assert [text for text in texts if parse_to_text(parse, text) != parse_to_text(parse_with_diagnostics, text)] == []
    assert [text for text in texts if not _has_exact_positions(text)] == []


def _read_text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def _has_exact_positions(text: str) -> bool:
    """Return whether each plain scalar of one line, without a tag, stands where its node says; true for a text that is not valid."""
    try:
        root = compose_document(text)
    except YamlError:
        return True
    return root is None or all(text[node.start_mark.index : node.end_mark.index] == node.value for node in _iter_plain_scalars(root))


def _iter_plain_scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        if not node.style and not isinstance(node.tag, str) and node.start_mark.line == node.end_mark.line:
            yield node
        return
    for item in node.value:
        for child in item if isinstance(item, tuple) else (item,):
            yield from _iter_plain_scalars(child)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("[19:30, list:term, 'x: y']", ("19:30", "list:term", "x: y")),
        ("{to: https://lakeside.example/?a=b, 'q:r': no}", {"to": "https://lakeside.example/?a=b", "q:r": "no"}),
        ("[a::b, c:d:e]", ("a::b", "c:d:e")),
        ("[why?, a?b]", ("why?", "a?b")),
        ("{a?: b}", {"a?": "b"}),
        ('{"a":1, b: c:d}', {"a": 1, "b": "c:d"}),
        ("[a: b]", ({"a": "b"},)),
        ("{a:b}", {"a:b": None}),
        ("R&D", "R&D"),
        ("[https://lakeside.example/?a=b&c=d]", ("https://lakeside.example/?a=b&c=d",)),
    ],
)
def test_colon_question_mark_or_ampersand_within_a_word_is_text(written: str, value: object) -> None:
    assert parse(f"k: {written}\n") == parse_with_diagnostics(f"k: {written}\n") == {"k": value}


@pytest.mark.parametrize(
    ("written", "value"), [("[:c]", (":c",)), ("[a, b:]", ("a", {"b": None})), ("{ ?a: b}", {"?a": "b"}), ("[?x]", ("?x",))]
)
def test_mark_at_the_edge_of_a_word_within_brackets_is_read_as_yaml_says(written: str, value: object) -> None:
    assert parse(f"k: {written}\n") == parse_with_diagnostics(f"k: {written}\n") == {"k": value}


def test_second_colon_within_braces_is_a_violation_at_its_place() -> None:
    with pytest.raises(YamlError) as raised:
        parse("k: {a: b:}\n")
    assert [(violation.code, violation.line, violation.column) for violation in raised.value.violations] == [("PR006", 1, 9)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: &x 1\n", [(1, 4)]),
        ("a: &x [1]\nb: &y {c: 1}\n", [(1, 4), (2, 4)]),
        ("&x a: 1\n", [(1, 1)]),
        ("a: [b:c, &x d]\n", [(1, 10)]),
        ("a: {'b':&x c}\n", [(1, 9)]),
        ("- &x\n", [(1, 3)]),
        ("a: !t &x b\n", [(1, 4)]),
        ("a: &x 1\nb: [*x, *x]\n", [(1, 4)]),
    ],
)
def test_anchor_is_one_violation_even_without_an_alias(text: str, places: list[tuple[int, int]]) -> None:
    with pytest.raises(YamlError) as raised:
        parse(text)
    assert [(violation.code, violation.line, violation.column) for violation in raised.value.violations] == [
        ("PR011", line, column) for line, column in places
    ]


def test_billion_laughs_is_not_expanded() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 30))]
    with pytest.raises(YamlError) as raised:
        parse("\n".join(lines))
    assert [(violation.code, violation.line) for violation in raised.value.violations] == [("PR011", line) for line in range(1, 31)]


@pytest.mark.parametrize("character", ["\0", "\x07", "\ud800", "\ufffe"], ids=ascii)
def test_character_that_yaml_forbids_is_one_violation_at_its_place(character: str) -> None:
    with pytest.raises(YamlError) as raised:
        parse(f"a: 1\nb: 大麦{character}\n")
    (violation,) = raised.value.violations
    assert (violation.code, violation.line, violation.column) == ("PR006", 2, 6)
    assert [f"U+{ord(character):04X}" in reason for reason in violation.params["reason"]] == [True, True]


LARGE_SCALARS = ["大" * 900_000, '"' + "大\\n" * 200_000 + '"', "'" + "''" * 400_000 + "'", "|\n" + "  大麦\n" * 100_000]


@pytest.mark.parametrize("written", LARGE_SCALARS, ids=["plain", "double", "single", "block"])
def test_scalar_of_almost_a_megabyte_is_read(written: str) -> None:
    assert len(parse(f"a: {written}\n")["a"]) > 100_000


@pytest.mark.parametrize("text", ["a: b\n\tc: d", "a:\n\t- b", "- a\n-\tb: c", "a: |\n\tx"])
def test_tab_as_indentation_is_a_violation(text: str) -> None:
    with pytest.raises(YamlError) as raised:
        parse(text)
    assert [violation.code for violation in raised.value.violations] == ["PR006"]


NESTED = st.recursive(
    st.just(["x"]),
    lambda inner: st.builds(
        lambda style, lines: style(lines),
        st.sampled_from(
            [
                lambda lines: ["k:", *(f" {line}" for line in lines)],
                lambda lines: ["k:", *(["- z", *(f"  {line}" for line in lines)] if lines[0] != "x" else ["- x"])],
                lambda lines: [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])],
                lambda lines: [f"? {lines[0]}", *(f"  {line}" for line in lines[1:]), ": y"],
                lambda lines: [f"[a: {lines[0]}", *lines[1:], "]"],
                lambda lines: [f"{{a: {lines[0]}", *lines[1:], "}"],
                lambda lines: ["[", *lines, "]"],
            ]
        ),
        inner,
    ),
    max_leaves=30,
).map("\n".join)


@given(st.one_of(NESTED, TEXTS))
def test_nesting_depth_is_limited_by_brackets_and_indentation(text: str) -> None:
    columns = max(map(len, re.findall(r"[ ?:-]*", text))) + 1
    assert _nesting_depth(text) <= 2 * (text.count("[") + text.count("{")) + 2 * columns


def _nesting_depth(text: str) -> int:
    """Return the nesting depth of collections, as far as the text can be parsed."""
    deepest = depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            deepest = max(deepest, depth)
    except (yaml.YAMLError, UnicodeEncodeError):
        pass
    return deepest


@pytest.mark.parametrize("levels", [43, 99, 100, 101, 199, 200, 201, 5000])
@pytest.mark.parametrize("opening", ["[", "[a: ", "{a: ", "- ", "? ", "- - ", "k:\n"])
def test_text_that_is_too_deep_is_one_violation_on_the_stack_of_a_thread(opening: str, levels: int) -> None:
    text = "".join(f"{' ' * level}{opening}" for level in range(levels)) if opening.endswith("\n") else opening * levels
    results: list[str] = []
    previous_size = threading.stack_size(256 * 1024)
    thread = threading.Thread(target=lambda: results.extend((parse_to_text(parse, text), parse_to_text(parse_with_diagnostics, text))))
    thread.start()
    threading.stack_size(previous_size)
    thread.join()
    assert results[0] == results[1]
    assert "PR011" in results[0]
    assert results[0].count("YamlViolation") == 1
