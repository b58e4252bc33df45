"""Line breaking: maximum width, whole characters, and punctuation at the ends of lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from prospectus.render.lines import NEVER_FIRST, NEVER_LAST, broken, columns, shortened


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
    assert broken(text, room, columns) == lines


def test_family_and_combining_marks_stay_whole() -> None:
    family = "👨‍👩‍👧‍👦"
    assert broken(family * 3, 4, columns) == [family * 2, family]
    assert broken("e\u0301" * 3, 2, columns) == ["e\u0301e\u0301", "e\u0301"]


@given(st.text(st.sampled_from("大麦讲座，。：（）《》“”ab c-1👨‍👩‍👧\u0301é"), max_size=60), st.integers(4, 20))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, room: int) -> None:
    lines = broken(text, room, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert columns(line) <= room or len(list(iter_graphemes(line))) == 1


@given(st.text(st.sampled_from("大麦讲座期货，。（《"), min_size=1, max_size=60))
def test_line_begins_with_no_closing_mark_and_ends_with_no_opening_one_where_there_is_room(text: str) -> None:
    lines = broken(text, 24, columns)
    marks = "，。（《"
    runs = max(len(run) for run in "".join(c if c in marks else " " for c in text).split(" "))
    if runs <= 4:
        assert [line for line in lines[1:] if line[0] in NEVER_FIRST] == []
        assert [line for line in lines[:-1] if line[-1] in NEVER_LAST] == []


def test_text_that_is_cut_says_so_within_its_room() -> None:
    lines = broken("从田间到仓库再从仓库到市场每一步都讲清楚", 10, columns)
    short = shortened(lines, 2, 10, columns)
    assert short == ["从田间到仓", "库再从仓…"]
    assert shortened(lines[:2], 2, 10, columns) == lines[:2]
