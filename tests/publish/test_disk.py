"""Tests of publishing to a folder: only changed files, all or none, and no files that others put there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospectus.errors import WrongUse
from prospectus.publish.disk import Written, publish
from prospectus.render.artifact import Artifact
from prospectus.render.manifest import manifest, manifest_of
from tiny import files_of, laid_over


def site(**files: str) -> list[Artifact]:
    """Return artifacts with their manifest; in a name, `__` stands for a slash and a single `_` for a full stop."""
    made = [Artifact(name.replace("__", "/").replace("_", "."), body.encode()) for name, body in files.items()]
    return [*made, manifest_of(made)]


def test_files_are_written_with_the_manifest_that_lists_them(tmp_path: Path) -> None:
    written = publish(site(index_html="one", a__b__c_txt="two"), tmp_path / "site")
    assert written == Written(changed=3, unchanged=0, removed=0)
    found = files_of(tmp_path / "site")
    assert sorted(found) == ["a/b/c.txt", "index.html", "manifest.json"]
    assert (found["index.html"], found["a/b/c.txt"]) == (b"one", b"two")
    assert sorted(json.loads(found["manifest.json"])["files"]) == ["a/b/c.txt", "index.html"]


def test_file_that_did_not_change_is_left_alone(tmp_path: Path) -> None:
    publish(site(a_txt="one", b_txt="two"), tmp_path)
    before = {path.name: path.stat() for path in tmp_path.iterdir()}
    assert publish(site(a_txt="one", b_txt="TWO"), tmp_path) == Written(changed=2, unchanged=1, removed=0)
    assert (tmp_path / "a.txt").stat().st_ino == before["a.txt"].st_ino
    assert (tmp_path / "a.txt").stat().st_mtime_ns == before["a.txt"].st_mtime_ns
    assert (tmp_path / "b.txt").read_bytes() == b"TWO"
    assert publish(site(a_txt="one", b_txt="TWO"), tmp_path) == Written(changed=0, unchanged=3, removed=0)


def test_file_that_vanished_is_removed_with_its_empty_folders(tmp_path: Path) -> None:
    publish(site(a__b__c_txt="one", a__d_txt="two"), tmp_path)
    assert publish(site(a__d_txt="two"), tmp_path).removed == 1
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == ["a", "a/d.txt", "manifest.json"]


def test_file_of_somebody_else_stays(tmp_path: Path) -> None:
    laid_over(tmp_path, {"CNAME": "lakeside.example", "old/page.html": "kept"})
    publish(site(a_txt="one"), tmp_path)
    publish(site(b_txt="two"), tmp_path)
    assert sorted(files_of(tmp_path)) == ["CNAME", "b.txt", "manifest.json", "old/page.html"]


@pytest.mark.parametrize(
    "listed",
    [
        "not json",
        "[]",
        '{"files": null}',
        '{"files": ["keep.txt"]}'.replace('["keep.txt"]', "[1, {}, null]"),
        json.dumps({"files": {"../keep.txt": "", "/etc/passwd": "", "a/../../keep.txt": "", "": "", ".": "", "a": "", "..": ""}}),
        json.dumps({"files": {"C:\\keep.txt": "", "..\\keep.txt": "", "a\x00b": ""}}),
    ],
)
def test_hostile_manifest_removes_nothing_outside_and_nothing_else(tmp_path: Path, listed: str) -> None:
    laid_over(tmp_path, {"keep.txt": "outside", "site/manifest.json": listed, "site/a/mine.txt": "mine"})
    publish(site(index_html="one"), tmp_path / "site")
    assert sorted(files_of(tmp_path)) == ["keep.txt", "site/a/mine.txt", "site/index.html", "site/manifest.json"]


def test_folder_that_is_a_link_is_not_followed_to_remove_what_is_behind(tmp_path: Path) -> None:
    laid_over(tmp_path, {"elsewhere/keep.txt": "outside", "site/manifest.json": json.dumps({"files": {"out/keep.txt": ""}})})
    (tmp_path / "site/out").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    publish(site(index_html="one"), tmp_path / "site")
    assert (tmp_path / "elsewhere/keep.txt").read_bytes() == b"outside"


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "a\\..\\x", "", "..", "a/.."])
def test_path_that_leaves_the_folder_is_refused_and_nothing_is_written(tmp_path: Path, path: str) -> None:
    laid_over(tmp_path, {"site/index.html": "before"})
    with pytest.raises(WrongUse, match="must stay inside"):
        publish([Artifact("index.html", b"after"), Artifact(path, b"x"), manifest({})], tmp_path / "site")
    assert files_of(tmp_path) == {"site/index.html": b"before"}


def test_build_that_breaks_off_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    publish(site(a_txt="one", b_txt="two"), tmp_path)
    before = files_of(tmp_path)

    def breaking() -> Iterator[Artifact]:
        yield Artifact("a.txt", b"changed")
        yield Artifact("c.txt", b"new")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        publish(breaking(), tmp_path)
    assert files_of(tmp_path) == before


def test_write_that_fails_leaves_every_old_file_whole(tmp_path: Path) -> None:
    publish(site(a_txt="one", b_txt="two"), tmp_path)
    (tmp_path / "c.txt").mkdir()
    laid_over(tmp_path, {"c.txt/inside": "x"})
    with pytest.raises(WrongUse, match=r"c\.txt"):
        publish(site(a_txt="one", b_txt="two", c_txt="three"), tmp_path)
    assert files_of(tmp_path).items() >= {"a.txt": b"one", "b.txt": b"two", "c.txt/inside": b"x"}.items()
    assert list(tmp_path.glob(".prospectus-*")) == []


def test_same_path_put_twice_is_published_once_as_it_was_put_last(tmp_path: Path) -> None:
    made = [Artifact("a.txt", b"first"), Artifact("b.txt", b"b"), Artifact("a.txt", b"last"), Artifact("c.txt", b"c")]
    publish([*made, manifest_of(made)], tmp_path)
    found = files_of(tmp_path)
    assert {name: body for name, body in found.items() if name != "manifest.json"} == {"a.txt": b"last", "b.txt": b"b", "c.txt": b"c"}


def test_file_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    publish(site(a_txt="one"), tmp_path)
    assert (tmp_path / "a.txt").stat().st_mode & 0o444 == 0o444
