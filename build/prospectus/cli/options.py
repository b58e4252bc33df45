"""Options and checks that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from prospectus.cli.help import language_of
from prospectus.cli.language import both, parse_language
from prospectus.cli.output import print_message
from prospectus.cli.problem_report import print_problems
from prospectus.cli.usage_errors import refuse_value
from prospectus.problems import Message, Problem

Choice = TypeVar("Choice", bound=StrEnum)
MonthArgument = Annotated[str, typer.Argument(metavar="YYYY-MM", help=both("Month of the timetable.", "日程的月份。"))]


def _choose(ctx: typer.Context, value: str | None) -> str:
    """Return the language of the command line: the value of the option, else that of the environment."""
    return parse_language(value) if value else language_of(ctx)


Config = Annotated[
    Path, typer.Option("--config", "-f", metavar="PATH", help=both("Path of the site's mkdocs.yml.", "站点的 mkdocs.yml 的路径。"))
]
DEFAULT_CONFIG = Path("mkdocs.yml")
Language = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="en|zh",
        callback=_choose,
        help=both(
            "Language of messages. Default: from PROSPECTUS_LANG, LC_ALL, LC_MESSAGES or LANG.",
            "提示信息的语言。默认依次取 PROSPECTUS_LANG、LC_ALL、LC_MESSAGES、LANG。",
        ),
    ),
]
Now = Annotated[
    str | None,
    typer.Option(
        "--now",
        metavar="TIME",
        help=both(
            "Time to use, such as 2026-11-21T09:00+08:00. Default: SOURCE_DATE_EPOCH, or else the clock.",
            "以何时为“现在”，例如 2026-11-21T09:00+08:00。默认取 SOURCE_DATE_EPOCH，没有则取系统时间。",
        ),
    ),
]
Root = Annotated[
    Path,
    typer.Option(metavar="DIR", help=both("Root folder of the site. Default: the current folder.", "站点的根目录。默认为当前目录。")),
]
NO_SITE = Message(
    "there is no folder content/ in {folder}, so it is no site; prospectus init makes a new one",
    "{folder} 中没有 content/ 目录，不是站点；新建站点用 prospectus init",
)
NOT_A_NUMBER = Message("must be a whole number of at least {least}; got {came!r}", "必须是不小于 {least} 的整数；现在是 {came!r}")
NOT_IN_RANGE = Message("must be a whole number from {least} to {most}; got {came!r}", "必须是 {least} 至 {most} 的整数；现在是 {came!r}")
NOT_A_CHOICE = Message("must be one of {choices}; got {came!r}", "必须是 {choices} 之一；现在是 {came!r}")


def need_site(root: Path) -> None:
    """Raise InvalidUse if a folder is not a site: it has no folder `content/`."""
    if not (root / "content").is_dir():
        refuse_value("--root", NO_SITE.fill(folder=root.resolve()))


def refuse(problems: Sequence[Problem], language: str, root: Path | None = None, outcome: Message | None = None) -> NoReturn:
    """Print problems to standard error, then what was not done because of them, and exit with code 1."""
    print_problems(problems, language, root)
    if outcome is not None:
        print_message(outcome, language)
    raise typer.Exit(1)


def whole_number(option: str, least: int = 1, most: int | None = None) -> Callable[[str | int], int]:
    """Return a parser for an option: a number from `least` to `most`. The parser raises InvalidUse for any other value."""

    def parse(text: str | int) -> int:
        value = str(text)
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else least - 1
        if number < least or (most is not None and number > most):
            refuse_value(option, (NOT_A_NUMBER if most is None else NOT_IN_RANGE).fill(least=least, most=most, came=value))
        return number

    return parse


def one_of(option: str, choices: type[Choice]) -> Callable[[str], Choice]:
    """Return a parser for an option: a value of an enumeration. The parser raises InvalidUse for any other value."""

    def parse(text: str) -> Choice:
        if text not in [*choices]:
            refuse_choice(option, text, [*choices])
        return choices(text)

    return parse


def refuse_choice(parameter: str, came: str, choices: Sequence[str]) -> NoReturn:
    """Raise InvalidUse for a value that is not one of `choices`."""
    listed = Message(", ".join(choices), "、".join(choices))
    refuse_value(parameter, NOT_A_CHOICE.fill(choices=listed, came=came))
