"""A process that checks and prepares a site repeatedly gets the same results each time as a new process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edits import HARMFUL_EDITS, HARMLESS_EDITS, Edit
from prospectus.cache.cache import BuildCache
from prospectus.errors import ContentError
from prospectus.pipeline import check
from prospectus.query.queries import Queries
from prospectus.query.recording import QueryFingerprints
from prospectus.views.pages import Views
from prospectus.views.resolver import Resolver
from tiny import FULL, NOW, SiteFactory, prepare_site, read_files

EDITS = HARMLESS_EDITS | HARMFUL_EDITS


def build_views(root: Path, cache: BuildCache | None = None) -> Views | None:
    """Return the views of a site, or None when its content has errors."""
    try:
        return prepare_site(root, cache).views
    except ContentError:
        return None


def run_once(root: Path, cache: BuildCache | None = None) -> tuple[Any, ...]:
    """Return everything that one run produces: problems and waivers, the library in order, occurrences, subscriptions and terms."""
    result, result_with_time, views = check(root, cache), check(root, cache, now=NOW), build_views(root, cache)
    problems = [
        (problem, problem.params, problem.severity, problem.record)
        for outcome in (result, result_with_time)
        for problem in outcome.problems
    ]
    waived = [
        (waived_problem.problem, waived_problem.problem.params, waived_problem.reason)
        for outcome in (result, result_with_time)
        for waived_problem in outcome.waived
    ]
    if views is None:
        return problems, waived
    queries = views.queries
    order = {kind: list(records) for kind, records in views.library.records.items()}
    terms = [context.site.terms.fingerprint for context in views.contexts]
    return problems, waived, views.library, order, views.index, queries.subscriptions(), terms


class LongRunningProcess:
    """The full site, a process that runs again and again, and the results of its first run."""

    def __init__(self, root: Path) -> None:
        self.root, self.cache = root, BuildCache(reuse_in_process=True)
        self._original_files = read_files(root)
        self.first = self.run()

    def run(self) -> tuple[Any, ...]:
        return run_once(self.root, self.cache)

    def restore(self) -> None:
        """Write the original files again."""
        shutil.rmtree(self.root)
        for name, body in self._original_files.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_bytes(body)


@pytest.fixture(scope="module")
def started_process(tmp_path_factory: pytest.TempPathFactory) -> LongRunningProcess:
    return LongRunningProcess(shutil.copytree(FULL, tmp_path_factory.mktemp("process") / "full"))


@pytest.fixture
def process(started_process: LongRunningProcess) -> Iterator[LongRunningProcess]:
    """A process that has read the original files last; it may have read any edit before."""
    yield started_process
    started_process.restore()


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_long_running_process_gets_the_same_results_after_an_edit_as_a_new_one(process: LongRunningProcess, edit: Edit) -> None:
    edit(process.root)
    fresh = run_once(process.root)
    assert process.run() == fresh
    assert fresh[0] != process.first[0] or edit in HARMLESS_EDITS.values()
    process.restore()
    assert process.run() == process.first


@pytest.fixture(scope="module")
def recorded() -> QueryFingerprints:
    """The fingerprints of all queries that the pages of the full site make."""
    views = build_views(FULL)
    assert views is not None
    return views.queries.fingerprints({query for plan in views.plans for query in plan.build()[1]})


@pytest.mark.parametrize("edit", HARMLESS_EDITS.values(), ids=HARMLESS_EDITS)
def test_queries_know_which_results_have_changed(tiny: SiteFactory, recorded: QueryFingerprints, edit: Edit) -> None:
    root = tiny("full")
    edit(root)
    prepared = prepare_site(root)
    views, sizes = prepared.views, {book.path: book.size for book in prepared.books}
    queries, fresh = views.queries, Queries(views.library, views.index)
    fresh.take_book_sizes(sizes)
    for context in views.contexts:
        Resolver(fresh, context.locale, views.words)  # which gives each interface word its bit
    expected = {
        position for position, (query, fingerprint) in enumerate(recorded.results.items()) if fresh.fingerprint_of(query) != fingerprint
    }
    assert queries.changed_since(recorded) == expected
    assert queries.fingerprints(recorded.results).results == {query: fresh.fingerprint_of(query) for query in recorded.results}
