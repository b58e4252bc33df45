"""Reads the EPUB books of a built site."""

from __future__ import annotations

import io
from xml.etree import ElementTree
from zipfile import ZipFile

XHTML = "{http://www.w3.org/1999/xhtml}"


def select_books(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: body for path, body in files.items() if path.endswith(".epub")}


def open_book(body: bytes) -> ZipFile:
    return ZipFile(io.BytesIO(body))


def read_documents(body: bytes) -> dict[str, ElementTree.Element]:
    """Return the XHTML documents of a book, by file name."""
    with open_book(body) as book:
        return {name: ElementTree.fromstring(book.read(name)) for name in book.namelist() if name.endswith(".xhtml")}


def text_of(element: ElementTree.Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def title_of(document: ElementTree.Element) -> str:
    return text_of(document.find(f".//{XHTML}h1"))
