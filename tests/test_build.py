"""Tests of whole builds: reproducible bytes, all files or none, and the same output from MkDocs as from Prospectus."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest

from prospectus.builder import Built
from prospectus.errors import ContentRefused
from prospectus.verify import verify
from tiny import FULL, NOW, REPOSITORY, Overlay, Tiny, built, differing, files_of, laid_over

WARNINGS: Overlay = {"content/guides/warned.yml": "title: {zh: 只有中文}\ngroup: basics\n"}


def with_mkdocs(root: Path, site_dir: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Build with `mkdocs build`, at `NOW`."""
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "mkdocs",
        "build",
        "--config-file",
        str(root / "mkdocs.yml"),
        "--site-dir",
        str(site_dir),
    ]
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(int(NOW.timestamp())), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run([*command, *options], capture_output=True, text=True, env=env)


def test_full_site_passes_its_own_verification(full: Built) -> None:
    assert verify(full.folder) == []


def test_repository_site_passes_its_own_verification(repository: Built) -> None:
    assert verify(repository.folder) == []


def test_second_build_writes_nothing(tiny: Tiny) -> None:
    root = tiny("full")
    first = built(root, root / "site")
    before = files_of(root / "site")
    stamps = {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")}
    second = built(root, root / "site")
    assert (second.written.changed, second.written.removed, second.written.unchanged) == (0, 0, first.written.changed)
    assert files_of(root / "site") == before
    assert {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")} == stamps


def test_build_elsewhere_gives_the_same_bytes(tiny: Tiny, full: Built) -> None:
    root = tiny("full")
    built(root, root / "elsewhere")
    assert differing(files_of(full.folder), files_of(root / "elsewhere")) == []


def test_build_in_several_processes_gives_the_same_bytes(repository: Built, tmp_path: Path) -> None:
    built(REPOSITORY, tmp_path, jobs=2)
    assert differing(files_of(repository.folder), files_of(tmp_path)) == []


def test_same_moment_in_another_zone_gives_the_same_bytes(full: Built, tmp_path: Path) -> None:
    built(FULL, tmp_path, now=NOW.astimezone(timezone(timedelta(hours=-5))))
    assert differing(files_of(full.folder), files_of(tmp_path)) == []


def test_time_changes_only_pages_that_say_what_is_next(full: Built, tmp_path: Path) -> None:
    built(FULL, tmp_path, now=datetime(2025, 9, 15, 4, 0, tzinfo=UTC))
    changed = differing(files_of(full.folder), files_of(tmp_path))
    assert {path for path in changed if not path.endswith(".html")} == {"manifest.json"}
    assert {"index.html", "en/index.html", "calendar/2025/09/index.html"} <= set(changed)
    assert [path for path in changed if "/notices/" in path or "/glossary/" in path] == []


@pytest.mark.parametrize("broken", ["title: [", "title: {zh: x, en: y}\nseries: nothing\n"], ids=["broken YAML", "unknown reference"])
def test_refused_build_leaves_the_published_site_untouched(tiny: Tiny, broken: str) -> None:
    root = tiny("full")
    built(root, root / "site")
    before = files_of(root / "site")
    laid_over(root, {"calendar/talks/spring-outlook.yml": broken})
    with pytest.raises(ContentRefused):
        built(root, root / "site")
    assert files_of(root / "site") == before
    refused = with_mkdocs(root, root / "site")
    assert (refused.returncode, "spring-outlook.yml" in refused.stderr, "Traceback" in refused.stderr) == (1, True, False)
    assert files_of(root / "site") == before


def test_strict_build_refuses_warnings_and_the_usual_one_tells_them(tiny: Tiny) -> None:
    root = tiny("full", WARNINGS)
    with pytest.raises(ContentRefused) as refused:
        built(root, root / "site", strict=True)
    assert [(each.path, each.code) for each in refused.value.problems] == [("content/guides/warned.yml", "PR301")]
    assert with_mkdocs(root, root / "site", "--strict").returncode == 1
    assert not (root / "site").exists()
    usual = with_mkdocs(root, root / "site")
    assert (usual.returncode, "PR301" in usual.stderr) == (0, True)


def test_mkdocs_gives_exactly_what_prospectus_gives(full: Built, tmp_path: Path) -> None:
    ran = with_mkdocs(FULL, tmp_path, "--strict")
    assert (ran.returncode, "WARNING" in ran.stderr) == (0, False)
    assert differing(files_of(full.folder), files_of(tmp_path)) == []


def test_mkdocs_and_prospectus_agree_on_which_files_beside_the_content_are_published(tiny: Tiny) -> None:
    beside = {
        f"content/{name}": "x"
        for name in ("files/form.pdf", ".hidden/a.svg", "files/.b.svg", "templates/c.svg", "d.SVG", "files/e.html", "f.md.txt.svg")
    }
    root = tiny("minimal", {**beside, "elsewhere/secret.svg": "x"})
    (root / "content/linked").symlink_to(root / "elsewhere", target_is_directory=True)
    (root.parent / "outside.svg").write_text("x", encoding="utf-8")
    (root / "content/outside.svg").symlink_to(root.parent / "outside.svg")
    built(root, root / "ours")
    assert with_mkdocs(root, root / "theirs").returncode == 0
    assert differing(files_of(root / "ours"), files_of(root / "theirs")) == []
    published = {path for path, body in files_of(root / "ours").items() if body == b"x"}
    assert published == {"files/form.pdf", "templates/c.svg", "d.SVG", "files/e.html", "f.md.txt.svg"}


def test_theme_of_the_site_wins_over_ours_file_by_file(tiny: Tiny, full: Built) -> None:
    config = (FULL / "mkdocs.yml").read_text(encoding="utf-8").replace("  font: false\n", "  font: false\n  custom_dir: theme\n")
    words = "list.term.title: Words we use\n"
    own = {
        "mkdocs.yml": config,
        "theme/assets/mark.svg": "<svg/>",
        "theme/parts/site-footer.html": "<footer>{{ site.name }}</footer>",
        "theme/words/en.yml": words,
    }
    root = tiny("full", own)
    built(root, root / "site")
    ours, theirs = files_of(full.folder), files_of(root / "site")
    assert (theirs["assets/mark.svg"], theirs["assets/site.css"]) == (b"<svg/>", ours["assets/site.css"])
    assert b"<footer>Lakeside Exchange Learning</footer>" in theirs["en/glossary/index.html"]
    assert b"<h1>Words we use</h1>" in theirs["en/glossary/index.html"]
    assert with_mkdocs(root, root / "again").returncode == 0
    assert differing(theirs, files_of(root / "again")) == []


class Page(HTMLParser):
    """Attributes and headings of an HTML page that the tests compare."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.found: dict[str, list[str | None]] = {"lang": [], "h1": [], "canonical": [], "refresh": [], "robots": [], "alternate": []}
        self.feed(body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.found["lang"].append(given.get("lang"))
        elif tag == "h1":
            self.found["h1"].append("")
        elif tag == "link" and given.get("rel") == "canonical":
            self.found["canonical"].append(given.get("href"))
        elif tag == "link" and given.get("rel") == "alternate" and given.get("hreflang"):
            self.found["alternate"].append(given["hreflang"])
        elif tag == "meta" and given.get("http-equiv") == "refresh":
            self.found["refresh"].append(given.get("content"))
        elif tag == "meta" and given.get("name") == "robots":
            self.found["robots"].append(given.get("content"))


def test_every_page_has_its_language_one_heading_and_one_address(repository: Built, full: Built) -> None:
    for site in (repository, full):
        for path, body in files_of(site.folder).items():
            if path.endswith(".html"):
                found = Page(body).found
                assert found["lang"] == ["en" if path.startswith("en/") else "zh-CN"], path
                assert (len(found["h1"]), len(found["canonical"])) == (1, 1), path


def test_page_without_a_translation_says_so_in_place(full: Built) -> None:
    english, chinese = (files_of(full.folder)[f"{language}guides/only-chinese/index.html"] for language in ("en/", ""))
    assert (Page(english).found["robots"], Page(english).found["alternate"], Page(chinese).found["alternate"]) == (["noindex"], [], [])
    assert b'data-kind="missing"' in english
    assert 'lang="zh-CN"><p>这一页还没有译成英文。</p>'.encode() in english
    assert b'data-kind="missing"' not in chinese


def test_bar_says_that_a_page_is_stale_a_sample_or_withdrawn(full: Built) -> None:
    files = files_of(full.folder)
    bars = {
        path: [kind for kind in ("missing", "stale", "sample", "withdrawn") if f'data-kind="{kind}"'.encode() in body]
        for path, body in files.items()
        if path.endswith("html")
    }
    assert {path: kinds for path, kinds in bars.items() if kinds} == {
        "en/guides/only-chinese/index.html": ["missing"],
        "en/guides/margin/index.html": ["stale"],
        **{f"{language}talks/sample-talk/index.html": ["sample"] for language in ("", "en/")},
        **{f"{language}guides/old-rule/index.html": ["withdrawn"] for language in ("", "en/")},
    }


def test_draft_is_nowhere(full: Built) -> None:
    assert [path for path, body in files_of(full.folder).items() if "next-year" in path or b"Plans for next year" in body] == []


def test_former_address_leads_to_the_present_one(full: Built) -> None:
    found = Page(files_of(full.folder)["en/guides/deposit/index.html"]).found
    assert found["refresh"] == ["0; url=../../../en/guides/margin/"]
    assert found["canonical"] == ["https://lakeside.example/learn/en/guides/margin/"]
