"""The command `due`: what is overdue and what comes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from prospectus import clock
from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language, Now, Root, need_site, one_of, refuse
from prospectus.cli.output import print_data, print_message, print_result
from prospectus.cli.usage_errors import refuse_value
from prospectus.errors import ContentError
from prospectus.problems import Message

app = BilingualTyper()
NOT_LISTED = Message("Nothing was listed, because the content has errors. Correct them first.", "内容有错误，未能列出事项。请先改正。")
NOT_A_DAY = Message("A day must be written as 2025-03-20; got {came!r}.", "日期必须写成 2025-03-20；现在是 {came!r}。")


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse_value("--since", NOT_A_DAY.fill(came=text))


class Strength(StrEnum):
    """Strengths of obligations, as series have them."""

    MUST = "must"
    USUAL = "usual"


class DueFormat(StrEnum):
    """Output formats of `due`."""

    TEXT = "text"
    JSON = "json"
    ICS = "ics"


@app.command()
@in_chinese(
    "列出逾期和即将到期的事项：先列要在这里办的，再列本站尚未收录的。\n\n"
    "包括回放、公告、活动、决定和复核。有必须完成的事项逾期时，退出码为 1。"
)
def due(
    root: Root = Path(),
    now: Now = None,
    output_format: Annotated[
        DueFormat,
        typer.Option(
            "--format",
            metavar="text|json|ics",
            parser=one_of("--format", DueFormat),
            help=both("Output format; ics is a calendar of reminders. Default: text.", "输出格式；ics 是带提醒的日历。默认为 text。"),
        ),
    ] = DueFormat.TEXT,
    month: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help=both("Only what is due in a month, or for it.", "只列当月到期或属于当月的。"))
    ] = None,
    series: Annotated[
        str, typer.Option(metavar="ID", help=both("Only what concerns a series and its events.", "只列某一系列及其活动的。"))
    ] = "",
    strength: Annotated[
        Strength | None,
        typer.Option(
            metavar="must|usual",
            parser=one_of("--strength", Strength),
            help=both("Only what must be done, or what is usual or recommended.", "must 只列必须完成的，usual 只列通常或建议的。"),
        ),
    ] = None,
    since: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=_parse_day, help=both("Only what is due on a day or later.", "只列这一天起到期的。")),
    ] = None,
    lang: Language = "",
) -> None:
    """List overdue and upcoming obligations: first what is to be done here, then what this site has not collected.

    Covers replays, notices, events, decisions and reviews. Exits with 1 if a binding obligation is overdue.
    """
    from prospectus.scheduling.month import Month  # noqa: PLC0415
    from prospectus.scheduling.overdue import DueFilter, load_due_items  # noqa: PLC0415
    from prospectus.scheduling.reminders import DUE_FORMATS, describe_hidden  # noqa: PLC0415

    need_site(root)
    current_time = clock.read(now)
    chosen = DueFilter(Month.parse(month) if month else None, series, strength.value if strength else "", since)
    try:
        site, all_items = load_due_items(root.resolve(), current_time, series)
    except ContentError as refused:
        refuse(refused.problems, lang, root, NOT_LISTED)
    items = tuple(item for item in all_items if chosen.accepts(item))
    (print_result if output_format is DueFormat.TEXT else print_data)(DUE_FORMATS[output_format](items, site, current_time, lang))
    if len(items) < len(all_items):
        print_message(describe_hidden(len(all_items) - len(items), lang), lang)
    raise typer.Exit(1 if any(item.binding and item.late for item in items) else 0)
