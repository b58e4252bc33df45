"""Finds which events or notices fulfil each instance of a series."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date

from prospectus.model.event import Event
from prospectus.model.library import Key
from prospectus.model.notice import Notice
from prospectus.model.record import Record
from prospectus.model.series import Series


class Fulfilment:
    """An index of events and notices by what they fulfil. Records that are not published and cancelled events fulfil nothing."""

    def __init__(self, records: Iterable[tuple[str, Record]]) -> None:
        self._found: dict[Key, list[tuple[date, Key]]] = {}
        for kind, record in records:
            if record.exported:
                for of, day in _fulfilled(record):
                    self._found.setdefault(of, []).append((day, (kind, record.id)))
        for found in self._found.values():
            found.sort()

    def of(self, series: Series, start: date, end: date) -> tuple[tuple[Key, ...], bool]:
        """Return the keys of the records that fulfil the instance from `start` to `end`, exclusive, and whether it is complete.

        It is complete with one event of the series that starts within it. If the series consists of notices, it needs a monthly notice
        of each of its exchanges for that period.
        """
        parts = [("institution", each) for each in series.notices_of] or [("series", series.id)]
        found = [self._within(each, start, end) for each in parts]
        return tuple(dict.fromkeys(key for keys in found for key in keys)), all(found)

    def _within(self, of: Key, start: date, end: date) -> list[Key]:
        found = self._found.get(of, [])
        at = bisect_left(found, start, key=lambda each: each[0])
        return [key for _, key in found[at : bisect_left(found, end, key=lambda each: each[0])]]


def _fulfilled(record: Record) -> list[tuple[Key, date]]:
    """Return what a record fulfils (a series, or an exchange's notices) and the first day that it covers."""
    if isinstance(record, Event) and record.series is not None and record.state != "cancelled":
        return [(("series", record.series), record.starts.first_day)]
    if isinstance(record, Notice) and record.form == "monthly":
        return [(("institution", each), record.period.first_day) for each in record.exchanges]
    return []
