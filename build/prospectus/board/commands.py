"""The commands that the planning board offers to copy. What a person must fill in is in capitals, or between quotation marks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from prospectus.board.board import Command
from prospectus.board.words import name_language
from prospectus.model.kinds.event import Event
from prospectus.model.registry import EVENT_KINDS
from prospectus.problems import Message, Problem
from prospectus.scheduling.month import Month
from prospectus.scheduling.overdue import DueItem
from prospectus.scheduling.release import ReleasePreview
from prospectus.scheduling.release_preview import build_waive_command, build_waive_commands

MOVE = Message("Move", "改期")
CANCEL = Message("Cancel", "取消")
REINSTATE = Message("Reinstate", "恢复")
RETITLE = Message("Retitle", "改名")
TRANSLATE_TITLE = Message("Add the title in {language}", "补上{language}名称")
SET_REPLAY = Message("Set the replay", "设置回放")
WAIVE = Message("Accept {code}, with a reason", "说明理由，豁免 {code}")
WAIVE_ALL = Message("Accept {code} of {count} events", "豁免 {code}（{count} 项活动）")
DONE = Message("Mark what is over as done", "把已经结束的标为已举行")
PLAN = Message("Draft what is missing", "起草还没有的活动")
IMPORT = Message("Import a spreadsheet", "导入表格")
RELEASE = Message("Release the month", "定版发布")
HAND_OUT = Message("Make all handouts", "生成全套文件")
MONTH_COMMANDS = (
    (PLAN, "plan {month}"),
    (Message("Get the spreadsheet", "导出表格"), "export {month} --to xlsx"),
    (IMPORT, "import FILE --month {month}"),
    (Message("Check everything", "检查全部内容"), "check"),
    (DONE, "done {month}"),
    (Message("Preview the release", "预览定版"), "release {month} --dry-run"),
    (RELEASE, "release {month}"),
    (HAND_OUT, "handout {month}"),
    (Message("Take the last edit back", "撤销上一次改动"), "undo"),
)
"""The commands of a month, in the order of its work."""


def iter_event_commands(key: str, event: Event, missing: Sequence[str], today: date, *, lacks_replay: bool) -> Iterator[Command]:
    """Yield the commands that change an event. `missing` are the languages in which its title is missing."""
    if event.state == "cancelled":
        yield _build(REINSTATE, f"reinstate {key}")
    else:
        yield _build(MOVE, f"move {key} {event.starts}")
        yield _build_with_text(CANCEL, f"cancel {key} --reason")
    for language in missing:
        yield Command(TRANSLATE_TITLE.fill(language=name_language(language)), _quote(f"retitle {key}", f" --in {language}"))
    if not missing:
        yield _build_with_text(RETITLE, f"retitle {key}")
    if lacks_replay or (event.state != "cancelled" and event.type == "talk" and event.replay is None and event.starts.first_day <= today):
        yield _build(SET_REPLAY, f"replay {key} URL")


def build_waive(problem: Problem, shared_ids: Collection[str]) -> Command | None:
    """Return the command that accepts a problem of an event, `shared_ids` with their kind.

    None for an error, which must be corrected, and for other records.
    """
    if problem.severity == "error" or problem.record is None or problem.record.partition(":")[0] not in EVENT_KINDS:
        return None
    return Command(WAIVE.fill(code=problem.code), build_waive_command(problem.code, (problem.record,), shared_ids))


def build_waive_all(preview: ReleasePreview) -> dict[str, Command]:
    """Return the commands that accept the warnings that block a release, by code."""
    labels = {True: WAIVE, False: WAIVE_ALL}
    return {
        waive.code: Command(labels[waive.event_count == 1].fill(code=waive.code, count=waive.event_count), waive.command)
        for waive in build_waive_commands(preview.blocking, preview.shared_ids)
    }


def build_due_command(item: DueItem) -> Command | None:
    """Return the command that fulfils an obligation; None if none does."""
    key = item.key[1]
    commands = {
        "PR521": (PLAN, f"plan {item.instance}" if _is_month(item.instance) else ""),
        "PR522": (PLAN, f"plan {item.instance}" if _is_month(item.instance) else ""),
        "PR524": (SET_REPLAY, f"replay {key} URL"),
        "PR525": (DONE, f"done {item.due_date:%Y-%m}" if item.due_date else ""),
    }
    label, arguments = commands.get(item.code, (PLAN, ""))
    return _build(label, arguments) if arguments else None


def build_done(month: str) -> Command:
    """Return the command that marks what is over in a month as done."""
    return _build(DONE, f"done {month}")


def build_month_commands(month: Month) -> tuple[Command, ...]:
    """Return the commands of a month, in the order of its work."""
    return tuple(_build(label, arguments.format(month=month)) for label, arguments in MONTH_COMMANDS)


def build_beginnings(month: Month) -> tuple[Command, ...]:
    """Return the commands with which a month begins."""
    return (_build(PLAN, f"plan {month}"), _build(IMPORT, f"import FILE --month {month}"))


def build_release_commands(month: Month) -> tuple[Command, ...]:
    """Return the commands that release a month and make its handouts."""
    return (_build(RELEASE, f"release {month}"), _build(HAND_OUT, f"handout {month}"))


def _is_month(instance: str) -> bool:
    return len(instance) == 7 and instance.replace("-", "").isdigit()


def _build(label: Message, arguments: str) -> Command:
    return Command(label, Message(*(f"prospectus {arguments}",) * 2))


def _build_with_text(label: Message, arguments: str) -> Command:
    return Command(label, _quote(arguments))


def _quote(arguments: str, rest: str = "") -> Message:
    """Return a command with a text to fill in."""
    return Message(f'prospectus {arguments} "…"{rest}', f'prospectus {arguments} "……"{rest}')
