"""A raw record with its source files, and a lookup from field to line number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from prospectus.load import yaml
from prospectus.memo import digest
from prospectus.model.kinds import Kind
from prospectus.model.shape import Place
from prospectus.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Part:
    """One source of the fields of a record: a file, or one item of a list in a file."""

    path: str
    """The path of the file, relative to the root, with slashes."""
    data: dict[str, Any]
    """The fields in this file or item."""
    language: str | None = None
    """The language in the name of the file, if any."""
    prefix: Place = ()
    """The path of the record within the value of the file."""
    first_line: int = 1
    """The line on which its YAML starts, from 1."""


@dataclass(frozen=True, slots=True)
class Prose:
    """The Markdown text of a record in one language."""

    path: str
    text: str
    first_line: int
    """The line of the file on which the text starts, from 1."""
    source_hash: str | None = None
    """The hash of the text it was translated from, if stated."""


@dataclass(frozen=True)
class Draft:
    """A raw record: the merged fields of its parts, not yet checked."""

    root: Path
    kind: Kind
    key: str | None
    """The name of its file, for kinds with one file per record."""
    data: dict[str, Any]
    parts: tuple[Part, ...]
    prose: dict[str, Prose] = field(default_factory=dict)

    @cached_property
    def revision(self) -> str:
        """A hash of all its source data: kind, key, fields and prose."""
        return digest(self.kind.name, self.key, self.data, *(f"{name}{each}" for name, each in sorted(self.prose.items())))

    @property
    def path(self) -> str:
        """The path of its first file."""
        return self.parts[0].path

    def problem(self, place: Place, code: str, language: str | None = None, /, **given: object) -> Problem:
        """Return a problem of `code` at the line and column of the field at `field_path`. Reads the file again to find them."""
        part = self._part(place, language)
        line, column = position(self.root, part, place)
        return replace(
            problem(part.path, line, column, code, language, **given), record=f"{self.kind.name}:{self.data.get('id', self.key)}"
        )

    def _part(self, place: Place, language: str | None) -> Part:
        def holds(part: Part) -> bool:
            return bool(place) and place[0] in part.data and part.language in (None, language or part.language)

        return next((part for part in self.parts if holds(part)), self.parts[0])


def position(root: Path, part: Part, place: Place) -> tuple[int, int]:
    """Return line and column, from 1, of `field_path` in the file of `part`; the start of its YAML when that can no longer be parsed."""
    whole = (root / part.path).read_text(encoding="utf-8-sig")
    text = "".join(whole.splitlines(keepends=True)[part.first_line - 1 :]) if part.first_line > 1 else whole
    if part.language is not None:
        text = text.split("\n---", 1)[0] + "\n"
    try:
        first, item = _item(text, part)
        line, column = yaml.locate(item, (0, *place)) if item else yaml.locate(text, (*part.prefix, *place))
    except yaml.Unreadable:
        first, line, column = 0, 1, 1
    return part.first_line - 1 + first + line, column


def _item(text: str, part: Part) -> tuple[int, str]:
    """Return the number of lines before a list item, and the text of the item; an empty text when in doubt.

    With it, a list of forty events with problems is not parsed forty times.
    """
    starts = _starts(text)
    if len(part.prefix) != 1 or not isinstance(part.prefix[0], int) or part.prefix[0] >= len(starts):
        return 0, ""
    first, after = (*starts, None)[part.prefix[0] : part.prefix[0] + 2]
    item = text[first:after]
    try:
        return (text.count("\n", 0, first), item) if yaml.parse(item) == (part.data,) else (0, "")
    except yaml.Unreadable:
        return 0, ""


@lru_cache(maxsize=4)
def _starts(text: str) -> tuple[int, ...]:
    """Return the offsets at which items of a list may start: hyphens at the start of a line."""
    return tuple(match.start() for match in re.finditer(r"^- ", text, re.MULTILINE))
