"""Replaces the changed files of a site one by one: in a folder that cannot be exchanged, and in that of `prospectus serve`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from prospectus.publish.earlier_files import read_manifest
from prospectus.publish.files import CANNOT_FINISH, FileState, in_the_way, naming, read_state_if_equal, remove_file, write_new_file
from prospectus.publish.publication import Publication, WriteStats, WrittenFile
from prospectus.render.artifact import Artifact
from prospectus.render.manifest import PATH as MANIFEST
from prospectus.render.manifest import Manifest, build_manifest

COPY_PREFIX = ".prospectus-copy-"
"""The start of the name of a file that is copied beside its place."""


class InPlacePublication(Publication):
    """Replaces changed files one by one, the manifest last.

    `known_digests` states that nobody else writes to the folder, and gives the SHA-256 of its files by path: they are not read again.
    `previous` then tells at any time what is in the folder, also after a failure.
    """

    _failure = CANNOT_FINISH

    def __init__(self, folder: Path, releases: int = 0, *, known_digests: Mapping[str, str] | None = None) -> None:
        self._is_private = known_digests is not None
        previous = Manifest("", dict(known_digests), {}) if known_digests is not None else read_manifest(folder)
        super().__init__(folder, previous, releases)
        self._staged: dict[str, str] = {}
        self._moved_count = 0
        self._stage = ""
        self._numbers = count()

    def __enter__(self) -> InPlacePublication:
        with naming(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._stage = tempfile.mkdtemp(prefix="prospectus-")
            if not self._is_private:
                for leftover in self.folder.rglob(f"{COPY_PREFIX}*"):
                    leftover.unlink()
        return self

    def is_unmodified(self, path: str, sha256: str, state: FileState) -> bool:
        """Return whether a file exists and is as an earlier build left it; in a private folder, whether one wrote it."""
        return self.previous.files.get(path) == sha256 if self._is_private else super().is_unmodified(path, sha256, state)

    def put(self, artifact: Artifact) -> FileState:
        """Add a file; return its state after publication. In a private folder, one that is there already costs next to nothing."""
        path = artifact.path
        if self._is_private and path not in self._staged and self.previous.files.get(path) == artifact.sha256:
            self.digests[path] = artifact.sha256
            return len(artifact.body), 0
        return super().put(artifact)

    def has_all(self, files: Mapping[str, str]) -> bool:
        """Return whether the folder is private and has all of some files, with these SHA-256 by path."""
        return self._is_private and files.items() <= self.previous.files.items()

    def show(self) -> bool:
        """Put the files that were added so far into their places, if the folder is private."""
        if self._is_private:
            self._move_staged()
        return self._is_private

    def prepare_for_processes(self) -> None:
        """Do nothing: the folder in which files wait for publication exists, and each process has names of its own in it."""

    def _write(self, artifact: Artifact) -> WrittenFile:
        path, sha256 = artifact.path, artifact.sha256
        if self._is_private:
            if self.previous.files.get(path) == sha256 and path not in self._staged:
                return WrittenFile(path, sha256, (len(artifact.body), 0), "")
        elif (state := read_state_if_equal(f"{self.folder}/{path}", artifact.body)) is not None:
            return WrittenFile(path, sha256, state, "")
        staged = f"{self._stage}/{os.getpid()}-{next(self._numbers)}"
        return WrittenFile(path, sha256, write_new_file(staged, artifact.body), staged)

    def _record(self, file: WrittenFile) -> None:
        if file.staged:
            self._staged[file.path] = file.staged
        else:
            self._staged.pop(file.path, None)

    def _finish(self, earlier: dict[str, int]) -> None:
        self._move_staged()
        is_same = not self._moved_count and self.digests == self.previous.own_files
        removed = sorted(path for path in self.previous.files if path not in self.digests and path not in earlier)
        number_removed = sum(_remove_published(self.folder, path) for path in removed)
        for path in removed:
            del self.previous.files[path]
        if not is_same or not (self.folder / MANIFEST).exists():
            left = {path: self.previous.files[path] for path in earlier}
            manifest = f"{self._stage}/{MANIFEST}"
            write_new_file(manifest, build_manifest({**self.digests, **left}, earlier, self.samples).body)
            self._move(manifest, self.folder / MANIFEST)
        changed = self._moved_count + (not is_same)
        self.write_stats = WriteStats(changed, len(self.digests) + 1 - changed, number_removed)

    def _move_staged(self) -> None:
        for path in list(self._staged):
            self._move(self._staged.pop(path), self.folder / path)
            self.previous.files[path] = self.digests[path]
            self._moved_count += 1

    def _move(self, staged: str, target: Path) -> None:
        """Rename a file into place; from another file system it is copied beside its place first."""
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_dir() and not target.is_symlink():
                raise in_the_way(target)
            if self._is_private:
                target.unlink(missing_ok=True)  # replacing an existing file makes some file systems write the new one to disk at once
            if os.stat(staged).st_dev != os.stat(target.parent).st_dev:  # noqa: PTH116
                copy = target.parent / f"{COPY_PREFIX}{target.name}"
                shutil.copy2(staged, copy)
                staged = str(copy)
            os.replace(staged, target)  # noqa: PTH105
        except (FileExistsError, NotADirectoryError):
            raise in_the_way(target) from None

    def _clean_up(self) -> None:
        shutil.rmtree(self._stage, ignore_errors=True)


def _remove_published(folder: Path, path: str) -> bool:
    """Remove a file of an earlier build; leave links and what is behind them alone."""
    target = folder / path
    if not target.is_file() or not target.parent.resolve().is_relative_to(folder.resolve()):
        return False
    remove_file(str(folder), path)
    return True
