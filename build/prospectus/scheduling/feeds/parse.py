"""Parse an archived feed response into entries of plain text. Never uses the network, and checks the bytes before any parser sees them.

1. The bytes are decoded, once. 2. Everything before the root element is dropped, and with it every entity declaration. 3. The elements and
their depth are counted. 4. feedparser reads the text in a separate process. JSON Feed, which feedparser does not support, is parsed here.
"""

from __future__ import annotations

import codecs
import html
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import nh3

from prospectus.scheduling.feeds import parser_process
from prospectus.scheduling.feeds.dates import parse_datetime

MAX_ENTRIES = 500
"""Maximum number of entries, counted from the first one in the feed."""
MAX_DEPTH = 200
"""Maximum nesting depth of elements."""
MAX_TAGS = 100_000
"""Maximum number of tags."""
MAX_TAG_LENGTH = 5_000
"""Maximum length of a tag with its attributes, in characters: parsing time is quadratic in it."""
MAX_TEXT_LENGTH = 20_000
"""Number of characters of a text that are read."""
MAX_LINE_LENGTH = 400
"""Maximum length of the resulting title or id, in characters."""
MAX_LINK_LENGTH = 2_000
ENCODING_SIGNATURES = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
ACCEPTED_ENCODINGS = re.compile(
    r"utf-?(8|16|16-?[bl]e|32)|gb(k|2312|18030)|big5|shift_jis|euc-(jp|kr)|(us-)?ascii|iso-8859-\d{1,2}|windows-125\d"
)
"""Declared encodings that are accepted."""
WESTERN_ENCODINGS = re.compile(r"(us-)?ascii|iso-8859-\d{1,2}|windows-125\d")
"""Encodings in which nearly any bytes can be decoded, rightly or wrongly: UTF-8 and GB 18030 are tried before them."""
ROOT_ELEMENTS = ("rss", "feed", "rdf")
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[\]]*>)*", re.DOTALL | re.IGNORECASE)
_NON_XML_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP_START = re.compile(r"<(?:(!--)|(!\[CDATA\[)|(\?)|(!)|(/?)[A-Za-z_])")
_MARKUP_ENDS = ("-->", "]]>", "?>", ">")


class NotAFeed(Exception):
    """The bytes are not a feed, or one that must not be parsed; the message gives the reason as half a sentence."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed, in plain text."""

    id: str
    """The id that the feed gives, or else the link; arbitrary text."""
    title: str
    link: str | None
    """An `http(s)` address, or None."""
    published: datetime | None
    """When it was published, as an aware datetime in the site's zone."""


def parse_feed(body: bytes, content_type: str, url: str, *, zone: ZoneInfo, now: datetime) -> tuple[FeedEntry, ...]:
    """Return the entries of a feed in its order, without duplicates; raises NotAFeed. `url` is the base of relative links."""
    text = _NON_XML_CHARACTER.sub("", decode(body, content_type)).lstrip()
    rows = _parse_json_feed(text) if text.startswith("{") else _parse_xml(text, url)
    entries = (_build_entry(row, zone, now) for row, _ in zip(rows, range(MAX_ENTRIES), strict=False))
    return tuple(_drop_duplicates(entry for entry in entries if entry.title or entry.link))


# Bytes to text


def decode(body: bytes, content_type: str) -> str:
    """Return bytes as text, whether their encoding is declared rightly, wrongly or not at all.

    Tried in this order: a byte order mark, the declared encodings unless they are Western, UTF-8, GB 18030. If all fail, undecodable bytes
    are replaced.
    """
    detected = next((encoding for signature, encoding in ENCODING_SIGNATURES if body.startswith(signature)), None)
    if detected:
        return body.decode(detected, "replace").lstrip("\ufeff")
    declared = list(_iter_declared_encodings(body, content_type))
    accepted = [name for name in declared if not WESTERN_ENCODINGS.fullmatch(name)]
    for encoding in (*accepted, "utf-8", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode((accepted or declared or ["utf-8"])[0], "replace")


def _iter_declared_encodings(body: bytes, content_type: str) -> Iterator[str]:
    xml_declaration = re.match(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,20})", body[:300])
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,20})", content_type[:300], re.ASCII)
    for name in (xml_declaration[1].decode("ascii", "replace") if xml_declaration else "", charset[1] if charset else ""):
        normalised = name.lower().replace("utf8", "utf-8")
        if ACCEPTED_ENCODINGS.fullmatch(normalised):
            yield "gb18030" if normalised.startswith("gb") else normalised


# XML


