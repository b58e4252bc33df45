"""In-place edits of YAML text. Everything except the edited fields is kept byte for byte.

The parser gives the start and the end of every value, and only that range of the text is replaced. The round trip of ruamel.yaml keeps
comments and order too, but reformats indentation, line breaks and quotation marks of the whole file. The result of every edit is parsed
and compared with the expected data; a text that differs is never returned. A list is edited record by record, so that the cost is linear.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from prospectus.errors import UsageError
from prospectus.load import yaml
from prospectus.model.fields import FieldPath
from prospectus.problems import Message

MAX_LINE_WIDTH = 120
"""The line length, in characters, above which a list or a mapping is written over several lines."""
INDENT = 2
"""Spaces of indentation per level."""
BOM = "\ufeff"
_PLAIN_SCALAR = re.compile(r"[^\s=<,\[\]{}#&*!|>'\"%@`?:~-][^,\[\]{}#\"\n\r\t]*")
_ADDRESS = re.compile(r"https?:.*|[a-z][a-z0-9-]*:[a-z0-9][a-z0-9-]*")
"""A text with a colon that no reader takes for a key: a URL, or a record with its kind."""
_NEEDS_ESCAPE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


NOT_YAML = Message("The file must be well-formed YAML before it can be changed.", "文件的 YAML 格式必须正确，才能改动。")


class YamlEditError(UsageError):
    """The YAML is written in a style that cannot be edited in place; the change must be made by hand."""


def set_fields(text: str, changes: Mapping[FieldPath, Any]) -> str:
    """Return `text` with the value at each field path set, or removed when the value is None. Raises YamlEditError."""
    bom, body = split_bom(text)
    expected = parse(body)
    for field_path, value in changes.items():
        expected = put_value(expected, field_path, value)
    edited = "".join(_apply_changes(record, edits) for record, edits in _split_records(body, changes))
    return bom + verify_edit(edited, expected, next(iter(changes), ()))


def append_rows(text: str, rows: Sequence[Mapping[str, Any]], comments: Sequence[Sequence[str]] = ()) -> str:
    """Return `text`, a list of records, with rows appended, each preceded by its comment lines. Raises YamlEditError."""
    bom, body = split_bom(text)
    expected = [*(parse(body) or ()), *rows]
    return bom + verify_edit(_append_rows(body, rows, comments), expected, (len(expected) - len(rows),))


def remove_comments(text: str, row: int, is_stale: Callable[[str], bool]) -> str:
    """Return `text`, a list of records, without those comment lines directly above a record for which `is_stale` is true.

    `is_stale` is given the comment without its sign and the space around it.
    """
    root = compose(text)
    if not isinstance(root, SequenceNode) or root.flow_style or row >= len(root.value):
        return text
    end = text.rfind("\n", 0, root.value[row].start_mark.index) + 1
    lines = text[:end].splitlines(keepends=True)
    first = len(lines)
    while first and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    kept = [line for line in lines[first:] if not is_stale(line.strip().lstrip("#").strip())]
    return "".join([*lines[:first], *kept]) + text[end:]


def split_bom(text: str) -> tuple[str, str]:
    """Return the byte-order mark of a text, or an empty string, and the text after it."""
    return (BOM, text[1:]) if text.startswith(BOM) else ("", text)


def parse(text: str) -> Any:
    """Return the data of a text. Raises YamlEditError when it is not YAML."""
    try:
        return yaml.parse(text)
    except yaml.YamlError:
        raise YamlEditError(NOT_YAML) from None


def _split_records(text: str, changes: Mapping[FieldPath, Any]) -> Iterator[tuple[str, dict[FieldPath, Any]]]:
    """Yield the text of each record of a list, comments included, with the changes of that record.

    The field paths of the changes are relative to a list of that record alone. A text that cannot be split is yielded whole.
    """
    root = compose(text)
    if not isinstance(root, SequenceNode) or root.flow_style or not all(isinstance(field_path[0], int) for field_path in changes):
        yield text, dict(changes)
        return
    starts = [text.rfind("\n", 0, node.start_mark.index) + 1 for node in root.value]
    changes_by_row: dict[int, dict[FieldPath, Any]] = {}
    for field_path, value in changes.items():
        changes_by_row.setdefault(int(field_path[0]), {})[0, *field_path[1:]] = value
    yield text[: starts[0]], {}
    for row, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True)):
        yield text[start:end], changes_by_row.get(row, {})


def _apply_changes(text: str, changes: Mapping[FieldPath, Any]) -> str:
    for field_path, value in changes.items():
        text = _remove_field(text, field_path) if value is None else _set_field(text, field_path, value)
    return text


def verify_edit(edited: str, expected: Any, field_path: FieldPath) -> str:
    """Return `edited` if it parses to the expected data; else raise YamlEditError, which names the field."""
    try:
        actual = to_plain(yaml.parse(edited))
    except yaml.YamlError:
        actual = None
    if actual != to_plain(expected):
        where = ".".join(map(str, field_path))
        raise YamlEditError(
            Message(
                f"{where or 'The file'} is written in a way that cannot be changed in place; change it by hand.",
                f"{where or '该文件'} 的写法无法就地改动；请手工修改。",
            )
        )
    return edited


def to_plain(value: Any) -> Any:
    """Return a value in the types that the YAML parser returns: dict, tuple and scalars."""
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    return tuple(to_plain(item) for item in value) if isinstance(value, list | tuple) else value


def put_value(value: Any, field_path: FieldPath, new: Any) -> Any:
    """Return the data with the value at `field_path` set, or removed when it is None. Mappings that become empty are removed too."""
    step, rest = field_path[0], field_path[1:]
    if isinstance(step, int):
        items = list(value or ())
        is_removed = not rest and new is None
        items[step : step + 1] = [] if is_removed else [put_value(items[step] if step < len(items) else None, rest, new) if rest else new]
        return items
    fields = dict(value or {})
    updated = put_value(fields.get(step), rest, new) if rest and (new is not None or fields.get(step)) else new if not rest else None
    if updated is None or (new is None and updated == {}):
        fields.pop(step, None)
    else:
        fields[step] = updated
    return fields


# Setting fields


def _set_field(text: str, field_path: FieldPath, value: Any) -> str:
    node, key, depth, flow = _find_node(_compose_root(text), field_path)
    rest = field_path[depth:]
    if rest and isinstance(node, MappingNode) and node.value:
        return _add_key(text, node, str(rest[0]), _nest(rest[1:], value), flow=flow)
    if rest and isinstance(node, SequenceNode) and node.value:
        return _add_item(text, node, _nest(rest[1:], value), flow=flow)
    return _replace_node(text, key, node, _nest(rest, value), flow=flow)


def _nest(steps: FieldPath, value: Any) -> Any:
    for step in reversed(steps):
        value = [value] if isinstance(step, int) else {step: value}
    return value


def _find_node(root: Node, field_path: FieldPath) -> tuple[Node, Node | None, int, bool]:
    """Return the deepest existing node on `field_path`, its key node, the number of steps to it, and whether it is in flow style."""
    node, key, flow = root, None, bool(getattr(root, "flow_style", False))
    for depth, step in enumerate(field_path):
        child = _find_child(node, step)
        if child is None:
            return node, key, depth, flow
        in_flow = bool(getattr(node, "flow_style", False))
        key, node = child
        flow = flow or in_flow or bool(getattr(node, "flow_style", False) and depth + 1 < len(field_path))
    return node, key, len(field_path), flow


def _find_child(node: Node, step: str | int) -> tuple[Node | None, Node] | None:
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if isinstance(key, ScalarNode) and key.value == str(step)), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def _add_key(text: str, node: MappingNode, name: str, value: Any, *, flow: bool) -> str:
    end = _end_of_child(text, node)
    if flow or node.flow_style:
        return f"{text[:end]}, {_format_key(name)}: {_format_flow(value)}{text[end:]}"
    column = node.value[0][0].start_mark.column
    return _insert_lines(text, end, _format_field(name, value, column))


def _add_item(text: str, node: SequenceNode, value: Any, *, flow: bool) -> str:
    end = _end_of_child(text, node)
    if flow or node.flow_style:
        return f"{text[:end]}, {_format_flow(value)}{text[end:]}"
    return _insert_lines(text, end, [f"{' ' * node.start_mark.column}- {_format_flow(value)}"])


def _insert_lines(text: str, index: int, lines: Sequence[str]) -> str:
    """Return `text` with lines inserted after the line that contains `index`."""
    newline = newline_of(text)
    end = text.find("\n", index)
    if end < 0:
        return newline.join([text, *lines]) + newline
    return text[: end + 1] + "".join(f"{line}{newline}" for line in lines) + text[end + 1 :]


def _replace_node(text: str, key: Node | None, node: Node, value: Any, *, flow: bool) -> str:
    start, end = node.start_mark.index, end_of_node(text, node)
    if key is None:
        return text[:start] + _format_flow(value) + text[end:]
    lines = [_format_flow(value)] if flow else _format_value(value, key.start_mark.column)
    if len(lines) == 1 and start < end and node.start_mark.line == key.start_mark.line and "\n" not in text[start:end]:
        return text[:start] + lines[0] + text[end:]
    colon = _end_of_colon(text, key)
    first = f" {lines[0]}" if lines[0] else ""
    return text[:colon] + newline_of(text).join([first, *lines[1:]]) + text[end if start < end else colon :]


# Removing fields


def _remove_field(text: str, field_path: FieldPath) -> str:
    root = _compose_root(text)
    while True:
        parent, _, depth, _ = _find_node(root, field_path[:-1])
        child = _find_child(parent, field_path[-1]) if depth == len(field_path) - 1 else None
        if child is None or not isinstance(parent, MappingNode | SequenceNode):
            return text
        if len(parent.value) > 1 or len(field_path) == 1 or isinstance(field_path[-2], int):
            return _remove_child(text, parent, field_path[-1])
        field_path = field_path[:-1]


def _remove_child(text: str, parent: MappingNode | SequenceNode, step: str | int) -> str:
    keys = [key for key, _ in parent.value] if isinstance(parent, MappingNode) else list(parent.value)
    index = next(n for n, key in enumerate(keys) if n == step or (isinstance(key, ScalarNode) and key.value == step))
    if index:
        start, end = _end_of_child(text, parent, index - 1), _end_of_child(text, parent, index)
        if not parent.flow_style:
            start, end = text.rindex("\n", 0, keys[index].start_mark.index) + 1, end_of_line(text, end)
        return text[:start] + text[end:]
    if len(keys) == 1:
        raise YamlEditError(Message(f"{step} is all that is written there; take it away by hand.", f"该处只写了 {step} 一项；请手工删去。"))
    return text[: keys[0].start_mark.index] + text[keys[1].start_mark.index :]


def end_of_line(text: str, index: int) -> int:
    """Return the index after the line that contains `index`."""
    newline = text.find("\n", index)
    return len(text) if newline < 0 else newline + 1


# Appending rows


def _append_rows(text: str, rows: Sequence[Mapping[str, Any]], comments: Sequence[Sequence[str]]) -> str:
    root, newline = compose(text), newline_of(text)
    if isinstance(root, SequenceNode) and root.flow_style and root.value:
        end = _end_of_child(text, root)
        return text[:end] + "".join(f",{newline}{_format_flow(row)}" for row in rows) + text[end:]
    column = root.start_mark.column if isinstance(root, SequenceNode) and not root.flow_style else 0
    if isinstance(root, SequenceNode) and root.flow_style:
        text = text[: root.start_mark.index] + text[root.end_mark.index :].lstrip("\r\n")
    lines = [] if not text or text.endswith("\n") else [""]
    for number, row in enumerate(rows):
        row_comments = comments[number] if number < len(comments) else ()
        lines += [*(f"{' ' * column}# {comment}" for comment in row_comments), *format_item(row, column)]
    return text + newline.join([*lines, ""])


# Positions of values


def compose(text: str) -> Node | None:
    """Return the root node of a text, with the positions of all values; None for an empty text. Raises YamlEditError."""
    try:
        return yaml.compose_document(text)
    except yaml.YamlError:
        raise YamlEditError(NOT_YAML) from None


def _compose_root(text: str) -> Node:
    node = compose(text)
    if node is None:
        raise YamlEditError(Message("The file holds no record that could be changed.", "该文件中没有可改动的记录。"))
    return node


def end_of_node(text: str, node: Node) -> int:
    """Return the index at which a value ends, excluding the comments and empty lines after it."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        return _end_of_child(text, node)
    start, end = node.start_mark.index, node.end_mark.index
    return start + len(text[start:end].rstrip()) if isinstance(node, ScalarNode) else int(end)


