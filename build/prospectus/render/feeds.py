"""The feeds of each kind as Atom (RFC 4287) and JSON Feed 1.1, and an OPML file that lists all feeds of a locale."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from prospectus.cache.cache import BuildCache, digest
from prospectus.model.record import Record
from prospectus.model.registry import KINDS, Kind
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.query.missing_words import get_or_compute
from prospectus.render.artifact import Artifact
from prospectus.render.xml import Element, element, serialize_document
from prospectus.views.locale_views import LocaleContext
from prospectus.views.page import SiteView
from prospectus.views.pages import Views


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item of a feed."""

    id: str
    """The address under which it was first published. It stays the same when the record is renamed (RFC 4287, 4.2.6)."""
    url: str
    """Its present address."""
    title: str
    summary: str
    updated: datetime
    published: datetime | None
    tag: str


@dataclass(frozen=True, slots=True)
class FeedView:
    """The feed of one kind in one locale: its titles and addresses."""

    site: SiteView
    title: str
    name: str
    page: str

    def build_url(self, extension: str) -> str:
        """Return the absolute URL of the feed in one format, such as `atom` or `json`."""
        return f"{self.site.url}{self.site.home}feeds/{self.name}.{extension}"


def iter_feeds(views: Views, cache: BuildCache) -> Iterator[Artifact]:
    """Yield every feed in every format and locale. A feed is rendered again only when one of its records has changed."""
    for context in views.contexts:
        site, locale_feeds = context.site, []
        for kind in KINDS:
            records = [record for record in views.queries.records(kind.name) if record.exported] if kind.feed else []
            if kind.feed and records:
                feed = FeedView(site, site.t(f"list.{kind.name}.title"), kind.feed, f"{site.url}{site.home}{kind.listing}/")
                zone = views.queries.zone
                records_fingerprint = views.queries.fingerprint_of(("records", kind.name))
                key = digest(site.name, site.tag, site.t.fingerprint, zone, feed.title, feed.page, records_fingerprint)
                atom, json_feed = get_or_compute(
                    views.queries, cache, "feed", key, partial(_render_formats, feed, context, kind, records, zone)
                )
                yield Artifact(f"{site.home}feeds/{feed.name}.atom", atom)
                yield Artifact(f"{site.home}feeds/{feed.name}.json", json_feed)
                locale_feeds.append(feed)
        yield Artifact(f"{site.home}feeds/opml.xml", _render_opml(site, locale_feeds))


def _render_formats(feed: FeedView, context: LocaleContext, kind: Kind, records: Sequence[Record], zone: ZoneInfo) -> tuple[bytes, bytes]:
    items = [_build_item(context, kind, record, zone) for record in records]
    return _render_atom(feed, items), _render_json(feed, items)


def _build_item(context: LocaleContext, kind: Kind, record: Record, zone: ZoneInfo) -> FeedItem:
    published: PartialDate | None = getattr(record, "published", None)
    exact_date = published if published is not None and published.precision >= Precision.DAY else None
    updated = record.reviewed or published or record.as_of or PartialDate.parse("2000-01-01")
    updated_at = _to_datetime(updated, zone)
    title, summary = context.resolver.localise(record.title), context.summary_of(kind.name, record)
    first_url, url = (context.site.url + context.resolver.href_of(kind.name, key) for key in (record.first_id, record.id))
    return FeedItem(first_url, url, title, summary, updated_at, _to_datetime(exact_date, zone) if exact_date else None, context.site.tag)


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
            "content_text": item.summary,
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
