"""Decides which events or notices fulfil an instance of a series. Pages, checks, `due` and `plan` all ask here.

An event fulfils the instance in which it starts. If it was moved, it also fulfils the day or span that it was meant for: the one whose
planned id it has or had, or in which its first release has it. A period is different: it wants something to happen within it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date

from prospectus.model.kinds.event import Event
from prospectus.model.kinds.notice import Notice
from prospectus.model.kinds.release import Release
from prospectus.model.kinds.series import Series
from prospectus.model.library import RecordKey
from prospectus.model.record import Record
from prospectus.model.values.partial_date import Precision
from prospectus.schedule.instances import planned_event_id


class Fulfilment:
    """An index of events and notices by the requirement that they fulfil. With `drafts`, drafts count like published records.

    `original_days` has the day on which each event was first released, by its first key; see `find_original_days`.
    """

    def __init__(
        self, records: Iterable[tuple[str, Record]], original_days: Mapping[RecordKey, date] | None = None, *, drafts: bool = False
    ) -> None:
        self._entries: dict[RecordKey, list[tuple[date, RecordKey]]] = {}
        self._original_days: dict[str, list[tuple[date, RecordKey]]] = {}
        """The events of each series by the day of their first release."""
        self._by_id: dict[tuple[str, str], list[RecordKey]] = {}
        """The events by their series and each of their present and former ids."""
        for kind, record in records:
            if is_valid(record, drafts=drafts):
                for requirement, day in _fulfilled_requirements(record):
                    self._entries.setdefault(requirement, []).append((day, (kind, record.id)))
                if isinstance(record, Event) and record.series is not None and record.starts.precision >= Precision.DAY:
                    self._add_plan(record.series, kind, record, (original_days or {}).get((kind, record.first_id)))
        for entries in self._entries.values():
            entries.sort()

    def _add_plan(self, series: str, kind: str, event: Event, original_day: date | None) -> None:
        """Index what an event was meant for, wherever it is now."""
        for event_id in (event.id, *event.formerly):
            self._by_id.setdefault((series, event_id), []).append((kind, event.id))
        if original_day is not None:
            self._original_days.setdefault(series, []).append((original_day, (kind, event.id)))

    def find_records(self, series: Series, start: date, end: date) -> tuple[tuple[RecordKey, ...], bool]:
        """Return the keys of the records that fulfil the instance from `start` to `end`, exclusive, and whether it is complete.

        It is complete when each requirement of the series is fulfilled within it.
        """
        matches = [self.find_by_requirement(requirement, start, end) for requirement in requirements_of(series)]
        if series.recurrence.mode != "period" and not series.notices_of:
            matches[0] += self._find_moved(series, start, end)
        return tuple(dict.fromkeys(key for keys in matches for key in keys)), all(matches)

    def find_by_requirement(self, requirement: RecordKey, start: date, end: date) -> list[RecordKey]:
        """Return the keys of the records that fulfil one requirement of the instance from `start` to `end`, exclusive."""
        entries = self._entries.get(requirement, [])
        first = bisect_left(entries, start, key=lambda entry: entry[0])
        return [key for _, key in entries[first : bisect_left(entries, end, key=lambda entry: entry[0])]]

    def _find_moved(self, series: Series, start: date, end: date) -> list[RecordKey]:
        """Return the keys of the events that were meant for the day or span from `start` to `end`, exclusive."""
        planned = self._by_id.get((series.id, planned_event_id(series, start)), [])
        return [*planned, *(key for day, key in self._original_days.get(series.id, ()) if start <= day < end)]


def describe(record: Record) -> tuple[object, ...]:
    """Return everything of a record that decides what it fulfils, as far as no release does."""
    meant_for = (record.series, record.starts) if isinstance(record, Event) else ()
    return (is_valid(record), _fulfilled_requirements(record), record.id, record.formerly, record.first_id, *meant_for)


def find_original_days(releases: Iterable[Record]) -> Mapping[RecordKey, date]:
    """Return the day of each event in the first release that readers have seen, by its first key; those without a day are left out."""
    seen = [release for release in releases if isinstance(release, Release) and release.was_published]
    days: dict[RecordKey, date] = {}
    for release in sorted(seen, key=lambda release: (release.published, release.month, release.number)):
        for event in release.events:
            if event.starts.precision >= Precision.DAY:
                days.setdefault(event.first_key, event.starts.first_day)
    return days


def requirements_of(series: Series) -> list[RecordKey]:
    """Return what each instance of a series requires: an event of the series, or a monthly notice of each of its exchanges."""
    return [("institution", exchange) for exchange in series.notices_of] or [("series", series.id)]


def is_valid(record: Record, *, drafts: bool = False) -> bool:
    """Return whether a record can fulfil anything: not samples, withdrawn records and cancelled events, and drafts only with `drafts`."""
    is_cancelled = isinstance(record, Event) and record.state == "cancelled"
    return (record.exported or (drafts and record.hidden)) and not is_cancelled


def _fulfilled_requirements(record: Record) -> list[tuple[RecordKey, date]]:
    """Return the requirements that a record fulfils, each with the first day that it covers."""
    if isinstance(record, Event) and record.series is not None:
        return [(("series", record.series), record.starts.first_day)]
    if isinstance(record, Notice) and record.form == "monthly":
        return [(("institution", exchange), record.period.first_day) for exchange in record.exchanges]
    return []
