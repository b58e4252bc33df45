"""Texts broken into lines, where a measure says how wide they are: between words, and between the characters of Chinese by its rules.

The rules are those of GB/T 15834 and of UAX #14: no line begins with closing punctuation, and none ends with an opening one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from wcwidth import iter_graphemes, width

Measure = Callable[[str], float]
"""Says how wide a text is."""
NEVER_FIRST = frozenset("，。、；：！？）》〉」』】〕〗”’…—～·％‰℃,.;:!?)]}%")
NEVER_LAST = frozenset("（《〈「『【〔〖“‘([{")
ELLIPSIS = "…"
_EAST = "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
"""What is written without spaces between words."""
_PIECE = re.compile(rf"\s+|[^\s{_EAST}]+|.", re.DOTALL)


def columns(text: str) -> int:
    """Return how many columns a text takes where a Chinese character takes two."""
    return max(0, width(text, control_codes="ignore"))


def broken(text: str, room: float, measure: Measure) -> list[str]:
    """Return the lines of a text, none wider than `room` unless a single character is."""
    lines, line = [], ""
    for piece in _pieces(text, room, measure):
        if line and measure((line + piece).rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def shortened(lines: list[str], most: int, room: float, measure: Measure) -> list[str]:
    """Return the first lines; the last of them says when there are more."""
    if len(lines) <= most:
        return lines
    last = list(iter_graphemes(lines[most - 1]))
    while last and measure("".join(last) + ELLIPSIS) > room:
        last.pop()
    return [*lines[: most - 1], "".join(last).rstrip() + ELLIPSIS]


def _pieces(text: str, room: float, measure: Measure) -> Iterator[str]:
    """Yield what is not broken: a word or a character, with the punctuation that stays with it and the space after it."""
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
    """Return whether a combining mark follows, which belongs to what is before it."""
    return len(list(iter_graphemes(before[-1] + after[0]))) == 1
