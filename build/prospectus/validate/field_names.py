"""Finds the field that an unknown one was meant to be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import BaseModel

from prospectus.model.fields import FieldInfo, FieldPath, field_infos
from prospectus.problems import Message
from prospectus.validate.foreign_fields import CHINESE_FIELD_NAMES, FOREIGN_FIELDS
from prospectus.validate.right_forms import to_half_width

SIMILARITY = 0.7
"""The least likeness of a name to a field, by difflib, for the field to be proposed."""


class NameProposal(NamedTuple):
    """What to write instead of an unknown field."""

    form: str | Message
    name: str | None = None
    """The name to write instead, if the field was only misnamed."""


def suggest_name(model: type[BaseModel], field_path: FieldPath, container: Mapping[str, Any]) -> NameProposal:
    """Return what to write instead of the unknown field at a path; `container` holds the fields beside it."""
    similar = find_similar(model, field_path, container)
    if similar:
        return NameProposal(str(similar[-1]), str(similar[-1]))
    name = str(field_path[-1])
    if given := get_close_matches(_join_words(to_half_width(name)), list(container.keys() - {name}), 1, SIMILARITY):
        return NameProposal(Message(f"no such line; {given[0]} is given already", f"删去此行：{given[0]} 已经写了"))
    foreign = FOREIGN_FIELDS.get(to_half_width(name).lower())
    if foreign is not None:
        return NameProposal(_describe_foreign(*foreign, list_fields(model, field_path), container))
    fields = _list_free_fields(model, field_path, container) or list_fields(model, field_path)
    return NameProposal(", ".join(fields))


def _describe_foreign(system: str, replacement: str | None, fields: list[str], given: Mapping[str, Any]) -> Message:
    """Return what to write instead of a setting of another tool: its field here, if there is one that is not given already."""
    field = (replacement or "").partition(":")[0]
    if replacement is None or field not in fields:
        return Message(
            f"no such line; it is a setting of the tool {system} and does nothing here", f"删去此行：这是 {system} 工具的设置，在此不起作用"
        )
    if field in given:
        return Message(
            f"no such line; it is a setting of the tool {system}, and the field for it here, {field}, is given already",
            f"删去此行：这是 {system} 工具的设置，在本站对应的字段是 {field}，已经写了",
        )
    return Message(
        f"{replacement}; the name you used is a setting of the tool {system}",
        f"{replacement}；所用的名称是 {system} 工具的设置，在此不起作用",
    )


def find_similar(model: type[BaseModel], field_path: FieldPath, container: Mapping[str, Any]) -> FieldPath:
    """Return the path of the field that an unknown one was meant to be, or an empty path. Fields that are given already do not count."""
    fields = _list_free_fields(model, field_path, container)
    name = to_half_width(str(field_path[-1]))
    words = _join_words(name)
    same = next((field for field in fields if _join_words(field) == words), None)
    translated = next((field for field in CHINESE_FIELD_NAMES.get(name, ()) if field in fields), None)
    close = [] if same or translated or words in FOREIGN_FIELDS else get_close_matches(words, fields, 1, SIMILARITY)
    meant = same or translated or next(iter(close), None)
    return (*field_path[:-1], meant) if meant else ()


def _join_words(name: str) -> str:
    """Return a name as fields are written: `as_of` for `asOf`, `As-of` and `as of`."""
    return re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)).lower()


def _list_free_fields(model: type[BaseModel], field_path: FieldPath, container: Mapping[str, Any]) -> list[str]:
    return [name for name in list_fields(model, field_path) if name not in container]


def list_fields(model: type[BaseModel], field_path: FieldPath) -> list[str]:
    """Return the fields beside the one at a path."""
    info: FieldInfo | None = FieldInfo("noun", model=model)
    for step in field_path[:-1]:
        inner = dict(field_infos(info.model)).get(str(step)) if info is not None and info.value_type == "noun" and info.model else None
        info = inner if inner is not None else info.item if info is not None else None
    return [name for name, _ in field_infos(info.model if info is not None and info.model else model)]
