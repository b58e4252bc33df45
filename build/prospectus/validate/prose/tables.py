"""Checks the tables of Markdown: a row with more cells than the table has columns loses the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile

from prospectus.problems import Message, Problem
from prospectus.validate.prose.source import ProseSource

DELIMITER_ROW = re.compile(r"^(?P<prefix>[ >]*)(?=[^\n]*\|)\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$", re.MULTILINE)
"""The second row of a table, which has only hyphens and colons."""
_ESCAPED_PIPE = re.compile(r"\\.")


def check_tables(source: ProseSource) -> Iterator[Problem]:
    """A row of a table must not have more cells than the table has columns."""
    if "|" not in source.characters or "-" not in source.characters:
        return
    text = _ESCAPED_PIPE.sub("\0\0", source.without_code)
    for delimiter in DELIMITER_ROW.finditer(text):
        start = text.rfind("\n", 0, max(delimiter.start() - 1, 0)) + 1
        header = text[start : delimiter.start()].rstrip("\n")
        if delimiter.start() and "|" in header:
            yield from _check_rows(source, text, start, delimiter)


def _check_rows(source: ProseSource, text: str, start: int, delimiter: re.Match[str]) -> Iterator[Problem]:
    columns = len(find_cells(text[start : delimiter.start() - 1]))
    came = len(find_cells(delimiter[0]))
    if columns != came:
        cells = Message(f"{columns} times `---`, one per column", f"{columns} 个 `---`，每列一个")
        yield source.problem_at(delimiter.start(), "PR254", came=delimiter[0].strip(), form=cells)
        return
    offset = delimiter.end() + 1
    for row in takewhile(str.strip, text[offset:].split("\n")):
        cells_of_row = find_cells(row)
        if len(cells_of_row) > columns:
            begin, end = offset + cells_of_row[columns][0], offset + cells_of_row[-1][1]
            form = _join_surplus(source.text[offset : offset + len(row)], cells_of_row, columns)
            yield source.problem_at(begin, "PR254", came=source.text[begin:end].strip(" |"), form=form)
        offset += len(row) + 1


def _join_surplus(row: str, cells: list[tuple[int, int]], columns: int) -> Message:
    """Return a row whose last column holds all further cells, and the other way: a column more."""
    words = [row[begin:end].strip() for begin, end in cells]
    joined = f"| {' | '.join([*words[: columns - 1], ' '.join(filter(None, words[columns - 1 :]))])} |"
    more = len(cells) - columns
    return Message(
        f"{joined}, or {more} more in the header; a | within a cell is written \\|",
        f"{joined}，或者在表头增加 {more} 列；单元格里的 | 写作 \\|",
    )


def find_cells(row: str) -> list[tuple[int, int]]:
    """Return start and end of the words of each cell of a row; code and escaped pipes are masked."""
    begin, end = len(row) - len(row.lstrip(" >")), len(row.rstrip())
    begin += row[begin : begin + 1] == "|"
    end -= end > begin and row[end - 1] == "|"
    edges = [begin, *(match.end() for match in re.finditer(r"\|", row[:end]) if match.start() >= begin), end + 1]
    return [(left + len(row[left : right - 1]) - len(row[left : right - 1].lstrip()), right - 1) for left, right in pairwise(edges)]
