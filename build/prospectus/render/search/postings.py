"""Lists of entry numbers as short text: the steps from one number to the next, each in as few characters as it needs.

A step is written in base 32, the lowest digit first; a digit that another one follows is of the upper half of the alphabet. This is the
encoding of source maps (VLQ) without a sign. `theme/assets/search-index.js` reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BASE = 32
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def _encode_step(step: int) -> str:
    digits = ""
    while step >= _BASE:
        digits += ALPHABET[_BASE + step % _BASE]
        step //= _BASE
    return digits + ALPHABET[step]


_SHORT_STEPS = [_encode_step(step) for step in range(4096)]


def encode_step(step: int) -> str:
    """Return a number from 0 on as text."""
    return _SHORT_STEPS[step] if step < len(_SHORT_STEPS) else _encode_step(step)


def encode(numbers: Sequence[int]) -> str:
    """Return increasing numbers from 0 on as text. The first step starts before 0."""
    previous, steps = -1, []
    for number in numbers:
        steps.append(encode_step(number - previous))
        previous = number
    return "".join(steps)


def decode(text: str) -> list[int]:
    """Return the numbers of an encoded list."""
    numbers, number, step, factor = [], -1, 0, 1
    for character in text:
        value = _VALUES[character]
        step += factor * (value % _BASE)
        if value >= _BASE:
            factor *= _BASE
            continue
        number += step
        numbers.append(number)
        step, factor = 0, 1
    return numbers


def unite(lists: Iterable[str]) -> str:
    """Return the union of encoded lists."""
    filled = [encoded for encoded in lists if encoded]
    if len(filled) < 2:
        return filled[0] if filled else ""
    return encode(sorted({number for encoded in filled for number in decode(encoded)}))


class Run:
    """An encoded list that grows at its end. Kept apart: its last number, for the step to the next."""

    __slots__ = ("last", "text")

    def __init__(self) -> None:
        self.last, self.text = -1, ""

    def append(self, first: int, last: int, rest: str) -> None:
        """Append numbers that begin with `first` and end with `last`; `rest` are the encoded steps after the first number."""
        self.text += encode_step(first - self.last) + rest
        self.last = last
