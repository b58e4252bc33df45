"""Finds paragraphs with so many marks of Markdown that no parser reads them in a reasonable time: it tries what each may be the end of."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.patterns import lazy_pattern
from prospectus.problems.message import Message

MOST_MARKS = 1_000
"""The most of one mark, and the most lines, in one paragraph, list or row of a table. Time grows with the square of the number."""
MARKS = "[(*_`<!~^=$\\&{\t\n"
"""The marks with which something may begin. A line break is one, since a list or a definition may."""
NAMES = {"\n": Message("line breaks", "换行"), "\t": Message("tabs", "制表符")}
LESS_IN_ONE = Message("several paragraphs with an empty line between, or a block of code", "分成几段，中间空一行，或写成代码块")
_EMPTY_LINES = lazy_pattern(r"\n(?:[ \t>]*\n)+")
_FENCE = lazy_pattern(r"[ \t>]*(`{3,}|~{3,})[^`\n]*")
_DELIMITER_ROW = lazy_pattern(r"[ \t>]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*\|?[ \t]*+")


def find_crowded_paragraph(text: str) -> tuple[int, str] | None:
    """Return the offset of the first paragraph with too many of one mark, and the mark; None if there is none. Fenced code is left out."""
    if len(text) <= MOST_MARKS or all(text.count(mark) <= MOST_MARKS for mark in MARKS):
        return None
    for start, paragraph in _iter_paragraphs(_without_code(text)):
        for mark in MARKS:
            if paragraph.count(mark) > MOST_MARKS:
                return start, mark
    return None


def describe_mark(mark: str) -> Message:
    """Return a mark as a message shows it."""
    return NAMES.get(mark, Message(mark, mark))


def _without_code(text: str) -> str:
    """Return a text with the lines of fenced code blank, of the same length."""
    lines, fence = text.split("\n"), ""
    for index, line in enumerate(lines):
        match = _FENCE.fullmatch(line)
        closes = bool(fence) and match is not None and match[1].startswith(fence)
        if fence or match:
            lines[index] = " " * len(line)
        fence = "" if closes else fence or (match[1] if match else "")
    return "\n".join(lines) if not fence else text


def _iter_paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield what stands between empty lines, with its offset; each row of a table by itself."""
    start = 0
    for match in (*_EMPTY_LINES.finditer(text), None):
        paragraph = text[start : match.start() if match is not None else len(text)]
        lines = paragraph.split("\n", 2)
        if len(lines) > 1 and "|" in lines[0] and _DELIMITER_ROW.fullmatch(lines[1]):
            yield from _iter_rows(start, paragraph)
        else:
            yield start, paragraph
        start = match.end() if match is not None else len(text)


def _iter_rows(start: int, table: str) -> Iterator[tuple[int, str]]:
    for row in table.split("\n"):
        yield start, row
        start += len(row) + 1
