"""The help of commands, in English and in Chinese: the layout is ours, so that no word depends on the version of Typer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from prospectus.cli.language import in_language, translate_metavars
from prospectus.cli.usage_errors import InvalidUse, suggest
from prospectus.problems import Message

WIDTH, INDENT, LONGEST_NAME = 88, 2, 30
"""The widest line in columns, the indent of lists, and the widest name that has its description on the same line."""
USAGE = Message("Usage: ", "用法：")
ARGUMENTS, OPTIONS, COMMANDS = Message("Arguments:", "参数："), Message("Options:", "选项："), Message("Commands:", "命令：")
SHOW_HELP = Message("Show this help and exit.", "显示本说明后退出。")
REQUIRED = Message("Required.", "必填。")
NO_COMMAND = Message("There is no command {name!r}.{suggestion}", "没有命令 {name!r}。{suggestion}")
COMMAND_MISSING = Message("A command must be given, such as prospectus check.", "必须写明命令，例如 prospectus check。")
EXTRA_ARGUMENTS = Message("There must be no further arguments; got {came}.", "参数过多；多出的是 {came}。")


class BilingualCommand(TyperCommand):
    """A command whose help and usage errors are in the language of the command line, which is in the `obj` of its context."""

    def get_help(self, ctx: Any) -> str:
        """Return the help."""
        return render_help(self, ctx)

    def get_usage(self, ctx: Any) -> str:
        """Return the line that says how the command is called."""
        return render_usage(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments. Raises InvalidUse when there are too many."""
        ctx.allow_extra_args = True
        rest: list[str] = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise InvalidUse(EXTRA_ARGUMENTS.fill(came=" ".join(rest)), ctx)
        return rest

    def list_values(self) -> Iterable[tuple[Message, Iterable[tuple[str, Message]]]]:
        """Return lists for the end of the help: for each a heading, and its names with their descriptions."""
        return ()