def _parse_xml(text: str, url: str) -> Iterable[Mapping[str, Any]]:
    prolog = _PROLOG.match(text[:MAX_TEXT_LENGTH])
    text = text[prolog.end() if prolog else 0 :]
    if re.match("<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise NotAFeed("it declares entities")
    root = re.match(r"<(?:[\w.-]{1,40}:)?(\w{1,40})", text)
    if root is None or root[1].lower() not in ROOT_ELEMENTS:
        raise NotAFeed(f"it starts with <{root[1]}>" if root else "it is neither XML nor JSON")
    _check_size(text)
    return _run_parser(text, url)


def _check_size(text: str) -> None:
    """Check the number, depth and length of tags in one pass, before anything parses them; raises NotAFeed."""
    position, tags, depth = 0, 0, 0
    while markup := _MARKUP_START.search(text, position):
        comment, cdata, instruction, declaration, closing = markup.groups()
        if declaration:
            raise NotAFeed("it declares something in its midst")
        end = _MARKUP_ENDS[0 if comment else 1 if cdata else 2 if instruction else 3]
        position = text.find(end, markup.end())
        if position < 0:
            raise NotAFeed("it is cut off")
        if end == ">":
            if position - markup.start() > MAX_TAG_LENGTH:
                raise NotAFeed(f"one of its tags is longer than {MAX_TAG_LENGTH:,} characters")
            tags += 1
            depth += -1 if closing else text[position - 1] != "/"
            if tags > MAX_TAGS or depth > MAX_DEPTH:
                raise NotAFeed(
                    f"it has more than {MAX_TAGS:,} elements" if tags > MAX_TAGS else f"its elements stand more than {MAX_DEPTH} deep"
                )
        position += len(end)
    if not re.search(r"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf)\s{0,9}>[^<]*(?:<!--[^<]*)*\Z", text[-1_000:], re.IGNORECASE):
        raise NotAFeed("it is cut off")


def _run_parser(text: str, url: str) -> Iterable[Mapping[str, Any]]:
    """Return the entries that feedparser finds, run in a separate process with its own limits; raises NotAFeed. The text has no DTD."""
    command = [sys.executable, "-P", str(Path(parser_process.__file__)), url, str(MAX_ENTRIES), str(MAX_TEXT_LENGTH)]
    body = b'<?xml version="1.0" encoding="utf-8"?>' + text.encode()
    try:
        process = subprocess.run(command, input=body, capture_output=True, timeout=2 * parser_process.MAX_CPU_SECONDS, check=True)  # noqa: S603  (a file of this package)
        output = json.loads(process.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise NotAFeed("its parser gave up") from None
    if not output["version"]:
        raise NotAFeed("it is of no form that is known")
    rows: list[Mapping[str, Any]] = output["entries"]
    return rows


# JSON


def _parse_json_feed(text: str) -> Iterable[Mapping[str, Any]]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise NotAFeed("it is broken JSON") from None
    version, items = document.get("version"), document.get("items")
    if not (isinstance(version, str) and "jsonfeed.org/version/" in version and isinstance(items, list)):
        raise NotAFeed("it is JSON, but no JSON Feed")
    return ({**item, "link": item.get("url") or item.get("external_url")} for item in items if isinstance(item, dict))


# Entries


def _build_entry(row: Mapping[str, Any], zone: ZoneInfo, now: datetime) -> FeedEntry:
    link = sanitise_link(_field_text(row, "link"))
    timestamps = (
        parse_datetime(_field_text(row, name), zone, now) for name in ("published", "date_published", "created", "updated", "date_modified")
    )
    published = next((timestamp for timestamp in timestamps if timestamp), None)
    return FeedEntry(to_plain_text(_field_text(row, "id")) or link or "", to_plain_text(_field_text(row, "title")), link, published)


def _field_text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def to_plain_text(text: str) -> str:
    """Return text as one line without markup (even if escaped twice) and without control or invisible characters."""
    text = text[:MAX_TEXT_LENGTH]
    for _ in range(4):
        previous, text = text, html.unescape(nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}))
        if text == previous:
            break
    text = unicodedata.normalize("NFC", text)
    visible = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in _INVISIBLE_CATEGORIES
    )
    return " ".join(_NON_XML_CHARACTER.sub("", visible).split())[:MAX_LINE_LENGTH].rstrip()


_INVISIBLE_CATEGORIES = ("Cc", "Cf", "Cs", "Co", "Cn")


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


def _drop_duplicates(entries: Iterable[FeedEntry]) -> Iterator[FeedEntry]:
    """Yield entries without duplicates. The key of an entry is its id, or else its link, or else its title and day."""
    seen: set[object] = set()
    for entry in entries:
        key = entry.id or entry.link or (entry.title, entry.published and entry.published.date())
        if key not in seen:
            seen.add(key)
            yield entry
