"""Files are parsed again only when necessary, with the same result as in a first run."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prospectus.load import records
from prospectus.load.records import Loaded, load
from prospectus.memo import Memo
from tiny import laid_over

TEXTS = [
    "id: a\ntitle: A\n",
    "id: a\ntitle: B\n",
    "- id: x\n- {id: y, type: talk}\n",
    "---\ntitle: C\n---\nwords\n",
    "locales: [{language: zh}]\n",
    "locales: [{language: zh}, {language: en}]\n",
    "a: [b\n",
    "",
]
PATHS = [
    "content/site.yml",
    "content/site.zh.md",
    "content",
    "content/guides",
    *(f"content/guides/{name}" for name in ("a.yml", "a.zh.md", "a.en.md", "a.fr.md", "b.yml", "b.txt", "b", "deeper/a.yml")),
    "content/guides-old/a.yml",
    *(f"content/faq/{name}" for name in ("a.yml", "a-b.yml", "a.zh.md")),
    "content/feeds.yml",
    *(f"calendar/{name}" for name in ("2025", "2025/03.yml", "2025/x.yml", "2025/deeper/03.yml", "03.yml", "feeds/x.yml", "talks/a.yml")),
    "courses/x.json",
]
CHANGES = st.one_of(
    st.tuples(st.sampled_from(["write", "write soon after", "write over"]), st.sampled_from(PATHS), st.sampled_from(TEXTS)),
    st.tuples(
        st.sampled_from(["link", "move"]),
        st.sampled_from(PATHS),
        st.sampled_from([*PATHS, "other", "other/a.yml", "../out", "../out/a.yml"]),
    ),
    st.tuples(st.just("remove"), st.sampled_from(PATHS), st.just("")),
)


def changed(root: Path, how: str, path: str, given: str) -> None:
    """Change one file, if possible. Modification times are long ago, except after `write soon after`."""
    whole = root / path
    try:
        if how == "move":
            whole.rename(root / given)
            return
        if how != "write over":
            shutil.rmtree(whole) if whole.is_dir() and not whole.is_symlink() else whole.unlink(missing_ok=True)
        whole.parent.mkdir(parents=True, exist_ok=True)
        if how == "link":
            whole.symlink_to(root / given)
        elif how != "remove":
            whole.write_text(given)
            long_ago = sum(given.encode())
            os.utime(whole, None if how == "write soon after" else (long_ago, long_ago))
    except OSError:
        return


def said(loaded: Loaded) -> tuple[object, ...]:
    return loaded.languages, loaded.drafts, loaded.torn, sorted(loaded.problems)


@given(st.lists(CHANGES, max_size=8))
@example([("link", "calendar/2025", "calendar/2025")])
def test_further_run_says_what_a_first_one_says_whatever_has_changed(changes: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        laid_over(Path(folder), {"out/a.yml": "id: o\n", "site/other/a.yml": "id: o\n"})
        root, memo = Path(folder, "site"), Memo(again=True)
        for change in changes:
            changed(root, *change)
            assert said(load(root, memo)) == said(load(root)) == said(load(root, memo))


@pytest.mark.parametrize("change", ["write", "remove"])
def test_only_the_record_of_a_file_that_changed_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    laid_over(tmp_path, {f"content/guides/{name}": "title: x\n" for name in ("a.yml", "b.yml", "b.zh.md", "c.yml")})
    for path in tmp_path.rglob("*.*"):
        os.utime(path, (1, 1))
    memo, made = Memo(again=True), list[list[str]]()
    before = {draft.path: draft for draft in load(tmp_path, memo).drafts}
    making = records._made
    monkeypatch.setattr(
        records, "_made", lambda root, kind, files, *rest: (made.append(sorted(files)), making(root, kind, files, *rest))[1]
    )
    changed(tmp_path, change, "content/guides/b.zh.md", "Words.\n")
    after = {draft.path: draft for draft in load(tmp_path, memo).drafts}
    assert made == [["content/guides/b.yml", *(["content/guides/b.zh.md"] if change == "write" else [])]]
    assert [path for path in after if after[path] is not before[path]] == ["content/guides/b.yml"]
