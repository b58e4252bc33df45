"""The sitemap with its alternates, and the file that points robots to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from prospectus.derive.view import PageView
from prospectus.render.artifact import Artifact

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


class Listed(NamedTuple):
    """What the sitemap says of a page."""

    url: str
    updated: str
    alternates: tuple[tuple[str, str], ...]


def listed(page: PageView) -> Listed | None:
    """Return what the sitemap says of a page; None when it leaves it out."""
    return Listed(page.canonical, page.updated, page.alternates) if page.indexed else None


def sitemap(pages: Iterable[Listed], url: str) -> Iterator[Artifact]:
    """Yield `sitemap.xml` and `robots.txt` of the site at `url`."""
    yield Artifact("sitemap.xml", (HEAD + "".join(map(_url, pages)) + "</urlset>\n").encode())
    yield Artifact("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {url}sitemap.xml\n".encode())


def _url(page: Listed) -> str:
    updated = f"<lastmod>{page.updated}</lastmod>" if page.updated else ""
    links = "".join(f'<xhtml:link rel="alternate" hreflang={quoteattr(tag)} href={quoteattr(href)}/>' for tag, href in page.alternates)
    return f"<url><loc>{escape(page.url)}</loc>{updated}{links}</url>\n"
