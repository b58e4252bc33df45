"""Exports a month as a spreadsheet. `FORMATS` lists the formats, each with its file extension and the function that makes its bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from prospectus.desk import columns
from prospectus.desk.entries import Desk, Entry
from prospectus.desk.month import Month
from prospectus.desk.rows import Names, cells_of
from prospectus.desk.sheet import too_long, written_csv
from prospectus.errors import WrongUse


@dataclass(frozen=True)
class Handout:
    """The data of an export. The same month, language and events give the same bytes."""

    desk: Desk
    month: Month
    shown_in: str
    """The language of the file's headings and words."""
    entries: tuple[Entry, ...] = field(default=())
    """The events of the month by start time, including drafts and samples."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the sheet's columns."""
        return tuple(columns.keys(self.desk.languages))

    def rows(self) -> list[dict[str, str]]:
        """Return one row per event, as texts by column key. Raises WrongUse when a text is longer than a cell can be."""
        names = Names(self.desk)
        rows = [cells_of(each.event, self.shown_in, names, self.desk.languages) for each in self.entries]
        for entry, row in zip(self.entries, rows, strict=True):
            if any(too_long(row.values())):
                raise WrongUse(
                    f"A text of {entry.event.id} is longer than a cell of a spreadsheet can be; shorten it, or leave it to the file."
                )
        return rows


def handout(desk: Desk, month: Month, shown_in: str | None = None, *, empty: bool = False) -> Handout:
    """Return the data for exporting a month, in a language of the site (by default its first); `empty` leaves the events out.

    Raises WrongUse when the site does not have that language.
    """
    language = shown_in or desk.languages[0]
    if language not in desk.languages:
        raise WrongUse(f"--lang must be a language of the site: {', '.join(desk.languages)}; got {language!r}.")
    return Handout(desk, month, language, () if empty else desk.of(month))


def as_csv(given: Handout) -> bytes:
    """Return a month as CSV: one row of headings, then one row per event."""
    headings = [columns.heading(key, given.shown_in) for key in given.keys]
    return written_csv([headings, *([row.get(key, "") for key in given.keys] for row in given.rows())])


def as_xlsx(given: Handout) -> bytes:
    """Return a month as XLSX."""
    from prospectus.desk.workbook import workbook  # noqa: PLC0415  (the other formats do not need openpyxl)

    return workbook(given)


@dataclass(frozen=True, slots=True)
class Format:
    """A format in which a month can be exported."""

    ending: str
    """The file extension, without a dot."""
    make: Callable[[Handout], bytes]


FORMATS: Mapping[str, Format] = {
    "csv": Format("csv", as_csv),
    "xlsx": Format("xlsx", as_xlsx),
}
"""Every format, by its name for `--to`."""


def deliver(content: bytes, file: Path, *, force: bool) -> bool:
    """Write a file and return whether it changed.

    Raises WrongUse instead of overwriting a file that differs and may have been filled in, unless `force` is set.
    """
    if file.exists():
        if file.read_bytes() == content:
            return False
        if not force:
            raise WrongUse(f"{file} is there already and differs. Give another name with --output, or --force to write over it.")
    file.write_bytes(content)
    return True
