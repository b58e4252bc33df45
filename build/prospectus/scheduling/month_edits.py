"""Edits that reach over the files of several months: fields are set, and events that start in another month move to its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prospectus.model.month_paths import MonthPath, parse_month_path
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.scheduling import yaml_records
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.plan_messages import is_head_comment

Texts = dict[str, str | None]
"""The new text of each file, by path; None for a file that is removed."""


def find_new_file(source: SourceCalendar, entry: CalendarEntry, starts: str | None) -> str:
    """Return the file to which an event moves that starts then; empty when it stays in its file.

    From a second file it moves to the file of the same name beside the other month, if there is one, else to the main file. Only another
    month moves it, and only a start that names a month.
    """
    part = entry.raw.parts[0]
    file = parse_month_path(part.path)
    if starts is None or file is None or not part.prefix:
        return ""
    new, old = PartialDate.parse(starts), entry.event.starts
    day, old_day = new.first_day, old.first_day
    if new.precision < Precision.MONTH or (day.year, day.month) == (old_day.year, old_day.month):
        return ""
    beside = str(MonthPath(day.year, day.month, file.name))
    path = beside if beside in source.loaded.contents else str(MonthPath(day.year, day.month))
    return path if path != part.path else ""


def move_blocks(source: SourceCalendar, texts: Mapping[str, str | None], moves: Sequence[tuple[CalendarEntry, str]]) -> Texts:
    """Return the texts of files after events have moved, each with its comments, to the file of another month.

    `texts` are those after other edits that keep the number of records.
    """
    edited: Texts = dict(texts)
    blocks: list[tuple[str, str]] = []
    for entry, path in sorted(moves, key=lambda move: _row_of(move[0]), reverse=True):
        part = entry.raw.parts[0]
        edited[part.path], block = yaml_records.cut_row(_text_of(source, edited, part.path), _row_of(entry), is_head_comment)
        blocks.append((path, block))
    for path, block in reversed(blocks):
        edited[path] = yaml_records.insert_block(_text_of(source, edited, path), block, is_head_comment)
    return edited


def remove_empty_files(texts: Mapping[str, str | None], moves: Sequence[tuple[CalendarEntry, str]]) -> Texts:
    """Return the texts of files, without those of which the last event has moved away."""
    left = {entry.raw.parts[0].path for entry, _ in moves}
    return {path: None if path in left and _is_empty(text) else text for path, text in texts.items()}


def _row_of(entry: CalendarEntry) -> int:
    return int(entry.raw.parts[0].prefix[0])


def _text_of(source: SourceCalendar, texts: Texts, path: str) -> str:
    text = texts.get(path)
    return source.text_of(path) if text is None else text


def _is_empty(text: str | None) -> bool:
    return text is not None and yaml_records.has_no_records(text, is_head_comment)
