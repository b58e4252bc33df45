"""What an import makes of each row: an event that is added, changed in some fields, or as it was. Reports are made from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from prospectus.model.kinds.event import Event
from prospectus.model.values.partial_date import Precision
from prospectus.problems import Message
from prospectus.scheduling.spreadsheet import columns
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames
from prospectus.scheduling.spreadsheet.row_changes import RowChange
from prospectus.scheduling.spreadsheet.row_places import RowPlace
from prospectus.scheduling.spreadsheet.rows_out import build_row
from prospectus.validate.references import is_unfilled


class Outcome(Enum):
    """What happens to the event of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its values before and after, in the words of a sheet; empty when it has none."""

    name: Message
    before: Message
    after: Message


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What happens to the event of one row."""

    outcome: Outcome
    place: RowPlace
    id: str
    """The id of the event afterwards."""
    title: str
    when: str
    """When it takes place afterwards."""
    changes: tuple[FieldChange, ...] = ()
    planned: str = ""
    """The day of the draft that the row filled in; empty when it filled none."""
    is_filled: bool = False
    """Whether it was a draft that nobody had filled in, so that its former fields were only guessed."""
    is_draft: bool = False
    """Whether it is a draft afterwards, which is not published."""
    new_file: str = ""
    """The file of another month to which it moves; empty when it stays in its file."""
    notes: tuple[Message, ...] = ()
    """What its row says that is out of date, so that it is not taken over."""
    watch: Message | None = None
    """What the report says of where it is watched."""


def describe_outcome(change: RowChange, names: ReferenceNames, languages: Sequence[str], new_file: str = "") -> RowOutcome:
    """Return what the change of a row does to its event."""
    before = change.entry.event if change.entry else None
    outcome = Outcome.ADDED if before is None else Outcome.CHANGED if change.fields else Outcome.UNCHANGED
    fills_draft = before is not None and change.match.fills_draft and bool(change.fields)
    return RowOutcome(
        outcome,
        change.match.row.place,
        change.id,
        change.title,
        _format_when(change.event) if change.event else "",
        _compare(before, change.event, names, languages) if change.fields else (),
        str(before.starts) if before and fills_draft else "",
        before is not None and is_unfilled(before.title),
        change.stays_draft,
        new_file,
        change.notes,
        change.watch,
    )


def _format_when(event: Event) -> str:
    """Return when an event takes place; the day of its end only if it is another one."""
    if event.ends is None:
        return str(event.starts)
    is_same_day = event.starts.precision is Precision.MINUTE and event.ends.precision is Precision.MINUTE
    is_same_day = is_same_day and event.starts.first_day == event.ends.first_day
    return f"{event.starts}–{event.ends.start:%H:%M}" if is_same_day else f"{event.starts} – {event.ends}"


def _compare(before: Event | None, after: Event | None, names: ReferenceNames, languages: Sequence[str]) -> tuple[FieldChange, ...]:
    """Return the columns in which the rows of an event differ, in the order of a sheet."""
    rows = [
        {language: build_row(event, language, names, languages) if event else {} for language in ("en", "zh")} for event in (before, after)
    ]
    return tuple(
        FieldChange(_name_of(key), *(Message(*(row[language].get(key, "") for language in ("en", "zh"))) for row in rows))
        for key in columns.iter_keys(languages)
        if rows[0]["en"].get(key) != rows[1]["en"].get(key)
    )


def _name_of(key: str) -> Message:
    return Message(columns.format_heading(key, "en"), columns.format_heading(key, "zh"))
