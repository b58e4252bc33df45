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

from prospectus.desk import apart
from prospectus.desk.instants import instant

ENTRIES = 500
"""Maximum number of entries, counted from the first one in the feed."""
DEEPEST = 200
"""Maximum nesting depth of elements."""
TAGS = 100_000
"""Maximum number of tags."""
LONGEST_TAG = 5_000
"""Maximum length of a tag with its attributes, in characters: parsing time is quadratic in it."""
LONGEST = 20_000
"""Number of characters of a text that are read."""
LINE = 400
"""Maximum length of the resulting title or id, in characters."""
LONGEST_LINK = 2_000
MARKS = (
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
ENCODINGS = re.compile(r"utf-?(8|16|16-?[bl]e|32)|gb(k|2312|18030)|big5|shift_jis|euc-(jp|kr)|(us-)?ascii|iso-8859-\d{1,2}|windows-125\d")
"""Declared encodings that are accepted."""
WESTERN = re.compile(r"(us-)?ascii|iso-8859-\d{1,2}|windows-125\d")
"""Encodings in which nearly any bytes can be decoded, rightly or wrongly: UTF-8 and GB 18030 are tried before them."""
ROOTS = ("rss", "feed", "rdf")
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[\]]*>)*", re.DOTALL | re.IGNORECASE)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEXT = re.compile(r"<(?:(!--)|(!\[CDATA\[)|(\?)|(!)|(/?)[A-Za-z_])")
_ENDS = ("-->", "]]>", "?>", ">")


class NotAFeed(Exception):
    """The bytes are not a feed, or one that must not be parsed; the message gives the reason as half a sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, in plain text."""

    id: str
    """The id that the feed gives, or else the link; arbitrary text."""
    title: str
    link: str | None
    """An `http(s)` address, or None."""
    published: datetime | None
    """When it was published, as an aware datetime in the site's zone."""


def read_feed(body: bytes, content_type: str, url: str, *, zone: ZoneInfo, now: datetime) -> tuple[Entry, ...]:
    """Return the entries of a feed in its order, without duplicates; raises NotAFeed. `url` is the base of relative links."""
    text = _NOT_XML.sub("", decoded(body, content_type)).lstrip()
    rows = _rows_of_json(text) if text.startswith("{") else _rows_of_xml(text, url)
    entries = (_entry(row, zone, now) for row, _ in zip(rows, range(ENTRIES), strict=False))
    return tuple(_once(entry for entry in entries if entry.title or entry.link))


# Bytes to text


def decoded(body: bytes, content_type: str) -> str:
    """Return bytes as text, whether their encoding is declared rightly, wrongly or not at all.

    Tried in this order: a byte order mark, the declared encodings unless they are Western, UTF-8, GB 18030. If all fail, undecodable bytes
    are replaced.
    """
    marked = next((encoding for mark, encoding in MARKS if body.startswith(mark)), None)
    if marked:
        return body.decode(marked, "replace").lstrip("\ufeff")
    declared = list(_declared(body, content_type))
    believed = [name for name in declared if not WESTERN.fullmatch(name)]
    for encoding in (*believed, "utf-8", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode((believed or declared or ["utf-8"])[0], "replace")


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    within = re.match(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,20})", body[:300])
    without = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,20})", content_type[:300], re.ASCII)
    for name in (within[1].decode("ascii", "replace") if within else "", without[1] if without else ""):
        plain = name.lower().replace("utf8", "utf-8")
        if ENCODINGS.fullmatch(plain):
            yield "gb18030" if plain.startswith("gb") else plain


# XML


