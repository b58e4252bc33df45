"""Finds a value in the text of its file: what is written there, and the edit that replaces it."""

from __future__ import annotations

from typing import NamedTuple

from yaml import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from prospectus.load import yaml
from prospectus.load.drafts import RawRecord, read_part
from prospectus.model.fields import FieldPath
from prospectus.problems import TextEdit


class WrittenValue(NamedTuple):
    """A value as it is written in a file, on one line."""

    text: str
    """The value without its quotation marks."""
    edit: TextEdit
    """The edit that replaces the value by nothing."""

    def replaced_by(self, replacement: str) -> tuple[TextEdit, ...]:
        """Return the edit that replaces the value."""
        return (self.edit._replace(replacement=replacement),)


class WrittenScalar(NamedTuple):
    """A scalar as it is written in a file, with its quotation marks or the header of its block, on any number of lines."""

    text: str
    start: int
    """The offset at which its words begin."""
    style: str
    """`|`, `>`, a quotation mark, or an empty string."""
    line: int
    column: int
    """Where it stands in the file, from 1."""

    def position_of(self, offset: int) -> tuple[int, int]:
        """Return line and column in the file of an offset in the text as written."""
        before = self.text[:offset]
        lines = before.count("\n")
        return self.line + lines, len(before.rpartition("\n")[2]) + (1 if lines else self.column)


def find_written_scalar(raw: RawRecord, field_path: FieldPath, language: str | None = None) -> WrittenScalar | None:
    """Return the scalar at a field path as it is written; None if it cannot be found.

    The last step of the path may be missing in the file: a text in a file of one language has no key for it.
    """
    field_path = raw.as_written(field_path)
    part = raw.find_part(field_path, language)
    try:
        source = read_part(raw.root, part)
        root = source.root
    except (OSError, UnicodeDecodeError, yaml.YamlError):
        return None
    paths = (field_path, field_path[:-1])
    nodes = (_find_node(root, (*part.prefix, *path), want_key=False) for path in paths)
    node = next((node for node in nodes if isinstance(node, ScalarNode)), None)
    return _to_written_scalar(node, source.lines, part.first_line) if node is not None else None


def _to_written_scalar(node: ScalarNode, lines: list[str], first_line: int) -> WrittenScalar:
    start, end = node.start_mark, node.end_mark
    written = [*lines[start.line : end.line], lines[end.line][: end.column] if end.line < len(lines) else ""]
    written[0] = written[0][start.column :]
    text, style = "\n".join(written), node.style or ""
    begins = text.find("\n") + 1 if style in ("|", ">") else len(style)
    return WrittenScalar(text, begins, style, first_line + start.line, start.column + 1)


def find_written_value(raw: RawRecord, field_path: FieldPath) -> WrittenValue | None:
    """Return the value at a field path as it is written; None if it is not written on one line, or is a block of fields or items."""
    return _find(raw, field_path, want_key=False)


def find_written_key(raw: RawRecord, field_path: FieldPath) -> WrittenValue | None:
    """Return the name of the field at a field path as it is written; None if it cannot be found."""
    return _find(raw, field_path, want_key=True)


def _find(raw: RawRecord, field_path: FieldPath, *, want_key: bool) -> WrittenValue | None:
    part = next((part for part in raw.parts if field_path and field_path[0] in part.data), None)
    if part is None:
        return None
    try:
        source = read_part(raw.root, part)
        node = _find_node(source.root, (*part.prefix, *field_path), want_key=want_key)
    except (OSError, UnicodeDecodeError, yaml.YamlError):
        return None
    return None if node is None else _to_written_value(node, source.lines, part.first_line)


def _find_node(node: Node | None, field_path: FieldPath, *, want_key: bool) -> Node | None:
    for index, step in enumerate(field_path):
        if isinstance(node, MappingNode):
            pair = next((pair for pair in node.value if isinstance(pair[0], ScalarNode) and pair[0].value == str(step)), (None, None))
            node = pair[0] if want_key and index == len(field_path) - 1 else pair[1]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def _to_written_value(node: Node, lines: list[str], first_line: int) -> WrittenValue | None:
    start, end = node.start_mark, node.end_mark
    is_block = isinstance(node, CollectionNode) and not node.flow_style
    if start.line != end.line or is_block or start.column == end.column:
        return None
    written = lines[start.line][start.column : end.column]
    line = first_line + start.line
    quoted = isinstance(node, ScalarNode) and written[:1] in ("'", '"')
    return WrittenValue(str(node.value) if quoted else written, TextEdit(line, start.column + 1, line, end.column + 1, ""))
