"""The theme: which partials of Material it replaces, its interface strings, and nothing that a strict content security policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path

import material
import pytest

from prospectus.builder import Built
from prospectus.load.words import load_words
from tiny import REPOSITORY, files_of

THEME = REPOSITORY / "theme"
TEMPLATES = sorted(THEME.rglob("*.html"))
MATERIAL = Path(material.__file__).parent / "templates"
CHECKED_AGAINST = "9.8.1"
SHADOWED = {"partials/language.html", "partials/javascripts/base.html", "partials/javascripts/content.html"}
WORDS = load_words([THEME / "words"])
KEYS = {key.split(".")[0] for words in WORDS.values() for key in words}
ASKED = re.compile(r"""\bt\(\s*f?["']([^"'{]+)(["'{])(\s*~)?""")


def asked_for() -> Iterator[tuple[str, str, bool]]:
    """Yield every use of an interface string: the file, the key or its literal prefix, and whether the key is complete."""
    for path in (*TEMPLATES, *sorted((REPOSITORY / "build/prospectus").rglob("*.py"))):
        for match in ASKED.finditer(path.read_text(encoding="utf-8")):
            yield path.relative_to(REPOSITORY).as_posix(), match[1], match[2] != "{" and match[3] is None


def gaps(words: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", words))


def test_partials_of_material_that_we_replace_are_just_these() -> None:
    ours = {path.relative_to(THEME).as_posix() for path in (THEME / "partials").rglob("*.html")}
    assert {name for name in ours if (MATERIAL / name).is_file()} == ours == SHADOWED


def test_replaced_partials_were_checked_against_the_material_that_is_installed() -> None:
    assert version("mkdocs-material") == CHECKED_AGAINST, f"Compare {sorted(SHADOWED)} with the new Material, then change CHECKED_AGAINST."


def test_replaced_partial_says_in_its_first_line_of_which_version_and_why() -> None:
    for name in SHADOWED:
        first = (THEME / name).read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith(f"{{#- Shadows Material {CHECKED_AGAINST}: "), name


@pytest.mark.parametrize("language", WORDS)
def test_every_word_that_is_asked_for_is_there(language: str) -> None:
    asked = list(asked_for())
    assert len(asked) > 150
    missing = [
        (path, key)
        for path, key, whole in asked
        if not (key in WORDS[language] if whole else any(each.startswith(key) for each in WORDS[language]))
    ]
    assert missing == []


def test_languages_have_the_same_words_with_the_same_gaps() -> None:
    assert sorted(WORDS) == ["en", "zh"]
    assert WORDS["en"].keys() ^ WORDS["zh"].keys() == set()
    assert {key for key in WORDS["en"] if gaps(WORDS["en"][key]) != gaps(WORDS["zh"][key])} == set()


def test_words_are_in_their_language() -> None:
    chinese = re.compile(r"[一-鿿]")
    assert [key for key, words in WORDS["en"].items() if chinese.search(words) and not key.startswith("language.")] == []
    without = {key for key, words in WORDS["zh"].items() if not chinese.search(words)}
    assert [
        key for key in without if re.search(r"[A-Za-z]{4}", re.sub(r"\{\w*\}|JSON|Atom|Feed|OPML|iCalendar|EPUB", "", WORDS["zh"][key]))
    ] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(THEME).as_posix())
def test_template_has_no_inline_style_handler_or_script(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert re.findall(r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:""", text) == []
    assert [tag for tag in re.findall(r"<script\b[^>]*>", text) if " src=" not in tag and 'type="application/ld+json"' not in tag] == []


def test_scripts_and_styles_ask_no_other_host_and_run_no_text_as_code() -> None:
    for path in sorted((THEME / "assets").iterdir()):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"https?://(?!www\.w3\.org/)[^\s\"')]+|@import|\beval\(|new Function|innerHTML|document\.write", text) == [], (
            path.name
        )


class Strict(HTMLParser):
    """Collects what a policy without `unsafe-inline` would block, and keys shown in place of interface strings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/ld+json"):
            self.found.append(f"inline {tag}")
        if tag in ("script", "img", "iframe", "source") and "//" in (given.get("src") or ""):
            self.found.append(f"{tag} from {given['src']}")

    def handle_data(self, data: str) -> None:
        if re.fullmatch(r"[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)+", data.strip()) and data.strip().split(".")[0] in KEYS:
            self.found.append(f"the key {data.strip()}")


@pytest.mark.parametrize("site", ["full", "repository"])
def test_built_pages_hold_nothing_that_a_strict_policy_blocks_and_no_bare_key(site: str, request: pytest.FixtureRequest) -> None:
    whole: Built = request.getfixturevalue(site)
    for path, body in files_of(whole.folder).items():
        if path.endswith(".html"):
            assert Strict(body.decode()).found == [], path


def test_missing_word_shows_what_a_bare_key_looks_like() -> None:
    assert Strict("<p style='x' onclick='y'>state.nothing</p><script>1</script>").found == [
        "p style",
        "p onclick",
        "the key state.nothing",
        "inline script",
    ]
