"""Waits until what was written is on the disk, so that a power cut after the switch finds a whole site."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from pathlib import Path
from typing import Any


def sync_file_system(folder: Path) -> None:
    """Write everything of a folder's file system to its disk: one call for all files, where `fsync` would take one for each of them."""
    function = _load_syncfs()
    if function is None:
        os.sync()
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if function(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to the disk, such as one that was just exchanged."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@cache
def _load_syncfs() -> Any | None:
    """Return `syncfs` of the C library (Linux), or None if it has none."""
    try:
        return getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    except (OSError, TypeError):
        return None
