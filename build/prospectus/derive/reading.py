"""The only way for pages to query the library. Every query is recorded, so a page is rebuilt only when one of its results changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from prospectus.derive.almanac import GRID_MARKS, Almanac
from prospectus.derive.duties import Duties, Duty
from prospectus.derive.releases import Releases
from prospectus.derive.schedule import Occurrence
from prospectus.derive.subjects import all_subjects
from prospectus.memo import digest
from prospectus.model.event import Event
from prospectus.model.kinds import EVENTS, Kind
from prospectus.model.library import Key, Library
from prospectus.model.moment import Moment, Precision
from prospectus.model.record import Record

Read = tuple[str, ...]
"""A recorded query: its name and its arguments as strings."""
PRINT = "_print_"
"""The prefix of the methods that return the fingerprint of a query result."""


class Answers(NamedTuple):
    """Fingerprints of query results, for the next build to compare with."""

    prints: Mapping[Read, str]
    grounds: Mapping[str, str]
    """By query name: a hash of all inputs of the query. Only queries for which it is cheap to compute are in it."""


class Reading:
    """Queries on the library and the occurrence index. Each query is recorded as a dependency of what is being built."""

    def __init__(self, library: Library, almanac: Almanac, measure: Callable[[str], int]) -> None:
        self.site = library.site
        self.almanac = almanac
        self.library = library
        """For code that builds no page; reading it is not recorded. Code that builds pages uses the methods below."""
        self.releases = Releases(library)
        """For code that builds no page. Code that builds pages uses `latest_release`."""
        self._measure = measure
        self._duties = Duties(library, almanac)
        self._notes: list[set[Read]] = []
        self._prints: dict[Read, str] = {}
        self._printers = {name.removeprefix(PRINT): getattr(self, name) for name in vars(Reading) if name.startswith(PRINT)}
        self._around = {kind: _neighbours(list(records)) for kind, records in library.records.items()}

    @contextmanager
    def noted(self) -> Iterator[set[Read]]:
        """Collect the queries made inside the `with` block. On exit they are also recorded in the enclosing block."""
        notes: set[Read] = set()
        self._notes.append(notes)
        try:
            yield notes
        finally:
            self._notes.pop()
            self.note(*notes)

    def note(self, *reads: Read) -> None:
        """Record queries as dependencies of what is being built."""
        if self._notes:
            self._notes[-1].update(reads)

    def record(self, kind: str, key: str) -> Record | None:
        """Return a record; None if it is hidden or does not exist."""
        self.note(("record", kind, key))
        return self.library.get(kind, key)

    def exists(self, kind: str, key: str) -> bool:
        """Return whether a record is shown. The result does not depend on its content."""
        self.note(("exists", kind, key))
        return self.library.get(kind, key) is not None

    def release_of(self, month: Moment) -> tuple[str, bool] | None:
        """Return the id of the latest release of a month, and whether the month has changed since; None if it has no release."""
        self.note(("release", str(month)))
        latest = self.releases.latest.get(month)
        return (latest.id, self.releases.changed_since(month)) if latest is not None else None

    def all(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind, in order."""
        self.note(("all", kind))
        return self.library.of(kind)

    def with_pages(self) -> list[tuple[Kind, Record]]:
        """Return every record with a page of its own. This is not recorded, because the list of pages is part of no page."""
        return self.library.with_pages()

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return the ids of the records of a kind, in order. The result does not depend on their content."""
        self.note(("ids", kind))
        return tuple(self.library.records.get(kind, ()))

    def prose(self, key: Key) -> dict[str, str]:
        """Return the Markdown of a record by language."""
        self.note(("record", *key))
        return dict(self.library.prose.get(key, {}))

    def stale(self, key: Key, language: str) -> bool:
        """Return whether a translation is older than its source."""
        self.note(("record", *key))
        return (*key, language) in self.library.stale

    def referrers(self, key: Key, kind: str) -> tuple[str, ...]:
        """Return the ids of the records of `kind` that refer to a record, in order."""
        self.note(("referrers", *key, kind))
        return tuple(each for of, each in self.library.referrers.get(key, ()) if of == kind)

    def uses(self, term: str, language: str, most: int) -> tuple[tuple[Key, ...], int]:
        """Return the keys of the first records, at most `limit`, that use a term in their text in a language, and the number of all."""
        self.note(("uses", term, language, str(most)))
        found = self.library.uses.get((term, language), ())
        return found[:most], len(found)

    def around(self, key: Key) -> tuple[str | None, str | None]:
        """Return the ids of the previous and the next record of the same kind; None at either end."""
        self.note(("around", *key))
        return self._around[key[0]][key[1]]

    def occurrences_of(self, key: Key) -> Sequence[Occurrence]:
        """Return the occurrences of a record in chronological order."""
        self.note(("occurrences", *key))
        return self.almanac.by_record.get(key, ())

    def occurrences_in(self, year: int, month: int) -> Sequence[Occurrence]:
        """Return the occurrences that overlap a month, in chronological order."""
        self.note(("month", str(year), str(month)))
        return self.almanac.by_month.get((year, month), ())

    def marks_in(self, year: int, month: int) -> tuple[Occurrence, ...]:
        """Return the occurrences that are marked in the small grid of a month."""
        self.note(("marks", str(year), str(month)))
        return tuple(each for each in self.almanac.by_month.get((year, month), ()) if each.sort in GRID_MARKS)

    def coming(self, sorts: frozenset[str], most: int) -> list[Occurrence]:
        """Return the next occurrences of some types from today, at most `limit`, without samples."""
        self.note(("coming", ",".join(sorted(sorts)), str(most)))
        today = self.today
        found = (each for each in self.almanac.occurrences if each.start >= today and each.sort in sorts and not each.sample)
        return list(islice(found, most))

    @property
    def today(self) -> date:
        """The date of `now` in the site's zone."""
        self.note(("today",))
        return self.almanac.today

    def state(self, each: Occurrence) -> str:
        """Return the state of an occurrence at `now`: `upcoming`, `now` or `past`."""
        state = self.almanac.state(each)
        self.note(("state", each.uid, state))
        return state

    def passed(self, instant: datetime) -> bool:
        """Return whether an instant, such as the end of a month, is past. It is an aware datetime."""
        self.note(("passed", instant.isoformat()))
        return instant <= self.almanac.now

    def duty(self, each: Occurrence) -> Duty | None:
        """Return the obligation status of an instance of a series; None for any other occurrence.

        None is not recorded: it follows from the occurrence alone.
        """
        duty = self._duties.of(each)
        if duty is not None:
            self.note(("duty", each.uid))
        return duty

    def subjects(self) -> frozenset[Key]:
        """Return the calendars that readers can subscribe to, such as `("series", ID)`, except the calendar of everything."""
        self.note(("subjects",))
        return self._subjects

    @cached_property
    def _subjects(self) -> frozenset[Key]:
        return all_subjects(self.library, self.almanac.occurrences)

    def unset_in(self, year: int, month: int) -> tuple[tuple[str, Event], ...]:
        """Return the kind and event of each event of a month without a stated day. Those of a quarter or year are in its first month."""
        self.note(("unset_in", str(year), str(month)))
        return tuple(self._unset.get((year, month), ()))

    @cached_property
    def _unset(self) -> dict[tuple[int, int], list[tuple[str, Event]]]:
        found: dict[tuple[int, int], list[tuple[str, Event]]] = {}
        for kind in EVENTS:
            for event in self.library.of(kind):
                if isinstance(event, Event) and event.starts.precision < Precision.DAY:
                    found.setdefault((event.starts.start.year, event.starts.start.month), []).append((kind, event))
        return found

    def moved_from(self, kind: str, event: Event) -> Moment | None:
        """Return the start of an event before it was moved, according to its releases; None if they do not have another start."""
        self.note(("moved_from", kind, event.id))
        keys = [(kind, key) for key in (event.id, *event.formerly)]
        told = (each.event.starts for each in reversed(self.releases.history.snapshots(keys)))
        return next((starts for starts in told if starts != event.starts), None)

    def size(self, path: str) -> int:
        """Return the size in bytes of the book published at `path`; 0 if there is none."""
        self.note(("size", path))
        return self._measure(path)

    def answers(self, reads: Iterable[Read]) -> Answers:
        """Return the current fingerprints of the results of some queries."""
        return Answers({read: self.print_of(read) for read in reads}, self._grounds)

    def changed(self, before: Answers) -> set[int]:
        """Return the positions of those queries of an earlier build whose results have changed since.

        If a query's inputs are unchanged, its results are reused without recomputing them.
        """
        same = {question for question, ground in self._grounds.items() if before.grounds.get(question) == ground}
        self._prints.update((read, answer) for read, answer in before.prints.items() if read[0] in same)
        asked = ((place, read, answer) for place, (read, answer) in enumerate(before.prints.items()) if read[0] not in same)
        return {place for place, read, answer in asked if self.print_of(read) != answer}

    @cached_property
    def _grounds(self) -> dict[str, str]:
        ids = digest(*[f"{kind} {' '.join(by_id)}" for kind, by_id in self.library.records.items()])
        times = digest(*[each.print for each in self.almanac.occurrences])
        return {"around": ids, "exists": ids, "ids": ids, "marks": times, "month": times, "occurrences": times}

    def print_of(self, read: Read) -> str:
        """Return the fingerprint of the current result of a query. It is computed once per build."""
        found = self._prints.get(read)
        if found is None:
            found = self._prints[read] = self._printers[read[0]](*read[1:])
        return found

    def _print_record(self, kind: str, key: str) -> str:
        return self.library.revisions.get((kind, key), "")

    def _print_exists(self, kind: str, key: str) -> str:
        return "1" if self.exists(kind, key) else ""

    def _print_release(self, month: str) -> str:
        return repr(self.release_of(Moment.parse(month)))

    def _print_all(self, kind: str) -> str:
        return digest(*(self.library.revisions[kind, key] for key in self.library.records.get(kind, ())))

    def _print_ids(self, kind: str) -> str:
        return digest(*self.library.records.get(kind, ()))

    def _print_referrers(self, kind: str, key: str, of: str) -> str:
        return " ".join(self.referrers((kind, key), of))

    def _print_uses(self, term: str, language: str, most: str) -> str:
        return digest(self.uses(term, language, int(most)))

    def _print_around(self, kind: str, key: str) -> str:
        return " ".join(each or "" for each in self._around[kind].get(key, ()))

    def _print_occurrences(self, kind: str, key: str) -> str:
        return _print(self.almanac.by_record.get((kind, key), ()))

    def _print_month(self, year: str, month: str) -> str:
        return _print(self.almanac.by_month.get((int(year), int(month)), ()))

    def _print_marks(self, year: str, month: str) -> str:
        return _print(self.marks_in(int(year), int(month)))

    def _print_coming(self, sorts: str, most: str) -> str:
        return _print(self.coming(frozenset(sorts.split(",")), int(most)))

    def _print_today(self) -> str:
        return self.almanac.today.isoformat()

    def _print_state(self, uid: str, _: str) -> str:
        return self.almanac.state(self.almanac.by_uid[uid]) if uid in self.almanac.by_uid else ""

    def _print_passed(self, instant: str) -> str:
        return "1" if datetime.fromisoformat(instant) <= self.almanac.now else ""

    def _print_duty(self, uid: str) -> str:
        return repr(self._duties.of(self.almanac.by_uid[uid])) if uid in self.almanac.by_uid else ""

    def _print_subjects(self) -> str:
        return digest(*map(" ".join, sorted(self._subjects)))

    def _print_unset_in(self, year: str, month: str) -> str:
        found = self._unset.get((int(year), int(month)), ())
        return digest(*(self.library.revisions[kind, event.id] for kind, event in found)) if found else ""

    def _print_moved_from(self, kind: str, key: str) -> str:
        event = self.library.get(kind, key)
        return str(self.moved_from(kind, event)) if isinstance(event, Event) else ""

    def _print_size(self, path: str) -> str:
        return str(self._measure(path))


def _print(occurrences: Sequence[Occurrence]) -> str:
    return digest(*[each.print for each in occurrences]) if occurrences else ""


def _neighbours(ids: list[str]) -> dict[str, tuple[str | None, str | None]]:
    around: list[str | None] = [None, *ids, None]
    return {key: (around[n], around[n + 2]) for n, key in enumerate(ids)}
