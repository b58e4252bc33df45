"""A YAML text as its values and the gaps between them. Everything but white space, comments and punctuation is within a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from prospectus.load import yaml


class Gap(NamedTuple):
    """What stands between two values: white space, comments and punctuation."""

    start: int
    end: int


class Piece(NamedTuple):
    """A part of a gap: `space`, `newline`, `comment`, or `mark` for one punctuation mark."""

    kind: str
    text: str
    start: int


_PIECES = re.compile(r"(?P<newline>\n)|(?P<space>[ \t]+)|(?P<comment>\#[^\n]*)|(?P<mark>---|[^\s#])")


def compose(text: str) -> Node | None:
    """Return the root of a text; None for one without a value. Raises YamlError."""
    return yaml.compose_document(text)


def iter_scalars(node: Node | None) -> Iterator[ScalarNode]:
    """Yield the keys and values that are single ones, in order. Those that are written as nothing are left out."""
    if isinstance(node, ScalarNode):
        if node.start_mark.index < node.end_mark.index:
            yield node
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from iter_scalars(key)
            yield from iter_scalars(value)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from iter_scalars(item)


def end_of_scalar(text: str, node: ScalarNode) -> int:
    """Return where a value ends. Empty lines after a block are no part of it, unless they are kept (`|+`)."""
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    if node.style not in ("|", ">"):
        return start + len(text[start:end].rstrip())
    header = text[start : text.find("\n", start)].partition("#")[0]
    while "+" not in header and text.endswith("\n\n", start, end):
        end -= 1
    return end


def iter_gaps(text: str, root: Node | None) -> Iterator[Gap]:
    """Yield the gaps of a text, also before the first value and after the last one."""
    position = 0
    for scalar in iter_scalars(root):
        yield Gap(position, scalar.start_mark.index)
        position = end_of_scalar(text, scalar)
    yield Gap(position, len(text))


def iter_pieces(text: str, gap: Gap) -> Iterator[Piece]:
    """Yield the pieces of a gap."""
    for match in _PIECES.finditer(text, gap.start, gap.end):
        yield Piece(str(match.lastgroup), match[0], match.start())


def apply(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Return a text with ranges replaced, which do not overlap."""
    parts, position = [], 0
    for start, end, replacement in sorted(edits):
        parts += [text[position:start], replacement]
        position = end
    return "".join([*parts, text[position:]])
