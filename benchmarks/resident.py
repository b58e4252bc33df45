"""Runs a resident builder beside the measured commands."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from measure import PROC, CommandError

STAYS = "stays"
"""A word of the line that a resident builder prints when it waits for builds."""


@contextmanager
def resident_builder(command: Path, root: Path, options: list[str | Path], env: Mapping[str, str]) -> Iterator[int]:
    """Start a resident builder of the site in `root`, and yield its process id when it waits for builds. Raises CommandError."""
    process = subprocess.Popen(
        [command, "build", "--resident", "--lang", "en", *options],
        cwd=root,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        if not any(STAYS in line for line in process.stdout):
            raise CommandError("The resident builder has ended")
        yield process.pid
    finally:
        process.terminate()
        process.communicate()


def read_peak_memory(pid: int) -> int:
    """Return the peak resident memory of a process in bytes."""
    lines = (PROC / str(pid) / "status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
