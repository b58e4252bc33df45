"""Inspects the fields of models: which of them hold text, references, link targets or nested models. Cached per model."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

from prospectus.model.values.declared import DeclaredMark
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.reference import FileMark, NameOf, PictureMark, Ref, TargetMark, UrlMark
from prospectus.model.values.text import Text, TextForm

Instance = TypeVar("Instance", bound=BaseModel)
FieldPath = tuple[str | int, ...]
"""The path of a value in a record: field names as editors write them, indices of lists and keys of mappings."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """What a field can hold; optional, list and union types are resolved."""

    value_type: Literal["text", "ref", "target", "shown", "picture", "file", "url", "moment", "noun", "list", "mapping", "choice", "plain"]
    kind: str | None = None
    """For a reference, the kind to which it refers; for a text that is a name, the kind of the records that may have it."""
    model: type[BaseModel] | None = None
    """For a nested model, its class."""
    item: FieldInfo | None = None
    """For a list or a mapping, the type of its items."""
    options: tuple[str, ...] = ()
    """For a `Literal`, its options; for a choice that sites declare, those that are built in."""
    declared: DeclaredMark | None = None
    """For a choice that sites declare, where they do."""
    form: TextForm | None = None
    """For a text, what it may hold; None if its field does not declare that."""


def find_form(info: FieldInfo) -> TextForm | None:
    """Return what the texts of a field may hold, directly or in a list or a mapping; None if it holds no text."""
    part: FieldInfo | None = info
    while part is not None and part.value_type != "text":
        part = part.item
    return part.form if part is not None else None


FieldValue = tuple[FieldPath, FieldInfo, Any]
"""A value in a record: its path, its field information, and the value itself."""
WALKED_TYPES = ("text", "ref", "target", "shown", "picture", "file", "choice")
"""The types of values that `walk_values` returns: texts, references, link targets, files, and choices that sites declare."""


@cache
def written_names(model: type[BaseModel]) -> Mapping[str, str]:
    """Return the name under which editors write each field, by its name in Python. They differ if Python reserves the name, as `not`."""
    return {name: field.alias or name for name, field in model.model_fields.items()}


@cache
def required_names(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the names, as editors write them, of the fields that a model must have."""
    return tuple(written_names(model)[name] for name, field in model.model_fields.items() if field.is_required())


@cache
def attribute_infos(model: type[BaseModel]) -> tuple[tuple[str, FieldInfo], ...]:
    """Return the name in Python and the field information of each field of a model, in the order of declaration."""
    return tuple((name, _field_info(field.annotation, tuple(field.metadata))) for name, field in model.model_fields.items())


@cache
def field_infos(model: type[BaseModel]) -> tuple[tuple[str, FieldInfo], ...]:
    """Return the same as `attribute_infos`, with the names under which editors write the fields."""
    names = written_names(model)
    return tuple((names[attribute], info) for attribute, info in attribute_infos(model))


def _field_info(annotation: Any, metadata: tuple[Any, ...] = ()) -> FieldInfo:
    if marked := next(filter(None, map(_marked_info, metadata)), None):
        return marked
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return _union_info([member for member in get_args(annotation) if member is not type(None)])
    if origin is tuple:
        return FieldInfo("list", item=_field_info(get_args(annotation)[0]))
    if origin is dict:
        return FieldInfo("mapping", item=_field_info(get_args(annotation)[1]))
    if origin is Literal:
        return FieldInfo("plain", options=tuple(str(option) for option in get_args(annotation)))
    if hasattr(annotation, "__metadata__"):
        return _field_info(annotation.__origin__, annotation.__metadata__)
    return _class_info(annotation)


def _marked_info(mark: object) -> FieldInfo | None:
    """Return what a field with a mark can hold; None if the mark does not say."""
    match mark:
        case Ref():
            return FieldInfo("ref", kind=mark.kind)
        case TargetMark():
            return FieldInfo("shown" if mark.embedded else "target")
        case UrlMark():
            return FieldInfo("url")
        case PictureMark():
            return FieldInfo("picture")
        case FileMark():
            return FieldInfo("file")
        case DeclaredMark():
            return FieldInfo("choice", options=mark.built_in, declared=mark)
        case NameOf():
            return FieldInfo("text", kind=mark.kind, form=TextForm.LINE)
    return None


