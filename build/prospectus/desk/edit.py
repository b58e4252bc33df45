"""In-place edits of YAML text. Everything except the edited fields is kept byte for byte.

ruamel.yaml gives the start and the end of every value, and only that range of the text is replaced. Its own round trip keeps comments
and order too, but reformats indentation, line breaks and quotation marks of the whole file. The result of every edit is parsed and
compared with the expected data; a text that differs is never returned. A list is edited record by record, so that the cost is linear.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from prospectus.errors import WrongUse
from prospectus.load import yaml
from prospectus.model.shape import Place

WIDTH = 120
"""The line length, in characters, above which a list or a mapping is written over several lines."""
STEP = 2
"""Spaces of indentation per level."""
BOM = "\ufeff"
_PLAIN = re.compile(r"[^\s=<,\[\]{}#&*!|>'\"%@`?:~-][^,\[\]{}#\"\n\r\t]*")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


class Unwritable(WrongUse):
    """The YAML is written in a style that cannot be edited in place; the change must be made by hand."""


def with_fields(text: str, changes: Mapping[Place, Any]) -> str:
    """Return `text` with the value at each field path set, or removed when the value is None. Raises YamlEditError."""
    mark, body = _without_mark(text)
    meant = _parsed(body)
    for place, value in changes.items():
        meant = put(meant, place, value)
    made = "".join(_edited(piece, edits) for piece, edits in _pieces(body, changes))
    return mark + _read_back(made, meant, next(iter(changes), ()))


def with_rows(text: str, rows: Sequence[Mapping[str, Any]], remarks: Sequence[Sequence[str]] = ()) -> str:
    """Return `text`, a list of records, with rows appended, each preceded by its comment lines. Raises YamlEditError."""
    mark, body = _without_mark(text)
    meant = [*(_parsed(body) or ()), *rows]
    return mark + _read_back(_appended(body, rows, remarks), meant, (len(meant) - len(rows),))


def save(root: Path, texts: Mapping[str, str]) -> None:
    """Write files below `root`, by path relative to it. All are written to a temporary directory before the first is moved into place."""
    with tempfile.TemporaryDirectory(dir=root, prefix=".prospectus-") as room:
        ready = []
        for number, (path, text) in enumerate(texts.items()):
            whole, target = Path(room, str(number)), (root / path).resolve()
            whole.write_bytes(text.encode())
            if target.exists():
                shutil.copymode(target, whole)
            ready.append((whole, target))
        for whole, target in ready:
            target.parent.mkdir(parents=True, exist_ok=True)
            whole.replace(target)


def text_of(root: Path, path: str) -> str:
    """Return the text of a file with its line endings unchanged; empty when the file does not exist."""
    file = root / path
    return file.read_bytes().decode() if file.exists() else ""


def _without_mark(text: str) -> tuple[str, str]:
    return (BOM, text[1:]) if text.startswith(BOM) else ("", text)


def _parsed(text: str) -> Any:
    try:
        return yaml.parse(text)
    except yaml.Unreadable:
        raise Unwritable("The file must be well-formed YAML before it can be changed.") from None


def _pieces(text: str, changes: Mapping[Place, Any]) -> Iterator[tuple[str, dict[Place, Any]]]:
    """Yield the text of each record of a list, comments included, with the changes of that record.

    The field paths of the changes are relative to a list of that record alone. A text that cannot be split is yielded whole.
    """
    root = _compose(text)
    if not isinstance(root, SequenceNode) or root.flow_style or not all(isinstance(place[0], int) for place in changes):
        yield text, dict(changes)
        return
    starts = [text.rfind("\n", 0, each.start_mark.index) + 1 for each in root.value]
    of_row: dict[int, dict[Place, Any]] = {}
    for place, value in changes.items():
        of_row.setdefault(int(place[0]), {})[0, *place[1:]] = value
    yield text[: starts[0]], {}
    for row, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True)):
        yield text[start:end], of_row.get(row, {})


def _edited(text: str, changes: Mapping[Place, Any]) -> str:
    for place, value in changes.items():
        text = _taken(text, place) if value is None else _set(text, place, value)
    return text


def _read_back(made: str, meant: Any, place: Place) -> str:
    try:
        found = plain(yaml.parse(made))
    except yaml.Unreadable:
        found = None
    if found != plain(meant):
        where = ".".join(map(str, place))
        raise Unwritable(f"{where or 'The file'} is written in a way that cannot be changed in place; change it by hand.")
    return made


def plain(value: Any) -> Any:
    """Return a value in the types that the YAML parser returns: dict, tuple and scalars."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return tuple(plain(each) for each in value) if isinstance(value, list | tuple) else value


