"""The lock of a site: one command edits at a time. The system releases it when the command ends, however it ends."""

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

from prospectus.errors import ContentError, UsageError
from prospectus.problems import Message, make_problem
from prospectus.scheduling.edits.state_folder import STATE_FOLDER

LOCK_FILE = "lock"
WAIT_SECONDS = 10.0
"""How long a command waits for another one to finish."""
POLL_SECONDS = 0.05
WAITING = Message("Waiting for {holder}, which is editing this site …", "正在等待 {holder}：它正在改动本站点……")
WAIT_FORM = Message("run the command again when the other one has ended", "等另一个命令结束后，再次运行本命令")
NO_LOCKS = Message(
    "Commands that edit need file locks, which this system does not have (Python has no module fcntl here). Use Linux or macOS, or WSL.",
    "改动内容的命令需要文件锁，而此系统不提供（Python 在此没有 `fcntl` 模块）。请使用 Linux、macOS 或 WSL。",
)


@contextmanager
def hold_lock(folder: Path, command: str, announce: Callable[[Message], None], *, wait_seconds: float | None = None) -> Iterator[None]:
    """Hold the lock of the site whose state folder is `folder`; if another command holds it, `announce` that and wait.

    Raises ContentError (PR541) when the other command has not ended after `wait_seconds`, by default WAIT_SECONDS.
    """
    if fcntl is None:
        raise UsageError(NO_LOCKS)
    descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _acquire(descriptor, announce, WAIT_SECONDS if wait_seconds is None else wait_seconds)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"prospectus {command} ({os.getpid()})".encode(), 0)
        yield
    finally:
        os.close(descriptor)  # releases the lock


def _acquire(descriptor: int, announce: Callable[[Message], None], wait_seconds: float) -> None:
    if _try_lock(descriptor):
        return
    announce(WAITING.fill(holder=_read_holder(descriptor)))
    deadline = time.monotonic() + wait_seconds
    while not _try_lock(descriptor):
        if time.monotonic() > deadline:
            raise ContentError(
                [make_problem(f"{STATE_FOLDER}/{LOCK_FILE}", 1, 1, "PR541", holder=_read_holder(descriptor), form=WAIT_FORM)]
            )
        time.sleep(POLL_SECONDS)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_holder(descriptor: int) -> Message:
    """Return the command that holds the lock, with its process id."""
    text = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
    return Message(text or "another command", text or "另一个命令")
