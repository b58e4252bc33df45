"""The records that are the chapters of a book, and the date of their latest review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prospectus.model.kinds.book import Book
from prospectus.model.kinds.path import Path
from prospectus.model.library import RecordKey
from prospectus.model.record import Record
from prospectus.model.values.partial_date import PartialDate
from prospectus.query.queries import Queries


def list_chapters(book: Book, queries: Queries) -> list[tuple[str, Record]]:
    """Return the kind and record of each chapter, in order and without duplicates. Hidden records are left out."""
    keys = dict.fromkeys(key for target in book.of for key in _iter_keys(target, queries))
    return [(kind, record) for kind, key in keys if (record := queries.record(kind, key)) is not None]


def _iter_keys(target: str, queries: Queries) -> Iterator[RecordKey]:
    kind, _, key = target.partition(":")
    if kind != "path":
        yield kind, key
        return
    path = queries.record(kind, key)
    if isinstance(path, Path):
        yield from (("lesson", lesson) for lesson in path.lessons)


def latest_review(records: Iterable[Record]) -> PartialDate | None:
    """Return the latest review date of the records; None if none of them has one."""
    return max((record.reviewed for record in records if record.reviewed is not None), default=None)
