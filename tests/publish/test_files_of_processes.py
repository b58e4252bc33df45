"""Files that other processes of a build write are published as those of this one, and what they cannot write is written here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from prospectus.parallel import ProcessPool
from prospectus.publish.in_place_publication import InPlacePublication
from prospectus.publish.publication import Publication, WriteStats
from prospectus.publish.release_publication import ReleasePublication
from prospectus.publish.release_store import ReleaseStore
from prospectus.publish.site import open_publication, publish
from prospectus.render.artifact import Artifact
from tiny import read_files

OpenPublication = Callable[[Path], Publication]
COUNT = 60


def open_release(folder: Path) -> Publication:
    publication = open_publication(ReleaseStore(folder), releases=0)
    assert isinstance(publication, ReleasePublication)
    return publication


def make_pages(text: str = "", count: int = COUNT) -> list[Artifact]:
    """Return pages in several folders, each second of them with a text."""
    return [
        Artifact(f"{number % 7}/{number}.html", f"<p>{number} {text if number % 2 else ''}</p>".encode() * 50) for number in range(count)
    ]


def publish_from_processes(publication: Publication, pages: Sequence[Artifact]) -> WriteStats:
    with publication:
        publication.prepare_for_processes()
        for _, files in ProcessPool(3).map(publication.write, pages, 1):
            publication.add(files)
    return publication.write_stats


@pytest.mark.parametrize("open_site", [open_release, InPlacePublication], ids=["release", "in place"])
@pytest.mark.parametrize("precompress", [False, True])
def test_files_of_processes_are_published(tmp_path: Path, open_site: OpenPublication, precompress: bool) -> None:
    for text in ("one", "two", "two", "three"):
        publication = open_site(tmp_path / "site")
        publication.precompress = precompress
        stats = publish_from_processes(publication, make_pages(text))
        expected = publish(make_pages(text), tmp_path / "expected", precompress=precompress)
        assert (stats, read_files(tmp_path / "site")) == (expected, read_files(tmp_path / "expected"))


def test_file_in_the_way_is_removed_by_the_process_that_publishes(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for path in ("a", "c"):
        publish([Artifact(path, b"file")], site, releases=0)
    publication = open_release(site)
    with publication:
        publication.prepare_for_processes()
        with pytest.raises(NotADirectoryError):
            publication.write(Artifact("a/b", b"page"))
        publication.put(Artifact("a/b", b"page"))
    assert sorted(read_files(site)) == ["a/b", "manifest.json"]


@pytest.mark.parametrize("path", ["new", "old"])
def test_page_is_published_though_a_process_left_a_part_of_it(tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    for name in ("old", "c"):
        publish([Artifact(name, b"file")], site, releases=0)
    publication = open_release(site)
    with publication:
        publication.prepare_for_processes()
        assert publication.write(Artifact(path, b"half"))[0].staged  # and the process ends before it says so
        publication.put(Artifact(path, b"page"))
    assert read_files(site)[path] == b"page"


def test_prepared_folder_stays_for_the_next_build_when_nothing_has_changed(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path / "site")
    for text in ("one", "two"):
        publish(make_pages(text), store.target, releases=0)
    before = sorted(read_files(store.spare))
    assert publish_from_processes(open_release(store.target), make_pages("two")) == WriteStats(0, COUNT + 1, 0)
    assert sorted(read_files(store.spare)) == [path for path in before if path != "manifest.json"]
    assert not store.stage.exists()
