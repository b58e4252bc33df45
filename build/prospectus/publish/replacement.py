"""How a complete folder takes the place of a published one in a single step, and where that is impossible.

Linux exchanges two folders with `renameat2` (2, RENAME_EXCHANGE), macOS with `renamex_np` (2, RENAME_SWAP). A link is replaced by renaming
another link over it (POSIX, rename).
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import sys
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from prospectus.problems import Message

_AT_FDCWD, _RENAME_EXCHANGE, _RENAME_SWAP = -100, 2, 2
IS_MOUNT_POINT = Message(
    "{folder} is a mount point, which cannot be renamed; mount the folder above {target} instead",
    "{folder} 是挂载点，无法改名；请改为挂载 {target} 的上级目录",
)
_MOUNTS = Path("/proc/self/mountinfo")
"""The mount points of Linux: proc(5); the fifth field of each line is a path."""
PARENT_READ_ONLY = Message(
    "this user cannot write to {parent}; let it, or publish into a folder inside {target}",
    "当前用户无法写入 {parent}；请授予权限，或发布到 {target} 之内的目录",
)
NO_EXCHANGE = Message(
    "the file system cannot exchange two folders; put a link to a folder in its place",
    "该文件系统不能对换两个目录；请把它换成指向目录的链接",
)


class Method(Enum):
    """How a site is replaced."""

    EXCHANGE = "exchange"
    """Two real folders change places; a folder that does not exist yet is made by renaming."""
    LINK = "link"
    """The target is a link to a folder, and is replaced by another link."""
    IN_PLACE = "in place"
    """File by file: readers may see parts of two builds for a moment, and a killed build may leave them."""


def choose_method(target: Path, store: Path) -> tuple[Method, Message | None]:
    """Return how `target` can be replaced by a folder in `store`, a folder beside it, and why not in one step, if so."""
    mount_point = _find_mount_point(target)
    if mount_point is not None:
        return Method.IN_PLACE, IS_MOUNT_POINT.fill(folder=mount_point, target=target)
    if not _can_write(store):
        return Method.IN_PLACE, PARENT_READ_ONLY.fill(parent=target.parent, target=target)
    if target.is_symlink():
        return Method.LINK, None
    if target.is_dir() and not _can_exchange(store):
        return Method.IN_PLACE, NO_EXCHANGE
    return Method.EXCHANGE, None


def replace(method: Method, folder: Path, target: Path) -> None:
    """Put `folder` in the place of `target`. With `Method.EXCHANGE`, what was `target` is `folder` afterwards."""
    if method is Method.LINK:
        new_link = folder.parent / f"{folder.name}.link"
        new_link.unlink(missing_ok=True)
        new_link.symlink_to(os.path.relpath(folder, target.parent))
        os.replace(new_link, target)  # noqa: PTH105
    elif os.path.lexists(target):
        exchange(folder, target)
    else:
        os.rename(folder, target)  # noqa: PTH104


def exchange(one: Path, other: Path) -> None:
    """Exchange two folders in one step; raises OSError where the system cannot."""
    function = _load_exchange()
    if function is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(other))
    paths = os.fsencode(one), os.fsencode(other)
    arguments = (*paths, _RENAME_SWAP) if sys.platform == "darwin" else (_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE)
    sys.audit("os.rename", str(one), str(other), -1, -1)  # as `os.rename` does
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))


@cache
def _load_exchange() -> Any | None:
    """Return the function of the C library that exchanges two files, or None if it has none."""
    name = "renamex_np" if sys.platform == "darwin" else "renameat2"
    try:
        return getattr(ctypes.CDLL(None, use_errno=True), name, None)
    except (OSError, TypeError):
        return None


def _can_write(store: Path) -> bool:
    """Return whether folders can be made in the store and renamed to its parent."""
    return store.is_dir() and os.access(store, os.W_OK | os.X_OK) and os.access(store.parent, os.W_OK | os.X_OK)


def _find_mount_point(target: Path) -> Path | None:
    """Return a mount point that is the target or in it; such a folder cannot be renamed. A link to one can."""
    if target.is_symlink():
        return None
    folder = target.parent.resolve() / target.name
    if os.path.ismount(folder):
        return folder
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    paths = (Path(re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), line.split(" ")[4])) for line in lines)
    return next((path for path in paths if path.is_relative_to(folder)), None)


def _can_exchange(store: Path) -> bool:
    """Try it with two empty folders."""
    one, other = store / "try-one", store / "try-other"
    one.mkdir(exist_ok=True)
    other.mkdir(exist_ok=True)
    try:
        exchange(one, other)
    except OSError:
        return False
    finally:
        one.rmdir()
        other.rmdir()
    return True
