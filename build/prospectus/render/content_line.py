"""The lines that calendars are made of (RFC 5545, 3.1)."""

from __future__ import annotations

import icalendar

LINE = 75
"""Octets in a line at most; those that go on begin with a space."""


def folded(line: str, first: int = LINE - 1) -> bytes:
    """Return a content line with its end, folded as icalendar does it: never within a character, nor between an escape and what it escapes.

    `first` is the number of octets in the first piece at most: icalendar leaves room for a space there as well.
    """
    whole, pieces, start, room = line.encode(), list[bytes](), 0, first
    while len(whole) - start > room:
        end = start + room
        while whole[end] & 0xC0 == 0x80:  # within a character of UTF-8
            end -= 1
        if whole[end - 1] in b"\\^" and end - start > 1:
            end -= 1
        pieces.append(whole[start:end])
        start, room = end, LINE - 1
    return b"\r\n ".join([*pieces, whole[start:]]) + b"\r\n"


def text(words: str) -> str:
    """Return words as a value of the type TEXT."""
    return icalendar.vText(words).to_ical().decode()
