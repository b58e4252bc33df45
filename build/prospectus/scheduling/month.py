"""A calendar month, as schedulers name it on the command line: `2025-03`."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from prospectus.errors import UsageError

_PATTERN = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")


class Month(NamedTuple):
    """One month of one year."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Parse `YYYY-MM`, such as `2025-03`. Raises UsageError for any other text."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise UsageError(f"A month must be written as 2025-03; got {text!r}.")
        return cls(int(match[1]), int(match[2]))

    @property
    def path(self) -> str:
        """The file with the list of its events, relative to the root."""
        return f"calendar/{self.year}/{self.month:02}.yml"

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def day_after(self) -> date:
        """The first day after the month (an exclusive end)."""
        return date(self.year + self.month // 12, self.month % 12 + 1, 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day.year, day.month) == (self.year, self.month)