def _rows_of_xml(text: str, url: str) -> Iterable[Mapping[str, Any]]:
    found = _PROLOG.match(text[:LONGEST])
    text = text[found.end() if found else 0 :]
    if re.match("<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise NotAFeed("it declares entities")
    root = re.match(r"<(?:[\w.-]{1,40}:)?(\w{1,40})", text)
    if root is None or root[1].lower() not in ROOTS:
        raise NotAFeed(f"it starts with <{root[1]}>" if root else "it is neither XML nor JSON")
    _must_be_small(text)
    return _parsed(text, url)


def _must_be_small(text: str) -> None:
    """Check the number, depth and length of tags in one pass, before anything parses them; raises NotAFeed."""
    at, tags, depth = 0, 0, 0
    while found := _NEXT.search(text, at):
        comment, data, instruction, declaration, closing = found.groups()
        if declaration:
            raise NotAFeed("it declares something in its midst")
        end = _ENDS[0 if comment else 1 if data else 2 if instruction else 3]
        at = text.find(end, found.end())
        if at < 0:
            raise NotAFeed("it is cut off")
        if end == ">":
            if at - found.start() > LONGEST_TAG:
                raise NotAFeed(f"one of its tags is longer than {LONGEST_TAG:,} characters")
            tags += 1
            depth += -1 if closing else text[at - 1] != "/"
            if tags > TAGS or depth > DEEPEST:
                raise NotAFeed(f"it has more than {TAGS:,} elements" if tags > TAGS else f"its elements stand more than {DEEPEST} deep")
        at += len(end)
    if not re.search(r"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf)\s{0,9}>[^<]*(?:<!--[^<]*)*\Z", text[-1_000:], re.IGNORECASE):
        raise NotAFeed("it is cut off")


def _parsed(text: str, url: str) -> Iterable[Mapping[str, Any]]:
    """Return the entries that feedparser finds, run in a separate process with its own limits; raises NotAFeed. The text has no DTD."""
    command = [sys.executable, "-P", str(Path(apart.__file__)), url, str(ENTRIES), str(LONGEST)]
    body = b'<?xml version="1.0" encoding="utf-8"?>' + text.encode()
    try:
        ran = subprocess.run(command, input=body, capture_output=True, timeout=2 * apart.SECONDS, check=True)  # noqa: S603  (a file of this package)
        found = json.loads(ran.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise NotAFeed("its parser gave up") from None
    if not found["version"]:
        raise NotAFeed("it is of no form that is known")
    rows: list[Mapping[str, Any]] = found["entries"]
    return rows


# JSON


def _rows_of_json(text: str) -> Iterable[Mapping[str, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise NotAFeed("it is broken JSON") from None
    version, items = found.get("version"), found.get("items")
    if not (isinstance(version, str) and "jsonfeed.org/version/" in version and isinstance(items, list)):
        raise NotAFeed("it is JSON, but no JSON Feed")
    return ({**each, "link": each.get("url") or each.get("external_url")} for each in items if isinstance(each, dict))


# Entries


def _entry(row: Mapping[str, Any], zone: ZoneInfo, now: datetime) -> Entry:
    link = safe_link(_text(row, "link"))
    stated = (instant(_text(row, name), zone, now) for name in ("published", "date_published", "created", "updated", "date_modified"))
    published = next((each for each in stated if each), None)
    return Entry(plain(_text(row, "id")) or link or "", plain(_text(row, "title")), link, published)


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def plain(text: str) -> str:
    """Return text as one line without markup (even if escaped twice) and without control or invisible characters."""
    text = text[:LONGEST]
    for _ in range(4):
        before, text = text, html.unescape(nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}))
        if text == before:
            break
    text = unicodedata.normalize("NFC", text)
    kept = "".join(" " if each.isspace() else each for each in text if each.isspace() or unicodedata.category(each) not in _UNSEEN)
    return " ".join(_NOT_XML.sub("", kept).split())[:LINE].rstrip()


_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def safe_link(link: str) -> str | None:
    """Return an `http(s)` URL without user name or password, other characters percent-encoded; None if the link is anything else."""
    link = link.strip()
    if not link or len(link) > LONGEST_LINK:
        return None
    link = quote(link, safe="/%:@!$&'()*+,;=~-._?#[]")
    try:
        parts = urlsplit(link)
        parts.port  # noqa: B018  raises ValueError for a bad port
    except ValueError:
        return None
    return link if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else None


def _once(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries without duplicates. The key of an entry is its id, or else its link, or else its title and day."""
    seen: set[object] = set()
    for entry in entries:
        key = entry.id or entry.link or (entry.title, entry.published and entry.published.date())
        if key not in seen:
            seen.add(key)
            yield entry
