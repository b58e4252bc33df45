"""The Markdown of a field, with the way back from an offset in it to the line and column of the file.

YAML folds lines, removes indentation and reads escapes; a text is found again by going through both side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from prospectus.load.drafts import ProseFile, RawRecord, find_position
from prospectus.model.fields import FieldPath
from prospectus.model.values.text import TextForm
from prospectus.problems import Problem, TextEdit, make_problem
from prospectus.validate.prose.source import ProseSource, Replacement
from prospectus.validate.references import CheckedRecord
from prospectus.validate.source_edits import WrittenScalar, find_written_scalar

BLOCK_STYLES = ("|", ">")
"""The styles of YAML scalars in which no character has a meaning of its own."""


@dataclass(frozen=True)
class FieldSource(ProseSource):
    """The Markdown of a field in one language."""

    raw: RawRecord
    field_path: FieldPath
    form: TextForm

    @cached_property
    def scalar(self) -> WrittenScalar | None:
        """The text as it is written in the file; None if it cannot be found."""
        return find_written_scalar(self.raw, (*self.field_path, self.language), self.language)

    @cached_property
    def _offsets(self) -> list[int]:
        """The offset in the written scalar of each character of the text; empty if the text cannot be found in it."""
        return align(self.text, self.scalar.text, self.scalar.start) if self.scalar is not None else []

    def position_of(self, offset: int) -> tuple[int, int]:
        """Return line and column in the file, from 1, of an offset in the text; those of the field if the text cannot be found there."""
        if self.scalar is None or not self._offsets:
            field_path = self.raw.as_written((*self.field_path, self.language))
            return find_position(self.raw.root, self.raw.find_part(field_path, self.language), field_path)
        last = self._offsets[-1] + 1
        written = self._offsets[offset] if offset < len(self._offsets) else last
        return self.scalar.position_of(written)

    def problem_at(self, offset: int, code: str, *, fix: tuple[Replacement, ...] = (), **params: object) -> Problem:
        """Return a problem of `code` at an offset in the text. It has edits only where they mean the same in the file as in the text."""
        edits = tuple(self._to_edit(*edit) for edit in fix)
        problem = super().problem_at(offset, code, fix=(), **params)
        return replace(problem, record=self.raw.name, fix=tuple(edit for edit in edits if edit is not None) if None not in edits else ())

    def problem_on(self, line: int, column: int, code: str, **params: object) -> Problem:
        """Return a problem of `code` at a line and a column of the file."""
        return replace(make_problem(self.file.path, line, column, code, self.language, **params), record=self.raw.name)

    def _to_edit(self, start: int, end: int, replacement: str) -> TextEdit | None:
        if self.scalar is None or not self._offsets or end > len(self._offsets) or "\n" in replacement:
            return None
        begin = self._offsets[start] if start < end else 0
        is_same = start < end and self._offsets[start:end] == list(range(begin, begin + end - start))
        if not is_same or (self.scalar.style not in BLOCK_STYLES and not set(replacement).isdisjoint("\"'\\:#,[]{}&*!|>%@`")):
            return None
        return TextEdit(*self.position_of(start), *self.position_of(end), replacement)


def align(text: str, written: str, start: int) -> list[int]:
    """Return the offset in a written scalar of each character of its text, from `start` on; an empty list if they cannot be matched."""
    offsets, position = [], start
    for character in text:
        if character.isspace():
            offsets.append(position)
            while position < len(written) and written[position].isspace():
                position += 1
            continue
        position = written.find(character, position)
        if position < 0:
            return []
        offsets.append(position)
        position += 1
    return offsets


def iter_field_sources(checked: CheckedRecord, pattern: re.Pattern[str] | None = None) -> Iterator[FieldSource]:
    """Yield each text of a record that may have Markdown, by language; with `pattern`, only those that it matches somewhere."""
    for field_path, info, text in checked.values:
        if info.value_type == "text" and text.form is not TextForm.LINE:
            for language in text if pattern is None else (language for language in text if pattern.search(text[language])):
                path = checked.raw.find_part(checked.raw.as_written(field_path), language).path
                yield FieldSource(ProseFile(path, text[language], 1), language, checked.raw, field_path, text.form)


def iter_sources(checked: CheckedRecord) -> Iterator[ProseSource]:
    """Yield all Markdown of a record: of its files, then of its fields."""
    for language, prose in checked.raw.prose.items():
        yield ProseSource(prose, language)
    yield from iter_field_sources(checked)
