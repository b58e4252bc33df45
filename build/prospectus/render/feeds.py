"""The feeds of each kind as Atom (RFC 4287) and JSON Feed 1.1, and an OPML file that lists all feeds of a locale."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from prospectus.derive.desk import Desk
from prospectus.derive.pages import Views
from prospectus.derive.view import SiteView
from prospectus.memo import Memo, digest
from prospectus.model.kinds import KINDS, Kind
from prospectus.model.moment import Moment, Precision
from prospectus.model.record import Record
from prospectus.render.artifact import Artifact
from prospectus.render.markup import Element, document, element


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed."""

    url: str
    title: str
    summary: str
    updated: datetime
    published: datetime | None
    tag: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed of one kind in one locale: its titles and addresses."""

    site: SiteView
    title: str
    name: str
    page: str

    def url(self, ending: str) -> str:
        """Return the absolute URL of the feed in one format, such as `atom` or `json`."""
        return f"{self.site.url}{self.site.home}feeds/{self.name}.{ending}"


def feeds(views: Views, memo: Memo) -> Iterator[Artifact]:
    """Yield every feed in every format and locale. A feed is rendered again only when one of its records has changed."""
    for desk in views.desks:
        site, listed = desk.site, []
        for kind in KINDS:
            records = [record for record in views.reading.all(kind.name) if record.exported] if kind.feed else []
            if kind.feed and records:
                feed = Feed(site, site.t(f"list.{kind.name}.title"), kind.feed, f"{site.url}{site.home}{kind.listing}/")
                zone = views.reading.almanac.zone
                key = digest(site.name, site.tag, site.t.print, zone, feed.title, feed.page, views.reading.print_of(("all", kind.name)))
                atom, json_feed = memo.of("feed", key, partial(_both, feed, desk, kind, records, zone))
                yield Artifact(f"{site.home}feeds/{feed.name}.atom", atom)
                yield Artifact(f"{site.home}feeds/{feed.name}.json", json_feed)
                listed.append(feed)
        yield Artifact(f"{site.home}feeds/opml.xml", _opml(site, listed))


def _both(feed: Feed, desk: Desk, kind: Kind, records: Sequence[Record], zone: ZoneInfo) -> tuple[bytes, bytes]:
    entries = [_entry(desk, kind, each, zone) for each in records]
    return _atom(feed, entries), _json(feed, entries)


def _entry(desk: Desk, kind: Kind, record: Record, zone: ZoneInfo) -> Entry:
    published: Moment | None = getattr(record, "published", None)
    dated = published if published is not None and published.precision >= Precision.DAY else None
    updated = record.reviewed or published or record.as_of or Moment.parse("2000-01-01")
    at = _instant(updated, zone)
    title, summary = desk.resolver.words(record.title), desk.summary(kind.name, record)
    url = desk.site.url + desk.resolver.href(kind.name, record.id)
    return Entry(url, title, summary, at, _instant(dated, zone) if dated else None, desk.site.tag)


def _instant(moment: Moment, zone: ZoneInfo) -> datetime:
    return moment.start.replace(tzinfo=zone)


def _atom(feed: Feed, entries: Sequence[Entry]) -> bytes:
    updated = max(entry.updated for entry in entries)
    root = element(
        "feed",
        element("id", text=feed.page),
        element("title", text=f"{feed.site.name} · {feed.title}"),
        element("updated", text=updated.isoformat()),
        element("link", rel="self", type="application/atom+xml", href=feed.url("atom")),
        element("link", rel="alternate", type="text/html", href=feed.page),
        element("author", element("name", text=feed.site.name)),
        element("generator", text="Prospectus"),
        *(_atom_entry(entry) for entry in entries),
        xmlns="http://www.w3.org/2005/Atom",
        xml_lang=feed.site.tag,
    )
    return document(root)


def _atom_entry(entry: Entry) -> Element:
    parts = [
        element("id", text=entry.url),
        element("title", text=entry.title),
        element("updated", text=entry.updated.isoformat()),
        element("link", rel="alternate", type="text/html", href=entry.url),
        element("summary", text=entry.summary),
    ]
    if entry.published is not None:
        parts.insert(3, element("published", text=entry.published.isoformat()))
    return element("entry", *parts)


def _json(feed: Feed, entries: Sequence[Entry]) -> bytes:
    items = [
        {
            "id": entry.url,
            "url": entry.url,
            "title": entry.title,
            "content_text": entry.summary,
            "date_modified": entry.updated.isoformat(),
            **({"date_published": entry.published.isoformat()} if entry.published else {}),
            "language": entry.tag,
        }
        for entry in entries
    ]
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{feed.site.name} · {feed.title}",
        "home_page_url": feed.page,
        "feed_url": feed.url("json"),
        "language": feed.site.tag,
        "authors": [{"name": feed.site.name}],
        "items": items,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def _opml(site: SiteView, feeds: list[Feed]) -> bytes:
    outlines = [
        element("outline", type="rss", text=None, title=feed.title, xmlUrl=feed.url("atom"), htmlUrl=feed.page, language=site.tag)
        for feed in feeds
    ]
    for outline, feed in zip(outlines, feeds, strict=True):
        outline.set("text", feed.title)
    return document(element("opml", element("head", element("title", text=site.name)), element("body", *outlines), version="2.0"))
