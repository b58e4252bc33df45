"""Edits of text, as values."""

from __future__ import annotations

import pytest

from prospectus.problems import TextEdit
from prospectus.problems.text_edit import apply_edits

TEXT = "title：费用\nas_of: 2026/02\n"


def test_edits_replace_insert_and_delete_at_their_positions() -> None:
    edits = (TextEdit(2, 12, 2, 15, ""), TextEdit(1, 6, 1, 7, ": "), TextEdit(1, 1, 1, 1, "# 收费\n"))
    assert apply_edits(TEXT, edits) == "# 收费\ntitle: 费用\nas_of: 2026\n"


def test_an_edit_may_span_lines_and_an_equal_edit_counts_once() -> None:
    edit = TextEdit(1, 9, 2, 1, "\n\n")
    assert apply_edits(TEXT, (edit, edit)) == "title：费用\n\nas_of: 2026/02\n"


@pytest.mark.parametrize(
    "edits",
    [
        (TextEdit(1, 1, 1, 4, "a"), TextEdit(1, 3, 1, 5, "b")),
        (TextEdit(9, 1, 9, 1, "a"),),
        (TextEdit(1, 99, 1, 99, "a"),),
    ],
)
def test_edits_that_overlap_or_are_outside_are_refused(edits: tuple[TextEdit, ...]) -> None:
    with pytest.raises(ValueError, match=r"overlap|has no line"):
        apply_edits(TEXT, edits)
