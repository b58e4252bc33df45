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

from prospectus.errors import WrongUse
from prospectus.render.artifact import Artifact
from prospectus.render.manifest import PATH as MANIFEST

STAGE = ".prospectus-"
"""Prefix of the temporary folder that holds new files until all of them are complete."""
ABANDONED = 24 * 60 * 60
"""Age in seconds after which such a folder counts as left by a killed build; a younger one may belong to a running build."""
State = tuple[int, int]
"""Size in bytes and modification time in nanoseconds of a file, to detect that somebody changed it."""


@dataclass(frozen=True, slots=True)
class Written:
    """Counts of changed, unchanged and removed files."""

    changed: int
    unchanged: int
    removed: int


def publish(artifacts: Iterable[Artifact], folder: Path) -> Written:
    """Write artifacts to `folder`, the manifest last; remove files that are in the previous manifest but not in the new one.

    Raises WrongUse when a path would leave the folder.
    """
    publication = Publication(folder)
    with publication:
        for artifact in artifacts:
            publication.put(artifact)
    return publication.written


class Publication:
    """Collects the files of a site. Leaving the context moves them into place; leaving it by an exception changes nothing.

    `private` states that nobody else writes to the folder. Then its files are not read again; `known_digests` gives their SHA-256 by path.
    """

    def __init__(self, folder: Path, *, private: bool = False, known: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self._private = private
        self.digests: dict[str, str] = {}
        """The SHA-256 of every file added so far, by path."""
        self.written = Written(0, 0, 0)
        self._before = known if known is not None else _listed(folder)
        self._staged: dict[str, str] = {}
        self._stage: Path | None = None
        self._numbers = count()

    def __enter__(self) -> Publication:
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(f"{STAGE}*"):
            if time.time() - left.stat().st_mtime > ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
        self._stage = Path(tempfile.mkdtemp(prefix=STAGE, dir=self.folder))
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            shutil.rmtree(self._stage or "", ignore_errors=True)

    def put(self, artifact: Artifact) -> State:
        """Add a file; return its state after publication. Raises WrongUse when its path would leave the folder."""
        path, sha256 = artifact.path, artifact.sha256
        held = self._before.get(path) if self._private else None
        if held == sha256 and path not in self._staged:
            self.digests[path] = sha256
            return len(artifact.body), 0
        _must_stay_inside(path)
        self.digests[path] = sha256
        target = f"{self.folder}/{path}"
        state = _state_of(target, artifact.body) if held is None else None
        if state is not None:
            self._staged.pop(path, None)
            return state
        return _written(self._staged.setdefault(path, f"{self._stage}/{next(self._numbers)}"), artifact.body)

    def stays(self, path: str, sha256: str) -> None:
        """Add a file that is already in the folder and up to date."""
        self.digests[path] = sha256

    def holds(self, path: str, state: State) -> bool:
        """Return whether a file exists and is unmodified; in a private folder, whether an earlier build wrote it."""
        if self._private:
            return path in self._before
        try:
            found = os.stat(f"{self.folder}/{path}")  # noqa: PTH116  (called for every page)
        except OSError:
            return False
        return (found.st_size, found.st_mtime_ns) == state

    def _finish(self) -> None:
        listing = self._staged.pop(MANIFEST, None)
        for path, staged in self._staged.items():
            self._move(staged, self.folder / path)
        removed = sum(_remove(self.folder, path) for path in sorted(self._before.keys() - self.digests.keys()))
        if listing is not None:
            self._move(listing, self.folder / MANIFEST)
        changed = len(self._staged) + (listing is not None)
        self.written = Written(changed, len(self.digests) - changed, removed)

    def _move(self, staged: str, target: Path) -> None:
        try:
            if self._private:
                target.unlink(missing_ok=True)  # replacing an existing file makes some file systems write the new one to disk at once
            os.replace(staged, target)  # noqa: PTH105
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, target)  # noqa: PTH105
        except (IsADirectoryError, NotADirectoryError) as error:
            raise WrongUse(f"{target} cannot be written: {error.strerror}; remove what is in its way") from None


def _state_of(target: str, body: bytes) -> State | None:
    """Return the state of a file if it already has these bytes; otherwise None. No pathlib, for speed with thousands of files."""
    try:
        found = os.stat(target)  # noqa: PTH116
        if found.st_size == len(body):
            with open(target, "rb") as file:  # noqa: PTH123
                return (found.st_size, found.st_mtime_ns) if file.read() == body else None
    except OSError:
        pass
    return None


def _written(target: str, body: bytes) -> State:
    """Write a file; return its state."""
    with open(target, "wb") as file:  # noqa: PTH123
        file.write(body)
        file.flush()
        found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns


def _must_stay_inside(path: str) -> None:
    if not _stays_inside(path):
        raise WrongUse(f"A published file must stay inside the site folder; got {path!r}")


def _stays_inside(path: str) -> bool:
    return bool(path) and not path.startswith("/") and "\\" not in path and "/../" not in f"/{path}/"


def _listed(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of files by path from the manifest in `folder`; paths that leave the folder are ignored."""
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
        return {path: str(sha256) for path, sha256 in files.items() if _stays_inside(path)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _remove(folder: Path, path: str) -> bool:
    target = folder / path
    if not target.is_file() or not target.parent.resolve().is_relative_to(folder.resolve()):
        return False
    target.unlink()
    for parent in target.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()
    return True
