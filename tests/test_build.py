"""Tests of whole builds: reproducible bytes, all files or none, and the same output from MkDocs as from Prospectus."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest

from processes import Result, run_process
from prospectus.builder.incremental import BuildResult
from prospectus.errors import ContentError
from prospectus.verify import verify
from tiny import FULL, NOW, REPOSITORY, REPOSITORY_URL, Overlay, SiteFactory, build_to, differing_paths, read_files, write_files

WARNINGS: Overlay = {"content/guides/warned.yml": "title: {zh: 只有中文}\ngroup: basics\n"}


def run_mkdocs(root: Path, site_dir: Path, *options: str) -> Result:
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
    return run_process([*command, *options], env=env)


def test_full_site_passes_its_own_verification(full: BuildResult) -> None:
    assert verify(full.folder) == []


def test_repository_site_passes_its_own_verification(repository: BuildResult) -> None:
    assert verify(repository.folder) == []


def test_second_build_writes_nothing(tiny: SiteFactory) -> None:
    root = tiny("full")
    first = build_to(root, root / "site")
    before = read_files(root / "site")
    stamps = {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")}
    second = build_to(root, root / "site")
    assert (second.write_stats.changed, second.write_stats.removed, second.write_stats.unchanged) == (0, 0, first.write_stats.changed)
    assert read_files(root / "site") == before
    assert {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")} == stamps


def test_build_elsewhere_gives_the_same_bytes(tiny: SiteFactory, full: BuildResult) -> None:
    root = tiny("full")
    build_to(root, root / "elsewhere")
    assert differing_paths(read_files(full.folder), read_files(root / "elsewhere")) == []


def test_build_in_several_processes_gives_the_same_bytes(repository: BuildResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", REPOSITORY_URL)
    build_to(REPOSITORY, tmp_path, jobs=2)
    assert differing_paths(read_files(repository.folder), read_files(tmp_path)) == []


def test_same_time_in_another_zone_gives_the_same_bytes(full: BuildResult, tmp_path: Path) -> None:
    build_to(FULL, tmp_path, now=NOW.astimezone(timezone(timedelta(hours=-5))))
    assert differing_paths(read_files(full.folder), read_files(tmp_path)) == []


def test_time_changes_only_pages_with_upcoming_events(full: BuildResult, tmp_path: Path) -> None:
    build_to(FULL, tmp_path, now=datetime(2025, 9, 15, 4, 0, tzinfo=UTC))
    changed = differing_paths(read_files(full.folder), read_files(tmp_path))
    assert {path for path in changed if not path.endswith(".html") and "search/data/" not in path} == {"manifest.json"}
    assert {"index.html", "en/index.html", "calendar/2025/09/index.html"} <= set(changed)
    assert [path for path in changed if "/notices/" in path or "/glossary/" in path] == []


@pytest.mark.parametrize("broken", ["title: [", "title: {zh: x, en: y}\nseries: nothing\n"], ids=["broken YAML", "unknown reference"])
def test_refused_build_leaves_the_published_site_untouched(tiny: SiteFactory, broken: str) -> None:
    root = tiny("full")
    build_to(root, root / "site")
    before = read_files(root / "site")
    write_files(root, {"calendar/talks/spring-outlook.yml": broken})
    with pytest.raises(ContentError):
        build_to(root, root / "site")
    assert read_files(root / "site") == before
    refused = run_mkdocs(root, root / "site")
    assert (refused.returncode, "spring-outlook.yml" in refused.stderr, "Traceback" in refused.stderr) == (1, True, False)
    assert read_files(root / "site") == before


def test_strict_build_refuses_warnings_and_the_default_build_prints_them(tiny: SiteFactory) -> None:
    root = tiny("full", WARNINGS)
    with pytest.raises(ContentError) as refused:
        build_to(root, root / "site", strict=True)
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [("content/guides/warned.yml", "PR301")]
    assert run_mkdocs(root, root / "site", "--strict").returncode == 1
    assert not (root / "site").exists()
    lenient = run_mkdocs(root, root / "site")
    assert (lenient.returncode, "PR301" in lenient.stderr) == (0, True)


def test_mkdocs_writes_the_same_files_as_prospectus(full: BuildResult, tmp_path: Path) -> None:
    process = run_mkdocs(FULL, tmp_path, "--strict")
    assert (process.returncode, "WARNING" in process.stderr) == (0, False)
    assert differing_paths(read_files(full.folder), read_files(tmp_path)) == []


def test_mkdocs_and_prospectus_agree_on_which_files_beside_the_content_are_published(tiny: SiteFactory) -> None:
    beside = {
        f"content/{name}": "x"
        for name in ("downloads/form.txt", ".hidden/a.svg", "downloads/.b.svg", "templates/c.svg", "d.SVG", "f.md.txt.svg", "files/g.txt")
    }
    root = tiny("minimal", {**beside, "elsewhere/secret.svg": "x"})
    (root / "content/linked").symlink_to(root / "elsewhere", target_is_directory=True)
    build_to(root, root / "ours")
    assert run_mkdocs(root, root / "theirs").returncode == 0
    assert differing_paths(read_files(root / "ours"), read_files(root / "theirs")) == []
    published = {path for path, body in read_files(root / "ours").items() if body == b"x"}
    assert published == {"downloads/form.txt"}


def test_neither_builder_publishes_a_file_from_outside_the_site(tiny: SiteFactory) -> None:
    root = tiny("minimal")
    (root.parent / "outside.svg").write_text("x", encoding="utf-8")
    (root / "content/outside.svg").symlink_to(root.parent / "outside.svg")
    with pytest.raises(ContentError) as refused:
        build_to(root, root / "ours")
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [("content/outside.svg", "PR005")]
    assert run_mkdocs(root, root / "theirs").returncode == 1
    assert not (root / "ours").exists()
    assert not (root / "theirs").exists()


def test_theme_of_the_site_wins_over_ours_file_by_file(tiny: SiteFactory, full: BuildResult) -> None:
    config = (FULL / "mkdocs.yml").read_text(encoding="utf-8").replace("  font: false\n", "  font: false\n  custom_dir: theme\n")
    words = "list.term.title: Words we use\n"
    own = {
        "mkdocs.yml": config,
        "theme/assets/mark.svg": "<svg/>",
        "theme/parts/site-footer.html": "<footer>{{ site.name }}</footer>",
        "theme/words/en.yml": words,
    }
    root = tiny("full", own)
    build_to(root, root / "site")
    ours, theirs = read_files(full.folder), read_files(root / "site")
    assert (theirs["assets/mark.svg"], theirs["assets/site.css"]) == (b"<svg/>", ours["assets/site.css"])
    assert b"<footer>Lakeside Exchange Learning</footer>" in theirs["en/glossary/index.html"]
    assert b"<h1>Words we use</h1>" in theirs["en/glossary/index.html"]
    assert run_mkdocs(root, root / "again").returncode == 0
    assert differing_paths(theirs, read_files(root / "again")) == []


class HtmlPage(HTMLParser):
    """Attributes and headings of an HTML page that the tests compare."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.facts: dict[str, list[str | None]] = {"lang": [], "h1": [], "canonical": [], "refresh": [], "robots": [], "alternate": []}
        self.feed(body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "html":
            self.facts["lang"].append(attributes.get("lang"))
        elif tag == "h1":
            self.facts["h1"].append("")
        elif tag == "link" and attributes.get("rel") == "canonical":
            self.facts["canonical"].append(attributes.get("href"))
        elif tag == "link" and attributes.get("rel") == "alternate" and attributes.get("hreflang"):
            self.facts["alternate"].append(attributes["hreflang"])
        elif tag == "meta" and attributes.get("http-equiv") == "refresh":
            self.facts["refresh"].append(attributes.get("content"))
        elif tag == "meta" and attributes.get("name") == "robots":
            self.facts["robots"].append(attributes.get("content"))


def test_every_page_has_its_language_one_heading_and_one_address(repository: BuildResult, full: BuildResult) -> None:
    for site in (repository, full):
        for path, body in read_files(site.folder).items():
            if path.endswith(".html"):
                facts = HtmlPage(body).facts
                assert facts["lang"] == ["en" if path.startswith("en/") else "zh-CN"], path
                assert (len(facts["h1"]), len(facts["canonical"])) == (1, 1), path


def test_page_without_a_translation_has_a_notice(full: BuildResult) -> None:
    english, chinese = (read_files(full.folder)[f"{language}guides/only-chinese/index.html"] for language in ("en/", ""))
    assert (HtmlPage(english).facts["robots"], HtmlPage(english).facts["alternate"], HtmlPage(chinese).facts["alternate"]) == (
        ["noindex"],
        [],
        [],
    )
    assert b'data-kind="missing"' in english
    assert 'lang="zh-CN"><p>这一页还没有译成英文。</p>'.encode() in english
    assert b'data-kind="missing"' not in chinese


def test_bar_marks_stale_sample_and_withdrawn_pages(full: BuildResult) -> None:
    files = read_files(full.folder)
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


def test_draft_is_not_published(full: BuildResult) -> None:
    assert [path for path, body in read_files(full.folder).items() if "next-year" in path or b"Plans for next year" in body] == []


def test_former_url_redirects_to_the_current_one(full: BuildResult) -> None:
    facts = HtmlPage(read_files(full.folder)["en/guides/deposit/index.html"]).facts
    assert facts["refresh"] == ["0; url=../../../en/guides/margin/"]
    assert facts["canonical"] == ["https://lakeside.example/learn/en/guides/margin/"]
