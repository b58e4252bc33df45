"""Tests of the theme's assets as they are published."""

from __future__ import annotations

from pathlib import Path

from prospectus.publish.theme import load_assets


def test_styles_and_scripts_are_minified_and_licences_stay(tmp_path: Path) -> None:
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "site.css").write_text("/*! MIT */\n/* why */\na {\n  color: red;\n}\n", encoding="utf-8")
    (assets / "site.js").write_text('// why\nconst all = "a  /* text */ b";\nlet n = 1;\n', encoding="utf-8")
    (assets / "mark.svg").write_text("<svg>\n  <!-- kept -->\n</svg>\n", encoding="utf-8")

    published = {asset.path: asset.body.decode() for asset in load_assets((tmp_path,)).files}

    assert published["assets/site.css"] == "/*! MIT */a{color:red}"
    assert published["assets/site.js"].split("\n") == ['const all="a  /* text */ b";let n=1;']
    assert published["assets/mark.svg"] == "<svg>\n  <!-- kept -->\n</svg>\n"
