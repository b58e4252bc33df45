"""Views of what the site has collected of the recurring items that its sources announce, and of where the rest is published."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from prospectus.model.kinds.series import Series
from prospectus.query.queries import Queries
from prospectus.schedule.instances import INSTANCE_TYPES
from prospectus.schedule.obligations import STATES_BY_SEVERITY
from prospectus.schedule.occurrences import Occurrence
from prospectus.schedule.subscriptions import is_period
from prospectus.text.dates import format_day_and_month, format_day_of_month, format_month_short, format_quarter
from prospectus.views.calendar import CalendarViews
from prospectus.views.kinds.series import build_publishers
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.view import View

MISSING_STATES = ("owed", "none", "part")
"""The states of instances of which something is not collected although its time has come."""


class CoverageViews:
    """Builds the views of one locale of what is collected."""

    def __init__(self, queries: Queries, resolver: Resolver, calendar_views: CalendarViews) -> None:
        self.queries, self.resolver, self.calendar = queries, resolver, calendar_views

    def build_missing(self) -> tuple[View, ...]:
        """Return the series of which something is missing, each with where it is published and the missing instances by year."""
        series = (record for record in self.queries.records("series") if isinstance(record, Series))
        return tuple(view for record in series if (view := self._build_missing_series(record)) is not None)

    def _build_missing_series(self, series: Series) -> View | None:
        by_year: dict[int, list[View]] = {}
        for instance in self._instances(series.id):
            view = self.calendar.build_occurrence(instance)
            if view.obligation is not None and view.obligation.state in MISSING_STATES:
                label = self._format_in_year(instance)
                by_year.setdefault(instance.start.year, []).append(view.with_values(label=label))
        if not by_year:
            return None
        return View(
            series=self.resolver.find_view("series", series.id, Depth.SUMMARY),
            own=series.is_own_of(self.queries.site),
            publishers=build_publishers(series, self.resolver),
            count=sum(map(len, by_year.values())),
            years=tuple(View(year=year, instances=tuple(views)) for year, views in sorted(by_year.items(), reverse=True)),
        )

    def _format_in_year(self, instance: Occurrence) -> str:
        """Return the dates of an instance in words, for a place where the year is shown."""
        tag, days = self.resolver.locale.tag, (instance.end - instance.start).days
        if not is_period(instance):
            first = format_day_and_month(instance.start, tag)
            return first if days == 1 else f"{first} – {format_day_and_month(instance.last_day, tag)}"
        if days < 32:
            return format_month_short(instance.start, tag)
        return format_quarter(instance.start, tag) if days < 100 else self.resolver.t("span.year")

    def build_years(self) -> tuple[View, ...]:
        """Return every year, the latest first, with the state of each series in each of its months."""
        series = [record for record in self.queries.records("series") if isinstance(record, Series)]
        instances = {record.id: self._instances_by_year(record.id) for record in series}
        return tuple(self._build_year(year, instances) for year in sorted(self.queries.calendar_years(), reverse=True) if series)

    def _instances(self, series_id: str) -> Iterator[Occurrence]:
        return (
            occurrence
            for occurrence in self.queries.occurrences_of(("series", series_id))
            if occurrence.occurrence_type in INSTANCE_TYPES and not occurrence.sample
        )

    def _instances_by_year(self, series_id: str) -> Mapping[int, Sequence[Occurrence]]:
        """Return the instances of a series, grouped by the year in which they start."""
        instances: dict[int, list[Occurrence]] = {}
        for occurrence in self._instances(series_id):
            instances.setdefault(occurrence.start.year, []).append(occurrence)
        return instances

    def _build_year(self, year: int, instances_by_series: Mapping[str, Mapping[int, Sequence[Occurrence]]]) -> View:
        rows = tuple(self._build_row(series_id, by_year.get(year, ())) for series_id, by_year in instances_by_series.items())
        counts = Counter((cell.state, cell.obligation.key) for row in rows for cell in row.cells if cell.filled)
        return View(
            year=year,
            current=self.queries.is_current_year(year),
            months=tuple(self.calendar.build_month_link(year, month) for month in range(1, 13)),
            rows=rows,
            state_counts=tuple(
                (state, key, count) for shown in reversed(STATES_BY_SEVERITY) for (state, key), count in counts.items() if state == shown
            ),
        )

    def _build_row(self, series_id: str, instances: Sequence[Occurrence]) -> View:
        """Return the coverage row of a series in a year: one cell per month, or one cell for all months that an instance spans."""
        by_month: dict[int, list[Occurrence]] = {}
        for instance in instances:
            by_month.setdefault(instance.start.month, []).append(instance)
        cells, month = [], 1
        while month <= 12:
            cells.append(self._build_cell(month, by_month.get(month, ())))
            month += cells[-1].span
        return View(series=self.resolver.find_view("series", series_id, Depth.SUMMARY), cells=tuple(cells))

    def _build_cell(self, month: int, instances: Sequence[Occurrence]) -> View:
        """Return the coverage cell of a month, with the gravest state of the instances that start in it."""
        if not instances:
            return View(month=month, filled=False, span=1, state="")
        views = [self.calendar.build_occurrence(instance) for instance in instances]
        gravest = min(views, key=lambda view: STATES_BY_SEVERITY.index(view.obligation.state))
        return View(
            month=month,
            filled=True,
            span=min(max(1, -(-(instances[0].end - instances[0].start).days // 31)), 13 - month),
            state=gravest.obligation.state,
            obligation=gravest.obligation,
            when=views[0].when,
            short=self._format_days_of_month(instances[0]) if instances[0].occurrence_type != "obligation" else "",
            count=len(instances),
            met_count=sum(view.obligation.state == "met" for view in views),
        )

    def _format_days_of_month(self, occurrence: Occurrence) -> str:
        """Return the days of an occurrence within its month, in the shortest words."""
        tag, last_day = self.resolver.locale.tag, calendar.monthrange(occurrence.start.year, occurrence.start.month)[1]
        if (occurrence.start.day, occurrence.last_day.day) == (1, last_day) and occurrence.start.month == occurrence.last_day.month:
            return self.resolver.t("span.month")
        first = format_day_of_month(occurrence.start, tag)
        return first if occurrence.start == occurrence.last_day else f"{first} – {format_day_of_month(occurrence.last_day, tag)}"
