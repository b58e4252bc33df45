"""The command `health`: what a monitor asks."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from prospectus import clock
from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language, Now, Root, need_site, one_of, whole_number
from prospectus.cli.output import print_data, print_result
from prospectus.errors import ContentError

app = BilingualTyper()
MAX_HOURS = 26
"""A build every night, and two hours more for a change of the clocks and a slow machine."""


class HealthFormat(StrEnum):
    """Output formats of `health`."""

    TEXT = "text"
    JSON = "json"


@app.command()
@in_chinese(
    "供监控使用：最近一次生成有多久、页面下一次在何时变化、有哪些逾期事项。\n\n生成过旧、站点目录不存在或内容有错误时，退出码为 1。"
)
def health(
    root: Root = Path(),
    site_dir: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=both("Folder of the built site. Default: the one built last.", "站点的输出目录。默认为最近一次生成的。"),
        ),
    ] = None,
    max_age: Annotated[
        int,
        typer.Option(
            metavar="NUMBER",
            parser=whole_number("--max-age"),
            help=both("Hours that the last build may be old. Default: 26.", "最近一次生成最多可以过去多少小时。默认 26。"),
        ),
    ] = MAX_HOURS,
    output_format: Annotated[
        HealthFormat,
        typer.Option(
            "--format",
            metavar="text|json",
            parser=one_of("--format", HealthFormat),
            help=both("Output format. Default: text.", "输出格式。默认为 text。"),
        ),
    ] = HealthFormat.TEXT,
    now: Now = None,
    lang: Language = "",
) -> None:
    """For monitors: how old the last build is, when a page changes next, and what is overdue.

    Exits with 1 if the build is too old, the folder of the site is gone, or the content has errors.
    """
    from prospectus.builder.health import assess, to_json, to_text  # noqa: PLC0415
    from prospectus.builder.last_build import read_last_build  # noqa: PLC0415
    from prospectus.scheduling.overdue import load_due_items  # noqa: PLC0415
    from prospectus.scheduling.reminders import to_json as list_due  # noqa: PLC0415

    need_site(root)
    current_time = clock.read(now)
    errors, overdue = 0, []
    try:
        site, items = load_due_items(root.resolve(), current_time)
        overdue = json.loads(list_due([item for item in items if item.late], site, current_time, lang))
    except ContentError as refused:
        errors = sum(problem.severity == "error" for problem in refused.problems)
    last_build = read_last_build(root.resolve(), site_dir.absolute() if site_dir is not None else None)
    state = assess(last_build, current_time, max_age, errors, overdue)
    if output_format is HealthFormat.JSON:
        print_data(to_json(state, lang))
    else:
        print_result(to_text(state, lang))
    raise typer.Exit(1 if state.faults else 0)
