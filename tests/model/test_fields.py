"""`walk_values` returns all texts and references of a record, although it skips fields that cannot hold any."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field

from prospectus.model.field_docs import read_field_docs
from prospectus.model.fields import (
    WALKED_TYPES,
    FieldInfo,
    FieldPath,
    FieldValue,
    attribute_infos,
    field_infos,
    required_names,
    walk_values,
)
from prospectus.model.kinds.person import Person
from prospectus.model.record import FrozenModel
from prospectus.model.values.text import Text
from prospectus.pipeline import check
from tiny import FULL, REPOSITORY


def iter_all_values(value: Any, info: FieldInfo, path: FieldPath) -> Iterator[FieldValue]:
    """Yield all values below a value, of any type."""
    if value is None:
        return
    if info.value_type == "noun":
        for (attribute, item), (name, _) in zip(attribute_infos(type(value)), field_infos(type(value)), strict=True):
            yield from iter_all_values(getattr(value, attribute), item, (*path, name))
    elif info.value_type in ("list", "mapping") and info.item is not None:
        for step, item in value.items() if info.value_type == "mapping" else enumerate(value):
            yield from iter_all_values(item, info.item, (*path, step))
    else:
        yield path, info, value


def filter_walked(instance: BaseModel) -> list[FieldValue]:
    values = iter_all_values(instance, FieldInfo("noun", model=type(instance)), ())
    return [
        (path, info, value)
        for path, info, value in values
        if info.value_type in WALKED_TYPES and (info.value_type != "text" or isinstance(value, Text))
    ]


@pytest.mark.parametrize("root", [FULL, REPOSITORY], ids=["tiny", "ours"])
def test_walk_values_finds_the_same_values_as_a_full_walk(root: Path) -> None:
    portrayed = Person.model_validate(
        {"id": "jia-yi", "title": {"zh": "甲一"}, "portrait": "assets/jia-yi.jpg", "attachments": ({"file": "a.pdf"},)}
    )
    records = [*(checked.record for checked in check(root).records), portrayed]  # neither site has a portrait, and not both have files
    assert [walk_values(record) for record in records] == [filter_walked(record) for record in records]
    assert {info.value_type for record in records for _, info, _ in walk_values(record)} == set(WALKED_TYPES)


class Branch(FrozenModel):
    """A recursive model."""

    below: tuple[Branch, ...] = ()
    name: Text | None = None
    number: int = 0


def test_walk_values_descends_into_recursive_models() -> None:
    name = Text({"en": "a name"})
    tree = Branch(below=(Branch(), Branch(below=(Branch(name=name),))), name=name)
    assert [(path, value) for path, _, value in walk_values(tree)] == [(("below", 1, "below", 0, "name"), name), (("name",), name)]


class Wall(FrozenModel):
    """A model with a field whose name is a word of Python."""

    inside: Text = Field(alias="in")
    """What it surrounds."""
    height: int = 0


def test_editors_write_a_field_under_its_alias() -> None:
    garden = Text({"en": "a garden"})
    wall = Wall.model_validate({"in": garden})
    assert [name for name, _ in field_infos(Wall)] == ["in", "height"]
    assert [name for name, _ in attribute_infos(Wall)] == ["inside", "height"]
    assert required_names(Wall) == ("in",)
    assert read_field_docs(Wall) == {"in": "What it surrounds."}
    assert [(path, value) for path, _, value in walk_values(wall)] == [(("in",), garden)]
