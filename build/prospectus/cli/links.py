"""The command `links`: which links to other sites lead nowhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from prospectus import clock
from prospectus.cli.format_tables import ProblemFormatName, get_format
from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language, Now, Root, need_site, refuse, whole_number
from prospectus.cli.output import print_data, print_message
from prospectus.cli.problem_report import ShowAll, print_problems
from prospectus.errors import ContentError
from prospectus.problems import Message
from prospectus.problems.formats import PROBLEM_FORMATS

app = BilingualTyper()
DAYS = 3
NOT_CHECKED = 3
"""The exit code if links could not be asked."""
NOT_ASKED = Message(
    "No link was asked, because some of the content cannot be read. Correct it first.", "有内容无法读取，没有查询任何链接。请先改正。"
)


@app.command()
@in_chinese(
    "查询内容中指向其他网站的链接是否还在。请每天运行一次。\n\n"
    "链接失败满若干天才报告。有链接失效时退出码为 1；没有失效、但有链接未能查询时为 3。同一网站的链接逐个查询，每次间隔一秒。"
)
def links(
    root: Root = Path(),
    days: Annotated[
        int,
        typer.Option(
            metavar="NUMBER",
            parser=whole_number("--days"),
            help=both("Report a link that failed on so many days. Default: 3.", "失败满多少天才报告。默认 3。"),
        ),
    ] = DAYS,
    output_format: ProblemFormatName = "text",
    allow_loopback: Annotated[
        bool,
        typer.Option(
            "--allow-loopback",
            help=both("For tests: also ask this machine, and without pauses.", "供测试：也查询本机，并且不间隔。"),
        ),
    ] = False,
    show_all: ShowAll = False,
    now: Now = None,
    lang: Language = "",
) -> None:
    """Ask whether the pages of other sites to which the content links are still there. Run it once a day.

    A link is reported after it failed on several days. Exits with 1 if links are gone, and with 3 if none is, but some could not be
    asked. The links of one host are asked one after the other, a second apart.
    """
    from prospectus.outgoing_links.ask import PAUSE, ask  # noqa: PLC0415
    from prospectus.outgoing_links.check import check_links  # noqa: PLC0415
    from prospectus.outgoing_links.failures import read_failures, write_failures  # noqa: PLC0415
    from prospectus.scheduling.calendar_files import Requirement, read_site  # noqa: PLC0415
    from prospectus.validate.calendar_rules import to_site_time  # noqa: PLC0415
    from prospectus.validate.waivers import apply_site_waivers  # noqa: PLC0415

    need_site(root)
    problem_format = get_format(PROBLEM_FORMATS, output_format, "--format")
    folder, current_time = root.resolve(), clock.read(now)
    try:
        source = read_site(folder, Requirement.READABLE, to_edit=False)
    except ContentError as unreadable:
        refuse(unreadable.problems, lang, root, NOT_ASKED)
    today = to_site_time(current_time, source.site).date()
    ask_one, pause = partial(ask, allow_loopback=allow_loopback), 0 if allow_loopback else PAUSE
    report = check_links(source.loaded, read_failures(folder), ask_one, today=today, days=days, pause=pause)
    problems = apply_site_waivers(report.problems, source.site)
    if output_format != "text":
        print_data(problem_format.render(problems, lang))
    elif problems or report.failures is not None:  # no problem was found, or nothing was looked at
        print_problems(problems, lang, root, err=False, show_all=show_all, show_all_command="prospectus links --all")
    for line in report.summary:
        print_message(line, lang)
    if report.failures is not None:
        write_failures(folder, report.failures)
    is_faulty = any(problem.severity != "info" and problem.code != "PR407" for problem in problems)
    is_unchecked = report.failures is None or any(problem.severity != "info" and problem.code == "PR407" for problem in problems)
    raise typer.Exit(1 if is_faulty else NOT_CHECKED if is_unchecked else 0)
