"""Content lines of iCalendar files (RFC 5545, 3.1)."""

from __future__ import annotations

import icalendar

LINE = 75
"""The maximum length of a line in octets, without the line break. Continuation lines begin with a space, which counts."""


def folded(line: str, first: int = LINE - 1) -> bytes:
    """Return a content line in UTF-8, folded as the icalendar library folds it, with its final CRLF.

    A fold never splits a character, nor an escape sequence. `first_length` is the maximum length of the first piece in octets. Its default
    leaves room for a space, because icalendar does so as well.
    """
    whole, pieces, start, room = line.encode(), list[bytes](), 0, first
    while len(whole) - start > room:
        end = start + room
        while whole[end] & 0xC0 == 0x80:  # inside a UTF-8 character
            end -= 1
        if whole[end - 1] in b"\\^" and end - start > 1:
            end -= 1
        pieces.append(whole[start:end])
        start, room = end, LINE - 1
    return b"\r\n ".join([*pieces, whole[start:]]) + b"\r\n"


def text(words: str) -> str:
    """Return a string escaped as a value of the type TEXT (RFC 5545, 3.3.11)."""
    return icalendar.vText(words).to_ical().decode()
