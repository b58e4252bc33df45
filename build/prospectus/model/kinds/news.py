"""News: what an institution announces on a day."""

from __future__ import annotations

from prospectus.model.record import Record
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.reference import Line, Target, Url


class News(Record):
    """A news item: schema.org's NewsArticle. Its text stands beside it in Markdown."""

    published: PartialDate
    """The day on which it was published."""
    number: Line | None = None
    """The number that its publisher gave it."""
    url: Url | None = None
    """Where it was first published, if that was elsewhere."""
    related: tuple[Target, ...] = ()
    """Where to read on."""
