"""Content lines of iCalendar files (RFC 5545, 3.1)."""

from __future__ import annotations

import icalendar

MAX_OCTETS = 75
"""The maximum length of a line in octets, without the line break. Continuation lines begin with a space, which counts."""


def fold_line(line: str, first_length: int = MAX_OCTETS - 1) -> bytes:
    """Return a content line in UTF-8, folded as the icalendar library folds it, with its final CRLF.

    A fold never splits a character, nor an escape sequence. `first_length` is the maximum length of the first piece in octets. Its default
    leaves room for a space, because icalendar does so as well.
    """
    octets, pieces, start, max_length = line.encode(), list[bytes](), 0, first_length
    while len(octets) - start > max_length:
        end = start + max_length
        while octets[end] & 0xC0 == 0x80:  # inside a UTF-8 character
            end -= 1
        if octets[end - 1] in b"\\^" and end - start > 1:
            end -= 1
        pieces.append(octets[start:end])
        start, max_length = end, MAX_OCTETS - 1
    return b"\r\n ".join([*pieces, octets[start:]]) + b"\r\n"


def escape_text(value: str) -> str:
    """Return a string escaped as a value of the type TEXT (RFC 5545, 3.3.11)."""
    return icalendar.vText(value).to_ical().decode()
