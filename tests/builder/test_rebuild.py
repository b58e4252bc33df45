"""A process that checks and prepares a site repeatedly gets the same results each time as a new process."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from edits import HARMFUL_EDITS, HARMLESS_EDITS, Edit
from prospectus.cache.cache import BuildCache
from prospectus.errors import ContentError
from prospectus.pipeline import check
from prospectus.views.pages import Views
from tiny import NOW, SiteFactory, prepare_site, read_files

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


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_long_running_process_gets_the_same_results_after_an_edit_as_a_new_one(tiny: SiteFactory, edit: Edit) -> None:
    root, cache = tiny("full"), BuildCache(reuse_in_process=True)
    original_files = read_files(root)
    first = run_once(root, cache)
    edit(root)
    fresh = run_once(root)
    assert run_once(root, cache) == fresh
    assert fresh[0] != first[0] or edit in HARMLESS_EDITS.values()
    shutil.rmtree(root)
    for name, body in original_files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(body)
    assert run_once(root, cache) == first


@pytest.mark.parametrize("edit", HARMLESS_EDITS.values(), ids=HARMLESS_EDITS)
def test_queries_know_which_results_have_changed(tiny: SiteFactory, edit: Edit) -> None:
    root = tiny("full")
    views = build_views(root)
    assert views is not None
    before = views.queries.fingerprints({query for plan in views.plans for query in plan.build()[1]})
    edit(root)
    after = build_views(root)
    fresh = build_views(root)
    assert after is not None
    assert fresh is not None
    expected = {
        position
        for position, (query, fingerprint) in enumerate(before.results.items())
        if fresh.queries.fingerprint_of(query) != fingerprint
    }
    assert after.queries.changed_since(before) == expected
    assert after.queries.fingerprints(before.results).results == {query: fresh.queries.fingerprint_of(query) for query in before.results}
