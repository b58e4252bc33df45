"""Converts HTML from templates and editors to XHTML for EPUB: well formed, and without external resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urldefrag, urljoin
from xml.sax.saxutils import escape, quoteattr

from prospectus.render.markup import clean

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
SVG = "http://www.w3.org/2000/svg"
VOID = frozenset("area base br col hr img input link meta source track wbr".split())


@lru_cache(64)
def _parsed(html: str) -> Any:
    """Return the tree of an HTML document. It is cached, because books share chapters."""
    from justhtml import JustHTML  # noqa: PLC0415  (needed only by sites with books)

    return JustHTML(html, sanitize=False).root


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes the XHTML documents of one book."""

    files: Mapping[str, str]
    """The file name of each page that is a chapter, by the absolute URL of the page."""

    def xhtml(self, html: str, here: str) -> bytes:
        """Return an HTML document as XHTML in UTF-8. `page_url` is the absolute URL of its page.

        Links to chapters lead to their files in the book. All other links become absolute URLs.
        """
        out = [HEAD]
        self._write(_parsed(html), here, out)
        return "".join([*out, "\n"]).encode()

    def _write(self, node: Any, here: str, out: list[str]) -> None:
        if node.name == "#text":
            out.append(escape(clean(node.data or "")))
        elif node.name == "img":
            out.append(self._picture(node.attrs, here))
        elif not node.name.startswith(("#", "!")):
            self._write_element(node, here, out)
        elif node.name == "#document":
            for child in node.children:
                self._write(child, here, out)

    def _write_element(self, node: Any, here: str, out: list[str]) -> None:
        name, attributes = node.name, {key: value or "" for key, value in node.attrs.items()}
        if "lang" in attributes:
            attributes["xml:lang"] = attributes["lang"]
        if name == "svg":
            attributes["xmlns"] = SVG
        if name == "a" and "href" in attributes:
            attributes["href"] = self._href(attributes["href"], here)
        elif name == "a":
            name, attributes = "span", {}  # a link whose unsafe URL was removed
        given = "".join([f" {key}={quoteattr(clean(value))}" for key, value in attributes.items()])
        if name in VOID:
            out.append(f"<{name}{given}/>")
            return
        out.append(f"<{name}{given}>")
        for child in node.children or ():
            self._write(child, here, out)
        out.append(f"</{name}>")

    def _href(self, href: str, here: str) -> str:
        """Return the target of a link inside the book. A link with the URL of its own page leads to the site, not to the chapter."""
        if href.startswith("#") or urldefrag(href).url in self.files.values():
            return href
        whole = urljoin(here, href)
        page = urldefrag(whole).url
        return self.files[page] if page in self.files and page != here else whole

    def _picture(self, attributes: Mapping[str, str | None], here: str) -> str:
        """Return a link to an image, with the alternative text as its label; an empty string if there is none. Books contain no images."""
        words = attributes.get("alt") or ""
        address = urljoin(here, attributes.get("src") or "")
        return f"<a href={quoteattr(clean(address))}>{escape(clean(words))}</a>" if words else ""
