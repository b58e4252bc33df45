"""Text in several languages, and the fallback rule for a missing language."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from prospectus.model.values.text import Phrase, Text


class Holder(BaseModel):
    title: Text


BOTH = Text({"zh": "大麦", "en": "barley"})


@pytest.mark.parametrize(
    ("languages", "phrase"),
    [
        (("zh", "en"), Phrase("大麦", "zh")),
        (("en", "zh"), Phrase("barley", "en")),
        (("fr", "en", "zh"), Phrase("barley", "en")),
        (("fr",), Phrase("大麦", "zh")),
        ((), Phrase("大麦", "zh")),
    ],
)
def test_text_falls_back_to_the_next_language_then_to_any(languages: tuple[str, ...], phrase: Phrase) -> None:
    assert BOTH.within(languages) == phrase


def test_text_is_equal_to_the_same_words_in_any_order() -> None:
    again = Text({"en": "barley", "zh": "大麦"})
    assert (again == BOTH, hash(BOTH) == hash(again), list(again)) == (True, True, ["en", "zh"])
    assert Text({"zh": "大麦"}) != BOTH


def test_text_is_published_as_it_was_written() -> None:
    assert Holder(title={"en": "barley", "zh": "大麦"}).model_dump_json() == '{"title":{"en":"barley","zh":"大麦"}}'


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("barley", "text_form"),
        ({}, "text_form"),
        (None, "text_form"),
        ({"zh": ""}, "text_words"),
        ({"zh": " \n"}, "text_words"),
        ({"zh": "大麦", "en": None}, "text_words"),
        ({"zh": 12}, "text_words"),
    ],
)
def test_value_without_text_in_a_language_is_rejected(value: object, kind: str) -> None:
    with pytest.raises(ValidationError) as error:
        Holder(title=value)
    assert [details["type"] for details in error.value.errors()] == [kind]
