"""Cuts the lines of a pasted notice into labelled values: `时间：12月23日（周三） 地点：一号厅` is a time and a place.

A label is what a heading of a sheet can be, so both are known by the same rule; see `spreadsheet/headings.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prospectus.model.written_dates import DateContext, DateTextError, parse_dates
from prospectus.scheduling.spreadsheet.headings import UNREAD_COLUMNS, read_heading

MAX_LABEL = 30
"""The most characters of a label."""
COLUMNS_WITHOUT_COLON = ("date", "start", "title", "people", "moderators", "place", "deadline")
"""The columns whose labels need no colon when they are in brackets: 【时间】."""
URL_COLUMNS = ("announcement", "deadline-url", "replay", "slides", "transcript")
"""The columns that hold an address; what has their label and is none is a text."""
_NUMBER = re.compile(
    r"(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|\d{1,2}[.、．](?!\d)|[一二三四五六七八九十]{1,3}[、.．]"
    r"|第[0-9一二三四五六七八九十]{1,3}(?:场|讲|期|节)(?=[\s:：|｜、])|(?:Session|Talk|Event|Lecture)\s+\d{1,2}(?=[\s:.)|]))\s*[:：、.]?\s*",
    re.IGNORECASE,
)
_ORNAMENT = re.compile(r"[^\w【《“\"(（\[]+")
_LABEL = re.compile(
    r"(?:^|(?<=[；;|｜\t。（(]))\s*(?P<bracket>[【\[])?(?P<label>[^：:；;|｜\t【】\[\]。，,（(）)]{1,30}?)(?(bracket)[】\]]\s*[:：]?|\s*[:：])"
    r"|(?<=[\s)）])(?P<inner>[^\s：:；;|｜【】\[\]。，,（(）)]{1,30}?)\s*[:：]"
)
"""A label at the start of a part, or after a space; one in brackets needs no colon."""
_SPLIT = re.compile(r"[\s，,|｜；;]+")
_TRAILING = " \t；;|｜，,"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A line of a notice."""

    number: int
    """Its number, from 1."""
    text: str
    """Its text without ornaments and the number of an item."""
    is_item: bool
    """Whether it begins with the number of an item of a list."""
    after_blank: bool
    """Whether an empty line precedes it."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A part of a line: the column that its label means, empty without a label, and its text."""

    column: str
    text: str


def iter_notice_lines(text: str) -> Iterator[NoticeLine]:
    """Yield the lines of a text that are not empty."""
    after_blank = False
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.strip().strip("\ufeff\u200b")
        ornament = _ORNAMENT.match(plain)
        plain = plain[ornament.end() :] if ornament else plain
        item = _NUMBER.match(plain)
        plain = (plain[item.end() :] if item else plain).strip()
        if plain:
            yield NoticeLine(number, plain, item is not None, after_blank)
        after_blank = not plain


def split_labels(text: str, languages: tuple[str, ...]) -> list[Labelled]:
    """Return the parts of a line, cut before each known label. What precedes the first label has none.

    Only the last part can have an empty text: a label whose value is in the next line.
    """
    marks = [(match.start(), match.end(), column) for match in _LABEL.finditer(text) if (column := _column_of_match(match, languages))]
    marks = [mark for number, mark in enumerate(marks) if number == 0 or mark[0] >= marks[number - 1][1]]
    if not marks:
        return [Labelled("", text.strip())]
    ends = [start for start, _, _ in marks[1:]] + [len(text)]
    parts = [Labelled("", _strip(text[: marks[0][0]]))]
    parts += [Labelled(column, _strip(text[start:end])) for (_, start, column), end in zip(marks, ends, strict=True)]
    return [part for number, part in enumerate(parts) if part.text or (number == len(parts) - 1 and part.column)]


def _strip(text: str) -> str:
    """Return a part without the separators around it, and without a bracket whose other half is in another part."""
    plain = text.strip(_TRAILING)
    for opening, closing in ("（）", "()"):
        if plain.count(opening) > plain.count(closing):
            plain = plain.removesuffix(opening)
        elif plain.count(opening) < plain.count(closing):
            plain = plain.removesuffix(closing)
    return plain.strip(_TRAILING)


def _column_of_match(match: re.Match[str], languages: tuple[str, ...]) -> str:
    column = _column_of(match["label"] or match["inner"] or "", languages)
    if column in URL_COLUMNS and not match.string[match.end() :].lstrip().startswith("http"):
        return ""
    has_colon = match[0].rstrip().endswith((":", "："))
    return column if has_colon or column in COLUMNS_WITHOUT_COLON else ""


def _column_of(label: str, languages: tuple[str, ...]) -> str:
    if len(label.strip()) > MAX_LABEL:
        return ""
    column = read_heading(label.strip(), languages).column
    return "" if column in (*UNREAD_COLUMNS, "id") else column


def find_date(text: str, context: DateContext) -> tuple[str, str]:
    """Return the date at the start of a text, with the times beside it, and the rest; an empty date when there is none."""
    ends = [match.start() for match in _SPLIT.finditer(text)] + [len(text)]
    for end in reversed(ends[:8] if len(ends) > 8 else ends):
        if says_day(text[:end], context):
            return text[:end].strip(), text[end:].strip(_TRAILING)
    return "", text


def says_day(text: str, context: DateContext) -> bool:
    """Return whether a text is a date, alone or with times."""
    try:
        return bool(parse_dates(text, context).spans)
    except DateTextError as error:
        return "weekday" in error.params and "day" in error.params


def says_time(text: str, context: DateContext) -> bool:
    """Return whether a text is a time without a day."""
    try:
        written = parse_dates(text, context)
    except DateTextError:
        return False
    return bool(written.times) and not written.spans
