"""Expressions of worked examples: their exact values, and everything that is rejected."""

from __future__ import annotations

import ast
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import TypeAdapter, ValidationError

from prospectus.model.example import LONGEST, pieces, worked_out
from prospectus.model.figure import LARGEST, Figure, decimals, exact, plain, rounded

KNOWN = {"price": Fraction(4000), "lots": Fraction(3), "rate": Fraction(1, 10), "from": Fraction(-2), "e9": Fraction(9)}
numbers = some.integers(0, 10**9).map(str) | some.decimals(0, 10**6, places=3).map(str)
sums = some.recursive(
    numbers | some.sampled_from(["price", "lots", "rate"]),
    lambda inner: (
        some.tuples(inner, some.sampled_from("+-*/"), inner).map(lambda three: f"{three[0]} {three[1]} {three[2]}")
        | inner.map(lambda one: f"({one})")
        | inner.map(lambda one: f"-{one}")
    ),
    max_leaves=8,
).filter(lambda sum_: len(sum_) <= LONGEST)


def by_python(sum_: str) -> Fraction:
    """Return the value of an expression according to Python's own parser, in fractions."""

    class Exact(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.expr:
            written = ast.Constant(ast.get_source_segment(sum_, node))
            return ast.Call(ast.Name("Fraction", ast.Load()), [written], [])

    tree = ast.fix_missing_locations(Exact().visit(ast.parse(sum_, mode="eval")))
    return Fraction(eval(compile(tree, "sum", "eval"), {"Fraction": Fraction, **KNOWN}))


@pytest.mark.parametrize(
    ("sum_", "result"),
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
        (" \t(\n1 ) ", Fraction(1)),
    ],
)
def test_sum_comes_to(sum_: str, result: Fraction) -> None:
    assert worked_out(sum_, KNOWN) == result


@given(sums)
def test_sum_comes_to_what_python_makes_of_it(sum_: str) -> None:
    try:
        expected = by_python(sum_.replace("- -", "-(-1)*").replace("--", "-(-1)*"))
    except ZeroDivisionError:
        with pytest.raises(ValueError, match="divides by nothing"):
            worked_out(sum_, KNOWN)
    else:
        assert worked_out(sum_, KNOWN) == expected


@pytest.mark.parametrize(
    ("sum_", "reason"),
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
        ("9 ** 9 ** 9 ** 9", "it is not a sum"),
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
        ("1" * (LONGEST + 1), "it is longer than 200 characters"),
    ],
)
def test_what_is_no_sum_says_why(sum_: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        worked_out(sum_, KNOWN)


@pytest.mark.parametrize(("before", "after"), [("(", ")"), ("-", ""), ("-(", ")")])
def test_longest_nesting_is_worked_out_and_a_longer_one_is_refused(before: str, after: str) -> None:
    depth = (LONGEST - 1) // len(before + after)
    assert abs(worked_out(before * depth + "7" + after * depth, {})) == 7
    with pytest.raises(ValueError, match="longer"):
        worked_out(before * 100_000 + "7" + after * 100_000, {})


@given(some.text(alphabet="price lots.0129+-*/()eEj_'\"[]", max_size=60))
def test_any_text_is_a_sum_or_a_value_error(text: str) -> None:
    try:
        worked_out(text, KNOWN)
    except ValueError as error:
        assert str(error)  # noqa: PT017  (both outcomes are fine; any other exception is not)


@given(sums)
def test_pieces_are_the_whole_sum(sum_: str) -> None:
    assert "".join(piece.text for piece in pieces(sum_)) == "".join(sum_.split())


@pytest.mark.parametrize(
    ("figure", "places"), [(0, 0), (-12, 0), (1.0, 0), (0.5, 1), (-3.25, 2), (1e-07, 7), (2.5e-05, 6), (1e15, 0), (120.0, 0)]
)
def test_decimals_are_those_that_are_written(figure: float, places: int) -> None:
    assert decimals(figure) == places


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
    assert rounded(Fraction(value), places) == Fraction(result)


@given(some.floats(-1e15, 1e15) | some.integers(-(10**15), 10**15))
def test_figure_is_exactly_what_its_decimals_say(figure: float) -> None:
    assert float(exact(figure)) == figure
    assert rounded(exact(figure), decimals(figure)) == exact(figure)


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
def test_value_is_written_in_plain_figures(value: Fraction, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize("figure", [float("nan"), float("inf"), -float("inf"), LARGEST + 1, -1e16, 10**400, "1", True, None])
def test_what_is_no_figure_is_refused(figure: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Figure).validate_python(figure, strict=True)
