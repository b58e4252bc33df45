"""Tests of the brand of a site on its pages: stylesheet, logo, footer links, filing numbers and copyright."""

from __future__ import annotations

import base64
from pathlib import Path

from tiny import FULL, SiteFactory, build_to, read_files

BRAND = """
brand:
  logo: assets/logo.png
  logo_dark: assets/logo-dark.png
  colour: "#0057b8"
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
    expected = [
        '<link rel="stylesheet" href="../../../assets/brand.css">',
        'class="mark in-light" src="../../../assets/logo.png"',
        'class="mark in-dark" src="../../../assets/logo-dark.png"',
        '<a href="../../../en/guides/margin/">',
        '<a href="https://regulator.example/" rel="external">Regulator</a>',
        '<a href="https://beian.miit.gov.cn/" rel="external">京ICP备12345678号-1</a>',
        '<a href="https://beian.mps.gov.cn/#/query/webSearch?code=11010102000001" rel="external">京公网安备 11010102000001号</a>',
        "© Lakeside Exchange",
    ]
    assert [text for text in expected if text not in home] == []
    assert b"--pine:#0057b8" in files["assets/brand.css"]
    assert b'html[data-scheme="dark"]' in files["assets/brand.css"]


def test_site_without_a_brand_has_no_stylesheet_of_its_own(tiny: SiteFactory, tmp_path: Path) -> None:
    build_to(tiny("minimal"), tmp_path / "site")
    files = read_files(tmp_path / "site")
    assert "assets/brand.css" not in files
    assert b"brand.css" not in files["index.html"]
