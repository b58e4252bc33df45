"""The fast and the slow YAML parser give the same value or the same violations for every text."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent

from prospectus.load import yaml, yaml_flow_colons
from prospectus.load.yaml import YamlError, parse, parse_with_diagnostics
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
    "\uf8f0",
    "\uf8f1",
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
@example("k: [a:b, \uf8f0]")
@example("k: [a:\u3000b, c:d]")
@example("k: [a:b]\n# c:d 'e\nj: |\n  f:g\n")
def test_fast_and_slow_parser_give_the_same_result(text: str) -> None:
    assert parse_to_text(parse, text) == parse_to_text(parse_with_diagnostics, text)


@given(st.sampled_from(["[b:{}]", "{{{}: b:c}}", '{{b: c:d, "{}": 1}}', "[b:c]\n{}: 1"]), st.integers(1000, 1040))
def test_fast_and_slow_parser_give_the_same_result_for_keys_of_about_maximum_length(frame: str, length: int) -> None:
    text = frame.format("大" * length)
    assert parse_to_text(parse, text) == parse_to_text(parse_with_diagnostics, text)


def test_fast_and_slow_parser_give_the_same_result_for_all_files_of_the_repository() -> None:
    paths = [path for folder in ("content", "courses", "calendar", "tests", "theme") for path in (REPOSITORY / folder).rglob("*.yml")]
    texts = [text for path in paths if (text := _read_text(path)) is not None]
    assert sum(_has_colons_within_brackets(text) for text in texts) > 100
    assert [text for text in texts if parse_to_text(parse, text) != parse_to_text(parse_with_diagnostics, text)] == []


def test_colons_in_flow_collections_need_no_parser_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "parse_with_diagnostics", lambda _text: pytest.fail("read in Python"))
    text = 'at: [19:30, list:term, "x: y"] # a:b\nto: {url: https://lakeside.example/a?b=c, "q:r": no}\nof: |\n  s:t\n'
    assert parse(text) == {
        "at": ("19:30", "list:term", "x: y"),
        "to": {"url": "https://lakeside.example/a?b=c", "q:r": "no"},
        "of": "s:t\n",
    }


def _read_text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def _has_colons_within_brackets(text: str) -> bool:
    escaped = yaml_flow_colons.escape(text)
    return escaped is not None and escaped != text and ("[" in text or "{" in text)


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
        for event in YAML(typ="safe", pure=True).parse(text):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            deepest = max(deepest, depth)
    except YAMLError:
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
