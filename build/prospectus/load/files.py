"""Finds the files of each kind and reads them as text; every way in which a file can be unreadable is a problem."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from prospectus.model.kinds import Kind
from prospectus.problems import Problem, problem

LARGEST = 1_000_000
"""Bytes; a record that needs more is a mistake."""
ENDINGS = (".yml", ".md")
MISTAKEN_ENDINGS = (".yaml", ".json", ".txt", ".markdown", ".csv")
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


def find(root: Path, kind: Kind, languages: Sequence[str]) -> Iterator[Found | Problem]:
    """Yield the files of `kind` below `root`, sorted by path, and a problem for each one that cannot be read."""
    for path in _paths(root, kind.place):
        relative = path.relative_to(root).as_posix()
        named = read(root, relative) if path.is_dir() else _named(relative, kind, languages)
        if isinstance(named, Problem):
            yield named
        elif isinstance(named, tuple):
            text = read(root, relative)
            yield text if isinstance(text, Problem) else Found(relative, *named, text)


def _paths(root: Path, place: str) -> Iterator[Path]:
    start = root / place
    if start.is_file() or start.is_symlink():
        yield start
    else:
        yield from sorted(_walk(start))


def _walk(folder: Path) -> Iterator[Path]:
    for directory, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        linked = [name for name in folders if Path(directory, name).is_symlink()]
        for name in [*names, *linked]:
            if not name.startswith(".") and (name in linked or name.endswith((*ENDINGS, *MISTAKEN_ENDINGS))):
                yield Path(directory, name)


def _named(path: str, kind: Kind, languages: Sequence[str]) -> tuple[str, str | None] | Problem:
    name = PurePosixPath(path).name
    match = _NAME.fullmatch(name)
    if match is None or (match["ending"] == ".md" and not kind.prose) or (match["ending"] == ".yml" and match["suffix"]):
        plain = PurePosixPath(path).with_name(f"{name.partition('.')[0]}.yml")
        form = kind.place if kind.place.endswith(".yml") else plain
        return problem(path, 0, 0, "PR010", came=name, form=form)
    if match["ending"] == ".md" and match["suffix"] not in languages:
        forms = ", ".join(f"{match['key']}.{language}.md" for language in languages)
        return problem(path, 0, 0, "PR008", came=name, form=forms)
    return match["key"], match["suffix"]


def read(root: Path, path: str) -> str | Problem:
    """Return the text of a file without its byte-order mark, or the problem that keeps it from being read."""
    whole = root / path
    try:
        if not whole.resolve(strict=True).is_relative_to(root.resolve()):
            return problem(
                path, 0, 0, "PR005", came=whole.readlink() if whole.is_symlink() else path, form="a file inside the site's folder"
            )
        if whole.is_dir():
            return problem(path, 0, 0, "PR005", came="a link to a folder", form="a folder or a file of its own")
        if not whole.is_file():
            return problem(path, 0, 0, "PR001", reason="it is not an ordinary file")
        size = whole.stat().st_size
        if size > LARGEST:
            return problem(path, 0, 0, "PR004", came=size, limit=LARGEST, form="several smaller files")
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
    places = [kind.place for kind in kinds]
    for folder in folders:
        for path in sorted(_walk(root / folder)):
            relative = path.relative_to(root).as_posix()
            if path.is_symlink() and path.is_dir():
                continue
            if not any(relative == place or relative.startswith(place + "/") for place in places):
                yield problem(relative, 0, 0, "PR010", came=relative, form="one of " + ", ".join(places))
