"""What a build saves for the next one, and how the queries of its pages are numbered in it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from prospectus.builder.locale_changes import LocaleState
from prospectus.builder.search_publication import SearchState
from prospectus.publish.files import FileState
from prospectus.query.queries import Queries
from prospectus.query.recording import QueryFingerprints, Read, ResultIndex


class PageState(NamedTuple):
    """What the last build recorded about a page."""

    query_numbers: array[int]
    """The queries it made, as indexes into the recorded queries, because many pages make the same ones."""
    path: str
    sha256: str
    state: FileState
    sitemap_entry: str
    search_key: str
    """The key of its search entries in the cache; empty if it has none."""


class BuildState(NamedTuple):
    """What a build saves for the next one: the fingerprints of all query results, and the state of each page by address."""

    fingerprints: QueryFingerprints
    pages: dict[str, PageState]
    search: dict[str, SearchState]
    """By locale: the state of its search index."""
    used_count: int = 0
    """How many queries there were when those that no page made were last dropped."""
    locales: Mapping[str, LocaleState] = MappingProxyType({})
    """By language tag of a locale: what all its pages depend on."""


NO_STATE = BuildState(QueryFingerprints({}, {}), {}, {})
"""The state of a site that was not built yet."""
MOST_UNUSED = 0.1
"""The share of queries up to which some are kept that no page makes any more."""


class PagesByQuery:
    """Which pages made which query, by its number, for a process that builds repeatedly. Some may not make it any more."""

    def __init__(self, pages: Mapping[str, PageState]) -> None:
        self._addresses: dict[int, list[str]] = {}
        for address, page in pages.items():
            self.add(address, page)

    def add(self, address: str, page: PageState, last: PageState | None = None) -> None:
        """Add the queries of a page that it did not make when its state was `last`."""
        for number in set(page.query_numbers).difference(last.query_numbers if last is not None else ()):
            self._addresses.setdefault(number, []).append(address)

    def find(self, numbers: Iterable[int]) -> set[str]:
        """Return the addresses of the pages that may make one of some queries."""
        return {address for number in numbers for address in self._addresses.get(number, ())}


class QueryNumbers:
    """The queries that the pages of a build make, numbered on from those of the last one."""

    def __init__(self, previous: BuildState, index: ResultIndex) -> None:
        """`index` has the queries of the last build, and takes those that this one adds."""
        self._previous, self._used_count = previous.fingerprints, previous.used_count
        self._index, self._numbers = index, index.numbers

    def number(self, reads: Iterable[Read]) -> array[int]:
        """Return the numbers of some queries."""
        return array("I", [self._numbers.setdefault(read, len(self._numbers)) for read in reads])

    def select(self, name: str) -> dict[int, Read]:
        """Return the queries of a name by number."""
        added = islice(self._numbers.items(), len(self._index.reads), None)
        return dict(self._index.others.get(name, ())) | {number: read for read, number in added if read[0] == name}

    def make_state(self, queries: Queries, pages: dict[str, PageState], search: dict[str, SearchState], changed: set[int]) -> BuildState:
        """Return the state to save; `changed` are the numbers of the queries with new results.

        Queries that no page makes any more are dropped when they may be more than `MOST_UNUSED` of all. Then all have other numbers.
        """
        reads, known = list(self._numbers), len(self._previous.results)
        if len(reads) - self._used_count <= MOST_UNUSED * self._used_count:
            fingerprints = queries.fingerprints([*(reads[number] for number in changed), *reads[known:]])
            results = {**self._previous.results, **fingerprints.results}
            return BuildState(fingerprints._replace(results=results), pages, search, self._used_count)
        used_numbers = {number for page in pages.values() for number in page.query_numbers}
        reads = [read for read, number in self._numbers.items() if number in used_numbers]
        if len(reads) < len(self._numbers):
            renumbered = {self._numbers[read]: number for number, read in enumerate(reads)}
            pages = {
                address: page._replace(query_numbers=array("I", [renumbered[number] for number in page.query_numbers]))
                for address, page in pages.items()
            }
        return BuildState(queries.fingerprints(reads), pages, search, len(reads))
