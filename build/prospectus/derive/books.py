"""Views of books: one chapter per lesson or guide. Links are absolute URLs, since a book is read away from the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from prospectus.derive.chapters import chapters
from prospectus.derive.desk import Desk
from prospectus.derive.frame import Content
from prospectus.derive.reading import Read
from prospectus.derive.records import RecordPages
from prospectus.derive.view import PageView, View
from prospectus.model import address
from prospectus.model.book import Book
from prospectus.model.kinds import BY_NAME
from prospectus.model.record import Record


@dataclass(frozen=True, slots=True)
class BookView:
    """One book in one language, with everything that its documents can show."""

    path: str
    """The path of the published file, relative to the site root."""
    page: PageView
    """The book as a whole: its title, its summary and the sources of all chapters."""
    chapters: tuple[PageView, ...]
    """The chapters in reading order. The address of a chapter is that of its page on the site."""


@dataclass(frozen=True)
class BookPlan:
    """A book whose view is built on demand."""

    path: str
    desk: Desk
    make: Callable[[], BookView]

    def view(self) -> tuple[BookView, frozenset[Read]]:
        """Return the view of the book and its dependencies."""
        with self.desk.reading.noted() as reads:
            view = self.make()
        return view, frozenset(reads)


Measure = Callable[[BookPlan], int]
"""Returns the size of a book in bytes."""


class Books:
    """The books of one locale."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.records = desk, RecordPages(desk)
        self.base = desk.site.url.rstrip("/")

    def all(self) -> Iterator[BookPlan]:
        """Yield a plan for every book."""
        for record in self.desk.reading.all("book"):
            path = address.within(self.desk.locale, address.of_book(record.id))
            yield BookPlan(path, self.desk, partial(self._book, record, path))

    def _book(self, record: Record, path: str) -> BookView:
        assert isinstance(record, Book)  # noqa: S101  (all records of the kind are)
        self.desk.reading.record("book", record.id)
        found = chapters(record, self.desk.reading)
        whole = self._page(address.of_book(record.id), "book", record, View(record=self.desk.resolver.view_of("book", record)), found)
        return BookView(path, whole, tuple(self._chapter(kind, each) for kind, each in found))

    def _chapter(self, kind: str, record: Record) -> PageView:
        """Return a lesson or a guide with everything on its page except the links to further pages."""
        row = BY_NAME[kind]
        prose, tag = self.records.prose(row, record, self.base)
        body = View(
            record=self.desk.view(kind, record),
            prose=prose,
            prose_tag=tag,
            shows=tuple(self.records.show(target) for target in getattr(record, "shows", ())),
        )
        bars = self.records.bars(row, record)
        return self._page(str(address.of_record(row, record.id)), kind, record, body, ((kind, record),), bars)

    def _page(
        self, below: str, kind: str, record: Record, body: View, cited: Sequence[tuple[str, Record]], bars: tuple[str, ...] = ()
    ) -> PageView:
        """Return the page view of a document of a book, with the absolute URL of the site root as its base."""
        title = self.desk.resolver.words(record.title)
        summary = self.desk.resolver.words(record.summary) if record.summary else title
        content = Content(below, f"book/{kind}.html", title, summary, body, cited=[each for _, each in cited], bars=bars)
        return replace(self.desk.frame.page(content), base=self.base)
