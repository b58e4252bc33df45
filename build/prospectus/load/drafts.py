"""A raw record with its source files, and a lookup from field to line number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from prospectus.cache.cache import digest
from prospectus.load import yaml
from prospectus.load.yaml_source import YamlSource, read_source
from prospectus.model.fields import FieldPath
from prospectus.model.registry import Kind
from prospectus.problems import Problem, make_problem
from prospectus.text.translations import is_stale

Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class RecordPart:
    """One source of the fields of a record: a file, or one item of a list in a file."""

    path: str
    """The path of the file, relative to the root, with slashes."""
    data: dict[str, Any]
    """The fields in this file or item."""
    language: str | None = None
    """The language in the name of the file, if any."""
    prefix: FieldPath = ()
    """The path of the record within the value of the file."""
    first_line: int = 1
    """The line on which its YAML starts, from 1."""


@dataclass(frozen=True, slots=True)
class ProseFile:
    """The Markdown text of a record in one language."""

    path: str
    text: str
    first_line: int
    """The line of the file on which the text starts, from 1."""
    source_hash: str | None = None
    """The hash of the text it was translated from, if stated."""


@dataclass(frozen=True)
class RawRecord:
    """A raw record: the merged fields of its parts, not yet checked."""

    root: Path
    kind: Kind
    key: str | None
    """The name of its file, for kinds with one file per record."""
    data: dict[str, Any]
    parts: tuple[RecordPart, ...]
    prose: dict[str, ProseFile] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What checks have found out about it from itself alone; kept with the record between runs of `prospectus check`."""

    @property
    def folder(self) -> str:
        """The folder of the file that its fields are written in, relative to the root: relative links in them begin there."""
        return self.path.rpartition("/")[0]

    @cached_property
    def fields_fingerprint(self) -> str:
        """A hash of its kind, key, folder and fields."""
        return digest(self.kind.name, self.key, self.folder, self.data)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all its source data: its fields and its prose."""
        prose = [f"{language}{prose_file}" for language, prose_file in sorted(self.prose.items())]
        return digest(self.fields_fingerprint, *prose) if prose else self.fields_fingerprint

    @cached_property
    def saved_key(self) -> str:
        """A hash of all its source data and of where each field is written."""
        return digest(self.fingerprint, self.parts)

    def fact(self, name: str, find: Callable[[], Fact]) -> Fact:
        """Return the fact `name`, found by a pure function of this record alone."""
        if name not in self.facts:
            self.facts[name] = find()
        fact: Fact = self.facts[name]
        return fact

    def stale_translations(self, source_language: str) -> tuple[str, ...]:
        """Return the languages of its prose that are older than the text in `source_language`."""
        source = self.prose.get(source_language)
        if source is None:
            return ()
        translations = ((language, prose) for language, prose in self.prose.items() if language != source_language)
        return tuple(language for language, prose in translations if is_stale(prose.source_hash, source.text))

    @property
    def path(self) -> str:
        """The path of its first file."""
        return self.parts[0].path

    @property
    def name(self) -> str:
        """Its kind and id, such as `guide:margin`."""
        return f"{self.kind.name}:{self.data.get('id', self.key)}"

    @property
    def main_part(self) -> RecordPart:
        """The part that new fields are written in: that in YAML, or else the one in Markdown with the most fields."""
        return max(self.parts, key=lambda part: (part.language is None, len(part.data)))

    def problem(self, field_path: FieldPath, code: str, language: str | None = None, /, **params: object) -> Problem:
        """Return a problem of `code` at the line and column of the field at `field_path`. Reads the file again to find them."""
        field_path = self.as_written(field_path)
        part = self.find_part(field_path, language)
        line, column = find_position(self.root, part, field_path)
        return replace(make_problem(part.path, line, column, code, language, **params), record=self.name)

    def as_written(self, field_path: FieldPath) -> FieldPath:
        """Return a field path with the former name of its field, if that is the one in the file."""
        if not field_path or field_path[0] in self.data:
            return field_path
        former_names = self.kind.model.former_names.items()
        written_name = next((former for former, name in former_names if name == field_path[0] and former in self.data), field_path[0])
        return (written_name, *field_path[1:])

    def find_part(self, field_path: FieldPath, language: str | None) -> RecordPart:
        """Return the part in which a field is written; the first part if none has it."""

        def has_field(part: RecordPart) -> bool:
            return bool(field_path) and field_path[0] in part.data and part.language in (None, language or part.language)

        return next((part for part in self.parts if has_field(part)), self.parts[0])


def find_position(root: Path, part: RecordPart, field_path: FieldPath) -> tuple[int, int]:
    """Return line and column, from 1, of `field_path` in the file of `part`; the start of its YAML when that can no longer be parsed.

    A file that is not written yet has no lines: 1, 1.
    """
    try:
        source = read_part(root, part)
    except FileNotFoundError:
        return 1, 1
    try:
        lines_before, item = source.extract_item(part.prefix, part.data)
        line, column = yaml.locate(item, (0, *field_path)) if item else yaml.locate(source.text, (*part.prefix, *field_path))
    except yaml.YamlError:
        lines_before, line, column = 0, 1, 1
    return part.first_line - 1 + lines_before + line, column


def read_part(root: Path, part: RecordPart) -> YamlSource:
    """Return the YAML of a part as it is written; of a Markdown file, its front matter. Raises OSError and UnicodeDecodeError."""
    return read_source(root / part.path, part.first_line, is_front_matter=part.language is not None)
