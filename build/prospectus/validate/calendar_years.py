"""Checks that the calendar has the year of each event."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.model.registry import KINDS_BY_NAME
from prospectus.schedule.timeline import Timeline, TimelineViolation


def check_years(timeline: Timeline) -> Iterator[TimelineViolation]:
    """An event must be in a year of the calendar: without a file of its days, no month shows it.

    Events before the first year of the calendar are its past, and a site without years has no calendar.
    """
    years = {year.year for year in timeline.years}
    for scheduled in timeline.events if years else ():
        year = scheduled.starts.year
        if year not in years and year > min(years):
            form = f"{KINDS_BY_NAME['year'].source_path}/{year}.yml"
            yield TimelineViolation(scheduled.key, ("starts",), "PR274", {"came": scheduled.event.starts, "year": str(year), "form": form})
