"""What the planning board changes: it moves an event as `prospectus move` does, and takes its own last move back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from prospectus.board.board import anchor_of
from prospectus.cache.cache import BuildCache
from prospectus.errors import ContentError, ProspectusError, describe_system_error
from prospectus.model.values.partial_date import PartialDate
from prospectus.problems import Message, Problem
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.changes.actions import move_event
from prospectus.scheduling.changes.apply import apply_changes
from prospectus.scheduling.changes.describe import describe_change
from prospectus.scheduling.changes.event_change import EventChange, refuse_change
from prospectus.scheduling.changes.undo import find_last_edit, undo_last
from prospectus.scheduling.edits.session import editing
from prospectus.scheduling.month import Month
from prospectus.scheduling.replay import find_entry

UNDONE = Message("The move is undone: {paths}.", "改期已撤销：{paths}。")
PROBLEM = Message("{code} {sentence}", "{code} {sentence}")
RIGHT_FORM = Message("{problem} Right form: {form}.", "{problem}正确写法：{form}。")
ELSEWHERE = Message("it has been moved since this page was shown, to {starts}", "本页显示之后已经改期，现在是 {starts}")
NOTHING_CHANGED = Message("Nothing was changed.", "未作任何改动。")
MISSING = Message("A request must name {name}.", "请求必须写明 {name}。")


@dataclass(frozen=True, slots=True)
class EditAnswer:
    """What became of an edit."""

    succeeded: bool
    lines: tuple[Message, ...]
    """What changed, each before and after; or why nothing did."""
    problems: tuple[Message, ...] = ()
    """The problems that the change brings."""
    edit_number: int | None = None
    """The number of the edit in the journal; None if nothing was written."""
    anchor: str = ""
    """The id of the event in the page."""
    month: Month | None = None
    """The month in which the event is now."""


def move(root: Path, fields: Mapping[str, str], cache: BuildCache | None) -> EditAnswer:
    """Move the event `key` of the site at `root` to `day` and, unless it is empty, to `time`.

    Nothing is written when the event does not start at `starts`, as the page showed it.
    """
    for name in ("key", "day"):
        if not fields.get(name):
            return EditAnswer(False, (MISSING.fill(name=name),))
    try:
        with editing(root, "move") as edit:
            result = apply_changes(edit, partial(_plan_move, fields), cache)
            last = find_last_edit(edit) if result.paths else None
    except (ProspectusError, OSError) as error:
        return _refuse(error)
    change = result.plan.changes[0]
    starts = PartialDate.parse(change.fields.get(("starts",), str(change.entry.event.starts)))
    return EditAnswer(
        True,
        tuple(line for change in result.plan.changes for line in describe_change(change)),
        tuple(_describe(problem) for problem in result.find_problems()),
        last.number if last is not None else None,
        anchor_of(change.record),
        Month(starts.first_day.year, starts.first_day.month),
    )


def _plan_move(fields: Mapping[str, str], source: SourceCalendar) -> list[EventChange]:
    entry = find_entry(source, fields["key"])
    if fields.get("starts", str(entry.event.starts)) != str(entry.event.starts):
        raise refuse_change(entry, ELSEWHERE.fill(starts=entry.event.starts))
    return [move_event(source, entry, fields["day"], fields.get("time", "").strip())]


def undo(root: Path, fields: Mapping[str, str]) -> EditAnswer:
    """Take the edit with this `number` back, if it is still the last one."""
    number = fields.get("number", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return EditAnswer(False, (MISSING.fill(name="number"),))
    try:
        with editing(root, "undo") as edit:
            undone = undo_last(edit, number=int(number))
    except (ProspectusError, OSError) as error:
        return _refuse(error)
    return EditAnswer(True, (UNDONE.fill(paths=Message(", ".join(undone.paths), "、".join(undone.paths))),))


def _refuse(error: ProspectusError | OSError) -> EditAnswer:
    """Return the answer for an edit that was refused; nothing was written."""
    if isinstance(error, ContentError):
        reasons = tuple(_describe(problem) for problem in error.problems)
    elif isinstance(error, OSError):
        reasons = (describe_system_error(error),)
    else:
        reasons = (error.message if isinstance(error.message, Message) else Message(error.message, error.message),)
    return EditAnswer(False, (*reasons, NOTHING_CHANGED))


def _describe(problem: Problem) -> Message:
    sentence = PROBLEM.fill(code=problem.code, sentence=Message(problem.sentence("en"), problem.sentence("zh")))
    if problem.form is None:
        return sentence
    return RIGHT_FORM.fill(problem=sentence, form=Message(problem.form_in("en") or "", problem.form_in("zh") or ""))
