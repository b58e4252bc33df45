"""A book as EPUB 3.2: XHTML documents from the theme's `book/` templates, their list, and the container around them.

The same book gives the same bytes: entries stand in reading order under a fixed date, and no name or date is drawn at random.
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
"""The date of a book whose records say nothing of when they were checked."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter, and the file it becomes."""

    file: str
    page: PageView

    @property
    def questions(self) -> bool:
        """Return whether it ends with questions."""
        return "quiz" in self.page.body.record and bool(self.page.body.record.quiz)


def epub(env: Environment, book: BookView, templates: Mapping[str, str]) -> bytes:
    """Return the bytes of a book. `env` has `templates`, of which the style of the book is taken as it is."""
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
    """Makes the documents of one book."""

    def __init__(self, env: Environment, book: BookView) -> None:
        self._env, self._book = env, book
        self._chapters = [Chapter(f"chapter-{number:02}.xhtml", page) for number, page in enumerate(book.chapters, 1)]
        self._questions = [each for each in self._chapters if each.questions]
        self._own = ("cover", "nav", "answers", "about") if self._questions else ("cover", "nav", "about")
        pages = {each.page.canonical: each.file for each in self._chapters}
        self._scribe = Scribe(pages | {name: f"{name}.xhtml" for name in self._own})

    def documents(self) -> dict[str, bytes]:
        """Return the XHTML documents in the order in which they are read."""
        own = {f"{name}.xhtml": self._xhtml(f"book/{name}.html", self._book.page, **self._whole()) for name in self._own}
        chapters = {each.file: self._xhtml(each.page.template, each.page) for each in self._chapters}
        return {name: own[name] for name in ("cover.xhtml", "nav.xhtml")} | chapters | own

    def package(self, documents: Mapping[str, bytes]) -> bytes:
        """Return what the book is and which files it has."""
        listed = [(name.removesuffix(".xhtml"), b"<svg" in body) for name, body in documents.items()]
        return self._drawn("book/package.opf", self._book.page, **self._whole(), listed=listed).encode()

    def _whole(self) -> dict[str, Any]:
        """Return what the documents about the whole book see besides."""
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
        """Return a template filled in: it sees of a document what the parts of the theme see of a page."""
        seen = {"view": page, "site": page.site, "body": page.body, "base": page.base, "t": page.site.t}
        return self._env.get_template(template).render(**seen, **more)
