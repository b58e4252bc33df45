"""In-place edits of the fields at the top of a Markdown file, between its two lines `---`. The text below them is not read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from prospectus.model.fields import FieldPath
from prospectus.problems import Message
from prospectus.scheduling import yaml_edit

NO_FRONT_MATTER = Message(
    "The file must begin with fields between two lines “---” before they can be changed.",
    "文件开头必须有写在两行“---”之间的字段，才能改动。",
)
_PLACEHOLDER = "new"
"""Stands in the fields of a file that has none until the first is written."""
_FRONT_MATTER = re.compile(r"(\ufeff?---\r?\n)(.*?\r?\n)(---(?:\r?\n.*)?)", re.DOTALL)


class FrontMatter(NamedTuple):
    """A Markdown file in three parts, which joined are its text."""

    opening: str
    fields: str
    """The YAML between the lines `---`."""
    rest: str


def split_front_matter(text: str) -> FrontMatter:
    """Return the parts of a Markdown file. Raises YamlEditError when it has no fields at its top."""
    match = _FRONT_MATTER.fullmatch(text)
    if match is None:
        raise yaml_edit.YamlEditError(NO_FRONT_MATTER)
    return FrontMatter(*match.groups())


def set_fields(text: str, changes: Mapping[FieldPath, Any]) -> str:
    """Return a Markdown file with the value at each field path set, or removed when the value is None. Raises YamlEditError.

    A file without fields at its top gets some; a file that begins with a line `---` that is never closed is refused.
    """
    if not text.startswith(("---", "\ufeff---")):
        bom, body = yaml_edit.split_bom(text)
        newline = yaml_edit.newline_of(body)
        fields = yaml_edit.set_fields(yaml_edit.set_fields(f"{_PLACEHOLDER}: {newline}", changes), {(_PLACEHOLDER,): None})
        return f"{bom}---{newline}{fields}---{newline}{body}"
    opening, fields, rest = split_front_matter(text)
    return opening + yaml_edit.set_fields(fields, changes) + rest
