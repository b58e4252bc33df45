"""Arithmetic expressions over named numbers, written by editors.

An expression is parsed once, to postfix notation. Both evaluators read that: the one below, and the one in `theme/assets/simulation.js`.
Everything is exact except powers that cannot be, such as square roots: those are rounded to POWER_DIGITS digits, on every machine alike.
"""

from __future__ import annotations

import operator
import re
from collections import deque
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple, cast

from pydantic import Field

from prospectus.problems.message import Message

VariableName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
"""The variable name of a figure in expressions: `price`, `lots`."""

MAX_SUM_LENGTH = 200
"""The maximum number of characters in an expression. It also limits the depth of nesting."""
Expression = Annotated[str, Field(min_length=1, max_length=MAX_SUM_LENGTH)]
"""An expression as it is written."""
NEGATION = "~"
"""The negation of one number, in postfix notation."""
POWER = "**"
"""The sign of a power. As in Python and JavaScript, it binds more closely than a minus before it, and to the right."""
MAX_EXACT_BITS = 10_000
"""The maximum size of a power that is worked out exactly, in bits; a longer one is rounded."""
POWER_DIGITS = 30
"""The number of digits of powers that are rounded."""
MAX_POWER = Fraction(10**100)
"""The limit of powers: numbers in JavaScript are far from infinite there."""
_ROUGH, _ROUNDED = Context(prec=POWER_DIGITS + 10, traps=[]), Context(prec=POWER_DIGITS, traps=[])
_BY_NOTHING = Message("it divides by nothing", "除数为零")


def raise_to_power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return a power: exact if the exponent is whole and the result short, else rounded to POWER_DIGITS digits.

    Raises InvalidSum for a negative power of zero, for a power of a negative number that is not whole, and beyond MAX_POWER.
    """
    if not base and exponent < 0:
        raise InvalidSum(_BY_NOTHING)
    is_whole = exponent.denominator == 1
    if base < 0 and not is_whole:
        raise InvalidSum(Message("a negative number has whole powers only", "负数的指数只能是整数"))
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if base in (0, 1) and (exponent or base):
        return base
    if is_whole and bits * abs(exponent.numerator) <= MAX_EXACT_BITS:
        power = base ** int(exponent)
    else:
        rough = _ROUGH.power(_to_decimal(base), _to_decimal(exponent))
        power = Fraction(_ROUNDED.plus(rough)) if rough.is_finite() and rough.adjusted() < POWER_EXPONENT_LIMIT else MAX_POWER
    if abs(power) >= MAX_POWER:
        raise InvalidSum(Message("a power in it is too large", "其中的乘方结果太大"))
    return power


POWER_EXPONENT_LIMIT = 101
"""The number of digits beyond which a power is not turned into a fraction."""


def _to_decimal(number: Fraction) -> Decimal:
    return _ROUGH.divide(Decimal(number.numerator), Decimal(number.denominator))


OPERATORS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    POWER: raise_to_power,
}
_TOKEN = re.compile(r"\s*(?:(?P<name>[a-z][a-z0-9_]*)|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<sign>\*\*|[-+*/()]))")
_NOT_A_SUM = Message("it is not a sum", "这不是算式")


class InvalidSum(ValueError):
    """An expression that cannot be evaluated; `reason` says why, as a clause."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.en)
        self.reason = reason


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
            raise InvalidSum(
                Message("only names, numbers, + - * / ** and brackets are worked out", "只能用名称、数字、+ - * / ** 和半角括号")
            )
        yield Token(cast("Literal['name', 'number', 'sign']", match.lastgroup), match[str(match.lastgroup)])
        position = match.end()


def evaluate_sum(expression: str, variables: Mapping[str, Fraction]) -> Fraction:
    """Return the exact value of an expression.

    Raises InvalidSum, with the reason, unless it consists of known names, numbers, `+ - * / **` and brackets.
    """
    return evaluate_postfix(parse_sum(expression, variables), variables)


def parse_sum(expression: str, names: Container[str]) -> tuple[str, ...]:
    """Return an expression in postfix notation: `a b + 2 *`. Raises InvalidSum, with the reason, if it is none over the `names`."""
    if len(expression) > MAX_SUM_LENGTH:
        raise InvalidSum(Message(f"it is longer than {MAX_SUM_LENGTH} characters", f"算式超过 {MAX_SUM_LENGTH} 个字符"))
    return _SumParser(expression, names).parse()


def evaluate_postfix(postfix: Sequence[str], variables: Mapping[str, Fraction]) -> Fraction:
    """Return the exact value of an expression in postfix notation. Raises InvalidSum if it divides by zero, or a power has no value."""
    stack: list[Fraction] = []
    for item in postfix:
        if item == NEGATION:
            stack.append(-stack.pop())
        elif item in OPERATORS:
            right, left = stack.pop(), stack.pop()
            if item == "/" and not right:
                raise InvalidSum(_BY_NOTHING)
            stack.append(OPERATORS[item](left, right))
        else:
            stack.append(variables[item] if item in variables else Fraction(item))
    return stack.pop()


class _SumParser:
    """Recursive-descent parser. Operators of equal precedence associate to the left, powers to the right."""

    def __init__(self, expression: str, names: Container[str]) -> None:
        self._tokens, self._names = deque(iter_tokens(expression)), names
        self._postfix: list[str] = []

    def parse(self) -> tuple[str, ...]:
        self._parse_sum()
        if self._tokens:
            raise InvalidSum(_NOT_A_SUM)
        return tuple(self._postfix)

    def _parse_sum(self) -> None:
        self._parse_product()
        while operator_sign := self._accept("+", "-"):
            self._parse_product()
            self._postfix.append(operator_sign)

    def _parse_product(self) -> None:
        self._parse_factor()
        while operator_sign := self._accept("*", "/"):
            self._parse_factor()
            self._postfix.append(operator_sign)

    def _parse_factor(self) -> None:
        if self._accept("-"):
            self._parse_factor()
            self._postfix.append(NEGATION)
            return
        self._parse_base()
        if self._accept(POWER):
            self._parse_factor()
            self._postfix.append(POWER)

    def _parse_base(self) -> None:
        if self._accept("("):
            self._parse_sum()
            if not self._accept(")"):
                raise InvalidSum(_NOT_A_SUM)
        else:
            self._parse_operand()

    def _parse_operand(self) -> None:
        if not self._tokens or self._tokens[0].category == "sign":
            raise InvalidSum(_NOT_A_SUM)
        category, text = self._tokens.popleft()
        if category == "name" and text not in self._names:
            raise InvalidSum(Message(f"nothing above it is called {text}", f"上文没有名为 {text} 的数字"))
        self._postfix.append(text)

    def _accept(self, *signs: str) -> str:
        """Consume and return the next token if it is one of `signs`; otherwise return an empty string."""
        return self._tokens.popleft().text if self._tokens and self._tokens[0].category == "sign" and self._tokens[0].text in signs else ""
