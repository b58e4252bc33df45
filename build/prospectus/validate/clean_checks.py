"""Skips checks that found no problem when they last saw the same records. A check is given the records that its key is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from prospectus.cache.cache import BuildCache, digest
from prospectus.cache.fingerprint import fingerprint_code
from prospectus.problems import Problem

CLEAN = "check clean"
"""The name under which the cache holds the keys of checks without problems."""


def run_unless_clean(name: str, inputs: Sequence[object], check: Callable[[], Iterator[Problem]], cache: BuildCache) -> Iterator[Problem]:
    """Yield the problems of a check; none at once if it found none in an earlier run with equal inputs.

    `inputs` must cover everything that the check reads, and must have a `repr` that states all of it.
    """
    key = f"{name} {digest(fingerprint_code(), inputs)}"
    if cache.get(CLEAN, key):
        return
    problems = [*check()]
    if not problems:
        cache.add({(CLEAN, key): True})
    yield from problems
