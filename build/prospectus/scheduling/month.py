"""A calendar month, as schedulers name it on the command line: `2025-03`."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import NamedTuple

from prospectus.errors import UsageError
from prospectus.model.month_paths import MonthPath, parse_month_path
from prospectus.problems import Message

NOT_A_MONTH = Message("A month must be written as {form}; got {came!r}.", "月份必须写成 {form}；现在是 {came!r}。")
NO_FILE_OF_MONTH = Message(
    "--file must name a second file of {month} in lower-case letters, digits and hyphens, such as zhang for {form}; got {came!r}.",
    "--file 必须是 {month} 第二个文件的名称，只用小写字母、数字和连字符，例如 `zhang` 即 {form}；现在是 {came!r}。",
)
_SIMILAR = re.compile(r"\s*([12][0-9]{3})\s*[-–—/.年]?\s*(0?[1-9]|1[0-2])\s*月?\s*")
_PATTERN = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")


def _work_out_form(text: str) -> str:
    """Return the month that a text such as `2025/3` or `2025年3月` means in the right form, or else an example."""
    match = _SIMILAR.fullmatch(unicodedata.normalize("NFKC", text))
    return f"{match[1]}-{int(match[2]):02}" if match else "2025-03"


class Month(NamedTuple):
    """One month of one year."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Parse `YYYY-MM`, such as `2025-03`. Raises UsageError for any other text."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise UsageError(NOT_A_MONTH.fill(came=text, form=_work_out_form(text)))
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def parse_period(cls, text: str) -> tuple[Month, ...]:
        """Parse `YYYY-MM`, or `YYYY` for all months of a year. Raises UsageError for any other text."""
        if re.fullmatch(r"[12][0-9]{3}", text):
            return tuple(cls(int(text), month) for month in range(1, 13))
        return (cls.parse(text),)

    @property
    def path(self) -> str:
        """The main file with the list of its events, relative to the root."""
        return str(MonthPath(self.year, self.month))

    def has_file(self, path: str) -> bool:
        """Return whether a file has events of this month: the main file or a second one, such as `calendar/2026/12-zhang.yml`."""
        file = parse_month_path(path)
        return file is not None and (file.year, file.month) == self

    def choose_file(self, name: str) -> str:
        """Return the path of a second file, from its name such as `zhang`, or from the path or the name of the file.

        The main file for an empty name. Raises UsageError for a name that no file of the month can have.
        """
        number, stem = f"{self.month:02}", name.strip().rpartition("/")[2].removesuffix(".yml")
        path = str(MonthPath(self.year, self.month, "" if stem == number else stem.removeprefix(f"{number}-")))
        if not self.has_file(path) or ("/" in name and path != name.strip()):
            raise UsageError(NO_FILE_OF_MONTH.fill(month=self, came=name, form=MonthPath(self.year, self.month, "zhang")))
        return path

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


def find_files(root: Path, month: Month) -> tuple[str, ...]:
    """Return the files of a month that are in the folder of a site now."""
    paths = (path.relative_to(root).as_posix() for path in (root / month.path).parent.glob(f"{month.month:02}*.yml"))
    return tuple(path for path in paths if month.has_file(path))
