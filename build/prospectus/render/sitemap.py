"""The sitemap with its alternates, and the file that points robots to it."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.derive.pages import Views
from prospectus.derive.view import PageView
from prospectus.render.artifact import Artifact
from prospectus.render.markup import Element, document, element


def sitemap(views: Views) -> Iterator[Artifact]:
    """Yield `sitemap.xml` and `robots.txt`."""
    urls = [_url(page) for page in views.pages if page.indexed]
    root = element("urlset", *urls, xmlns="http://www.sitemaps.org/schemas/sitemap/0.9", xmlns_xhtml="http://www.w3.org/1999/xhtml")
    yield Artifact("sitemap.xml", document(root))
    yield Artifact("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {views.sites[0].url}sitemap.xml\n".encode())


def _url(page: PageView) -> Element:
    parts = [element("loc", text=page.canonical)]
    if page.updated:
        parts.append(element("lastmod", text=page.updated))
    parts += [element("xhtml:link", rel="alternate", hreflang=tag, href=href) for tag, href in page.alternates]
    return element("url", *parts)
