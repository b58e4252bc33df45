"""Lists of entry numbers are written as short text and read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.render.search.postings import Change, Run, change_lists, decode, encode, encode_step, split_lists, unite

NUMBERS = st.lists(st.integers(0, 200_000), unique=True).map(sorted)


@given(NUMBERS)
def test_list_is_read_as_it_was_written(numbers: list[int]) -> None:
    assert decode(encode(numbers)) == numbers


@given(NUMBERS, NUMBERS)
def test_union_has_the_numbers_of_both(some: list[int], others: list[int]) -> None:
    assert decode(unite([encode(some), encode(others)])) == sorted({*some, *others})


@pytest.mark.parametrize(("step", "text"), [(0, "A"), (31, "f"), (32, "gB"), (1024, "ggB")])
def test_step_is_as_short_as_it_can_be(step: int, text: str) -> None:
    assert encode_step(step) == text


def test_list_grows_block_by_block() -> None:
    run = Run()
    run.append(2, 5, encode_step(3))
    run.append(100, 100, "")
    assert decode(run.text) == [2, 5, 100]


@given(NUMBERS, NUMBERS, NUMBERS)
def test_lists_follow_changes_of_their_entries(names: list[int], removed: list[int], added: list[int]) -> None:
    changes = [*(Change(0, removed=number) for number in removed), *(Change(2, added=number) for number in added)]
    changed = change_lists(encode(names), changes)
    assert list(map(decode, split_lists(changed))) == [sorted({*names} - {*removed}), [], added]


def test_numbers_of_entries_move_when_others_come_or_go() -> None:
    changed = change_lists(f"{encode([0, 2])}|{encode([1])}", [Change(1, added=0)], renumbering=[1, None, 3])
    assert list(map(decode, split_lists(changed))) == [[1, 3], [0], []]
