"""Tests of names with a hash: a page and the files that it loads belong together."""

from __future__ import annotations

import re
from pathlib import Path

from prospectus.builder.config import load_mkdocs_config
from prospectus.mkdocs_host.adapter import hash_extra_files
from prospectus.model.urls import add_hash
from prospectus.publish.asset_names import hash_assets
from prospectus.publish.theme import Assets, load_assets, name_assets, packaged_folder
from tiny import SiteFactory, build_to, read_files

FILES = {
    "page.css": b'a{mask:url("leaf.svg")} b{mask:url(leaf.svg)} c{mask:url(#leaf)} d{mask:url(https://leaf.example/leaf.svg)}',
    "page.js": b'import{a}from"./part.js";import("./part.js");new URL("page.css",base);const name="other.js"',
    "part.js": b"export const a=1",
    "leaf.svg": b"<svg/>",
    "mark.svg": b"<svg/>",
    "service-worker.js": b'importScripts("part.js")',
}


def test_names_have_the_hash_of_what_is_loaded_and_of_all_that_it_loads() -> None:
    hashed = hash_assets(FILES)
    leaf, part = (add_hash(name, FILES[name]) for name in ("leaf.svg", "part.js"))
    assert sorted(hashed) == ["leaf.svg", "page.css", "page.js", "part.js"]
    style = f'a{{mask:url("{leaf}")}} b{{mask:url({leaf})}} c{{mask:url(#leaf)}} d{{mask:url(https://leaf.example/leaf.svg)}}'
    assert hashed["page.css"].body.decode() == style
    page = f'import{{a}}from"./{part}";import("./{part}");new URL("{hashed["page.css"].name}",base);const name="other.js"'
    assert hashed["page.js"].body.decode() == page
    assert hashed["page.js"].name == add_hash("page.js", page.encode())
    changed = hash_assets({**FILES, "leaf.svg": b"<svg></svg>"})
    assert {name for name in hashed if changed[name].name != hashed[name].name} == {"leaf.svg", "page.css", "page.js"}


def test_scripts_that_load_each_other_keep_their_names() -> None:
    hashed = hash_assets({"a.js": b'import "./b.js"', "b.js": b'import "./a.js";import "./c.js"', "c.js": b"1", "d.js": b'import "./a.js"'})
    assert sorted(hashed) == ["c.js", "d.js"]
    assert hashed["d.js"].body == b'import "./a.js"'


def test_templates_name_the_hashed_files_whoever_wrote_them() -> None:
    template = (
        '<link href="{{ base }}/assets/site.css"><script src="{{base}}/assets/own.js"></script><img src="{{ base }}/assets/mark.svg">'
    )
    named = name_assets({"main.html": template, "book/a.css": template}, {"site.css": "site.12345678.css"})
    assert named["main.html"] == template.replace("site.css", "site.12345678.css")
    assert named["book/a.css"] == template


def test_files_of_a_site_are_hashed_too_and_those_of_other_hosts_are_not(tiny: SiteFactory) -> None:
    root = tiny("minimal", {"content/assets/own.css": "a{}", "content/assets/own.js": "1"})
    config_file = root / "mkdocs.yml"
    settings = (
        "extra_css: [assets/own.css, 'https://x.example/a.css', assets/none.css]\nextra_javascript: [{path: assets/own.js, defer: true}]\n"
    )
    config_file.write_text(config_file.read_text(encoding="utf-8") + settings, encoding="utf-8")
    config = load_mkdocs_config(config_file)
    changed, artifacts = hash_extra_files(config, Assets((), {}))
    style, script = add_hash("assets/own.css", b"a{}"), add_hash("assets/own.js", b"1")
    assert [artifact.path for artifact in artifacts] == [style, script]
    assert changed.extra_css == [style, "https://x.example/a.css", "assets/none.css"]
    assert (changed.extra_javascript[0].path, changed.extra_javascript[0].defer) == (script, True)
    assert config.extra_css[0] == "assets/own.css"


def test_every_page_of_a_site_loads_hashed_files_that_are_published(tiny: SiteFactory, tmp_path: Path) -> None:
    root = tiny("minimal")
    build_to(root, tmp_path / "site")
    files = read_files(tmp_path / "site")
    pattern = re.compile(rb'(?:href|src)="[^"]*(assets/[^"]+\.(?:css|js))"')
    loaded = {match.decode() for name, body in files.items() if name.endswith(".html") for match in pattern.findall(body)}
    hashed = set(load_assets((packaged_folder(),)).hashed_names.values())
    assert loaded
    assert loaded <= {f"assets/{name}" for name in hashed}
    assert [path for path in loaded if add_hash(re.sub(r"\.[0-9a-f]{8}\.", ".", path), files[path]) != path] == []
