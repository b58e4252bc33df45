"""Publications: annual reports, brochures and other things that an institution has issued."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prospectus.model.record import Record
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.reference import Line, Url
from prospectus.model.values.text import LineText


class Publication(Record):
    """A publication: schema.org's Report. Its files are attachments, its cover is its picture."""

    published: PartialDate
    """When it was published."""
    form: LineText | None = None
    """What it is, in a word or two: an annual report, a brochure."""
    languages: tuple[Line, ...] = ()
    """The languages in which it is written."""
    pages: Annotated[int, Field(ge=1)] | None = None
    """How many pages it has."""
    isbn: Line | None = None
    """Its ISBN."""
    url: Url | None = None
    """Where it can be read, if that is elsewhere."""
