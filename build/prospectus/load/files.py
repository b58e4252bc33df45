"""Finds the files of each kind and reads them as text; every way in which a file can be unreadable is a problem."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from prospectus.memo import Memo
from prospectus.model.kinds import Kind
from prospectus.problems import Problem, problem

LARGEST = 1_000_000
"""Bytes; a record that needs more is a mistake."""
MONTHS_DEPTH = 2
"""How many folders the list of a month stands in: that of its kind, and its year."""
SETTLED = 100_000_000
"""Nanoseconds after which a change of a file shows in its times, whatever else happens to it."""
ENDINGS = (".yml", ".md")
UNREAD = ("calendar/feeds",)
"""Folders of files that no build reads: what the feeds of others answered."""
MISTAKEN_ENDINGS = (".yaml", ".json", ".txt", ".markdown", ".csv")
_YEAR = re.compile(r"[12][0-9]{3}")
_MONTH = re.compile(r"(?:0[1-9]|1[0-2])\.yml")
_NAME = re.compile(r"(?P<key>[^.]+)(?:\.(?P<suffix>[^.]+))?(?P<ending>\.yml|\.md)")


@dataclass(frozen=True, slots=True)
class Found:
    """A file that belongs to a kind."""

    path: str
    """Relative to the root, with slashes."""
    key: str
    """The part of its name before the first full stop."""
    language: str | None
    """The language that its name states; only Markdown files have one."""
    text: str


def find(root: Path, kind: Kind, languages: Sequence[str], memo: Memo | None = None) -> Iterator[Found | Problem]:
    """Yield the files of `kind` below `root`, sorted by path, and a problem for each one that cannot be read.

    `memo` keeps what was read in this run; a file is read again when its size or its times say so.
    """
    for path, linked in _entries(root, kind):
        known, state = _known(f"{root}/{path}", path, languages, memo) if memo is not None and not linked else (None, None)
        if known is not None:
            yield known
            continue
        named = read(root, path) if linked and (root / path).is_dir() else _named(path, kind, languages)
        if isinstance(named, Problem):
            yield named
        elif isinstance(named, tuple):
            text = read(root, path, linked=linked)
            found = text if isinstance(text, Problem) else Found(path, *named, text)
            if memo is not None and state and isinstance(found, Found):
                memo.keep("file", path, (state, found))
            yield found


def _known(file: str, path: str, languages: Sequence[str], memo: Memo) -> tuple[Found | None, tuple[object, ...] | None]:
    """Return a file that was read before and is as it was, and its present state; no state while it may still be changing."""
    try:
        found = os.stat(file)  # noqa: PTH116  (asked of every file)
    except OSError:
        return None, None
    state = (found.st_size, found.st_mtime_ns, found.st_ino, languages)
    if time.time_ns() - found.st_mtime_ns < SETTLED:
        return None, None
    before, known = memo.known("file", path) or (None, None)
    return (known if before == state else None), state


def _entries(root: Path, kind: Kind) -> list[tuple[str, bool]]:
    """Return the files that may be content of a kind, sorted, and whether each is or stands behind a link."""
    if kind.form == "months":
        return [each for year in _years(root / kind.place) for each in _entries_at(root, f"{kind.place}/{year}")]
    return _entries_at(root, kind.place)


def _years(folder: Path) -> list[str]:
    """Return the folders of years, sorted."""
    try:
        return sorted(entry.name for entry in os.scandir(folder) if _YEAR.fullmatch(entry.name) and entry.is_dir())
    except OSError:
        return []


def _entries_at(root: Path, place: str) -> list[tuple[str, bool]]:
    start = root / place
    linked = os.path.realpath(start) != os.path.join(os.path.realpath(root), *place.split("/"))  # noqa: PTH118
    if start.is_file() or start.is_symlink():
        return [(place, True)]
    return sorted(_walk(str(start), place, linked=linked))


def _walk(folder: str, place: str, *, linked: bool, but: frozenset[str] = frozenset()) -> Iterator[tuple[str, bool]]:
    """Yield the files below a folder that look like content, and whether they stand behind a link; folders in `but` are left out."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        path = f"{place}/{entry.name}"
        if entry.name.startswith(".") or path in but:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, path, linked=linked, but=but)
        elif entry.name.endswith((*ENDINGS, *MISTAKEN_ENDINGS)) or (entry.is_symlink() and entry.is_dir()):
            yield path, linked or entry.is_symlink()


def _named(path: str, kind: Kind, languages: Sequence[str]) -> tuple[str, str | None] | Problem:
    name = PurePosixPath(path).name
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
    """Return the text of a file without its byte-order mark, or the problem that keeps it from being read.

    `linked` says whether it may stand behind a symbolic link, and so has to be looked for.
    """
    whole = root / path
    try:
        if linked and not whole.resolve(strict=True).is_relative_to(root.resolve()):
            came = whole.readlink() if whole.is_symlink() else path
            return problem(path, 0, 0, "PR005", came=came, form="a file inside the site's folder")
        if linked and whole.is_dir():
            return problem(path, 0, 0, "PR005", came="a link to a folder", form="a folder or a file of its own")
        found = whole.stat()
        if not stat.S_ISREG(found.st_mode):
            return problem(path, 0, 0, "PR001", reason="it is not an ordinary file")
        if found.st_size > LARGEST:
            return problem(path, 0, 0, "PR004", came=found.st_size, limit=LARGEST, form="several smaller files")
        return _decoded(path, whole.read_bytes())
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it leads in a circle"
        return problem(path, 0, 0, "PR001", reason=reason, form="a file that can be opened")


def _decoded(path: str, content: bytes) -> str | Problem:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
        line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        return problem(path, line, column, "PR002", came=f"0x{content[error.start]:02x}", form="UTF-8 (not GBK or UTF-16)")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else problem(path, 0, 0, "PR003", form="a record, or no file")


def misplaced(root: Path, kinds: Sequence[Kind], folders: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each YAML or Markdown file below `folders` that no kind will read."""
    places = [kind.place for kind in kinds if kind.form != "months"]
    months = tuple(kind.place for kind in kinds if kind.form == "months")
    for folder in folders:
        for path, _ in sorted(_walk(str(root / folder), folder, linked=False, but=frozenset((*places, *UNREAD)))):
            own = any(path.startswith(f"{place}/") and _YEAR.fullmatch(path[len(place) + 1 :].partition("/")[0]) for place in months)
            if not own and not (root / path).is_dir():
                yield problem(path, 0, 0, "PR010", came=path, form="one of " + ", ".join(places))
