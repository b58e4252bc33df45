"""Line breaking: between words, and between the characters of Chinese text. A measure function supplies the width of a text.

The rules come from GB/T 15834 and UAX #14: no line begins with closing punctuation, and none ends with opening punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from wcwidth import iter_graphemes, width

Measure = Callable[[str], float]
"""A function that returns the width of a text, in any unit."""
NEVER_FIRST = frozenset("，。、；：！？）》〉」』】〕〗”’…—～·％‰℃,.;:!?)]}%")
NEVER_LAST = frozenset("（《〈「『【〔〖“‘([{")
ELLIPSIS = "…"
_UNSPACED = "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
"""Ranges of East Asian characters, which are written without spaces between words."""
_UNSPACED_CHARACTER = re.compile(f"[{_UNSPACED}]")
_TOKEN = re.compile(rf"\s+|[^\s{_UNSPACED}]+|.", re.DOTALL)


def is_unspaced(text: str) -> bool:
    """Return whether a text has characters of a script that is written without spaces between words, such as Chinese."""
    return _UNSPACED_CHARACTER.search(text) is not None


def count_columns(text: str) -> int:
    """Return the width of a text in terminal columns; a Chinese character takes two."""
    return max(0, width(text, control_codes="ignore"))


def break_lines(text: str, max_width: float, measure: Measure) -> list[str]:
    """Return the lines of a text. None is wider than `max_width`, unless it is a single character that is too wide."""
    lines, line = [], ""
    for piece in _iter_pieces(text, max_width, measure):
        if line and measure((line + piece).rstrip()) > max_width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def truncate_lines(lines: list[str], max_lines: int, max_width: float, measure: Measure) -> list[str]:
    """Return at most `max_lines` lines. If some are left out, the last one ends with an ellipsis and still fits into `max_width`."""
    if len(lines) <= max_lines:
        return lines
    graphemes = list(iter_graphemes(lines[max_lines - 1]))
    while graphemes and measure("".join(graphemes) + ELLIPSIS) > max_width:
        graphemes.pop()
    return [*lines[: max_lines - 1], "".join(graphemes).rstrip() + ELLIPSIS]


def _iter_pieces(text: str, max_width: float, measure: Measure) -> Iterator[str]:
    """Yield the unbreakable pieces: words or characters with attached punctuation and space. Those that are too wide are split."""
    part = ""
    for piece in _iter_unbreakable(text):
        if measure(piece.rstrip()) <= max_width:
            yield piece
            continue
        for grapheme in iter_graphemes(piece):
            if part and measure(part + grapheme) > max_width:
                yield part
                part = ""
            part += grapheme
        yield part
        part = ""


def _iter_unbreakable(text: str) -> Iterator[str]:
    pending = ""
    for piece in _TOKEN.findall(text):
        can_break = pending and not piece.isspace() and piece[0] not in NEVER_FIRST and pending[-1] not in NEVER_LAST
        if can_break and not _share_grapheme(pending, piece):
            yield pending
            pending = ""
        pending += " " if piece.isspace() else piece
    if pending:
        yield pending


def _share_grapheme(left: str, right: str) -> bool:
    """Return whether the texts meet within a grapheme, for example before a combining mark."""
    return len(list(iter_graphemes(left[-1] + right[0]))) == 1
