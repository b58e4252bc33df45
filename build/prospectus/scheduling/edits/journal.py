"""The journal of edits: each edit is one entry, a folder with the files before and after it.

An entry is prepared in a staging folder and committed by one rename to `NUMBER.pending`. Then its files are put in place one by one, and
the folder is renamed to `NUMBER`. The next command finishes a pending entry, so a killed command leaves all of its changes or none. If a
file cannot be put in place, the entry becomes `NUMBER.reverting` and the files are put back.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from prospectus.scheduling.edits.state_folder import create_staging, sync_folder, write_synced

JOURNAL = "journal"
ENTRY_FILE = "entry.json"
PENDING, REVERTING = ".pending", ".reverting"
KEPT_ENTRIES = 100
"""How many edits can be undone."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """The content of a file before and after an edit; None where there is no such file."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class FileDigests:
    """The SHA-256 of a file before and after an edit; None where there is no such file."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An edit in the journal."""

    number: int
    folder: Path
    command: str
    files: tuple[FileDigests, ...]
    undoes: int | None = None
    """The number of the edit that this one undid."""

    def read_before(self, index: int) -> bytes | None:
        """Return the content that a file had before the edit."""
        return None if self.files[index].before is None else (self.folder / f"{index}.before").read_bytes()


class FileChanged(Exception):
    """A file is not as it was when it was read; nothing has been written to it."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Journal:
    """The journal of one site. Its methods need the lock of the site."""

    def __init__(self, root: Path, state_folder: Path) -> None:
        self._root, self._state_folder = root, state_folder
        self._folder = state_folder / JOURNAL

    def list_entries(self) -> list[Entry]:
        """Return the edits that are complete, oldest first."""
        return [entry for entry in self._iter_entries() if not entry.folder.suffix]

    def write(self, command: str, changes: Sequence[FileChange], *, undoes: int | None = None) -> None:
        """Write all changes, or none. Raises FileChanged when a file is not as it was `before`, and OSError when one cannot be written."""
        for change in changes:
            if read_bytes(self._root, change.path) != change.before:
                raise FileChanged(change.path)
        entry = self._commit(command, changes, undoes)
        try:
            for index in range(len(entry.files)):
                self._place(entry, index)
        except BaseException:
            self._revert(self._rename(entry, REVERTING))
            raise
        self._finish(entry)

    def recover(self) -> tuple[list[Entry], list[str]]:
        """Finish what killed commands committed; return these edits, and the paths that were left alone because somebody changed them."""
        finished: list[Entry] = []
        left_alone: list[str] = []
        for entry in list(self._iter_entries()):
            if entry.folder.suffix == REVERTING:
                self._revert(entry)
            elif entry.folder.suffix == PENDING:
                finished.append(entry)
                for index, file in enumerate(entry.files):
                    try:
                        if _digest(read_bytes(self._root, file.path)) != file.after:
                            self._place(entry, index)
                    except FileChanged:
                        left_alone.append(file.path)
                self._finish(entry)
        return finished, left_alone

    def _iter_entries(self) -> Iterator[Entry]:
        for folder in sorted(self._folder.glob("[0-9]*")):
            with suppress(OSError, ValueError, RecursionError, KeyError, TypeError):  # not written by us
                fields = json.loads((folder / ENTRY_FILE).read_bytes())
                files = tuple(FileDigests(**file) for file in fields["files"])
                yield Entry(int(folder.name.partition(".")[0]), folder, fields["command"], files, fields["undoes"])

    def _commit(self, command: str, changes: Sequence[FileChange], undoes: int | None) -> Entry:
        staging = create_staging(self._state_folder)
        try:
            files = tuple(FileDigests(change.path, _digest(change.before), _digest(change.after)) for change in changes)
            for index, change in enumerate(changes):
                self._stage(staging, index, change)
            fields = {"command": command, "undoes": undoes, "files": [asdict(file) for file in files]}
            write_synced(staging / ENTRY_FILE, json.dumps(fields, ensure_ascii=False, indent=1).encode())
            self._folder.mkdir(exist_ok=True)
            number = max((int(folder.name.partition(".")[0]) for folder in self._folder.glob("[0-9]*")), default=0) + 1
            folder = self._folder / f"{number:06}{PENDING}"
            sync_folder(staging)
            staging.rename(folder)
            sync_folder(self._folder)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        return Entry(number, folder, command, files, undoes)

    def _stage(self, staging: Path, index: int, change: FileChange) -> None:
        target = self._target(change.path)
        for content, name in ((change.before, f"{index}.before"), (change.after, f"{index}.after")):
            if content is not None:
                write_synced(staging / name, content)
                if change.before is not None:
                    shutil.copymode(target, staging / name)

    def _place(self, entry: Entry, index: int) -> None:
        """Put one file in place. Raises FileChanged when it is not as it was when the edit was committed."""
        file, target, staged = entry.files[index], self._target(entry.files[index].path), entry.folder / f"{index}.after"
        if _digest(read_bytes(self._root, file.path)) != file.before:
            raise FileChanged(file.path)
        if file.after is None:
            target.unlink()
            self._remove_empty_folders(target.parent)
        elif file.before is None:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._link(staged, target, file.path)
        else:
            staged.replace(target)

    def _link(self, staged: Path, target: Path, path: str) -> None:
        """Put a new file in place. Unlike a rename, a link never replaces a file that somebody has just made."""
        try:
            os.link(staged, target)
        except FileExistsError:
            raise FileChanged(path) from None
        except OSError:  # a file system without links
            staged.replace(target)
        staged.unlink(missing_ok=True)

    def _finish(self, entry: Entry) -> None:
        for folder in {self._target(file.path).parent for file in entry.files}:
            if folder.is_dir():
                sync_folder(folder)
        self._rename(entry, "")
        sync_folder(self._folder)
        self._remove(sorted(self._folder.glob("[0-9]*"))[:-KEPT_ENTRIES])

    def _revert(self, entry: Entry) -> None:
        """Put the files back that were put in place, and remove the entry. Files that somebody has changed since stay as they are."""
        for index, file in enumerate(entry.files):
            target = self._target(file.path)
            if file.before == file.after or _digest(read_bytes(self._root, file.path)) != file.after:
                continue
            if file.before is None:
                target.unlink()
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                (entry.folder / f"{index}.before").replace(target)
        for file in entry.files:
            if file.before is None:
                self._remove_empty_folders(self._target(file.path).parent)
        self._remove([entry.folder])

    def _rename(self, entry: Entry, suffix: str) -> Entry:
        folder = entry.folder.with_name(f"{entry.number:06}{suffix}")
        entry.folder.rename(folder)
        return Entry(entry.number, folder, entry.command, entry.files, entry.undoes)

    def _remove(self, folders: Iterable[Path]) -> None:
        """Remove entries, at once for whoever reads the journal: a staging folder is no entry."""
        for folder in folders:
            staging = create_staging(self._state_folder)
            folder.rename(staging / "entry")
            shutil.rmtree(staging, ignore_errors=True)

    def _remove_empty_folders(self, folder: Path) -> None:
        """Remove a folder and those around it while they are empty, but no folder directly in the site."""
        while folder.parent != self._root and folder.is_relative_to(self._root):
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

    def _target(self, path: str) -> Path:
        return (self._root / path).resolve()


def read_bytes(root: Path, path: str) -> bytes | None:
    """Return the content of a file, or None when there is no such file. Raises OSError when it cannot be read."""
    try:
        return (root / path).read_bytes()
    except FileNotFoundError:
        return None


def _digest(content: bytes | None) -> str | None:
    return None if content is None else sha256(content).hexdigest()
