"""Parses YAML 1.2 into plain values, and finds the line and column of a field path.

The C parser of ruamel.yaml builds the node tree. The core schema of YAML 1.2 is applied here, so that `no`, `on`, `19:30` and `1_000` stay
text and `012` is twelve, whichever of the two parsers reads the file. Dates stay text; the model parses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent, Event
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.tag import Tag

from prospectus.load import colons
from prospectus.model.shape import Place

DEEPEST = 40
MANY = 200
"""With more brackets than this, a text may nest too deep for the stack of a thread: libyaml uses some 300 bytes of stack per level."""
_SET_IN = re.compile(r"[ ?:-]{100}")
"""The indentation of a block that may be too deep."""
_INT = re.compile(r"[-+]?[0-9]+")
_OCT = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_STARTS = frozenset("-+.0123456789~nNtTfF")
_PLAIN, _TEXT = Tag(suffix="plain"), Tag(suffix="text")
"""Tags of scalars without an explicit tag: plain, to be resolved by `_read_scalar`, or quoted, and therefore text."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A reason why a text is not accepted: a problem code, line and column from 1, and the parameters of the message."""

    code: str
    line: int
    column: int
    given: dict[str, str]


class Unreadable(Exception):
    """The text is not valid YAML, or uses YAML features that are not allowed; `violations` lists the reasons."""

    def __init__(self, *flaws: Flaw) -> None:
        super().__init__(flaws)
        self.flaws = flaws


class _Composer(CParser):  # type: ignore[misc]
    """Composes nodes with libyaml; marks every plain scalar with `_PLAIN`, for `_read_scalar` to resolve."""

    def resolve(self, kind: type[Node], _value: Any, implicit: Any) -> Tag:
        return _PLAIN if kind is ScalarNode and implicit[0] else _TEXT

    def descend_resolver(self, _parent: Any, _index: Any) -> None:
        """Do nothing: resolution does not depend on the position of a node."""

    def ascend_resolver(self) -> None:
        """Do nothing: resolution does not depend on the position of a node."""


class _Resolver(VersionedResolver):
    """Does the same for the parser in Python."""

    def resolve(self, kind: type[Node], _value: Any, implicit: Any) -> Tag:
        return _PLAIN if kind is ScalarNode and implicit[0] else _TEXT

    def descend_resolver(self, parent: Any, index: Any) -> None:
        """Do nothing: resolution does not depend on the position of a node."""

    def ascend_resolver(self) -> None:
        """Do nothing: resolution does not depend on the position of a node."""


def parse(text: str) -> Any:
    """Return the value of a text: dict, tuple, str, int, float, bool or None. Raises YamlError."""
    try:
        return _at_once(text)
    except (YAMLError, Unreadable):
        return parse_carefully(text)


def parse_carefully(text: str) -> Any:
    """Return the same value as `parse`, more slowly: check the nesting depth before composing, and report every violation.

    Raises YamlError with all violations.
    """
    return _read(_compose(text))


def composed(text: str) -> Node | None:
    """Return the root node of a text, whose nodes carry their start and end positions; None for an empty document. Raises YamlError."""
    return _compose(text)


def locate(text: str, place: Place) -> tuple[int, int]:
    """Return line and column, from 1, of the value at `field_path`, or of its nearest existing ancestor. Raises YamlError."""
    node = _composed_once(text)
    if node is None:
        return 1, 1
    mark = node.start_mark
    for step in place:
        found = _step(node, step)
        if found is None:
            break
        mark, node = found
    return mark.line + 1, mark.column + 1


@lru_cache(maxsize=4)
def _composed_once(text: str) -> Node | None:
    """Return the root node of a text, cached: a file with one problem often has many, and must not be composed once per problem."""
    return _compose(text)


def _at_once(text: str) -> Any:
    """Return the value of a valid text; raise YamlError or YAMLError, without details, for any other."""
    if _may_be_deep(text):
        raise Unreadable
    try:
        return _read(_Composer(text).get_single_node())
    except MarkedYAMLError as error:
        without_colons = colons.hidden(text) if error.problem == colons.REFUSAL else None
        if without_colons is None:
            raise
    return colons.shown(_read(_Composer(without_colons).get_single_node()))


def _may_be_deep(text: str) -> bool:
    """Return whether a text may have more than 600 levels. Each bracket and each column of indentation opens at most two."""
    return text.count("[") + text.count("{") > MANY or _SET_IN.search(text) is not None


