"""What a page is about in schema.org's terms."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from prospectus.derive.view import PageView


def jsonld(page: PageView) -> Markup:
    """Return the JSON-LD of a page, safe inside a script element."""
    graph = [_page(page), *([_crumbs(page)] if page.crumbs else [])]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704  (cannot close its script element)


def _page(page: PageView) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "WebSite" if not page.crumbs and page.template == "home.html" else "WebPage",
        "@id": page.canonical,
        "url": page.canonical,
        "name": str.__str__(page.title),
        "description": str.__str__(page.description),
        "inLanguage": page.site.tag,
        "isAccessibleForFree": True,
    }
    if page.updated:
        described["dateModified"] = page.updated
    cited = [str.__str__(source.title) for source in page.sources]
    return described | ({"citation": cited} if cited else {})


def _crumbs(page: PageView) -> dict[str, Any]:
    items = [
        {"@type": "ListItem", "position": place, "name": str.__str__(crumb.title), "item": page.site.url + crumb.href}
        for place, crumb in enumerate(page.crumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
