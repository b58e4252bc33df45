"""What the reader of dates and times is told about a text."""

from __future__ import annotations

from dataclasses import dataclass

MONTHS_BACK = 3
"""How many months a day without a year can be before the month of its text: 28 December in a text of January is of the year before."""


@dataclass(frozen=True, slots=True)
class DateContext:
    """What a date that leaves something out is completed with, and what the text can be."""

    year: int | None
    """The year of a day such as `3月5日`; None where such a day, or a year of two digits, cannot be read."""
    month: int | None = None
    """The month of a day such as `5日`; None where such a day cannot be read."""
    short_days: bool = True
    """Whether `3/5` and `3-5` are days."""
    around: tuple[int, int] | None = None
    """The year and month near which a day without a year is: at most `MONTHS_BACK` earlier, or later. None: it is in `year`."""
    one_date: bool = False
    """Whether the text is one date with at most one time, so that `-0500` or unknown capitals behind it are a zone, and no end."""

    def assume_year(self, month: int | None) -> int | None:
        """Return the year of a day without one."""
        if self.around is None or month is None:
            return self.year
        year, own_month = self.around
        return year + (month < own_month - MONTHS_BACK) - (month > own_month + 11 - MONTHS_BACK)
