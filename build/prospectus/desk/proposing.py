"""Propose drafts of notices that a feed announces. They hold only what the feed states; `prospectus check` reports what is missing."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from prospectus.desk.parsing import Entry
from prospectus.model.feed import Feed

FOLDER = "content/notices"
HEAD = """\
# Proposed by `prospectus feeds pull` from the feed {feed}. Readers do not see it while its status is draft.
# Fill in what `prospectus check` names: the cases, and one count for each behaviour, which add up to them. Name the source under
# `sources`, give the other language, check the period, then take `status: draft` away. The name of the file becomes the address.
# 由 prospectus feeds pull 依据来源 {feed} 提出；状态为 draft 时读者看不到。
# 请按 prospectus check 的提示补齐：总起数，以及各行为的起数（相加等于总数）；在 sources 写明来源，补上另一种语言，核对期间，
# 然后删去 status: draft。文件名即网页地址。
"""
_MONTHS = "january february march april may june july august september october november december".split()
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "一": 1, "二": 2, "三": 3, "四": 4}
_MONTH = re.compile(r"([12]\d{3})\s?年\s?(1[0-2]|0?[1-9])\s?月(?!\s?\d{1,2}\s?日)", re.ASCII)
_MONTH_IN_WORDS = re.compile(rf"\b({'|'.join(_MONTHS)})(?: of)?,? ([12]\d{{3}})\b", re.ASCII)
_ANY_MONTH = re.compile(r"\d\s?月(?!\s?\d{1,2}\s?日)", re.ASCII)
_ANY_MONTH_IN_WORDS = re.compile(rf"\b({'|'.join(_MONTHS)})\b", re.ASCII)
_QUARTER = re.compile(r"([12]\d{3})\s?年(?:度)?第?([一二三四1-4])季度", re.ASCII)
_QUARTER_IN_WORDS = re.compile(r"\b(?:q([1-4])|(first|second|third|fourth) quarter)(?: of)?,? ([12]\d{3})\b", re.ASCII)
_YEAR = re.compile(r"([12]\d{3})\s?年度(?!第)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The draft of a notice that a feed announces."""

    feed: str
    entry: Entry
    id: str
    period: str | None
    text: str
    """The content of its file: YAML."""

    @property
    def path(self) -> str:
        """The path of its file, relative to the root."""
        return f"{FOLDER}/{self.id}.yml"


@dataclass(frozen=True, slots=True)
class Known:
    """A notice that already exists, in any status."""

    id: str
    url: str | None = None
    period: str | None = None
    exchanges: tuple[str, ...] = ()


def propose(entries: Iterable[tuple[Feed, Entry]], known: Iterable[Known]) -> Iterator[Proposal]:
    """Yield a proposal for each entry with a title, unless a notice with its URL, or with its exchange and period, exists already."""
    there = list(known)
    taken, urls = {each.id for each in there}, {each.url for each in there if each.url}
    periods = {(exchange, each.period) for each in there if each.period for exchange in each.exchanges}
    for feed, entry in entries:
        period = period_of(entry.title)
        if not entry.title or entry.link in urls or (period and (feed.institution, period) in periods):
            continue
        key = _id(feed, entry, period, taken)
        taken.add(key)
        urls |= {entry.link} if entry.link else set()
        periods |= {(feed.institution, period)} if feed.institution and period else set()
        yield Proposal(feed.id, entry, key, period, _text(feed, entry, period))


def period_of(title: str) -> str | None:
    """Return the month (`2025-04`), quarter (`2025-Q2`) or year (`2025`) that a title states; None when it states none or several."""
    text = unicodedata.normalize("NFKC", title).casefold()
    found = {f"{match[1]}-{int(match[2]):02}" for match in _MONTH.finditer(text)}
    found |= {f"{match[2]}-{_MONTHS.index(match[1]) + 1:02}" for match in _MONTH_IN_WORDS.finditer(text)}
    found |= {f"{match[1]}-Q{_QUARTERS.get(match[2]) or match[2]}" for match in _QUARTER.finditer(text)}
    found |= {f"{match[3]}-Q{match[1] or _QUARTERS[match[2]]}" for match in _QUARTER_IN_WORDS.finditer(text)}
    found |= {match[1] for match in _YEAR.finditer(text)}
    named = [*_ANY_MONTH.findall(text), *{match[1] for match in _ANY_MONTH_IN_WORDS.finditer(text)}]
    return found.pop() if len(found) == 1 and len(named) <= 1 else None


def _id(feed: Feed, entry: Entry, period: str | None, taken: set[str]) -> str:
    """Return an unused id that is the same on every run; it contains no text of the feed, only dates and a hash."""
    digest = sha256(f"{entry.id}\n{entry.link}\n{entry.title}".encode()).hexdigest()[:8]
    stated = (period or "").lower() or (f"{entry.published:%Y-%m-%d}" if entry.published else digest)
    name = f"{feed.id[:50].rstrip('-')}-{stated}"
    return f"{name}-{digest}" if name in taken else name


def _text(feed: Feed, entry: Entry, period: str | None) -> str:
    title = f"{{{_quoted(feed.language)}: {_quoted(entry.title)}}}"
    lines = {
        "status": "draft",
        "title": title,
        "official_title": title,
        "exchanges": f"[{feed.institution}]" if feed.institution else None,
        "period": period,
        "published": f"{entry.published:%Y-%m-%d}" if entry.published else None,
        "url": _quoted(entry.link) if entry.link else None,
    }
    return HEAD.format(feed=feed.id) + "".join(f"{name}: {value}\n" for name, value in lines.items() if value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
