"""What every publication does: collect the files of a site, and publish all of them or change nothing.

Files that are not in the manifest of the published site belong to somebody else, and stay.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from prospectus.publish.earlier_files import find_earlier
from prospectus.publish.files import CANNOT_WRITE, FileState, check_path, naming
from prospectus.render.artifact import Artifact
from prospectus.render.compressed_copies import SUFFIXES, is_compressible, iter_copies
from prospectus.render.manifest import Manifest


@dataclass(frozen=True, slots=True)
class WriteStats:
    """Counts of changed, unchanged and removed files."""

    changed: int
    unchanged: int
    removed: int


class Publication(ABC):
    """Collects the files of a site. Leaving the context publishes them; leaving it by an exception changes nothing."""

    _failure = CANNOT_WRITE
    """What is said when a file cannot be put into its place."""

    def __init__(self, folder: Path, previous: Manifest, releases: int) -> None:
        self.folder = folder
        self.previous = previous
        """The manifest of the published site; empty if there is none."""
        self.releases = releases
        self.digests: dict[str, str] = {}
        """The SHA-256 of every file added so far, by path."""
        self.samples: Collection[str] = ()
        """The pages of samples, by path."""
        self.write_stats = WriteStats(0, 0, 0)
        self.precompress = False
        """Whether files are published with compressed copies."""

    def __enter__(self) -> Publication:
        return self

    def __exit__(self, error_type: type[BaseException] | None, *_: object) -> None:
        try:
            if error_type is None:
                with naming(self.folder, self._failure):
                    self._finish(find_earlier(self.previous, self.digests, self.releases))
        finally:
            self._clean_up()

    def keep(self, path: str, sha256: str) -> None:
        """Add a file that is already in the folder and up to date."""
        self.digests[path] = sha256
        if self.precompress:
            self._add_copies(path, sha256, (self.folder / path).read_bytes)

    def keep_all(self, files: Mapping[str, str]) -> None:
        """Add files that are already in the folder and up to date; `files` has the SHA-256 of each by path."""
        if not self.precompress:
            self.digests.update(files)
            return
        for path, sha256 in files.items():
            self.keep(path, sha256)

    def has_all(self, files: Mapping[str, str]) -> bool:  # noqa: ARG002  (for folders of which more is known)
        """Return whether it is known without a look at the folder that it has all of some files, with these SHA-256 by path."""
        return False

    def is_unmodified(self, path: str, sha256: str, state: FileState) -> bool:  # noqa: ARG002  (for folders of which more is known)
        """Return whether a file exists and is as an earlier build left it."""
        try:
            status = os.stat(f"{self.folder}/{path}")  # noqa: PTH116  (called for every page)
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == state

    def put(self, artifact: Artifact) -> FileState:
        """Add a file; return its state after publication. Raises UsageError when it cannot be written, or its path leaves the folder."""
        path = artifact.path
        check_path(path)
        self.digests[path] = artifact.sha256
        with naming(self.folder / path):
            state = self._put(path, artifact)
        self._add_copies(path, artifact.sha256, lambda: artifact.body)
        return state

    def show(self) -> bool:
        """Put the files that were added so far into their places before the others; return whether that was done.

        It is done only where readers may see parts of two builds.
        """
        return False

    def _add_copies(self, path: str, sha256: str, read: Callable[[], bytes]) -> None:
        """Add the compressed copies of a file, if it has some; those of the last build are kept if the file is the same."""
        if not self.precompress or not is_compressible(path):
            return
        names = [name for suffix in SUFFIXES if (name := f"{path}{suffix}") in self.previous.files and name not in self.previous.earlier]
        if names and self.previous.files.get(path) == sha256 and all((self.folder / name).is_file() for name in names):
            self.digests.update((name, self.previous.files[name]) for name in names)
            return
        for copy in iter_copies(Artifact(path, read())):
            self.digests[copy.path] = copy.sha256
            with naming(self.folder / copy.path):
                self._put(copy.path, copy)

    @abstractmethod
    def _put(self, path: str, artifact: Artifact) -> FileState:
        """Add a file, and return its state."""

    @abstractmethod
    def _finish(self, earlier: dict[str, int]) -> None:
        """Publish the files, and those of earlier releases."""

    @abstractmethod
    def _clean_up(self) -> None:
        """Remove what is not needed after the publication, or after one that failed."""
