"""The files with the events of a month: a main file, and beside it those of single people, such as `calendar/2026/12-zhang.yml`."""

from __future__ import annotations

from typing import NamedTuple

from prospectus.model.registry import KINDS
from prospectus.patterns import lazy_pattern

MONTHS_FOLDER = next(kind.source_path for kind in KINDS if kind.storage == "months")
"""The folder with a folder for each year."""
NAME_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_PATH = lazy_pattern(rf"{MONTHS_FOLDER}/([12][0-9]{{3}})/(0[1-9]|1[0-2])(?:-({NAME_PATTERN}))?\.yml")


class MonthPath(NamedTuple):
    """The file of a month. As text, it is the path relative to the root."""

    year: int
    month: int
    name: str = ""
    """What tells a second file from the main file, such as `zhang`; empty for the main file."""

    def __str__(self) -> str:
        suffix = f"-{self.name}" if self.name else ""
        return f"{MONTHS_FOLDER}/{self.year:04}/{self.month:02}{suffix}.yml"


def parse_month_path(path: str) -> MonthPath | None:
    """Return the month and the name of a file; None for any other path."""
    match = _PATH.fullmatch(path)
    return MonthPath(int(match[1]), int(match[2]), match[3] or "") if match else None
