"""Blank lines: one at most, none at the beginning or the end, and between the records of a list either everywhere or nowhere."""

from __future__ import annotations

from itertools import pairwise

from yaml import Node, ScalarNode, SequenceNode

from prospectus.formatting.layout import apply, end_of_scalar, iter_gaps, iter_scalars
from prospectus.scheduling.yaml_records import NO_HEADER, find_spans


def space_lines(text: str, root: Node | None) -> str:
    """Return a text with single blank lines, and the line end that its last line must have."""
    edits: list[tuple[int, int, str]] = []
    for gap in iter_gaps(text, root):
        edits += _collapse(text, gap.start, gap.end)
    return apply(text, edits)


def space_records(text: str, root: Node | None) -> str:
    """Return a list with blank lines between all of its records if most are set off by one, else between none."""
    if not isinstance(root, SequenceNode) or root.flow_style or len(root.value) < 2:
        return text
    spans = find_spans(text, root, NO_HEADER)
    gaps = [(before.end, after.start) for before, after in pairwise(spans)]
    if any(text[start:end].strip() for start, end in gaps):
        return text  # comments stand apart
    kept = [(scalar.start_mark.index, end_of_scalar(text, scalar)) for scalar in iter_scalars(root) if _keeps_line_ends(text, scalar)]
    gaps = [(start, end) for start, end in gaps if not any(first < start < last or start == last for first, last in kept)]
    has_blank = 2 * sum(start < end for start, end in gaps) > len(gaps)
    return apply(text, [(start, end, "\n" if has_blank else "") for start, end in gaps])


def end_file(text: str, root: Node | None) -> str:
    """Return a text with one line end at its end. After a block, it would belong to the value; there the end stays as it is."""
    last = next(reversed(list(iter_scalars(root))), None)
    if last is not None and last.style in ("|", ">") and end_of_scalar(text, last) >= len(text.rstrip("\n")):
        return text
    return text.rstrip("\n") + "\n" if text.strip() else text


def _collapse(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Return the edits that leave one of several blank lines in a gap, and none at the beginning of the text."""
    edits: list[tuple[int, int, str]] = []
    position = text.find("\n", start, end)
    while position >= 0:
        run_end = position
        while run_end < end and text[run_end] == "\n":
            run_end += 1
        is_line_start = position == 0 or text[position - 1] == "\n"
        allowed = 0 if position == 0 else 1 if is_line_start else 2
        if run_end - position > allowed:
            edits.append((position + allowed, run_end, ""))
        position = text.find("\n", run_end, end)
    return edits


def _keeps_line_ends(text: str, scalar: ScalarNode) -> bool:
    start = scalar.start_mark.index
    return scalar.style in ("|", ">") and "+" in text[start : text.find("\n", start)].partition("#")[0]
