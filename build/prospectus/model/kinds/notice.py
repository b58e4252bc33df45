"""Public notices on self-regulation, with their figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from prospectus.model.record import FrozenModel, Record, Violation
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.reference import Line, Ref, Url
from prospectus.model.values.text import BlockText, LineText


class Count(FrozenModel):
    """How many cases of one behaviour a notice names."""

    behaviour: Annotated[str, Ref("behaviour")]
    """The behaviour."""
    cases: int = Field(ge=0)
    """The number of cases."""


class Groups(FrozenModel):
    """Groups of accounts with actual control relationship that a notice names."""

    identified: int = Field(ge=0)
    """Groups identified."""
    identified_clients: int = Field(ge=0)
    """Clients in them."""
    investigated: int = Field(ge=0)
    """Groups under cooperative investigation."""
    investigated_clients: int = Field(ge=0)
    """Clients in them."""


class NoticeFigure(FrozenModel):
    """A figure that a notice states, other than cases by behaviour."""

    title: LineText
    """What it counts."""
    value: LineText
    """How much, as readers see it."""


class Notice(Record):
    """A notice: the period it covers and what it reports."""

    exchanges: tuple[Annotated[str, Ref("institution")], ...] = ()
    """The institutions that it is about, such as those whose cases it counts."""
    period: PartialDate
    """The month, quarter or year it covers."""
    published: PartialDate | None = None
    """When it was published, as far as the source says."""
    form: Literal["monthly", "summary"] = "monthly"
    """A monthly notice, or the summary of a longer period."""
    number: Line | None = None
    """The number under which it was issued."""
    cases: Annotated[int, Field(ge=0)] | None = None
    """All cases it reports, if it counts cases."""
    counts: tuple[Count, ...] = ()
    """The cases by behaviour, if it states them; they add up to `cases`."""
    figures: tuple[NoticeFigure, ...] = ()
    """Other figures that it states."""
    groups: Groups | None = None
    """What it says of groups of accounts."""
    official_title: LineText | None = None
    """The title it was published under."""
    origin: Literal["exchange", "repost", "press", "own"] | None = None
    """Where the figures were read: on the publisher's site (`exchange`), in a copy or in the press; `own` if this site publishes them."""
    url: Url | None = None
    """Where it was read, when that may be linked."""
    note: BlockText | None = None
    """What to know about its figures."""

    def iter_violations(self) -> Iterator[Violation]:
        """Yield a number of cases that is not the sum of the counts (PR205)."""
        total = sum(count.cases for count in self.counts)
        if self.counts and total != self.cases:
            yield Violation(("cases",), "PR205", {"came": self.cases if self.cases is not None else "–", "form": total})
