"""The theme: which partials of Material it replaces, its interface strings, and nothing that a strict content security policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path

import brotli
import material
import pytest

from prospectus.builder.incremental import BuildResult
from prospectus.load.interface_words import load_words
from prospectus.render.security_policy import build_page_policy
from prospectus.verify import verify
from tiny import REPOSITORY, SiteFactory, build_to, read_files

THEME = REPOSITORY / "theme"
TEMPLATES = sorted(THEME.rglob("*.html"))
MATERIAL = Path(material.__file__).parent / "templates"
CHECKED_AGAINST = "9.8.1"
SHADOWED = {
    "partials/language.html",
    "partials/integrations/analytics.html",
    *(f"partials/javascripts/{name}.html" for name in ("announce", "base", "consent", "content", "outdated")),
}
LINKS_WITHOUT_REQUEST = {"canonical", "alternate"}
"""The relations of links that no browser follows by itself."""
STRINGS = load_words([THEME / "words"])
KEY_PREFIXES = {key.split(".")[0] for words in STRINGS.values() for key in words}
STRING_USE = re.compile(r"""\bt\(\s*f?["']([^"'{]+)(["'{])(\s*~)?""")


def iter_used_keys() -> Iterator[tuple[str, str, bool]]:
    """Yield every use of an interface string: the file, the key or its literal prefix, and whether the key is complete."""
    for path in (*TEMPLATES, *sorted((REPOSITORY / "build/prospectus").rglob("*.py"))):
        for match in STRING_USE.finditer(path.read_text(encoding="utf-8")):
            yield path.relative_to(REPOSITORY).as_posix(), match[1], match[2] != "{" and match[3] is None


def placeholders(words: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", words))


def test_template_has_no_long_line() -> None:
    lines = ((path, number, line) for path in TEMPLATES for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1))
    assert [f"{path.relative_to(THEME).as_posix()}:{number}" for path, number, line in lines if len(line) > 140] == []


def test_only_these_partials_of_material_are_replaced() -> None:
    ours = {path.relative_to(THEME).as_posix() for path in (THEME / "partials").rglob("*.html")}
    assert {name for name in ours if (MATERIAL / name).is_file()} == ours == SHADOWED


def test_replaced_partials_were_checked_against_the_installed_material() -> None:
    assert version("mkdocs-material") == CHECKED_AGAINST, f"Compare {sorted(SHADOWED)} with the new Material, then change CHECKED_AGAINST."


def test_replaced_partial_states_version_and_reason_in_its_first_line() -> None:
    for name in SHADOWED:
        first_line = (THEME / name).read_text(encoding="utf-8").splitlines()[0]
        assert first_line.startswith(f"{{#- Shadows Material {CHECKED_AGAINST}: "), name


@pytest.mark.parametrize("language", STRINGS)
def test_every_used_interface_string_is_defined(language: str) -> None:
    used = list(iter_used_keys())
    assert len(used) > 150
    missing = [
        (path, key)
        for path, key, is_complete in used
        if not (key in STRINGS[language] if is_complete else any(defined_key.startswith(key) for defined_key in STRINGS[language]))
    ]
    assert missing == []


def test_languages_have_the_same_strings_with_the_same_placeholders() -> None:
    assert sorted(STRINGS) == ["en", "zh", "zh-hant"]
    assert STRINGS["en"].keys() ^ STRINGS["zh"].keys() == set()
    assert STRINGS["zh-hant"].keys() ^ STRINGS["zh"].keys() == set(), "run scripts/traditional"
    assert {key for key in STRINGS["en"] if placeholders(STRINGS["en"][key]) != placeholders(STRINGS["zh"][key])} == set()
    assert {key for key in STRINGS["zh"] if placeholders(STRINGS["zh-hant"][key]) != placeholders(STRINGS["zh"][key])} == set()


def test_interface_strings_are_in_their_language() -> None:
    chinese = re.compile(r"[一-鿿]")
    assert [key for key, words in STRINGS["en"].items() if chinese.search(words) and not key.startswith("language.")] == []
    without = {key for key, words in STRINGS["zh"].items() if not chinese.search(words)}
    assert [
        key for key in without if re.search(r"[A-Za-z]{4}", re.sub(r"\{\w*\}|JSON|Atom|Feed|OPML|iCalendar|EPUB", "", STRINGS["zh"][key]))
    ] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(THEME).as_posix())
def test_template_has_no_inline_style_handler_or_script(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert re.findall(r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:""", text) == []
    assert [tag for tag in re.findall(r"<script\b[^>]*>", text) if " src=" not in tag and 'type="application/ld+json"' not in tag] == []


