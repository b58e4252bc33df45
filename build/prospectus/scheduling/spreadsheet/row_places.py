"""Rows of sheets as people name them: row 4 of sheet “Talks”."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from prospectus.problems import Message

ROW, ROWS = Message("row {lines}", "第 {lines} 行"), Message("rows {lines}", "第 {lines} 行")
ROW_OF_SHEET = Message("{row} of sheet “{sheet}”", "“{sheet}”表{row}")


class RowPlace(NamedTuple):
    """A row, by the name of its sheet, which is empty for a text, and its number from 1."""

    sheet: str
    line: int

    @property
    def name(self) -> Message:
        """The row in words."""
        return name_places([self])


def name_places(places: Iterable[RowPlace]) -> Message:
    """Return rows in words, by sheet."""
    lines: dict[str, list[int]] = {}
    for place in dict.fromkeys(places):
        lines.setdefault(place.sheet, []).append(place.line)
    named = [_name_lines(sheet, numbers) for sheet, numbers in lines.items()]
    return Message(", ".join(item.en for item in named), "、".join(item.zh for item in named))


def _name_lines(sheet: str, lines: list[int]) -> Message:
    numbers = Message(", ".join(map(str, lines)), "、".join(map(str, lines)))
    row = (ROWS if len(lines) > 1 else ROW).fill(lines=numbers)
    return ROW_OF_SHEET.fill(row=row, sheet=sheet) if sheet else row
