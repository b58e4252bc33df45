"""The page of translations that `serve` shows: what is stale with its former source, what is missing, and counts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from threading import Lock

import pytest

from board_client import ask
from edits import swap
from processes import run_process
from prospectus.cache.cache import BuildCache
from prospectus.preview.local_app import ServedSite
from prospectus.preview.translations_app import TranslationsApp
from prospectus.text.translations import hash_source
from prospectus.translations.former_sources import FormerSources
from tiny import REPOSITORY, RunCommand, SiteFactory, write_files

SHORT = "一种耐寒的粮食作物，多用来酿酒和作饲料。"
NOW = datetime(2025, 3, 10, tzinfo=UTC)


def build_app(root: Path, language: str = "en") -> TranslationsApp:
    cache = BuildCache(reuse_in_process=True)
    return TranslationsApp(
        ServedSite(root, (REPOSITORY / "theme",), lambda: NOW, language, cache, Lock(), lambda: 1, "/learn/"), "127.0.0.1"
    )


def read_text(root: Path, language: str) -> str:
    """Return the words of the page, with the addresses of its links, on one line."""
    page = ask(build_app(root), f"/_translations/?lang={language}").body.decode()
    words = re.sub(r'<a [^>]*?href="([^"]*)"[^>]*>', r"[\1] ", page[page.index("<main") :])
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", words)).split())


def commit(root: Path) -> None:
    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@y.example", "commit", "-qm", "x"]):
        run_process(["git", "-C", root, *command], check=True)


@pytest.fixture
def stale(tiny: SiteFactory, run: RunCommand) -> Path:
    """A site with a stale text, a text without a translation, and a converted language."""
    root = tiny("full")
    swap(
        "content/site.yml",
        "path: en}\n",
        "path: en}\n  - {tag: zh-Hant, language: zh-hant, name: 繁體, path: zh-hant, converted_from: zh}\n",
    )(root)
    assert run("translations", "accept", "--all", "--root", root).code == 0
    commit(root)
    terms = next(path for path in (root / "content/glossary").glob("*.yml") if SHORT in path.read_text(encoding="utf-8"))
    swap(str(terms.relative_to(root)), SHORT, "一种耐旱的粮食作物。")(root)
    return root


def test_stale_text_is_shown_with_its_source_before_and_now(stale: Path) -> None:
    text = read_text(stale, "en")
    expected = (
        f"term:barley · short Source, before and now Before: {SHORT} Now: 一种耐旱的粮食作物。 "
        "Translation A hardy cereal, used mostly for beer and for animal feed. "
        "If it is still right: prospectus translations accept term:barley short"
    )
    assert expected in text
    assert re.search(r"Stale 1 \[/learn/en/glossary/barley/\] 大麦 content/glossary/\w+\.yml:5 term:barley", text)


def test_missing_texts_and_counts_are_shown_in_both_languages(stale: Path) -> None:
    english, chinese = read_text(stale, "en"), read_text(stale, "zh")
    assert re.search(r"Missing 1 \[/learn/en/guides/only-chinese/\] .*? content/guides/\S+ guide:only-chinese · Markdown Source", english)
    assert re.search(r"没有写的文字由 zh 转换 转换 \d+ 没有缺少或过时的译文。 按种类计数", chinese)
    assert "过时 1" in chinese


def test_page_without_history_says_so(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    assert run("translations", "accept", "--all", "--root", root).code == 0
    swap("content/faq/all.yml", "为了守约。", "为了双方守约。")(root)
    assert "Source 为了双方守约。 What it was before is not in the history of git." in read_text(root, "en")


def test_site_in_one_language_and_content_that_cannot_be_read_are_explained(tiny: SiteFactory) -> None:
    assert read_text(tiny("fund"), "en").endswith("The site has one language, so nothing is translated.")
    broken = write_files(tiny("minimal"), {"content/institutions/all.yml": "- {id: x"})
    assert "The content cannot be read. Correct this first: content/institutions/all.yml:1 PR006" in read_text(broken, "en")


def test_only_this_machine_is_answered_and_nothing_else_is_sent(tiny: SiteFactory) -> None:
    app = build_app(tiny("minimal"))
    assert ask(app, "/_translations/", HTTP_HOST="evil.example").status == 403
    assert [ask(app, f"/_translations/{name}").status for name in ("translations.css", "site.css", "mark.svg")] == [200, 200, 200]
    assert [ask(app, f"/_translations/{name}").status for name in ("overlay.css", "../site.yml", "x")] == [404, 404, 404]
    assert ask(app, "/_translations/", method="POST").status == 405
    page = ask(app, "/_translations/")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert re.findall(rb"<script| style=| on\w+=", page.body) == []


def test_former_texts_are_found_by_their_hash_in_every_form(tiny: SiteFactory) -> None:
    root = write_files(
        tiny("minimal"), {"content/a.yml": "- {title: {zh: 旧的, en: Old}}\n", "content/b.md": "---\ntitle: 题\n---\n正文\n"}
    )
    commit(root)
    write_files(root, {"content/a.yml": "- {title: {zh: 新的, en: Old}}\n", "content/b.md": "---\ntitle: 新题\n---\n新正文\n"})
    former = FormerSources(root)
    found = [
        former.find(path, hash_source(text)) for path, text in (("content/a.yml", "旧的"), ("content/b.md", "正文"), ("content/b.md", "题"))
    ]
    assert found == ["旧的", "正文\n", "题"]
    assert (former.find("content/a.yml", hash_source("从未有过")), former.find("content/none.yml", "x")) == (None, None)
