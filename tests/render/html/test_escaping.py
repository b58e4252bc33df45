"""Every text is escaped on every page: the full site is built with markup in all texts of its YAML files and in all interface words."""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from prospectus.load.interface_words import load_words
from prospectus.load.yaml import parse
from tiny import FULL, REPOSITORY, build_page_views, build_to, write_files

MARKUP = """</script></title></textarea>--><x-hostile>'"onhostile=1 &lt;&"""
"""Leaves scripts, comments and quoted attributes, and opens an element of its own."""
MARKUP_IN_WORDS = MARKUP.replace("x-hostile", "y-hostile")
"""The same for interface words, which all pages have in common."""

WITHOUT_TEXTS = {"offline"}
"""The templates that show interface words only, and no text of an editor."""


def add_markup(value: Any) -> Any:
    """Return a value of a YAML file with `MARKUP` at the end of all texts, which are mappings from languages to strings."""
    if isinstance(value, dict):
        if value and value.keys() <= {"zh", "en"} and all(isinstance(text, str) for text in value.values()):
            return {language: f"{text} {MARKUP}" for language, text in value.items()}
        return {key: add_markup(item) for key, item in value.items()}
    return [add_markup(item) for item in value] if isinstance(value, list | tuple) else value


def add_markup_to_site(site: dict[str, Any]) -> dict[str, Any]:
    """Return the record of the site with markup in the names of its languages and in all interface words."""
    words = load_words([REPOSITORY / "theme/words"])
    hostile_words = {key: {language: f"{words[language][key]}{MARKUP_IN_WORDS}" for language in ("zh", "en")} for key in words["en"]}
    locales = [{**locale, "name": f"{locale['name']} {MARKUP}"} for locale in site["locales"]]
    return {**site, "locales": locales, "words": hostile_words}


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("escaping") / "full"
    shutil.copytree(FULL, root)
    for path in root.glob("*/**/*.yml"):
        marked = add_markup(parse(path.read_text(encoding="utf-8")))
        if "releases" in path.parts:
            del marked["digest"]  # the markup is an edit of the release
        if path.name == "site.yml":
            marked = add_markup_to_site(marked)
        write_files(root, {path.relative_to(root).as_posix(): json.dumps(marked, ensure_ascii=False, default=str)})
    for path in root.glob("content/pages/**/*.md"):  # plain pages have texts in YAML only at their top
        path.write_text(f"---\ntitle: {json.dumps(MARKUP)}\n---\n{path.read_text(encoding='utf-8').split('---')[-1]}", encoding="utf-8")
    return root


class HostileParser(HTMLParser):
    """Collects the text of a page between its header and its footers, and the elements and attributes that `MARKUP` would add."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.violations: list[str] = []
        self.text = ""
        self._in_main = self._in_script = False
        self.feed(html)
        self.close()
        if "&lt;x-hostile" in self.text or "&lt;y-hostile" in self.text:
            self.violations.append("text that is escaped twice")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        self._in_main = (self._in_main or dict(attrs).get("id") == "main") and tag != "footer"
        self.violations += [f"<{tag} {name}>" for name, _ in attrs if "onhostile" in name]
        if tag in ("x-hostile", "y-hostile"):
            self.violations.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_main and not self._in_script:
            self.text += data


def test_markup_in_texts_is_shown_and_not_interpreted_on_pages_of_every_kind(hostile_site: Path, tmp_path: Path) -> None:
    site = build_to(hostile_site, tmp_path / "site").folder
    violations, templates = {}, set()
    for address, page in build_page_views(hostile_site).items():
        path = site / address / "index.html" if address.endswith("/") or not address else site / address
        parser = HostileParser(path.read_text(encoding="utf-8"))
        if parser.violations:
            violations[address] = sorted(set(parser.violations))
        name = Path(page.template).stem
        if (MARKUP_IN_WORDS if name in WITHOUT_TEXTS else MARKUP) in parser.text:
            templates.add(name)
    assert violations == {}
    assert {path.stem for path in (REPOSITORY / "theme/pages").glob("*.html")} == templates
