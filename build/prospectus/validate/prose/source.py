"""The Markdown text of a record in one language, with the parts that are no running text masked, for checks of what is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from prospectus.load.drafts import ProseFile
from prospectus.patterns import lazy_pattern
from prospectus.problems import Problem, TextEdit, make_problem
from prospectus.text.addresses import ADDRESS
from prospectus.text.angle_brackets import Bracket, Role, iter_brackets
from prospectus.text.code_fences import FENCED_CODE
from prospectus.text.dialect.formulas import MARKERS as FORMULA_MARKERS
from prospectus.text.dialect.formulas import Formula, iter_formulas

MASK = "\0"
"""Replaces each masked character, so that all offsets stay valid. Line breaks are never masked."""
_CODE_SPAN = lazy_pattern(r"(?<![\\`])(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)", re.DOTALL)
_CONTAINER = lazy_pattern(r"(?:[-*+]|\d+\.)[ \t]|\[\^[^\]]+\]:|!!!|\?\?\?|===|:[ ]{1,3}\S")
"""The start of a list item, a footnote, an admonition, a fold, a tab or a definition: indented lines after it are its content, not code."""
_TARGET = lazy_pattern(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|^[ ]{0,3}\[(?!\^)[^\]\n]+\]:[^\n]*$", re.MULTILINE)
"""The target of a link, and the definition of one. A footnote looks like a definition, but holds words that readers see."""
_ESCAPED = lazy_pattern(r"""\\[!-/:-@\[-`{-~]""")

Replacement = tuple[int, int, str]
"""An edit of the text: start and end offset, end exclusive, and the new text."""


@dataclass(frozen=True)
class ProseSource:
    """The Markdown text of a record in one language."""

    file: ProseFile
    language: str

    @property
    def text(self) -> str:
        """The text as written."""
        return self.file.text

    @property
    def folder(self) -> str:
        """The folder of its file, from which relative links lead on."""
        return self.file.path.rpartition("/")[0]

    @cached_property
    def characters(self) -> frozenset[str]:
        """The characters that occur in the text. A look into it is much faster than a search in the text."""
        return frozenset(self.file.text)

    def has_any(self, markers: Sequence[str]) -> bool:
        """Return whether one of some strings occurs in the text."""
        return any(self.characters.issuperset(marker) and marker in self.text for marker in markers)

    @cached_property
    def without_code(self) -> str:
        """The text with code and formulas masked."""
        text = self.without_code_only
        for formula in self.formulas:
            text = _mask(text, formula.start, formula.end)
        return text

    @cached_property
    def formulas(self) -> tuple[Formula, ...]:
        """The formulas of the text."""
        return tuple(iter_formulas(self.without_code_only)) if self.has_any(FORMULA_MARKERS) else ()

    @cached_property
    def without_code_only(self) -> str:
        """The text with code masked: fenced blocks, indented blocks and spans."""
        text = self.text
        if "```" in text or "~~~" in text:
            text = FENCED_CODE.sub(mask_match, text)
        if "\n    " in text or "\t" in text or text.startswith("    "):
            text = _mask_indented_code(text)
        return _CODE_SPAN.sub(mask_match, text) if "`" in text else text

    @cached_property
    def without_comments(self) -> str:
        """The text with code and comments masked."""
        text = self.without_code
        for bracket in self.brackets:
            if bracket.role is Role.COMMENT:
                text = _mask(text, bracket.start, bracket.end)
        return text

    @cached_property
    def running_text(self) -> str:
        """The text with everything masked that readers do not see as typed: code, tags, comments, targets of links, escaped marks."""
        text = self.without_code
        for bracket in self.brackets:
            if bracket.role is not Role.TEXT:
                text = _mask(text, bracket.start, bracket.end)
        if "\\" in text:
            text = _ESCAPED.sub(mask_match, text)
        text = _TARGET.sub(_mask_target, text) if "](" in text or "]:" in text else text
        return ADDRESS.sub(mask_match, text) if "://" in text else text

    @cached_property
    def brackets(self) -> tuple[Bracket, ...]:
        """Each `<` of the text that is not in code."""
        if "<" not in self.text:
            return ()
        return tuple(bracket for bracket in iter_brackets(self.text) if self.without_code[bracket.start] == "<")

    def position_of(self, offset: int) -> tuple[int, int]:
        """Return line and column in the file, from 1, of an offset in the text."""
        preceding = self.text[:offset]
        return self.file.first_line + preceding.count("\n"), len(preceding.rpartition("\n")[2]) + 1

    def problem_at(self, offset: int, code: str, *, fix: tuple[Replacement, ...] = (), **params: object) -> Problem:
        """Return a problem of `code` at an offset in the text, with the edits that correct it."""
        line, column = self.position_of(offset)
        edits = tuple(TextEdit(*self.position_of(start), *self.position_of(end), text) for start, end, text in fix)
        return replace(make_problem(self.file.path, line, column, code, self.language, **params), fix=edits)


def mask_match(match: re.Match[str]) -> str:
    """Return what a match is replaced with, to mask all of it."""
    return _NOT_LINE_BREAK.sub(MASK, match[0])


_NOT_LINE_BREAK = lazy_pattern(r"[^\n]")


def _mask(text: str, start: int, end: int) -> str:
    return text[:start] + _NOT_LINE_BREAK.sub(MASK, text[start:end]) + text[end:]


def _mask_target(match: re.Match[str]) -> str:
    """Return a link or a definition with its target masked."""
    opening = match[0].index("](" if match[0].startswith("](") else "]:") + 2
    closing = 1 if match[0].startswith("](") else 0
    inside = match[0][opening : len(match[0]) - closing]
    return match[0][:opening] + _NOT_LINE_BREAK.sub(MASK, inside) + match[0][len(match[0]) - closing :]


def _mask_indented_code(text: str) -> str:
    """Return a text with indented code masked: lines after an empty line, indented by four spaces, or four more within a list."""
    lines, code_indent, in_paragraph, in_code = text.split("\n"), 4, False, False
    for index, line in enumerate(lines):
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        if not line.strip():
            in_paragraph = False
        elif indent >= code_indent and (in_code or not in_paragraph):
            lines[index], in_code = MASK * len(line), True
        else:
            if _CONTAINER.match(line.strip()):
                code_indent = indent // 4 * 4 + 8
            elif indent < 4 and not in_paragraph:
                code_indent = 4
            in_paragraph, in_code = True, False
    return "\n".join(lines)
