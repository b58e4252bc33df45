"""Converts HTML from templates and editors to XHTML for EPUB: well formed, and without external resources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin
from xml.sax.saxutils import escape, quoteattr

from prospectus.render.xml import strip_invalid_xml

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
NAMESPACES = {"svg": "http://www.w3.org/2000/svg", "math": "http://www.w3.org/1998/Math/MathML"}
CONTROLS = frozenset({"input", "label"})
"""Elements that do nothing in a book: those of content tabs. What they enclose stays."""
SCREEN_ATTRIBUTES = frozenset({"tabindex"})
VOID = frozenset("area base br col hr img input link meta source track wbr".split())
TEXT, COMMENT = "-text", "-comment"
"""What the parser calls the nodes that are not elements; the names of these begin with a hyphen."""
PICTURE, SIZES = "picture", "source"
"""The element around a picture with several sizes, and that of these sizes; a book contains one of them."""
KEPT_OF_IMAGES = ("class", "height", "id", "lang", "title", "width")
"""The attributes of a picture that a book keeps; sizes to choose from and the time of loading are for pages."""


def no_picture(_: str) -> None:
    """Return that a book contains no picture."""


def _parse_html(html: str) -> LexborNode:
    """Return the root element of an HTML document. A tree takes a megabyte, and less time to make than it would be worth to keep."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415  (needed only by sites with books)

    root = LexborHTMLParser(html).root
    assert root is not None  # noqa: S101  (every document has an element `html`)
    return root


def _iter_children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


@dataclass(frozen=True, slots=True)
class XhtmlWriter:
    """Writes the XHTML documents of one book."""

    files: Mapping[str, str]
    """The file name of each page that is a chapter, by the absolute URL of the page."""
    embed: Callable[[str], str | None] = no_picture
    """Returns the name in the book of the picture with an absolute URL; None if the book cannot contain it."""

    def to_xhtml(self, html: str, page_url: str) -> bytes:
        """Return an HTML document as XHTML in UTF-8. `page_url` is the absolute URL of its page.

        Links to chapters lead to their files in the book. All other links become absolute URLs.
        """
        out = [HEAD]
        self._write(_parse_html(html), page_url, out)
        return "".join([*out, "\n"]).encode()

    def _write(self, node: LexborNode, page_url: str, out: list[str]) -> None:
        name = node.tag or COMMENT
        if name == TEXT:
            out.append(escape(strip_invalid_xml(node.text_content or "")))
        elif name == "img":
            out.append(self._render_image(node.attributes, page_url))
        elif name in (*CONTROLS, PICTURE):
            self._write_children(node, page_url, out)
        elif not name.startswith("-") and name != SIZES:
            self._write_element(name, node, page_url, out)

    def _write_children(self, node: LexborNode, page_url: str, out: list[str]) -> None:
        for child in _iter_children(node):
            self._write(child, page_url, out)

    def _write_element(self, name: str, node: LexborNode, page_url: str, out: list[str]) -> None:
        attributes = {key: value or "" for key, value in node.attributes.items()}
        if "lang" in attributes:
            attributes["xml:lang"] = attributes["lang"]
        if name in NAMESPACES:
            attributes["xmlns"] = NAMESPACES[name]
        if attributes.get("role") == "radiogroup":
            del attributes["role"], attributes["aria-label"]
        if name == "details":
            attributes["open"] = "open"  # not every reading system can open it
        if name == "a" and "href" in attributes:
            attributes["href"] = self._resolve_link(attributes["href"], page_url)
        elif name == "a":
            name, attributes = "span", {}  # a link whose unsafe URL was removed
        attributes = {key: value for key, value in attributes.items() if key not in SCREEN_ATTRIBUTES}
        attribute_text = "".join([f" {key}={quoteattr(strip_invalid_xml(value))}" for key, value in attributes.items()])
        if name in VOID:
            out.append(f"<{name}{attribute_text}/>")
            return
        out.append(f"<{name}{attribute_text}>")
        self._write_children(node, page_url, out)
        out.append(f"</{name}>")

    def _resolve_link(self, href: str, page_url: str) -> str:
        """Return the target of a link inside the book. A link with the URL of its own page leads to the site, not to the chapter."""
        if href.startswith("#") or urldefrag(href).url in self.files.values():
            return href
        target = urljoin(page_url, href)
        target_page = urldefrag(target).url
        return self.files[target_page] if target_page in self.files and target_page != page_url else target

    def _render_image(self, attributes: Mapping[str, str | None], page_url: str) -> str:
        """Return a picture of the site, which becomes part of the book.

        Any other picture is a link with the alternative text as its label, or nothing if there is none.
        """
        alt_text = attributes.get("alt") or ""
        image_url = urljoin(page_url, attributes.get("src") or "")
        name = self.embed(image_url)
        if name is not None:
            written = {"src": name, "alt": alt_text, **{key: attributes[key] or "" for key in KEPT_OF_IMAGES if attributes.get(key)}}
            return f"<img{''.join([f' {key}={quoteattr(strip_invalid_xml(value))}' for key, value in written.items()])}/>"
        return f"<a href={quoteattr(strip_invalid_xml(image_url))}>{escape(strip_invalid_xml(alt_text))}</a>" if alt_text else ""
