"""The help of a field in text editors says what its text may hold, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from prospectus.editors.write import build_schemas
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.render.data import build_record_schema
from tiny import FULL


def read_schema(kind: str) -> dict[str, Any]:
    schema: dict[str, Any] = next(file.schema for file in build_schemas(FULL) if file.name == kind)
    return schema.get("items", schema) | {"$defs": schema["$defs"]}


@pytest.mark.parametrize(
    ("kind", "field", "definition", "words"),
    [
        ("faq", "title", "text", ("纯文字，不能用 Markdown。", "Plain words, without Markdown.")),
        ("faq", "summary", "inline-markdown", ("可用行内 Markdown", "Inline Markdown")),
        ("faq", "answer", "markdown", ("可用 Markdown：段落、列表、表格", "Markdown: paragraphs, lists, tables")),
    ],
)
def test_help_and_definition_of_a_text_say_its_form(kind: str, field: str, definition: str, words: tuple[str, str]) -> None:
    schema = read_schema(kind)
    description = schema["properties"][field]["description"]
    chinese, english = description.split("\n")
    assert words[0] in chinese
    assert words[1] in english
    media_type = schema["$defs"][definition]["properties"]["zh"].get("contentMediaType")
    assert media_type == (None if definition == "text" else "text/markdown")


def test_published_schema_says_which_texts_are_markdown() -> None:
    properties = build_record_schema(KINDS_BY_NAME["faq"], "serialization")["properties"]
    assert properties["answer"]["additionalProperties"]["contentMediaType"] == "text/markdown"
    assert "contentMediaType" not in properties["title"]["additionalProperties"]
