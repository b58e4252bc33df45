"""One run of one command: how long it took, how much the processors worked, and how much memory it held at its peak."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LIMIT = 600.0
"""Seconds after which a run is ended."""
INTERVAL = 0.05
SHARE = 0.02
"""Looking at memory may take this share of one processor at most."""
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took."""

    wall: float
    """Seconds from start to end."""
    user: float
    """Seconds of processor time, of all its processes."""
    system: float
    """Seconds of processor time in the kernel."""
    peak: int
    """Bytes: the most that all its processes held together, what they share counted once."""
    elsewhere: float = 0
    """Seconds of processor time that everything else on the machine took meanwhile."""
    late: bool = False
    """Whether it was ended at the limit."""

    @property
    def processor(self) -> float:
        """All seconds of processor time."""
        return self.user + self.system

    def __add__(self, other: Run) -> Run:
        return Run(
            self.wall + other.wall,
            self.user + other.user,
            self.system + other.system,
            max(self.peak, other.peak),
            self.elsewhere + other.elsewhere,
            self.late or other.late,
        )


class Failed(Exception):
    """A command did not end well; its last lines are the message."""


def measure(commands: Sequence[Sequence[str | Path]], *, env: Mapping[str, str] | None = None, limit: float = LIMIT) -> Run:
    """Run commands one after the other and return what they took together; raises Failed."""
    total = Run(0, 0, 0, 0)
    for command in commands:
        total += _one([str(part) for part in command], env, limit - total.wall)
        if total.late:
            break
    return total


def _one(command: Sequence[str], env: Mapping[str, str] | None, limit: float) -> Run:
    """Run one command; memory is that of its largest process, or of all of them where it starts more than one.

    The kernel counts the caller's own memory as the least a child has held, so the caller should be small.
    """
    with tempfile.TemporaryFile() as said:
        busy, begun = _busy(), time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env={**os.environ, **(env or {})}, start_new_session=True
        )
        watch = _Watch(process.pid, begun + limit)
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        wall, busy = time.perf_counter() - begun, _busy() - busy
        watch.ended.set()
        watch.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode and not watch.late:
            said.seek(0)
            lines = said.read().decode(errors="replace").splitlines()
            raise Failed("\n".join([" ".join(command), *lines[-15:]]))
    elsewhere = max(0.0, busy - used.ru_utime - used.ru_stime)
    return Run(wall, used.ru_utime, used.ru_stime, max(used.ru_maxrss * 1024, watch.peak), elsewhere, watch.late)


def _busy() -> float:
    """Return the seconds for which the processors have not been idle since the machine started."""
    user, nice, system, _, _, *others = map(int, (PROC / "stat").read_text().split("\n", 1)[0].split()[1:9])
    return (user + nice + system + sum(others)) / os.sysconf("SC_CLK_TCK")


class _Watch(threading.Thread):
    """Looks at a process and its children now and then, and ends them at the limit."""

    def __init__(self, pid: int, until: float) -> None:
        super().__init__(daemon=True)
        self.pid, self.until = pid, until
        self.ended = threading.Event()
        self.peak, self.late = 0, False

    def run(self) -> None:
        pause = INTERVAL
        while not self.ended.wait(pause):
            begun = time.perf_counter()
            if begun > self.until:
                self.late = True
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.pid, signal.SIGKILL)  # its own session, and nothing else
                return
            tree = _tree(self.pid)
            if len(tree) > 1:  # the kernel knows the peak of a single process by itself
                self.peak = max(self.peak, sum(map(_held, tree)))
            pause = max(INTERVAL, (time.perf_counter() - begun) / SHARE)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        for task in PROC.glob(f"{each}/task/*/children"):
            try:
                found.extend(int(child) for child in task.read_text().split())
            except OSError:
                continue
    return found


def _held(pid: int) -> int:
    """Return the proportional set size of a process in bytes; none when it is gone."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
