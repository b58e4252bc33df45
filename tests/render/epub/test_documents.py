"""The documents of a book are kept for its next edition."""

from __future__ import annotations

import pytest

from prospectus.render.epub.documents import Documents
from prospectus.render.epub.xhtml import XhtmlWriter

PAGE = "https://lakeside.example/learn/lessons/one/"
CHAPTERS = {PAGE: "chapter-01.xhtml"}


def make(earlier: Documents, html: str, files: dict[str, str] = CHAPTERS) -> tuple[bytes, Documents]:
    """Return a document of the next edition, and the documents of this edition."""
    documents = Documents(earlier.current)
    return documents.find_or_convert(html, PAGE, XhtmlWriter(files, lambda _: "images/01.png")), documents


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that were converted."""
    found: list[str] = []
    convert = XhtmlWriter.to_xhtml

    def record(self: XhtmlWriter, html: str, page_url: str) -> bytes:
        found.append(html)
        return convert(self, html, page_url)

    monkeypatch.setattr(XhtmlWriter, "to_xhtml", record)
    return found


def test_only_what_has_changed_is_converted_again(converted: list[str]) -> None:
    first, documents = make(Documents(), "<p>one</p>")
    again, documents = make(documents, "<p>one</p>")
    other, documents = make(documents, "<p>two</p>")
    assert (first == again, b"two" in other, converted) == (True, True, ["<p>one</p>", "<p>two</p>"])
    make(documents, "<p>one</p>")
    assert converted[2:] == ["<p>one</p>"], "documents of earlier editions are not kept"


def test_documents_follow_from_the_files_of_the_book(converted: list[str]) -> None:
    html = f'<a href="{PAGE}">one</a>'
    documents = Documents()
    documents.find_or_convert(html, "https://lakeside.example/learn/lessons/two/", XhtmlWriter(CHAPTERS))
    target = Documents(documents.current).find_or_convert(html, "https://lakeside.example/learn/lessons/two/", XhtmlWriter({}))
    assert (f'href="{PAGE}"'.encode() in target, len(converted)) == (True, 2)


@pytest.mark.parametrize("html", ['<img src="a.png" alt="">', '<IMG src="a.png" alt="">'])
def test_documents_with_pictures_are_converted_each_time(html: str, converted: list[str]) -> None:
    _, documents = make(Documents(), html)
    again, _ = make(documents, html)
    assert (b"images/01.png" in again, len(converted)) == (True, 2)