def test_scripts_and_styles_use_no_other_host_and_evaluate_no_strings() -> None:
    for path in sorted((THEME / "assets").iterdir()):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"https?://(?!www\.w3\.org/)[^\s\"')]+|@import|\beval\(|new Function|innerHTML|document\.write", text) == [], (
            path.name
        )


class PolicyParser(HTMLParser):
    """Collects what a policy without `unsafe-inline` would block, and keys shown in place of interface strings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.violations: list[str] = []
        self.requests: list[str] = []
        self.policies: list[str | None] = []
        self.is_stated_first = False
        """Whether the policy is stated before anything that it rules."""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.violations += [f"{tag} {name}" for name in attributes if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in attributes and attributes.get("type") != "application/ld+json"):
            self.violations.append(f"inline {tag}")
        self.policies += [attributes.get("content")] if attributes.get("http-equiv") == "Content-Security-Policy" else []
        self.is_stated_first = self.is_stated_first or (bool(self.policies) and self.requests == [])
        self.requests += [address for name in ("src", "srcset", "poster", "data", "action") if (address := attributes.get(name))]
        if tag == "link" and not LINKS_WITHOUT_REQUEST.intersection((attributes.get("rel") or "").split()):
            self.requests.append(attributes.get("href") or "")

    @property
    def calls(self) -> list[str]:
        """What a browser would ask of another host."""
        return [address for address in self.requests if re.search(r"(^|[\s,])([a-z][a-z0-9+.-]*:)?//", address)]

    def handle_data(self, data: str) -> None:
        if re.fullmatch(r"[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)+", data.strip()) and data.strip().split(".")[0] in KEY_PREFIXES:
            self.violations.append(f"the key {data.strip()}")


@pytest.mark.parametrize("site", ["full", "repository"])
def test_built_pages_contain_nothing_that_a_strict_policy_blocks_and_no_keys(site: str, request: pytest.FixtureRequest) -> None:
    build: BuildResult = request.getfixturevalue(site)
    for path, body in read_files(build.folder).items():
        if path.endswith(".html"):
            page = PolicyParser(body.decode())
            assert page.violations == [], path
            assert (page.calls, page.policies, page.is_stated_first) == ([], [build_page_policy()], True), path
            assert len(page.requests) > 3, path
        if path.endswith(".css"):
            assert re.findall(r"@import|url\(\s*[\"']?(?:[a-z]+:)?//", body.decode()) == [], path


HOSTILE_SETTINGS = """\
site_name: Lakeside Exchange Learning
site_url: https://lakeside.example/
docs_dir: content
theme:
  name: material
  palette: {scheme: slate, primary: red}
  features: [announce.dismiss, navigation.top, navigation.instant.progress, search.suggest]
plugins: [{prospectus: {precompress: true}}]
extra_css: [assets/extra.css]
extra_javascript: [assets/extra.js, "https://statistics.example/count.js"]
extra:
  other_hosts: [https://statistics.example]
  security_contacts: ["mailto:security@lakeside.example"]
  polyfills: [https://polyfills.example/all.js]
  analytics: {provider: google, property: G-1}
  consent: {title: Cookies, description: Yes}
  version: {provider: mike}
"""


def test_no_setting_of_material_adds_an_inline_script_or_calls_another_host(tiny: SiteFactory) -> None:
    root = tiny("minimal", {"mkdocs.yml": HOSTILE_SETTINGS, "content/assets/extra.css": "", "content/assets/extra.js": ""})
    files = read_files(build_to(root, root / "site").folder)
    pages = {path: PolicyParser(body.decode()) for path, body in files.items() if path.endswith(".html")}
    assert "en/index.html" in pages
    for path, page in pages.items():
        assert (page.violations, page.calls) == ([], ["https://statistics.example/count.js"]), path
        assert page.policies == [build_page_policy(["https://statistics.example"])], path
    assert files[".well-known/security.txt"].startswith(b"Contact: mailto:security@lakeside.example\n")
    assert brotli.decompress(files["en/index.html.br"]) == files["en/index.html"]
    assert verify(root / "site") == []


def test_policy_parser_reports_violations_and_keys() -> None:
    assert PolicyParser("<p style='x' onclick='y'>state.nothing</p><script>1</script>").violations == [
        "p style",
        "p onclick",
        "the key state.nothing",
        "inline script",
    ]
