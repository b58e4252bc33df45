"""An edit of a text file, as a value: the correction that a problem proposes."""

from __future__ import annotations

from typing import NamedTuple


class TextEdit(NamedTuple):
    """Replaces the characters from a start position to an end position, which is exclusive. Lines and columns count from 1."""

    line: int
    column: int
    end_line: int
    end_column: int
    replacement: str


def apply_edits(text: str, edits: tuple[TextEdit, ...]) -> str:
    """Return the text with all edits made. Line ends must be newlines. Raises ValueError if edits overlap or are outside the text."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    spans = sorted((_offset(starts, lines, *edit[:2]), _offset(starts, lines, *edit[2:4]), edit.replacement) for edit in set(edits))
    parts, position = [], 0
    for start, end, replacement in spans:
        if start < position or end < start:
            raise ValueError("Edits must not overlap.")
        parts += [text[position:start], replacement]
        position = end
    return "".join([*parts, text[position:]])


def _offset(starts: list[int], lines: list[str], line: int, column: int) -> int:
    """Return the offset of a position. Raises ValueError if the text has no such position."""
    if not (1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1):
        raise ValueError(f"The text has no line {line}, column {column}.")
    return starts[line - 1] + column - 1
