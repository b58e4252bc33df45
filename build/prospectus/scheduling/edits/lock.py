"""The lock of a site: one command edits at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from prospectus.errors import ContentError
from prospectus.file_lock import LockedElsewhere, hold_file_lock
from prospectus.problems import Message, make_problem
from prospectus.scheduling.edits.state_folder import STATE_FOLDER

LOCK_FILE = "lock"
WAIT_SECONDS = 10.0
"""How long a command waits for another one to finish."""
WAITING = Message("Waiting for {holder}, which is editing this site …", "正在等待 {holder}：它正在改动本站点……")
WAIT_FORM = Message("run the command again when the other one has ended", "等另一个命令结束后，再次运行本命令")


@contextmanager
def hold_lock(folder: Path, command: str, announce: Callable[[Message], None], *, wait_seconds: float | None = None) -> Iterator[None]:
    """Hold the lock of the site whose state folder is `folder`; if another command holds it, `announce` that and wait.

    Raises ContentError (PR541) when the other command has not ended after `wait_seconds`, by default WAIT_SECONDS.
    """
    seconds = WAIT_SECONDS if wait_seconds is None else wait_seconds
    try:
        with hold_file_lock(folder / LOCK_FILE, command, lambda holder: announce(WAITING.fill(holder=holder)), seconds):
            yield
    except LockedElsewhere as locked:
        raise ContentError([make_problem(f"{STATE_FOLDER}/{LOCK_FILE}", 1, 1, "PR541", holder=locked.holder, form=WAIT_FORM)]) from None
