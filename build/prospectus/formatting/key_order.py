"""The order of fields: that of the model, between the fields that every record begins and ends with. Comments above a field go with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from pydantic import BaseModel
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from prospectus.formatting.layout import apply, end_of_scalar
from prospectus.model.fields import FieldInfo, field_infos
from prospectus.model.record import Record, list_written_fields
from prospectus.scheduling.yaml_edit import end_of_line, end_of_node


class KeyOrder(Protocol):
    """Sorts the keys in a text."""

    def sort(self, text: str, root: Node | None) -> str:
        """Return a text, of which `root` is the parsed value, with its keys in order."""


@dataclass(frozen=True, slots=True)
class FieldOrder:
    """Sorts the fields of the records in a text."""

    model: type[Record]
    languages: Sequence[str]
    """The languages of the site, in the order in which the texts of a field are written."""

    def sort(self, text: str, root: Node | None) -> str:
        """Return a text, a record or a list of records, with its fields in order."""
        records = root.value if isinstance(root, SequenceNode) else [root]
        edits: list[tuple[int, int, str]] = []
        for node in records:
            if isinstance(node, MappingNode):
                edits += self._sort_fields(text, node, self.model)
        return apply(text, edits)

    def _sort_fields(self, text: str, node: MappingNode, model: type[BaseModel]) -> list[tuple[int, int, str]]:
        """Return the edits that sort the fields of a model, or, if they are sorted, those of the models within."""
        former_names: Mapping[str, str] = model.former_names if issubclass(model, Record) else {}
        names = list_written_fields(model) if issubclass(model, Record) else tuple(name for name, _ in field_infos(model))
        if edits := _sort_keys(text, node, names, former_names):
            return edits
        infos = dict(field_infos(model))
        inner = ((value, infos.get(former_names.get(key.value, key.value))) for key, value in node.value if isinstance(key, ScalarNode))
        return [edit for value, info in inner if info is not None for edit in self._sort_value(text, value, info)]

    def _sort_value(self, text: str, node: Node, info: FieldInfo) -> list[tuple[int, int, str]]:
        if info.value_type == "text" and isinstance(node, MappingNode):
            return _sort_keys(text, node, self.languages, {})
        if info.model is not None and isinstance(node, MappingNode):
            return self._sort_fields(text, node, info.model)
        if info.item is not None and isinstance(node, SequenceNode):
            return [edit for item in node.value for edit in self._sort_value(text, item, info.item)]
        if info.item is not None and isinstance(node, MappingNode):
            return [edit for _, value in node.value for edit in self._sort_value(text, value, info.item)]
        return []


@dataclass(frozen=True, slots=True)
class LanguageOrder:
    """Sorts the languages of a text that is a mapping of them, such as the words whose form is fixed in each."""

    languages: Sequence[str]

    def sort(self, text: str, root: Node | None) -> str:
        """Return a text with its languages in the order of the site."""
        return apply(text, _sort_keys(text, root, self.languages, {})) if isinstance(root, MappingNode) else text


def _sort_keys(text: str, node: MappingNode, names: Sequence[str], former_names: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Return the edits that sort the keys of a mapping; keys without a name in `names` stay behind the key they follow."""
    ranks: list[float] = []
    for key, _ in node.value:
        name = former_names.get(str(key.value), str(key.value))
        ranks.append(float(names.index(name)) if name in names else (ranks[-1] if ranks else -1.0))
    order = sorted(range(len(ranks)), key=ranks.__getitem__)
    if order == list(range(len(ranks))):
        return []
    return _sort_flow(text, node, order) if node.flow_style else _sort_block(text, node, order)


def _sort_flow(text: str, node: MappingNode, order: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return the edits within brackets on one line; over several lines, comments may stand between, and the order stays."""
    if node.start_mark.line != node.end_mark.line or any(value.start_mark.index == value.end_mark.index for _, value in node.value):
        return []
    spans = [(key.start_mark.index, value.end_mark.index) for key, value in node.value]
    written = [text[start:end].rstrip() for start, end in spans]
    return [(start, start + len(written[index]), written[order[index]]) for index, (start, _) in enumerate(spans)]


def _sort_block(text: str, node: MappingNode, order: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return the one edit that sorts lines. If the first field stands behind the dash of its item, the new first one does then."""
    starts = [text.rfind("\n", 0, key.start_mark.index) + 1 for key, _ in node.value]
    column = node.value[0][0].start_mark.column
    if len(set(starts)) < len(starts) or any(key.start_mark.column != column for key, _ in node.value):
        return []
    ends = [_end_of_field(text, key, value, column) for key, value in node.value]
    if not text[: ends[-1]].endswith("\n"):
        return []
    lead = text[starts[0] : starts[0] + column]
    fields = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    gaps = ["", *(text[end:start] for (_, end), (start, _) in pairwise(zip(starts, ends, strict=True)))]
    if any(not field[:column].isspace() for field in fields[1:] if column):
        return []
    first, indentation = order[0], " " * column
    if lead.strip():  # an item of a list: what stands above its new first field would stand before the dash
        if gaps[first].strip():
            return []
        gaps[first], gaps[0] = "", gaps[first]
        fields = [indentation + field[column:] for field in fields]
        fields[first] = lead + fields[first][column:]
    elif first and not gaps[first].strip():
        gaps[0], gaps[first] = gaps[first], ""
    return [(starts[0], ends[-1], "".join(gaps[index] + fields[index] for index in order))]


def _end_of_field(text: str, key: Node, value: Node, column: int) -> int:
    """Return the end of the lines of a field, with the comment lines after it that are indented further."""
    last = key.end_mark.index if value.start_mark.index == value.end_mark.index else end_of_node(text, value)
    end = end_of_line(text, max(last - 1, key.end_mark.index))
    if isinstance(value, ScalarNode) and value.style in ("|", ">"):
        end = max(end, end_of_scalar(text, value))
    while end < len(text):
        line = text[end : end_of_line(text, end)]
        if not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) <= column:
            break
        end += len(line)
    return end