def put(value: Any, place: Place, new: Any) -> Any:
    """Return the data with the value at `field_path` set, or removed when it is None. Mappings that become empty are removed too."""
    step, rest = place[0], place[1:]
    if isinstance(step, int):
        items = list(value or ())
        items[step : step + 1] = [put(items[step] if step < len(items) else None, rest, new) if rest else new]
        return items
    fields = dict(value or {})
    found = put(fields.get(step), rest, new) if rest and (new is not None or fields.get(step)) else new if not rest else None
    if found is None or (new is None and found == {}):
        fields.pop(step, None)
    else:
        fields[step] = found
    return fields


# Setting fields


def _set(text: str, place: Place, value: Any) -> str:
    node, key, depth, flow = _walked(_composed(text), place)
    rest = place[depth:]
    if rest and isinstance(node, MappingNode) and node.value:
        return _with_key(text, node, str(rest[0]), _nested(rest[1:], value), flow=flow)
    if rest and isinstance(node, SequenceNode) and node.value:
        return _with_item(text, node, _nested(rest[1:], value), flow=flow)
    return _replaced(text, key, node, _nested(rest, value), flow=flow)


def _nested(steps: Place, value: Any) -> Any:
    for step in reversed(steps):
        value = [value] if isinstance(step, int) else {step: value}
    return value


def _walked(root: Node, place: Place) -> tuple[Node, Node | None, int, bool]:
    """Return the deepest existing node on `field_path`, its key node, the number of steps to it, and whether it is in flow style."""
    node, key, flow = root, None, bool(getattr(root, "flow_style", False))
    for depth, step in enumerate(place):
        found = _child(node, step)
        if found is None:
            return node, key, depth, flow
        within = bool(getattr(node, "flow_style", False))
        key, node = found
        flow = flow or within or bool(getattr(node, "flow_style", False) and depth + 1 < len(place))
    return node, key, len(place), flow


def _child(node: Node, step: str | int) -> tuple[Node | None, Node] | None:
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if isinstance(key, ScalarNode) and key.value == str(step)), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


def _with_key(text: str, node: MappingNode, name: str, value: Any, *, flow: bool) -> str:
    end = _end_of_last(text, node)
    if flow or node.flow_style:
        return f"{text[:end]}, {_key(name)}: {_flow(value)}{text[end:]}"
    column = node.value[0][0].start_mark.column
    return _with_lines(text, end, _field(name, value, column))


def _with_item(text: str, node: SequenceNode, value: Any, *, flow: bool) -> str:
    end = _end_of_last(text, node)
    if flow or node.flow_style:
        return f"{text[:end]}, {_flow(value)}{text[end:]}"
    return _with_lines(text, end, [f"{' ' * node.start_mark.column}- {_flow(value)}"])


def _with_lines(text: str, after: int, lines: Sequence[str]) -> str:
    """Return `text` with lines inserted after the line that contains `index`."""
    newline = _newline(text)
    end = text.find("\n", after)
    if end < 0:
        return newline.join([text, *lines]) + newline
    return text[: end + 1] + "".join(f"{line}{newline}" for line in lines) + text[end + 1 :]


def _replaced(text: str, key: Node | None, node: Node, value: Any, *, flow: bool) -> str:
    start, end = node.start_mark.index, _end(text, node)
    if key is None:
        return text[:start] + _flow(value) + text[end:]
    lines = [_flow(value)] if flow else _value(value, key.start_mark.column)
    if len(lines) == 1 and start < end and node.start_mark.line == key.start_mark.line and "\n" not in text[start:end]:
        return text[:start] + lines[0] + text[end:]
    colon = _colon(text, key)
    first = f" {lines[0]}" if lines[0] else ""
    return text[:colon] + _newline(text).join([first, *lines[1:]]) + text[end if start < end else colon :]


# Removing fields


def _taken(text: str, place: Place) -> str:
    root = _composed(text)
    while True:
        parent, _, depth, _ = _walked(root, place[:-1])
        found = _child(parent, place[-1]) if depth == len(place) - 1 else None
        if found is None or not isinstance(parent, MappingNode | SequenceNode):
            return text
        if len(parent.value) > 1 or len(place) == 1 or isinstance(place[-2], int):
            return _without(text, parent, place[-1])
        place = place[:-1]


