"""The state of each instance of a series: fulfilled, overdue, not yet due, or customary but missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from prospectus.derive.almanac import Almanac
from prospectus.derive.schedule import Occurrence
from prospectus.model.fulfilment import Fulfilment
from prospectus.model.library import Key, Library
from prospectus.model.series import Series

COMES_ROUND = frozenset({"obligation", "day", "span"})
"""The types of occurrences that are instances of a series. A focus day within an instance is not one."""
Standing = Literal["met", "part", "open", "owed", "none"]
"""`met`: fulfilled; `part`: fulfilled by some of its exchanges; `open`: not yet due; `owed`: overdue; `none`: customary but missing."""
GRAVEST: tuple[Standing, ...] = ("owed", "none", "part", "open", "met")
"""The states from most to least severe. Several instances shown together have the most severe of their states."""


@dataclass(frozen=True, slots=True)
class Duty:
    """The state of one instance of a series, and what fulfils it."""

    standing: Standing
    found: tuple[Key, ...] = ()
    """The events or notices that fulfil it, wholly or in part."""
    late_from: date | None = None
    """The first day on which it is late; None if the calendar of that time is not published."""
    then: Standing = "owed"
    """Its state from that day on if it is not fulfilled by then."""


class Duties:
    """Computes the status of obligations on demand."""

    def __init__(self, library: Library, almanac: Almanac) -> None:
        self._library, self._almanac = library, almanac

    def of(self, each: Occurrence) -> Duty | None:
        """Return the obligation status of an instance of a series; None for any other occurrence."""
        series = self._series.get(each.of[1]) if each.of[0] == "series" and each.sort in COMES_ROUND else None
        if series is None:
            return None
        found, whole = self._fulfilment.of(series, each.start, each.end)
        until = each.end if series.due is None else _after(each.due)
        late = until is not None and until <= self._almanac.today
        then: Standing = "owed" if series.strength == "must" else "none"
        return Duty("met" if whole else "part" if found else then if late else "open", found, until, then)

    @cached_property
    def _series(self) -> Mapping[str, Series]:
        return {each.id: each for each in self._library.of("series") if isinstance(each, Series)}

    @cached_property
    def _fulfilment(self) -> Fulfilment:
        return Fulfilment((kind, record) for kind in ("event", "talk", "notice") for record in self._library.of(kind))


def _after(day: date | None) -> date | None:
    return date.fromordinal(day.toordinal() + 1) if day is not None else None
