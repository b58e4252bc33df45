"""The table of commands in the README, made from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from typer.main import get_command

from prospectus.cli.help import first_sentence, name_parameter
from prospectus.cli.main import app

START, END = "<!-- commands: written by scripts/docs -->\n", "<!-- end of commands -->\n"


def insert_commands(document: str) -> str:
    """Return a document with a fresh table between its two markers. Raises ValueError when a marker is missing."""
    before, start, rest = document.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"The document must have the markers {START.strip()} and {END.strip()}.")
    return f"{before}{START}\n{render_table()}\n{END}{after}"


def render_table() -> str:
    """Return a Markdown table with a row per command: how it is called, and the first sentence of its help."""
    rows = [f"| `prospectus {command.usage}` | {command.summary} |" for command in iter_commands()]
    return "\n".join(["| command | what it does |", "|---|---|", *rows, ""])


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the command line."""

    name: str
    """Its name, such as `feeds pull`."""
    usage: str
    """Its name with its arguments and required options."""
    summary: str
    """The first sentence of its help."""
    options: frozenset[str]
    """All its options."""


def iter_commands() -> Iterator[Command]:
    """Yield every command, in the order of `prospectus --help`."""
    yield from _iter_commands(get_command(app), ())


def _iter_commands(command: Any, path: tuple[str, ...]) -> Iterator[Command]:
    """`command` is a command or a group of Click, whichever copy of Click Typer uses."""
    for name, subcommand in getattr(command, "commands", {}).items():
        yield from _iter_commands(subcommand, (*path, name))
    if not hasattr(command, "commands") or command.invoke_without_command:
        usage = [part for parameter in command.params if (part := _usage_of(parameter))]
        options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        yield Command(" ".join(path), " ".join((*path, *usage)), first_sentence(command.help or ""), frozenset(options))


def _usage_of(parameter: Any) -> str:
    return name_parameter(parameter) if parameter.param_type_name == "argument" or parameter.required else ""
