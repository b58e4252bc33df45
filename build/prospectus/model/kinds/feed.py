"""External feeds that schedulers read: recordings, notices, news."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from prospectus.model.record import Record, Violation
from prospectus.model.values.reference import Line, Ref, Url
from prospectus.model.values.time_zone import TimeZone


class Feed(Record):
    """A source that `prospectus feeds pull` reads: RSS, Atom or JSON Feed. It has no page; what it says is proposed, never published."""

    url: Url
    """Where it is read: an address with `https:` or `http:`, without name and password."""
    gives: Literal["recordings", "notices", "news"]
    """What its entries are: recordings become replays of talks, notices become drafts, news is kept and no more."""
    series: Annotated[str, Ref("series")] | None = None
    """The series whose talks its recordings are of; any talk when not given."""
    institution: Annotated[str, Ref("institution")] | None = None
    """Whose notices or news they are."""
    language: Line
    """The language its titles are in, as a key of texts, such as `zh`."""
    timezone: TimeZone | None = None
    """The zone of its dates without a zone, and of zone names that several zones share, such as CST; the site's when not given."""
    active: bool = True
    """Whether it is read."""
    only: tuple[Line, ...] = ()
    """Words of which a title must hold at least one to be proposed; any title when not given."""
    never: tuple[Line, ...] = ()
    """Words that a title, and addresses that a link, must not hold to be proposed."""
    days: Annotated[int, Field(ge=0, le=31)] = 1
    """How many days a recording may be dated before or after its talk."""
    likeness: Annotated[int, Field(ge=50, le=100)] = 85
    """How much the title of a recording must be like that of its talk, in percent."""

    def iter_violations(self) -> Iterator[Violation]:
        """Yield a URL that is not HTTP or HTTPS, has no host, or contains a user name or password (PR641)."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or "@" in parts.netloc or not parts.hostname:
            secret = "…@" if "@" in parts.netloc else ""
            yield Violation(
                ("url",), "PR641", {"came": f"{parts.scheme}://{secret}{parts.hostname or ''}", "form": "https://www.example.org/feed.xml"}
            )
