"""Finds what is valid YAML and yet plainly not what is meant: text that a comment cuts off, a comma within braces, full-width marks.

Each sign of a mistake that a repair makes disappear is a violation, with the right form. The corrected text is what is read, so that one
mistake is one problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import Any, NamedTuple

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from prospectus.load import yaml
from prospectus.load.character_check import iter_scalars
from prospectus.load.yaml_parser import Fault
from prospectus.load.yaml_repair import Repair, iter_mark_repairs, quote, repair_braces
from prospectus.load.yaml_violation import YamlError, YamlViolation
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, TextEdit
from prospectus.problems.text_edit import apply_edits
from prospectus.text.characters import Use

MAX_SLIPS = 20
"""The number of slips of one text that are reported at a time."""
MAX_LENGTH = 200_000
"""Longer texts, in characters, are not corrected, so that hostile input costs little."""
_CUT = lazy_pattern(r"^(?!\s*#).*\S[ \t]+#(?:[^\s#!]|[ ]?[0-9])", re.MULTILINE)
"""A line with a plain text and a comment that may be a part of it: no space follows the number sign, or a number does."""
_LOST = lazy_pattern(r"[ \t]+(#(?:[^\s#!]|[ ]?[0-9])[^\n]*)")
_WIDE_MARKS = frozenset("：，｛｝［］－“”＂\u3000")
_QUOTES = "“”„＂"
_WIDE = lazy_pattern("[\uff01-\uff5e\u3000]")
_FIELD = lazy_pattern(r"[A-Za-z_][\w-]*[：:=]")
_COMMAS = ",，;；"
_FIRST_OF_LIST = lazy_pattern(r"-[^\s\d-]|-\S[^\n]*\n")


class Sign(Enum):
    """What shows that a text is not read as it was meant."""

    CUT = auto()
    """A text is followed by a comment that is a part of it."""
    ENTRY = auto()
    """An entry within braces has no colon."""
    KEY = auto()
    """A key contains full-width marks."""
    QUOTES = auto()
    """A value starts or ends with a curly quotation mark that does not belong to the text."""
    WIDE_VALUE = auto()
    """A value that is not text, such as a date, is written with full-width characters."""
    COMMA = auto()
    """A value that is not text ends with a comma."""
    LIST = auto()
    """Items of a list are read as one text."""


class _Found(NamedTuple):
    sign: Sign
    node: Node
    """The node with the sign; for an entry, the mapping."""
    line: int
    """The index of the line, from 0."""


def may_have_slips(text: str, value: Any) -> bool:
    """Return whether the text of a parsed value may have slips. Cheap: False for nearly all text."""
    if isinstance(value, str) and _FIELD.match(value):
        return True
    return ((" #" in text or "\t#" in text) and _CUT.search(text) is not None) or _is_odd(value, text)


def _is_odd(value: Any, text: str) -> bool:
    if isinstance(value, str):
        return bool(value) and (value[0] in _ODD_STARTS or value[-1] in _ODD_ENDS or " - " in value) and _is_odd_text(value, text)
    if isinstance(value, dict):
        return any(item is None or not key.isascii() or _is_odd(item, text) for key, item in value.items())
    return isinstance(value, tuple) and any(_is_odd(item, text) for item in value)


_ODD_STARTS = frozenset("-“„＂［｛") | {chr(point) for point in range(0xFF10, 0xFF1A)}


_ODD_ENDS = frozenset(_QUOTES + _COMMAS)


def _is_odd_text(value: str, text: str) -> bool:
    """Return whether a text with an odd start or end, or a hyphen, is odd indeed."""
    if value[-1] in _COMMAS:
        return True
    if value[0] not in _QUOTES and value[-1] not in _QUOTES:
        return value[0] in _ODD_STARTS or re.search(rf"\n[ ]*- {re.escape(value.partition(' - ')[2][:10])}", text) is not None
    return _has_stray_quote(value, Use.TITLE) or value.strip(_QUOTES).isascii()


def correct_slips(text: str) -> tuple[str, list[YamlViolation]]:
    """Return a text with its slips corrected, and the violations, at most one per line. Raises YamlError if it cannot be parsed."""
    violations: dict[int, YamlViolation] = {}
    for _ in range(MAX_SLIPS if len(text) <= MAX_LENGTH else 0):
        found = _find_signs(text)
        step = next((step for item in found[:MAX_SLIPS] if (step := _correct(text, item, len(found)))), None)
        if step is None:
            break
        text, violation = step
        violations.setdefault(violation.line, violation)
    return text, sorted(violations.values(), key=lambda violation: (violation.line, violation.column))


def _correct(text: str, found: _Found, count: int) -> tuple[str, YamlViolation] | None:
    """Return the text without a sign, and the violation that explains it; None if no repair makes the sign disappear."""
    for violation in _iter_corrections(text, found):
        corrected = apply_edits(text, violation.fix)
        try:
            if len(_find_signs(corrected)) < count:
                return corrected, violation
        except YamlError:
            continue
    return None


def _find_signs(text: str) -> list[_Found]:
    root = yaml.compose_document(text)
    return [] if root is None else sorted(_iter_signs(text, root), key=lambda found: found.line)


def _iter_signs(text: str, root: Node) -> Iterator[_Found]:
    for node in _iter_mappings(root):
        yield from _iter_entry_signs(node)
    if isinstance(root, ScalarNode) and not root.style and _FIELD.match(root.value):
        yield _Found(Sign.KEY, root, root.start_mark.line)
    for scalar, use in iter_scalars(root, ()):
        if not scalar.style:
            yield from _iter_scalar_signs(text, scalar, use)


def _iter_mappings(node: Node) -> Iterator[MappingNode]:
    if isinstance(node, MappingNode):
        yield node
        for key, value in node.value:
            yield from _iter_mappings(key)
            yield from _iter_mappings(value)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _iter_mappings(item)


def _iter_entry_signs(node: MappingNode) -> Iterator[_Found]:
    for key, value in node.value:
        is_empty = isinstance(value, ScalarNode) and value.start_mark.index == value.end_mark.index
        if node.flow_style and is_empty and isinstance(key, ScalarNode) and value.start_mark.index == key.end_mark.index:
            yield _Found(Sign.ENTRY, node, key.start_mark.line)
        if isinstance(key, ScalarNode) and not key.style and _WIDE_MARKS.intersection(key.value):
            yield _Found(Sign.KEY, key, key.start_mark.line)


def _iter_scalar_signs(text: str, node: ScalarNode, use: Use) -> Iterator[_Found]:
    value, line = node.value, node.start_mark.line
    if not value:
        return
    if _is_cut(text, node, use):
        yield _Found(Sign.CUT, node, node.end_mark.line)
    if _has_stray_quote(value, use):
        yield _Found(Sign.QUOTES, node, line)
    elif use is Use.NAME and _WIDE.search(value) and unicodedata.normalize("NFKC", value).isascii():
        yield _Found(Sign.WIDE_VALUE, node, line)
    if use is Use.NAME and value[0] in "［｛":
        yield _Found(Sign.KEY, node, line)
    if use is Use.NAME and value[-1] in _COMMAS:
        yield _Found(Sign.COMMA, node, node.end_mark.line)
    if _is_list(text[node.start_mark.index : node.end_mark.index], text[: node.start_mark.index]):
        yield _Found(Sign.LIST, node, line)


def _is_cut(text: str, node: ScalarNode, use: Use) -> bool:
    """Return whether a comment after a plain scalar is a part of its text. After an id or a number, only a number sign is."""
    match = _LOST.match(text, node.end_mark.index)
    if match is None or not isinstance(yaml.read_scalar(node.value), str):
        return False
    return use is not Use.NAME or re.match(r"#[0-9]", match[1]) is not None


def _has_stray_quote(value: str, use: Use) -> bool:
    """Return whether curly quotation marks were meant as those of YAML: around what is not text, or with a partner that is missing."""
    first, last = value[0] in _QUOTES, value[-1] in _QUOTES
    if use is Use.NAME:
        return first or last
    return first and (value[-1] == '"' or not set("”“＂").intersection(value[1:]))


def _is_list(source: str, before: str) -> bool:
    """Return whether a text on several lines is a list whose hyphens are not in line, or have no space after them."""
    on_own_line = not before.rpartition("\n")[2].strip(" -")
    return re.search(r"\n[ ]*-[ ]", source) is not None or (on_own_line and _FIRST_OF_LIST.match(source) is not None)


# Corrections


def _iter_corrections(text: str, found: _Found) -> Iterator[YamlViolation]:
    node, lines = found.node, text.split("\n")
    if found.sign is Sign.KEY and node.start_mark.index == 0 and node.end_mark.line > 0:
        yield from _repair_all_lines(lines)
    if isinstance(node, ScalarNode) and found.sign is Sign.CUT:
        yield _quote_cut_text(text, node)
    elif isinstance(node, ScalarNode) and found.sign in (Sign.QUOTES, Sign.WIDE_VALUE):
        yield from _narrow_value(text, node, lines[found.line])
        yield from _from_repairs(lines, iter_mark_repairs(lines, found.line, Fault.COLON))
    else:
        yield from _from_repairs(lines, iter_mark_repairs(lines, found.line, Fault.COLON))
        yield from _from_repairs(lines, repair_braces(lines, found.line))


def _repair_all_lines(lines: Sequence[str]) -> Iterator[YamlViolation]:
    """Yield the violation of a file in which no field has a colon and a space, so that all of it is one text."""
    first = [next(iter_mark_repairs(lines, index, Fault.COLON), None) for index in range(len(lines))]
    repairs = [repair for repair in first if repair is not None]
    if repairs:
        edits = tuple(edit for repair in repairs for edit in repair.edits(lines))
        params: dict[str, str | Message] = {"reason": repairs[0].reason, "form": repairs[0].form}
        yield YamlViolation("PR022", *repairs[0].find_fault(lines), params, edits)


def _from_repairs(lines: Sequence[str], repairs: Iterator[Repair]) -> Iterator[YamlViolation]:
    for repair in repairs:
        params: dict[str, str | Message] = {"reason": repair.reason, "form": repair.form}
        yield YamlViolation("PR022", *repair.find_fault(lines), params, repair.edits(lines))


def _quote_cut_text(text: str, node: ScalarNode) -> YamlViolation:
    """Return the violation of a text that a comment cuts off, with the whole text in quotation marks."""
    start, end = node.start_mark.index, node.end_mark.index
    lost = text[end:].partition("\n")[0].rstrip()
    source = text[start:end] + lost
    whole = node.value + lost
    written = source if "\n" in source else quote(whole)
    if "\n" in source:
        written = '"' + source.replace("\\", "\\\\").replace('"', '\\"') + '"'
    head = text[:start].rpartition("\n")[2].strip()
    params: dict[str, str | Message] = {"came": lost.strip(), "form": f"{head} {quote(whole)}".strip()}
    edit = TextEdit(*_position(text, start), *_position(text, end + len(lost)), written)
    return YamlViolation("PR021", *_position(text, end + len(lost) - len(lost.lstrip())), params, (edit,))


def _narrow_value(text: str, node: ScalarNode, line: str) -> Iterator[YamlViolation]:
    """Yield the violation of a value that is not text, written with full-width characters or within curly quotation marks."""
    narrow = unicodedata.normalize("NFKC", node.value.strip("“”„＂‘’\"'"))
    if not narrow.isascii() or narrow == node.value:
        return
    start = _position(text, node.start_mark.index)
    edit = TextEdit(*start, *_position(text, node.end_mark.index), narrow)
    if start[0] != edit.end_line:
        return
    corrected = line[: start[1] - 1] + narrow + line[edit.end_column - 1 :]
    yield YamlViolation("PR023", *start, {"came": node.value, "form": corrected.strip()}, (edit,))


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
