"""Interface words that no language has: which pages and files need them, as recorded by the query `missing_word`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from prospectus.cache.cache import BuildCache
from prospectus.query.queries import Queries
from prospectus.query.recording import QueryRecorder, Read

Item = TypeVar("Item")
Value = TypeVar("Value")

MISSING_WORD = Queries.missing_word.__name__
"""The name of the query that records a missing interface word: the tag of the locale and the key follow."""


def select_missing_words(reads: Iterable[Read]) -> frozenset[Read]:
    """Return those of the recorded queries that are missing interface words."""
    return frozenset(read for read in reads if read[0] == MISSING_WORD)


def find_missing_words(reads_by_address: Iterable[tuple[str, Iterable[Read]]]) -> dict[str, str]:
    """Return the keys of the missing interface words, each with the address of the first page or file that shows it."""
    addresses_by_key: dict[str, str] = {}
    for address, reads in reads_by_address:
        for key in sorted(read[2] for read in select_missing_words(reads)):
            addresses_by_key.setdefault(key, address)
    return addresses_by_key


def iter_with_missing_words(queries: QueryRecorder, items: Iterable[Item]) -> Iterator[tuple[Item, frozenset[Read]]]:
    """Yield each item with the missing interface words that were needed to make it."""
    iterator = iter(items)
    while True:
        with queries.recording() as reads:
            made = list(islice(iterator, 1))
        if not made:
            return
        yield made[0], select_missing_words(reads)


def get_or_compute(queries: QueryRecorder, cache: BuildCache, name: str, key: str, compute: Callable[[], Value]) -> Value:
    """Return the cached value of `name` for `key`, or compute it.

    A value that lacks an interface word is not cached: each build computes it again, and so reports the word again.
    """
    cached: Value | None = cache.get(name, key)
    if cached is not None:
        return cached
    with queries.recording() as reads:
        value = compute()
    if not select_missing_words(reads):
        cache.add({(name, key): value})
    return value