def _end_of_child(text: str, node: MappingNode | SequenceNode, index: int = -1) -> int:
    """Return the index at which a child of a collection ends, by default the last one. An empty value ends right after its colon."""
    if isinstance(node, SequenceNode):
        return end_of_node(text, node.value[index])
    key, value = node.value[index]
    empty = value.start_mark.index == value.end_mark.index
    return _end_of_colon(text, key) if empty else end_of_node(text, value)


def _end_of_colon(text: str, key: Node) -> int:
    return text.index(":", key.end_mark.index) + 1


def newline_of(text: str) -> str:
    """Return the line end of a text."""
    return "\r\n" if "\r\n" in text else "\n"


# Formatting values


def format_item(row: Mapping[str, Any], column: int) -> list[str]:
    """Return the lines of one record, as an item of a list at `column`."""
    lines = format_fields(row, column + INDENT)
    return [f"{' ' * column}- {lines[0].lstrip()}", *lines[1:]]


def format_fields(fields: Mapping[str, Any], column: int) -> list[str]:
    """Return the lines of the fields of a record, at `column`."""
    return [line for name, value in fields.items() for line in _format_field(name, value, column)]


def _format_field(name: str, value: Any, column: int) -> list[str]:
    first, *rest = _format_value(value, column)
    return [f"{' ' * column}{_format_key(name)}:{' ' if first else ''}{first}", *rest]


