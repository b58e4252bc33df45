"""Card pictures: what messengers and social networks show beside the address of a page (ogp.me), as PNG."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from operator import attrgetter
from typing import NamedTuple

from prospectus.cache.cache import BuildCache, digest
from prospectus.model import urls
from prospectus.model.registry import KINDS
from prospectus.parallel import SERIAL, ProcessPool
from prospectus.render.artifact import Artifact
from prospectus.render.fonts import has_font
from prospectus.render.palette import palette_of
from prospectus.render.svg_text import INK, PAPER, SANS, SERIF, SOFT, Block, build_line, estimate_width, format_number
from prospectus.render.xml import Element, element, serialize_document
from prospectus.views.locale_views import LocaleContext
from prospectus.views.pages import Views

WIDTH, HEIGHT, MARGIN = 1200, 630, 88
"""In pixels: the proportions that all services show whole."""
TITLE_SIZES = (82, 70, 60, 52, 46)
"""The sizes of a title to try, best first. Only the smallest may be truncated."""
TITLE_LINES = 3
CHUNK_SIZE = 2
MARK = ("M15.4 5.5h6M11.7 9.5h13M4.8 15.2h12M14.25 20.6h13.5", "M15 28.5C15 21 17.4 17 17.8 9.5")
"""The strokes of the mark of the theme, in a square of 32."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows."""

    title: str
    kicker: str
    """The words above the title: what kind of page it is."""
    site: str
    language: str
    colour: str = ""
    """The colour of the brand; empty for that of the theme."""


class Cards(NamedTuple):
    """The cards of a site."""

    artifacts: tuple[Artifact, ...]
    without_font: int
    """How many of them have no readable title, because this machine has no font for their language."""


def build_cards(views: Views) -> Cards:
    """Return the card of the site and those of all records whose kind has cards, in every locale."""
    with started_cards(views, BuildCache(), SERIAL) as finish_cards:
        return finish_cards()


@contextmanager
def started_cards(views: Views, cache: BuildCache, pool: ProcessPool) -> Iterator[Callable[[], Cards]]:
    """Let other processes begin to draw the cards, and yield what returns all. Unchanged cards are not drawn again.

    Cards without a font are not cached, so that the next build draws them.
    """
    contexts = views.contexts if views.queries.site.cards else ()
    cards = {path: card for context in contexts for path, card in _iter_cards(context)}
    keys = {path: digest(*astuple(card)) for path, card in cards.items()}
    cached = {path: cache.get("card", key) for path, key in keys.items()}
    missing = [card for path, card in cards.items() if cached[path] is None]
    with pool.started(draw_card, missing, CHUNK_SIZE) as results:

        def finish_cards() -> Cards:
            drawn = dict(results)
            unreadable = {language for language in {card.language for card in missing} if not has_font(language)}
            cache.add(
                {("card", keys[path]): drawn[card] for path, card in cards.items() if card in drawn and card.language not in unreadable}
            )
            artifacts = tuple(Artifact(path, cached[path] or drawn[card]) for path, card in cards.items())
            return Cards(artifacts, sum(card.language in unreadable for card in missing))

        yield finish_cards


def _iter_cards(context: LocaleContext) -> Iterator[tuple[str, Card]]:
    site, resolver = context.site, context.resolver
    name = str.__str__(site.name)
    yield urls.localised_url(context.locale, urls.SITE_CARD), Card(str.__str__(site.tagline), "", name, site.language, site.colour)
    for kind in KINDS:
        for record in filter(attrgetter("exported"), context.queries.records(kind.name) if kind.has_card else ()):
            title = str.__str__(resolver.localise(record.title))
            path = urls.localised_url(context.locale, urls.card_url(kind, record.id))
            yield path, Card(title, site.t(f"list.{kind.name}.title"), name, site.language, site.colour)


def draw_card(card: Card) -> bytes:
    """Return a card as PNG. The same fonts give the same bytes."""
    from resvg_py import svg_to_bytes  # noqa: PLC0415  (loads the fonts of the system)

    return svg_to_bytes(
        svg_string=render_card(card).decode(),
        width=WIDTH,
        sans_serif_family="Noto Sans CJK SC",
        serif_family="Noto Serif CJK SC",
        background=PAPER,
    )


def render_card(card: Card) -> bytes:
    """Return a card as SVG: the mark and the name of the site, the kind of page, and the title in the largest type that fits."""
    family = "zh" if card.language == "zh" else ""
    block, serif, palette = _build_text(card), SERIF[family], palette_of(card.colour)
    top = (HEIGHT - block.height) / 2 + 24
    root = element(
        "svg",
        element("rect", width=str(WIDTH), height=str(HEIGHT), fill=PAPER),
        element("rect", width=str(WIDTH), height="14", fill=palette.colour),
        _build_mark(palette.colour),
        *(build_line(line, serif) for line in _build_name(card).lines),
        element("g", *(build_line(line, serif) for line in block.lines), transform=f"translate({MARGIN} {format_number(top)})"),
        element("path", d=f"M{MARGIN} {HEIGHT - 64}H{WIDTH - MARGIN}", stroke=palette.deep, opacity="0.25"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=str(WIDTH),
        height=str(HEIGHT),
    )
    root.set("font-family", SANS[family])
    return serialize_document(root)


def _build_text(card: Card) -> Block:
    """Return the kicker and the title, relative to their own corner."""
    width = WIDTH - 2 * MARGIN
    block = Block()
    for size in TITLE_SIZES:
        block = Block()
        if card.kicker:
            block.add(card.kicker, 30, x=0, max_width=width, max_lines=1, fill=palette_of(card.colour).colour, bold=True)
            block.height += 14
        block.add(card.title, size, x=0, max_width=width, max_lines=TITLE_LINES, leading=1.3, fill=INK, bold=True, serif=True)
        if not block.truncated:
            break
    return block


def _build_name(card: Card) -> Block:
    """Return the name of the site, beside the mark."""
    block = Block(height=68)
    size = min(32.0, (WIDTH - 2 * MARGIN - 80) / estimate_width(card.site or " ", 1, bold=True))
    block.add(card.site, size, x=MARGIN + 72, max_width=WIDTH - 2 * MARGIN - 71, max_lines=1, fill=SOFT, bold=True)
    return block


def _build_mark(colour: str) -> Element:
    strokes = (element("path", d=path) for path in MARK)
    mark = element("g", *strokes, fill="none", stroke=PAPER, transform=f"translate({MARGIN} 60) scale(1.75)")
    mark.set("stroke-width", "2.4")
    mark.set("stroke-linecap", "round")
    mark.insert(0, element("rect", width="32", height="32", rx="6", fill=colour, stroke="none"))
    return mark
