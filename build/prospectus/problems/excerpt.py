"""The line of a problem in its file, with a mark under the place: for people who read reports in a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from prospectus.problems.problem import Problem
from prospectus.problems.visible import escape_controls, hide_credentials

WIDTH = 100
"""The widest excerpt in columns; of a longer line, the part around the problem is shown."""
CONTEXT = 40
"""The columns that are shown before the problem if the line is shortened."""
TAB, ELLIPSIS = "→", "…"


class Excerpt(NamedTuple):
    """A line as it is shown, and the mark under it. Both have the same indent of the line number."""

    line: str
    mark: str


class _Cell(NamedTuple):
    """A character as it is shown."""

    text: str
    width: int


def build_excerpt(problem: Problem, line: str) -> Excerpt | None:
    """Return the excerpt of a problem in a line of its file, without line end, or None if the problem is not on that line."""
    start = problem.column - 1
    if not line.strip() or start > len(line):
        return None
    cells = [_build_cell(character) for character in hide_credentials(line)]
    marked = max(1, sum(cell.width for cell in cells[start : start + _length_of_problem(problem, line, start)]))
    before, text = _shorten(cells, start)
    number = f"{problem.line:>5}"
    return Excerpt(f"{number} | {text}", f"{' ' * len(number)} | {' ' * before}{'^' * min(marked, max(1, WIDTH - before))}")


def _length_of_problem(problem: Problem, line: str, start: int) -> int:
    """Return how many characters the problem covers: those of its correction, or of the value found, or of the first word."""
    for edit in problem.fix:
        if edit.line == edit.end_line == problem.line and edit.column == problem.column and edit.end_column > edit.column:
            return edit.end_column - edit.column
    came = problem.came or ""
    if came and line.startswith(came, start):
        return len(came)
    word = re.compile(r"[\w.-]*").match(line, start)
    return max(1, len(word[0]) if word and line[start : start + 1].isascii() else 1)


def _shorten(cells: list[_Cell], start: int) -> tuple[int, str]:
    """Return the columns before the problem and the text, both shortened to the part around it if the line is too long."""
    first, last = 0, len(cells)
    if sum(cell.width for cell in cells) > WIDTH:
        first = start - _count(reversed(cells[max(0, start - CONTEXT) : start]), CONTEXT)
        last = first + _count(cells[first : first + WIDTH], WIDTH - 2)
    prefix, suffix = ELLIPSIS if first else "", ELLIPSIS if last < len(cells) else ""
    text = "".join(cell.text for cell in cells[first:last])
    return len(prefix) + sum(cell.width for cell in cells[first:start]), f"{prefix}{text}{suffix}"


def _count(cells: Iterable[_Cell], columns: int) -> int:
    """Return how many of the first cells fit into a number of columns."""
    return sum(total <= columns for total in accumulate(cell.width for cell in cells))


def _build_cell(character: str) -> _Cell:
    if character == "\t":
        return _Cell(TAB, 1)
    text = escape_controls(character)
    if len(text) > 1:
        return _Cell(text, len(text))
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return _Cell(text, 0)
    return _Cell(text, 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1)
