"""Expressions of worked examples: their exact values, and everything that is rejected."""

from __future__ import annotations

import ast
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import TypeAdapter, ValidationError

from prospectus.model.values.expression import MAX_SUM_LENGTH, evaluate_sum, iter_tokens
from prospectus.model.values.number import MAX_NUMBER, Number, count_decimals, format_plain, round_half_away, to_fraction

KNOWN = {"price": Fraction(4000), "lots": Fraction(3), "rate": Fraction(1, 10), "from": Fraction(-2), "e9": Fraction(9)}
numbers = some.integers(0, 10**9).map(str) | some.decimals(0, 10**6, places=3).map(str)
expressions = some.recursive(
    numbers | some.sampled_from(["price", "lots", "rate"]),
    lambda inner: (
        some.tuples(inner, some.sampled_from("+-*/"), inner).map(lambda parts: f"{parts[0]} {parts[1]} {parts[2]}")
        | inner.map(lambda operand: f"({operand})")
        | inner.map(lambda operand: f"-{operand}")
    ),
    max_leaves=8,
).filter(lambda expression: len(expression) <= MAX_SUM_LENGTH)


def evaluate_with_python(expression: str) -> Fraction:
    """Return the value of an expression according to Python's own parser, in fractions."""

    class Exact(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.expr:
            literal = ast.Constant(ast.get_source_segment(expression, node))
            return ast.Call(ast.Name("Fraction", ast.Load()), [literal], [])

    tree = ast.fix_missing_locations(Exact().visit(ast.parse(expression, mode="eval")))
    return Fraction(eval(compile(tree, "sum", "eval"), {"Fraction": Fraction, **KNOWN}))


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("price * lots * rate", Fraction(1200)),
        ("(price - 10) / 4 - 1", Fraction(1993, 2)),
        ("10 - 4 - 3", Fraction(3)),
        ("8 / 4 / 2", Fraction(1)),
        ("2 + 3 * 4", Fraction(14)),
        ("--lots * -(2)", Fraction(-6)),
        ("lots--lots", Fraction(6)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("from * 2", Fraction(-4)),
        ("e9", Fraction(9)),
        ("2 ** 3 ** 2", Fraction(512)),
        ("-2 ** 2", Fraction(-4)),
        ("(-2) ** 3", Fraction(-8)),
        ("2 ** -lots", Fraction(1, 8)),
        ("2 * lots ** 2", Fraction(18)),
        ("price ** 0", Fraction(1)),
        ("0 ** 0", Fraction(1)),
        ("0 ** 0.5", Fraction(0)),
        ("1 ** 1000000000000", Fraction(1)),
        ("4 ** 0.5", Fraction(2)),
        ("100 * (1 + rate) ** 2", Fraction(121)),
        (" \t(\n1 ) ", Fraction(1)),
    ],
)
def test_sum_has_value(expression: str, result: Fraction) -> None:
    assert evaluate_sum(expression, KNOWN) == result


