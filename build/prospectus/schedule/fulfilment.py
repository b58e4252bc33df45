"""Finds which events or notices fulfil each instance of a series."""

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
    """An index of events and notices by what they fulfil. Records that are not published and cancelled events fulfil nothing."""

    def __init__(self, records: Iterable[tuple[str, Record]]) -> None:
        self._entries: dict[RecordKey, list[tuple[date, RecordKey]]] = {}
        for kind, record in records:
            if record.exported:
                for fulfilled_key, day in _fulfilled_keys(record):
                    self._entries.setdefault(fulfilled_key, []).append((day, (kind, record.id)))
        for entries in self._entries.values():
            entries.sort()

    def find_records(self, series: Series, start: date, end: date) -> tuple[tuple[RecordKey, ...], bool]:
        """Return the keys of the records that fulfil the instance from `start` to `end`, exclusive, and whether it is complete.

        It is complete with one event of the series that starts within it. If the series consists of notices, it needs a monthly notice
        of each of its exchanges for that period.
        """
        fulfilled_keys = [("institution", exchange) for exchange in series.notices_of] or [("series", series.id)]
        matches = [self._keys_within(fulfilled_key, start, end) for fulfilled_key in fulfilled_keys]
        return tuple(dict.fromkeys(key for keys in matches for key in keys)), all(matches)

    def _keys_within(self, fulfilled_key: RecordKey, start: date, end: date) -> list[RecordKey]:
        entries = self._entries.get(fulfilled_key, [])
        first = bisect_left(entries, start, key=lambda entry: entry[0])
        return [key for _, key in entries[first : bisect_left(entries, end, key=lambda entry: entry[0])]]


def _fulfilled_keys(record: Record) -> list[tuple[RecordKey, date]]:
    """Return what a record fulfils (a series, or an exchange's notices) and the first day that it covers."""
    if isinstance(record, Event) and record.series is not None and record.state != "cancelled":
        return [(("series", record.series), record.starts.first_day)]
    if isinstance(record, Notice) and record.form == "monthly":
        return [(("institution", exchange), record.period.first_day) for exchange in record.exchanges]
    return []
