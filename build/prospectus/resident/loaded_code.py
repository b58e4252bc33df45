"""Whether the code that this process has loaded is still the code on the disk. A process goes on with the code that it loaded."""

from __future__ import annotations

import os
import sys
import time
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

from prospectus.cache.fingerprint import RECENT_NANOSECONDS
from prospectus.resident.circumstances import PACKAGE

State = tuple[int, int, int]
"""Size, modification time in nanoseconds and inode of a file."""
INSTALLED_SUFFIXES = (".dist-info", ".egg-info", ".egg-link", ".pth")
"""The ends of the names with which installers record a distribution."""
ZONES = ("tzdata.zi", "zone1970.tab", "+VERSION")
"""Files beside the time zones of the system, which an update of them replaces."""


class LoadedCode:
    """The files of all modules that this process has loaded, and of the distributions that it may load, as they are first seen."""

    def __init__(self) -> None:
        self._newest = _read_start() - RECENT_NANOSECONDS
        """A file that was modified later may have been loaded before."""
        self._states = {path: _read_state(path) for path in _iter_files()}

    def find_change(self) -> str | None:
        """Return a file that is not as it was when this process loaded it, or that has appeared since; None if there is none."""
        current = {path: _read_state(path) for path in {*self._states, *_iter_files()}}
        for path, state in sorted(current.items()):
            is_known = path in self._states
            if is_known and state != self._states[path]:
                return path
            if not is_known and path.startswith(f"{PACKAGE}/"):
                return path
            if state is not None and state[1] > self._newest:
                return path
        self._states = current
        return None


def _read_state(path: str) -> State | None:
    try:
        status = os.stat(path)  # noqa: PTH116  (called for thousands of files)
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


def _iter_files() -> Iterator[str]:
    """Yield the files of all modules that are loaded, of our whole package, of which more is loaded later, and of what is installed."""
    yield from _iter_modules()
    for directory, folders, names in os.walk(PACKAGE):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (f"{directory}/{name}" for name in names)
    yield from _iter_installed()


def _iter_modules() -> Iterator[str]:
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return (file for file in files if isinstance(file, str))


def _iter_installed() -> Iterator[str]:
    """Yield what tells which distributions are installed in which version, and which time zones the system has."""
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208
        except OSError:
            continue
        yield from (f"{folder}/{name}" for name in names if name.endswith(INSTALLED_SUFFIXES))
    yield from (f"{folder}/{name}" for folder in zoneinfo.TZPATH for name in ZONES)


def _read_start() -> int:
    """Return when this process started, in nanoseconds since 1970, from its start in ticks since the system was booted: proc(5), stat."""
    ticks = int(Path("/proc/self/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[19])
    age = time.clock_gettime_ns(time.CLOCK_BOOTTIME) - ticks * 1_000_000_000 // os.sysconf("SC_CLK_TCK")
    return time.time_ns() - age
