"""Views of worked examples: each sum is shown with the titles of its figures and with their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from prospectus.derive.dates import number
from prospectus.derive.view import View
from prospectus.model.example import Example, Piece, pieces, worked_out
from prospectus.model.figure import Figure, exact, plain

SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}


def told(example: Example, view: View, tag: str) -> View:
    """Return the view of an example, with figures formatted for the locale `tag` and each sum in words and in figures."""
    names = {each.name: each.title for each in (*view.given, *view.workings)}
    written = {each.name: each.value for each in example.given} | {each.name: each.value for each in example.workings}
    figures = {name: in_figures(value, tag) for name, value in written.items()}
    known = {name: exact(value) for name, value in written.items()}
    inside = {name: f"({text})" if known[name] < 0 else text for name, text in figures.items()}
    workings = tuple(
        shown.having(
            figure=figures[each.name],
            words=_told(each.sum, names, tag),
            figures=_told(each.sum, inside, tag),
            rounded=worked_out(each.sum, known) != known[each.name],
        )
        for each, shown in zip(example.workings, view.workings, strict=True)
    )
    return view.having(given=tuple(each.having(figure=figures[each.name]) for each in view.given), workings=workings)


def in_figures(figure: Figure, tag: str) -> str:
    """Return a figure formatted for the locale `tag`: digits grouped by thousands, and U+2212 as the minus sign."""
    return number(plain(exact(figure), 20), tag)


def _told(sum_: str, names: Mapping[str, str], tag: str) -> tuple[str, ...]:
    """Return the tokens of a sum, in order and with spaces. Names become their `replacements`, operators typographic signs."""
    return tuple(_spaced(tuple(pieces(sum_)), names, tag))


def _spaced(found: Sequence[Piece], names: Mapping[str, str], tag: str) -> Iterator[str]:
    for before, piece in pairwise((Piece("sign", "("), *found)):
        if piece.sort == "name":
            yield names[piece.text]
        elif piece.sort == "number":
            yield number(piece.text, tag)
        elif piece.text in "()":
            yield piece.text
        else:
            sets_in = before.sort == "sign" and before.text != ")"
            yield "−" if sets_in else SIGNS[piece.text]
