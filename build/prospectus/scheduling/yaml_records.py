"""Records of a list in YAML, with the comments above them: insert one by date, take one out, move one to another file.

The list of a month is kept by start. A record owns the comment lines directly above it, and the comments within it; blank lines and
comments that stand apart stay where they are. So does the first line of a file if it is the first of several comments, or if `is_header`
says of this comment, which it is given without its sign, that it is about the whole file. Like all edits, each is parsed and compared with
the expected data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from yaml import SequenceNode

from prospectus.problems import Message
from prospectus.scheduling.yaml_edit import (
    YamlEditError,
    append_rows,
    compose,
    end_of_line,
    end_of_node,
    format_item,
    newline_of,
    parse,
    split_bom,
    verify_edit,
)

HeaderTest = Callable[[str], bool]
EMPTY_LIST = "[]"
NOT_LINES = Message(
    "The list is written in one line, from which no record can be taken; change it by hand.",
    "列表写在一行之内，无法取出其中的一条；请手工修改。",
)
NO_HEADER: HeaderTest = lambda _: False  # noqa: E731
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)+")


class Span(NamedTuple):
    """Where a record stands in its text: from its first comment line to the end of its last line."""

    start: int
    end: int


def start_of(row: Any) -> str:
    """Return the start of an event as it is written; such dates sort as text."""
    return str(row.get("starts", "")) if isinstance(row, Mapping) else ""


def insert_rows(
    text: str, rows: Sequence[Mapping[str, Any]], comments: Sequence[Sequence[str]] = (), is_header: HeaderTest = NO_HEADER
) -> str:
    """Return `text`, a list of events, with each row after those that start before it or with it. Raises YamlEditError."""
    for number, row in enumerate(rows):
        row_comments = comments[number] if number < len(comments) else ()
        root = compose(split_bom(text)[1])
        if not isinstance(root, SequenceNode) or root.flow_style:
            text = append_rows(text, [row], [row_comments])
        else:
            column = root.start_mark.column
            lines = [*(f"{' ' * column}# {comment}" for comment in row_comments), *format_item(row, column)]
            text = insert_block(text, "".join(f"{line}\n" for line in lines), is_header)
    return text


def insert_block(text: str, block: str, is_header: HeaderTest = NO_HEADER, position: int | None = None) -> str:
    """Return `text`, a list, with a record from another list, comments included. Raises YamlEditError.

    It becomes the item at `position`, or, in a list of events, stands at its place by start.
    """
    bom, body = split_bom(text)
    root = compose(body)
    newline = newline_of(body) if body else newline_of(block)
    (row,) = parse(block)
    existing = list(parse(body) or ())
    if isinstance(root, SequenceNode) and root.flow_style and existing:
        raise YamlEditError(NOT_LINES)
    if not isinstance(root, SequenceNode) or not existing:
        kept = body.replace(EMPTY_LIST, "", 1).rstrip("\r\n") if root is not None else body
        kept += newline if kept and not kept.endswith("\n") else ""
        return bom + verify_edit(kept + _fit(block, 0, newline), [row], (0,))
    if position is None:
        position = max((index + 1 for index, other in enumerate(existing) if start_of(other) <= start_of(row)), default=0)
    spans = find_spans(body, root, is_header)
    edited = _insert_at(body, spans, position, _fit(block, root.start_mark.column, newline), newline)
    return bom + verify_edit(edited, [*existing[:position], row, *existing[position:]], (position,))


def cut_row(text: str, row: int, is_header: HeaderTest = NO_HEADER) -> tuple[str, str]:
    """Return `text`, a list of records, without one of them, and the lines of that record with its comments. Raises YamlEditError.

    A list that becomes empty is written as `[]`.
    """
    bom, body = split_bom(text)
    root = compose(body)
    if not isinstance(root, SequenceNode) or root.flow_style:
        raise YamlEditError(NOT_LINES)
    start, end = find_spans(body, root, is_header)[row]
    block, newline = body[start:end], newline_of(body)
    rest = _join(body[:start], body[end:])
    expected = [*parse(body)]
    del expected[row]
    if not expected:
        rest = f"{rest}{'' if not rest or rest.endswith(chr(10)) else newline}{EMPTY_LIST}{newline}"
    return bom + verify_edit(rest, expected, (row,)), block if block.endswith("\n") else block + newline


def has_no_records(text: str, is_header: HeaderTest = NO_HEADER) -> bool:
    """Return whether a text has nothing but an empty list and comments about the whole file, so that the file can be removed."""
    lines = [line.strip() for line in split_bom(text)[1].splitlines()]
    return all(line in ("", EMPTY_LIST) or (line.startswith("#") and is_header(_strip_sign(line))) for line in lines)


def _strip_sign(line: str) -> str:
    return line.strip().lstrip("#").strip()


def find_spans(text: str, root: SequenceNode, is_header: HeaderTest) -> list[Span]:
    """Return where each record of a list in block style stands."""
    spans: list[Span] = []
    column, previous_end = root.start_mark.column, 0
    for node in root.value:
        dash = text.rindex("\n", 0, node.start_mark.index) + 1 if "\n" in text[: node.start_mark.index] else 0
        while not text[dash:].lstrip(" ").startswith("-"):
            dash = text.rfind("\n", 0, dash - 1) + 1
        start = _start_of_comments(text, previous_end, dash, is_header)
        previous_end = _end_with_comments(text, end_of_line(text, max(end_of_node(text, node), dash)), column)
        spans.append(Span(start, previous_end))
    return spans


def _start_of_comments(text: str, first: int, dash: int, is_header: HeaderTest) -> int:
    """Return where the comment lines directly above a record begin, not before `first`."""
    lines = text[first:dash].splitlines(keepends=True)
    start = dash
    for number in range(len(lines) - 1, -1, -1):
        is_first_of_several = first == number == 0 and start < dash
        if not lines[number].lstrip().startswith("#") or is_first_of_several or (first == number == 0 and is_header(_strip_sign(lines[0]))):
            break
        start -= len(lines[number])
    return start


def _end_with_comments(text: str, end: int, column: int) -> int:
    """Return where a record ends, with the comment lines after it that are indented further than the records."""
    while end < len(text):
        line = text[end : end_of_line(text, end)]
        if not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) <= column:
            break
        end += len(line)
    return end


def _insert_at(text: str, spans: Sequence[Span], position: int, block: str, newline: str) -> str:
    gaps = [text[before.end : after.start] for before, after in pairwise(spans)]
    blank = newline if gaps and all(_BLANK_LINES.match(gap) for gap in gaps) else ""
    if position == 0:
        return text[: spans[0].start] + block + blank + text[spans[0].start :]
    end = spans[position - 1].end if position < len(spans) else len(text)
    joint = "" if text[:end].endswith("\n") else newline
    return text[:end] + joint + blank + block + text[end:]


def _join(before: str, after: str) -> str:
    """Return two parts of a text, between which a record was, without doubling the blank lines around it."""
    blank = _BLANK_LINES.match(after)
    ends_blank = not before or before.endswith(("\n\n", "\n\r\n"))
    return before + (after[blank.end() :] if blank and ends_blank else after)


def _fit(block: str, column: int, newline: str) -> str:
    """Return the lines of a record with the indentation and the line ends of another list."""
    lines = block.replace("\r\n", "\n").splitlines()
    dash = next(line for line in lines if line.lstrip(" ").startswith("-"))
    shift = column - (len(dash) - len(dash.lstrip(" ")))
    return "".join(f"{_shift(line, shift)}{newline}" for line in lines)


def _shift(line: str, shift: int) -> str:
    if not line.strip() or shift == 0:
        return line
    return " " * shift + line if shift > 0 else line[min(-shift, len(line) - len(line.lstrip(" "))) :]
