"""Drafts and withheld records in the preview of `serve`: shown, marked, and left out where readers subscribe or search engines look."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.builder.serve import SiteServer
from tiny import FULL, NOW, SiteFactory, build_to, read_files, write_files

GUIDES = {
    "content/guides/alpha.yml": "title: {zh: 甲, en: Alpha}\ngroup: basics\nstatus: draft\nrelated: [guide:beta]\n",
    "content/guides/alpha.zh.md": "见[乙](guide:beta)。\n",
    "content/guides/beta.yml": "title: {zh: 乙, en: Beta}\ngroup: basics\nstatus: draft\nrelated: [guide:alpha]\n",
    "content/guides/beta.zh.md": "见[甲](guide:alpha)。\n",
    "content/guides/gamma.yml": "title: {zh: 丙, en: Gamma}\ngroup: basics\nstatus: draft\n",
    "content/guides/gamma.zh.md": "见[丁](guide:nowhere)。\n",
    "content/guides/delta.yml": "title: {zh: 丁, en: Delta}\ngroup: basics\nstatus: draft\nrelated: [guide:gamma]\n",
    "content/guides/delta.zh.md": "没有了。\n",
    "content/guides/later.yml": "title: {zh: 以后, en: Later}\ngroup: basics\npublish_from: 2099\n",
    "content/guides/later.zh.md": "以后再说。\n",
    "calendar/2025/06-draft.yml": "- id: draft-day\n  type: meeting\n  title: {zh: 草稿日, en: Draft day}\n  starts: 2025-06-20 10:00\n"
    "  audiences: [farmers]\n  format: in-person\n  status: draft\n",
}


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the preview of a site with drafts."""
    root = tmp_path_factory.mktemp("drafts") / "root"
    write_files(_mkdir(root), {**read_files(FULL), **GUIDES})
    server = SiteServer(root / "mkdocs.yml", root.parent / "served", lambda: NOW)
    server.rebuild()
    assert server.has_pages, server.last_build
    return read_files(root.parent / "served")


def _mkdir(root: Path) -> Path:
    root.mkdir()
    return root


@pytest.mark.parametrize(("guide", "bar"), [("alpha", "draft"), ("beta", "draft"), ("later", "withheld")])
def test_draft_has_a_page_with_a_bar_that_no_search_engine_lists(preview: dict[str, bytes], guide: str, bar: str) -> None:
    page = preview[f"guides/{guide}/index.html"]
    assert f'data-kind="{bar}"'.encode() in page
    assert b'name="robots" content="noindex"' in page
    assert f"/guides/{guide}/</loc>".encode() not in preview["sitemap.xml"]
    assert f'"id": "{guide}"'.encode() not in preview["data/guide.json"]


def test_draft_with_errors_and_what_refers_to_it_are_not_shown(preview: dict[str, bytes]) -> None:
    assert [name for name in ("gamma", "delta") if f"guides/{name}/index.html" in preview] == []


def test_draft_event_is_marked_in_the_calendar_and_in_no_subscription(preview: dict[str, bytes]) -> None:
    month = preview["en/calendar/2025/06/index.html"].decode()
    assert "Draft day" in month
    assert ">Draft<" in month
    assert b"Draft day" not in preview["calendar/all.ics"]
    assert b"Draft day" not in preview["en/calendar/all.ics"]


def test_build_shows_no_draft(tiny: SiteFactory, tmp_path: Path) -> None:
    files = read_files(build_to(tiny("full", GUIDES), tmp_path / "built").folder)
    assert [path for path in files if any(f"guides/{name}/" in path for name in ("alpha", "beta", "later"))] == []
