"""Tests of what `prospectus init` makes for each kind of institution and for several languages: complete, and in these languages only."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
import yaml

from prospectus.builder.config import load_mkdocs_config
from prospectus.builder.incremental import build
from prospectus.cli.main import app
from prospectus.errors import UsageError
from prospectus.model.registry import KINDS
from prospectus.pipeline import check
from prospectus.starter import SiteOptions, create_site
from prospectus.starter.files_of_site import build_files
from prospectus.starter.languages import parse_languages
from prospectus.starter.options import read_kinds
from prospectus.verify import verify

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CHINESE = re.compile(r"[一-鿿]")
FUTURES = re.compile(r"\b(futures|expir\w+|night session|margin|last trading)\b|期货|合约|夜盘|保证金|交易所", re.IGNORECASE)
SIMPLIFIED = re.compile("[时协业这习问来说们个为]")
"""Characters that traditional Chinese does not have."""
NO_TEXT = re.compile(r"\.(png|gz|svg|js|css|docx|epub|schema\.json)$")


def options(kind: str, languages: str, **values: object) -> SiteOptions:
    return SiteOptions(parse_languages(languages.split(",")), kind, **values)  # type: ignore[arg-type]


def read_texts(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not NO_TEXT.search(path.name))
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode(errors="replace") for path in files}


@pytest.mark.parametrize(
    ("kind", "languages"), [("association", "zh-Hans,zh-Hant,en"), ("fund", "en"), ("broker", "en,zh"), ("exchange", "zh")]
)
def test_new_site_is_clean_builds_and_is_verified(tmp_path: Path, kind: str, languages: str) -> None:
    create_site(tmp_path / "site", NOW.year, "Asia/Shanghai", options(kind, languages))
    assert check(tmp_path / "site").problems == ()
    build(load_mkdocs_config(tmp_path / "site/mkdocs.yml"), now=NOW, strict=True)
    assert verify(tmp_path / "site/site") == []
    pages = read_texts(tmp_path / "site/site")
    if kind != "exchange":
        shown = {name: re.sub(r"<[^>]*>", " ", text) for name, text in pages.items() if name.endswith(".html")}
        assert {name: FUTURES.findall(text) for name, text in shown.items() if FUTURES.search(text)} == {}
    if languages == "en":
        assert [name for name, text in pages.items() if CHINESE.search(text) and "/search/" not in f"/{name}"] == []


@pytest.mark.parametrize("kind", read_kinds())
def test_files_are_in_the_languages_of_the_site_only(kind: str) -> None:
    english = build_files(options(kind, "en"), 2026)
    assert [name for name, text in english.items() if CHINESE.search(text)] == []
    assert [name for name in english if ".zh" in name] == []
    chinese = build_files(options(kind, "zh-Hant"), 2026)
    assert [name for name in chinese if name.endswith((".en.md", ".zh.md"))] == []
    assert {name: text for name, text in chinese.items() if re.search(r"\b(zh|en):", text)} == {}


@pytest.mark.parametrize("kind", read_kinds())
def test_files_name_only_what_concerns_the_site(kind: str) -> None:
    german = build_files(options(kind, "en", zone="Europe/Berlin"), 2026)
    assert [name for name, text in german.items() if "makeup" in text or "worked in exchange" in text] == []
    assert ("night" in german["content/site.yml"]) == (kind == "exchange")
    chinese = build_files(options(kind, "zh", zone="Asia/Shanghai"), 2026)
    assert "# 调休上班的周末写成 makeup: [2026-01-04]\n" in chinese["calendar/years/2026.yml"]


def test_chinese_texts_are_traditional_or_converted_from_simplified_ones() -> None:
    for zone in ("UTC", "Europe/Berlin", "Asia/Shanghai"):
        files = build_files(replace(options("association", "zh-Hant"), zone=zone), 2026)
        assert [name for name, text in files.items() if SIMPLIFIED.search(text)] == []
    mixed = build_files(options("association", "zh,zh-Hant"), 2026)
    assert "converted_from: zh}" in mixed["content/site.yml"]
    assert [name for name, text in mixed.items() if "zh-hant" in name or ("zh-hant:" in text and name != "content/site.yml")] == []
    reverse = build_files(options("association", "zh-Hant,zh"), 2026)
    assert "converted_from: zh-hant}" in reverse["content/site.yml"]
    assert "zh-hant: 債券是什麼" in reverse["content/guides/basics.yml"]
    assert "發行人可能還不了錢" in reverse["content/guides/basics.zh-hant.md"]


def test_name_address_and_order_of_languages_are_those_that_were_given() -> None:
    names = {"en": "Lake Bond Association", "zh": "湖城债券业协会"}
    files = build_files(options("association", "en,zh", names=names, url="https://lake.example/learn/"), 2026)
    assert "title: {en: Lake Bond Association, zh: 湖城债券业协会}" in files["content/site.yml"]
    assert "institution: lake-bond-association" in files["content/site.yml"]
    assert 'path: ""}\n  - {tag: zh-CN' in files["content/site.yml"]
    assert 'site_url: !ENV [SITE_URL, "https://lake.example/learn/"]' in files["mkdocs.yml"]
    assert (files["README.md"].splitlines()[0], files["README.zh.md"].splitlines()[0]) == ("# Lake Bond Association", "# 湖城债券业协会")


def test_name_in_a_converted_language_is_written_where_the_name_stands_alone() -> None:
    names = {"zh": "河畔软件", "zh-hant": "河畔軟體", "en": "Riverside Software"}
    files = build_files(options("association", "zh-Hans,zh-Hant,en", names=names), 2026)
    written = "title: {zh: 河畔软件, zh-hant: 河畔軟體, en: Riverside Software}"
    assert [written in files[f"content/{name}.yml"] for name in ("site", "institutions/institutions")] == [True, True]
    exchange = build_files(options("exchange", "zh-Hans,zh-Hant,en", names=names), 2026)
    assert "title:\n  zh: 河畔软件\n  zh-hant: 河畔軟體\n  en: Riverside Software\n" in exchange["content/site.yml"]
    assert "zh-hant: 河畔軟體投" not in files["content/institutions/institutions.yml"]  # converted, with the name as it is written


SINGLE_KINDS = {"site", "feed", "rule", "behaviour", "measure", "milestone", "release"}
"""The kinds that a new site has no sample of: its own record, what belongs to a source of one institution, and what is frozen."""


@pytest.mark.parametrize("kind", read_kinds())
def test_new_site_has_a_sample_of_each_kind(kind: str) -> None:
    paths = list(build_files(options(kind, "en"), 2026))
    missing = {each.name for each in KINDS if not any(path.startswith(each.source_path) for path in paths)} - SINGLE_KINDS
    assert missing == (set() if kind == "exchange" else {"contract"})
    assert "calendar/2026/10.yml" in paths


def test_each_step_of_a_workflow_is_a_script_or_a_command() -> None:
    """Scripts exist, and commands of Prospectus are commands that it has."""
    files = build_files(options("fund", "en"), 2026)
    workflows = [yaml.safe_load(text) for path, text in files.items() if path.startswith(".github/workflows/")]
    gitlab = yaml.safe_load(files[".gitlab-ci.yml"])
    steps = [step["run"] for workflow in workflows for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    steps += [line for job in gitlab.values() if isinstance(job, dict) for line in job.get("script", ())]
    commands = [re.sub(r'^(\w+="[^"]*" )*', "", step).split() for step in steps]
    assert {"scripts/check", "scripts/build", "scripts/links", ".cache/venv/bin/prospectus"} <= {command[0] for command in commands}
    known = {command.name for command in typer.main.get_command(app).commands.values()}  # type: ignore[attr-defined]
    for program, *arguments in commands:
        is_command = program == ".cache/venv/bin/prospectus" and arguments[0] in known
        assert program in files or is_command or (program, arguments[0]) == ("git", "fetch"), (program, arguments)


def test_language_without_texts_is_added_but_not_alone() -> None:
    files = build_files(options("fund", "ja,en"), 2026)
    assert '{tag: ja, language: ja, name: 日本語, path: ""}' in files["content/site.yml"]
    with pytest.raises(UsageError, match="none in ja"):
        parse_languages(["ja"])


@pytest.mark.parametrize("tags", [["zh", "zh-Hans"], ["en", "en-GB"], ["e"], ["english please"], []])
def test_languages_that_are_none_or_twice_are_refused(tags: list[str]) -> None:
    with pytest.raises(UsageError):
        parse_languages(tags)


def test_site_builds_itself(tmp_path: Path) -> None:
    create_site(tmp_path / "site", NOW.year)
    site = tmp_path / "site"
    assert all((site / "scripts" / name).stat().st_mode & 0o111 for name in ("build", "check", "links", "serve"))
    requirements = (site / "requirements.txt").read_text(encoding="utf-8")
    assert ("--hash=sha256:" in requirements, re.findall(r"https?://|--index-url", requirements)) == (True, [])
    assert (site / "prospectus.txt").read_text(encoding="utf-8").startswith("prospectus")
    assert "scripts/check --format github" in (site / ".github/workflows/site.yml").read_text(encoding="utf-8")
    assert "SITE_URL" in (site / ".gitlab-ci.yml").read_text(encoding="utf-8")
