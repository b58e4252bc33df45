"""Reads which settings `mkdocs.yml` states, and where. MkDocs reads their values."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yaml import CBaseLoader, MappingNode, Node, ScalarNode, SequenceNode, compose

from prospectus.load.yaml import may_be_deep

FILE = "mkdocs.yml"
GROUPS = frozenset({"theme", "extra", "theme.icon"})
"""The settings that hold others."""
SHORT_FORMS = {"theme": "theme.name"}
"""The settings that may be a text instead of a group, with the setting that the text is."""
GROUP_LISTS = frozenset({"extra.social"})
"""The settings that are lists of groups of others."""
LISTS = frozenset(
    {
        "plugins",
        "markdown_extensions",
        "theme.features",
        "extra_css",
        "extra_javascript",
        "extra.other_hosts",
        "extra.security_contacts",
        "extra.unchecked_links",
    }
)
"""The settings of which each entry has an effect of its own."""
WITH_OPTIONS = "markdown_extensions"
"""The one of these lists whose entries have options that are settings as well."""
PATH_KEY = "path"
"""The key of the value of an entry of `extra_javascript` that states more than its path."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it is written, or an entry of one of `LISTS`."""

    name: str
    """Its path, such as `theme.features`."""
    value: str
    """A text as it is written, or the name of an entry with options of its own, or an option `NAME.OPTION`; empty for any other value."""
    path: str
    """The file, relative to the root of the site."""
    line: int
    column: int


def read_settings(file: Path, name: str = FILE, heirs: frozenset[Path] = frozenset()) -> tuple[Setting, ...]:
    """Return the settings of a configuration, in their order, then those of the file that it inherits from; none if it cannot be read.

    `name` is what problems call the file, and `heirs` are the files that inherit from it.
    """
    try:
        text = file.read_text(encoding="utf-8")
        node = None if may_be_deep(text) else compose(text, Loader=CBaseLoader)
    except Exception:  # MkDocs reads the same file, and says what is wrong with it
        return ()
    if not isinstance(node, MappingNode):
        return ()
    settings = tuple(_iter_settings(name, "", node))
    parent = next((setting.value for setting in settings if setting.name == "INHERIT"), "")
    if not parent or file in heirs:
        return settings
    parent_name = posixpath.normpath(posixpath.join(posixpath.dirname(name), parent))
    return settings + read_settings((file.parent / parent).resolve(), parent_name, heirs | {file})


def _iter_settings(path: str, prefix: str, mapping: MappingNode) -> Iterator[Setting]:
    for key, value in mapping.value:
        name = f"{prefix}{key.value}"
        if name in GROUPS and isinstance(value, MappingNode):
            yield from _iter_settings(path, f"{name}.", value)
        elif name in GROUP_LISTS and isinstance(value, SequenceNode):
            for entry in value.value:
                yield from (
                    _iter_settings(path, f"{name}.", entry)
                    if isinstance(entry, MappingNode)
                    else (_build_setting(path, name, entry, entry),)
                )
        elif name in LISTS and isinstance(value, SequenceNode):
            yield from (setting for entry in value.value for setting in _iter_entry(path, name, entry))
        else:
            yield _build_setting(path, SHORT_FORMS.get(name, name), value, key)


def _iter_entry(path: str, name: str, entry: Node) -> Iterator[Setting]:
    """Yield an entry of a list and, of a Markdown extension, each of its options, such as `toc.permalink`."""
    setting = _build_setting(path, name, entry, entry)
    yield setting
    options = entry.value[0][1] if isinstance(entry, MappingNode) and len(entry.value) == 1 else None
    if name == WITH_OPTIONS and isinstance(options, MappingNode):
        for key, _ in options.value:
            yield Setting(name, f"{setting.value}.{key.value}", path, key.start_mark.line + 1, key.start_mark.column + 1)


def _build_setting(path: str, name: str, value: Node, place: Node) -> Setting:
    """Return a setting at the place of a node. The name of an entry with options is its only key, or its `path`."""
    named = _find_name(value) if isinstance(value, MappingNode) else value
    text = named.value if isinstance(named, ScalarNode) else ""
    return Setting(name, text, path, place.start_mark.line + 1, place.start_mark.column + 1)


def _find_name(entry: MappingNode) -> Node:
    paths = [value for key, value in entry.value if key.value == PATH_KEY]
    return paths[0] if paths else entry.value[0][0] if len(entry.value) == 1 else entry
