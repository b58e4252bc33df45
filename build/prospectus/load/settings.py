"""Reads which settings `mkdocs.yml` states, and where. MkDocs reads their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yaml import CBaseLoader, MappingNode, Node, ScalarNode, SequenceNode, YAMLError, compose

FILE = "mkdocs.yml"
GROUPS = frozenset({"theme", "extra", "theme.icon"})
"""The settings that hold others."""
LISTS = frozenset({"plugins", "markdown_extensions", "theme.features"})
"""The settings of which each entry has an effect of its own."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it is written, or an entry of one of `LISTS`."""

    name: str
    """Its path, such as `theme.features`."""
    value: str
    """A text as it is written, or the name of an entry with options of its own; empty for any other value."""
    path: str
    """The file, relative to the root of the site."""
    line: int
    column: int


def read_settings(root: Path) -> tuple[Setting, ...]:
    """Return the settings of the configuration below `root`, in their order; none if MkDocs refuses the file."""
    try:
        node = compose((root / FILE).read_text(encoding="utf-8"), Loader=CBaseLoader)
    except (OSError, UnicodeDecodeError, YAMLError):
        return ()
    return tuple(_iter_settings("", node)) if isinstance(node, MappingNode) else ()


def _iter_settings(prefix: str, mapping: MappingNode) -> Iterator[Setting]:
    for key, value in mapping.value:
        name = f"{prefix}{key.value}"
        if name in GROUPS and isinstance(value, MappingNode):
            yield from _iter_settings(f"{name}.", value)
        elif name in LISTS and isinstance(value, SequenceNode):
            yield from (_build_setting(name, entry, entry) for entry in value.value)
        else:
            yield _build_setting(name, value, key)


def _build_setting(name: str, value: Node, place: Node) -> Setting:
    """Return a setting at the place of a node. The name of an entry with options is its only key."""
    named = value.value[0][0] if isinstance(value, MappingNode) and len(value.value) == 1 else value
    text = named.value if isinstance(named, ScalarNode) else ""
    return Setting(name, text, FILE, place.start_mark.line + 1, place.start_mark.column + 1)
