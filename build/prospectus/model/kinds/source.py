"""Sources: the documents and pages from which facts were taken."""

from __future__ import annotations

from prospectus.model.record import Record
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.reference import Url
from prospectus.model.values.text import InlineText, LineText


class Source(Record):
    """A document; without `url` it is named but not linked."""

    publisher: LineText | None = None
    """Who published it."""
    published: PartialDate | None = None
    """When it was published, as far as it says."""
    url: Url | None = None
    """Where it can be read."""
    note: InlineText | None = None
    """How far it can be relied on."""
