"""Parse an archived feed response into entries of plain text. Never uses the network, and checks the bytes before any parser sees them.

1. The bytes are decoded, once. 2. Everything before the root element is dropped, and with it every entity declaration. 3. The elements and
their depth are counted. 4. feedparser reads the text in a separate process. JSON Feed, which feedparser does not support, is parsed here.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from prospectus.problems.message import Message
from prospectus.scheduling.feeds import parser_process
from prospectus.scheduling.feeds.dates import FeedDate, parse_feed_date
from prospectus.scheduling.feeds.decode import decode_feed
from prospectus.scheduling.feeds.duplicates import drop_duplicates
from prospectus.scheduling.feeds.feed_document import FeedDocument, NotAFeed, find_xml_document
from prospectus.scheduling.feeds.feed_text import (
    MAX_LINE_LENGTH,
    MAX_TEXT_LENGTH,
    NON_XML_CHARACTER,
    CleanText,
    Markup,
    clean_line,
    to_plain_text,
)
from prospectus.scheduling.feeds.notes import (
    FeedNote,
    iter_date_notes,
    iter_decoding_notes,
    iter_document_notes,
    note_removed_characters,
    note_unread_entries,
)

MAX_ENTRIES = 500
"""Maximum number of entries, counted from the first one in the feed."""
MAX_LINK_LENGTH = 2_000
DATE_FIELDS = ("published", "date_published", "created", "updated", "date_modified")
"""The fields of an entry with its date, the best first."""
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?://jsonfeed\.org/version/', re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character, which JSON can write as an escape, and which no encoding can."""

