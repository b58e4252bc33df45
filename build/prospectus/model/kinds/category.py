"""Categories: headings under which the records of one kind are grouped."""

from __future__ import annotations

from prospectus.model.record import Record
from prospectus.model.values.reference import Line


class Category(Record):
    """A group; groups appear in the order in which they are written."""

    groups: Line
    """The kind whose records it groups, such as `term`."""
