"""Fills merged cells: each cell of the area has the value of the first one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from prospectus.problems import Message
from prospectus.scheduling.spreadsheet.sheet import MAX_COLUMNS, Position, Sheet, SheetError

Area = tuple[int, int, int, int]
"""Merged cells: first column, first row, last column and last row, from 1."""
MAX_MERGED_CELLS = 200_000
"""The most cells that the merged cells of a sheet may cover, together."""


def fill_merged(sheet: Sheet, merged: Iterable[Area]) -> Sheet:
    """Return a sheet in which all cells of merged cells have the value of the first one. Raises SheetError when they cover too much."""
    rows = [list(row) for row in sheet.rows]
    down: set[Position] = set()
    across: set[Position] = set()
    covered = 0
    for first_column, first_row, last_column, last_row in merged:
        first = rows[first_row - 1] if 0 < first_row <= len(rows) else []
        value = first[first_column - 1] if 0 < first_column <= len(first) else None
        if value is None:
            continue
        end_row, end_column = min(last_row, len(rows)), min(last_column, MAX_COLUMNS)
        covered += (end_row - first_row + 1) * (end_column - first_column + 1)
        _check_covered(covered)
        for row in range(first_row - 1, end_row):
            for column in range(first_column - 1, end_column):
                rows[row] += [None] * (column + 1 - len(rows[row]))
                if rows[row][column] is None:
                    rows[row][column] = value
                    (across if column >= first_column else down).add((row, column))
    return replace(sheet, rows=tuple(map(tuple, rows)), filled_down=frozenset(down), filled_across=frozenset(across))


def _check_covered(covered: int) -> None:
    if covered > MAX_MERGED_CELLS:
        limit = Message(f"{MAX_MERGED_CELLS} merged cells", f"{MAX_MERGED_CELLS} 个合并单元格")
        raise SheetError("PR602", limit=limit, came=Message(f"more than {limit.en}", f"{limit.zh}以上"))
