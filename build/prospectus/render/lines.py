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
_EAST = "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
"""Ranges of East Asian characters, which are written without spaces between words."""
_PIECE = re.compile(rf"\s+|[^\s{_EAST}]+|.", re.DOTALL)


def columns(text: str) -> int:
    """Return the width of a text in terminal columns; a Chinese character takes two."""
    return max(0, width(text, control_codes="ignore"))


def broken(text: str, room: float, measure: Measure) -> list[str]:
    """Return the lines of a text. None is wider than `max_width`, unless it is a single character that is too wide."""
    lines, line = [], ""
    for piece in _pieces(text, room, measure):
        if line and measure((line + piece).rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def shortened(lines: list[str], most: int, room: float, measure: Measure) -> list[str]:
    """Return at most `max_lines` lines. If some are left out, the last one ends with an ellipsis and still fits into `max_width`."""
    if len(lines) <= most:
        return lines
    last = list(iter_graphemes(lines[most - 1]))
    while last and measure("".join(last) + ELLIPSIS) > room:
        last.pop()
    return [*lines[: most - 1], "".join(last).rstrip() + ELLIPSIS]


def _pieces(text: str, room: float, measure: Measure) -> Iterator[str]:
    """Yield the unbreakable pieces: words or characters with attached punctuation and space. Those that are too wide are split."""
    held = ""
    for piece in _glued(text):
        if measure(piece.rstrip()) <= room:
            yield piece
            continue
        for each in iter_graphemes(piece):
            if held and measure(held + each) > room:
                yield held
                held = ""
            held += each
        yield held
        held = ""


def _glued(text: str) -> Iterator[str]:
    held = ""
    for piece in _PIECE.findall(text):
        apart = held and not piece.isspace() and piece[0] not in NEVER_FIRST and held[-1] not in NEVER_LAST
        if apart and not _joined(held, piece):
            yield held
            held = ""
        held += " " if piece.isspace() else piece
    if held:
        yield held


def _joined(before: str, after: str) -> bool:
    """Return whether the texts meet within a grapheme, for example before a combining mark."""
    return len(list(iter_graphemes(before[-1] + after[0]))) == 1
