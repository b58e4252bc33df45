"""Names the cells of a sheet that are not imported, with what they say, so that nothing is left out without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from prospectus.problems import Message
from prospectus.scheduling.spreadsheet import cells
from prospectus.scheduling.spreadsheet.cells import CellValue
from prospectus.scheduling.spreadsheet.sheet import Position, Sheet

MAX_CELLS = 4
"""The most cells that a message names."""
MAX_TEXT = 30
"""The most characters of a cell in a message."""
MAX_ROW = 80
"""The most characters of a row in a message."""
CELL = Message("{cell} “{text}”", "{cell}“{text}”")
ROW = Message("row {row} “{text}”", "第 {row} 行“{text}”")
AND_MORE_ROWS = Message("{rows} and {count} more", "{rows}，另有 {count} 行")
AND_MORE = Message("{cells} and {count} more", "{cells}，另有 {count} 格")


def iter_filled(sheet: Sheet, column: int, heading_row: int) -> Iterator[Position]:
    """Yield the cells of a column below its heading that are not empty; of merged cells, the first one."""
    for row in range(heading_row + 1, len(sheet.rows)):
        is_copy = (row, column) in sheet.filled_down or (row, column) in sheet.filled_across
        if not is_copy and column < len(sheet.rows[row]) and cells.to_text(sheet.rows[row][column]):
            yield row, column


def name_cells(sheet: Sheet, positions: Iterable[Position]) -> Message:
    """Return the first of some cells with their texts, and how many more there are."""
    found, own_sheet = list(positions), replace(sheet, name="")
    named = [
        CELL.fill(cell=own_sheet.address(*position), text=shorten(cells.to_text(sheet.rows[position[0]][position[1]])))
        for position in found[:MAX_CELLS]
    ]
    listed = Message(", ".join(item.en for item in named), "、".join(item.zh for item in named))
    return AND_MORE.fill(cells=listed, count=len(found) - len(named)) if len(found) > len(named) else listed


def name_rows(sheet: Sheet, rows: Iterable[int], headings: Sequence[CellValue] = ()) -> Message:
    """Return the texts of the first of some rows, without those that are headings, with their numbers, and how many more there are."""
    named = [ROW.fill(row=sheet.line_of(row), text=text) for row in rows if (text := row_text(sheet, row, headings))]
    shown = named[:MAX_CELLS]
    listed = Message(", ".join(item.en for item in shown), "、".join(item.zh for item in shown))
    return AND_MORE_ROWS.fill(rows=listed, count=len(named) - len(shown)) if len(named) > len(shown) else listed


def row_text(sheet: Sheet, row: int, headings: Sequence[CellValue] = ()) -> str:
    """Return the different texts of a row, shortened; empty when it has none but those that `headings` repeats in its columns."""
    texts = dict.fromkeys(
        " ".join(text.split())
        for column, cell in enumerate(sheet.rows[row])
        if (row, column) not in sheet.filled_down and (text := cells.to_text(cell)) and cell not in headings[column : column + 1]
    )
    return shorten(" · ".join(texts), MAX_ROW)


def shorten(text: str, length: int = MAX_TEXT) -> str:
    """Return a text in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]}…"
