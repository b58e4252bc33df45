"""Publish a release that was kept: the whole site of an earlier build, in one step."""

from __future__ import annotations

from collections.abc import Callable

from prospectus.errors import UsageError
from prospectus.problems import Message
from prospectus.publish.earlier_files import read_manifest
from prospectus.publish.release_publication import ReleasePublication
from prospectus.publish.release_store import Release, ReleaseStore
from prospectus.publish.site import open_publication
from prospectus.render.manifest import sha256_hex

NO_EARLIER = Message(
    "No earlier release of {target} is kept, so nothing was changed. Releases are kept of sites that can be replaced in one step.",
    "没有保留 {target} 的更早版本，因此没有改动。只有能一次整体替换的站点才会保留历次版本。",
)
NO_SUCH_RELEASE = Message(
    "No release {id} of {target} is kept, so nothing was changed. Kept: {ids}.",
    "没有保留 {target} 的版本 {id}，因此没有改动。已保留：{ids}。",
)
NONE_KEPT = Message("none", "无")
IS_PUBLISHED = Message("Release {id} is the published one; nothing was changed.", "版本 {id} 就是当前发布的版本，没有改动。")
CHANGED_SINCE = Message(
    "Release {id} cannot be published, since {file} was changed or removed after its build; nothing was done. Others: {ids}.",
    "版本 {id} 无法发布：{file} 在生成之后被改动或删除；没有改动任何内容。其他版本：{ids}。",
)


def roll_back(store: ReleaseStore, release_id: str | None, releases: int, announce: Callable[[Message], None]) -> Release:
    """Publish a release, by default the one before the published one, and return it. The published one is kept in its place.

    Raises UsageError, and changes nothing, when it is not kept, or when its files are not as they were built.
    """
    with store.locked("rollback", announce):
        release = _find_release(store, release_id)
        manifest = read_manifest(release.folder)
        for path, sha256 in sorted(manifest.own_files.items()):
            file = release.folder / path
            if not file.is_file() or sha256_hex(file.read_bytes()) != sha256:
                raise UsageError(CHANGED_SINCE.fill(id=release.id, file=path, ids=_list_ids(store, except_for=release)))
        publication = open_publication(store, releases=releases, announce=announce)
        if not isinstance(publication, ReleasePublication):
            raise UsageError(NO_EARLIER.fill(target=store.target))
        with publication:
            for path, sha256 in manifest.own_files.items():
                publication.take(path, sha256, release.folder)
    return release


def _find_release(store: ReleaseStore, release_id: str | None) -> Release:
    live, kept = store.read_live(), store.list_kept()
    if release_id is None:
        earlier = [release for release in kept if live is None or release.published_at <= live.published_at]
        if not earlier:
            raise UsageError(NO_EARLIER.fill(target=store.target))
        return earlier[0]
    if live is not None and release_id == live.id:
        raise UsageError(IS_PUBLISHED.fill(id=release_id))
    release = next((release for release in kept if release.id == release_id), None)
    if release is None:
        raise UsageError(NO_SUCH_RELEASE.fill(id=release_id, target=store.target, ids=_list_ids(store)))
    return release


def _list_ids(store: ReleaseStore, except_for: Release | None = None) -> Message:
    """Return the ids of the releases that are kept."""
    ids = [release.id for release in store.list_kept() if release != except_for]
    return Message(", ".join(ids), "、".join(ids)) if ids else NONE_KEPT
