"""Write artifacts to a folder: only changed files, all of them or none; files that are not from an earlier build are never removed."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from prospectus.errors import UsageError, describe_system_error
from prospectus.problems import Message
from prospectus.render.artifact import Artifact
from prospectus.render.manifest import PATH as MANIFEST
from prospectus.render.manifest import build_manifest

CANNOT_WRITE = Message(
    "{target} cannot be written: {reason}; remove what is in its way", "无法写入 {target}：{reason}；请移开占用该位置的文件或目录"
)
STAGING_PREFIX = ".prospectus-"
"""Prefix of the temporary folder that holds new files until all of them are complete."""
STALE_AFTER_SECONDS = 24 * 60 * 60
"""Age in seconds after which such a folder counts as left by a killed build; a younger one may belong to a running build."""
FileState = tuple[int, int]
"""Size in bytes and modification time in nanoseconds of a file, to detect that somebody changed it."""


@dataclass(frozen=True, slots=True)
class WriteStats:
    """Counts of changed, unchanged and removed files."""

    changed: int
    unchanged: int
    removed: int


def publish(artifacts: Iterable[Artifact], folder: Path) -> WriteStats:
    """Write artifacts to `folder`, the manifest last; remove files that are in the previous manifest but not in the new one.

    Raises UsageError when a path would leave the folder.
    """
    publication = StagedPublication(folder)
    with publication:
        for artifact in artifacts:
            publication.put(artifact)
    return publication.write_stats


def add_files(artifacts: Iterable[Artifact], folder: Path) -> None:
    """Add artifacts to the site that was published in `folder`, and to its manifest."""
    publication = StagedPublication(folder)
    with publication:
        for path, sha256 in _read_manifest(folder).items():
            publication.keep(path, sha256)
        publication.digests.pop(MANIFEST, None)
        for artifact in artifacts:
            publication.put(artifact)
        publication.put(build_manifest(publication.digests))


class StagedPublication:
    """Collects the files of a site. Leaving the context moves them into place; leaving it by an exception changes nothing.

    `private` states that nobody else writes to the folder. Then its files are not read again; `known_digests` gives their SHA-256 by path.
    """

    def __init__(self, folder: Path, *, private: bool = False, known_digests: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self._private = private
        self.digests: dict[str, str] = {}
        """The SHA-256 of every file added so far, by path."""
        self.write_stats = WriteStats(0, 0, 0)
        self._previous = known_digests if known_digests is not None else _read_manifest(folder)
        self._staged: dict[str, str] = {}
        self._stage: Path | None = None
        self._numbers = count()

    def __enter__(self) -> StagedPublication:
        self.folder.mkdir(parents=True, exist_ok=True)
        for stale_folder in self.folder.glob(f"{STAGING_PREFIX}*"):
            if time.time() - stale_folder.stat().st_mtime > STALE_AFTER_SECONDS:
                shutil.rmtree(stale_folder, ignore_errors=True)
        self._stage = Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=self.folder))
        return self

    def __exit__(self, error_type: type[BaseException] | None, *_: object) -> None:
        try:
            if error_type is None:
                self._finish()
        finally:
            shutil.rmtree(self._stage or "", ignore_errors=True)

    def put(self, artifact: Artifact) -> FileState:
        """Add a file; return its state after publication. Raises UsageError when its path would leave the folder."""
        path, sha256 = artifact.path, artifact.sha256
        previous_digest = self._previous.get(path) if self._private else None
        if previous_digest == sha256 and path not in self._staged:
            self.digests[path] = sha256
            return len(artifact.body), 0
        _check_path(path)
        self.digests[path] = sha256
        target = f"{self.folder}/{path}"
        state = _state_if_equal(target, artifact.body) if previous_digest is None else None
        if state is not None:
            self._staged.pop(path, None)
            return state
        return _write_file(self._staged.setdefault(path, f"{self._stage}/{next(self._numbers)}"), artifact.body)

    def keep(self, path: str, sha256: str) -> None:
        """Add a file that is already in the folder and up to date."""
        self.digests[path] = sha256

    def is_unmodified(self, path: str, state: FileState) -> bool:
        """Return whether a file exists and is unmodified; in a private folder, whether an earlier build wrote it."""
        if self._private:
            return path in self._previous
        try:
            status = os.stat(f"{self.folder}/{path}")  # noqa: PTH116  (called for every page)
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == state

    def _finish(self) -> None:
        staged_manifest = self._staged.pop(MANIFEST, None)
        for path, staged in self._staged.items():
            self._move(staged, self.folder / path)
        removed = sum(_remove_file(self.folder, path) for path in sorted(self._previous.keys() - self.digests.keys()))
        if staged_manifest is not None:
            self._move(staged_manifest, self.folder / MANIFEST)
        changed = len(self._staged) + (staged_manifest is not None)
        self.write_stats = WriteStats(changed, len(self.digests) - changed, removed)

    def _move(self, staged: str, target: Path) -> None:
        try:
            if self._private:
                target.unlink(missing_ok=True)  # replacing an existing file makes some file systems write the new one to disk at once
            os.replace(staged, target)  # noqa: PTH105
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, target)  # noqa: PTH105
        except (IsADirectoryError, NotADirectoryError) as error:
            reason = Message(error.strerror or "", describe_system_error(OSError(error.errno, "")).zh)
            raise UsageError(CANNOT_WRITE.fill(target=target, reason=reason)) from None


def _state_if_equal(target: str, body: bytes) -> FileState | None:
    """Return the state of a file if it already has these bytes; otherwise None. No pathlib, for speed with thousands of files."""
    try:
        status = os.stat(target)  # noqa: PTH116
        if status.st_size == len(body):
            with open(target, "rb") as file:  # noqa: PTH123
                return (status.st_size, status.st_mtime_ns) if file.read() == body else None
    except OSError:
        pass
    return None


def _write_file(target: str, body: bytes) -> FileState:
    """Write a file; return its state."""
    with open(target, "wb") as file:  # noqa: PTH123
        file.write(body)
        file.flush()
        status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def _check_path(path: str) -> None:
    if not _is_inside_path(path):
        raise UsageError(
            Message(f"A published file must stay inside the site folder; got {path!r}.", f"发布的文件必须在站点目录之内；现在是 {path!r}。")
        )


def _is_inside_path(path: str) -> bool:
    return bool(path) and not path.startswith("/") and "\\" not in path and "/../" not in f"/{path}/"


def _read_manifest(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of files by path from the manifest in `folder`; paths that leave the folder are ignored."""
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
        return {path: str(sha256) for path, sha256 in files.items() if _is_inside_path(path)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _remove_file(folder: Path, path: str) -> bool:
    target = folder / path
    if not target.is_file() or not target.parent.resolve().is_relative_to(folder.resolve()):
        return False
    target.unlink()
    for parent in target.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()
    return True
