"""What every publication does: collect the files of a site, and publish all of them or change nothing.

Files that are not in the manifest of the published site belong to somebody else, and stay.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from prospectus.publish.earlier_files import find_earlier
from prospectus.publish.files import CANNOT_WRITE, FileState, check_path, naming
from prospectus.render.artifact import Artifact
from prospectus.render.compressed_copies import SUFFIXES, is_compressible, iter_copies
from prospectus.render.manifest import Manifest

NOT_COMPARED: FileState = (0, 0)
"""The state of a compressed copy: nobody compares it."""


@dataclass(frozen=True, slots=True)
class WriteStats:
    """Counts of changed, unchanged and removed files."""

    changed: int
    unchanged: int
    removed: int


class WrittenFile(NamedTuple):
    """A file as a process of the build has left it, to be recorded by the process that publishes."""

    path: str
    sha256: str
    state: FileState
    """Its state after publication."""
    staged: str
    """The name under which it waits for publication; empty if the published file has these bytes already."""


class Publication(ABC):
    """Collects the files of a site. Leaving the context publishes them; leaving it by an exception changes nothing.

    A forked process may write files as well, after `prepare_for_processes`. What `write` returns there must be handed to `add` here.
    """

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
        if self._has_copies(path):
            copies = self._find_copies(path, sha256)
            self.add(copies or map(self._write_named, iter_copies(Artifact(path, (self.folder / path).read_bytes()))))

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
        files = self._write_all(artifact, self._write_named)
        self.add(files)
        return files[0].state

    def show(self) -> bool:
        """Put the files that were added so far into their places before the others; return whether that was done.

        It is done only where readers may see parts of two builds.
        """
        return False

    def write(self, artifact: Artifact) -> list[WrittenFile]:
        """Write a file and its compressed copies, in any process. Raises OSError; the process that publishes may `put` the file then."""
        return self._write_all(artifact, self._write)

    def add(self, files: Iterable[WrittenFile]) -> None:
        """Add files that were written, here or in another process."""
        for file in files:
            self.digests[file.path] = file.sha256
            self._record(file)

    def _write_all(self, artifact: Artifact, write: Callable[[Artifact], WrittenFile]) -> list[WrittenFile]:
        check_path(artifact.path)
        written = write(artifact)
        if not self._has_copies(artifact.path):
            return [written]
        copies = self._find_copies(artifact.path, artifact.sha256)
        return [written, *(copies or map(write, iter_copies(artifact)))]

    def _write_named(self, artifact: Artifact) -> WrittenFile:
        with naming(self.folder / artifact.path):
            return self._write_over(artifact)

    def _has_copies(self, path: str) -> bool:
        return self.precompress and is_compressible(path)

    def _find_copies(self, path: str, sha256: str) -> list[WrittenFile]:
        """Return the compressed copies of the last build if the file is the same."""
        names = [name for suffix in SUFFIXES if (name := f"{path}{suffix}") in self.previous.files and name not in self.previous.earlier]
        if self.previous.files.get(path) != sha256 or not all((self.folder / name).is_file() for name in names):
            return []
        return [WrittenFile(name, self.previous.files[name], NOT_COMPARED, "") for name in names]

    @abstractmethod
    def prepare_for_processes(self) -> None:
        """Prepare the folder in which processes write that are forked from now on."""

    @abstractmethod
    def _write(self, artifact: Artifact) -> WrittenFile:
        """Write a file, unless the published one has the same bytes. It changes nothing that other processes must know of."""

    def _write_over(self, artifact: Artifact) -> WrittenFile:
        """Write a file, and remove what is in its way if that is ours."""
        return self._write(artifact)

    @abstractmethod
    def _record(self, file: WrittenFile) -> None:
        """Take note of a file that was written."""

    @abstractmethod
    def _finish(self, earlier: dict[str, int]) -> None:
        """Publish the files, and those of earlier releases."""

    @abstractmethod
    def _clean_up(self) -> None:
        """Remove what is not needed after the publication, or after one that failed."""
