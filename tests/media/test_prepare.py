"""Pictures and downloads as they are published: made once, taken from the cache afterwards, and named by where they stand."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from prospectus.cache.cache import BuildCache
from prospectus.cache.sqlite_store import SqliteStore
from prospectus.media import prepare
from prospectus.media.prepare import NO_FILES, prepare_files
from tiny import write_files


def write_picture(path: Path, colour: tuple[int, int, int] = (1, 2, 3)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = io.BytesIO()
    Image.effect_noise((1000, 500), 90).convert("RGB").point(lambda value: value + colour[0]).save(file, "JPEG", quality=95)
    path.write_bytes(file.getvalue())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a picture and two downloads."""
    write_picture(tmp_path / "content/assets/湖 1.jpg")
    return write_files(tmp_path, {"content/downloads/lots.csv": "a,b\n", "courses/lessons/form.pdf": "%PDF-1.4\n"})


PATHS = ("content/assets/湖 1.jpg", "content/downloads/lots.csv", "courses/lessons/form.pdf")


def test_files_have_the_addresses_of_their_places(root: Path) -> None:
    prepared = prepare_files(root, PATHS, BuildCache())
    addresses = {file.path for file in prepared.files}
    assert {"assets/湖 1.jpg", "downloads/lots.csv", "courses/lessons/form.pdf"} <= addresses
    picture = prepared.media[PATHS[0]]
    assert (picture.width, picture.height, picture.is_picture) == (1000, 500, True)
    assert {rendition.address for rendition in picture.alternatives} <= addresses
    assert all(rendition.address.startswith("pictures/assets/湖 1.jpg/") for rendition in picture.alternatives)
    assert all(len(file.read()) == file.size for file in prepared.files)
    assert (prepared.media[PATHS[1]].is_picture, prepared.read("downloads/lots.csv")) == (False, b"a,b\n")
    assert prepared.read("downloads/nothing.csv") is None


def test_a_picture_is_made_once(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteStore(tmp_path / "cache" / "site.sqlite")
    first = prepare_files(root, PATHS, BuildCache(store))
    with monkeypatch.context() as patch:
        patch.setattr(prepare, "make_pictures", None)
        again = prepare_files(root, PATHS, BuildCache(store))
    assert (again.media, again.files) == (first.media, first.files)
    write_picture(root / PATHS[0], (40, 2, 3))
    changed = prepare_files(root, PATHS, BuildCache(store))
    assert changed.media[PATHS[0]].sha256 != first.media[PATHS[0]].sha256
    assert changed.media[PATHS[1]] == first.media[PATHS[1]]


def test_files_that_are_lost_from_the_cache_are_made_again(root: Path, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "cache" / "site.sqlite")
    first = prepare_files(root, PATHS, BuildCache(store))
    next(file.source for file in first.files if file.path.startswith("pictures/")).unlink()
    again = prepare_files(root, PATHS, BuildCache(store))
    assert {file.path: file.read() for file in again.files}.keys() == {file.path for file in first.files}


def test_a_picture_that_cannot_be_decoded_is_published_as_it_is(root: Path) -> None:
    body = (root / PATHS[0]).read_bytes()
    (root / PATHS[0]).write_bytes(body[:2000] + b"\xff\xd9")
    picture = prepare_files(root, PATHS[:1], BuildCache()).media[PATHS[0]]
    assert (picture.is_picture, picture.alternatives) == (True, ())


def test_a_site_without_files_needs_nothing(root: Path) -> None:
    assert prepare_files(root, (), BuildCache()) is NO_FILES
