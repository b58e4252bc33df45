"""In-place edits of YAML: everything else is kept byte for byte, and the edited values are read back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.load.yaml import parse
from prospectus.scheduling.yaml_edit import YamlEditError, append_rows, put_value, set_fields, to_plain

MONTH = """\
# June

- id: spring   # the first
  title: {zh: 春,   en: "Spring: a talk"}
  starts: 2025-06-20
  description: |
    one
    two

  # who comes
  people:
      - {name: x}   # a guest
  replay:
# between
- {id: summer, products: [by,wheat]}
# the end
"""

EDITS: list[tuple[tuple[str | int, ...], Any, str, str]] = [
    ((0, "title", "en"), "Autumn", 'en: "Spring: a talk"', "en: Autumn"),
    ((0, "title", "ja"), "夏", '"Spring: a talk"}', '"Spring: a talk", ja: 夏}'),
    ((0, "starts"), "2025-06-20 15:30", "starts: 2025-06-20\n", "starts: 2025-06-20 15:30\n"),
    ((0, "replay", "url"), "https://a.example/b", "replay:\n", "replay: {url: https://a.example/b}\n"),
    ((0, "description"), "three", "description: |\n    one\n    two\n", "description: three\n"),
    ((0, "description"), None, "  description: |\n    one\n    two\n", ""),
    ((0, "id"), "'quoted'", "id: spring ", "id: \"'quoted'\" "),
    ((0, "status"), "012", "  replay:\n", '  replay:\n  status: "012"\n'),
    ((0, "title", "zh"), None, "{zh: 春,   en", "{en"),
    ((0, "people", 1), {"name": "y"}, "# a guest\n", "# a guest\n      - {name: y}\n"),
    ((1, "products"), None, "{id: summer, products: [by,wheat]}", "{id: summer}"),
    ((1, "products", 2), "rye", "by,wheat]", "by,wheat, rye]"),
    ((1, "replay", "minutes"), 60, "wheat]}", "wheat], replay: {minutes: 60}}"),
]


@pytest.mark.parametrize(("field_path", "value", "before", "after"), EDITS, ids=[".".join(map(str, edit[0])) for edit in EDITS])
def test_only_the_edited_field_changes(field_path: Any, value: Any, before: str, after: str) -> None:
    assert MONTH.count(before) == 1
    assert set_fields(MONTH, {field_path: value}) == MONTH.replace(before, after)


def test_several_fields_of_several_records_are_set_at_once() -> None:
    edited = set_fields(MONTH, {(1, "id"): "autumn", (0, "starts"): "2025-07", (0, "replay", "url"): "https://a.example/b"})
    assert [(edit["id"], edit.get("starts")) for edit in parse(edited)] == [("spring", "2025-07"), ("autumn", None)]
    assert edited.count("#") == MONTH.count("#")


def test_line_ends_and_byte_order_mark_stay() -> None:
    text = "\ufeff- id: a\r\n  x: 1\r\n"
    assert set_fields(text, {(0, "y"): "b"}) == "\ufeff- id: a\r\n  x: 1\r\n  y: b\r\n"
    assert append_rows(text, [{"id": "c"}], [["why"]]) == text + "# why\r\n- id: c\r\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "# why\n- id: a\n"),
        ("# only a comment\n", "# only a comment\n# why\n- id: a\n"),
        ("[]\n", "# why\n- id: a\n"),
        ("- id: b", "- id: b\n# why\n- id: a\n"),
        ("  - id: b\n# end\n", "  - id: b\n# end\n  # why\n  - id: a\n"),
        ('[{"id": "b"}]\n', '[{"id": "b"},\n{id: a}]\n'),
    ],
)
def test_row_is_appended_after_existing_text(before: str, after: str) -> None:
    assert append_rows(before, [{"id": "a"}], [["why"]]) == after


@pytest.mark.parametrize("text", ["a: [", "a: 1\n", "- a: 1\n...\n"])
def test_uneditable_text_is_refused(text: str) -> None:
    with pytest.raises(YamlEditError):
        append_rows(text, [{"id": "a"}])


NAMES = st.sampled_from(["id", "title", "starts", "replay"])
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
LEAVES = st.one_of(
    WORDS, st.integers(), st.booleans(), st.sampled_from(["no", "012", "2025-03-20 15:30", "- a", "#", "a: b", "x,y", "~", "="])
)
VALUES = st.one_of(LEAVES, st.dictionaries(st.sampled_from(["zh", "en", "url"]), LEAVES, min_size=1), st.lists(LEAVES, max_size=3))
ROWS = st.lists(st.dictionaries(NAMES, VALUES, min_size=1), min_size=1, max_size=3)


@given(ROWS)
def test_appended_rows_are_read_back(rows: list[dict[str, Any]]) -> None:
    assert parse(append_rows("# here\n", rows)) == to_plain(rows)


@given(ROWS, NAMES, VALUES, st.data())
def test_any_set_value_changes_nothing_else(rows: list[dict[str, Any]], name: str, value: Any, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(rows) - 1))
    text = append_rows("", rows, [["a comment"]] * len(rows))
    edited = set_fields(text, {(index, name): value})
    assert parse(edited) == to_plain(put_value(rows, (index, name), value))
    assert edited.count("# a comment") >= len(rows)
