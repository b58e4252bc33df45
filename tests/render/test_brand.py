"""Tests of the brand of a site on its pages: stylesheet, logo, footer links, filing numbers and copyright."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from prospectus.model.urls import add_hash
from prospectus.model.values.colour import LEAST_CONTRAST, contrast, nearest_sufficient
from prospectus.render.month.poster import render_poster
from prospectus.render.month.wechat import render_article
from prospectus.render.palette import THEME, Palette, palette_of
from prospectus.render.svg_text import PAPER
from tiny import FULL, SiteFactory, build_to, prepare_month_export, read_files

BRAND = """
brand:
  logo: assets/logo.png
  logo_dark: assets/logo-dark.png
  colour: "#0057b8"
  drawings: false
  footer_pages: [guide:margin]
  footer_links: [{title: {zh: 监管机构, en: Regulator}, url: "https://regulator.example/"}]
  filings: {icp: 京ICP备12345678号-1, police: 京公网安备 11010102000001号}
  copyright: {zh: © 湖畔交易所, en: © Lakeside Exchange}
"""
PICTURE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def test_brand_is_on_every_page(tiny: SiteFactory, tmp_path: Path) -> None:
    site = (FULL / "content/site.yml").read_text(encoding="utf-8")
    root = tiny("full", {"content/site.yml": site + BRAND})
    (root / "content/assets").mkdir(exist_ok=True)
    for name in ("logo.png", "logo-dark.png"):
        (root / "content/assets" / name).write_bytes(PICTURE)
    build_to(root, tmp_path / "site")
    files = read_files(tmp_path / "site")
    home = files["en/guides/margin/index.html"].decode()
    (brand_css,) = [path for path in files if path.startswith("assets/brand.") and path != "assets/brand.css"]
    expected = [
        f'<link rel="stylesheet" href="../../../{brand_css}">',
        'class="mark in-light" src="../../../assets/logo.png"',
        'class="mark in-dark" src="../../../assets/logo-dark.png"',
        '<a href="../../../en/guides/margin/">',
        '<a href="https://regulator.example/" rel="external">Regulator</a>',
        '<a href="https://beian.miit.gov.cn/" rel="external">京ICP备12345678号-1</a>',
        '<a href="https://beian.mps.gov.cn/#/query/webSearch?code=11010102000001" rel="external">京公网安备 11010102000001号</a>',
        "© Lakeside Exchange",
    ]
    assert [text for text in expected if text not in home] == []
    assert files[brand_css] == files["assets/brand.css"]
    assert brand_css == add_hash("assets/brand.css", files[brand_css])
    assert b"--pine:#0057b8" in files["assets/brand.css"]
    assert b'html[data-scheme="dark"]' in files["assets/brand.css"]
    assert b"html .site-footer::before,html .hero>.wrap::after{content:none}" in files["assets/brand.css"]
    book = ZipFile(io.BytesIO(files["library/barley-reader.epub"])).read("EPUB/book.css").decode()
    assert ("color: #0057b8" in book, "#1c5a48" in book) == (True, False)
    card = Image.open(io.BytesIO(files["cards/site.png"])).convert("RGB")
    assert card.getpixel((10, 5)) == (0x00, 0x57, 0xB8)
    export = prepare_month_export(root)
    for body in (render_poster(export), render_article(export)):
        assert ("#0057b8" in body.decode(), "#1c5a48" in body.decode()) == (True, False)


def test_shades_of_the_theme_are_those_of_a_site_with_its_colour() -> None:
    assert palette_of("#1C5A48") is palette_of("") is THEME
    assert THEME.recolour("a{color:#1c5a48}b{color:#123d31}") == "a{color:#1c5a48}b{color:#123d31}"
    swapped = Palette("#123d31", "#1c5a48", "#ffffff", "#000000")
    assert swapped.recolour("a{color:#1c5a48}b{color:#123d31}") == "a{color:#123d31}b{color:#1c5a48}"


@given(st.integers(0, 0xFFFFFF))
def test_words_on_the_band_have_enough_contrast(number: int) -> None:
    """Of every colour that the check accepts."""
    colour = nearest_sufficient(f"#{number:06x}", dark=False)
    palette = palette_of(colour)
    assert contrast(palette.pale, palette.deep) >= LEAST_CONTRAST
    assert contrast(colour, PAPER) >= LEAST_CONTRAST


def test_site_without_a_brand_has_no_stylesheet_of_its_own(tiny: SiteFactory, tmp_path: Path) -> None:
    build_to(tiny("minimal"), tmp_path / "site")
    files = read_files(tmp_path / "site")
    assert "assets/brand.css" not in files
    assert b"brand.css" not in files["index.html"]
