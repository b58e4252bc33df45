"""Locks between processes: `fcntl.flock` on a file or a folder. The system releases a lock when its process ends, however it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # not a POSIX system
    fcntl = None  # type: ignore[assignment]

from prospectus.errors import UsageError
from prospectus.problems import Message

POLL_SECONDS = 0.05
OTHER_COMMAND = Message("another command", "另一个命令")
NO_LOCKS = Message(
    "Commands that edit or publish need file locks, which this system does not have (Python has no module fcntl here). "
    "Use Linux or macOS, or WSL.",
    "改动内容或发布站点的命令需要文件锁，而此系统不提供（Python 在此没有 `fcntl` 模块）。请使用 Linux、macOS 或 WSL。",
)
_HELD: set[int] = set()
"""The descriptors of the locks that this process holds."""


def _close_inherited() -> None:
    """Close the locks of the parent in a forked process, which would otherwise hold them until it ends too."""
    for descriptor in _HELD:
        os.close(descriptor)
    _HELD.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_close_inherited)


class LockedElsewhere(Exception):
    """The lock was not free in time; `holder` is the command that has it, with its process id."""

    def __init__(self, holder: Message) -> None:
        super().__init__(holder.en)
        self.holder = holder


@contextmanager
def hold_file_lock(path: Path, command: str, on_wait: Callable[[Message], None], wait_seconds: float) -> Iterator[None]:
    """Hold the lock on `path`, a file that is made if necessary, or a folder. If it is taken, call `on_wait` with its holder, and wait.

    A file names its holder, `command`. Raises LockedElsewhere after `wait_seconds`, and UsageError where there are no locks.
    """
    if fcntl is None:
        raise UsageError(NO_LOCKS)
    is_folder = path.is_dir()
    descriptor = os.open(path, os.O_CLOEXEC | (os.O_RDONLY if is_folder else os.O_RDWR | os.O_CREAT), 0o666)
    _HELD.add(descriptor)
    try:
        _acquire(descriptor, on_wait, wait_seconds)
        if not is_folder:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"prospectus {command} ({os.getpid()})".encode(), 0)
        yield
    finally:
        if descriptor in _HELD:  # else this is a forked process
            _HELD.discard(descriptor)
            os.close(descriptor)  # releases the lock


def _acquire(descriptor: int, on_wait: Callable[[Message], None], wait_seconds: float) -> None:
    if _try_lock(descriptor):
        return
    on_wait(_read_holder(descriptor))
    deadline = time.monotonic() + wait_seconds
    while not _try_lock(descriptor):
        if time.monotonic() > deadline:
            raise LockedElsewhere(_read_holder(descriptor))
        time.sleep(POLL_SECONDS)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_holder(descriptor: int) -> Message:
    """Return the command that holds the lock, with its process id."""
    try:
        text = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
    except IsADirectoryError:
        text = ""
    return Message(text, text) if text else OTHER_COMMAND
