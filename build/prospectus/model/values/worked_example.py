"""Worked examples: figures, and arithmetic expressions over them whose stated results are verified."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from prospectus.model.record import FrozenModel, Violation
from prospectus.model.values.expression import Expression, InvalidSum, VariableName, evaluate_sum
from prospectus.model.values.number import Number, count_decimals, format_plain, round_half_away, to_fraction
from prospectus.model.values.text import InlineText, LineText
from prospectus.problems.message import Message

_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", "·": "*", "^": "**", "【": "(", "】": ")"})
"""Signs that people write in a sum, and those that are worked out."""
SUM_EXAMPLE = "(exit - entry) * size"


class Given(FrozenModel):
    """A figure that the example starts from."""

    name: VariableName
    """What sums call it."""
    title: LineText
    """What it is."""
    value: Number
    """How much it is."""
    unit: LineText | None = None
    """In what it is measured."""


class Working(FrozenModel):
    """One sum: from figures above it to a new one."""

    name: VariableName
    """What later sums call its result."""
    title: LineText
    """What is worked out."""
    sum: Expression
    """Names, numbers, `+ - * / **` and brackets, such as `(exit - entry) * size * lots`."""
    value: Number
    """What it comes to, exactly, or rounded to the decimals written, halves away from zero."""
    unit: LineText | None = None
    """In what it is measured."""


class Example(FrozenModel):
    """A worked example; the figures in it are invented for practice unless it says otherwise."""

    title: LineText
    """What it shows."""
    text: InlineText | None = None
    """The case it works through."""
    given: Annotated[tuple[Given, ...], Field(min_length=1)]
    """What is known."""
    workings: Annotated[tuple[Working, ...], Field(min_length=1)]
    """The sums, in order."""
    conclusion: InlineText | None = None
    """What follows from it."""


def iter_wrong_sums(examples: Sequence[Example]) -> Iterator[Violation]:
    """Yield each expression of the field `examples` that is invalid (PR216) or whose stated result is wrong (PR215)."""
    for index, example in enumerate(examples):
        yield from _iter_wrong_sums(example, ("examples", index))


def _iter_wrong_sums(example: Example, field_path: tuple[str | int, ...]) -> Iterator[Violation]:
    variables: dict[str, Fraction] = {}
    for number, figure in enumerate(example.given):
        yield from check_unique_name(figure.name, variables, (*field_path, "given", number, "name"))
        variables[figure.name] = to_fraction(figure.value)
    for number, working in enumerate(example.workings):
        working_path = (*field_path, "workings", number)
        yield from check_unique_name(working.name, variables, (*working_path, "name"))
        try:
            result = evaluate_sum(working.sum, variables)
        except InvalidSum as error:
            yield Violation(
                (*working_path, "sum"), "PR216", {"came": working.sum, "reason": error.reason, "form": suggest_sum(working.sum, variables)}
            )
        else:
            if round_half_away(result, count_decimals(working.value)) != to_fraction(working.value):
                yield Violation((*working_path, "value"), "PR215", {"came": working.value, "form": format_plain(result)})
        variables[working.name] = to_fraction(working.value)


OWN_NAME = Message("a name of its own", "另一个名称")


def suggest_sum(expression: str, variables: Mapping[str, Fraction]) -> str:
    """Return an expression in half-width characters and with the signs that are worked out, if that makes it valid; else an example."""
    written = unicodedata.normalize("NFKC", expression).translate(_SIGNS)
    try:
        evaluate_sum(written, variables)
    except InvalidSum:
        return SUM_EXAMPLE
    return written


def check_unique_name(name: str, variables: Mapping[str, Fraction], field_path: tuple[str | int, ...]) -> Iterator[Violation]:
    """Yield a violation if the name is already taken by another figure (PR216)."""
    if name in variables:
        yield Violation(
            field_path,
            "PR216",
            {"came": name, "reason": Message(f"two figures are called {name}", f"有两个数字都叫 {name}"), "form": OWN_NAME},
        )
