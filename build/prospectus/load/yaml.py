"""Parses YAML 1.2 into plain values, and finds the line and column of a field path.

libyaml, through PyYAML, builds the node tree of a text for which it follows YAML 1.2. A text that it refuses or may read wrongly goes to
`yaml_parser`. The core schema of YAML 1.2 is applied here instead of the rules of PyYAML for YAML 1.1, so that `no`, `on`, `19:30` and
`1_000` stay text and `012` is twelve. Dates stay text; the model parses them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import isfinite
from typing import Any

from yaml import CBaseLoader, CollectionNode, MappingNode, Node, ScalarNode, SequenceNode, YAMLError

from prospectus.load.yaml_parser import Fault, Parser, YamlSyntaxError
from prospectus.load.yaml_violation import YamlError, YamlViolation
from prospectus.model.fields import FieldPath
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message
from prospectus.text.soft_breaks import join_folded_lines

__all__ = ["YamlError", "YamlViolation", "compose_document", "locate", "parse", "parse_with_diagnostics", "read_scalar"]

MAX_DEPTH = 40
MAX_UNCHECKED_BRACKETS = 200
"""With more brackets than this, a text may nest too deep for the stack of a thread: libyaml uses some 300 bytes of stack per level."""
_DEEP_INDENTATION = lazy_pattern(r"[ ?:-]{100}")
"""The indentation of a block that may be too deep."""
_INT = lazy_pattern(r"[-+]?[0-9]+")
_OCT = lazy_pattern(r"0o[0-7]+")
_HEX = lazy_pattern(r"0x[0-9a-fA-F]+")
_FLOAT = lazy_pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
UNPRINTABLE = lazy_pattern("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that no YAML text may contain (YAML 1.2.2, 5.1)."""
_CONSTANTS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_NON_TEXT_STARTS = frozenset("-+.0123456789~nNtTfF")
_BLANK_START = lazy_pattern(r"[|>][-+0-9]*[ ]*(?:\#.*)?\r?\n(?:[ ]*\r?\n)*?[ ]+\r?\n")
"""A block scalar that starts with blank lines that contain spaces."""
_HAZARDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("&", lazy_pattern(r"""(?<![^\s\[\]{},:?'"-])&(?=\S)""")),  # an anchor, which nodes do not show
    ("!", lazy_pattern(r"""(?<![^\s\[\]{},:?'"-])!""")),  # a tag, which is not distinguished from none
    ("\t", lazy_pattern(r"^[ ]*\t|[-?:][ ]*\t", re.MULTILINE)),  # a tab as indentation
    ("#", lazy_pattern(r"""["'\]\[,{}]\#|[|>][-+0-9]*\#""")),  # a comment without a space before it
    ("?", lazy_pattern(r"[\[{,]\s*\?")),  # a question mark within brackets
    ("-", lazy_pattern(r"[\[{,]\s*-[\s,:\[\]{}]|:[ ]*-[\s,\[\]{}]")),  # a hyphen within brackets
    ("\r", lazy_pattern(r"\r(?!\n)")),  # a carriage return as the end of a line
    ("%", lazy_pattern(r"^%", re.MULTILINE)),  # a directive
    (" \n", _BLANK_START),
    (" \r\n", _BLANK_START),
)
"""What libyaml may read in another way than YAML 1.2.2 says: a string that is part of it, and a pattern for it."""
_OTHER_HAZARDS = lazy_pattern("[\x85\u2028\u2029\ufeff]")
"""Line breaks of YAML 1.1, and byte-order marks."""
_FURTHER_LINE = lazy_pattern(r"\n( *)(?=[ \t]*[^ \t\r\n\]}#])")
"""The indentation of a further line of a collection in flow style that is neither blank nor a comment nor its end."""
_FURTHER_TEXT = lazy_pattern(r"\n( *)(?=[ \t]*[^ \t\r\n])")
"""The indentation of a further line of a quoted text that is not blank."""
_TOO_DEEP = Message(f"more than {MAX_DEPTH} levels", f"超过 {MAX_DEPTH} 层的嵌套")
_PLAIN, _TEXT = object(), object()
"""Tags of scalars without an explicit tag: plain, to be resolved by `_read_scalar`, or quoted, and therefore text."""


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
    return _read_document(_compose(text), text)


def compose_document(text: str) -> Node | None:
    """Return the root node of a text, whose nodes carry their start and end positions; None for an empty document. Raises YamlError."""
    return _compose_fast(text)


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
    return _compose_fast(text)


def _compose_fast(text: str) -> Node | None:
    """Return the root node of a text, from libyaml if it can read the text. Raises YamlError."""
    if _suits_libyaml(text):
        try:
            node: Node | None = _Composer(text).get_single_node()
        except (YAMLError, UnicodeEncodeError):
            return _compose(text)
        return node
    return _compose(text)


def _parse_fast(text: str) -> Any:
    """Return the value of a valid text; raise YamlError or YAMLError, without details, for any other."""
    if not _suits_libyaml(text):
        raise YamlError
    return _read_document(_Composer(text).get_single_node(), text)


def _suits_libyaml(text: str) -> bool:
    """Return whether libyaml refuses a text or reads it as YAML 1.2.2 says, and its stack is deep enough."""
    if any(part in text and pattern.search(text) for part, pattern in _HAZARDS):
        return False
    return not (may_be_deep(text) or text.endswith((" ", "\t")) or (not text.isascii() and _OTHER_HAZARDS.search(text)))


def may_be_deep(text: str) -> bool:
    """Return whether a text may have more than 600 levels. Each bracket and each column of indentation opens at most two."""
    return text.count("[") + text.count("{") > MAX_UNCHECKED_BRACKETS or _DEEP_INDENTATION.search(text) is not None


