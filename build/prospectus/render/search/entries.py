"""Entries of the search index: one per page, and one per record that a list shows at an anchor of its own."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable
from typing import NamedTuple

from prospectus.cache.cache import digest
from prospectus.render.search.page_text import read_page_text
from prospectus.text.chinese_script import find_foreign_characters
from prospectus.text.search_tokens import fold
from prospectus.views.page import PageView

LONG_TEXT = 3000
"""The length in characters from which a text has a file of its own."""
PACKING_LEVEL = 1
"""Of zlib: entries take a third of their memory, in a tenth of a millisecond per page."""


class SearchEntry(NamedTuple):
    """Everything that search knows of a page or of a place on it."""

    kind: str
    """The kind of the record, or `page` or `list`."""
    href: str
    """Relative to the site root."""
    title: str
    names: tuple[str, ...]
    """Other names in the language of the page."""
    foreign_names: tuple[str, ...]
    """Titles and other names in the other languages."""
    readings: tuple[str, ...]
    """The syllables of the names that are read otherwise than software would, separated by spaces."""
    code: str
    """A code that readers write before a month of delivery; mostly empty."""
    crumbs: tuple[str, ...]
    """The titles of the pages above it, the home page left out."""
    answer: str
    """The answer that the record gives, to be shown in full; mostly empty."""
    headings: tuple[tuple[str, str], ...]
    """The id and the words of each heading that is not the title."""
    text: str
    """A line per block."""


class EntrySummary(NamedTuple):
    """What all files of the index say of an entry, and where its words are."""

    page_key: str
    """The key of the entries of its page."""
    place: int
    """Its place among them."""
    key: str
    """A hash of the entry."""
    kind: str
    href: str
    title: str
    code: str
    crumbs: tuple[str, ...]
    is_long: bool
    """Whether its text has a file of its own."""
    is_traditional: bool
    """Whether it has traditional characters. To find words in its text, the browser needs the table of characters."""


def summarize(page_key: str, entries: Iterable[SearchEntry]) -> tuple[EntrySummary, ...]:
    """Return the summaries of the entries of a page."""
    return tuple(
        EntrySummary(
            page_key,
            place,
            digest(repr(entry)),
            entry.kind,
            entry.href,
            entry.title,
            fold(entry.code),
            entry.crumbs,
            len(entry.text) > LONG_TEXT,
            any(find_foreign_characters(text, "hans") for text in (entry.title, *entry.names, *entry.foreign_names, entry.text)),
        )
        for place, entry in enumerate(entries)
    )


class PackedEntries(NamedTuple):
    """The entries of a page, of which only those of a few pages are unpacked at a time."""

    key: str
    """A hash of the entries; empty if there are none."""
    summaries: tuple[EntrySummary, ...]
    packed: bytes


def pack_entries(entries: tuple[SearchEntry, ...]) -> PackedEntries:
    """Return the entries of a page with their hash and their summaries."""
    if not entries:
        return PackedEntries("", (), b"")
    key = digest(repr(entries))
    return PackedEntries(key, summarize(key, entries), zlib.compress(pickle.dumps(entries, pickle.HIGHEST_PROTOCOL), PACKING_LEVEL))


def unpack_entries(packed: bytes) -> tuple[SearchEntry, ...]:
    """Return entries that `pack_entries` has packed, in this build or for the cache."""
    entries: tuple[SearchEntry, ...] = pickle.loads(zlib.decompress(packed))  # noqa: S301  (our own, in the user's own folder)
    return entries


def build_entries(page: PageView, html: str) -> tuple[SearchEntry, ...]:
    """Return the entries of a page; `html` is the page, or its block `container`. A page without a card has none."""
    if not page.search_cards:
        return ()
    page_text = read_page_text(html)
    own_card, *item_cards = page.search_cards
    crumbs = tuple(str.__str__(crumb.title) for crumb in page.crumbs[1:])
    own = SearchEntry(
        own_card.kind,
        page.address,
        str.__str__(page.title),
        own_card.names,
        own_card.foreign_names,
        own_card.readings,
        own_card.code,
        crumbs[:-1],
        own_card.answer,
        tuple(heading for heading in page_text.headings if heading[1] != page.title),
        page_text.text,
    )
    items = (
        SearchEntry(
            card.kind,
            f"{page.address}#{card.anchor}",
            card.title,
            card.names,
            card.foreign_names,
            card.readings,
            card.code,
            crumbs,
            card.answer,
            (),
            "",
        )
        for card in item_cards
    )
    return (own, *items)
