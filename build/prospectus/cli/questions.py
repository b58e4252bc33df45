"""Asks a person at a terminal, again and again until the answer fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from prospectus.cli.output import ask_line, print_message
from prospectus.errors import UsageError
from prospectus.problems import Message

if TYPE_CHECKING:
    from prospectus.authoring.record_form import Question

ASK_ANOTHER = Message("Another one for {name}?", "{name} 还要再加一项吗？")
MORE = Message("… {count} more; type a part of the name to choose", "……另有 {count} 项；输入名称的一部分即可选定")
MAX_SHOWN = 15
"""How many choices are listed before a question."""


class Stopped(Exception):
    """The person at the terminal has ended the input."""


def ask_question(lang: str, question: Question) -> str:
    """Ask until the answer fits; an empty one leaves the field out."""
    if question.is_another:
        answer = read_line(f"{ASK_ANOTHER.fill(name='.'.join(map(str, question.field_path[:-1]))).in_language(lang)} [y/N] ")
        return "yes" if answer.strip().casefold() in ("y", "yes", "是") else ""
    lines = [f"\n{question.name}  {question.help.in_language(lang)}", *list_choices(question.choices, lang)]
    while True:
        answer = read_line("\n".join([*lines, "> "])).strip()
        reason = question.explain(answer) if answer else None
        if reason is None:
            return answer
        lines = [reason.in_language(lang)]


def list_choices(choices: Mapping[str, str], lang: str) -> Iterator[str]:
    """Yield a line per choice, numbered; of many choices only the first."""
    for number, (value, title) in enumerate(list(choices.items())[:MAX_SHOWN], start=1):
        yield f"  {number:2} {value}{'  ' + title if title else ''}"
    if len(choices) > MAX_SHOWN:
        yield f"  {MORE.fill(count=len(choices) - MAX_SHOWN).in_language(lang)}"


def ask_until(question: str, check: Callable[[str], None], lang: str, default: str) -> str:
    """Ask until `check` does not raise UsageError, and return the answer."""
    while True:
        answer = read_line(question).strip() or default
        try:
            check(answer)
        except UsageError as refused:
            print_message(refused.message, lang)
        else:
            return answer


def read_line(question: str) -> str:
    """Return the line that is typed. Raises Stopped at the end of the input."""
    line = ask_line(question)
    if line is None:
        raise Stopped
    return line