def _compose(text: str) -> Node | None:
    """Return the root node of a text. Raises YamlError with one violation, or with one per anchor and tag."""
    text = text.removeprefix("\ufeff")
    if match := UNPRINTABLE.search(text):
        raise YamlError(_violation_of_character(text, match.start()))
    parser = Parser(text, _PLAIN, _TEXT, MAX_DEPTH)
    try:
        node = parser.parse()
    except YamlSyntaxError as error:
        if error.fault is Fault.DEPTH:
            raise YamlError(YamlViolation("PR011", *_position(text, error.offset), {"came": _TOO_DEEP})) from None
        from prospectus.load.yaml_diagnosis import diagnose  # noqa: PLC0415  (needed only by a text with a mistake)

        violation = diagnose(text, error)
        if not parser.properties or violation.fix:
            raise YamlError(violation) from None
    if parser.properties:
        from prospectus.load.yaml_properties import explain_properties  # noqa: PLC0415  (needed only by a text with a mistake)

        raise YamlError(*explain_properties(text, parser.properties))
    return node


def _violation_of_character(text: str, offset: int) -> YamlViolation:
    return YamlViolation("PR006", *_position(text, offset), {"reason": _name_unprintable(text[offset])})


def _name_unprintable(character: str) -> Message:
    point = f"U+{ord(character):04X}"
    return Message(f"it contains the character {point}, which YAML does not allow", f"其中有 YAML 不允许的字符 {point}")


def _position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _find_child(node: Node, step: str | int) -> tuple[Any, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == str(step):
                return (key.start_mark, value)
    elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return (node.value[step].start_mark, node.value[step])
    return None


def _read_document(root: Node | None, text: str) -> Any:
    reader = _Reader(text)
    value = reader.read(root, 0, -1) if root is not None else None
    if reader.violations:
        raise YamlError(*reader.violations)
    return value


class _Reader:
    """Reads the value of nodes, and collects the violations in them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.violations: list[YamlViolation] = []
        self._seen: set[int] = set()

    def read(self, node: Node, depth: int, indent: int) -> Any:
        """Return the value of a node within a collection in block style at column `indent`, and within `depth` collections."""
        if depth > MAX_DEPTH:
            self._report(node, "PR011", came=_TOO_DEEP)
            return None
        if id(node) in self._seen:
            raise YamlError
        self._seen.add(id(node))
        if isinstance(node, ScalarNode):
            return self._read_scalar(node, indent)
        if isinstance(node, CollectionNode) and node.flow_style:
            self._check_lines(node, indent)
        else:
            indent = node.start_mark.column
        if isinstance(node, SequenceNode):
            return tuple(self.read(item, depth + 1, indent) for item in node.value)
        return self._read_mapping(node, depth, indent) if isinstance(node, MappingNode) else None

    def _read_mapping(self, node: MappingNode, depth: int, indent: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        written: dict[str, tuple[Node, Node]] = {}
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.style:
                self._read_scalar(key, indent)
            if not isinstance(key, ScalarNode):
                self._report(key, "PR011", came=Message("lists or mappings as keys", "列表或映射作为键"))
            elif key.value in mapping:
                self.violations.append(self._explain_second(key, value, *written[key.value]))
            else:
                written[key.value] = key, value
                mapping[key.value] = self.read(value, depth + 1, indent)
        return mapping

    def _explain_second(self, key: ScalarNode, value: Node, first_key: Node, first_value: Node) -> YamlViolation:
        """Return the violation of a field that is given a second time."""
        first, second = self._show_entry(first_key, first_value), self._show_entry(key, value)
        params: dict[str, str | Message] = {"came": key.value, "first": first, "second": second}
        line, column = key.start_mark.line + 1, key.start_mark.column + 1
        return YamlViolation("PR007", line, column, params, earlier_line=first_key.start_mark.line + 1)

    def _show_entry(self, key: Node, value: Node) -> str:
        """Return a field with its value as written, or with the first line of it."""
        first_line, *further = self.text[key.start_mark.index : max(key.end_mark.index + 1, value.end_mark.index)].rstrip().split("\n")
        return f"{first_line.strip()} …" if further else first_line.strip()

    def _read_scalar(self, node: ScalarNode, indent: int) -> Any:
        text: str = node.value
        if node.start_mark.line != node.end_mark.line and node.style != "|":
            text = join_folded_lines(text, self.text[node.start_mark.index : node.end_mark.index])
        if node.tag is _TEXT:
            if node.style not in ("|", ">"):
                self._check_lines(node, indent)
            elif node.start_mark.column <= indent:
                raise YamlError  # libyaml does not check this either
            return text
        return read_scalar(text)

    def _check_lines(self, node: Node, indent: int) -> None:
        """Raise YamlError if a further line of a node in flow style is not indented more than the collection around it.

        libyaml does not check this. The bracket that ends a collection may stand anywhere.
        """
        if node.start_mark.line != node.end_mark.line:
            pattern = _FURTHER_LINE if isinstance(node, CollectionNode) else _FURTHER_TEXT
            for match in pattern.finditer(self.text, node.start_mark.index, node.end_mark.index):
                if len(match[1]) <= indent:
                    raise YamlError

    def _report(self, node: Node, code: str, **params: str | Message) -> None:
        self.violations.append(_violation_at(node, code, **params))


def read_scalar(text: str) -> int | float | bool | str | None:
    """Return the value of a plain scalar (YAML 1.2.2, 10.3.2)."""
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


def _violation_at(node: Node, code: str, **params: str | Message) -> YamlViolation:
    return YamlViolation(code, node.start_mark.line + 1, node.start_mark.column + 1, params)
