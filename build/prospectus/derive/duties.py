"""How far each instance of a series has come: there, owed, not yet due, or usual but not there."""

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
"""What is an instance of a series; a day of special weight within it is not."""
Standing = Literal["met", "part", "open", "owed", "none"]
"""`part`: some of its exchanges; `open`: not yet due; `none`: usual, but not there."""
GRAVEST: tuple[Standing, ...] = ("owed", "none", "part", "open", "met")
"""Which standing is told of several instances together."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One instance of a series, and what there is of it."""

    standing: Standing
    found: tuple[Key, ...] = ()
    """The events or notices."""
    late_from: date | None = None
    """The first day on which it is late; None where the calendar is not published."""
    then: Standing = "owed"
    """What it is from then on, when nothing comes."""


class Duties:
    """Works out duties when they are asked for."""

    def __init__(self, library: Library, almanac: Almanac) -> None:
        self._library, self._almanac = library, almanac

    def of(self, each: Occurrence) -> Duty | None:
        """Return the duty that an occurrence is; None for anything but an instance of a series."""
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
