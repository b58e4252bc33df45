"""Parses YAML 1.2 into plain values, and finds the line and column of a field path.

libyaml, through PyYAML, builds the node tree. The core schema of YAML 1.2 is applied here instead of PyYAML's own rules for YAML 1.1, so
that `no`, `on`, `19:30` and `1_000` stay text and `012` is twelve. Dates stay text; the model parses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any

from yaml import CBaseLoader, MappingNode, MarkedYAMLError, Node, ScalarNode, SequenceNode, YAMLError
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event, NodeEvent

from prospectus.model.fields import FieldPath

MAX_DEPTH = 40
MAX_UNCHECKED_BRACKETS = 200
"""With more brackets than this, a text may nest too deep for the stack of a thread: libyaml uses some 300 bytes of stack per level."""
_DEEP_INDENTATION = re.compile(r"[ ?:-]{100}")
"""The indentation of a block that may be too deep."""
_INT = re.compile(r"[-+]?[0-9]+")
_OCT = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that no YAML text may contain (YAML 1.2.2, 5.1)."""
_CONSTANTS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_NON_TEXT_STARTS = frozenset("-+.0123456789~nNtTfF")
_ANCHOR = re.compile(r"""(?<![^\s\[\]{},:?'"-])&[0-9A-Za-z_-]""")
"""What may be an anchor. PyYAML does not store anchors in nodes, so such a text is checked event by event."""
_PLAIN, _TEXT = object(), object()
"""Tags of scalars without an explicit tag: plain, to be resolved by `_read_scalar`, or quoted, and therefore text."""


@dataclass(frozen=True, slots=True)
class YamlViolation:
    """A reason why a text is not accepted: a problem code, line and column from 1, and the parameters of the message."""

    code: str
    line: int
    column: int
    params: dict[str, str]


class YamlError(Exception):
    """The text is not valid YAML, or uses YAML features that are not allowed; `violations` lists the reasons."""

    def __init__(self, *violations: YamlViolation) -> None:
        super().__init__(violations)
        self.violations = violations


class _Composer(CBaseLoader):
    """Composes nodes with libyaml; marks every plain scalar with `_PLAIN`, for `_read_scalar` to resolve."""

    def __init__(self, text: str) -> None:
        super().__init__(text)  # type: ignore[no-untyped-call]

    def resolve(self, kind: type[Node], _value: Any, implicit: Any) -> Any:
        return _PLAIN if kind is ScalarNode and implicit[0] else _TEXT

    def descend_resolver(self, _parent: Any, _index: Any) -> None:
        """Do nothing: resolution does not depend on the position of a node."""

    def ascend_resolver(self) -> None:
        """Do nothing: resolution does not depend on the position of a node."""


def parse(text: str) -> Any:
    """Return the value of a text: dict, tuple, str, int, float, bool or None. Raises YamlError."""
    try:
        return _parse_fast(text)
    except (YAMLError, YamlError, UnicodeEncodeError):
        return parse_with_diagnostics(text)


def parse_with_diagnostics(text: str) -> Any:
    """Return the same value as `parse`, more slowly: check anchors and the nesting depth before composing, and report every violation.

    Raises YamlError with all violations.
    """
    return _read_document(_compose(text))


def compose_document(text: str) -> Node | None:
    """Return the root node of a text, whose nodes carry their start and end positions; None for an empty document. Raises YamlError."""
    return _compose(text)


def locate(text: str, field_path: FieldPath) -> tuple[int, int]:
    """Return line and column, from 1, of the value at `field_path`, or of its nearest existing ancestor. Raises YamlError."""
    node = _compose_cached(text)
    if node is None:
        return 1, 1
    mark = node.start_mark
    for step in field_path:
        child = _find_child(node, step)
        if child is None:
            break
        mark, node = child
    return mark.line + 1, mark.column + 1


@lru_cache(maxsize=4)
def _compose_cached(text: str) -> Node | None:
    """Return the root node of a text, cached: a file with one problem often has many, and must not be composed once per problem."""
    return _compose(text)


def _parse_fast(text: str) -> Any:
    """Return the value of a valid text; raise YamlError or YAMLError, without details, for any other."""
    if _ANCHOR.search(text) or _may_be_deep(text):
        raise YamlError
    return _read_document(_Composer(text).get_single_node())


def _may_be_deep(text: str) -> bool:
    """Return whether a text may have more than 600 levels. Each bracket and each column of indentation opens at most two."""
    return text.count("[") + text.count("{") > MAX_UNCHECKED_BRACKETS or _DEEP_INDENTATION.search(text) is not None


