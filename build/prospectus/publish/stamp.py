"""Whether anything can have changed since the last build: sizes and times of all files it read and wrote, and the clock.

Reads no content and imports nothing heavy, so that a build with nothing to do is over at once.
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
"""Nanoseconds; a file changed so shortly before it was read may change again without a trace."""
_ELSEWHERE = re.compile(r"^\s*(?:INHERIT|hooks)\s*:", re.MULTILINE)
_NAMED = re.compile(r"\b(?:custom_dir|docs_dir)\s*:\s*([^\s#,}]+)")
_VARIABLES = re.compile(r"!ENV\s*\[?\s*([^\]\n#]*)")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What one build was made from, and when what it made grows old."""

    inputs: str
    outputs: str
    since: datetime
    until: datetime
    pages: int
    folder: str
    problems: tuple[Problem, ...] = ()
    """What there was to say; it is said again when nothing has changed."""


def inputs(config_file: Path, folders: Iterable[Path], asked: object) -> str | None:
    """Return a hash of the state of all that a build reads; None when that cannot be said without reading it."""
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
    """Return whether a configuration depends on files that it alone knows."""
    return _ELSEWHERE.search(config) is not None


def outputs(folder: Path) -> str:
    """Return a hash of the state of all files of a site folder."""
    made = hashlib.blake2b(digest_size=16)
    for line, _ in _states(folder):
        made.update(line)
    return made.hexdigest()


def _libraries() -> Iterator[Path]:
    """The folders that change when a library is installed."""
    return (Path(each) for each in sys.path if each.endswith("site-packages"))


def _states(folder: Path) -> Iterator[tuple[bytes, int]]:
    """Yield name, size and times of each file, sorted; of a folder of libraries only its own."""
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
    """Return name, size and times of a file; of one that is gone, or of a link that leads nowhere, only the name."""
    path = entry.path.encode("utf-8", "surrogateescape")
    try:
        found = entry.stat()
    except OSError:
        return path, 0
    return b"%b\0%d\0%d\0%d\n" % (path, found.st_size, found.st_mtime_ns, found.st_ino), found.st_mtime_ns
