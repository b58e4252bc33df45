"""People who speak at events or moderate them: a name in each language, written once."""

from __future__ import annotations

from prospectus.model.record import Record
from prospectus.model.values.reference import Line, Picture, Url
from prospectus.model.values.text import LineText


class Person(Record):
    """A person: schema.org's Person. The title is the name."""

    affiliation: LineText | None = None
    """Whom they speak for, where an event does not say."""
    languages: tuple[Line, ...] = ()
    """The languages in which they speak at events."""
    portrait: Picture | None = None
    """A picture of them in `content/assets/`, at best a square one: `assets/li-ming.jpg`."""
    url: Url | None = None
    """Their own page."""
