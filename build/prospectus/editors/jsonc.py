"""Adds members to JSON with comments, as the settings of VS Code are written, and leaves every other character as it is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

_BLANK = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SCALAR = re.compile(r"true|false|null|-?[0-9][0-9.eE+-]*")
MAX_DEPTH = 50


class JsoncError(ValueError):
    """The text is not JSON with comments."""


@dataclass(slots=True)
class Node:
    """A value in a text, from `start` to `end`."""

    start: int
    end: int
    value: Any
    members: dict[str, Node] = field(default_factory=dict)
    """The members of an object, by name."""
    last_end: int | None = None
    """Where the last member or item of an object or a list ends; None if there is none."""
    has_trailing_comma: bool = False


def parse(text: str) -> Node:
    """Return the value of a text. Raises JsoncError."""
    parser = _Parser(text)
    node = parser.read_value(parser.skip(0), 0)
    if parser.skip(node.end) != len(text):
        raise JsoncError
    return node


def get_value(text: str, path: tuple[str, ...]) -> Any:
    """Return the value of the member at `path`, or None. Raises JsoncError if the text is not JSON with comments."""
    node: Node | None = parse(text)
    for name in path:
        node = node.members.get(name) if node is not None else None
    return node.value if node is not None else None


def set_member(text: str, path: tuple[str, ...], value: Any) -> str:
    """Return the text with the member at `path` set to `value`; missing objects on the way are added.

    Raises JsoncError if the text is not JSON with comments, or has something else than an object on the way.
    """
    node = parse(text)
    for depth, name in enumerate(path):
        if not isinstance(node.value, dict):
            raise JsoncError
        member = node.members.get(name)
        if member is None:
            for missing in reversed(path[depth + 1 :]):
                value = {missing: value}
            return _append(text, node, f"{json.dumps(name, ensure_ascii=False)}: ", value)
        node = member
    return text if node.value == value else text[: node.start] + _render(text, node.start, value) + text[node.end :]


def add_item(text: str, path: tuple[str, ...], item: str) -> str:
    """Return the text with an item in the list at `path`, which is added if it is missing. Raises JsoncError like `set_member`."""
    node = parse(text)
    for depth, name in enumerate(path):
        if name not in node.members:
            return set_member(text, path, [item]) if depth == len(path) - 1 else set_member(text, path[: depth + 1], {})
        node = node.members[name]
    if not isinstance(node.value, list):
        raise JsoncError
    return text if item in node.value else _append(text, node, "", item)


def _append(text: str, node: Node, label: str, value: Any) -> str:
    """Return the text with a member or an item at the end of an object or a list, on a line of its own."""
    newline = "\r\n" if "\r\n" in text else "\n"
    outer = _indentation(text, node.start)
    inner = _indentation(text, next(iter(node.members.values())).start) if node.members else outer
    inner = inner if len(inner) > len(outer) else outer + _step(text)
    closing = node.end - 1
    head = text[:closing].rstrip()
    if node.last_end is not None and not node.has_trailing_comma:
        head = f"{text[: node.last_end]},{head[node.last_end :]}"
    rendered = json.dumps(value, ensure_ascii=False, indent=_step(text)).replace("\n", newline + inner)
    return f"{head}{newline}{inner}{label}{rendered}{newline}{outer}{text[closing:]}"


def _render(text: str, start: int, value: Any) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    return json.dumps(value, ensure_ascii=False, indent=_step(text)).replace("\n", newline + _indentation(text, start))


def _indentation(text: str, position: int) -> str:
    """Return the white space at the start of the line of a position."""
    line = text[text.rfind("\n", 0, position) + 1 : position]
    return line[: len(line) - len(line.lstrip())]


def _step(text: str) -> str:
    """Return the indentation of one level in a text: that of its first indented line."""
    match = re.search(r"^([ \t]+)\S", text, re.MULTILINE)
    return match[1] if match else "  "


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text

    def skip(self, position: int) -> int:
        """Return the position of the next character that is neither white space nor in a comment."""
        match = _BLANK.match(self.text, position)
        return match.end() if match else position

    def read_value(self, position: int, depth: int) -> Node:
        opening = self.text[position : position + 1]
        if opening in ("{", "[") and depth < MAX_DEPTH:
            return self._read_members(position, depth, is_object=opening == "{")
        match = _STRING.match(self.text, position) or _SCALAR.match(self.text, position)
        if match is None:
            raise JsoncError
        try:
            return Node(position, match.end(), json.loads(match[0]))
        except ValueError:
            raise JsoncError from None

    def _read_members(self, start: int, depth: int, *, is_object: bool) -> Node:
        node = Node(start, start, {} if is_object else [])
        position = self.skip(start + 1)
        while self.text[position : position + 1] != ("}" if is_object else "]"):
            if node.last_end is not None and not node.has_trailing_comma:
                raise JsoncError
            name, position = self._read_name(position) if is_object else ("", position)
            item = self.read_value(position, depth + 1)
            if is_object:
                node.members[name], node.value[name] = item, item.value
            else:
                node.value.append(item.value)
            node.last_end, position = item.end, self.skip(item.end)
            node.has_trailing_comma = self.text[position : position + 1] == ","
            position = self.skip(position + 1) if node.has_trailing_comma else position
        node.end = position + 1
        return node

    def _read_name(self, position: int) -> tuple[str, int]:
        match = _STRING.match(self.text, position)
        colon = self.skip(match.end()) if match else position
        if match is None or self.text[colon : colon + 1] != ":":
            raise JsoncError
        try:
            return str(json.loads(match[0])), self.skip(colon + 1)
        except ValueError:
            raise JsoncError from None
