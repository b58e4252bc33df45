"""Options and checks that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from prospectus.problems import Problem
from prospectus.problems.formats import to_text

Config = Annotated[Path, typer.Option("--config", "-f", help="Path of the site's mkdocs.yml.")]
Language = Annotated[str, typer.Option("--lang", help="Language of messages: en or zh.")]
Now = Annotated[
    str | None, typer.Option("--now", help="Time to use, such as 2026-11-21T09:00+08:00. Default: SOURCE_DATE_EPOCH, or else the clock.")
]
Root = Annotated[Path, typer.Option(help="Root folder of the site.")]


def need_site(root: Path) -> None:
    """Raise BadParameter if a folder is not a site: it has no folder `content/`."""
    if not (root / "content").is_dir():
        raise typer.BadParameter(f"there is no folder content/ in {root.resolve()}", param_hint="--root")


def refuse(problems: Sequence[Problem], language: str) -> NoReturn:
    """Print problems to standard error and exit with code 1."""
    typer.echo(to_text(problems, language), err=True, nl=False)
    raise typer.Exit(1)
