"""What a sheet says that commands have changed since: it is not taken over, and the report says so, with the command to change it back."""

from __future__ import annotations

from typing import Any

from prospectus.model.fields import FieldPath
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import CalendarEntry
from prospectus.scheduling.spreadsheet import cells
from prospectus.scheduling.spreadsheet.former_versions import FormerVersions
from prospectus.scheduling.spreadsheet.table import SheetRow

MOVED = Message(
    "has been moved to {when}; not added, and not changed. To move it back: `prospectus move {id} DATE`; for another event, give the row "
    "an id of its own.",
    "已改期到 {when}；未新增，也未改动。要改回，请用 `prospectus move {id} 日期`；如果是另一场活动，请在“编号”一栏另取编号。",
)
MOVED_BY_ID = Message(
    "has been moved to {when}; not changed. To move it back: `prospectus move {id} DATE`.",
    "已改期到 {when}；未改动。要改回，请用 `prospectus move {id} 日期`。",
)
RENAMED = Message(
    "has been renamed to “{title}”; the title is not changed. To change it back: `prospectus retitle {id} TITLE --in {language}`.",
    "已改名为“{title}”；名称未改。要改回，请用 `prospectus retitle {id} 名称 --in {language}`。",
)
CANCELLED = Message(
    "has been cancelled; it stays cancelled. To hold it after all: `prospectus reinstate {id}`.",
    "已取消；仍为取消。要恢复，请用 `prospectus reinstate {id}`。",
)
DONE = Message("has been held; its state is not changed.", "已举行；状态未改。")
OPEN_STATES = ("planned", "confirmed")
FINAL_STATES = {"cancelled": CANCELLED, "done": DONE}
"""The states that a sheet with an open state does not take back, with what the report says."""


def name_move(entry: CalendarEntry, row: SheetRow) -> Message:
    """Return what the report says of a row with the time from which its event has been moved."""
    return (MOVED_BY_ID if row.cell_text("id") else MOVED).fill(when=entry.event.starts, id=entry.event.id)


def leave_alone(changes: dict[FieldPath, Any], entry: CalendarEntry, former: FormerVersions) -> tuple[Message, ...]:
    """Remove the changes of a row that would take back what a command has done since; return what the report says of them.

    A row that also has a new date, or removes the reason of a cancellation, was written afterwards.
    """
    event, notes = entry.event, []
    titles = [(field_path, value) for field_path, value in changes.items() if field_path[0] == "title" and isinstance(value, str)]
    former_titles = frozenset(title for version in former.list_of(entry) for title in version.titles) if titles else frozenset()
    for field_path, value in titles:
        language = str(field_path[-1])
        current = event.title.as_dict().get(language)
        if cells.clean(value) in former_titles and current:
            del changes[field_path]
            notes.append(RENAMED.fill(title=current, id=event.id, language=language))
    is_deliberate = ("starts",) in changes or any(field_path[0] == "reason" and value is None for field_path, value in changes.items())
    if event.state in FINAL_STATES and changes.get(("state",)) in OPEN_STATES and not is_deliberate:
        del changes["state",]
        notes.append(FINAL_STATES[event.state].fill(id=event.id))
    return tuple(notes)
