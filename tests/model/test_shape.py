"""`walk_values` returns all texts and references of a record, although it skips fields that cannot hold any."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from prospectus.model.record import Noun
from prospectus.model.shape import TELLING, Leaf, Place, Shape, leaves, shapes
from prospectus.model.text import Text
from prospectus.pipeline import check
from tiny import FULL, REPOSITORY


def every(value: Any, shape: Shape, place: Place) -> Iterator[Leaf]:
    """Yield all values below a value, of any type."""
    if value is None:
        return
    if shape.what == "noun":
        for name, each in shapes(type(value)):
            yield from every(getattr(value, name), each, (*place, name))
    elif shape.what in ("list", "mapping") and shape.item is not None:
        for step, each in value.items() if shape.what == "mapping" else enumerate(value):
            yield from every(each, shape.item, (*place, step))
    else:
        yield place, shape, value


def told(noun: BaseModel) -> list[Leaf]:
    found = every(noun, Shape("noun", model=type(noun)), ())
    return [
        (place, shape, value)
        for place, shape, value in found
        if shape.what in TELLING and (shape.what != "text" or isinstance(value, Text))
    ]


@pytest.mark.parametrize("root", [FULL, REPOSITORY], ids=["tiny", "ours"])
def test_leaves_of_every_record_are_those_that_a_walk_through_all_of_it_finds(root: Path) -> None:
    records = [each.record for each in check(root).checked]
    assert [leaves(each) for each in records] == [told(each) for each in records]
    assert {shape.what for each in records for _, shape, _ in leaves(each)} == set(TELLING)


class Branch(Noun):
    """A recursive model."""

    below: tuple[Branch, ...] = ()
    name: Text | None = None
    number: int = 0


def test_leaves_of_a_noun_that_holds_its_like_are_found_at_every_depth() -> None:
    name = Text({"en": "a name"})
    tree = Branch(below=(Branch(), Branch(below=(Branch(name=name),))), name=name)
    assert [(place, value) for place, _, value in leaves(tree)] == [(("below", 1, "below", 0, "name"), name), (("name",), name)]
