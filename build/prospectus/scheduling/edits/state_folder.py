"""The folder `.prospectus/` of a site: the lock, the journal of edits, and files that are not in place yet. Git ignores it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

STATE_FOLDER = ".prospectus"
STAGING_PREFIX = "staging-"
"""Prefix of folders below it whose content is worthless once their command has ended."""
FORMER_LEFTOVERS = (".prospectus-*", "calendar/**/.prospectus-*", "calendar/feeds/.feed-*")
"""What killed commands of earlier versions left in a site."""


def open_state_folder(root: Path) -> Path:
    """Return the folder, which is created if there is none. It contains a `.gitignore` that ignores all of it."""
    folder = root / STATE_FOLDER
    folder.mkdir(exist_ok=True)
    ignore_file = folder / ".gitignore"
    if not ignore_file.exists():
        ignore_file.write_text("*\n", encoding="utf-8")
    return folder


def create_staging(folder: Path) -> Path:
    """Return a new folder for files that are not in place yet."""
    return Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=folder))


def remove_leftovers(root: Path) -> None:
    """Remove what killed commands left. Only the holder of the lock may call this: nobody else's staging is in use then."""
    for leftover in _iter_leftovers(root):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            with suppress(OSError):
                leftover.unlink()


def _iter_leftovers(root: Path) -> Iterator[Path]:
    yield from (root / STATE_FOLDER).glob(f"{STAGING_PREFIX}*")
    for pattern in FORMER_LEFTOVERS:
        yield from root.glob(pattern)


def write_synced(file: Path, content: bytes) -> None:
    """Write a new file, and return when it is on the disk."""
    with file.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Return when the names in a folder are on the disk, where the system can say so."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems cannot synchronise a folder
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
