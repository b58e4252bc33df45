"""Finds the files of each kind and reads them as text. A file that cannot be read yields a problem."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from prospectus.model.kinds import Kind
from prospectus.problems import Problem, problem

LARGEST = 1_000_000
"""The largest accepted size of a file, in bytes; a larger record is a mistake."""
MONTHS_DEPTH = 2
"""How many folders contain the list of a month: the folder of its kind, and the year."""
SETTLED = 100_000_000
"""Nanoseconds. A file modified more recently may be modified again without a change of its modification time."""
ENDINGS = (".yml", ".md")
UNREAD = ("calendar/feeds",)
"""Folders that no build reads: the archived responses of external feeds."""
MISTAKEN_ENDINGS = (".yaml", ".json", ".txt", ".markdown", ".csv")
_LOOKED_AT = (*ENDINGS, *MISTAKEN_ENDINGS)
_YEAR = re.compile(r"[12][0-9]{3}")
_MONTH = re.compile(r"(?:0[1-9]|1[0-2])\.yml")
_NAME = re.compile(r"(?P<key>[^.]+)(?:\.(?P<suffix>[^.]+))?(?P<ending>\.yml|\.md)")


State = tuple[int, int, int]
"""Size in bytes, modification time in nanoseconds, and inode of a file. While they are unchanged, so is its text."""
Files = dict[str, State | None]
"""By path, relative to the root, with slashes. None for a file that may be behind a symbolic link or was modified too recently."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The files of a site that look like content."""

    files: dict[str, Files]
    """The files of each kind, by `Kind.source_path`."""
    astray: Files
    """The files that belong to no kind."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that belongs to a kind."""

    path: str
    """The path relative to the root, with slashes."""
    key: str
    """The part of the file name before the first full stop."""
    language: str | None
    """The language in the file name; only Markdown files have one."""
    text: str


def survey(root: Path, kinds: Sequence[Kind], folders: Sequence[str]) -> Survey:
    """Return all files below `folders` that look like content, without reading them."""
    walk = _Walk(kinds)
    for folder in folders:
        walk.over(f"{root}/{folder}", folder, walk.found.astray, linked=(root / folder).is_symlink())
    return walk.found


class _Walk:
    """Scans the folders of all kinds in one pass. Paths are plain strings for speed: there are thousands in every build."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.found = Survey({kind.place: {} for kind in kinds}, {})
        self.months = {kind.place for kind in kinds if kind.form == "months"}
        self.settled = time.time_ns() - SETTLED

    def over(self, whole: str, folder: str, files: Files, *, linked: bool) -> None:
        """Add the files below a folder to `files`, or to the files of a kind where the path is its `source_path`."""
        places, settled, holds_years = self.found.files, self.settled, folder in self.months
        try:
            entries = os.scandir(whole)
        except OSError:
            return
        for entry in entries:
            name = entry.name
            path = f"{folder}/{name}"
            among = places.get(folder if holds_years and _YEAR.fullmatch(name) else path, files)
            if name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if path not in UNREAD:
                    self.over(entry.path, path, among, linked=linked)
            elif name.endswith(_LOOKED_AT) or path in places or _leads_to_a_folder(entry):
                among[path] = None if linked or entry.is_symlink() else _state(entry, settled)


def _leads_to_a_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and Path(entry.path).is_dir()


def _state(entry: os.DirEntry[str], settled: int) -> State | None:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns, found.st_ino) if found.st_mtime_ns <= settled else None


def opened(root: Path, kind: Kind, files: Files, languages: Sequence[str]) -> Iterator[Found | Problem]:
    """Yield the given files of a kind with their text, sorted by path, and a problem for each file that cannot be read."""
    for path, state in sorted(files.items()):
        linked = state is None
        named = read(root, path) if linked and (root / path).is_dir() else _named(path, kind, languages)
        if isinstance(named, Problem):
            yield named
        elif isinstance(named, tuple):
            text = read(root, path, linked=linked)
            yield text if isinstance(text, Problem) else Found(path, *named, text)


def _named(path: str, kind: Kind, languages: Sequence[str]) -> tuple[str, str | None] | Problem:
    name = path.rpartition("/")[2]
    if kind.form == "months" and not (_MONTH.fullmatch(name) and path.count("/") == MONTHS_DEPTH):
        return problem(path, 0, 0, "PR010", came=name, form=f"{kind.place}/2025/03.yml: a list of the events of that month")
    match = _NAME.fullmatch(name)
    if match is None or (match["ending"] == ".md" and not kind.prose) or (match["ending"] == ".yml" and match["suffix"]):
        plain = PurePosixPath(path).with_name(f"{name.partition('.')[0]}.yml")
        form = kind.place if kind.place.endswith(".yml") else plain
        return problem(path, 0, 0, "PR010", came=name, form=form)
    if match["ending"] == ".md" and match["suffix"] not in languages:
        forms = ", ".join(f"{match['key']}.{language}.md" for language in languages)
        return problem(path, 0, 0, "PR008", came=name, form=forms)
    return match["key"], match["suffix"]


def read(root: Path, path: str, *, linked: bool = True) -> str | Problem:
    """Return the text of a file without its byte-order mark and with LF line endings, or the problem that makes it unreadable.

    `linked` says whether the file may be behind a symbolic link, so that its real path must be checked.
    """
    whole = f"{root}/{path}"
    try:
        if linked and (refused := _refused(root, path)):
            return refused
        found = os.stat(whole)  # noqa: PTH116  (faster; called for every file)
        if not stat.S_ISREG(found.st_mode):
            return problem(path, 0, 0, "PR001", reason="it is not an ordinary file")
        if found.st_size > LARGEST:
            return problem(path, 0, 0, "PR004", came=found.st_size, limit=LARGEST, form="several smaller files")
        with open(whole, "rb") as file:  # noqa: PTH123
            return _decoded(path, file.read())
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it leads in a circle"
        return problem(path, 0, 0, "PR001", reason=reason, form="a file that can be opened")


def _refused(root: Path, path: str) -> Problem | None:
    whole = root / path
    if not whole.resolve(strict=True).is_relative_to(root.resolve()):
        came = whole.readlink() if whole.is_symlink() else path
        return problem(path, 0, 0, "PR005", came=came, form="a file inside the site's folder")
    return problem(path, 0, 0, "PR005", came="a link to a folder", form="a folder or a file of its own") if whole.is_dir() else None


def _decoded(path: str, content: bytes) -> str | Problem:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
        line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        return problem(path, line, column, "PR002", came=f"0x{content[error.start]:02x}", form="UTF-8 (not GBK or UTF-16)")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else problem(path, 0, 0, "PR003", form="a record, or no file")


def misplaced(root: Path, kinds: Sequence[Kind], astray: Files) -> Iterator[Problem]:
    """Yield a problem for each file that looks like content but belongs to no kind."""
    places = [kind.place for kind in kinds if kind.form != "months"]
    for path in sorted(astray):
        if not (root / path).is_dir():
            yield problem(path, 0, 0, "PR010", came=path, form="one of " + ", ".join(places))
