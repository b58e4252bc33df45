"""Records the queries that a page makes and fingerprints their results, so that no query can be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import singledispatch, wraps
from itertools import chain, islice
from operator import is_
from types import MappingProxyType, NoneType
from typing import Any, ClassVar, Concatenate, NamedTuple, ParamSpec, TypeVar

from prospectus.cache.cache import digest
from prospectus.query.words_read import WORDS, WordsRead

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Read = tuple[Any, ...]
"""A recorded query: its name and its arguments. These are stored for the next build, so they must be hashable and picklable."""
Sources = tuple[object, ...]
"""Objects that the result of a query follows from, and nothing else. None of them is ever changed."""
Revisions = Mapping[int, str]
"""By `id()` of a record: the fingerprint of its fields."""
MAX_LENGTH = 64
"""The length from which a fingerprint is replaced by its hash, such as that of a text."""


class QueryFingerprints(NamedTuple):
    """Fingerprints of query results, for the next build to compare with."""

    results: Mapping[Read, str]
    inputs: Mapping[str, str]
    """By query name: a hash of all inputs of the query. Only queries for which it is cheap to compute are in it."""
    records: Mapping[tuple[str, str], str] = MappingProxyType({})
    """By kind and id of a record: a hash of everything that is written of it, for queries `of_record`."""


class ResultIndex:
    """Where which query is among those of an earlier build. A process that builds again and again extends it by those of each build."""

    def __init__(self, of_record: Collection[str]) -> None:
        """`of_record` are the names of the queries whose results follow from one record."""
        self._of_record = of_record
        self.numbers: dict[Read, int] = {}
        """The number of each query: its position. A build numbers further queries after those that are known."""
        self.reads: list[Read] = []
        """The queries by position."""
        self.others: dict[str, list[tuple[int, Read]]] = {}
        """By the name of each other query: the positions of its results, and what was asked."""
        self.of_record: dict[tuple[Any, ...], list[tuple[int, Read]]] = {}
        """By kind and id of a record: the positions of the results that follow from it, and what was asked."""

    def extend(self, results: Mapping[Read, str]) -> ResultIndex:
        """Add the results that come after those in it, and return it."""
        known = len(self.reads)
        self.reads.extend(islice(results, known, None))
        for position, read in enumerate(self.reads[known:], known):
            self.numbers[read] = position
            if read[0] in self._of_record:
                self.of_record.setdefault(read[1:3], []).append((position, read))
            else:
                self.others.setdefault(read[0], []).append((position, read))
        return self


class _Query(NamedTuple):
    name: str
    """The name under which the query is recorded."""
    compute: Callable[..., Any]
    """The method itself, which records nothing."""
    inputs: str | None
    sources: Callable[..., Sources] | None
    of_record: bool
    """Whether its results follow from the record that its first two arguments name, and from nothing else."""


def query(
    *, inputs: str | None = None, of_record: bool = False, sources: Callable[..., Sources] | None = None
) -> Callable[[Callable[Concatenate[Any, Arguments], Result]], Callable[Concatenate[Any, Arguments], Result]]:
    """Return a decorator that makes a method of a `QueryRecorder` a query: every call is recorded, and its result is fingerprinted.

    The method must return a result for any arguments, because it is asked again when what it was asked about no longer exists.
    `inputs` is the name of an attribute with a hash of everything that the results depend on: while it is unchanged, they are reused.
    The results of a query `of_record` follow from one record, which its first two arguments name: while that is unchanged, they are reused.
    `sources` returns the sources of a result, of which the same objects were there in the last run of this process if nothing of them has
    changed: then the result is reused. It is called with the recorder and the arguments, and must cost less than the query.
    """

    def decorate(method: Callable[Concatenate[Any, Arguments], Result]) -> Callable[Concatenate[Any, Arguments], Result]:
        name = method.__name__

        @wraps(method)
        def recorded(self: Any, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            if kwargs:
                raise TypeError(f"The arguments of the query {name} must be positional; got {', '.join(kwargs)}")
            self.record_read((name, *args))
            return method(self, *args, **kwargs)

        recorded.query = _Query(name, method, inputs, sources, of_record)  # type: ignore[attr-defined]
        return recorded

    return decorate


class QueryRecorder:
    """Base class of a class with queries. It collects the queries made while something is built, as its dependencies."""

    _queries: ClassVar[Mapping[str, _Query]] = {}

    def __init_subclass__(cls) -> None:
        """Collect the queries of the class by name."""
        queries = [member.query for member in vars(cls).values() if hasattr(member, "query")]
        cls._queries = {candidate.name: candidate for candidate in queries}

    def __init__(self, revisions: Revisions, records: Mapping[tuple[str, str], str] = MappingProxyType({})) -> None:
        """Start without recordings. `records` has a hash of everything that is written of each record, by kind and id."""
        self._revisions, self._record_hashes = revisions, records
        self._recordings: list[set[Read]] = []
        self._words_read = WordsRead()
        self._fingerprints: dict[Read, str] = {}
        self._unchanged: Mapping[Read, str] = {}
        """Fingerprints of an earlier build that hold still, unless `_fingerprints` has others."""
        self._sources: dict[Read, Sources] = {}

    @contextmanager
    def recording(self) -> Iterator[set[Read]]:
        """Collect the queries made inside the `with` block. On exit they are also recorded in the enclosing block."""
        reads: set[Read] = set()
        words, outer_mask = self._words_read, self._words_read.mask
        self._recordings.append(reads)
        words.mask = 0
        try:
            yield reads
        finally:
            self._recordings.pop()
            self.record_read(*reads)
            if words.mask:
                reads.add((WORDS, words.mask))
            words.mask |= outer_mask

    def record_read(self, *reads: Read) -> None:
        """Record queries as dependencies of what is being built."""
        if self._recordings:
            self._recordings[-1].update(reads)

    def record_words(self, mask: int) -> None:
        """Record interface words, by their bits, as dependencies of what is being built."""
        self._words_read.mask |= mask

    def number_words(self, words: Mapping[str, str]) -> tuple[WordsRead, dict[str, tuple[str, int]]]:
        """Give a bit to each of the interface words of a locale. Return where its reader records it, and each word with its bit, by key."""
        return self._words_read, self._words_read.number(words)

    def fingerprint_of(self, read: Read) -> str:
        """Return the fingerprint of the current result of a query. It is computed once per build."""
        fingerprint = self._fingerprints.get(read)
        if fingerprint is None:
            fingerprint = self._unchanged.get(read)
        if fingerprint is None:
            result = self._queries[read[0]].compute(self, *read[1:])
            fingerprint = fingerprint_value(result, self._revisions)
            fingerprint = self._fingerprints[read] = fingerprint if len(fingerprint) <= MAX_LENGTH else digest(fingerprint)
        return fingerprint

    def forget(self, name: str) -> None:
        """Forget the results of a query that were computed so far."""
        self._fingerprints = {read: fingerprint for read, fingerprint in self._fingerprints.items() if read[0] != name}

    def fingerprints(self, reads: Iterable[Read]) -> QueryFingerprints:
        """Return the current fingerprints of the results of some queries."""
        return QueryFingerprints({read: self.fingerprint_of(read) for read in reads}, self._hash_inputs(), dict(self._record_hashes))

    @classmethod
    def index_results(cls, results: Mapping[Read, str]) -> ResultIndex:
        """Return where the results of an earlier build are."""
        return ResultIndex({name for name, candidate in cls._queries.items() if candidate.of_record}).extend(results)

    def changed_since(
        self, previous: QueryFingerprints, last_sources: Mapping[Read, Sources] | None = None, index: ResultIndex | None = None
    ) -> set[int]:
        """Return the positions of those queries of an earlier build whose results have changed since.

        If a query's inputs are unchanged, or its `last_sources` are, its results are reused without recomputing them. Without
        `last_sources`, as in a process that builds once, sources are not compared. `index` is that of the earlier results, if there is one.
        """
        index = index or self.index_results(previous.results)
        unchanged = {name for name, inputs in self._hash_inputs().items() if previous.inputs.get(name) == inputs}
        edited_records = {key for key, _ in previous.records.items() ^ self._record_hashes.items()}
        doubtful = chain.from_iterable(index.of_record.get(key, ()) for key in edited_records)
        others = chain.from_iterable(reads for name, reads in index.others.items() if name not in unchanged)
        changed = {position for position, read in doubtful if self.fingerprint_of(read) != previous.results[read]}
        for position, read in others:
            if last_sources is not None and self._has_same_sources(read, last_sources):
                continue
            if self.fingerprint_of(read) != previous.results[read]:
                changed.add(position)
        self._unchanged = previous.results
        return changed

    def list_sources(self) -> Mapping[Read, Sources]:
        """Return the sources of the results that `changed_since` has compared, for the next run of this process."""
        return self._sources

    def _has_same_sources(self, read: Read, last_sources: Mapping[Read, Sources]) -> bool:
        """Return whether the result of a query follows from the same objects as in the last run of this process."""
        find_sources = self._queries[read[0]].sources
        if find_sources is None:
            return False
        sources, last = find_sources(self, *read[1:]), last_sources.get(read)
        is_same = last is not None and len(sources) == len(last) and all(map(is_, sources, last))
        self._sources[read] = last if is_same and last is not None else sources
        return is_same

    def _hash_inputs(self) -> dict[str, str]:
        return {name: getattr(self, candidate.inputs) for name, candidate in self._queries.items() if candidate.inputs is not None}


@singledispatch
def fingerprint_value(value: Any, revisions: Revisions) -> str:  # noqa: ARG001  (for the registered functions)
    """Return the fingerprint of a query result. Types are registered with it; raises TypeError for a type that is not."""
    raise TypeError(f"A query must return a type that has a fingerprint; got {type(value).__name__}")


@fingerprint_value.register(str | int | float | date | NoneType)
def fingerprint_plain(value: object, _: Revisions) -> str:
    """Return the `repr` of a value, which states all of it."""
    return repr(value)


@fingerprint_value.register(tuple | list)
def _fingerprint_sequence(values: Iterable[Any], revisions: Revisions) -> str:
    if not values:
        return ""
    kinds = set(map(type, values))
    is_plain = kinds <= _PLAIN or (kinds == {tuple} and set(map(type, chain.from_iterable(values))) <= _PLAIN)
    return digest(repr(values)) if is_plain else digest(*[fingerprint_value(value, revisions) for value in values])


_PLAIN = {str, int, bool, NoneType}
"""Types of which `repr` states all. Thousands of such values have one fingerprint, and not one each."""


@fingerprint_value.register(dict)
def _fingerprint_mapping(values: Mapping[Any, Any], revisions: Revisions) -> str:
    return digest(*[fingerprint_value(part, revisions) for item in values.items() for part in item])


@fingerprint_value.register(frozenset)
def _fingerprint_set(values: Iterable[Any], revisions: Revisions) -> str:
    return digest(*sorted(fingerprint_value(value, revisions) for value in values))
