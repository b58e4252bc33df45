"""Run commands and measure their wall time, CPU time and peak memory. Reads /proc, so it needs Linux."""

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

TIME_LIMIT = 600.0
"""Seconds after which a run is killed."""
MIN_INTERVAL = 0.05
"""The shortest time between two readings of memory, in seconds."""
MAX_CPU_SHARE = 0.02
"""The largest share of one CPU that reading memory may use."""
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """The measurements of one run."""

    wall: float
    """Seconds from start to end."""
    user: float
    """Seconds of CPU time in user mode, of all processes of the run."""
    system: float
    """Seconds of CPU time in the kernel, of all processes of the run."""
    peak_memory: int
    """Bytes: the highest sum over all processes of the run, with shared pages counted once."""
    other_cpu: float = 0
    """Seconds of CPU time that everything else on the machine used during the run."""
    timed_out: bool = False
    """Whether the run was killed at the time limit."""

    @property
    def cpu(self) -> float:
        """Seconds of CPU time, user and system."""
        return self.user + self.system

    def __add__(self, other: Run) -> Run:
        return Run(
            self.wall + other.wall,
            self.user + other.user,
            self.system + other.system,
            max(self.peak_memory, other.peak_memory),
            self.other_cpu + other.other_cpu,
            self.timed_out or other.timed_out,
        )


class CommandError(Exception):
    """A command exited with an error. The message is the command and the last lines of its output."""


def measure(
    commands: Sequence[Sequence[str | Path]], *, env: Mapping[str, str] | None = None, limit: float = TIME_LIMIT, folder: Path | None = None
) -> Run:
    """Run commands one after the other in `folder`, by default the current one, and return their measurements, added up.

    `env` is added to the environment. `limit` is in seconds and applies to all commands together. Raises CommandError.
    """
    total = Run(0, 0, 0, 0)
    for command in commands:
        total += _measure_command([str(part) for part in command], env, limit - total.wall, folder)
        if total.timed_out:
            break
    return total


def _measure_command(command: Sequence[str], env: Mapping[str, str] | None, limit: float, folder: Path | None) -> Run:
    """Run one command and return its measurements. Raises CommandError.

    The peak memory of a single process comes from the kernel; that of several processes is sampled. The kernel never reports less for a
    child than its parent used when it forked, so the calling process should be small.
    """
    with tempfile.TemporaryFile() as output:
        busy_before, started = _read_busy_seconds(), time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(env or {})},
            start_new_session=True,
        )
        monitor = _Monitor(process.pid, started + limit)
        monitor.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall, busy = time.perf_counter() - started, _read_busy_seconds() - busy_before
        monitor.finished.set()
        monitor.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode and not monitor.timed_out:
            output.seek(0)
            lines = output.read().decode(errors="replace").splitlines()
            raise CommandError("\n".join([" ".join(command), *lines[-15:]]))
    other_cpu = max(0.0, busy - usage.ru_utime - usage.ru_stime)
    peak_memory = max(usage.ru_maxrss * 1024, monitor.peak_memory)
    return Run(wall, usage.ru_utime, usage.ru_stime, peak_memory, other_cpu, monitor.timed_out)


def _read_busy_seconds() -> float:
    """Return the seconds of CPU time, of all CPUs, that were not idle since the machine started."""
    user, nice, system, _, _, *others = map(int, (PROC / "stat").read_text().split("\n", 1)[0].split()[1:9])
    return (user + nice + system + sum(others)) / os.sysconf("SC_CLK_TCK")


class _Monitor(threading.Thread):
    """Samples the memory of a process and its descendants, and kills them at the deadline."""

    def __init__(self, pid: int, deadline: float) -> None:
        """Watch the process `pid`, which leads its own session; `deadline` is a time of `time.perf_counter`."""
        super().__init__(daemon=True)
        self.pid, self.deadline = pid, deadline
        self.finished = threading.Event()
        self.peak_memory, self.timed_out = 0, False

    def run(self) -> None:
        pause = MIN_INTERVAL
        while not self.finished.wait(pause):
            started = time.perf_counter()
            if started > self.deadline:
                self.timed_out = True
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.pid, signal.SIGKILL)  # the command has its own session, so nothing else is killed
                return
            pids = _list_process_tree(self.pid)
            if len(pids) > 1:  # the kernel reports the peak of a single process
                self.peak_memory = max(self.peak_memory, sum(map(_read_pss, pids)))
            pause = max(MIN_INTERVAL, (time.perf_counter() - started) / MAX_CPU_SHARE)


def _list_process_tree(root_pid: int) -> list[int]:
    """Return the ids of a process and all its descendants."""
    pids = [root_pid]
    for pid in pids:  # the list grows during the iteration
        for children_file in PROC.glob(f"{pid}/task/*/children"):
            try:
                pids.extend(int(child) for child in children_file.read_text().split())
            except OSError:
                continue
    return pids


def _read_pss(pid: int) -> int:
    """Return the proportional set size of a process in bytes, or 0 if it has ended."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