def _without(text: str, parent: MappingNode | SequenceNode, step: str | int) -> str:
    keys = [key for key, _ in parent.value] if isinstance(parent, MappingNode) else list(parent.value)
    at = next(n for n, key in enumerate(keys) if n == step or (isinstance(key, ScalarNode) and key.value == step))
    if at:
        start, end = _end_of_last(text, parent, at - 1), _end_of_last(text, parent, at)
        if not parent.flow_style:
            start, end = text.rindex("\n", 0, keys[at].start_mark.index) + 1, _line_end(text, end)
        return text[:start] + text[end:]
    if len(keys) == 1:
        raise Unwritable(f"{step} is all that is written there; take it away by hand.")
    return text[: keys[0].start_mark.index] + text[keys[1].start_mark.index :]


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


# Appending rows


def _appended(text: str, rows: Sequence[Mapping[str, Any]], remarks: Sequence[Sequence[str]]) -> str:
    root, newline = _compose(text), _newline(text)
    if isinstance(root, SequenceNode) and root.flow_style and root.value:
        end = _end_of_last(text, root)
        return text[:end] + "".join(f",{newline}{_flow(row)}" for row in rows) + text[end:]
    column = root.start_mark.column if isinstance(root, SequenceNode) and not root.flow_style else 0
    if isinstance(root, SequenceNode) and root.flow_style:
        text = text[: root.start_mark.index] + text[root.end_mark.index :].lstrip("\r\n")
    lines = [] if not text or text.endswith("\n") else [""]
    for number, row in enumerate(rows):
        said = remarks[number] if number < len(remarks) else ()
        lines += [*(f"{' ' * column}# {each}" for each in said), *_item(row, column)]
    return text + newline.join([*lines, ""])


# Positions of values


def _compose(text: str) -> Node | None:
    try:
        return yaml.composed(text)
    except yaml.Unreadable:
        raise Unwritable("The file must be well-formed YAML before it can be changed.") from None


def _composed(text: str) -> Node:
    node = _compose(text)
    if node is None:
        raise Unwritable("The file holds no record that could be changed.")
    return node


def _end(text: str, node: Node) -> int:
    """Return the index at which a value ends, excluding the comments and empty lines after it."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        return _end_of_last(text, node)
    start, end = node.start_mark.index, node.end_mark.index
    return start + len(text[start:end].rstrip()) if isinstance(node, ScalarNode) else int(end)


def _end_of_last(text: str, node: MappingNode | SequenceNode, at: int = -1) -> int:
    """Return the index at which a child of a collection ends, by default the last one. An empty value ends right after its colon."""
    if isinstance(node, SequenceNode):
        return _end(text, node.value[at])
    key, value = node.value[at]
    empty = value.start_mark.index == value.end_mark.index
    return _colon(text, key) if empty else _end(text, value)


def _colon(text: str, key: Node) -> int:
    return text.index(":", key.end_mark.index) + 1


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


# Formatting values


def _item(row: Mapping[str, Any], column: int) -> list[str]:
    """Return the lines of one record, as an item of a list at `column`."""
    lines = [line for name, value in row.items() for line in _field(name, value, column + STEP)]
    return [f"{' ' * column}- {lines[0].lstrip()}", *lines[1:]]


def _field(name: str, value: Any, column: int) -> list[str]:
    first, *rest = _value(value, column)
    return [f"{' ' * column}{_key(name)}:{' ' if first else ''}{first}", *rest]


def _value(value: Any, column: int) -> list[str]:
    """Return a value formatted under a key at `column`: first the text after the colon, then whole lines."""
    if not isinstance(value, Mapping | list | tuple):
        return [_scalar(value)]
    inline = _flow(value)
    if not value or column + len(inline) <= WIDTH - STEP * 8:
        return [inline]
    if isinstance(value, Mapping):
        return ["", *(line for name, each in value.items() for line in _field(name, each, column + STEP))]
    return ["", *(f"{' ' * (column + STEP)}- {_flow(each)}" for each in value)]


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(name)}: {_flow(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, flow=True)


def _key(name: str) -> str:
    return _scalar(name, flow=True)


def _scalar(value: Any, *, flow: bool = False) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, int | float):
        return "null" if value is None else str(value)
    return value if _is_plain(value, flow=flow) else _quoted(value)


def _is_plain(text: str, *, flow: bool) -> bool:
    """Return whether a text can be a plain scalar. In flow style a text with a colon is quoted, unless it is a URL."""
    if not _PLAIN.fullmatch(text) or text != text.strip() or _ESCAPED.search(text):
        return False
    if ": " in text or text.endswith(":") or (flow and ":" in text and not text.startswith("http")):
        return False
    try:
        return bool(yaml.parse(f"a: {text}") == {"a": text})
    except yaml.Unreadable:
        return False


def _quoted(text: str) -> str:
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
