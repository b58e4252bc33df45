"""Options that several commands have, and what they all do first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from prospectus.problems import Problem
from prospectus.problems.formats import FORMATS

Config = Annotated[Path, typer.Option("--config", "-f", help="The mkdocs.yml of the site.")]
Language = Annotated[str, typer.Option("--lang", help="The language of messages: en or zh.")]
Now = Annotated[
    str | None, typer.Option("--now", help="The time to build for, such as 2026-11-21T09:00+08:00; else SOURCE_DATE_EPOCH, else the clock.")
]
Root = Annotated[Path, typer.Option(help="The folder of the site.")]


def need_site(root: Path) -> None:
    """Refuse a folder that is no site."""
    if not (root / "content").is_dir():
        raise typer.BadParameter(f"there is no folder content/ in {root.resolve()}", param_hint="--root")


def refuse(problems: Sequence[Problem], language: str) -> NoReturn:
    """Print problems and end with 1."""
    typer.echo(FORMATS["text"](problems, language), err=True, nl=False)
    raise typer.Exit(1)
