"""Card pictures: one per page of the kinds that have them, with readable titles, and the same bytes each time."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from html_reader import read_head
from prospectus.builder.incremental import BuildResult
from prospectus.cache.cache import BuildCache
from prospectus.render.cards import HEIGHT, MARGIN, WIDTH, Card, draw_card, render_card
from prospectus.render.fonts import has_font
from prospectus.render.svg_text import estimate_width
from prospectus.render.xml import ElementTree
from tiny import SiteFactory, build_to

CARD = Card("期货投资者保障基金怎样补偿", "指南", "期货投教一览", "zh")


@pytest.mark.parametrize("title", ["短", "期货投资者保障基金怎样补偿", "一" * 400, "Margin", "How far it may move " * 12, "x" * 300])
def test_a_title_of_any_length_stays_within_the_card(title: str) -> None:
    root = ElementTree.fromstring(render_card(replace(CARD, title=title)))
    texts = [node for node in root.iter() if node.tag.endswith("text")]
    assert 3 <= len(texts) <= 5
    for node in texts:
        assert float(node.get("x", 0)) + estimate_width(node.text or "", float(node.get("font-size", 0)), bold=True) <= WIDTH - MARGIN + 1


def test_a_card_shows_its_title_in_chinese_type_and_is_drawn_alike_each_time() -> None:
    picture = draw_card(CARD)
    assert draw_card(CARD) == picture
    assert Image.open(io.BytesIO(picture)).size == (WIDTH, HEIGHT)
    assert draw_card(replace(CARD, title="　" * 13)) != picture


def test_every_page_refers_to_a_card_that_is_published(full: BuildResult) -> None:
    pages = [head for head in map(read_head, full.folder.rglob("*.html")) if head.indexed]
    cards = {head.properties["og:image"] for head in pages}
    paths = {url.partition("/cards/")[2]: url for url in cards}
    assert {"site.png", "lesson/barley-margin.png"} <= paths.keys()
    published = {path.relative_to(full.folder).as_posix() for path in full.folder.rglob("cards/**/*.png")}
    shown = {url.partition("/learn/")[2] for url in cards}
    assert shown - published == {"assets/field.jpg"}  # a record with a picture shows that
    pictured = {"cards/guide/weighing.png", "en/cards/guide/weighing.png"}  # drawn, although the page shows its picture
    assert published - shown == {"en/cards/guide/only-chinese.png", *pictured}  # its page is not translated, and therefore not indexed


def test_cards_without_a_font_are_counted_and_drawn_again(monkeypatch: pytest.MonkeyPatch, tiny: SiteFactory) -> None:
    root = tiny("minimal")
    cache = BuildCache()
    monkeypatch.setattr("prospectus.render.cards.has_font", lambda language: language != "zh")
    first = build_to(root, root.parent / "built", cache=cache)
    monkeypatch.undo()
    second = build_to(root, root.parent / "built", cache=cache)
    assert first.cards_without_font > 0
    assert second.cards_without_font == 0


def test_a_font_is_known_by_what_it_shows() -> None:
    assert has_font("zh")
    assert has_font("en")


def test_a_site_without_cards_publishes_and_names_none(tiny: SiteFactory) -> None:
    root = tiny("minimal")
    site = root / "content/site.yml"
    site.write_text(site.read_text(encoding="utf-8") + "cards: false\n", encoding="utf-8")
    folder = build_to(root, root.parent / "built").folder
    assert not list(folder.rglob("cards"))
    assert "og:image" not in read_head(folder / "index.html").properties