class BilingualGroup(TyperGroup):
    """A group of commands; like `BilingualCommand`."""

    def get_help(self, ctx: Any) -> str:
        """Return the help."""
        return render_help(self, ctx)

    def get_usage(self, ctx: Any) -> str:
        """Return the line that says how a command is called."""
        return render_usage(self, ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the name, the command and the other arguments. Raises InvalidUse when there is no such command."""
        name = args[0]
        if self.get_command(ctx, name) is None and not ctx.resilient_parsing:
            raise InvalidUse(NO_COMMAND.fill(name=name, suggestion=suggest(name, self.list_commands(ctx))), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Raises InvalidUse when none is given."""
        if not (self.invoke_without_command or ctx.args or getattr(ctx, "_protected_args", None) or getattr(ctx, "protected_args", None)):
            raise InvalidUse(COMMAND_MISSING, ctx)
        return super().invoke(ctx)


class BilingualTyper(typer.Typer):
    """A Typer application whose commands and groups are bilingual."""

    def __init__(self, **options: Any) -> None:
        options = {"no_args_is_help": not options.get("invoke_without_command", False), **options}
        super().__init__(cls=BilingualGroup, add_completion=False, rich_markup_mode=None, **options)

    def command(self, name: str | None = None, *, cls: type[TyperCommand] = BilingualCommand, **options: Any) -> Callable[..., Any]:  # type: ignore[override]
        """Return a decorator that makes a function a command, whose help is its docstring."""
        return super().command(name, cls=cls, **options)


def language_of(ctx: Any) -> str:
    """Return the language of the command line of a context: `zh`, or else `en`."""
    return "zh" if ctx.obj is not None and ctx.obj.language == "zh" else "en"


def render_usage(command: Any, ctx: Any) -> str:
    """Return the line that says how a command is called."""
    language = language_of(ctx)
    arguments = [name_parameter(parameter) for parameter in command.get_params(ctx) if parameter.param_type_name == "argument"]
    subcommand = ["COMMAND", "[ARGS]..."] if hasattr(command, "commands") else []
    usage = " ".join([USAGE.in_language(language) + ctx.command_path, "[OPTIONS]", *arguments, *subcommand])
    return translate_metavars(usage, language)


def render_help(command: Any, ctx: Any) -> str:
    """Return the help of a command: how it is called, what it does, and its arguments, options and subcommands."""
    language = language_of(ctx)
    lines = [render_usage(command, ctx), ""]
    for paragraph in in_language(command.help or "", language).split("\n\n"):
        lines += [*_wrap(" ".join(paragraph.split()), INDENT), ""]
    for heading, rows in _iter_sections(command, ctx, language):
        lines += [heading.in_language(language), *_render_rows(rows, language), ""]
    return "\n".join(lines).rstrip("\n")


def _iter_sections(command: Any, ctx: Any, language: str) -> Iterator[tuple[Message, list[tuple[str, str]]]]:
    """Yield the heading and the rows of each list of the help."""
    parameters = [parameter for parameter in command.get_params(ctx) if not getattr(parameter, "hidden", False)]
    for heading, kind in ((ARGUMENTS, "argument"), (OPTIONS, "option")):
        rows = [
            (name_parameter(parameter), _describe_parameter(parameter, language))
            for parameter in parameters
            if parameter.param_type_name == kind
        ]
        if rows:
            yield heading, rows
    subcommands = getattr(command, "commands", {})
    if subcommands:
        yield COMMANDS, [(name, first_sentence(in_language(subcommand.help or "", language))) for name, subcommand in subcommands.items()]
    for heading, values in command.list_values() if isinstance(command, BilingualCommand) else ():
        yield heading, [(name, description.in_language(language)) for name, description in values]


def name_parameter(parameter: Any) -> str:
    """Return the names of a parameter with the word for its value, in English: `--config, -f PATH`, or `[PATH]...` of an argument."""
    metavar = metavar_of(parameter)
    if parameter.param_type_name == "argument":
        plural = "..." if parameter.nargs == -1 else ""
        return f"{metavar}{plural}" if parameter.required else f"[{metavar}]{plural}"
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    return names if parameter.is_flag else f"{names} {metavar}"


def metavar_of(parameter: Any) -> str:
    """Return the word for the value of a parameter, in English."""
    return parameter.metavar or ("VALUE" if parameter.param_type_name == "option" else parameter.name.upper())


def first_sentence(text: str) -> str:
    """Return the first sentence of a help text in either language."""
    paragraph = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return re.split(r"(?<=\.)\s|(?<=。)", paragraph, maxsplit=1)[0]


def _describe_parameter(parameter: Any, language: str) -> str:
    if parameter.name == "help":
        return SHOW_HELP.in_language(language)
    description = in_language(parameter.help or "", language)
    if parameter.required and parameter.param_type_name == "option":
        description += (" " if language == "en" else "") + REQUIRED.in_language(language)
    return description


def _render_rows(rows: Iterable[tuple[str, str]], language: str) -> Iterator[str]:
    """Yield the lines of a list: the name, and the description beside it, or below if the name is long."""
    from prospectus.text.line_breaking import count_columns  # noqa: PLC0415  (only help needs it)

    rows = [(translate_metavars(name, language), description) for name, description in rows]
    name_width = min(max(count_columns(name) for name, _ in rows), LONGEST_NAME)
    indent = INDENT + name_width + 2
    for name, description in rows:
        lines = _wrap(description, indent)
        if count_columns(name) > name_width:
            yield f"{' ' * INDENT}{name}"
        else:
            gap = " " * (name_width - count_columns(name) + 2)
            yield f"{' ' * INDENT}{name}{gap}{lines.pop(0).strip() if lines else ''}".rstrip()
        yield from lines


def _wrap(text: str, indent: int) -> list[str]:
    from prospectus.text.line_breaking import break_lines, count_columns  # noqa: PLC0415  (only help needs it)

    return [f"{' ' * indent}{line}" for line in break_lines(text, WIDTH - indent, count_columns)] if text else []
