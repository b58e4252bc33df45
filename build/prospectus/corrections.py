"""Plans and makes the mechanical corrections that problems propose, for `prospectus check --fix`.

The corrections are tried in a copy of the content, and those that do not make their problem disappear are taken back. So a plan is known to
lead to fewer problems before anything is written. Only the edited characters of a file change: its line ends, its byte-order mark and its
comments stay.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from prospectus.problems import Problem, TextEdit
from prospectus.scheduling.edits.session import EditSession

MAX_ROUNDS = 100
"""How often the content is checked again: a correction may bring to light what an unreadable file was hiding."""
HIDING_CODES = frozenset({"PR006", "PR008", "PR010", "PR011"})
"""The codes of problems that keep a file from being read, so that its other problems are not known."""
CONTENT_FOLDERS = ("content", "courses", "calendar")
BOM = "\ufeff"
_LINE_END = re.compile(r"(\r\n|\r|\n)")

Check = Callable[[Path], Sequence[Problem]]
"""Returns the problems of the site in a folder."""


@dataclass(frozen=True, slots=True)
class FileCorrection:
    """The corrected text of a file, and its new path if it must be renamed."""

    path: str
    before: str
    """The whole text, with its line ends and byte-order mark."""
    after: str
    new_path: str | None = None

    def to_diff(self) -> str:
        """Return the correction as a unified diff."""
        names = f"a/{self.path}", f"b/{self.new_path or self.path}"
        rename = f"rename from {self.path}\nrename to {self.new_path}\n" if self.new_path else ""
        lines = difflib.unified_diff(_to_lines(self.before), _to_lines(self.after), *names)
        return rename + "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True, slots=True)
class CorrectionPlan:
    """What can be corrected: the files, the problems that disappear, and those that remain."""

    files: tuple[FileCorrection, ...]
    corrected: tuple[Problem, ...]
    remaining: tuple[Problem, ...]


def plan_corrections(edit: EditSession, check: Check, selects: Callable[[Problem], bool] = lambda _: True) -> CorrectionPlan:
    """Return the corrections of the problems that `selects` accepts. No file of the site changes."""
    folder = edit.create_staging()  # in the site, because its files are linked
    try:
        trial = _Trial(edit.root, folder / "site", check, selects)
        trial.run()
        return CorrectionPlan(trial.list_files(), tuple(trial.corrected), tuple(trial.problems))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_corrections(edit: EditSession, files: Iterable[FileCorrection]) -> tuple[str, ...]:
    """Write the corrected files, all or none, and return the paths that changed.

    Raises ContentError when a file is no longer as it was planned for, and OSError when one cannot be written.
    """
    planned = tuple(files)
    contents = {file.path: file.before.encode() for file in planned}
    texts: dict[str, str | None] = {}
    for file in planned:
        texts |= {file.path: file.after} if file.new_path is None else {file.path: None, file.new_path: file.after}
    return edit.save(texts, contents)


def apply_to_file(text: str, edits: Iterable[TextEdit]) -> str:
    """Return the text of a file with edits made, whose positions ignore a byte-order mark. Raises ValueError if they do not fit.

    Line ends stay as they are; those within a replacement become those of the file.
    """
    bom, body = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    pieces = _LINE_END.split(body)
    lines = pieces[::2]
    starts = [0, *accumulate(len(line) + len(end) for line, end in zip(lines, pieces[1::2], strict=False))]
    newline = "\r\n" if "\r\n" in body else "\n"
    parts, position = [bom], 0
    for edit in sorted(set(edits)):
        start, end = _offset(lines, starts, edit.line, edit.column), _offset(lines, starts, edit.end_line, edit.end_column)
        if start < position or end < start:
            raise ValueError("Edits must not overlap.")
        parts += [body[position:start], edit.replacement.replace("\n", newline)]
        position = end
    return "".join([*parts, body[position:]])


def _offset(lines: Sequence[str], starts: Sequence[int], line: int, column: int) -> int:
    if not (1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1):
        raise ValueError(f"The text has no line {line}, column {column}.")
    return starts[line - 1] + column - 1


def _to_lines(text: str) -> list[str]:
    """Return the lines of a text for a diff, which shows neither carriage returns nor a byte-order mark."""
    return text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)


@dataclass(slots=True)
class _Trial:
    """A copy of a site in which corrections are tried."""

    root: Path
    copy: Path
    check: Check
    selects: Callable[[Problem], bool]
    problems: Sequence[Problem] = ()
    corrected: list[Problem] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)
    """The original text of each file that is touched, by path."""
    renames: dict[str, str] = field(default_factory=dict)
    """The new path of each file that is renamed, by its original path."""
    refused: set[tuple[str, str, str]] = field(default_factory=set)
    """The keys of problems whose correction did not help."""

    def run(self) -> None:
        """Correct what can be corrected, until nothing is left."""
        _copy_site(self.root, self.copy)
        self.problems = self.check(self.copy)
        for _ in range(MAX_ROUNDS):
            batch = self._choose()
            if not batch or not self._try_or_split(batch):
                return

    def list_files(self) -> tuple[FileCorrection, ...]:
        """Return the corrections of all files that differ from the original, by path."""
        paths = sorted({*self.before, *self.renames})
        files = (
            FileCorrection(path, self._original(path), self._read(self.renames.get(path, path)), self.renames.get(path)) for path in paths
        )
        return tuple(file for file in files if file.after != file.before or file.new_path)

    def _original(self, path: str) -> str:
        return self.before[path] if path in self.before else self._read(self.renames[path])

    def _choose(self) -> list[Problem]:
        """Return the problems to correct next: those of files that cannot be read, else of each file those whose edits do not overlap."""
        candidates = [
            problem
            for problem in _flatten(self.problems)
            if (problem.fix or problem.rename) and _key(problem) not in self.refused and self.selects(self._as_original(problem))
        ]
        hiding = [problem for problem in candidates if problem.code in HIDING_CODES]
        chosen: list[Problem] = []
        edits: dict[str, set[TextEdit]] = {}
        for problem in hiding or candidates:
            if problem.path not in edits or not problem.rename:
                in_file = edits.setdefault(problem.path, set())
                if not any(_overlap(new, old) for new in problem.fix for old in in_file):
                    in_file.update(problem.fix)
                    chosen.append(problem)
        return chosen

    def _as_original(self, problem: Problem) -> Problem:
        """Return a problem with the path that its file has in the site."""
        path = next((old for old, new in self.renames.items() if new == problem.path), problem.path)
        return problem if path == problem.path else Problem(path, problem.line, problem.column, problem.code)

    def _try_or_split(self, batch: Sequence[Problem]) -> bool:
        """Make the corrections of a batch, or if they do not help together, those that help alone; return whether any was made."""
        if self._try(batch):
            return True
        if len(batch) == 1:
            self.refused.add(_key(batch[0]))
            return True
        middle = len(batch) // 2
        first, second = self._try_or_split(batch[:middle]), self._try_or_split(batch[middle:])
        return first or second

    def _try(self, batch: Sequence[Problem]) -> bool:
        """Make corrections in the copy, and keep them if every problem is gone; else take them back, and return False."""
        texts: dict[str, str] = {}
        try:
            for path in dict.fromkeys(problem.path for problem in batch):
                texts[path] = self._read(path)
                edits = [edit for problem in batch if problem.path == path for edit in problem.fix]
                self._write(path, apply_to_file(texts[path], edits))
        except (ValueError, OSError):
            self._restore(texts)
            return False
        moved = self._rename(batch)
        problems = self.check(self.copy)
        if not _helps(batch, self.problems, problems, moved):
            for old, new in moved.items():
                (self.copy / new).rename(self.copy / old)
            self._restore(texts)
            return False
        self._keep(batch, texts, moved, problems)
        return True

    def _keep(self, batch: Sequence[Problem], texts: Mapping[str, str], moved: Mapping[str, str], problems: Sequence[Problem]) -> None:
        self.corrected += [self._as_original(problem) if problem.path in self.renames.values() else problem for problem in batch]
        original = {new: old for old, new in self.renames.items()}
        for path, text in texts.items():
            self.before.setdefault(original.get(path, path), text)
        self.renames |= {original.get(old, old): new for old, new in moved.items()}
        self.problems = problems

    def _rename(self, batch: Sequence[Problem]) -> dict[str, str]:
        moved = {problem.path: problem.rename for problem in batch if problem.rename and not (self.copy / problem.rename).exists()}
        for old, new in moved.items():
            (self.copy / new).parent.mkdir(parents=True, exist_ok=True)
            (self.copy / old).rename(self.copy / new)
        return moved

    def _restore(self, texts: Mapping[str, str]) -> None:
        for path, text in texts.items():
            self._write(path, text)

    def _read(self, path: str) -> str:
        return (self.copy / path).read_bytes().decode()

    def _write(self, path: str, text: str) -> None:
        """Write a file of the copy anew, since the old one is the file of the site itself."""
        file = self.copy / path
        file.unlink()
        file.write_bytes(text.encode())


def _copy_site(root: Path, copy: Path) -> None:
    """Make a copy of a site whose content can be changed; everything else in it is linked."""
    copy.mkdir()
    for entry in root.iterdir():
        if entry.name in CONTENT_FOLDERS and entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, copy / entry.name, symlinks=True, copy_function=_link_or_copy)
        elif not entry.name.startswith("."):
            (copy / entry.name).symlink_to(entry)


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target)
    return target


def _flatten(problems: Iterable[Problem]) -> Iterator[Problem]:
    for problem in problems:
        yield problem
        yield from _flatten(problem.consequences)


def _key(problem: Problem) -> tuple[str, str, str]:
    """Return what identifies a problem, wherever in its file it stands."""
    return problem.path, problem.code, f"{problem.sentence()} {problem.came} {problem.form}"


def _overlap(first: TextEdit, second: TextEdit) -> bool:
    return first != second and first[:2] <= second[2:4] and second[:2] <= first[2:4]


def _helps(batch: Sequence[Problem], before: Sequence[Problem], after: Sequence[Problem], moved: Mapping[str, str]) -> bool:
    """Return whether every corrected problem is gone, and nothing is worse than before.

    A file that can be read at last may have problems of its own, and so may all references to it; they do not count.
    """
    if any(problem.rename and problem.path not in moved for problem in batch):
        return False
    if batch[0].code in HIDING_CODES:
        unreadable = {other.path: other.line for other in reversed(after) if other.code in HIDING_CODES}
        return not any(unreadable.get(moved.get(problem.path, problem.path), problem.line + 1) <= problem.line for problem in batch)
    old, new = Counter(map(_key, _flatten(before))), Counter(map(_key, _flatten(after)))
    return all(new[key] < old[key] for key in map(_key, batch)) and sum(new.values()) < sum(old.values())
