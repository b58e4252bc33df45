"""Prepares the pictures and downloads of a site to be published: makes the pictures that are new, and says what pages can show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from prospectus.cache.cache import BuildCache, digest
from prospectus.media.inspection import Inspection, hash_file, inspect_file, state_of
from prospectus.media.metadata import strip_metadata
from prospectus.media.picture_store import PictureStore, StoredPicture, StoredSet
from prospectus.media.renditions import EncodedPicture, PictureSet, library_version, make_pictures
from prospectus.model.media import MediaFile, Rendition
from prospectus.model.urls import file_url, rendition_url
from prospectus.parallel import SERIAL, ProcessPool


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of the site whose bytes are read on demand."""

    path: str
    """Relative to the site folder."""
    source: Path
    """Where its bytes are."""
    size: int
    sha256: str

    def read(self) -> bytes:
        """Return its bytes."""
        return self.source.read_bytes()


@dataclass(frozen=True)
class PreparedFiles:
    """The files beside the content that are published."""

    media: Mapping[str, MediaFile]
    """By the path in the repository."""
    files: tuple[PublishedFile, ...]
    """What is published of them, in the order of their paths."""
    store: PictureStore | None = None
    """What holds the files that were made; it must live as long as they are read."""

    @cached_property
    def _by_address(self) -> dict[str, PublishedFile]:
        return {file.path: file for file in self.files}

    def read(self, address: str) -> bytes | None:
        """Return the bytes of the file at an address, relative to the root of the site; None if there is none."""
        file = self._by_address.get(address)
        return file.read() if file is not None else None


NO_FILES = PreparedFiles({}, ())


@dataclass(frozen=True, slots=True)
class _Source:
    """A file as it is in the repository."""

    path: str
    full_path: Path
    inspection: Inspection
    sha256: str

    @property
    def key(self) -> str:
        """What the files made of a picture depend on."""
        return digest(self.sha256, self.inspection.media_type, library_version())


def prepare_files(root: Path, paths: Sequence[str], cache: BuildCache, pool: ProcessPool = SERIAL) -> PreparedFiles:
    """Return the files at `paths`, relative to the root, as they are published. Pictures of earlier builds are taken from the cache."""
    if not paths:
        return NO_FILES
    store = PictureStore(cache.files_folder)
    sources = [_read_source(root, path, cache) for path in paths]
    pictures = {source.key: source for source in sources if source.inspection.is_picture}
    stored = {key: found for key in pictures if (found := store.find(key)) is not None}
    missing = [source for key, source in pictures.items() if key not in stored]
    for source, _ in pool.map(partial(_make, store), missing, 1):
        if (made := store.find(source.key)) is not None:
            stored[source.key] = made
    if missing:
        store.prune(stored)
    media: dict[str, MediaFile] = {}
    files: dict[str, PublishedFile] = {}
    for source in sources:
        picture = stored.get(source.key) if source.inspection.is_picture else None
        media[source.path], published = _publish_picture(source, picture) if picture else _publish_download(source)
        files.update((file.path, file) for file in published)
    return PreparedFiles(media, tuple(files.values()), store)


def _read_source(root: Path, path: str, cache: BuildCache) -> _Source:
    full_path = root / path
    sha256 = cache.get_or_compute("media", state_of(root, path), lambda: hash_file(full_path))
    return _Source(path, full_path, inspect_file(root, path, cache), sha256)


def _make(store: PictureStore, source: _Source) -> None:
    """Make the files of a picture. One that cannot be decoded is shown as it is, without its metadata."""
    body, inspection = source.full_path.read_bytes(), source.inspection
    try:
        pictures = make_pictures(body, inspection.media_type)
    except Exception:
        stripped = strip_metadata(body, inspection.media_type)
        main = EncodedPicture(inspection.media_type, inspection.width, inspection.height, stripped)
        pictures = PictureSet(main, transparent=False, portable=main, alternatives=())
    store.add(source.key, pictures)


def _publish_picture(source: _Source, stored: StoredSet) -> tuple[MediaFile, list[PublishedFile]]:
    address = file_url(source.path)
    files = [PublishedFile(address, stored.main.path, stored.main.size, stored.main.sha256)]

    def publish(picture: StoredPicture) -> Rendition:
        own_address = address if picture == stored.main else rendition_url(source.path, picture.name)
        if picture != stored.main:
            files.append(PublishedFile(own_address, picture.path, picture.size, picture.sha256))
        return Rendition(own_address, picture.media_type, picture.width, picture.height, picture.size, picture.sha256)

    media = MediaFile(
        source.path,
        address,
        stored.main.media_type,
        stored.main.size,
        stored.main.sha256,
        stored.main.width,
        stored.main.height,
        stored.transparent,
        publish(stored.portable),
        tuple(map(publish, stored.alternatives)),
    )
    return media, files


def _publish_download(source: _Source) -> tuple[MediaFile, list[PublishedFile]]:
    address, size = file_url(source.path), source.inspection.size
    media = MediaFile(source.path, address, source.inspection.media_type, size, source.sha256)
    return media, [PublishedFile(address, source.full_path, size, source.sha256)]
