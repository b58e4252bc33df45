"""Fingerprints of the inputs and outputs of a build: sizes, times and inodes of all files it read and wrote.

Only the configuration is read, and nothing heavy is imported, so that a build with nothing to do returns at once.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import prospectus
from prospectus.problems import Problem

RECENT_NANOSECONDS = 2_000_000_000
"""Nanoseconds; a file modified so recently could change again without a new modification time."""
_REFERS_TO_FILES = re.compile(r"^\s*(?:INHERIT|hooks)\s*:", re.MULTILINE)
_FOLDER_SETTING = re.compile(r"\b(?:custom_dir|docs_dir)\s*:\s*([^\s#,}]+)")
_ENV_VARIABLES = re.compile(r"!ENV\s*\[?\s*([^\]\n#]*)")


@dataclass(frozen=True, slots=True)
class InputFingerprint:
    """What a build reads: options, environment variables and the states of all files."""

    states: str
    """A hash of all this. It does not notice a second change of a file that comes so soon that its modification time is the same."""
    recent: Mapping[str, str]
    """By path: a hash of the content of each file to which that could have happened."""

    def matches(self, earlier: InputFingerprint) -> bool:
        """Return whether nothing has changed since an earlier build."""
        contents = ((self.recent.get(path) or _hash_content(path), content) for path, content in earlier.recent.items())
        return self.states == earlier.states and all(now == before for now, before in contents)


@dataclass(frozen=True, slots=True)
class BuildFingerprint:
    """Fingerprints of the inputs and outputs of a build, and the time span in which its result is current."""

    inputs: InputFingerprint
    outputs: str
    valid_from: datetime
    valid_until: datetime
    pages: int
    folder: str
    problems: tuple[Problem, ...] = ()
    """The problems of the build; they are printed again when nothing has changed."""
    leads_to_this_machine: bool = False
    """Whether the address of the site is that of the machine of each reader, which is said again too."""


def fingerprint_inputs(config_file: Path, folders: Iterable[Path], options: object) -> InputFingerprint | None:
    """Return a fingerprint of what a build reads; None when the configuration is unreadable or refers to further files."""
    try:
        config = config_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    if refers_to_files(config):
        return None
    folders = [*folders, *(config_file.parent / folder_name.strip("\"'") for folder_name in _FOLDER_SETTING.findall(config))]
    hasher = hashlib.blake2b(digest_size=16)
    hasher.update(repr((config, _read_variables(config), options, sys.version, sys.prefix)).encode())
    doubtful_after, recent = time.time_ns() - RECENT_NANOSECONDS, dict[str, str]()
    for folder in (*folders, Path(prospectus.__file__).parent, *_iter_site_packages()):
        for line, modified in _iter_file_states(folder):
            hasher.update(line)
            if modified >= doubtful_after:
                path = os.fsdecode(line.partition(b"\0")[0])
                recent[path] = _hash_content(path)
    return InputFingerprint(hasher.hexdigest(), recent)


def _hash_content(path: str) -> str:
    """Return a hash of the content of a file; empty if it cannot be read."""
    try:
        return hashlib.blake2b(Path(path).read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""


def refers_to_files(config: str) -> bool:
    """Return whether a configuration depends on further files, by `INHERIT` or `hooks`."""
    return _REFERS_TO_FILES.search(config) is not None


def fingerprint_config(config: str) -> str | None:
    """Return a fingerprint of a configuration, its environment variables, Python and our code; None if it refers to further files."""
    if refers_to_files(config):
        return None
    return hashlib.blake2b(repr((config, _read_variables(config), sys.version, sys.prefix, fingerprint_code())).encode()).hexdigest()


def _read_variables(config: str) -> list[str | None]:
    """Return the values of all environment variables that a configuration names."""
    return [os.environ.get(name) for name in list_variables(config)]


def list_variables(config: str) -> list[str]:
    """Return the names of the environment variables that a configuration reads, sorted."""
    return sorted({name for names in _ENV_VARIABLES.findall(config) for name in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", names)})


@functools.cache
def fingerprint_code() -> str:
    """Return a fingerprint of the code of Prospectus, computed once per process: a process goes on with the code that it loaded."""
    return fingerprint_folder(Path(prospectus.__file__).parent)


def fingerprint_folder(folder: Path) -> str:
    """Return a fingerprint of the state of all files in a folder, such as the built site."""
    hasher = hashlib.blake2b(digest_size=16)
    for line, _ in _iter_file_states(folder):
        hasher.update(line)
    return hasher.hexdigest()


def _iter_site_packages() -> Iterator[Path]:
    """Return the `site-packages` folders, whose listings change when a library is installed."""
    return (Path(path) for path in sys.path if path.endswith("site-packages"))


def _iter_file_states(folder: Path) -> Iterator[tuple[bytes, int]]:
    """Yield the state and modification time (ns) of every file, sorted; for `site-packages`, only the names of its direct entries."""
    recursive = folder.name != "site-packages"
    pending = [str(folder)]
    while pending:
        directory = pending.pop()
        try:
            entries = sorted(os.scandir(directory), key=lambda dir_entry: dir_entry.name)
        except OSError:
            yield directory.encode("utf-8", "surrogateescape"), 0
            continue
        for entry in entries:
            if entry.is_dir() and recursive and entry.name != "__pycache__":
                pending.append(entry.path)
            elif not entry.is_dir() or not recursive:
                yield _file_state(entry) if recursive else (f"{entry.path}\n".encode("utf-8", "surrogateescape"), 0)


def _file_state(entry: os.DirEntry[str]) -> tuple[bytes, int]:
    """Return the state (path, size, modification time, inode) and modification time of a file; only the path and 0 if it does not exist."""
    path = entry.path.encode("utf-8", "surrogateescape")
    try:
        status = entry.stat()
    except OSError:
        return path, 0
    return b"%b\0%d\0%d\0%d\n" % (path, status.st_size, status.st_mtime_ns, status.st_ino), status.st_mtime_ns
