"""Which records are the chapters of a book, and how fresh they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prospectus.derive.reading import Reading
from prospectus.model.book import Book
from prospectus.model.library import Key
from prospectus.model.moment import Moment
from prospectus.model.path import Path
from prospectus.model.record import Record


def chapters(book: Book, reading: Reading) -> list[tuple[str, Record]]:
    """Return kind and record of each chapter, in order and once; those that are not shown are left out."""
    keys = dict.fromkeys(key for target in book.of for key in _keys(target, reading))
    return [(kind, record) for kind, key in keys if (record := reading.record(kind, key)) is not None]


def _keys(target: str, reading: Reading) -> Iterator[Key]:
    kind, _, key = target.partition(":")
    if kind != "path":
        yield kind, key
        return
    path = reading.record(kind, key)
    if isinstance(path, Path):
        yield from (("lesson", lesson) for lesson in path.lessons)


def last_review(records: Iterable[Record]) -> Moment | None:
    """Return when one of the records was last checked; None when none of them says."""
    return max((record.reviewed for record in records if record.reviewed is not None), default=None)
