"""A row of a sheet with the event that it describes."""

from __future__ import annotations

from dataclasses import dataclass

from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.scheduling.calendar_files import CalendarEntry
from prospectus.scheduling.spreadsheet.table import SheetRow


@dataclass(frozen=True, slots=True)
class RowIdentity:
    """The values by which a row without an id is matched to an event."""

    series: str | None
    starts: PartialDate | None
    titles: frozenset[str]
    event_type: str | None = None
    """What the row or the sheet says it is."""

    @property
    def exact_start(self) -> PartialDate | None:
        """The start time, when it is known to the minute; else None."""
        return self.starts if self.starts is not None and self.starts.precision is Precision.MINUTE else None


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row with the event that it describes."""

    row: SheetRow
    id: str
    """The id of the event, current or new."""
    entry: CalendarEntry | None
    """The existing event; None for a new one."""
    fills_draft: bool = False
    """Whether the event is a draft that `plan` created and nobody had filled in, found without an id."""
    is_outdated: bool = False
    """Whether the row still has the time from which its event has been moved."""


Matches = dict[int, MatchedRow]
"""Matched rows by their position in the sequence of rows."""
