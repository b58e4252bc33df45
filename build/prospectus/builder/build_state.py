"""What a build saves for the next one, and how the queries of its pages are numbered in it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import NamedTuple

from prospectus.builder.search_publication import SearchState
from prospectus.publish.files import FileState
from prospectus.query.queries import Queries
from prospectus.query.recording import QueryFingerprints, Read


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


NO_STATE = BuildState(QueryFingerprints({}, {}), {}, {})
"""The state of a site that was not built yet."""


class QueryNumbers:
    """The queries that the pages of a build make, numbered on from those of the last one."""

    def __init__(self, previous: QueryFingerprints) -> None:
        self._previous = previous
        self._numbers: dict[Read, int] = {read: number for number, read in enumerate(previous.results)}

    def number(self, reads: Iterable[Read]) -> array[int]:
        """Return the numbers of some queries."""
        return array("I", [self._numbers.setdefault(read, len(self._numbers)) for read in reads])

    def select(self, name: str) -> dict[int, Read]:
        """Return the queries of a name by number."""
        return {number: read for read, number in self._numbers.items() if read[0] == name}

    def make_state(self, queries: Queries, pages: dict[str, PageState], search: dict[str, SearchState], changed: set[int]) -> BuildState:
        """Return the state to save; `changed` are the numbers of the queries with new results.

        Queries that no page makes any more are dropped whenever a new query appears.
        """
        if len(self._numbers) == len(self._previous.results):
            fingerprints = queries.fingerprints(read for read, number in self._numbers.items() if number in changed)
            return BuildState(fingerprints._replace(results={**self._previous.results, **fingerprints.results}), pages, search)
        used_numbers = {number for page in pages.values() for number in page.query_numbers}
        reads = [read for read, number in self._numbers.items() if number in used_numbers]
        if len(reads) < len(self._numbers):
            renumbered = {self._numbers[read]: number for number, read in enumerate(reads)}
            pages = {
                address: page._replace(query_numbers=array("I", [renumbered[number] for number in page.query_numbers]))
                for address, page in pages.items()
            }
        return BuildState(queries.fingerprints(reads), pages, search)
