"""Views of worked examples: each sum is shown with the titles of its figures and with their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from prospectus.model.values.expression import Token, evaluate_sum, iter_tokens
from prospectus.model.values.number import Number, format_plain, to_fraction
from prospectus.model.values.worked_example import Example
from prospectus.text.dates import format_number
from prospectus.views.view import View

SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ ", "**": " ^ "}


def build_example_view(example: Example, view: View, tag: str) -> View:
    """Return the view of an example, with figures formatted for the locale `tag` and each sum in words and in figures."""
    titles = {item.name: item.title for item in (*view.given, *view.workings)}
    values = {given.name: given.value for given in example.given} | {working.name: working.value for working in example.workings}
    formatted = {name: format_figure(value, tag) for name, value in values.items()}
    exact_values = {name: to_fraction(value) for name, value in values.items()}
    in_parentheses = {name: f"({text})" if exact_values[name] < 0 else text for name, text in formatted.items()}
    workings = tuple(
        working_view.with_values(
            figure=formatted[working.name],
            words=_format_sum(working.sum, titles, tag),
            figures=_format_sum(working.sum, in_parentheses, tag),
            rounded=evaluate_sum(working.sum, exact_values) != exact_values[working.name],
        )
        for working, working_view in zip(example.workings, view.workings, strict=True)
    )
    return view.with_values(given=tuple(given.with_values(figure=formatted[given.name]) for given in view.given), workings=workings)


def format_figure(figure: Number, tag: str) -> str:
    """Return a figure formatted for the locale `tag`: digits grouped by thousands, and U+2212 as the minus sign."""
    return format_number(format_plain(to_fraction(figure), 20), tag)


def _format_sum(sum_: str, replacements: Mapping[str, str], tag: str) -> tuple[str, ...]:
    """Return the tokens of a sum, in order and with spaces. Names become their `replacements`, operators typographic signs."""
    return tuple(_iter_spaced(tuple(iter_tokens(sum_)), replacements, tag))


def _iter_spaced(tokens: Sequence[Token], replacements: Mapping[str, str], tag: str) -> Iterator[str]:
    for previous, token in pairwise((Token("sign", "("), *tokens)):
        if token.category == "name":
            yield replacements[token.text]
        elif token.category == "number":
            yield format_number(token.text, tag)
        elif token.text in "()":
            yield token.text
        else:
            is_unary = previous.category == "sign" and previous.text != ")"
            yield "−" if is_unary else SIGNS[token.text]
