"""Prepares a whole release beside the published site, and replaces the site by it in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from prospectus.problems import Message
from prospectus.publish.earlier_files import read_manifest
from prospectus.publish.files import (
    CANNOT_WRITE,
    IN_THE_WAY,
    CannotPublish,
    FolderListing,
    in_the_way,
    iter_added,
    link_file,
    list_folder,
    read_state_if_equal,
    remove_file,
    write_new_file,
)
from prospectus.publish.publication import Publication, WriteStats, WrittenFile
from prospectus.publish.release_store import ReleaseStore
from prospectus.publish.replacement import Method, replace
from prospectus.publish.sync import sync_file_system, sync_folder
from prospectus.render.artifact import Artifact
from prospectus.render.manifest import PATH as MANIFEST
from prospectus.render.manifest import build_manifest, parse_manifest


class ReleasePublication(Publication):
    """Collects a whole release in a folder beside the published site.

    What has not changed is a hard link to the file of the published site. `sources` are folders for files that come from another release.
    """

    def __init__(self, store: ReleaseStore, method: Method, releases: int) -> None:
        super().__init__(store.target, read_manifest(store.target), releases)
        self._store, self._method = store, method
        self._written: set[str] = set()
        self._listing: FolderListing | None = None
        self._sources: dict[str, str] = {}

    def take(self, path: str, sha256: str, source: Path) -> None:
        """Add a file of another release, which is in the folder `source`."""
        self.digests[path] = sha256
        self._sources[path] = str(source)

    def prepare_for_processes(self) -> None:
        """Make the folder for the new release: processes must not make one each."""
        self._open_stage()

    def _write(self, artifact: Artifact) -> WrittenFile:
        path = artifact.path
        if self.previous.files.get(path) == artifact.sha256:
            state = read_state_if_equal(f"{self.folder}/{path}", artifact.body)
            if state is not None:
                return WrittenFile(path, artifact.sha256, state, "")
        listing = self._open_stage()
        staged = f"{self._store.stage}/{path}"
        if path in self._written or path in listing.inodes:
            with suppress(FileNotFoundError):  # another process could not write it either
                os.unlink(staged)  # noqa: PTH108  (never written to: it may have other names)
        return WrittenFile(path, artifact.sha256, write_new_file(staged, artifact.body), staged)

    def _write_over(self, artifact: Artifact) -> WrittenFile:
        try:
            return self._write(artifact)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            self._clear_way(artifact.path)
            return self._write(artifact)

    def _record(self, file: WrittenFile) -> None:
        if file.staged:
            self._open_stage().inodes.pop(file.path, None)
            self._written.add(file.path)
        elif file.path in self._written:  # written before, with other bytes
            self._written.discard(file.path)
            remove_file(str(self._store.stage), file.path)

    def _open_stage(self) -> FolderListing:
        """Make the folder for the new release, from the spare folder if there is one, and return what is in it."""
        if self._listing is None:
            stage, spare = self._store.stage, self._store.spare
            if spare.exists():
                spare.rename(stage)
            else:
                stage.mkdir()
            (stage / MANIFEST).unlink(missing_ok=True)
            self._listing = list_folder(str(stage))
        return self._listing

    def _clear_way(self, path: str) -> None:
        """Remove from the folder of the new release what an older release has where this one has a folder or a file of that name."""
        stage, listing = self._store.stage, self._open_stage()
        above = [parent.as_posix() for parent in Path(path).parents][:-1]
        for blocking in [name for name in listing.inodes if name in above or name.startswith(f"{path}/")]:
            remove_file(str(stage), blocking)
            del listing.inodes[blocking]
        blocked = [name for name in self._written if name in above or name.startswith(f"{path}/")]
        if blocked:
            raise CannotPublish(
                CANNOT_WRITE.fill(
                    target=self.folder / path, reason=Message(f"{blocked[0]} is published too", f"{blocked[0]} 也要发布"), remedy=IN_THE_WAY
                )
            )
        with suppress(OSError):  # a folder in which nothing is left
            os.rmdir(stage / path)  # noqa: PTH106
        with suppress(OSError):  # a file that another process wrote before it failed
            os.unlink(stage / path)  # noqa: PTH108

    def _finish(self, earlier: dict[str, int]) -> None:
        removed = sum(path not in self.digests and path not in earlier for path in self.previous.files)
        is_same = self.digests == self.previous.own_files and not self._written and not self._sources
        if is_same and all(os.path.lexists(self.folder / path) for path in earlier):
            self.write_stats = WriteStats(0, len(self.digests) + 1, 0)
            if self._listing is not None and self._listing.inodes:
                self._store.stage.rename(self._store.spare)
            return
        listing, live = self._open_stage(), list_folder(str(self.folder))
        kept = [*(path for path in self.digests if path not in self._written), *(path for path in earlier if path in live.inodes)]
        own_paths = {*self.previous.files, MANIFEST}
        foreign = [path for path in live.inodes if path not in own_paths and path not in self.digests]
        self._fill_stage(listing, live, kept, foreign)
        self._check_foreign(foreign)
        ages = {path: age for path, age in earlier.items() if path in live.inodes}
        manifest = build_manifest({**self.digests, **{path: self.previous.files[path] for path in ages}}, ages, self.samples)
        write_new_file(f"{self._store.stage}/{MANIFEST}", manifest.body)
        self._copy_mode()
        self._switch(own_paths, live)
        changed = len(self._written) + len(self._sources) + 1
        self.write_stats = WriteStats(changed, len(self.digests) + 1 - changed, removed)

    def _fill_stage(self, listing: FolderListing, live: FolderListing, kept: Iterable[str], foreign: Iterable[str]) -> None:
        """Add what has not changed, and what is not ours, to the folder of the new release; remove from it what else is there."""
        stage, folder = str(self._store.stage), str(self.folder)
        wanted = {path: self._sources.get(path, folder) for path in (*foreign, *kept)}
        for path, inode in listing.inodes.items():
            if path not in wanted or wanted[path] != folder or live.inodes.get(path) != inode:
                remove_file(stage, path)
        for path, source in wanted.items():
            if source != folder or listing.inodes.get(path) is None or listing.inodes[path] != live.inodes.get(path):
                try:
                    link_file(f"{source}/{path}", f"{stage}/{path}")
                except (FileExistsError, NotADirectoryError):
                    raise in_the_way(self.folder / path) from None
        for directory in listing.empty_folders:
            with suppress(OSError):
                os.rmdir(f"{stage}/{directory}")  # noqa: PTH106
        for directory in live.empty_folders:
            with suppress(OSError):
                os.makedirs(f"{stage}/{directory}", exist_ok=True)  # noqa: PTH103

    def _check_foreign(self, foreign: Iterable[str]) -> None:
        """Raise CannotPublish when a folder of somebody else is where a file must be published."""
        for path in foreign:
            above = path.rpartition("/")[0]
            while above:
                if above in self.digests:
                    raise in_the_way(self.folder / above)
                above = above.rpartition("/")[0]

    def _copy_mode(self) -> None:
        """Give the folder of the new release the permissions of the published one, for the user of the web server."""
        if self.folder.is_dir():
            shutil.copymode(self.folder, self._store.stage)

    def _switch(self, own_paths: set[str], live: FolderListing) -> None:
        """Replace the published site, of which `live` lists the files, and keep it as a release if it was one."""
        store, target = self._store, self.folder
        sync_file_system(store.folder)
        release = store.read_live()
        if self._method is Method.LINK:
            store.folder.chmod(0o711)  # the web server goes through it, to the folder that the link names
            name = parse_manifest((store.stage / MANIFEST).read_bytes()).release
        else:
            name = release.id if release is not None else f"replaced-{os.getpid()}"
        named = store.folder / name
        if os.path.lexists(named):
            shutil.rmtree(named)  # the same release, kept before
        os.rename(store.stage, named)  # noqa: PTH104  (what it is after the exchange)
        replace(self._method, named, target)
        sync_folder(target.parent)
        if self._method is Method.EXCHANGE and named.exists():
            self._bring_late_files(named, own_paths, live)

    def _bring_late_files(self, old: Path, own_paths: set[str], live: FolderListing) -> None:
        """Add what somebody else has put into the folder since it was listed as `live`, while the release was prepared."""
        ours = own_paths | self.digests.keys()
        for path in iter_added(str(old), live):
            if path not in ours and not os.path.lexists(self.folder / path):
                with suppress(OSError):
                    link_file(f"{old}/{path}", f"{self.folder}/{path}")

    def _clean_up(self) -> None:
        store = self._store
        if store.stage.exists():  # the publication has failed; on a full disk its space is needed
            shutil.rmtree(store.stage, ignore_errors=True)
        store.keep_latest(self.releases)
        store.remove_leftovers()
