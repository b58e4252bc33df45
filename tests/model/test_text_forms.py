"""Every field with a text declares what the text may hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from prospectus.model.fields import field_infos, find_form, iter_models
from prospectus.model.registry import KINDS, Kind
from prospectus.model.values.text import TextForm


def iter_undeclared(kind: Kind) -> Iterator[str]:
    for model in iter_models(kind.model):
        for name, info in field_infos(model):
            part = info
            while part.item is not None:
                part = part.item
            if part.value_type == "text" and part.form is None:
                yield f"{model.__name__}.{name}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_text_declares_its_form(kind: Kind) -> None:
    assert list(iter_undeclared(kind)) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_titles_are_lines_and_summaries_are_inline(kind: Kind) -> None:
    infos = dict(field_infos(kind.model))
    assert find_form(infos["title"]) is TextForm.LINE
    assert find_form(infos["summary"]) is TextForm.INLINE
