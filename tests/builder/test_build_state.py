"""The queries in the state of a build: how they are numbered from build to build, and which pages make them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, cast

from prospectus.builder.build_state import NO_STATE, BuildState, PagesByQuery, PageState, QueryNumbers
from prospectus.query.recording import QueryFingerprints, Read, ResultIndex

QUERIES = cast("Any", SimpleNamespace(fingerprints=lambda reads: QueryFingerprints({read: f"new {read[1]}" for read in reads}, {})))


def make_page(numbers: Iterable[int]) -> PageState:
    return PageState(array("I", numbers), "", "", (0, 0), "", "")


def read(number: int) -> Read:
    return ("record", number)


def index_of(state: BuildState) -> ResultIndex:
    """Return the index of the queries of a build."""
    return ResultIndex(()).extend(state.fingerprints.results)


def build(last: BuildState, pages: dict[str, list[int]], changed: Iterable[int] = ()) -> BuildState:
    """Return the state of a build in which each page makes some queries, and those with the numbers `changed` have new results."""
    numbers = QueryNumbers(last, index_of(last))
    states = {address: make_page(numbers.number(map(read, reads))) for address, reads in pages.items()}
    return numbers.make_state(QUERIES, states, {}, set(changed))


def list_reads(state: BuildState) -> dict[str, list[int]]:
    """Return what each page asks for, by the numbers in its state."""
    reads = list(state.fingerprints.results)
    return {address: sorted(reads[number][1] for number in page.query_numbers) for address, page in state.pages.items()}


def test_new_queries_are_numbered_on_and_changed_ones_have_new_results() -> None:
    pages = {"a/": list(range(20)), "b/": [0, 1]}
    first = build(NO_STATE, pages)
    old = BuildState(first.fingerprints._replace(results=dict.fromkeys(first.fingerprints.results, "old")), *first[1:])
    second = build(old, {**pages, "b/": [1, 99]}, changed=[3])
    assert list_reads(second) == {"a/": list(range(20)), "b/": [1, 99]}
    assert [key for key, result in second.fingerprints.results.items() if result != "old"] == [read(3), read(99)]


def test_queries_of_a_build_that_failed_stay_numbered() -> None:
    last = build(NO_STATE, {"a/": list(range(40))})
    index = index_of(last)
    QueryNumbers(last, index).number([read(50), read(51)])
    numbers = QueryNumbers(last, index)
    pages = {"a/": make_page(numbers.number(map(read, [*range(40), 51, 52])))}
    state = numbers.make_state(QUERIES, pages, {}, set())
    assert list_reads(state) == {"a/": [*range(40), 51, 52]}
    assert index.extend(state.fingerprints.results).reads == list(map(read, [*range(40), 50, 51, 52]))


def test_queries_are_selected_by_name() -> None:
    last = build(NO_STATE, {"a/": [0, 1]})
    numbers = QueryNumbers(last, index_of(last))
    numbers.number([("title", 2)])
    assert (numbers.select("record"), numbers.select("title")) == ({0: read(0), 1: read(1)}, {2: ("title", 2)})


def test_queries_that_no_page_makes_are_dropped_when_they_are_many() -> None:
    state = build(NO_STATE, {"a/": list(range(20)), "b/": [0]})
    sizes = []
    for number in range(100, 106):
        state = build(state, {"a/": list(range(20)), "b/": [number]})
        assert list_reads(state) == {"a/": list(range(20)), "b/": [number]}
        sizes.append(len(state.fingerprints.results))
    assert sizes == [21, 22, 21, 22, 23, 21]


def test_pages_are_found_by_the_queries_that_they_made_first_or_later() -> None:
    pages = {"a/": make_page([0, 1]), "b/": make_page([1, 1])}
    index = PagesByQuery(pages)
    index.add("b/", make_page([1, 2]), pages["b/"])
    index.add("c/", make_page([2]))
    assert [index.find([number]) for number in range(4)] == [{"a/"}, {"a/", "b/"}, {"b/", "c/"}, set()]
    assert index.find([0, 2]) == {"a/", "b/", "c/"}
