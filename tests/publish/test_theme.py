"""Tests of the theme's assets as they are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.model.urls import add_hash
from prospectus.publish.theme import load_assets, packaged_folder


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


@pytest.mark.parametrize(("drawing", "style"), [("pines.svg", "site.css"), ("grove.svg", "home.css")])
def test_drawing_of_a_site_takes_the_place_of_that_of_the_theme(tmp_path: Path, drawing: str, style: str) -> None:
    body = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / drawing).write_bytes(body)
    assets = load_assets((tmp_path, packaged_folder()))
    published = {asset.path: asset.body for asset in assets.files}
    assert published[f"assets/{add_hash(drawing, body)}"] == body
    assert f"url({add_hash(drawing, body)})" in published[f"assets/{assets.hashed_names[style]}"].decode().replace('"', "")
