"""Line breaking: maximum width, whole characters, and punctuation at the ends of lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from prospectus.text.line_breaking import NEVER_FIRST, NEVER_LAST, break_lines, count_columns, truncate_lines


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("大麦期货，从头讲起。", 10, ["大麦期货，", "从头讲起。"]),
        ("大麦期货讲座，", 12, ["大麦期货讲", "座，"]),
        ("讲座开始（第一讲）", 10, ["讲座开始", "（第一讲）"]),
        ("讲座（第一讲）开始", 8, ["讲座（第", "一讲）开", "始"]),
        ("from the field to the store", 10, ["from the", "field to", "the store"]),
        ("用Barley说话", 8, ["用Barley", "说话"]),
        ("Pneumonoultra", 5, ["Pneum", "onoul", "tra"]),
        ("", 5, [""]),
    ],
)
def test_text_is_broken_where_its_language_allows_it(text: str, room: int, lines: list[str]) -> None:
    assert break_lines(text, room, count_columns) == lines


def test_family_and_combining_marks_stay_whole() -> None:
    family = "👨‍👩‍👧‍👦"
    assert break_lines(family * 3, 4, count_columns) == [family * 2, family]
    assert break_lines("e\u0301" * 3, 2, count_columns) == ["e\u0301e\u0301", "e\u0301"]


@given(st.text(st.sampled_from("大麦讲座，。：（）《》“”ab c-1👨‍👩‍👧\u0301é"), max_size=60), st.integers(4, 20))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, room: int) -> None:
    lines = break_lines(text, room, count_columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert count_columns(line) <= room or len(list(iter_graphemes(line))) == 1


@given(st.text(st.sampled_from("大麦讲座期货，。（《"), min_size=1, max_size=60))
def test_line_begins_with_no_closing_mark_and_ends_with_no_opening_one_where_there_is_room(text: str) -> None:
    lines = break_lines(text, 24, count_columns)
    marks = "，。（《"
    longest_run = max(len(run) for run in "".join(character if character in marks else " " for character in text).split(" "))
    if longest_run <= 4:
        assert [line for line in lines[1:] if line[0] in NEVER_FIRST] == []
        assert [line for line in lines[:-1] if line[-1] in NEVER_LAST] == []


def test_truncated_text_ends_with_an_ellipsis_within_its_width() -> None:
    lines = break_lines("从田间到仓库再从仓库到市场每一步都讲清楚", 10, count_columns)
    truncated = truncate_lines(lines, 2, 10, count_columns)
    assert truncated == ["从田间到仓", "库再从仓…"]
    assert truncate_lines(lines[:2], 2, 10, count_columns) == lines[:2]
