"""HTML, as templates and editors write it, to XHTML, as EPUB wants it: well-formed, and calling nothing from elsewhere."""

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
    """Return the tree of a document; books share chapters."""
    from justhtml import JustHTML  # noqa: PLC0415  (only sites with books need it)

    return JustHTML(html, sanitize=False).root


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes the documents of one book."""

    files: Mapping[str, str]
    """The file of each page that is a chapter, by its whole address."""

    def xhtml(self, html: str, here: str) -> bytes:
        """Return a document as XHTML; links lead to chapters of the book, else to whole addresses, as seen from the page `here`."""
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
            name, attributes = "span", {}  # a link whose address was taken out as unsafe
        given = "".join([f" {key}={quoteattr(clean(value))}" for key, value in attributes.items()])
        if name in VOID:
            out.append(f"<{name}{given}/>")
            return
        out.append(f"<{name}{given}>")
        for child in node.children or ():
            self._write(child, here, out)
        out.append(f"</{name}>")

    def _href(self, href: str, here: str) -> str:
        """Return where a link of the page `here` leads from inside the book; what leads to that page itself means the site."""
        if href.startswith("#") or urldefrag(href).url in self.files.values():
            return href
        whole = urljoin(here, href)
        page = urldefrag(whole).url
        return self.files[page] if page in self.files and page != here else whole

    def _picture(self, attributes: Mapping[str, str | None], here: str) -> str:
        """A picture stays on the site: a link in its own words leads to it."""
        words = attributes.get("alt") or ""
        address = urljoin(here, attributes.get("src") or "")
        return f"<a href={quoteattr(clean(address))}>{escape(clean(words))}</a>" if words else ""