@given(expressions)
def test_sum_equals_the_result_of_python(expression: str) -> None:
    try:
        expected = evaluate_with_python(expression.replace("- -", "-(-1)*").replace("--", "-(-1)*"))
    except ZeroDivisionError:
        with pytest.raises(ValueError, match="divides by nothing"):
            evaluate_sum(expression, KNOWN)
    else:
        assert evaluate_sum(expression, KNOWN) == expected


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "it is not a sum"),
        ("   ", "it is not a sum"),
        ("price +", "it is not a sum"),
        ("+ price", "it is not a sum"),
        ("price lots", "it is not a sum"),
        ("2(3)", "it is not a sum"),
        ("()", "it is not a sum"),
        ("(1", "it is not a sum"),
        ("1)", "it is not a sum"),
        ("9 ** 9 ** 9 ** 9", "a power in it is too large"),
        ("(-2) ** 0.5", "whole powers only"),
        ("0 ** -1", "it divides by nothing"),
        ("2 ** ** 3", "it is not a sum"),
        ("** 2", "it is not a sum"),
        ("9 // 2", "it is not a sum"),
        ("1e999", "it is not a sum"),
        ("0x10", "it is not a sum"),
        ("1_000", "only names"),
        ("1j", "it is not a sum"),
        (".5", "only names"),
        ("1.", "only names"),
        ("1,000", "only names"),
        ("price.real", "only names"),
        ("__import__('os')", "only names"),
        ("price[0]", "only names"),
        ("abs(price)", "nothing above it is called abs"),
        ("price if lots else rate", "it is not a sum"),
        ("lambda: price", "only names"),
        ("Price", "only names"),
        ("True", "only names"),
        ("２ + 2", "only names"),
        ("٣", "only names"),
        ("ｐrice", "only names"),
        ("价格", "only names"),
        ("price × lots", "only names"),
        ("price # lots", "only names"),
        ("price\0", "only names"),
        ("price % 3", "only names"),
        ("unknown * 2", "nothing above it is called unknown"),
        ("1 / 0", "it divides by nothing"),
        ("price / (lots - 3)", "it divides by nothing"),
        ("1 / 0.000", "it divides by nothing"),
        ("1" * (MAX_SUM_LENGTH + 1), "it is longer than 200 characters"),
    ],
)
def test_invalid_sum_has_a_reason(expression: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        evaluate_sum(expression, KNOWN)


@pytest.mark.parametrize(("before", "after"), [("(", ")"), ("-", ""), ("-(", ")")])
def test_deepest_nesting_is_evaluated_and_a_deeper_one_is_rejected(before: str, after: str) -> None:
    depth = (MAX_SUM_LENGTH - 1) // len(before + after)
    assert abs(evaluate_sum(before * depth + "7" + after * depth, {})) == 7
    with pytest.raises(ValueError, match="longer"):
        evaluate_sum(before * 100_000 + "7" + after * 100_000, {})


@given(some.text(alphabet="price lots.0129+-*/()eEj_'\"[]", max_size=60))
def test_any_text_is_a_sum_or_a_value_error(text: str) -> None:
    try:
        evaluate_sum(text, KNOWN)
    except ValueError as error:
        assert str(error)  # noqa: PT017  (both outcomes are fine; any other exception is not)


@given(expressions)
def test_tokens_cover_the_whole_sum(expression: str) -> None:
    assert "".join(token.text for token in iter_tokens(expression)) == "".join(expression.split())


@pytest.mark.parametrize(
    ("figure", "places"), [(0, 0), (-12, 0), (1.0, 0), (0.5, 1), (-3.25, 2), (1e-07, 7), (2.5e-05, 6), (1e15, 0), (120.0, 0)]
)
def test_decimals_are_counted_as_written(figure: float, places: int) -> None:
    assert count_decimals(figure) == places


@pytest.mark.parametrize(
    ("value", "places", "result"),
    [
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("2.5", 0, "3"),
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("0.1249", 2, "0.12"),
        ("7", 3, "7"),
    ],
)
def test_half_is_rounded_away_from_zero(value: str, places: int, result: str) -> None:
    assert round_half_away(Fraction(value), places) == Fraction(result)


@given(some.floats(-1e15, 1e15) | some.integers(-(10**15), 10**15))
def test_number_is_exactly_its_decimal_notation(number: float) -> None:
    assert float(to_fraction(number)) == number
    assert round_half_away(to_fraction(number), count_decimals(number)) == to_fraction(number)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 3), "0.333333"),
        (Fraction(-1, 3), "-0.333333"),
        (Fraction(-1, 10**9), "0"),
        (Fraction(10**40), "1" + "0" * 40),
        (Fraction(5, 4), "1.25"),
    ],
)
def test_value_is_formatted_as_plain_decimal(value: Fraction, text: str) -> None:
    assert format_plain(value) == text


@pytest.mark.parametrize("figure", [float("nan"), float("inf"), -float("inf"), MAX_NUMBER + 1, -1e16, 10**400, "1", True, None])
def test_value_that_is_no_number_is_rejected(figure: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Number).validate_python(figure, strict=True)
