"""The build cache within one process: which values are reused, and which are computed again."""

from __future__ import annotations

import pytest

from prospectus.cache.cache import BuildCache


class Thing:
    """An object that is equal only to itself."""


def test_if_changed_computes_a_value_once_while_its_inputs_are_unchanged() -> None:
    cache, computed = BuildCache(reuse_in_process=True), []
    for inputs in (["a", "b"], ["a", "b"], ["a", "c"], ["a", "b"]):
        cache.if_changed("letters", inputs, lambda inputs=inputs: computed.append(inputs) or "".join(inputs))
    assert computed == [["a", "b"], ["a", "c"], ["a", "b"]]


def test_if_changed_caches_a_value_that_is_false() -> None:
    cache, computed = BuildCache(reuse_in_process=True), []
    values = [cache.if_changed("letters", "a", lambda: computed.append(1) and None) for _ in range(2)]
    assert (values, computed) == ([None, None], [1])


def test_map_changed_computes_only_items_that_were_not_in_the_last_call() -> None:
    cache, computed = BuildCache(reuse_in_process=True), []
    first, second, third = Thing(), Thing(), Thing()
    compute = lambda item: computed.append(item) or f"value {len(computed)}"  # noqa: E731
    assert cache.map_changed("things", [first, second], compute) == ["value 1", "value 2"]
    assert cache.map_changed("things", [third, second, first], compute) == ["value 3", "value 2", "value 1"]
    assert cache.map_changed("things", [third], compute) == ["value 3"]
    assert cache.map_changed("things", [third, first], compute) == ["value 3", "value 4"]


def test_map_changed_computes_everything_again_when_inputs_change() -> None:
    cache, thing = BuildCache(reuse_in_process=True), Thing()
    assert [cache.map_changed("things", [thing], lambda _, inputs=inputs: inputs, inputs) for inputs in ("a", "a", "b")] == [
        ["a"],
        ["a"],
        ["b"],
    ]


def test_map_changed_computes_a_missing_value_again() -> None:
    cache, computed = BuildCache(reuse_in_process=True), []
    thing = Thing()
    for _ in range(2):
        assert cache.map_changed("things", [thing], computed.append) == [None]
    assert computed == [thing, thing]


def test_map_changed_returns_the_same_list_while_no_result_changes() -> None:
    cache, (first, second, third) = BuildCache(reuse_in_process=True), (Thing(), Thing(), Thing())
    calls = ([first, second], [first, third], [third], [third, first])
    lists = [cache.map_changed("things", items, lambda _: "equal", reuse_equal=True) for items in calls]
    assert lists == [["equal", "equal"], ["equal", "equal"], ["equal"], ["equal", "equal"]]
    assert [lists[0] is lists[1], lists[1] is lists[2]] == [True, False]


@pytest.mark.parametrize("reuse_equal", [False, True])
def test_map_changed_keeps_the_object_of_an_equal_result_only_where_that_is_wanted(reuse_equal: bool) -> None:
    cache, things = BuildCache(reuse_in_process=True), [Thing(), Thing(), Thing()]
    names = iter(["equal", "other", "equal", "equal"])
    first, second = (
        cache.map_changed("things", items, lambda _: {next(names): 1}, reuse_equal=reuse_equal) for items in (things[:2], things[1:])
    )
    assert (first, second) == ([{"equal": 1}, {"other": 1}], [{"other": 1}, {"equal": 1}])
    third = cache.map_changed("things", [things[0], things[2]], lambda _: {next(names): 1}, reuse_equal=reuse_equal)
    assert (third == first, third[1] is second[1]) == (False, True)
    again = cache.map_changed("things", [Thing(), things[2]], lambda _: {"equal": 1}, reuse_equal=reuse_equal)
    assert (again == third, again is third) == (True, reuse_equal)


def test_cache_of_one_run_reuses_nothing() -> None:
    cache, thing, computed = BuildCache(), Thing(), []
    for number in range(2):
        cache.if_changed("letters", "a", lambda: computed.append("same"))
        assert cache.map_changed("things", [thing], lambda _, number=number: number) == [number]
    assert computed == ["same", "same"]


class MemoryStore:
    """A store that keeps what is written to it."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], object] = {}

    def read(self, name: str, key: str) -> object | None:
        return self.values.get((name, key))

    def write(self, values: dict[tuple[str, str], object]) -> None:
        self.values.update(values)


def test_drain_returns_what_was_computed_since_the_last_call_and_nothing_that_was_merged() -> None:
    store = MemoryStore()
    cache = BuildCache(store)
    cache.get_or_compute("prose", "a", lambda: "A")
    first = cache.drain()
    assert first == {("prose", "a"): "A"}
    cache.merge(first)
    cache.get_or_compute("prose", "b", lambda: "B")
    second = cache.drain()
    assert second == {("prose", "b"): "B"}
    cache.merge(second)
    assert cache.drain() == {}
    cache.save()
    assert store.values == {("prose", "a"): "A", ("prose", "b"): "B"}
