"""Propose drafts of notices that a feed announces. They hold only what the feed states; `prospectus check` reports what is missing."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from prospectus.model.kinds.feed import Feed
from prospectus.scheduling.feeds.parse import FeedEntry

NOTICE_FOLDER = "content/notices"
FILE_HEADER = """\
# Proposed by `prospectus feeds pull` from the feed {feed}. Readers do not see it while its status is draft.
# Fill in what `prospectus check` names: the cases, and one count for each behaviour, which add up to them. Name the source under
# `sources`, give the other language, check the period, then take `status: draft` away. The name of the file becomes the address.
# 由 prospectus feeds pull 依据来源 {feed} 提出；状态为 draft 时读者看不到。
# 请按 prospectus check 的提示补齐：总起数，以及各行为的起数（相加等于总数）；在 sources 写明来源，补上另一种语言，核对期间，
# 然后删去 status: draft。文件名即网页地址。
"""
_ENGLISH_MONTHS = "january february march april may june july august september october november december".split()
_QUARTER_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "一": 1, "二": 2, "三": 3, "四": 4}
_MONTH = re.compile(r"([12]\d{3})\s?年\s?(1[0-2]|0?[1-9])\s?月(?!\s?\d{1,2}\s?日)", re.ASCII)
_MONTH_IN_WORDS = re.compile(rf"\b({'|'.join(_ENGLISH_MONTHS)})(?: of)?,? ([12]\d{{3}})\b", re.ASCII)
_ANY_MONTH = re.compile(r"\d\s?月(?!\s?\d{1,2}\s?日)", re.ASCII)
_ANY_MONTH_IN_WORDS = re.compile(rf"\b({'|'.join(_ENGLISH_MONTHS)})\b", re.ASCII)
_QUARTER = re.compile(r"([12]\d{3})\s?年(?:度)?第?([一二三四1-4])季度", re.ASCII)
_QUARTER_IN_WORDS = re.compile(r"\b(?:q([1-4])|(first|second|third|fourth) quarter)(?: of)?,? ([12]\d{3})\b", re.ASCII)
_YEAR = re.compile(r"([12]\d{3})\s?年度(?!第)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The draft of a notice that a feed announces."""

    feed_id: str
    entry: FeedEntry
    id: str
    period: str | None
    text: str
    """The content of its file: YAML."""

    @property
    def path(self) -> str:
        """The path of its file, relative to the root."""
        return f"{NOTICE_FOLDER}/{self.id}.yml"


@dataclass(frozen=True, slots=True)
class KnownNotice:
    """A notice that already exists, in any status."""

    id: str
    url: str | None = None
    period: str | None = None
    exchanges: tuple[str, ...] = ()


def propose_notices(entries: Iterable[tuple[Feed, FeedEntry]], known_notices: Iterable[KnownNotice]) -> Iterator[Proposal]:
    """Yield a proposal for each entry with a title, unless a notice with its URL, or with its exchange and period, exists already."""
    existing = list(known_notices)
    taken_ids, known_urls = {notice.id for notice in existing}, {notice.url for notice in existing if notice.url}
    known_periods = {(exchange, notice.period) for notice in existing if notice.period for exchange in notice.exchanges}
    for feed, entry in entries:
        period = parse_period(entry.title)
        if not entry.title or entry.link in known_urls or (period and (feed.institution, period) in known_periods):
            continue
        notice_id = _make_id(feed, entry, period, taken_ids)
        taken_ids.add(notice_id)
        known_urls |= {entry.link} if entry.link else set()
        known_periods |= {(feed.institution, period)} if feed.institution and period else set()
        yield Proposal(feed.id, entry, notice_id, period, _render_file(feed, entry, period))


def parse_period(title: str) -> str | None:
    """Return the month (`2025-04`), quarter (`2025-Q2`) or year (`2025`) that a title states; None when it states none or several."""
    text = unicodedata.normalize("NFKC", title).casefold()
    periods = {f"{match[1]}-{int(match[2]):02}" for match in _MONTH.finditer(text)}
    periods |= {f"{match[2]}-{_ENGLISH_MONTHS.index(match[1]) + 1:02}" for match in _MONTH_IN_WORDS.finditer(text)}
    periods |= {f"{match[1]}-Q{_QUARTER_NUMBERS.get(match[2]) or match[2]}" for match in _QUARTER.finditer(text)}
    periods |= {f"{match[3]}-Q{match[1] or _QUARTER_NUMBERS[match[2]]}" for match in _QUARTER_IN_WORDS.finditer(text)}
    periods |= {match[1] for match in _YEAR.finditer(text)}
    month_mentions = [*_ANY_MONTH.findall(text), *{match[1] for match in _ANY_MONTH_IN_WORDS.finditer(text)}]
    return periods.pop() if len(periods) == 1 and len(month_mentions) <= 1 else None


def _make_id(feed: Feed, entry: FeedEntry, period: str | None, taken_ids: set[str]) -> str:
    """Return an unused id that is the same on every run; it contains no text of the feed, only dates and a hash."""
    digest = sha256(f"{entry.id}\n{entry.link}\n{entry.title}".encode()).hexdigest()[:8]
    suffix = (period or "").lower() or (f"{entry.published:%Y-%m-%d}" if entry.published else digest)
    name = f"{feed.id[:50].rstrip('-')}-{suffix}"
    return f"{name}-{digest}" if name in taken_ids else name


def _render_file(feed: Feed, entry: FeedEntry, period: str | None) -> str:
    title = f"{{{_quote(feed.language)}: {_quote(entry.title)}}}"
    lines = {
        "status": "draft",
        "title": title,
        "official_title": title,
        "exchanges": f"[{feed.institution}]" if feed.institution else None,
        "period": period,
        "published": f"{entry.published:%Y-%m-%d}" if entry.published else None,
        "url": _quote(entry.link) if entry.link else None,
    }
    return FILE_HEADER.format(feed=feed.id) + "".join(f"{name}: {value}\n" for name, value in lines.items() if value)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
