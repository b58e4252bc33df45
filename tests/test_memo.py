"""The build cache within one process: which values are reused, and which are computed again."""

from __future__ import annotations

from prospectus.memo import Memo


class Thing:
    """An object that is equal only to itself."""


def test_same_makes_a_value_once_while_it_stands_on_the_same_ground() -> None:
    memo, made = Memo(again=True), []
    for ground in (["a", "b"], ["a", "b"], ["a", "c"], ["a", "b"]):
        memo.same("letters", ground, lambda ground=ground: made.append(ground) or "".join(ground))
    assert made == [["a", "b"], ["a", "c"], ["a", "b"]]


def test_same_keeps_a_value_that_is_false() -> None:
    memo, made = Memo(again=True), []
    found = [memo.same("letters", "a", lambda: made.append(1) and None) for _ in range(2)]
    assert (found, made) == ([None, None], [1])


def test_each_makes_only_what_was_not_there_the_last_time() -> None:
    memo, made = Memo(again=True), []
    first, second, third = Thing(), Thing(), Thing()
    make = lambda each: made.append(each) or f"value {len(made)}"  # noqa: E731
    assert memo.each("things", [first, second], make) == ["value 1", "value 2"]
    assert memo.each("things", [third, second, first], make) == ["value 3", "value 2", "value 1"]
    assert memo.each("things", [third], make) == ["value 3"]
    assert memo.each("things", [third, first], make) == ["value 3", "value 4"]


def test_each_makes_all_anew_on_another_ground() -> None:
    memo, thing = Memo(again=True), Thing()
    assert [memo.each("things", [thing], lambda _, ground=ground: ground, ground) for ground in ("a", "a", "b")] == [["a"], ["a"], ["b"]]


def test_each_asks_again_for_what_had_no_value() -> None:
    memo, made = Memo(again=True), []
    thing = Thing()
    for _ in range(2):
        assert memo.each("things", [thing], made.append) == [None]
    assert made == [thing, thing]


def test_memo_of_one_run_keeps_neither() -> None:
    memo, thing, made = Memo(), Thing(), []
    for number in range(2):
        memo.same("letters", "a", lambda: made.append("same"))
        assert memo.each("things", [thing], lambda _, number=number: number) == [number]
    assert made == ["same", "same"]
