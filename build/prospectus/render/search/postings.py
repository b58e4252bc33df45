"""Lists of entry numbers as short text: the steps from one number to the next, each in as few characters as it needs.

The lists of a token, one for each field, are joined with `|` between them, without empty ones at the end.

A step is written in base 32, the lowest digit first; a digit that another one follows is of the upper half of the alphabet. This is the
encoding of source maps (VLQ) without a sign. `theme/assets/search-index.js` reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
Lists = Mapping[str, str]
"""By token or by word: the joined lists of the entries that hold it."""
Renumbering = Sequence[int | None] | None
"""By the number that an entry had: the number that it has now, or None if it is gone. None if all numbers are as they were."""
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


def join_lists(lists: Iterable[str]) -> str:
    """Return the lists of a token as one text."""
    return "|".join(lists).rstrip("|")


def split_lists(joined: str) -> list[str]:
    """Return the three lists of a token."""
    lists = joined.split("|")
    return lists + [""] * (3 - len(lists))


class Change(NamedTuple):
    """An entry that no longer holds a token in a field, or one that now does."""

    field: int
    removed: int | None = None
    """Its number before the change."""
    added: int | None = None
    """Its number after the change."""


def change_lists(joined: str, changes: Sequence[Change], renumbering: Renumbering = None) -> str:
    """Return the lists of a token after some changes."""
    lists = split_lists(joined)
    for field, encoded in enumerate(lists):
        own_changes = [change for change in changes if change.field == field]
        if own_changes or (encoded and renumbering is not None):
            numbers = set(decode(encoded)) - {change.removed for change in own_changes}
            if renumbering is not None:
                numbers = {number for number in map(renumbering.__getitem__, numbers) if number is not None}
            numbers.update(change.added for change in own_changes if change.added is not None)
            lists[field] = encode(sorted(numbers))
    return join_lists(lists)


class Run:
    """An encoded list that grows at its end. Kept apart: its last number, for the step to the next."""

    __slots__ = ("last", "text")

    def __init__(self) -> None:
        self.last, self.text = -1, ""

    def append(self, first: int, last: int, rest: str) -> None:
        """Append numbers that begin with `first` and end with `last`; `rest` are the encoded steps after the first number."""
        self.text += encode_step(first - self.last) + rest
        self.last = last
