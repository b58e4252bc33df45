"""Problems as the commands print them: with the lines of the files, in colour on a terminal, and not too many at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from prospectus.cli.language import both
from prospectus.cli.output import is_terminal, print_message, print_rendered
from prospectus.problems import Message, Problem
from prospectus.problems.text_format import TextStyle, to_text

MOST_PER_FILE, MOST_PER_CODE, MOST_CONSEQUENCES = 20, 20, 5
"""The most problems of one file and with one code, and the most consequences of one problem, that are shown without `--all`."""
LARGEST_FILE = 2_000_000
"""The size in bytes from which on a file is not read for its lines."""
CORRECTABLE = Message(
    "`prospectus check --fix` can correct {count} of these problems.", "`prospectus check --fix` 可以自动改正其中 {count} 个问题。"
)
ShowAll = Annotated[
    bool,
    typer.Option(
        "--all",
        help=both(
            f"Show all problems. Default: at most {MOST_PER_CODE} with the same code, and {MOST_PER_FILE} in one file.",
            f"显示全部问题。默认同一代码最多显示 {MOST_PER_CODE} 个，同一文件最多显示 {MOST_PER_FILE} 个。",
        ),
    ),
]


def print_problems(
    problems: Sequence[Problem],
    language: str,
    root: Path | None = None,
    *,
    err: bool = True,
    show_all: bool = False,
    show_all_command: str = "prospectus check --all",
    event_names: Mapping[str, Message] | None = None,
) -> None:
    """Print problems as text, to standard error or else to standard output; their paths are relative to `root`.

    `event_names` are the names of the events that they concern, by record.
    """
    style = build_style(root, with_color=wants_color(err=err), show_all=show_all)
    print_rendered(to_text(problems, language, replace(style, show_all_command=show_all_command, event_names=event_names or {})), err=err)


def print_correctable(problems: Sequence[Problem], language: str) -> None:
    """Print how many of the problems `check --fix` may correct, to standard error, if it may correct any."""
    count = sum(bool(problem.fix or problem.rename) for problem in problems)
    if count:
        print_message(CORRECTABLE.fill(count=count), language)


def build_style(root: Path | None, *, with_color: bool = False, show_all: bool = False) -> TextStyle:
    """Return how problems are printed, with the lines of files in `root`."""
    return TextStyle(
        read_lines=_build_reader(root.resolve()) if root is not None else None,
        with_color=with_color,
        most_per_file=None if show_all else MOST_PER_FILE,
        most_per_code=None if show_all else MOST_PER_CODE,
        most_consequences=None if show_all else MOST_CONSEQUENCES,
    )


def wants_color(*, err: bool) -> bool:
    """Return whether output is coloured: only on a terminal, and not with NO_COLOR (https://no-color.org)."""
    return is_terminal(err=err) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _build_reader(root: Path) -> Callable[[str], Sequence[str]]:
    """Return a function that returns the lines of a file in the site, or none if it is outside, too large or cannot be read."""

    @cache
    def read_lines(path: str) -> Sequence[str]:
        try:
            file = (root / path).resolve()
            if not file.is_relative_to(root) or not file.is_file() or file.stat().st_size > LARGEST_FILE:
                return ()
            return re.split(r"\r\n|\r|\n", file.read_bytes().decode("utf-8-sig", errors="replace"))
        except (OSError, ValueError):
            return ()

    return read_lines