def _compose(text: str) -> Node | None:
    """Return the root node of a text. Raises YamlError with one violation, or with one per anchor."""
    try:
        _check_events(_iter_events(_Composer(text)))
        node: Node | None = _Composer(text).get_single_node()
    except MarkedYAMLError as error:
        raise YamlError(_to_violation(error)) from None
    except (YAMLError, UnicodeEncodeError) as error:
        printable = UNPRINTABLE.split(text, maxsplit=1)[0]
        line, column = printable.count("\n") + 1, len(printable.rpartition("\n")[2]) + 1
        raise YamlError(YamlViolation("PR006", line, column, {"reason": str(error).split("\n")[0]})) from None
    return node


def _iter_events(parser: _Composer) -> Iterator[Event]:
    while parser.check_event():
        yield parser.get_event()


def _check_events(events: Iterator[Event]) -> None:
    """Raise YamlError when the events nest too deep, or have anchors.

    This is checked before composing, because the composer is recursive, and a stack overflow in C would crash the interpreter.
    """
    depth = 0
    anchors: list[YamlViolation] = []
    for event in events:
        if isinstance(event, NodeEvent) and event.anchor is not None and not isinstance(event, AliasEvent):
            anchors.append(_violation_at(event, "PR011", came="anchors and aliases (& and *)"))
        if isinstance(event, CollectionStartEvent):
            if depth > MAX_DEPTH:
                raise YamlError(_violation_at(event, "PR011", came=f"more than {MAX_DEPTH} levels"))
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
    if anchors:
        raise YamlError(*anchors)


def _to_violation(error: MarkedYAMLError) -> YamlViolation:
    mark = error.problem_mark or error.context_mark
    reason = str(error.problem or error.context or "it cannot be read")
    if "another document" in reason:
        reason = "a file holds one document, but a second one starts"
    return YamlViolation(
        "PR006",
        mark.line + 1 if mark else 1,
        mark.column + 1 if mark else 1,
        {"reason": reason, "form": 'title: "text with a colon: in quotation marks"'},
    )


def _find_child(node: Node, step: str | int) -> tuple[Any, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == str(step):
                return (key.start_mark, value)
    elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return (node.value[step].start_mark, node.value[step])
    return None


def _read_document(root: Node | None) -> Any:
    violations: list[YamlViolation] = []
    value = _read_node(root, violations, 0, set()) if root is not None else None
    if violations:
        raise YamlError(*violations)
    return value


def _read_node(node: Node, violations: list[YamlViolation], depth: int, seen: set[int]) -> Any:
    if depth > MAX_DEPTH:
        violations.append(_violation_at(node, "PR011", came=f"more than {MAX_DEPTH} levels"))
        return None
    if id(node) in seen:
        violations.append(_violation_at(node, "PR011", came="anchors and aliases (& and *)"))
        return None
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        return _read_scalar(node, violations)
    if node.tag is not _TEXT:
        violations.append(_violation_at(node, "PR011", came=f"the tag {node.tag}"))
    if isinstance(node, SequenceNode):
        return tuple(_read_node(item, violations, depth + 1, seen) for item in node.value)
    return _read_mapping(node, violations, depth, seen) if isinstance(node, MappingNode) else None


def _read_mapping(node: MappingNode, violations: list[YamlViolation], depth: int, seen: set[int]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            violations.append(_violation_at(key, "PR011", came="lists or mappings as keys"))
        elif key.value in mapping:
            violations.append(_violation_at(key, "PR007", came=key.value))
        else:
            mapping[key.value] = _read_node(value, violations, depth + 1, seen)
    return mapping


def _read_scalar(node: ScalarNode, violations: list[YamlViolation]) -> Any:
    text: str = node.value
    if node.tag is _TEXT:
        return text
    if node.tag is not _PLAIN:
        violations.append(_violation_at(node, "PR011", came=f"the tag {node.tag}"))
        return text
    if text and text[0] not in _NON_TEXT_STARTS:
        return text
    return _CONSTANTS[text] if text in _CONSTANTS else _parse_number(text)


def _parse_number(text: str) -> int | float | str:
    if len(text) > 40:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _OCT.fullmatch(text):
        return int(text, 0)
    if _HEX.fullmatch(text):
        return int(text, 16)
    return float(text) if _FLOAT.fullmatch(text) and isfinite(float(text)) else text


def _violation_at(node: Node | Event, code: str, **params: str) -> YamlViolation:
    return YamlViolation(code, node.start_mark.line + 1, node.start_mark.column + 1, params)