def _union_info(members: list[Any]) -> FieldInfo:
    infos = [_field_info(member) for member in members]
    return next((info for info in infos if info.value_type != "plain"), infos[0])


def _class_info(annotation: Any) -> FieldInfo:
    if isinstance(annotation, type) and issubclass(annotation, Text):
        return FieldInfo("text", form=annotation.form if annotation is not Text else None)
    if annotation is PartialDate:
        return FieldInfo("moment")
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return FieldInfo("noun", model=annotation)
    return FieldInfo("plain")


def walk_values(instance: BaseModel) -> list[FieldValue]:
    """Return every value of `WALKED_TYPES` in a model instance, depth first. Empty fields are left out."""
    values: list[FieldValue] = []
    _walk_model(instance, (), values)
    return values


def _walk_model(instance: BaseModel, path: FieldPath, values: list[FieldValue]) -> None:
    for attribute, name, info in _walked_fields(type(instance)):
        _walk_value(getattr(instance, attribute), info, (*path, name), values)


def _walk_value(value: Any, info: FieldInfo, path: FieldPath, values: list[FieldValue]) -> None:
    if value is None:
        return
    if info.value_type == "noun":
        _walk_model(value, path, values)
    elif info.value_type == "list" and info.item is not None:
        for index, item in enumerate(value):
            _walk_value(item, info.item, (*path, index), values)
    elif info.value_type == "mapping" and info.item is not None:
        for key, item in value.items():
            _walk_value(item, info.item, (*path, key), values)
    elif info.value_type != "text" or isinstance(value, Text):
        values.append((path, info, value))


TextFiller = Callable[[Mapping[str, Any], TextForm], Mapping[str, Any]]
"""Returns what is written by language, a text or a tuple of them each, with further languages."""


def fill_texts(instance: Instance, fill: TextFiller) -> Instance:
    """Return a model instance whose texts have the languages that `fill` adds; the same object if it adds none.

    Besides texts, mappings by language are filled, such as the aliases of a record. Mappings by anything else are given to `fill` as well.
    """
    changes: dict[str, Any] = {}
    for attribute, info in attribute_infos(type(instance)):
        value = getattr(instance, attribute)
        filled = _fill_value(value, info, fill) if value else value
        if filled is not value:
            changes[attribute] = filled
    return instance.model_copy(update=changes) if changes else instance


def _fill_value(value: Any, info: FieldInfo, fill: TextFiller) -> Any:
    if isinstance(value, Text):
        by_language = value.as_dict()
        filled = fill(by_language, value.form)
        return value if filled == by_language else type(value)(filled)
    if info.value_type == "noun":
        return fill_texts(value, fill)
    if info.value_type == "list" and info.item is not None:
        items = tuple(_fill_value(item, info.item, fill) for item in value)
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    if info.value_type == "mapping" and info.item is not None:
        if _is_plain(info.item):
            filled = fill(value, TextForm.LINE)
            return value if filled == value else filled
        items_by_key = {key: _fill_value(item, info.item, fill) for key, item in value.items()}
        return value if all(items_by_key[key] is value[key] for key in value) else items_by_key
    return value


def _is_plain(info: FieldInfo) -> bool:
    return info.value_type == "plain" or (info.value_type == "list" and info.item is not None and _is_plain(info.item))


@cache
def _walked_fields(model: type[BaseModel]) -> tuple[tuple[str, str, FieldInfo], ...]:
    """Return the fields of a model that hold such values, directly or nested, with both names; `walk_values` skips the others."""
    names = written_names(model)
    return tuple((attribute, names[attribute], info) for attribute, info in attribute_infos(model) if _is_walked(info))


def _is_walked(info: FieldInfo, ancestors: frozenset[type[BaseModel]] = frozenset()) -> bool:
    if info.model is not None:
        lineage = ancestors | {info.model}
        return info.model not in ancestors and any(_is_walked(field_info, lineage) for _, field_info in field_infos(info.model))
    return info.value_type in WALKED_TYPES or (info.item is not None and _is_walked(info.item, ancestors))


def iter_models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield a model and every model nested in it, each once."""
    pending, seen = [model], {model}
    while pending:
        yield (present := pending.pop())
        for _, info in field_infos(present):
            part: FieldInfo | None = info
            while part is not None:
                if part.model is not None and part.model not in seen:
                    seen.add(part.model)
                    pending.append(part.model)
                part = part.item
