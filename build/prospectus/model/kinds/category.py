"""Categories: headings under which the records of one kind are grouped."""

from __future__ import annotations

from typing import Annotated

from prospectus.model.record import Record
from prospectus.model.values.reference import ChoicesMark, Line

GROUPED_KINDS = ("channel", "course", "faq", "guide", "lesson", "rule", "term")
"""The kinds whose records categories group."""


class Category(Record):
    """A group; groups appear in the order in which they are written."""

    groups: Annotated[Line, ChoicesMark(GROUPED_KINDS)]
    """The kind whose records it groups, such as `term`."""
