"""`build --preview`: the page of what changed since the branch left the main branch."""

from __future__ import annotations

from pathlib import Path

import pytest

from processes import run_process
from prospectus.preview.changed_pages import Piece, compare_sites
from prospectus.verify import verify
from tiny import RunCommand, SiteFactory, write_files

PAGE = '<title>{title}</title><body><div id="main"><h1>{title}</h1><p>{text}</p></div></body>'


def _site(folder: Path, **pages: str) -> Path:
    folder.mkdir()
    files = {f"{name}/index.html": PAGE.format(title=name, text=text) for name, text in pages.items()}
    listed = ", ".join(f'"{path}": ""' for path in (*files, "all.ics"))
    for path in files:
        (folder / path).parent.mkdir()
    return write_files(folder, {**files, "all.ics": pages.get("fees", ""), "manifest.json": f'{{"files": {{{listed}}}}}'})


def test_changed_words_are_marked(tmp_path: Path) -> None:
    old = _site(tmp_path / "old", fees="The fee is 20 yuan.", margin="保证金是担保。", same="Same.")
    new = _site(tmp_path / "new", fees="The fee is 25 yuan.", margin="保证金是履约担保。", same="Same.", extra="New.")
    changes = compare_sites(old, new)
    assert [(page.title, page.kind, page.lines) for page in changes.pages] == [
        ("extra", "new", ()),
        ("fees", "changed", ((Piece("same", "The fee is "), Piece("old", "20"), Piece("new", "25"), Piece("same", " yuan.")),)),
        ("margin", "changed", ((Piece("same", "保证金是"), Piece("new", "履约"), Piece("same", "担保。")),)),
    ]
    assert changes.other_files == 1


def test_removed_pages_and_pages_with_the_same_change(tmp_path: Path) -> None:
    old = _site(tmp_path / "old", a="Old words here.", b="Old words here.", gone="Gone.")
    changes = compare_sites(old, _site(tmp_path / "new", a="New words here.", b="New words here."))
    shown = [(page.path, page.kind, page.alike) for page in changes.pages]
    assert shown == [("a/index.html", "changed", ("b/index.html",)), ("gone/index.html", "removed", ())]


def _git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    run_process(["git", "-C", root, *identity, *arguments], check=True)


@pytest.fixture
def branch(tiny: SiteFactory) -> Path:
    """A site with a branch on which the English title of a guide is another one, a draft is new and a file is not committed."""
    root = tiny("full")
    _git(root, "init", "-q", "-b", "main")
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "one")
    _git(root, "checkout", "-qb", "change")
    guide = root / "content/guides/margin.en.md"
    guide.write_text(guide.read_text(encoding="utf-8").replace("## Why it is paid", "## Why one pays it"), encoding="utf-8")
    _git(root, "commit", "-qam", "two")
    return write_files(root, {"content/guides/new.yml": "title: {zh: 新, en: Brand new}\ngroup: basics\nstatus: draft\n"})


def test_preview_shows_old_and_new_text_and_is_for_no_search_engine(branch: Path, tmp_path: Path, run: RunCommand) -> None:
    out = tmp_path / "out"
    result = run("build", "--preview", "--config", branch / "mkdocs.yml", "--site-dir", out, "--now", "2025-03-10")
    assert result.code == 0, result.err
    page = (out / "preview-changes.html").read_text(encoding="utf-8")
    for part in ("<ins>one pays </ins>it<del> is paid</del>", "guides/new/", 'href="en/guides/margin/"'):
        assert part in page
    pages = [path for path in out.rglob("*.html") if path.name != "404.html"]
    assert [path for path in pages if 'content="noindex"' not in path.read_text(encoding="utf-8")] == []
    assert 'data-kind="preview"' in (out / "index.html").read_text(encoding="utf-8")
    assert "<loc>" not in (out / "sitemap.xml").read_text(encoding="utf-8")
    assert [problem for problem in verify(out) if problem.severity == "error"] == []


def test_preview_says_why_nothing_is_compared(tiny: SiteFactory, tmp_path: Path, run: RunCommand) -> None:
    root, out = tiny("full"), tmp_path / "out"
    command = ("build", "--preview", "--config", root / "mkdocs.yml", "--site-dir", out, "--now", "2025-03-10")
    result = run(*command, "--lang", "zh")
    assert result.code == 0
    assert "不在 git 仓库中" in result.err + result.out
    assert "不在 git 仓库中" in (out / "preview-changes.html").read_text(encoding="utf-8")


def test_against_needs_preview(tiny: SiteFactory, run: RunCommand) -> None:
    result = run("build", "--config", tiny("full") / "mkdocs.yml", "--against", "main")
    assert (result.code, "--preview" in result.err) == (2, True)
