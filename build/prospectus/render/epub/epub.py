"""A book as EPUB 3.2: XHTML documents rendered with the `book/` templates of the theme, the package document and the zip container.

The output is reproducible: zip entries are in reading order with a fixed date, and no id or date is random.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import unquote
from uuid import NAMESPACE_URL, uuid5

from jinja2 import Environment

from prospectus.render.epub.documents import Documents
from prospectus.render.epub.xhtml import XhtmlWriter
from prospectus.render.html.template_errors import report_template_errors
from prospectus.render.palette import palette_of
from prospectus.render.zip import pack_zip
from prospectus.text.rich_text import resolve_root
from prospectus.views.books import BookView
from prospectus.views.page import PageView

MEDIA_TYPE = "application/epub+zip"
STYLE, CONTAINER = "book/book.css", "book/container.xml"
PICTURE_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
}
"""The media types of the pictures that every reading system shows (EPUB 3.2, 3.2), by the ending of the file."""
ReadFile = Callable[[str], bytes | None]
UNDATED = "2000-01-01"
"""The modification date of a book whose records have no review date."""


def read_nothing(_: str) -> None:
    """Return no picture, for sites without any."""


class BookPicture(NamedTuple):
    """A picture that a book contains."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter and the name of its file in the book."""

    file: str
    page: PageView

    @property
    def has_questions(self) -> bool:
        """Whether the chapter ends with quiz questions."""
        return "quiz" in self.page.body.record and bool(self.page.body.record.quiz)


def build_epub(
    env: Environment,
    book: BookView,
    templates: Mapping[str, str],
    read_file: ReadFile = read_nothing,
    known_documents: Documents | None = None,
) -> bytes:
    """Return the bytes of a book. `env` loads `templates`; the stylesheet and the container file are copied from them without rendering.

    `read_file` returns the bytes of a picture of the site, by its address. `known_documents` has those of the last edition, and takes
    those of this one.
    """
    writer = _EpubWriter(env, book, read_file, known_documents or Documents())
    documents = writer.render_documents()
    return pack_zip(
        {
            "mimetype": MEDIA_TYPE.encode(),
            "META-INF/container.xml": templates[CONTAINER].encode(),
            "EPUB/package.opf": writer.render_package(documents),
            **{f"EPUB/{name}": body for name, body in documents.items()},
            **{f"EPUB/{picture.name}": picture.body for picture in writer.pictures},
            "EPUB/book.css": palette_of(book.page.site.colour).recolour(templates[STYLE]).encode(),
        },
        stored={"mimetype"},
    )


class _EpubWriter:
    """Renders the documents of one book."""

    def __init__(self, env: Environment, book: BookView, read_file: ReadFile, known_documents: Documents) -> None:
        self._env, self._book, self._read_file, self._known_documents = env, book, read_file, known_documents
        self._pictures: dict[str, BookPicture] = {}
        self._chapters = [Chapter(f"chapter-{number:02}.xhtml", page) for number, page in enumerate(book.chapters, 1)]
        self._chapters_with_questions = [chapter for chapter in self._chapters if chapter.has_questions]
        self._book_documents = ("cover", "nav", "answers", "about") if self._chapters_with_questions else ("cover", "nav", "about")
        pages = {chapter.page.canonical: chapter.file for chapter in self._chapters}
        self._xhtml_writer = XhtmlWriter(pages | {name: f"{name}.xhtml" for name in self._book_documents}, self._embed)

    @property
    def pictures(self) -> tuple[BookPicture, ...]:
        """The pictures that the documents show, in reading order."""
        return tuple(self._pictures.values())

    def _embed(self, url: str) -> str | None:
        """Return the name in the book of the picture with an absolute URL of the site; None if the site has no such picture."""
        if url not in self._pictures:
            address = unquote(url.removeprefix(self._book.page.site.url))
            suffix = PurePosixPath(address).suffix.lower()
            body = self._read_file(address) if suffix in PICTURE_TYPES else None
            if body is None:
                return None
            self._pictures[url] = BookPicture(f"images/{len(self._pictures) + 1:02}{suffix}", PICTURE_TYPES[suffix], body)
        return self._pictures[url].name

    def render_documents(self) -> dict[str, bytes]:
        """Return the XHTML documents by file name, in reading order."""
        book_documents = {
            f"{name}.xhtml": self._render_xhtml(f"book/{name}.html", self._book.page, **self._book_variables())
            for name in self._book_documents
        }
        chapters = {chapter.file: self._render_xhtml(chapter.page.template, chapter.page) for chapter in self._chapters}
        return {name: book_documents[name] for name in ("cover.xhtml", "nav.xhtml")} | chapters | book_documents

    def render_package(self, documents: Mapping[str, bytes]) -> bytes:
        """Return the package document: the metadata of the book, its manifest and its spine."""
        manifest_items = [(name.removesuffix(".xhtml"), _list_properties(body)) for name, body in documents.items()]
        variables = {**self._book_variables(), "manifest_items": manifest_items, "pictures": self.pictures}
        return self._render_template("book/package.opf", self._book.page, **variables).encode()

    def _book_variables(self) -> dict[str, Any]:
        """Return the additional template variables of documents about the whole book."""
        return {
            "path": self._book.path,
            "chapters": self._chapters,
            "questions": self._chapters_with_questions,
            "identifier": f"urn:uuid:{uuid5(NAMESPACE_URL, self._book.page.site.url + self._book.path)}",
            "modified": f"{self._book.page.updated or UNDATED}T00:00:00Z",
        }

    def _render_xhtml(self, template: str, page: PageView, **extra: object) -> bytes:
        return self._known_documents.find_or_convert(self._render_template(template, page, **extra), page.canonical, self._xhtml_writer)

    def _render_template(self, template: str, page: PageView, **extra: object) -> str:
        """Return a rendered template. Its variables are the same as in page templates, so that both can use the same parts of the theme."""
        variables = {"view": page, "site": page.site, "body": page.body, "base": page.base, "t": page.site.t}
        variables["palette"] = palette_of(page.site.colour)
        with report_template_errors():
            return resolve_root(self._env.get_template(template).render(**variables, **extra), page.base)


def _list_properties(body: bytes) -> tuple[str, ...]:
    """Return the properties of a document of a book (EPUB 3.3, D.6.2)."""
    return tuple(name for name, start in (("mathml", b"<math"), ("svg", b"<svg")) if start in body)
