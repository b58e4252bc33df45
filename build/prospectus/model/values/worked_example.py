"""Worked examples: figures, and arithmetic expressions over them whose stated results are verified."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple, cast

from pydantic import Field

from prospectus.model.record import FrozenModel, Violation
from prospectus.model.values.number import Number, count_decimals, format_plain, round_half_away, to_fraction
from prospectus.model.values.text import Text
from prospectus.problems.message import Message

VariableName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
"""The variable name of a figure in expressions: `price`, `lots`."""

MAX_SUM_LENGTH = 200
"""The maximum number of characters in an expression. It also limits the depth of nesting."""
OPERATORS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_TOKEN = re.compile(r"\s*(?:(?P<name>[a-z][a-z0-9_]*)|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<sign>[-+*/()]))")
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", "·": "*", "【": "(", "】": ")"})
"""Signs that people write in a sum, and those that are worked out."""
SUM_EXAMPLE = "(exit - entry) * size"
_NOT_A_SUM = Message("it is not a sum", "这不是算式")


class InvalidSum(ValueError):
    """An expression that cannot be evaluated; `reason` says why, as a clause."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Given(FrozenModel):
    """A figure that the example starts from."""

    name: VariableName
    """What sums call it."""
    title: Text
    """What it is."""
    value: Number
    """How much it is."""
    unit: Text | None = None
    """In what it is measured."""


class Working(FrozenModel):
    """One sum: from figures above it to a new one."""

    name: VariableName
    """What later sums call its result."""
    title: Text
    """What is worked out."""
    sum: Annotated[str, Field(min_length=1, max_length=MAX_SUM_LENGTH)]
    """Names, numbers, `+ - * /` and brackets, such as `(exit - entry) * size * lots`."""
    value: Number
    """What it comes to, exactly, or rounded to the decimals written, halves away from zero."""
    unit: Text | None = None
    """In what it is measured."""


class Example(FrozenModel):
    """A worked example; the figures in it are invented for practice unless it says otherwise."""

    title: Text
    """What it shows."""
    text: Text | None = None
    """The case it works through."""
    given: Annotated[tuple[Given, ...], Field(min_length=1)]
    """What is known."""
    workings: Annotated[tuple[Working, ...], Field(min_length=1)]
    """The sums, in order."""
    conclusion: Text | None = None
    """What follows from it."""


class Token(NamedTuple):
    """One token of an expression."""

    category: Literal["name", "number", "sign"]
    text: str


def iter_tokens(expression: str) -> Iterator[Token]:
    """Yield the tokens of an expression. Raises InvalidSum for any other character."""
    position, end = 0, len(expression.rstrip())
    while position < end:
        match = _TOKEN.match(expression, position)
        if match is None:
            raise InvalidSum(Message("only names, numbers, + - * / and brackets are worked out", "只能用名称、数字、+ - * / 和半角括号"))
        yield Token(cast("Literal['name', 'number', 'sign']", match.lastgroup), match[str(match.lastgroup)])
        position = match.end()


def evaluate_sum(expression: str, variables: Mapping[str, Fraction]) -> Fraction:
    """Return the exact value of an expression.

    Raises InvalidSum, with the reason, unless it consists of known names, numbers, `+ - * /` and brackets.
    """
    if len(expression) > MAX_SUM_LENGTH:
        raise InvalidSum(Message(f"it is longer than {MAX_SUM_LENGTH} characters", f"算式超过 {MAX_SUM_LENGTH} 个字符"))
    return _SumEvaluator(expression, variables).evaluate()


class _SumEvaluator:
    """Recursive-descent evaluator. Operators of equal precedence associate to the left."""

    def __init__(self, expression: str, variables: Mapping[str, Fraction]) -> None:
        self._tokens, self._variables = deque(iter_tokens(expression)), variables

    def evaluate(self) -> Fraction:
        value = self._evaluate_sum()
        if self._tokens:
            raise InvalidSum(_NOT_A_SUM)
        return value

    def _evaluate_sum(self) -> Fraction:
        value = self._evaluate_product()
        while operator_sign := self._accept("+-"):
            value = OPERATORS[operator_sign](value, self._evaluate_product())
        return value

    def _evaluate_product(self) -> Fraction:
        value = self._evaluate_factor()
        while operator_sign := self._accept("*/"):
            operand = self._evaluate_factor()
            if operator_sign == "/" and not operand:
                raise InvalidSum(Message("it divides by nothing", "除数为零"))
            value = OPERATORS[operator_sign](value, operand)
        return value

    def _evaluate_factor(self) -> Fraction:
        if self._accept("-"):
            return -self._evaluate_factor()
        if self._accept("("):
            value = self._evaluate_sum()
            if not self._accept(")"):
                raise InvalidSum(_NOT_A_SUM)
            return value
        return self._evaluate_operand()

    def _evaluate_operand(self) -> Fraction:
        if not self._tokens or self._tokens[0].category == "sign":
            raise InvalidSum(_NOT_A_SUM)
        category, text = self._tokens.popleft()
        if category == "number":
            return Fraction(text)
        if text not in self._variables:
            raise InvalidSum(Message(f"nothing above it is called {text}", f"上文没有名为 {text} 的数字"))
        return self._variables[text]

    def _accept(self, signs: str) -> str:
        """Consume and return the next token if it is one of `signs`; otherwise return an empty string."""
        return self._tokens.popleft().text if self._tokens and self._tokens[0].category == "sign" and self._tokens[0].text in signs else ""


def iter_wrong_sums(examples: Sequence[Example]) -> Iterator[Violation]:
    """Yield each expression of the field `examples` that is invalid (PR216) or whose stated result is wrong (PR215)."""
    for index, example in enumerate(examples):
        yield from _iter_wrong_sums(example, ("examples", index))


def _iter_wrong_sums(example: Example, field_path: tuple[str | int, ...]) -> Iterator[Violation]:
    variables: dict[str, Fraction] = {}
    for number, figure in enumerate(example.given):
        yield from _check_unique_name(figure.name, variables, (*field_path, "given", number, "name"))
        variables[figure.name] = to_fraction(figure.value)
    for number, working in enumerate(example.workings):
        working_path = (*field_path, "workings", number)
        yield from _check_unique_name(working.name, variables, (*working_path, "name"))
        try:
            result = evaluate_sum(working.sum, variables)
        except InvalidSum as error:
            yield Violation(
                (*working_path, "sum"), "PR216", {"came": working.sum, "reason": error.reason, "form": _suggest_sum(working.sum, variables)}
            )
        else:
            if round_half_away(result, count_decimals(working.value)) != to_fraction(working.value):
                yield Violation((*working_path, "value"), "PR215", {"came": working.value, "form": format_plain(result)})
        variables[working.name] = to_fraction(working.value)


OWN_NAME = Message("a name of its own", "另一个名称")


def _suggest_sum(expression: str, variables: Mapping[str, Fraction]) -> str:
    """Return an expression in half-width characters and with the signs that are worked out, if that makes it valid; else an example."""
    written = unicodedata.normalize("NFKC", expression).translate(_SIGNS)
    try:
        evaluate_sum(written, variables)
    except InvalidSum:
        return SUM_EXAMPLE
    return written


def _check_unique_name(name: str, variables: Mapping[str, Fraction], field_path: tuple[str | int, ...]) -> Iterator[Violation]:
    """Yield a violation if the name is already taken by another figure (PR216)."""
    if name in variables:
        yield Violation(
            field_path,
            "PR216",
            {"came": name, "reason": Message(f"two figures are called {name}", f"有两个数字都叫 {name}"), "form": OWN_NAME},
        )
