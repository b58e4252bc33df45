"""Publish a site into a folder, add files to one, and choose how its folder can be replaced."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from prospectus.problems import Message
from prospectus.publish.files import in_the_way, naming
from prospectus.publish.in_place_publication import InPlacePublication
from prospectus.publish.publication import Publication, WriteStats
from prospectus.publish.release_publication import ReleasePublication
from prospectus.publish.release_store import ReleaseStore
from prospectus.publish.replacement import choose_method
from prospectus.render.artifact import Artifact

RELEASES = 3
"""How many earlier releases are kept, by default."""
NOT_IN_ONE_STEP = Message(
    "{target} is replaced file by file, so readers may see parts of two builds for a moment, and no release is kept: {reason}.",
    "{target} 只能逐个文件替换：读者可能在短时间内看到新旧两次生成的内容，也不保留历次发布：{reason}。",
)


def announce_nothing(_: Message) -> None:
    """Announce nothing."""


def publish(
    artifacts: Iterable[Artifact],
    folder: Path,
    *,
    releases: int = RELEASES,
    precompress: bool = False,
    announce: Callable[[Message], None] = announce_nothing,
    samples: Collection[str] = (),
) -> WriteStats:
    """Publish a site, with its manifest, in `folder`; keep the last `releases` of it. With `precompress`, text has compressed copies.

    `samples` are the pages of samples. `announce` is told what this command must wait for, and what cannot be promised.
    Raises UsageError when a path would leave the folder, when a file cannot be written, or when another command does not stop publishing
    there.
    """
    store = ReleaseStore(folder)
    with store.locked("build", announce):
        publication = open_publication(store, releases=releases, announce=announce)
        publication.precompress, publication.samples = precompress, samples
        with publication:
            for artifact in artifacts:
                publication.put(artifact)
    return publication.write_stats


def add_files(artifacts: Iterable[Artifact], folder: Path, *, releases: int = RELEASES) -> None:
    """Add artifacts to the site that was published in `folder`, and to its manifest."""
    store = ReleaseStore(folder)
    with store.locked("build", announce_nothing):
        publication = open_publication(store, releases=releases)
        with publication:
            publication.samples = publication.previous.samples
            for path, sha256 in publication.previous.own_files.items():
                publication.keep(path, sha256)
            for artifact in artifacts:
                publication.put(artifact)


def open_publication(
    store: ReleaseStore, *, releases: int = RELEASES, announce: Callable[[Message], None] = announce_nothing
) -> Publication:
    """Return a publication into the target of a store, whose lock is held; remove what a killed one has left.

    `announce` is told if the site cannot be replaced in one step.
    """
    if os.path.lexists(store.target) and not store.target.is_dir() and not store.target.is_symlink():
        raise in_the_way(store.target)
    with naming(store.folder):
        store.make_folder()
        store.remove_leftovers()
        method, reason = choose_method(store.target, store.folder)
    if reason is None:
        return ReleasePublication(store, method, releases)
    announce(NOT_IN_ONE_STEP.fill(target=store.target, reason=reason))
    return InPlacePublication(store.target, releases)
