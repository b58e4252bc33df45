"""Checks the choices that sites declare: a level or a type of events must be one of those of the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from prospectus.load.drafts import RawRecord
from prospectus.model.fields import FieldInfo, FieldPath, FieldValue, field_infos
from prospectus.model.values.declared import DeclaredMark
from prospectus.problems import Message, Problem
from prospectus.validate.known_names import KnownNames
from prospectus.validate.right_forms import format_value, iter_choices
from prospectus.validate.source_edits import find_written_value

ANOTHER_DECLARED = Message(
    "{values}, or one that content/site.yml declares under {field}",
    "{values}，或另一个写在 `content/site.yml` 的 `{field}` 下的值",
)


def check_declared(raw: RawRecord, values: Iterable[FieldValue], names: KnownNames) -> Iterator[Problem]:
    """A choice that sites declare must be one of those of this site. `values` are values of the record, of any type."""
    for field_path, info, value in values:
        if info.declared is None or value in names.values_of(info.declared):
            continue
        meant = _find_meant(value, info.declared, names)
        problem = raw.problem(field_path, "PR104", field=field_path[-1], came=value, form=meant or _list_values(info.declared, names))
        written = find_written_value(raw, field_path) if meant is not None else None
        yield replace(problem, fix=written.replaced_by(format_value(meant))) if written else problem


def _find_meant(value: str, mark: DeclaredMark, names: KnownNames) -> str | None:
    """Return the declared value that has a word as its title, or that the word stands for in another way."""
    titled = (key for key, titles in names.declared.get(mark.field, ()) if value in titles)
    return next(titled, None) or next(iter_choices(value, names.values_of(mark)), None)


def _list_values(mark: DeclaredMark, names: KnownNames) -> Message:
    known = names.values_of(mark)
    return ANOTHER_DECLARED.fill(values=Message(", ".join(known), "、".join(known)), field=mark.field)


def walk_written_choices(model: type[BaseModel], data: object, path: FieldPath = ()) -> Iterator[FieldValue]:
    """Yield the choices that sites declare in the fields of a record that does not fit its model."""
    if isinstance(data, Mapping):
        for name, info in field_infos(model):
            yield from _walk_written(info, data.get(name), (*path, name))


def _walk_written(info: FieldInfo, value: Any, path: FieldPath) -> Iterator[FieldValue]:
    if info.declared is not None and isinstance(value, str):
        yield path, info, value
    elif info.model is not None:
        yield from walk_written_choices(info.model, value, path)
    elif info.item is not None and isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk_written(info.item, item, (*path, index))
