"""Every query is recorded and fingerprinted: by construction, and seen from an edit that changes its result."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from edits import HARMLESS_EDITS as EDITS
from prospectus.model.values.partial_date import PartialDate
from prospectus.query.queries import Queries
from prospectus.query.recording import QueryFingerprints, QueryRecorder, fingerprint_value, query
from tiny import FULL, REPOSITORY, SiteFactory, prepare_site

PURE = {"interval"}
"""Methods that are no queries: their result follows from their arguments and the record of the site."""
INPUTS = {"take_book_sizes"}
"""Methods that take what is asked for later."""
CONSTANT = {"missing_word"}
"""Queries whose result never changes: they are made to be recorded."""
LATER = datetime(2026, 4, 10, 1, 0, tzinfo=UTC)
CASES: dict[str, tuple[tuple[Any, ...], str]] = {
    "record": (("talk", "spring-outlook"), "a talk's title"),
    "words": (((1 << 4000) - 1,), "an interface word"),
    "site_settings": ((("en", "zh"),), "the site's name"),
    "field_in": (("talk", "spring-outlook", "title", ("en",)), "a talk's title"),
    "field": (("lesson", "first-words", "minutes"), "a lesson's length"),
    "provenance": (("contract", "by"), "the date of a contract"),
    "prose": (("guide", "margin", "en"), "prose"),
    "prose_languages": (("guide", "margin"), "prose that goes"),
    "source_files": (("faq", "why-margin", ("en",)), "a file of another name"),
    "list_file": (("faq",), "a list in two files"),
    "month_files": ((2025, 9), "an event without a day"),
    "source_folder": (("talk", "summer"), "a new talk"),
    "record_in_file": (("calendar/talks/summer.yml",), "a new talk"),
    "media_file": (("content/assets/barley.svg",), "a picture"),
    "stale_languages": (("guide", "margin"), "prose that goes"),
    "converted_languages": (("guide", "margin"), "a language that is converted"),
    "exists": (("talk", "summer"), "a new talk"),
    "records": (("channel",), "the name of a channel that events are in"),
    "record_ids": (("talk",), "a new talk"),
    "listed_ids": (("guide",), "a guide that was withdrawn on a day"),
    "listed_keys": (("talk",), "a new talk"),
    "count_exported": (("publication",), "the only publication becomes a sample"),
    "has_list": (("venue",), "a venue that goes"),
    "has_exported": (("publication",), "the only publication becomes a sample"),
    "titles": (("talk", ("en",)), "a talk's title"),
    "latest": (("notice", "published", 3), "a notice's figures"),
    "referrer_ids": ((("series", "barley-talks"), "talk"), "a new talk"),
    "term_uses": (("barley", "zh", 40), "a record that uses a term no more"),
    "neighbours": ((("talk", "summer-outlook"),), "a new talk"),
    "latest_release": ((2025, 6, ("zh", "en")), "a new release"),
    "versions_elsewhere": (("2025-06-2",), "a release that had an event in another month"),
    "moved_away": ((2025, 6), "a released event that is in another month"),
    "original_start": (("event", "field-lecture"), "what a release said"),
    "revision_history": (("event", "field-lecture", ("zh", "en"), ""), "a release that goes"),
    "is_own_series": (("harvest-day",), "a series that others publish"),
    "occurrence_title": (("talk-spring-outlook", ("en",)), "a talk's title"),
    "occurrences_of": ((("talk", "spring-outlook"),), "a talk's day"),
    "occurrences_in": ((2025, 7), "a new talk"),
    "marks_in": ((2026, 1), "a published year"),
    "count_dated_in": ((2025, 7), "a new talk"),
    "upcoming": ((frozenset({"talk"}), 6), "a new talk"),
    "undated_events_in": ((2025, 9), "an event without a day"),
    "subscriptions": ((), "the audience of an event"),
    "filled_subscriptions": ((), "the audience of an event"),
    "book_size": (("en/library/barley-reader.epub",), "a lesson of a book"),
    "calendar_years": ((), "a new year"),
    "last_published_year": ((), "a published year"),
    "business_days": ((2026, 1), "a published year"),
    "obligation_status": (("monthly-letter-20250201",), "an event that is what a series owes"),
}
"""By query: arguments, and an edit of `edits.py` that changes the result."""
TIME_CASES: dict[str, tuple[Any, ...]] = {
    "today": (),
    "today_within": (date(2025, 3, 1), date(2025, 3, 31)),
    "current_month": (),
    "is_current_year": (2025,),
    "is_past": (datetime(2025, 4, 1, tzinfo=UTC),),
    "state": ("talk-spring-outlook",),
}
"""By query that depends on the time: arguments for which the result differs between `tiny.NOW` and `LATER`."""


@pytest.fixture(scope="module")
def original() -> Queries:
    """The queries of the full site."""
    return prepare_site(FULL).views.queries


@pytest.fixture(scope="module")
def later() -> Queries:
    """The queries of the full site a year later."""
    return prepare_site(FULL, now=LATER).views.queries


def public_methods() -> Mapping[str, Callable[..., Any]]:
    """Return the public methods of `Queries` itself, by name."""
    return {name: member for name, member in vars(Queries).items() if inspect.isroutine(member) and not name.startswith("_")}


def test_each_public_method_is_a_query_and_has_a_case() -> None:
    assert {name for name, method in public_methods().items() if not hasattr(method, "query")} == PURE | INPUTS
    assert set(public_methods()) - PURE - INPUTS - CONSTANT == {*CASES, *TIME_CASES}
    assert not [name for name, member in vars(Queries).items() if isinstance(member, property)]


def test_nothing_but_queries_can_be_read(original: Queries) -> None:
    assert {name for name in vars(original) if not name.startswith("_")} == {"site", "zone"}


@pytest.mark.parametrize("folder", ["views", "render"])
def test_no_view_reads_around_the_queries(folder: str) -> None:
    private = [
        f"{path.name}:{node.lineno} {ast.unparse(node)}"
        for path in (REPOSITORY / "build" / "prospectus" / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and ast.unparse(node.value).endswith("queries")
    ]
    assert private == []


def answer(queries: Queries, name: str, arguments: tuple[Any, ...]) -> tuple[Any, QueryFingerprints]:
    """Return the result of a query, and the fingerprints of what it recorded; it must record something."""
    with queries.recording() as reads:
        result = getattr(queries, name)(*arguments)
    assert len(reads) == 1
    return result, queries.fingerprints(reads)


@pytest.mark.parametrize("name", CASES)
def test_query_notices_an_edit_that_changes_its_result(tiny: SiteFactory, original: Queries, name: str) -> None:
    arguments, edit = CASES[name]
    before, fingerprints = answer(original, name, arguments)
    root = tiny("full")
    EDITS[edit](root)
    changed = prepare_site(root).views.queries
    assert (getattr(changed, name)(*arguments) != before, changed.changed_since(fingerprints)) == (True, {0})


@pytest.mark.parametrize("name", TIME_CASES)
def test_query_notices_the_time_that_changes_its_result(original: Queries, later: Queries, name: str) -> None:
    before, fingerprints = answer(original, name, TIME_CASES[name])
    assert (getattr(later, name)(*TIME_CASES[name]) != before, later.changed_since(fingerprints)) == (True, {0})


def test_queries_of_a_later_build_find_no_change_where_there_is_none(original: Queries) -> None:
    reads = {(query.name, *arguments) for query, arguments in ((getattr(Queries, name).query, CASES[name][0]) for name in CASES)}
    assert prepare_site(FULL).views.queries.changed_since(original.fingerprints(reads)) == set()


def test_changes_are_the_same_with_an_index_that_has_grown(tiny: SiteFactory, original: Queries) -> None:
    reads = [(query.name, *arguments) for query, arguments in ((getattr(Queries, name).query, CASES[name][0]) for name in CASES)]
    earlier, fingerprints = original.fingerprints(reads[::2]), original.fingerprints([*reads[::2], *reads[1::2]])
    root = tiny("full")
    EDITS["a talk's title"](root)
    changed = prepare_site(root).views.queries.changed_since(fingerprints)
    index = Queries.index_results(earlier.results).extend(fingerprints.results)
    assert prepare_site(root).views.queries.changed_since(fingerprints, index=index) == changed != set()


def test_query_answers_for_what_no_longer_exists(original: Queries) -> None:
    for name, (arguments, _) in {**CASES, "state": (("talk-none",), "")}.items():
        missing = tuple(
            "none" if isinstance(argument, str) else ("none", "none") if isinstance(argument, tuple) else argument for argument in arguments
        )
        original.fingerprint_of((name, *missing))


class Fruits(QueryRecorder):
    """Queries with results of several types."""

    @query()
    def size(self, fruit: str) -> Any:
        """Return a result of the type that the argument names."""
        return {"apple": 1, "pear": PartialDate.parse("2025-03"), "plum": 1j}[fruit]


def test_result_of_a_type_without_fingerprint_is_refused() -> None:
    fruits = Fruits({})
    assert fruits.fingerprint_of(("size", "apple")) != fruits.fingerprint_of(("size", "pear"))
    with pytest.raises(TypeError, match="got complex"):
        fruits.fingerprint_of(("size", "plum"))


def test_argument_by_name_is_refused() -> None:
    with pytest.raises(TypeError, match="positional"):
        Fruits({}).size(fruit="apple")


@pytest.mark.parametrize(
    ("one", "other"), [(("a", "b"), ("ab",)), ((None,), ("None",)), ((True,), (1,)), (((),), ()), ((("a",), "b"), ("a", ("b",)))]
)
def test_fingerprints_of_different_results_differ(one: object, other: object) -> None:
    assert fingerprint_value(one, {}) != fingerprint_value(other, {})


def test_fingerprint_of_a_set_does_not_depend_on_its_order() -> None:
    assert fingerprint_value(frozenset("abc"), {}) == fingerprint_value(frozenset("cba"), {})
