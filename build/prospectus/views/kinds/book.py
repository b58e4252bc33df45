"""The view of a book in the library: its chapters, its files with their sizes, and the date of its last review."""

from __future__ import annotations

from prospectus.model import urls
from prospectus.model.kinds.book import Book
from prospectus.model.kinds.site import Locale
from prospectus.model.record import Record
from prospectus.text.dates import format_file_size, format_partial_date
from prospectus.views.chapters import latest_review, list_chapters
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.view import View


def build_book_view(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of a book with its chapters, its file in this locale, and its files in the other locales."""
    if not isinstance(record, Book):
        return view
    book_chapters = list_chapters(record, resolver.queries)
    reviewed = latest_review((record, *(chapter for _, chapter in book_chapters)))
    files = {locale: _build_file_view(record, locale, resolver) for locale in resolver.queries.site.locales}
    return view.with_values(
        chapters=tuple(resolver.view_of(kind, chapter, Depth.TITLE) for kind, chapter in book_chapters),
        updated=format_partial_date(reviewed, resolver.locale.tag) if reviewed is not None else None,
        file=files.pop(resolver.locale),
        others=tuple(files.values()),
    )


def _build_file_view(book: Book, locale: Locale, resolver: Resolver) -> View:
    path = urls.localised_url(locale, urls.book_url(book.id))
    return View(
        href=path, size=format_file_size(resolver.queries.book_size(path), resolver.locale.tag), tag=locale.tag, language=locale.name
    )
