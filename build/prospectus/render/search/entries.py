"""Entries of the search index: one per page, and one per record that a list shows at an anchor of its own."""

from __future__ import annotations

from typing import NamedTuple

from prospectus.render.search.page_text import read_page_text
from prospectus.views.page import PageView


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
