"""Paragraphs with too many marks: what counts as one, and what is left out."""

from __future__ import annotations

import pytest

from prospectus.model.values.markdown_marks import MARKS, MOST_MARKS, find_crowded_paragraph

ROWS = "| a | b |\n|---|:-:|\n" + "| [a](b) | `c` |\n" * (MOST_MARKS + 1)


@pytest.mark.parametrize("mark", MARKS)
def test_one_mark_more_is_too_much(mark: str) -> None:
    text = f"First.\n\na{'a'.join(mark * MOST_MARKS)}a"
    assert find_crowded_paragraph(text) is None
    assert find_crowded_paragraph(f"{text}{mark}a") == (8, mark)


@pytest.mark.parametrize(
    "text",
    [
        "a [b](c).\n\n" * (MOST_MARKS + 1),
        ROWS,
        f"```\n{'[' * (MOST_MARKS + 1)}\n```",
        f"1. a\n\n    ~~~~ text\n    {'[' * (MOST_MARKS + 1)}\n    ~~~\n    ~~~~\n",
        "> a *b*\n>\n" * (MOST_MARKS + 1),
        "字。\n" * MOST_MARKS,
    ],
)
def test_paragraphs_rows_and_code_are_counted_by_themselves(text: str) -> None:
    assert find_crowded_paragraph(text) is None


def test_row_of_a_table_and_text_after_code_are_counted() -> None:
    row = f"| {'[' * (MOST_MARKS + 1)} |"
    assert find_crowded_paragraph(ROWS + row) == (len(ROWS), "[")
    assert find_crowded_paragraph(f"a | b\nc | d\n{'|[' * (MOST_MARKS + 1)}") == (0, "[")  # no table without a row of hyphens
    code = "```\n[\n```\n\n"
    assert find_crowded_paragraph(f"{code}{'[' * (MOST_MARKS + 1)}") == (len(code), "[")
    assert find_crowded_paragraph(f"``` a\n{'[' * (MOST_MARKS + 1)}") == (0, "[")  # never closed
