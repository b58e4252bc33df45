"""Views of books: one chapter per lesson or guide. Links are absolute URLs, since a book is read away from the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from prospectus.model import urls
from prospectus.model.kinds.book import Book
from prospectus.model.record import Record
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.query.recording import Read
from prospectus.views.chapters import list_chapters
from prospectus.views.locale_views import LocaleContext
from prospectus.views.page import PageView
from prospectus.views.page_frame import PageContent
from prospectus.views.record_media import RecordMedia
from prospectus.views.record_pages import RecordPages
from prospectus.views.view import View


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
    context: LocaleContext
    make_view: Callable[[], BookView]

    def build(self) -> tuple[BookView, frozenset[Read]]:
        """Return the view of the book and its dependencies."""
        with self.context.queries.recording() as reads:
            view = self.make_view()
        return view, frozenset(reads)


def plan_books(contexts: Iterable[LocaleContext]) -> tuple[BookPlan, ...]:
    """Return the plans of all books, by locale. No book shows the size of another, so none is known yet."""
    return tuple(plan for context in contexts for plan in Books(context).iter_plans())


class Books:
    """The books of one locale."""

    def __init__(self, context: LocaleContext) -> None:
        self.context, self.record_pages = context, RecordPages(context)
        self.base = context.site.url.rstrip("/")

    def iter_plans(self) -> Iterator[BookPlan]:
        """Yield a plan for every book."""
        for record in self.context.queries.records("book"):
            path = urls.localised_url(self.context.locale, urls.book_url(record.id))
            yield BookPlan(path, self.context, partial(self._build_book, record, path))

    def _build_book(self, record: Record, path: str) -> BookView:
        assert isinstance(record, Book)  # noqa: S101  (all records of the kind are)
        self.context.queries.record("book", record.id)
        chapter_records = list_chapters(record, self.context.queries)
        book_page = self._build_page(
            urls.book_url(record.id), "book", record, View(record=self.context.resolver.view_of("book", record)), chapter_records
        )
        return BookView(path, book_page, tuple(self._build_chapter(kind, chapter) for kind, chapter in chapter_records))

    def _build_chapter(self, kind: str, record: Record) -> PageView:
        """Return a lesson or a guide with everything on its page except the links to further pages."""
        row = KINDS_BY_NAME[kind]
        prose, tag = self.record_pages.render_prose(row, record, self.base)
        body = View(
            record=self.context.record_view(kind, record),
            prose=prose,
            prose_tag=tag,
            shows=tuple(self.record_pages.build_embed(target) for target in getattr(record, "shows", ())),
        )
        banners = self.record_pages.list_banners(row, record)
        return self._build_page(str(urls.record_url(row, record.id)), kind, record, body, ((kind, record),), banners)

    def _build_page(
        self, local_address: str, kind: str, record: Record, body: View, cited: Sequence[tuple[str, Record]], banners: tuple[str, ...] = ()
    ) -> PageView:
        """Return the page view of a document of a book, with the absolute URL of the site root as its base."""
        title = self.context.resolver.localise(record.title)
        summary = self.context.resolver.localise(record.summary) if record.summary else title
        content = PageContent(
            local_address,
            f"book/{kind}.html",
            title,
            summary,
            body,
            cited=[cited_record for _, cited_record in cited],
            banners=banners,
            written_in=(kind, record.id),
        )
        page = replace(self.context.frame.build_page(content), base=self.base)
        if not record.image and not record.attachments:
            return page
        media = RecordMedia(self.context.resolver, kind, record)
        return replace(page, figure=media.build_figure(self.base), downloads=media.build_downloads(self.base))