def _format_value(value: Any, column: int) -> list[str]:
    """Return a value formatted under a key at `column`: first the text after the colon, then whole lines."""
    if not isinstance(value, Mapping | list | tuple):
        return [_format_scalar(value)]
    inline = _format_flow(value)
    if not value or column + len(inline) <= MAX_LINE_WIDTH - INDENT * 8:
        return [inline]
    if isinstance(value, Mapping):
        return ["", *(line for name, item in value.items() for line in _format_field(name, item, column + INDENT))]
    return ["", *(f"{' ' * (column + INDENT)}- {_format_flow(item)}" for item in value)]


def _format_flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_format_key(name)}: {_format_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_format_flow, value)) + "]"
    return _format_scalar(value, flow=True)


def _format_key(name: str) -> str:
    return _format_scalar(name, flow=True)


def _format_scalar(value: Any, *, flow: bool = False) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, int | float):
        return "null" if value is None else str(value)
    return value if is_plain(value, flow=flow) else _quote(value)


def is_plain(text: str, *, flow: bool) -> bool:
    """Return whether a text can be a plain scalar. In flow style a text with a colon is quoted, unless it is an address.

    A question is quoted there as well: libyaml, on which many tools rest, takes a `?` within brackets for the start of a key.
    """
    if flow and "?" in text:
        return False
    if not _PLAIN_SCALAR.fullmatch(text) or text != text.strip() or _NEEDS_ESCAPE.search(text):
        return False
    if ": " in text or text.endswith(":") or (flow and ":" in text and not _ADDRESS.fullmatch(text)):
        return False
    try:
        return bool(yaml.parse(f"a: {text}") == {"a": text})
    except yaml.YamlError:
        return False


def _quote(text: str) -> str:
    return _NEEDS_ESCAPE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
