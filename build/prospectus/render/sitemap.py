"""The sitemap, with the translations of each page, and robots.txt, which refers to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from prospectus.render.artifact import Artifact
from prospectus.views.page import PageView

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


def render_sitemap_entry(page: PageView) -> str:
    """Return the sitemap entry of a page; an empty string if the page is not indexed."""
    if not page.indexed:
        return ""
    updated = f"<lastmod>{page.updated}</lastmod>" if page.updated else ""
    links = "".join(f'<xhtml:link rel="alternate" hreflang={quoteattr(tag)} href={quoteattr(href)}/>' for tag, href in page.alternates)
    return f"<url><loc>{escape(page.canonical)}</loc>{updated}{links}</url>\n"


def iter_sitemap_files(entries: Iterable[str], url: str) -> Iterator[Artifact]:
    """Yield `sitemap.xml` with the given entries, and `robots.txt`. `url` is the absolute URL of the root of the site."""
    yield Artifact("sitemap.xml", f"{HEAD}{''.join(entries)}</urlset>\n".encode())
    yield Artifact("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {url}sitemap.xml\n".encode())
