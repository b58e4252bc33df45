"""Inspects the fields of models: which of them hold text, references, link targets or nested models. Cached per model."""

from __future__ import annotations

import types
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from prospectus.model.moment import Moment
from prospectus.model.reference import Ref, TargetMark, UrlMark
from prospectus.model.text import Text

Place = tuple[str | int, ...]
"""The path of a value in a record: field names, indices of lists and keys of mappings."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a field can hold; optional, list and union types are resolved."""

    what: Literal["text", "ref", "target", "shown", "url", "moment", "noun", "list", "mapping", "plain"]
    kind: str | None = None
    """For a reference, the kind to which it refers."""
    model: type[BaseModel] | None = None
    """For a nested model, its class."""
    item: Shape | None = None
    """For a list or a mapping, the type of its items."""
    options: tuple[str, ...] = ()
    """For a `Literal`, its options."""


Leaf = tuple[Place, Shape, Any]
"""A value in a record: its path, its field information, and the value itself."""
TELLING = ("text", "ref", "target", "shown")
"""The types of values that `walk_values` returns: texts, references and link targets."""


@cache
def shapes(model: type[BaseModel]) -> tuple[tuple[str, Shape], ...]:
    """Return the name and the field information of each field of a model, in the order of declaration."""
    return tuple((name, _shape(field.annotation, tuple(field.metadata))) for name, field in model.model_fields.items())


def _shape(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:
    for mark in metadata:
        if isinstance(mark, Ref):
            return Shape("ref", kind=mark.kind)
        if isinstance(mark, TargetMark):
            return Shape("shown" if mark.shown else "target")
        if isinstance(mark, UrlMark):
            return Shape("url")
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return _shape_of_union([each for each in get_args(annotation) if each is not type(None)])
    if origin is tuple:
        return Shape("list", item=_shape(get_args(annotation)[0]))
    if origin is dict:
        return Shape("mapping", item=_shape(get_args(annotation)[1]))
    if origin is Literal:
        return Shape("plain", options=tuple(str(each) for each in get_args(annotation)))
    if hasattr(annotation, "__metadata__"):
        return _shape(annotation.__origin__, annotation.__metadata__)
    return _shape_of_class(annotation)


def _shape_of_union(members: list[Any]) -> Shape:
    found = [_shape(member) for member in members]
    return next((shape for shape in found if shape.what != "plain"), found[0])


def _shape_of_class(annotation: Any) -> Shape:
    if annotation is Text:
        return Shape("text")
    if annotation is Moment:
        return Shape("moment")
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Shape("noun", model=annotation)
    return Shape("plain")


def leaves(noun: BaseModel) -> list[Leaf]:
    """Return every text, reference and link target in a model instance, depth first. Empty fields are left out."""
    found: list[Leaf] = []
    _gather(noun, (), found)
    return found


def _gather(noun: BaseModel, place: Place, found: list[Leaf]) -> None:
    for name, shape in _telling(type(noun)):
        _put(getattr(noun, name), shape, (*place, name), found)


def _put(value: Any, shape: Shape, place: Place, found: list[Leaf]) -> None:
    if value is None:
        return
    if shape.what == "noun":
        _gather(value, place, found)
    elif shape.what == "list" and shape.item is not None:
        for index, each in enumerate(value):
            _put(each, shape.item, (*place, index), found)
    elif shape.what == "mapping" and shape.item is not None:
        for key, each in value.items():
            _put(each, shape.item, (*place, key), found)
    elif shape.what != "text" or isinstance(value, Text):
        found.append((place, shape, value))


@cache
def _telling(model: type[BaseModel]) -> tuple[tuple[str, Shape], ...]:
    """Return the fields of a model that hold such values, directly or nested; `walk_values` skips the others."""
    return tuple((name, shape) for name, shape in shapes(model) if _tells(shape))


def _tells(shape: Shape, above: frozenset[type[BaseModel]] = frozenset()) -> bool:
    if shape.model is not None:
        below = above | {shape.model}
        return shape.model not in above and any(_tells(each, below) for _, each in shapes(shape.model))
    return shape.what in TELLING or (shape.item is not None and _tells(shape.item, above))
