"""Worked examples: figures, and arithmetic expressions over them whose stated results are verified."""

from __future__ import annotations

import operator
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple, cast

from pydantic import Field

from prospectus.model.figure import Figure, decimals, exact, plain, rounded
from prospectus.model.record import Breach, Noun
from prospectus.model.text import Text

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
"""The variable name of a figure in expressions: `price`, `lots`."""

LONGEST = 200
"""The maximum number of characters in an expression. It also limits the depth of nesting."""
OPERATIONS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_PIECE = re.compile(r"\s*(?:(?P<name>[a-z][a-z0-9_]*)|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<sign>[-+*/()]))")
FORM = "(exit - entry) * size"
_BROKEN = "it is not a sum"


class Given(Noun):
    """A figure that the example starts from."""

    name: Name
    """What sums call it."""
    title: Text
    """What it is."""
    value: Figure
    """How much it is."""
    unit: Text | None = None
    """In what it is measured."""


class Working(Noun):
    """One sum: from figures above it to a new one."""

    name: Name
    """What later sums call its result."""
    title: Text
    """What is worked out."""
    sum: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    """Names, numbers, `+ - * /` and brackets, such as `(exit - entry) * size * lots`."""
    value: Figure
    """What it comes to, exactly, or rounded half up to the decimals written."""
    unit: Text | None = None
    """In what it is measured."""


class Example(Noun):
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


class Piece(NamedTuple):
    """One token of an expression."""

    sort: Literal["name", "number", "sign"]
    text: str


def pieces(sum_: str) -> Iterator[Piece]:
    """Yield the tokens of an expression. Raises ValueError for any other character."""
    at, end = 0, len(sum_.rstrip())
    while at < end:
        found = _PIECE.match(sum_, at)
        if found is None:
            raise ValueError("only names, numbers, + - * / and brackets are worked out")
        yield Piece(cast("Literal['name', 'number', 'sign']", found.lastgroup), found[str(found.lastgroup)])
        at = found.end()


def worked_out(sum_: str, known: Mapping[str, Fraction]) -> Fraction:
    """Return the exact value of an expression.

    Raises ValueError, with the reason, unless it consists of known names, numbers, `+ - * /` and brackets.
    """
    if len(sum_) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters")
    return _Sum(sum_, known).value()


class _Sum:
    """Recursive-descent evaluator. Operators of equal precedence associate to the left."""

    def __init__(self, sum_: str, known: Mapping[str, Fraction]) -> None:
        self._rest, self._known = deque(pieces(sum_)), known

    def value(self) -> Fraction:
        value = self._sum()
        if self._rest:
            raise ValueError(_BROKEN)
        return value

    def _sum(self) -> Fraction:
        value = self._product()
        while sign := self._taken("+-"):
            value = OPERATIONS[sign](value, self._product())
        return value

    def _product(self) -> Fraction:
        value = self._factor()
        while sign := self._taken("*/"):
            by = self._factor()
            if sign == "/" and not by:
                raise ValueError("it divides by nothing")
            value = OPERATIONS[sign](value, by)
        return value

    def _factor(self) -> Fraction:
        if self._taken("-"):
            return -self._factor()
        if self._taken("("):
            value = self._sum()
            if not self._taken(")"):
                raise ValueError(_BROKEN)
            return value
        return self._figure()

    def _figure(self) -> Fraction:
        if not self._rest or self._rest[0].sort == "sign":
            raise ValueError(_BROKEN)
        sort, text = self._rest.popleft()
        if sort == "number":
            return Fraction(text)
        if text not in self._known:
            raise ValueError(f"nothing above it is called {text}")
        return self._known[text]

    def _taken(self, signs: str) -> str:
        """Consume and return the next token if it is one of `signs`; otherwise return an empty string."""
        return self._rest.popleft().text if self._rest and self._rest[0].sort == "sign" and self._rest[0].text in signs else ""


def wrong_sums(examples: Sequence[Example]) -> Iterator[Breach]:
    """Yield each expression of the field `examples` that is invalid (PR216) or whose stated result is wrong (PR215)."""
    for index, example in enumerate(examples):
        yield from _wrong_sums(example, ("examples", index))


def _wrong_sums(example: Example, place: tuple[str | int, ...]) -> Iterator[Breach]:
    known: dict[str, Fraction] = {}
    for number, given in enumerate(example.given):
        yield from _named_twice(given.name, known, (*place, "given", number, "name"))
        known[given.name] = exact(given.value)
    for number, working in enumerate(example.workings):
        here = (*place, "workings", number)
        yield from _named_twice(working.name, known, (*here, "name"))
        try:
            result = worked_out(working.sum, known)
        except ValueError as error:
            yield Breach((*here, "sum"), "PR216", {"came": working.sum, "reason": str(error), "form": FORM})
        else:
            if rounded(result, decimals(working.value)) != exact(working.value):
                yield Breach((*here, "value"), "PR215", {"came": working.value, "form": plain(result)})
        known[working.name] = exact(working.value)


def _named_twice(name: str, known: Mapping[str, Fraction], place: tuple[str | int, ...]) -> Iterator[Breach]:
    """Yield a violation if the name is already taken by another figure (PR216)."""
    if name in known:
        yield Breach(place, "PR216", {"came": name, "reason": f"two figures are called {name}", "form": "a name of its own"})
