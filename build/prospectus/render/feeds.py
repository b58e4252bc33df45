"""The feeds of kinds and of sections as Atom (RFC 4287) and JSON Feed 1.1, and an OPML file that lists all feeds of a locale."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from prospectus.cache.cache import BuildCache, digest
from prospectus.model.record import Record
from prospectus.model.registry import KINDS, KINDS_BY_NAME, Kind
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.query.missing_words import get_or_compute
from prospectus.render.artifact import Artifact
from prospectus.render.xml import Element, element, serialize_document
from prospectus.text.rich_text import RichText, resolve_root, to_single_line
from prospectus.views.locale_views import LocaleContext
from prospectus.views.page import SiteView
from prospectus.views.pages import Views

SECTION_LIMIT = 60
"""The number of items in the feed of a section."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item of a feed."""

    id: str
    """The address under which it was first published. It stays the same when the record is renamed (RFC 4287, 4.2.6)."""
    url: str
    """Its present address."""
    title: str
    summary: str
    html: str
    """The summary as HTML with absolute links; empty if it is plain words."""
    updated: datetime
    published: datetime | None
    tag: str


@dataclass(frozen=True, slots=True)
class FeedView:
    """The feed of some kinds in one locale: its titles and addresses."""

    site: SiteView
    title: str
    name: str
    page: str
    kinds: tuple[Kind, ...]
    limit: int | None = None
    """The number of items, the latest first; None for all, in the order of the records."""

    def build_url(self, extension: str) -> str:
        """Return the absolute URL of the feed in one format, such as `atom` or `json`."""
        return f"{self.site.url}{self.site.home}feeds/{self.name}.{extension}"


def iter_feeds(views: Views, cache: BuildCache) -> Iterator[Artifact]:
    """Yield every feed in every format and locale: of kinds, then of sections. A feed is rendered again only when a record has changed."""
    for context in views.contexts:
        feeds = [*_iter_kind_feeds(context), *_iter_section_feeds(context)]
        for feed in feeds:
            zone = views.queries.zone
            fingerprints = [views.queries.fingerprint_of(("records", kind.name)) for kind in feed.kinds]
            key = digest(feed.site.name, feed.site.tag, feed.site.t.fingerprint, zone, feed.title, feed.page, *fingerprints)
            atom, json_feed = get_or_compute(views.queries, cache, "feed", key, partial(_render_formats, feed, context, zone))
            yield Artifact(f"{feed.site.home}feeds/{feed.name}.atom", atom)
            yield Artifact(f"{feed.site.home}feeds/{feed.name}.json", json_feed)
        yield Artifact(f"{context.site.home}feeds/opml.xml", _render_opml(context.site, feeds))


def _iter_kind_feeds(context: LocaleContext) -> Iterator[FeedView]:
    site = context.site
    for kind in KINDS:
        if kind.feed and _exported_records(context, (kind,)):
            yield FeedView(site, site.t(f"list.{kind.name}.title"), kind.feed, f"{site.url}{site.home}{kind.listing}/", (kind,))


def _iter_section_feeds(context: LocaleContext) -> Iterator[FeedView]:
    """Yield the feed of each section that has one. It has the latest records only, since a section may have thousands."""
    kinds_by_section = {section.id: section.kinds for section in context.queries.site.sections}
    for section in context.site.sections:
        kinds = tuple(kind for name in kinds_by_section[section.id] if (kind := KINDS_BY_NAME[name]).in_section)
        if section.feed and _exported_records(context, kinds):
            yield FeedView(context.site, section.title, section.id, context.site.url + section.href, kinds, SECTION_LIMIT)


def _exported_records(context: LocaleContext, kinds: Sequence[Kind]) -> list[tuple[Kind, Record]]:
    return [(kind, record) for kind in kinds for record in context.queries.records(kind.name) if record.exported]


def _render_formats(feed: FeedView, context: LocaleContext, zone: ZoneInfo) -> tuple[bytes, bytes]:
    items = [_build_item(context, kind, record, zone) for kind, record in _exported_records(context, feed.kinds)]
    if feed.limit is not None:
        items = sorted(items, key=lambda item: (item.updated, item.id), reverse=True)[: feed.limit]
    return _render_atom(feed, items), _render_json(feed, items)


def _build_item(context: LocaleContext, kind: Kind, record: Record, zone: ZoneInfo) -> FeedItem:
    published: PartialDate | None = getattr(record, "published", None)
    exact_date = published if published is not None and published.precision >= Precision.DAY else None
    updated = record.reviewed or published or record.as_of or PartialDate.parse("2000-01-01")
    updated_at = _to_datetime(updated, zone)
    title, summary = context.resolver.localise(record.title), context.summary_of(kind.name, record)
    first_url, url = (context.site.url + context.resolver.href_of(kind.name, key) for key in (record.first_id, record.id))
    html = resolve_root(summary.html, context.site.url.rstrip("/")) if isinstance(summary, RichText) else ""
    published_at = _to_datetime(exact_date, zone) if exact_date else None
    return FeedItem(first_url, url, title, to_single_line(summary), html, updated_at, published_at, context.site.tag)


def _to_datetime(partial_date: PartialDate, zone: ZoneInfo) -> datetime:
    return partial_date.start.replace(tzinfo=zone)


def _render_atom(feed: FeedView, items: Sequence[FeedItem]) -> bytes:
    updated = max(item.updated for item in items)
    root = element(
        "feed",
        element("id", text=feed.page),
        element("title", text=f"{feed.site.name} · {feed.title}"),
        element("updated", text=updated.isoformat()),
        element("link", rel="self", type="application/atom+xml", href=feed.build_url("atom")),
        element("link", rel="alternate", type="text/html", href=feed.page),
        element("author", element("name", text=feed.site.name)),
        element("generator", text="Prospectus"),
        *(_build_atom_entry(item) for item in items),
        xmlns="http://www.w3.org/2005/Atom",
        xml_lang=feed.site.tag,
    )
    return serialize_document(root)


def _build_atom_entry(item: FeedItem) -> Element:
    children = [
        element("id", text=item.id),
        element("title", text=item.title),
        element("updated", text=item.updated.isoformat()),
        element("link", rel="alternate", type="text/html", href=item.url),
        element("summary", text=item.summary),
        *((element("content", type="html", text=item.html),) if item.html else ()),
    ]
    if item.published is not None:
        children.insert(3, element("published", text=item.published.isoformat()))
    return element("entry", *children)


def _render_json(feed: FeedView, feed_items: Sequence[FeedItem]) -> bytes:
    json_items = [
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            **({"content_html": item.html, "summary": item.summary} if item.html else {"content_text": item.summary}),
            "date_modified": item.updated.isoformat(),
            **({"date_published": item.published.isoformat()} if item.published else {}),
            "language": item.tag,
        }
        for item in feed_items
    ]
    json_feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{feed.site.name} · {feed.title}",
        "home_page_url": feed.page,
        "feed_url": feed.build_url("json"),
        "language": feed.site.tag,
        "authors": [{"name": feed.site.name}],
        "items": json_items,
    }
    return json.dumps(json_feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _render_opml(site: SiteView, feeds: list[FeedView]) -> bytes:
    outlines = [
        element("outline", type="rss", text=None, title=feed.title, xmlUrl=feed.build_url("atom"), htmlUrl=feed.page, language=site.tag)
        for feed in feeds
    ]
    for outline, feed in zip(outlines, feeds, strict=True):
        outline.set("text", feed.title)
    return serialize_document(element("opml", element("head", element("title", text=site.name)), element("body", *outlines), version="2.0"))
