"""Tests of publishing to a folder: only changed files, all or none, and no files that others put there."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from prospectus.errors import UsageError
from prospectus.load.published import read_manifest_paths
from prospectus.publish.publication import WriteStats
from prospectus.publish.release_store import ReleaseStore
from prospectus.publish.site import add_files, open_publication, publish
from prospectus.render.artifact import Artifact
from tiny import read_files, write_files


def make_site(**files: str) -> list[Artifact]:
    """Return artifacts; in a name, `__` stands for a slash and a single `_` for a full stop."""
    return [Artifact(name.replace("__", "/").replace("_", "."), body.encode()) for name, body in files.items()]


def test_files_are_written_with_the_manifest_that_lists_them(tmp_path: Path) -> None:
    stats = publish(make_site(index_html="one", a__b__c_txt="two"), tmp_path / "site")
    assert stats == WriteStats(changed=3, unchanged=0, removed=0)
    files = read_files(tmp_path / "site")
    assert sorted(files) == ["a/b/c.txt", "index.html", "manifest.json"]
    assert (files["index.html"], files["a/b/c.txt"]) == (b"one", b"two")
    assert sorted(json.loads(files["manifest.json"])["files"]) == ["a/b/c.txt", "index.html"]


def test_unchanged_file_is_not_rewritten(tmp_path: Path) -> None:
    publish(make_site(a_txt="one", b_txt="two"), tmp_path)
    before = {path.name: path.stat() for path in tmp_path.iterdir()}
    assert publish(make_site(a_txt="one", b_txt="TWO"), tmp_path) == WriteStats(changed=2, unchanged=1, removed=0)
    assert (tmp_path / "a.txt").stat().st_ino == before["a.txt"].st_ino
    assert (tmp_path / "a.txt").stat().st_mtime_ns == before["a.txt"].st_mtime_ns
    assert (tmp_path / "b.txt").read_bytes() == b"TWO"
    assert publish(make_site(a_txt="one", b_txt="TWO"), tmp_path) == WriteStats(changed=0, unchanged=3, removed=0)


def test_file_missing_from_the_new_site_is_removed_with_empty_folders(tmp_path: Path) -> None:
    publish(make_site(a__b__c_txt="one", a__d_txt="two"), tmp_path)
    assert publish(make_site(a__d_txt="two"), tmp_path).removed == 1
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == ["a", "a/d.txt", "manifest.json"]


def test_file_that_prospectus_did_not_write_is_kept(tmp_path: Path) -> None:
    write_files(tmp_path, {"CNAME": "lakeside.example", "old/page.html": "kept"})
    publish(make_site(a_txt="one"), tmp_path)
    publish(make_site(b_txt="two"), tmp_path)
    assert sorted(read_files(tmp_path)) == ["CNAME", "b.txt", "manifest.json", "old/page.html"]


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
def test_hostile_manifest_removes_no_other_files(tmp_path: Path, listed: str) -> None:
    write_files(tmp_path, {"keep.txt": "outside", "site/manifest.json": listed, "site/a/mine.txt": "mine"})
    publish(make_site(index_html="one"), tmp_path / "site")
    assert sorted(read_files(tmp_path / "site")) == ["a/mine.txt", "index.html", "manifest.json"]
    assert (tmp_path / "keep.txt").read_bytes() == b"outside"


def test_linked_folder_is_not_followed_on_removal(tmp_path: Path) -> None:
    write_files(tmp_path, {"elsewhere/keep.txt": "outside", "site/manifest.json": json.dumps({"files": {"out/keep.txt": ""}})})
    (tmp_path / "site/out").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    publish(make_site(index_html="one"), tmp_path / "site")
    assert (tmp_path / "elsewhere/keep.txt").read_bytes() == b"outside"


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "a\\..\\x", "", "..", "a/.."])
def test_path_that_leaves_the_folder_is_refused_and_nothing_is_written(tmp_path: Path, path: str) -> None:
    write_files(tmp_path, {"site/index.html": "before"})
    with pytest.raises(UsageError, match="must stay inside"):
        publish([Artifact("index.html", b"after"), Artifact(path, b"x")], tmp_path / "site")
    assert read_files(tmp_path / "site") == {"index.html": b"before"}


def test_interrupted_build_leaves_the_site_unchanged(tmp_path: Path) -> None:
    publish(make_site(a_txt="one", b_txt="two"), tmp_path)
    before = read_files(tmp_path)

    def failing_artifacts() -> Iterator[Artifact]:
        yield Artifact("a.txt", b"changed")
        yield Artifact("c.txt", b"new")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        publish(failing_artifacts(), tmp_path)
    assert read_files(tmp_path) == before


def test_failed_write_leaves_old_files_intact(tmp_path: Path) -> None:
    publish(make_site(a_txt="one", b_txt="two"), tmp_path)
    (tmp_path / "c.txt").mkdir()
    write_files(tmp_path, {"c.txt/inside": "x"})
    with pytest.raises(UsageError, match=r"c\.txt"):
        publish(make_site(a_txt="one", b_txt="two", c_txt="three"), tmp_path)
    assert read_files(tmp_path).items() >= {"a.txt": b"one", "b.txt": b"two", "c.txt/inside": b"x"}.items()
    assert list(tmp_path.glob(".prospectus-*")) == []


def test_of_two_files_with_one_path_the_last_is_published(tmp_path: Path) -> None:
    artifacts = [Artifact("a.txt", b"first"), Artifact("b.txt", b"b"), Artifact("a.txt", b"last"), Artifact("c.txt", b"c")]
    publish(artifacts, tmp_path)
    files = read_files(tmp_path)
    assert {name: body for name, body in files.items() if name != "manifest.json"} == {"a.txt": b"last", "b.txt": b"b", "c.txt": b"c"}


def test_file_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    publish(make_site(a_txt="one"), tmp_path)
    assert (tmp_path / "a.txt").stat().st_mode & 0o444 == 0o444


def test_compressed_copies_belong_to_their_file_and_go_with_the_option(tmp_path: Path) -> None:
    first, second = "one " * 500, "two " * 500
    site, names = tmp_path / "site", ["a.html.br", "a.html.gz"]
    assert publish(make_site(a_html=first, b_txt="short"), site, precompress=True) == WriteStats(changed=5, unchanged=0, removed=0)
    assert sorted(json.loads((site / "manifest.json").read_bytes())["files"]) == ["a.html", *names, "b.txt"]
    before = {name: (site / name).stat().st_ino for name in names}
    assert publish(make_site(a_html=first, b_txt="short"), site, precompress=True) == WriteStats(changed=0, unchanged=5, removed=0)
    assert publish(make_site(a_html=first, b_txt="SHORT"), site, precompress=True).changed == 2
    assert {name: (site / name).stat().st_ino for name in names} == before
    publish(make_site(a_html=second, b_txt="short"), site, precompress=True)
    assert gzip.decompress((site / "a.html.gz").read_bytes()) == brotli.decompress((site / "a.html.br").read_bytes()) == second.encode()
    publish(make_site(a_html=second, b_txt="short"), site)
    assert sorted(read_files(site)) == ["a.html", "b.txt", "manifest.json"]


def test_file_that_is_kept_gets_copies_when_the_option_is_new(tmp_path: Path) -> None:
    body = "one " * 500
    publish(make_site(a_html=body), tmp_path / "site")
    digest = Artifact("a.html", body.encode()).sha256
    for _ in range(2):
        publication = open_publication(ReleaseStore(tmp_path / "site"))
        publication.precompress = True
        with publication:
            publication.keep("a.html", digest)
        assert sorted(read_files(tmp_path / "site")) == ["a.html", "a.html.br", "a.html.gz", "manifest.json"]


def test_manifest_names_the_pages_of_samples_and_they_need_not_stay(tmp_path: Path) -> None:
    pages = [Artifact(path, b"x") for path in ("guides/a/index.html", "guides/b/index.html")]
    publish(pages, tmp_path / "site", samples=["guides/b/index.html", "guides/gone/index.html"])
    assert json.loads((tmp_path / "site/manifest.json").read_bytes())["samples"] == ["guides/b/index.html"]
    assert read_manifest_paths(tmp_path / "site") == {"guides/a/index.html"}
    add_files([Artifact("c.html", b"c")], tmp_path / "site")
    assert read_manifest_paths(tmp_path / "site") == {"guides/a/index.html", "c.html"}
