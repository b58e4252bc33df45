"""Fingerprints of the inputs and outputs of a build: sizes, times and inodes of all files it read and wrote.

Only the configuration is read, and nothing heavy is imported, so that a build with nothing to do returns at once.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import prospectus
from prospectus.problems import Problem

RACY = 2_000_000_000
"""Nanoseconds; a file modified so recently could change again without a new modification time."""
_ELSEWHERE = re.compile(r"^\s*(?:INHERIT|hooks)\s*:", re.MULTILINE)
_NAMED = re.compile(r"\b(?:custom_dir|docs_dir)\s*:\s*([^\s#,}]+)")
_VARIABLES = re.compile(r"!ENV\s*\[?\s*([^\]\n#]*)")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Fingerprints of the inputs and outputs of a build, and the time span in which its result is current."""

    inputs: str
    outputs: str
    since: datetime
    until: datetime
    pages: int
    folder: str
    problems: tuple[Problem, ...] = ()
    """The problems of the build; they are printed again when nothing has changed."""


def inputs(config_file: Path, folders: Iterable[Path], asked: object) -> str | None:
    """Return a fingerprint of all files, options and environment variables that a build reads; None when it cannot be relied on.

    That is the case when the configuration is unreadable or refers to further files, or a file was modified within the last two seconds.
    """
    try:
        config = config_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    if depends_on_more(config):
        return None
    folders = [*folders, *(config_file.parent / named.strip("\"'") for named in _NAMED.findall(config))]
    names = sorted({name for found in _VARIABLES.findall(config) for name in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", found)})
    made = hashlib.blake2b(digest_size=16)
    made.update(repr((config, [os.environ.get(name) for name in names], asked, sys.version, sys.prefix)).encode())
    newest = 0
    for folder in (*folders, Path(prospectus.__file__).parent, *_libraries()):
        for line, changed in _states(folder):
            made.update(line)
            newest = max(newest, changed)
    return made.hexdigest() if time.time_ns() - newest > RACY else None


def depends_on_more(config: str) -> bool:
    """Return whether a configuration depends on further files, by `INHERIT` or `hooks`."""
    return _ELSEWHERE.search(config) is not None


def outputs(folder: Path) -> str:
    """Return a fingerprint of the state of all files in a folder, such as the built site."""
    made = hashlib.blake2b(digest_size=16)
    for line, _ in _states(folder):
        made.update(line)
    return made.hexdigest()


def _libraries() -> Iterator[Path]:
    """Return the `site-packages` folders, whose listings change when a library is installed."""
    return (Path(each) for each in sys.path if each.endswith("site-packages"))


def _states(folder: Path) -> Iterator[tuple[bytes, int]]:
    """Yield the state and modification time (ns) of every file, sorted; for `site-packages`, only the names of its direct entries."""
    deep = folder.name != "site-packages"
    pending = [str(folder)]
    while pending:
        place = pending.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda each: each.name)
        except OSError:
            yield place.encode("utf-8", "surrogateescape"), 0
            continue
        for entry in entries:
            if entry.is_dir() and deep and entry.name != "__pycache__":
                pending.append(entry.path)
            elif not entry.is_dir() or not deep:
                yield _state(entry) if deep else (f"{entry.path}\n".encode("utf-8", "surrogateescape"), 0)


def _state(entry: os.DirEntry[str]) -> tuple[bytes, int]:
    """Return the state (path, size, modification time, inode) and modification time of a file; only the path and 0 if it does not exist."""
    path = entry.path.encode("utf-8", "surrogateescape")
    try:
        found = entry.stat()
    except OSError:
        return path, 0
    return b"%b\0%d\0%d\0%d\n" % (path, found.st_size, found.st_mtime_ns, found.st_ino), found.st_mtime_ns
