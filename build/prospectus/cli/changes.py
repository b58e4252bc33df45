"""The commands that change single events: move, cancel, reinstate, retitle, done, waive, and undo for the last edit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prospectus import clock
from prospectus.cli.editing import start_editing
from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language, MonthArgument, Now, Root, need_site, refuse
from prospectus.cli.output import print_message
from prospectus.cli.problem_report import print_problems
from prospectus.cli.usage_errors import refuse_value
from prospectus.errors import ContentError, UsageError
from prospectus.problems import Message

if TYPE_CHECKING:
    from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
    from prospectus.scheduling.changes.apply import Planner
    from prospectus.scheduling.changes.event_change import EventChange

app = BilingualTyper()
Ids = Annotated[
    list[str],
    typer.Argument(
        metavar="ID",
        help=both(
            "Ids of events or talks, former ones too. Use talk:ID if both have this id.",
            "活动或讲座的标识，旧标识也可；两者同名时写 talk:ID。",
        ),
    ),
]
REASON_HELP = both("Reason. Begin with 'en:' for English. Once per language.", "原因。英文的以“en:”开头。每种语言一次。")
DryRun = Annotated[bool, typer.Option("--dry-run", help=both("Only show the changes; write nothing.", "只显示改动，不写入。"))]
WRITTEN = Message("Written: {paths}.", "已写入：{paths}。")
WOULD_WRITE = Message("Nothing was written. Without --dry-run: {paths}.", "没有写入任何内容。不加 --dry-run 则写入：{paths}。")
NOTHING_WRITTEN = Message("Nothing was written. {why}", "什么也没有写入。{why}")
NOTHING_CHANGED = Message("Nothing was changed.", "未作任何改动。")
UNDONE = Message("“{command}” is undone: {paths}.", "已撤销“{command}”：{paths}。")
WOULD_UNDO = Message(
    "Nothing was written. Without --dry-run, “{command}” is undone: {paths}.",
    "没有写入任何内容。不加 --dry-run 则撤销“{command}”：{paths}。",
)
LEFT = Message("{event}: left as it is, {why}", "{event}：未改动，{why}")
NO_DATE = Message("must end with a date, such as 2026-12-03, after the ids", "最后必须是日期，例如 2026-12-03，写在标识之后")
NO_EVENTS = Message("must be ids of events, unless --series is given", "必须写明活动的标识，或者写 --series")


@app.command()
@in_chinese(
    "把活动改到另一天。改到另一个月时，活动连同注释移到该月的文件，日历中的标识不变。\n\n日期和时间的写法与表格单元格相同。不写时间则保留原来的时间，不写结束则保留原来的时长。"
)
def move(
    arguments: Annotated[
        list[str],
        typer.Argument(
            metavar="ID… DATE [TIME]",
            help=both("Ids of events, the new date, and the new time, if it changes.", "活动的标识、新的日期；时间有变时再写时间。"),
        ),
    ],
    reason: Annotated[list[str] | None, typer.Option(metavar="TEXT", help=REASON_HELP)] = None,
    root: Root = Path(),
    dry_run: DryRun = False,
    lang: Language = "",
) -> None:
    """Move events to another day, also of another month. Their calendar entries stay the same entries.

    Dates and times are written as in a cell of a spreadsheet. Without a time, an event keeps its time of day; without an end, its length.
    """
    from prospectus.scheduling.changes.actions import move_event, split_move  # noqa: PLC0415
    from prospectus.scheduling.release import parse_notes  # noqa: PLC0415

    if len(arguments) < 2:
        refuse_value("DATE", NO_DATE)

    def plan(source: SourceCalendar) -> Sequence[EventChange]:
        keys, day, time_of_day = split_move(source, arguments)
        why = parse_notes(reason or (), source.site, "--reason")
        return [move_event(source, entry, day, time_of_day, why) for entry in _find_entries(source, keys)]

    _change("move", root, plan, lang, dry_run=dry_run)


@app.command()
@in_chinese("取消活动，并写明原因。活动留在日程中，标明已取消。")
def cancel(
    ids: Ids,
    reason: Annotated[list[str], typer.Option(metavar="TEXT", help=REASON_HELP)],
    root: Root = Path(),
    dry_run: DryRun = False,
    lang: Language = "",
) -> None:
    """Cancel events, with the reason. They stay in the timetable, marked as cancelled."""
    from prospectus.scheduling.changes.actions import cancel_event  # noqa: PLC0415
    from prospectus.scheduling.release import parse_notes  # noqa: PLC0415

    def plan(source: SourceCalendar) -> Sequence[EventChange]:
        text = parse_notes(reason, source.site, "--reason")
        return [cancel_event(entry, text) for entry in _find_entries(source, ids) if text is not None]

    _change("cancel", root, plan, lang, dry_run=dry_run)


@app.command()
@in_chinese("恢复已取消的活动。状态恢复为取消前最后一次定版时的状态，没有则为“计划中”。")
def reinstate(ids: Ids, root: Root = Path(), dry_run: DryRun = False, lang: Language = "") -> None:
    """Take cancellations back. An event has the state of its last release before the cancellation again, or else planned."""
    from prospectus.scheduling.changes.actions import reinstate_event  # noqa: PLC0415

    _change(
        "reinstate", root, lambda source: [reinstate_event(source, entry) for entry in _find_entries(source, ids)], lang, dry_run=dry_run
    )


@app.command()
@in_chinese("给活动改名。标识不变。")
def retitle(
    key: Annotated[str, typer.Argument(metavar="ID", help=both("Id of an event or a talk.", "活动或讲座的标识。"))],
    title: Annotated[str, typer.Argument(metavar="TEXT", help=both("The new title.", "新的名称。"))],
    root: Root = Path(),
    language: Annotated[
        str | None,
        typer.Option(
            "--in",
            metavar="LANGUAGE",
            help=both("Language of the title. Default: the first of the site.", "名称的语言。默认为站点的第一种语言。"),
        ),
    ] = None,
    dry_run: DryRun = False,
    lang: Language = "",
) -> None:
    """Give an event another title. Its id stays."""
    from prospectus.scheduling.changes.actions import retitle_event  # noqa: PLC0415

    _change(
        "retitle",
        root,
        lambda source: [retitle_event(source, entry, title, language) for entry in _find_entries(source, [key])],
        lang,
        dry_run=dry_run,
    )


@app.command()
@in_chinese("把一个月中已经结束的活动都标为已举行，并说明哪些没有标、为什么。")
def done(
    month: MonthArgument,
    root: Root = Path(),
    now: Now = None,
    dry_run: DryRun = False,
    lang: Language = "",
) -> None:
    """Mark everything that is over in a month as done, and say what is left and why."""
    from prospectus.scheduling.changes.actions import close_month  # noqa: PLC0415
    from prospectus.scheduling.changes.describe import name_event  # noqa: PLC0415
    from prospectus.scheduling.month import Month  # noqa: PLC0415

    target_month, current_time = Month.parse(month), clock.read(now)

    def plan(source: SourceCalendar) -> Sequence[EventChange]:
        changes, left = close_month(source, target_month, current_time)
        for event in left:
            print_message(LEFT.fill(event=name_event(event.entry), why=event.why), lang)
        return changes

    _change("done", root, plan, lang, dry_run=dry_run)


@app.command()
@in_chinese("豁免活动的某个问题，并写明理由。豁免写在活动里，定版时一并记录。")
def waive(
    code: Annotated[str, typer.Argument(metavar="CODE", help=both("Code of the problem, such as PR506.", "问题的代码，例如 PR506。"))],
    reason: Annotated[str, typer.Option(metavar="TEXT", help=both("Why the problem is accepted.", "为什么可以接受。"))],
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help=both("Ids of events or talks.", "活动或讲座的标识。"))] = None,
    series: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help=both("Id of a series: waive for all its events that have the problem.", "系列的标识：豁免该系列中所有有此问题的活动。"),
        ),
    ] = None,
    root: Root = Path(),
    dry_run: DryRun = False,
    lang: Language = "",
) -> None:
    """Accept a problem of events, with the reason. The waiver is written in each event, and releases record it."""
    from prospectus.scheduling.changes.actions import find_in_series, waive_problem  # noqa: PLC0415

    if not ids and not series:
        refuse_value("ID", NO_EVENTS)

    def plan(source: SourceCalendar) -> Sequence[EventChange]:
        entries = [*_find_entries(source, ids or ()), *find_in_series(source, series or (), code)]
        return waive_problem(source, list({id(entry): entry for entry in entries}.values()), code, reason)

    _change("waive", root, plan, lang, dry_run=dry_run)


@app.command()
@in_chinese(
    "撤销上一次改动，逐字节恢复文件。可以多次撤销。文件此后又有改动时拒绝。\n\n定版只有在它是该月最新一版、且尚未提交到 git 时才能撤销。"
)
def undo(root: Root = Path(), dry_run: DryRun = False, lang: Language = "") -> None:
    """Take the last edit of a command back, byte for byte; again, the one before. Refused when a file has changed since.

    A release can be undone only while it is the newest of its month and not committed in git.
    """
    from prospectus.scheduling.changes.undo import undo_last  # noqa: PLC0415

    need_site(root)
    try:
        with start_editing(root, "undo", lang) as edit:
            undone = undo_last(edit, writes=not dry_run)
    except ContentError as refused:
        refuse(refused.problems, lang, root, NOTHING_CHANGED)
    message = WOULD_UNDO if dry_run else UNDONE
    print_message(message.fill(command=undone.command, paths=_join(undone.paths)), lang)


def _find_entries(source: SourceCalendar, keys: Sequence[str]) -> list[CalendarEntry]:
    """Return the events with these ids, each once. Raises UsageError for an unknown id."""
    from prospectus.scheduling.replay import find_entry  # noqa: PLC0415

    entries = [find_entry(source, key) for key in keys]
    return list({id(entry): entry for entry in entries}.values())


def _change(command: str, root: Path, plan: Planner, language: str, *, dry_run: bool) -> None:
    """Plan changes and write them; show each, the problems that they bring, and what was written."""
    from prospectus.scheduling.changes.apply import apply_changes, preview_changes  # noqa: PLC0415
    from prospectus.scheduling.changes.describe import describe_change, name_events  # noqa: PLC0415
    from prospectus.scheduling.changes.missing_languages import suggest_command  # noqa: PLC0415

    need_site(root)
    try:
        if dry_run:
            result = preview_changes(root.resolve(), plan)
        else:
            with start_editing(root, command, language) as edit:
                result = apply_changes(edit, plan)
    except ContentError as refused:
        refuse(refused.problems, language, root, NOTHING_CHANGED)
    except UsageError as refused:
        raise UsageError(NOTHING_WRITTEN.fill(why=refused.message)) from None
    for change in result.plan.changes:
        for line in describe_change(change):
            print_message(line, language)
    problems = [suggest_command(problem, result.plan) for problem in result.find_problems()]
    if problems:
        print_problems(problems, language, None if dry_run else root, event_names=name_events(result.plan.source, problems))
    outcome = NOTHING_CHANGED if not result.paths else (WOULD_WRITE if dry_run else WRITTEN).fill(paths=_join(result.paths))
    print_message(outcome, language)


def _join(paths: Sequence[str]) -> Message:
    return Message(", ".join(paths), "、".join(paths))
