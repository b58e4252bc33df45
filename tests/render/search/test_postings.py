"""Lists of entry numbers are written as short text and read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.render.search.postings import Run, decode, encode, encode_step, unite

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
