"""Quotation marks: taken away where a value means the same without them, in the judgement of the commands that write YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from prospectus.formatting.layout import apply
from prospectus.load.yaml_text import read_yaml
from prospectus.scheduling.yaml_edit import is_plain

_NUMBER_LIKE = re.compile(r"[-+.\u2212\u2013±]?[0-9]")
"""A text such as `25-27`, `19:30` or `−5` keeps its quotation marks: it looks like a number, and is one to some readers of YAML 1.1."""
_WORDS_OF_YAML_1_1 = frozenset("y n yes no on off true false null".split())


def unquote(text: str, root: Node | None) -> str:
    """Return a text without the quotation marks that are not needed. A value with an escape keeps them, since it may not be seen else."""
    edits = [
        (node.start_mark.index, node.end_mark.index, node.value)
        for node, flow in _iter_values(root, flow=False)
        if node.style in ("'", '"') and node.start_mark.line == node.end_mark.line and _is_needless(text, node, flow=flow)
    ]
    return apply(text, edits)


def _is_needless(text: str, node: ScalarNode, *, flow: bool) -> bool:
    written = text[node.start_mark.index : node.end_mark.index]
    is_safe = not _NUMBER_LIKE.match(node.value) and node.value.lower() not in _WORDS_OF_YAML_1_1
    return is_safe and written[1:-1] == node.value and is_plain(node.value, flow=flow) and not _looks_like_slip(node.value)


def _looks_like_slip(value: str) -> bool:
    """Return whether a text would be reported without quotation marks, as a field or as its value: a full-width comma, for example."""
    return any(read_yaml(text).violations for text in (f"a: {value}\n", f"{value}: a\n", f"{{a: {value}}}\n", f"[{value}]\n"))


def _iter_values(node: Node | None, *, flow: bool) -> Iterator[tuple[ScalarNode, bool]]:
    """Yield every single value, and whether it stands within brackets. Keys count as within, like those that commands write."""
    if isinstance(node, ScalarNode):
        yield node, flow
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _iter_values(key, flow=True)
            yield from _iter_values(value, flow=flow or bool(node.flow_style))
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _iter_values(item, flow=flow or bool(node.flow_style))
