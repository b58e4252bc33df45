"""Text from files never acts as a command of a terminal or of a build service."""

from __future__ import annotations

import json

import pytest

from prospectus.problems.visible import escape_controls, escape_in_json, make_visible


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("\r\x1b[2Kdone", r"\r\x1b[2Kdone"),
        ("a\u202eb\u2066c", r"a\u202eb\u2066c"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("flag \U000e0067", r"flag \U000e0067"),
        ("half \ud800", r"half \ud800"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("费用“说明”…", "费用“说明”…"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_control_and_bidi_characters_become_escapes(text: str, visible: str) -> None:
    assert make_visible(text) == visible
    assert make_visible(visible) == visible


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("::set-output name=a::b", r"\x3a:set-output name=a::b"),
        ("first\n  ::error::x", "first\n  \\x3a:error::x"),
        ("\u3000::error::x", "\u3000\\x3a:error::x"),
        ("##[error]x", r"\x23#[error]x"),
        ("in the middle ##vso[task.setvariable]", r"in the middle \x23#vso[task.setvariable]"),
        ("##teamcity[message]", r"\x23#teamcity[message]"),
        ("\x1b[0Ksection_start:1:x\r\x1b[0K", r"\x1b[0Ksection_start:1:x\r\x1b[0K"),
        ("a::b", "a::b"),
        ("## A heading", "## A heading"),
    ],
)
def test_no_line_is_a_command_of_a_build_service(text: str, visible: str) -> None:
    assert make_visible(text) == visible


def test_line_ends_and_tabs_are_visible_in_a_name() -> None:
    assert escape_controls("a\n::error::\tb") == r"a\n::error::\tb"


def test_json_with_escapes_has_the_same_meaning() -> None:
    value = {"came": "\x1b\x9b\u202e\U000e0067\n费"}
    document = escape_in_json(json.dumps(value, ensure_ascii=False, indent=2))
    assert json.loads(document) == value
    assert [character for character in document if not (character.isprintable() or character == "\n")] == []
