"""The pages of the calendar: its overview, its years and months, and what the site has collected of what is announced."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from prospectus.model import urls
from prospectus.model.kinds.release import Release
from prospectus.model.kinds.year import Year
from prospectus.model.record import Record
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.schedule.subscriptions import ALL_DATES
from prospectus.views.coverage import CoverageViews
from prospectus.views.kinds.release import build_release_reference
from prospectus.views.locale_views import LocaleContext
from prospectus.views.page_frame import PageContent
from prospectus.views.page_plans import ContentFactory
from prospectus.views.resolver import Depth
from prospectus.views.view import Link, View

CALENDAR = "calendar/"
EVENTS_FOLDER, SERIES_FOLDER = (f"{KINDS_BY_NAME[name].source_path}/" for name in ("event", "series"))
UPCOMING_LIMIT = 6
"""The number of upcoming occurrences on the calendar page. The script hides those that are over by the reader's clock."""


class CalendarPages:
    """Yields the pages of the calendar of one locale."""

    def __init__(self, context: LocaleContext) -> None:
        self.context, self.queries, self.calendar, self.t = context, context.queries, context.calendar, context.t
        self.coverage = CoverageViews(context.queries, context.resolver, context.calendar)

    def iter_pages(self) -> Iterator[tuple[str, ContentFactory]]:
        """Yield the address and content factory of every page of the calendar."""
        yield CALENDAR, self._build_overview
        for year in self.queries.calendar_years():
            yield urls.year_url(year), partial(self._build_year_page, year)
            for month in range(1, 13):
                yield urls.month_url(year, month), partial(self._build_month_page, year, month)
        if self.queries.calendar_years() and self.queries.record_ids("series"):
            yield urls.coverage_url(), self._build_coverage_page

    def _build_overview(self) -> PageContent:
        """Return the calendar page: what comes next, the calendars to subscribe to, the years, and the months of this year."""
        series, (year, month) = self.queries.records("series"), self.queries.current_month()
        years = sorted(self._list_years(), key=lambda item: item.year)
        shown = next((item for item in years if item.year == year), years[-1] if years else None)
        body = View(
            upcoming=self.calendar.build_upcoming(UPCOMING_LIMIT),
            subscribe_panel=self.context.subscribe_panels.build_full_panel(self._localise(CALENDAR)),
            years=tuple(map(self.calendar.build_year_link, years)),
            month=self.calendar.build_month(year, month) if shown is not None and shown.year == year else None,
            year=self.calendar.build_year(shown) if shown is not None else None,
            series=tuple(
                self.context.resolver.view_of("series", record, Depth.SUMMARY) for record in series if record.status != "withdrawn"
            ),
            milestones=tuple(
                self._build_milestone(milestone) for milestone in self.queries.records("milestone") if milestone.status != "withdrawn"
            ),
            has_coverage=bool(years and series),
        )
        return PageContent(
            CALENDAR,
            "pages/calendar.html",
            self.t("calendar.title"),
            self.t("calendar.lead"),
            body,
            cited=series,
            edited_in=(EVENTS_FOLDER,),
        )

    def _build_milestone(self, record: Record) -> View:
        return self.context.record_view("milestone", record).with_values(
            occurrences=self.calendar.build_record_occurrences(("milestone", record.id))
        )

    def _build_year_page(self, number: int) -> PageContent:
        """Return the page of one year: its months, its numbers of business days and its holidays."""
        years = {year.year: year for year in self._list_years()}
        links = {step: self.calendar.build_year_link(years[number + step]) for step in (-1, 1) if number + step in years}
        body = self.calendar.build_year(years[number]).with_values(
            previous=links.get(-1), next=links.get(1), has_coverage=self._has_coverage()
        )
        return PageContent(
            urls.year_url(number),
            "pages/year.html",
            self.t("year.page", year=number),
            self.t("year.lead", year=number),
            body,
            crumbs=(self._overview_link(),),
            cited=(years[number],),
            written_in=("year", years[number].id),
            above=CALENDAR,
        )

    def _build_month_page(self, year: int, month: int) -> PageContent:
        """Return the page of one month: its grid and its agenda."""
        address = urls.month_url(year, month)
        body = self.calendar.build_month(year, month).with_values(
            release=self._build_release(year, month),
            year_link=self._year_link(year),
            has_coverage=self._has_coverage(),
            subscribe_panel=self.context.subscribe_panels.build_panel(self._localise(address), ALL_DATES),
        )
        keys = {occurrence.record_key for occurrence in self.queries.occurrences_in(year, month)}
        return PageContent(
            address,
            "pages/month.html",
            self.t("month.page", month=body.title),
            self.t("month.lead", month=body.title),
            body,
            crumbs=(self._overview_link(), self._year_link(year)),
            cited=[provenance for kind, key in sorted(keys) if (provenance := self.queries.provenance(kind, key)) is not None],
            above=CALENDAR,
            edited_in=self.queries.month_files(year, month) if self.context.site.edit_base else (),
        )

    def _build_coverage_page(self) -> PageContent:
        """Return the page of what the site has collected: what is missing and where it is published, then every year."""
        series = self.queries.records("series")
        body = View(missing=self.coverage.build_missing(), years=self.coverage.build_years())
        return PageContent(
            urls.coverage_url(),
            "pages/coverage.html",
            self.t("coverage.title"),
            self.t("coverage.lead"),
            body,
            crumbs=(self._overview_link(),),
            cited=series,
            above=CALENDAR,
            edited_in=(SERIES_FOLDER,),
        )

    def _build_release(self, year: int, month: int) -> View | None:
        """Return the latest release of a month, and whether the month has changed since; None if it has no release."""
        latest = self.queries.latest_release(year, month, self.context.resolver.languages)
        record = self.queries.record("release", latest[0]) if latest is not None else None
        return (
            build_release_reference(record, self.context.resolver).with_values(changed=latest[1])
            if latest is not None and isinstance(record, Release)
            else None
        )

    def _list_years(self) -> list[Year]:
        return [year for year in self.queries.records("year") if isinstance(year, Year)]

    def _has_coverage(self) -> bool:
        return bool(self.queries.record_ids("series"))

    def _overview_link(self) -> Link:
        return self.context.resolver.link_to("page:calendar")

    def _year_link(self, year: int) -> Link:
        return Link(self.t("year.page", year=year), self._localise(urls.year_url(year)))

    def _localise(self, address: str) -> str:
        return urls.localised_url(self.context.locale, address)
