"""Errors in the use of the command line, in English and in Chinese: ours, and those that Typer finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

import typer

from prospectus.cli.language import translate_metavars
from prospectus.problems import Message
from prospectus.problems.message import in_language

ClickUsageError: Any = typer.BadParameter.__base__
"""Click's exception for wrong use, of whichever copy of Click Typer uses."""
ERROR = Message("Error: ", "错误：")
SEE_HELP = Message("Try '{command} --help' for help.", "说明见“{command} --help”。")
DID_YOU_MEAN = Message(" Did you mean {names}?", "是否想写 {names}？")
NO_OPTION = Message("There is no option {name}.{suggestion}", "没有选项 {name}。{suggestion}")
VALUE_MISSING = Message("The option {name} must have a value.", "选项 {name} 必须带有值。")
VALUE_NOT_WANTED = Message("The option {name} must have no value.", "选项 {name} 不带值。")
OPTION_MISSING = Message("The option {name} must be given.", "必须写明选项 {name}。")
ARGUMENT_MISSING = Message("The argument {name} must be given.", "必须写明参数 {name}。")
INVALID_VALUE = Message("Invalid value for {name}: {explanation}", "{name} 的值无效：{explanation}")


class InvalidUse(ClickUsageError):  # type: ignore[misc]
    """The command line is wrong; `explanation` says what would be right."""

    def __init__(self, explanation: Message, ctx: Any = None) -> None:
        super().__init__(explanation.en, ctx)
        self.explanation = explanation


def refuse_value(parameter: str, explanation: Message) -> NoReturn:
    """Raise InvalidUse for the value of an option or argument, which `explanation` says: "must be …; got …"."""
    raise InvalidUse(INVALID_VALUE.fill(name=parameter, explanation=explanation))


RENAMED = {"--port": "--address", "-p": "--address", "--host": "--address", "--bind": "--address"}
"""Options that other tools have, with the option that does the same here. It counts only for commands that have it."""


def suggest_option(name: str, known_names: Sequence[str]) -> Message:
    """Return a sentence that proposes the option that is meant, with a space before it; or nothing."""
    other = RENAMED.get(name)
    return suggest(other, known_names) if other is not None and other in known_names else suggest(name, known_names)


def suggest(name: str, known_names: Iterable[str]) -> Message:
    """Return a sentence that proposes the known names closest to a name, with a space before it; or nothing."""
    names = get_close_matches(name, list(known_names))
    return DID_YOU_MEAN.fill(names=Message(*(separator.join(names) for separator in (", ", "、")))) if names else Message("", "")


def describe(error: Any, language: str) -> str:
    """Return the lines that report a usage error: how the command is called, where to read more, and what is wrong."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return f"{error.format_message()}\n"
    ctx = getattr(error, "ctx", None)
    usage = f"{ctx.get_usage()}\n{SEE_HELP.fill(command=ctx.command_path).in_language(language)}\n\n" if ctx is not None else ""
    return f"{usage}{ERROR.in_language(language)}{in_language(_explain(error), language)}\n"


def _explain(error: Any) -> str | Message:
    """Return what is wrong; the exceptions of Click are told apart by name, because Typer may use a copy of its own."""
    explanation: Message | None = getattr(error, "explanation", None)
    if explanation is not None:
        return explanation
    match type(error).__name__:
        case "NoSuchOption":
            return NO_OPTION.fill(name=error.option_name, suggestion=suggest_option(error.option_name, _list_options(error.ctx)))
        case "BadOptionUsage":
            return (VALUE_NOT_WANTED if "does not take" in error.message else VALUE_MISSING).fill(name=error.option_name)
        case "MissingParameter" if error.param is not None:
            return _explain_missing(error.param)
    return str(error.format_message())


def _explain_missing(parameter: Any) -> Message:
    if parameter.param_type_name == "option":
        return OPTION_MISSING.fill(name=parameter.opts[0])
    metavar = parameter.metavar or parameter.name.upper()
    return ARGUMENT_MISSING.fill(name=Message(metavar, translate_metavars(metavar, "zh")))


def _list_options(ctx: Any) -> list[str]:
    return [option for parameter in ctx.command.get_params(ctx) for option in (*parameter.opts, *parameter.secondary_opts)] if ctx else []
