"""One talk of a series."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from prospectus.model.moment import Moment
from prospectus.model.record import Breach, Record
from prospectus.model.reference import Line, Ref, Url
from prospectus.model.text import Text


class Talk(Record):
    """A talk: schema.org's Event."""

    series: Annotated[str, Ref("series")]
    """The series it belongs to."""
    starts: Moment
    """When it starts, as precisely as is known."""
    ends: Moment | None = None
    """When it ends."""
    language: Line
    """The language it is held in."""
    format: Literal["live", "recorded"] = "live"
    """How it is broadcast."""
    channel: Annotated[str, Ref("channel")] | None = None
    """Where it is broadcast."""
    replay: Url | None = None
    """Where it can be seen again."""
    description: Text | None = None
    """What it is about."""

    def breaches(self) -> Iterator[Breach]:
        """A talk must end after it starts."""
        if self.ends is not None and self.ends <= self.starts:
            yield Breach(("ends",), "PR209", {"came": self.ends, "first": self.starts, "form": f"a time after {self.starts}"})
