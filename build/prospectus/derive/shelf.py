"""The view of a book in the library: its chapters, its files with their sizes, and the date of its last review."""

from __future__ import annotations

from prospectus.derive.chapters import chapters, last_review
from prospectus.derive.dates import file_size, in_words
from prospectus.derive.resolve import NAME, Resolver
from prospectus.derive.view import View
from prospectus.model import address
from prospectus.model.book import Book
from prospectus.model.record import Record
from prospectus.model.site import Locale


def shelved(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of a book with its chapters, its file in this locale, and its files in the other locales."""
    if not isinstance(record, Book):
        return view
    found = chapters(record, resolver.reading)
    reviewed = last_review((record, *(each for _, each in found)))
    files = {locale: _file(record, locale, resolver) for locale in resolver.reading.site.locales}
    return view.having(
        chapters=tuple(resolver.view_of(kind, each, NAME) for kind, each in found),
        updated=in_words(reviewed, resolver.locale.tag) if reviewed is not None else None,
        file=files.pop(resolver.locale),
        others=tuple(files.values()),
    )


def _file(book: Book, locale: Locale, resolver: Resolver) -> View:
    path = address.within(locale, address.of_book(book.id))
    return View(href=path, size=file_size(resolver.reading.size(path), resolver.locale.tag), tag=locale.tag, language=locale.name)
