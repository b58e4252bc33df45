"""Spaces within lines: around punctuation, before comments and at line ends. Line breaks and indentation stay."""

from __future__ import annotations

from collections.abc import Sequence

from yaml import Node

from prospectus.formatting.layout import Gap, Piece, apply, iter_gaps, iter_pieces

COMMENT_SPACES = 2
"""The fewest spaces before a comment at the end of a line; more may align several comments."""


def space(text: str, root: Node | None) -> str:
    """Return a text with the usual spaces: `{a: 1, b: [x, y]}  # comment`."""
    edits: list[tuple[int, int, str]] = []
    depth = 0
    for gap in iter_gaps(text, root):
        pieces = list(iter_pieces(text, gap))
        for number, piece in enumerate(pieces):
            depth += (piece.text in ("{", "[")) - (piece.text in ("}", "]"))
            if piece.kind == "space":
                edits.append((piece.start, piece.start + len(piece.text), _choose_spaces(text, gap, pieces, number, depth)))
            elif piece.kind == "mark" and _needs_space(text, gap, pieces, number, depth):
                edits.append((piece.start + 1, piece.start + 1, " "))
    return apply(text, [edit for edit in edits if text[edit[0] : edit[1]] != edit[2]])


def _choose_spaces(text: str, gap: Gap, pieces: Sequence[Piece], number: int, depth: int) -> str:
    """Return what a run of spaces becomes. `depth` is the number of brackets around it."""
    present = pieces[number].text
    before = pieces[number - 1] if number else None
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    if (after is None and gap.end == len(text)) or (after is not None and after.kind == "newline"):
        return ""
    if text[: pieces[number].start].endswith("\n") or not pieces[number].start:
        return present  # indentation
    if after is not None and after.kind == "comment":
        return present if len(present) >= COMMENT_SPACES and "\t" not in present else " " * COMMENT_SPACES
    if before is not None and before.text == "-" and not depth:
        return present  # the column of what follows it: see `indentation`
    if after is not None and after.text in (":", ",", "]", "}"):
        return " " if before is not None and before.text == ":" else ""
    return "" if before is not None and before.text in ("{", "[") else " "


def _needs_space(text: str, gap: Gap, pieces: Sequence[Piece], number: int, depth: int) -> bool:
    """Return whether a comma or a colon within brackets is directly followed by a value: `{a: 1,b: 2}`."""
    piece = pieces[number]
    if not depth or piece.text not in (",", ":"):
        return False
    following = pieces[number + 1] if number + 1 < len(pieces) else None
    if following is None:
        return gap.end < len(text)
    return following.text in ("{", "[")
