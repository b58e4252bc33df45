"""What the reader of dates and times is told about a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DateContext:
    """What a date that leaves something out is completed with, and what the text can be."""

    year: int | None
    """The year of a day such as `3月5日`; None where such a day, or a year of two digits, cannot be read."""
    month: int | None = None
    """The month of a day such as `5日`; None where such a day cannot be read."""
    short_days: bool = True
    """Whether `3/5` and `3-5` are days."""
    one_date: bool = False
    """Whether the text is one date with at most one time, so that `-0500` or unknown capitals behind it are a zone, and no end."""
