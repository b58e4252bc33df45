"""The temporary folder of `prospectus serve`. What a server that was killed left is removed by the next one."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "prospectus-serve-"
LOCK, SITE, CACHE = "lock", "site", "cache.sqlite"
"""The file that a running server holds locked, the folder of the site, and the values that a server need not have in memory."""


@contextmanager
def open_preview_folder() -> Iterator[Path]:
    """Yield a folder for the site, within a temporary folder that is removed afterwards."""
    remove_abandoned(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    with (folder / LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder / SITE
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned(temporary: Path) -> None:
    """Remove the folders of this user's servers that do not run any more."""
    for folder in temporary.glob(f"{PREFIX}*"):
        try:
            if folder.lstat().st_uid != os.getuid() or folder.is_symlink():
                continue
            with (folder / LOCK).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # it is in use, or another server removes it
            continue
