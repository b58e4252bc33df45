"""Formats the text of a YAML file. Its value is compared before and after; a text whose value would change is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from yaml import Node

from prospectus.formatting.blank_lines import end_file, space_lines, space_records
from prospectus.formatting.indentation import indent
from prospectus.formatting.key_order import KeyOrder
from prospectus.formatting.layout import compose, iter_gaps, iter_pieces
from prospectus.formatting.quoting import unquote
from prospectus.formatting.spacing import space
from prospectus.load.yaml_text import read_yaml
from prospectus.load.yaml_violation import YamlError

MAX_ROUNDS = 20
"""Fields within sorted fields are sorted in the next round; models are not nested deeper than this."""


class UnreadableTextError(Exception):
    """A text is not YAML that can be read, or has something that must be corrected first."""


class MeaningChangedError(Exception):
    """Formatting would change what a text means, or lose a comment. This is a mistake of ours; the text must stay."""


class _Content(NamedTuple):
    """What must be the same before and after."""

    value: object
    comments: Counter[str]


def format_yaml(text: str, order: KeyOrder | None = None) -> str:
    """Return the formatted text of a YAML file with LF line ends; with `order`, also with sorted fields.

    Raises UnreadableTextError and MeaningChangedError.
    """
    before = _read(text)
    formatted = text
    passes: list[Callable[[str, Node | None], str]] = [space, unquote, indent, space_lines, space_records, end_file]
    try:
        for run in passes:
            formatted = run(formatted, compose(formatted))
        for _ in range(MAX_ROUNDS if order is not None else 0):
            previous, formatted = formatted, order.sort(formatted, compose(formatted)) if order is not None else formatted
            if formatted == previous:
                break
        formatted = end_file(space_lines(formatted, compose(formatted)), compose(formatted))
        after = _read(formatted)
    except (YamlError, UnreadableTextError):
        raise MeaningChangedError from None
    if after != before:
        raise MeaningChangedError
    return formatted


def _read(text: str) -> _Content:
    """Return the value and the comments of a text. Raises UnreadableTextError."""
    try:
        value, violations = read_yaml(text)
        root = compose(text)
    except YamlError:
        raise UnreadableTextError from None
    if violations:
        raise UnreadableTextError
    pieces = (piece for gap in iter_gaps(text, root) for piece in iter_pieces(text, gap))
    return _Content(_freeze(value), Counter(piece.text.rstrip() for piece in pieces if piece.kind == "comment"))


def _freeze(value: object) -> object:
    """Return a value in which 1, 1.0 and true differ."""
    if isinstance(value, dict):
        return {key: _freeze(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_freeze(item) for item in value)
    return type(value).__name__, value
