"""Decides which events or notices fulfil an instance of a series. Pages, checks, `due` and `plan` all ask here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date

from prospectus.model.kinds.event import Event
from prospectus.model.kinds.notice import Notice
from prospectus.model.kinds.series import Series
from prospectus.model.library import RecordKey
from prospectus.model.record import Record


class Fulfilment:
    """An index of events and notices by the requirement that they fulfil. With `drafts`, drafts count like published records."""

    def __init__(self, records: Iterable[tuple[str, Record]], *, drafts: bool = False) -> None:
        self._entries: dict[RecordKey, list[tuple[date, RecordKey]]] = {}
        for kind, record in records:
            if is_valid(record, drafts=drafts):
                for requirement, day in _fulfilled_requirements(record):
                    self._entries.setdefault(requirement, []).append((day, (kind, record.id)))
        for entries in self._entries.values():
            entries.sort()

    def find_records(self, series: Series, start: date, end: date) -> tuple[tuple[RecordKey, ...], bool]:
        """Return the keys of the records that fulfil the instance from `start` to `end`, exclusive, and whether it is complete.

        It is complete when each requirement of the series is fulfilled within it.
        """
        matches = [self.find_by_requirement(requirement, start, end) for requirement in requirements_of(series)]
        return tuple(dict.fromkeys(key for keys in matches for key in keys)), all(matches)

    def find_by_requirement(self, requirement: RecordKey, start: date, end: date) -> list[RecordKey]:
        """Return the keys of the records that fulfil one requirement of the instance from `start` to `end`, exclusive."""
        entries = self._entries.get(requirement, [])
        first = bisect_left(entries, start, key=lambda entry: entry[0])
        return [key for _, key in entries[first : bisect_left(entries, end, key=lambda entry: entry[0])]]


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
