"""The only way for pages to query the library. Every query is recorded, so a page is rebuilt only when one of its results changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from prospectus.cache.cache import digest
from prospectus.model.kinds.event import Event
from prospectus.model.library import Library, RecordKey
from prospectus.model.record import Record
from prospectus.model.registry import EVENT_KINDS, Kind
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.schedule.calendar_index import GRID_MARKS, OccurrenceIndex
from prospectus.schedule.obligations import ObligationIndex, ObligationStatus
from prospectus.schedule.occurrences import Occurrence
from prospectus.schedule.releases import ReleaseIndex
from prospectus.schedule.subscriptions import all_subscriptions

Read = tuple[str, ...]
"""A recorded query: its name and its arguments as strings."""
PRINT = "_print_"
"""The prefix of the methods that return the fingerprint of a query result."""


class QueryFingerprints(NamedTuple):
    """Fingerprints of query results, for the next build to compare with."""

    results: Mapping[Read, str]
    inputs: Mapping[str, str]
    """By query name: a hash of all inputs of the query. Only queries for which it is cheap to compute are in it."""


class Queries:
    """Queries on the library and the occurrence index. Each query is recorded as a dependency of what is being built."""

    def __init__(self, library: Library, index: OccurrenceIndex, book_size: Callable[[str], int]) -> None:
        self.site = library.site
        self.index = index
        self.library = library
        """For code that builds no page; reading it is not recorded. Code that builds pages uses the methods below."""
        self.releases = ReleaseIndex(library)
        """For code that builds no page. Code that builds pages uses `latest_release`."""
        self._book_size = book_size
        self._obligations = ObligationIndex(library, index)
        self._recordings: list[set[Read]] = []
        self._fingerprints: dict[Read, str] = {}
        self._printers = {name.removeprefix(PRINT): getattr(self, name) for name in vars(Queries) if name.startswith(PRINT)}
        self._neighbours = {kind: _neighbours_by_id(list(records)) for kind, records in library.records.items()}

    @contextmanager
    def recording(self) -> Iterator[set[Read]]:
        """Collect the queries made inside the `with` block. On exit they are also recorded in the enclosing block."""
        reads: set[Read] = set()
        self._recordings.append(reads)
        try:
            yield reads
        finally:
            self._recordings.pop()
            self.record_read(*reads)

    def record_read(self, *reads: Read) -> None:
        """Record queries as dependencies of what is being built."""
        if self._recordings:
            self._recordings[-1].update(reads)

    def record(self, kind: str, key: str) -> Record | None:
        """Return a record; None if it is hidden or does not exist."""
        self.record_read(("record", kind, key))
        return self.library.get(kind, key)

    def exists(self, kind: str, key: str) -> bool:
        """Return whether a record is shown. The result does not depend on its content."""
        self.record_read(("exists", kind, key))
        return self.library.get(kind, key) is not None

    def latest_release(self, month: PartialDate, languages: Sequence[str]) -> tuple[str, bool] | None:
        """Return the id of the latest release of a month, and whether readers of `languages` see changes since; None without a release."""
        self.record_read(("release", str(month), *languages))
        latest = self.releases.latest_by_month.get(month)
        return (latest.id, self.releases.changed_since(month, languages)) if latest is not None else None

    def records(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind, in order."""
        self.record_read(("all", kind))
        return self.library.records_of(kind)

    def records_with_pages(self) -> list[tuple[Kind, Record]]:
        """Return every record with a page of its own. This is not recorded, because the list of pages is part of no page."""
        return self.library.records_with_pages()

    def record_ids(self, kind: str) -> tuple[str, ...]:
        """Return the ids of the records of a kind, in order. The result does not depend on their content."""
        self.record_read(("ids", kind))
        return tuple(self.library.records.get(kind, ()))

    def prose(self, key: RecordKey) -> dict[str, str]:
        """Return the Markdown of a record by language."""
        self.record_read(("record", *key))
        return dict(self.library.prose.get(key, {}))

    def is_stale(self, key: RecordKey, language: str) -> bool:
        """Return whether a translation is older than its source."""
        self.record_read(("record", *key))
        return (*key, language) in self.library.outdated_translations

    def referrer_ids(self, key: RecordKey, kind: str) -> tuple[str, ...]:
        """Return the ids of the records of `kind` that refer to a record, in order."""
        self.record_read(("referrers", *key, kind))
        return tuple(referrer_id for referrer_kind, referrer_id in self.library.referrers.get(key, ()) if referrer_kind == kind)

    def term_uses(self, term: str, language: str, limit: int) -> tuple[tuple[RecordKey, ...], int]:
        """Return the keys of the first records, at most `limit`, that use a term in their text in a language, and the number of all."""
        self.record_read(("uses", term, language, str(limit)))
        keys = self.library.term_uses.get((term, language), ())
        return keys[:limit], len(keys)

    def neighbours(self, key: RecordKey) -> tuple[str | None, str | None]:
        """Return the ids of the previous and the next record of the same kind; None at either end."""
        self.record_read(("around", *key))
        return self._neighbours[key[0]][key[1]]

    def occurrences_of(self, key: RecordKey) -> Sequence[Occurrence]:
        """Return the occurrences of a record in chronological order."""
        self.record_read(("occurrences", *key))
        return self.index.by_record.get(key, ())

    def occurrences_in(self, year: int, month: int) -> Sequence[Occurrence]:
        """Return the occurrences that overlap a month, in chronological order, without replaced ones."""
        self.record_read(("month", str(year), str(month)))
        return self.index.by_month.get((year, month), ())

    def marks_in(self, year: int, month: int) -> tuple[Occurrence, ...]:
        """Return the occurrences that are marked in the small grid of a month."""
        self.record_read(("marks", str(year), str(month)))
        return tuple(occurrence for occurrence in self.index.by_month.get((year, month), ()) if occurrence.occurrence_type in GRID_MARKS)

    def upcoming(self, types: frozenset[str], limit: int) -> list[Occurrence]:
        """Return the next occurrences of some types from today, at most `limit`, without samples and replaced ones."""
        self.record_read(("coming", ",".join(sorted(types)), str(limit)))
        today = self.today
        upcoming = (
            occurrence
            for occurrence in self.index.occurrences
            if occurrence.start >= today and occurrence.occurrence_type in types and not (occurrence.sample or occurrence.replaced)
        )
        return list(islice(upcoming, limit))

    @property
    def today(self) -> date:
        """The date of `now` in the site's zone."""
        self.record_read(("today",))
        return self.index.today

    def state(self, occurrence: Occurrence) -> str:
        """Return the state of an occurrence at `now`: `upcoming`, `now` or `past`."""
        state = self.index.state(occurrence)
        self.record_read(("state", occurrence.uid, state))
        return state

    def is_past(self, instant: datetime) -> bool:
        """Return whether an instant, such as the end of a month, is past. It is an aware datetime."""
        self.record_read(("passed", instant.isoformat()))
        return instant <= self.index.now

    def obligation_status(self, occurrence: Occurrence) -> ObligationStatus | None:
        """Return the obligation status of an instance of a series; None for any other occurrence.

        None is not recorded: it follows from the occurrence alone.
        """
        status = self._obligations.status_of(occurrence)
        if status is not None:
            self.record_read(("duty", occurrence.uid))
        return status

    def subscriptions(self) -> frozenset[RecordKey]:
        """Return the calendars that readers can subscribe to, such as `("series", ID)`, except the calendar of everything."""
        self.record_read(("subjects",))
        return self._subscriptions

    @cached_property
    def _subscriptions(self) -> frozenset[RecordKey]:
        return all_subscriptions(self.library, self.index.occurrences)

    def undated_events_in(self, year: int, month: int) -> tuple[tuple[str, Event], ...]:
        """Return the kind and event of each event of a month without a stated day. Those of a quarter or year are in its first month."""
        self.record_read(("unset_in", str(year), str(month)))
        return tuple(self._undated_events.get((year, month), ()))

    @cached_property
    def _undated_events(self) -> dict[tuple[int, int], list[tuple[str, Event]]]:
        by_month: dict[tuple[int, int], list[tuple[str, Event]]] = {}
        for kind in EVENT_KINDS:
            for event in self.library.records_of(kind):
                if isinstance(event, Event) and event.starts.precision < Precision.DAY:
                    by_month.setdefault((event.starts.start.year, event.starts.start.month), []).append((kind, event))
        return by_month

    def original_start(self, kind: str, event: Event) -> PartialDate | None:
        """Return the start of an event before it was moved, according to its releases; None if they do not have another start."""
        self.record_read(("moved_from", kind, event.id))
        snapshots = self.releases.history.snapshots_of((kind, event.first_id))
        released_starts = (snapshot.event.starts for snapshot in reversed(snapshots))
        return next((starts for starts in released_starts if starts != event.starts), None)

    def book_size(self, path: str) -> int:
        """Return the size in bytes of the book published at `path`; 0 if there is none."""
        self.record_read(("size", path))
        return self._book_size(path)

    def fingerprints(self, reads: Iterable[Read]) -> QueryFingerprints:
        """Return the current fingerprints of the results of some queries."""
        return QueryFingerprints({read: self.fingerprint_of(read) for read in reads}, self._grounds)

    def changed_since(self, previous: QueryFingerprints) -> set[int]:
        """Return the positions of those queries of an earlier build whose results have changed since.

        If a query's inputs are unchanged, its results are reused without recomputing them.
        """
        unchanged = {name for name, inputs in self._grounds.items() if previous.inputs.get(name) == inputs}
        self._fingerprints.update((read, fingerprint) for read, fingerprint in previous.results.items() if read[0] in unchanged)
        to_check = (
            (position, read, fingerprint)
            for position, (read, fingerprint) in enumerate(previous.results.items())
            if read[0] not in unchanged
        )
        return {position for position, read, fingerprint in to_check if self.fingerprint_of(read) != fingerprint}

    @cached_property
    def _grounds(self) -> dict[str, str]:
        ids = digest(*[f"{kind} {' '.join(by_id)}" for kind, by_id in self.library.records.items()])
        times = digest(*[each.fingerprint for each in self.index.occurrences])
        return {"around": ids, "exists": ids, "ids": ids, "marks": times, "month": times, "occurrences": times}

    def fingerprint_of(self, read: Read) -> str:
        """Return the fingerprint of the current result of a query. It is computed once per build."""
        fingerprint = self._fingerprints.get(read)
        if fingerprint is None:
            fingerprint = self._fingerprints[read] = self._printers[read[0]](*read[1:])
        return fingerprint

    def _print_record(self, kind: str, key: str) -> str:
        return self.library.fingerprints.get((kind, key), "")

    def _print_exists(self, kind: str, key: str) -> str:
        return "1" if self.exists(kind, key) else ""

    def _print_release(self, month: str, *languages: str) -> str:
        return repr(self.latest_release(PartialDate.parse(month), languages))

    def _print_all(self, kind: str) -> str:
        return digest(*(self.library.fingerprints[kind, key] for key in self.library.records.get(kind, ())))

    def _print_ids(self, kind: str) -> str:
        return digest(*self.library.records.get(kind, ()))

    def _print_referrers(self, kind: str, key: str, of: str) -> str:
        return " ".join(self.referrer_ids((kind, key), of))

    def _print_uses(self, term: str, language: str, most: str) -> str:
        return digest(self.term_uses(term, language, int(most)))

    def _print_around(self, kind: str, key: str) -> str:
        return " ".join(each or "" for each in self._neighbours[kind].get(key, ()))

    def _print_occurrences(self, kind: str, key: str) -> str:
        return _print(self.index.by_record.get((kind, key), ()))

    def _print_month(self, year: str, month: str) -> str:
        return _print(self.index.by_month.get((int(year), int(month)), ()))

    def _print_marks(self, year: str, month: str) -> str:
        return _print(self.marks_in(int(year), int(month)))

    def _print_coming(self, sorts: str, most: str) -> str:
        return _print(self.upcoming(frozenset(sorts.split(",")), int(most)))

    def _print_today(self) -> str:
        return self.index.today.isoformat()

    def _print_state(self, uid: str, _: str) -> str:
        return self.index.state(self.index.by_uid[uid]) if uid in self.index.by_uid else ""

    def _print_passed(self, instant: str) -> str:
        return "1" if datetime.fromisoformat(instant) <= self.index.now else ""

    def _print_duty(self, uid: str) -> str:
        return repr(self._obligations.status_of(self.index.by_uid[uid])) if uid in self.index.by_uid else ""

    def _print_subjects(self) -> str:
        return digest(*map(" ".join, sorted(self._subscriptions)))

    def _print_unset_in(self, year: str, month: str) -> str:
        found = self._undated_events.get((int(year), int(month)), ())
        return digest(*(self.library.fingerprints[kind, event.id] for kind, event in found)) if found else ""

    def _print_moved_from(self, kind: str, key: str) -> str:
        event = self.library.get(kind, key)
        return str(self.original_start(kind, event)) if isinstance(event, Event) else ""

    def _print_size(self, path: str) -> str:
        return str(self._book_size(path))


def _print(occurrences: Sequence[Occurrence]) -> str:
    return digest(*[each.fingerprint for each in occurrences]) if occurrences else ""


def _neighbours_by_id(ids: list[str]) -> dict[str, tuple[str | None, str | None]]:
    padded: list[str | None] = [None, *ids, None]
    return {key: (padded[position], padded[position + 2]) for position, key in enumerate(ids)}