__all__ = ["FeedEntry", "NotAFeed", "ParsedFeed", "decode", "parse_feed", "read_feed", "sanitise_link", "to_plain_text"]


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed, in plain text."""

    id: str
    """The id that the feed gives, or else the link; arbitrary text."""
    title: str
    link: str | None
    """An `http(s)` address, or None."""
    published: datetime | None
    """When it was published, as an aware datetime in the site's zone; midnight if only the day is known."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """The entries of a feed in its order, without duplicates, and what could not be taken as it is."""

    entries: tuple[FeedEntry, ...]
    notes: tuple[FeedNote, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """The fields of an entry as the feed gives them."""

    fields: Mapping[str, Any]
    title_markup: Markup


@dataclass(frozen=True, slots=True)
class _ReadEntry:
    entry: FeedEntry
    title: CleanText
    date: FeedDate
    date_text: str
    has_unusable_link: bool


def parse_feed(body: bytes, content_type: str, url: str, *, zone: ZoneInfo, now: datetime) -> tuple[FeedEntry, ...]:
    """Return the entries of a feed in its order, without duplicates; raises NotAFeed. `url` is the base of relative links."""
    return read_feed(body, content_type, url, zone=zone, now=now).entries


def read_feed(
    body: bytes, content_type: str, url: str, *, zone: ZoneInfo, now: datetime, stated_zone: ZoneInfo | None = None
) -> ParsedFeed:
    """Return the entries of a feed and the notes on it; raises NotAFeed. `url` is the base of relative links.

    `zone` is the zone of the site, `stated_zone` that of the feed if the site states it.
    """
    decoded = decode_feed(body, content_type)
    text, control_characters = NON_XML_CHARACTER.subn("", decoded.text)
    document, rows, count = _read_rows(text.strip(), url)
    read_entries = [_read_entry(row, zone, now, stated_zone) for row in rows]
    usable = [read for read in read_entries if read.entry.title or read.entry.link]
    entries, duplicate_notes = drop_duplicates([read.entry for read in usable])
    notes = [
        *iter_decoding_notes(decoded),
        *_iter_character_notes(control_characters, [read.title for read in read_entries if read.title.removed]),
        *iter_document_notes(document),
        *([note_unread_entries(count - len(rows), MAX_ENTRIES)] if count > len(rows) else ()),
        *_iter_entry_notes(read_entries),
        *duplicate_notes,
    ]
    return ParsedFeed(tuple(entries), tuple(notes))


def _iter_character_notes(control_characters: int, titles: Sequence[CleanText]) -> Iterator[FeedNote]:
    count = control_characters + sum(title.removed for title in titles)
    if count:
        yield note_removed_characters(count, titles[0].shown if titles else "")


def decode(body: bytes, content_type: str) -> str:
    """Return bytes as text, whether their encoding is declared rightly, wrongly or not at all."""
    return decode_feed(body, content_type).text


def _read_rows(text: str, url: str) -> tuple[FeedDocument, Sequence[_Row], int]:
    """Return the document, its first entries, and the number of all entries. Raises NotAFeed."""
    if text.startswith("{") or (not text.startswith("<") and _JSON_FEED.search(text)):
        document, items = _parse_json_feed(text)
        rows = [_Row({**item, "link": item.get("url") or item.get("external_url")}, Markup.PLAIN) for item in items[:MAX_ENTRIES]]
        return document, rows, len(items)
    document = find_xml_document(text)
    output = _run_parser(document.text, url)
    is_atom = str(output["version"]).startswith("atom")
    rows = [
        _Row(fields, Markup.PLAIN if is_atom and fields.get("title_type") == "text/plain" else Markup.HTML) for fields in output["entries"]
    ]
    return document, rows, int(output["count"])


def _run_parser(text: str, url: str) -> Mapping[str, Any]:
    """Return what feedparser finds, run in a separate process with its own limits; raises NotAFeed. The text has no DTD."""
    command = [sys.executable, "-P", str(Path(parser_process.__file__)), url, str(MAX_ENTRIES), str(MAX_TEXT_LENGTH)]
    body = b'<?xml version="1.0" encoding="utf-8"?>' + text.encode()
    try:
        process = subprocess.run(command, input=body, capture_output=True, timeout=2 * parser_process.MAX_CPU_SECONDS, check=True)  # noqa: S603  (a file of this package)
        output: Mapping[str, Any] = json.loads(process.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise NotAFeed(Message("its parser gave up", "解析程序无法读完")) from None
    if not output["version"]:
        raise NotAFeed(Message("it is of no form that is known", "格式无法识别"))
    return output


def _parse_json_feed(text: str) -> tuple[FeedDocument, list[dict[str, Any]]]:
    """Return a JSON Feed and its items. Raises NotAFeed."""
    start = text.index("{") if "{" in text else 0
    try:
        document, end = json.JSONDecoder().raw_decode(text[start:])
    except (ValueError, RecursionError):
        raise NotAFeed(Message("it is broken JSON", "JSON 格式有误")) from None
    version, items = document.get("version"), document.get("items")
    if not (isinstance(version, str) and "jsonfeed.org/version/" in version and isinstance(items, list)):
        raise NotAFeed(Message("it is JSON, but no JSON Feed", "是 JSON，但不是 JSON Feed"))
    before, after = text[:start].strip(), text[start + end :].strip()
    return FeedDocument("", before, after), [item for item in items if isinstance(item, dict)]


# Entries


def _read_entry(row: _Row, zone: ZoneInfo, now: datetime, stated_zone: ZoneInfo | None) -> _ReadEntry:
    fields = row.fields
    title = clean_line(_field_text(fields, "title"), row.title_markup)
    link_text = _field_text(fields, "link")
    link = sanitise_link(link_text)
    date_texts = [text for text in (_field_text(fields, name) for name in DATE_FIELDS) if text.strip()]
    dates = [parse_feed_date(text, zone, now, stated_zone) for text in date_texts]
    published = next((parsed.moment for parsed in dates if parsed.moment), None)
    entry = FeedEntry(to_plain_text(_field_text(fields, "id")) or link or "", title.text, link, published)
    return _ReadEntry(entry, title, dates[0] if dates else FeedDate(), date_texts[0] if date_texts else "", bool(link_text) and not link)


def _field_text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    return str(value) if isinstance(value, int) else ""


def sanitise_link(link: str) -> str | None:
    """Return an `http(s)` URL without user name or password, other characters percent-encoded; None if the link is anything else."""
    link = link.strip()
    if not link or len(link) > MAX_LINK_LENGTH:
        return None
    link = quote(link, safe="/%:@!$&'()*+,;=~-._?#[]")
    try:
        parts = urlsplit(link)
        parts.port  # noqa: B018  raises ValueError for a bad port
    except ValueError:
        return None
    return link if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else None


def _iter_entry_notes(read_entries: Sequence[_ReadEntry]) -> Iterator[FeedNote]:
    """Yield notes on entries that lack something, and on texts and dates that could not be taken as they are."""
    usable = [read for read in read_entries if read.entry.title or read.entry.link]
    if len(usable) < len(read_entries):
        yield FeedNote("PR649", {"count": str(len(read_entries) - len(usable))})
    for name, lacking in (
        (Message("a title", "标题"), [read for read in usable if not read.entry.title]),
        (Message("a link that can be used", "可用的链接"), [read for read in usable if not read.entry.link]),
        (Message("a date", "日期"), [read for read in usable if not read.date_text]),
    ):
        if lacking:
            yield FeedNote("PR650", {"field": name, "count": str(len(lacking)), "came": _describe_entries(lacking)})
    cut = [read for read in usable if read.title.is_cut]
    if cut:
        yield FeedNote("PR652", {"limit": str(MAX_LINE_LENGTH), "count": str(len(cut)), "came": cut[0].entry.title})
    yield from iter_date_notes((read.date_text, read.date.doubt) for read in usable if read.date.doubt)


def _describe_entries(read_entries: Iterable[_ReadEntry]) -> str:
    return " / ".join(read.entry.title or read.entry.link or "" for read in islice(read_entries, 3))
