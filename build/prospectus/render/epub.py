"""A book as EPUB 3.2: XHTML documents rendered with the `book/` templates of the theme, the package document and the zip container.

The output is reproducible: zip entries are in reading order with a fixed date, and no id or date is random.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from jinja2 import Environment

from prospectus.derive.books import BookView
from prospectus.derive.view import PageView
from prospectus.render.archive import packed
from prospectus.render.xhtml import Scribe

MEDIA_TYPE = "application/epub+zip"
STYLE, CONTAINER = "book/book.css", "book/container.xml"
UNDATED = "2000-01-01"
"""The modification date of a book whose records have no review date."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter and the name of its file in the book."""

    file: str
    page: PageView

    @property
    def questions(self) -> bool:
        """Whether the chapter ends with quiz questions."""
        return "quiz" in self.page.body.record and bool(self.page.body.record.quiz)


def epub(env: Environment, book: BookView, templates: Mapping[str, str]) -> bytes:
    """Return the bytes of a book. `env` loads `templates`; the stylesheet and the container file are copied from them without rendering."""
    press = _Press(env, book)
    documents = press.documents()
    return packed(
        {
            "mimetype": MEDIA_TYPE.encode(),
            "META-INF/container.xml": templates[CONTAINER].encode(),
            "EPUB/package.opf": press.package(documents),
            **{f"EPUB/{name}": body for name, body in documents.items()},
            "EPUB/book.css": templates[STYLE].encode(),
        },
        stored={"mimetype"},
    )


class _Press:
    """Renders the documents of one book."""

    def __init__(self, env: Environment, book: BookView) -> None:
        self._env, self._book = env, book
        self._chapters = [Chapter(f"chapter-{number:02}.xhtml", page) for number, page in enumerate(book.chapters, 1)]
        self._questions = [each for each in self._chapters if each.questions]
        self._own = ("cover", "nav", "answers", "about") if self._questions else ("cover", "nav", "about")
        pages = {each.page.canonical: each.file for each in self._chapters}
        self._scribe = Scribe(pages | {name: f"{name}.xhtml" for name in self._own})

    def documents(self) -> dict[str, bytes]:
        """Return the XHTML documents by file name, in reading order."""
        own = {f"{name}.xhtml": self._xhtml(f"book/{name}.html", self._book.page, **self._whole()) for name in self._own}
        chapters = {each.file: self._xhtml(each.page.template, each.page) for each in self._chapters}
        return {name: own[name] for name in ("cover.xhtml", "nav.xhtml")} | chapters | own

    def package(self, documents: Mapping[str, bytes]) -> bytes:
        """Return the package document: the metadata of the book, its manifest and its spine."""
        listed = [(name.removesuffix(".xhtml"), b"<svg" in body) for name, body in documents.items()]
        return self._drawn("book/package.opf", self._book.page, **self._whole(), listed=listed).encode()

    def _whole(self) -> dict[str, Any]:
        """Return the additional template variables of documents about the whole book."""
        return {
            "path": self._book.path,
            "chapters": self._chapters,
            "questions": self._questions,
            "identifier": f"urn:uuid:{uuid5(NAMESPACE_URL, self._book.page.site.url + self._book.path)}",
            "modified": f"{self._book.page.updated or UNDATED}T00:00:00Z",
        }

    def _xhtml(self, template: str, page: PageView, **more: object) -> bytes:
        return self._scribe.xhtml(self._drawn(template, page, **more), page.canonical)

    def _drawn(self, template: str, page: PageView, **more: object) -> str:
        """Return a rendered template. Its variables are the same as in page templates, so that both can use the same parts of the theme."""
        seen = {"view": page, "site": page.site, "body": page.body, "base": page.base, "t": page.site.t}
        return self._env.get_template(template).render(**seen, **more)