def _compose(text: str) -> Node | None:
    try:
        return _composed_in_c(text)
    except MarkedYAMLError as error:
        raise Unreadable(_flaw(error)) from None
    except YAMLError as error:
        before = _UNPRINTABLE.split(text, maxsplit=1)[0]
        line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        raise Unreadable(Flaw("PR006", line, column, {"reason": str(error).split("\n")[0]})) from None


def _composed_in_c(text: str) -> Node | None:
    """Compose with libyaml 0.1; fall back to Python for colons as in `[19:30, list:term]`, which YAML 1.2 allows and libyaml does not."""
    try:
        _must_be_shallow(_events(_Composer(text)))
        node: Node | None = _Composer(text).get_single_node()
    except MarkedYAMLError as error:
        if error.problem != colons.REFUSAL:
            raise
        node = _composed_in_python(text)
    return node


def _composed_in_python(text: str) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.Resolver = _Resolver
    _must_be_shallow(yaml.parse(text))
    node: Node | None = yaml.compose(text)
    return node


def _events(parser: _Composer) -> Iterator[Event]:
    while parser.check_event():
        yield parser.get_event()


def _must_be_shallow(events: Iterator[Event]) -> None:
    """Raise YamlError when the events nest too deep.

    This is checked before composing, because composers are recursive, and a stack overflow in C would crash the interpreter.
    """
    depth = 0
    for event in events:
        if isinstance(event, CollectionStartEvent):
            if depth > DEEPEST:
                raise Unreadable(_at(event, "PR011", came=f"more than {DEEPEST} levels"))
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1


def _flaw(error: MarkedYAMLError) -> Flaw:
    mark = error.problem_mark or error.context_mark
    reason = str(error.problem or error.context or "it cannot be read")
    if "another document" in reason:
        reason = "a file holds one document, but a second one starts"
    return Flaw(
        "PR006",
        mark.line + 1 if mark else 1,
        mark.column + 1 if mark else 1,
        {"reason": reason, "form": 'title: "text with a colon: in quotation marks"'},
    )


def _step(node: Node, step: str | int) -> tuple[Any, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == str(step):
                return (key.start_mark, value)
    elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return (node.value[step].start_mark, node.value[step])
    return None


def _read(root: Node | None) -> Any:
    flaws: list[Flaw] = []
    value = _value(root, flaws, 0, set()) if root is not None else None
    if flaws:
        raise Unreadable(*flaws)
    return value


def _value(node: Node, flaws: list[Flaw], depth: int, seen: set[int]) -> Any:
    if depth > DEEPEST:
        flaws.append(_at(node, "PR011", came=f"more than {DEEPEST} levels"))
        return None
    if node.anchor is not None or id(node) in seen:
        flaws.append(_at(node, "PR011", came="anchors and aliases (& and *)"))
        return None
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        return _scalar(node, flaws)
    if node.ctag is not _TEXT:
        flaws.append(_at(node, "PR011", came=f"the tag {node.tag}"))
    if isinstance(node, SequenceNode):
        return tuple(_value(each, flaws, depth + 1, seen) for each in node.value)
    return _mapping(node, flaws, depth, seen) if isinstance(node, MappingNode) else None


def _mapping(node: MappingNode, flaws: list[Flaw], depth: int, seen: set[int]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            flaws.append(_at(key, "PR011", came="lists or mappings as keys"))
        elif key.value in mapping:
            flaws.append(_at(key, "PR007", came=key.value))
        else:
            mapping[key.value] = _value(value, flaws, depth + 1, seen)
    return mapping


def _scalar(node: ScalarNode, flaws: list[Flaw]) -> Any:
    text: str = node.value
    if node.ctag is _TEXT:
        return text
    if node.ctag is not _PLAIN:
        flaws.append(_at(node, "PR011", came=f"the tag {node.tag}"))
        return text
    if text and text[0] not in _STARTS:
        return text
    return _WORDS[text] if text in _WORDS else _number(text)


def _number(text: str) -> int | float | str:
    if len(text) > 40:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _OCT.fullmatch(text):
        return int(text, 0)
    if _HEX.fullmatch(text):
        return int(text, 16)
    return float(text) if _FLOAT.fullmatch(text) and isfinite(float(text)) else text


def _at(node: Node | Event, code: str, **given: str) -> Flaw:
    return Flaw(code, node.start_mark.line + 1, node.start_mark.column + 1, given)
