"""The views of all pages. `build_views` is the pipeline stage; `LocalePages` yields the pages of one locale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import get_args

from prospectus.cache.cache import BuildCache
from prospectus.model import urls
from prospectus.model.kinds.event import EventType
from prospectus.model.kinds.release import Release
from prospectus.model.library import Library
from prospectus.model.record import Record
from prospectus.model.registry import KINDS, RELATED_LISTINGS, Kind
from prospectus.query.queries import Queries
from prospectus.query.recording import Read
from prospectus.schedule.calendar_index import OccurrenceIndex
from prospectus.schedule.occurrences import OccurrenceType
from prospectus.views.facets import build_facets
from prospectus.views.kinds.notice_chart import NOTICE_CHARTS
from prospectus.views.kinds.release import build_release_reference
from prospectus.views.locale_views import LocaleContext, ViewInputs, build_contexts
from prospectus.views.page import PageView
from prospectus.views.page_frame import NOT_FOUND, PageContent
from prospectus.views.record_pages import ContentFactory, RecordPages
from prospectus.views.resolver import Depth
from prospectus.views.subscribe import ALL_EVENTS
from prospectus.views.view import Link, View

HOME_LIMIT = 6
"""The number of notices and of upcoming occurrences on the home page."""
PER_PAGE = 200
"""The number of records per page of a list without groups."""
PER_FACETED_PAGE = 1000
"""The same for a list with facets. Facets filter only the records on the page, so such pages are longer."""
HOME_TYPES: frozenset[OccurrenceType] = frozenset({"day", "span", "focus", "milestone", "last-trading", "deadline", *get_args(EventType)})
"""The types of occurrences announced on the home page."""
OVERVIEW_TYPES: frozenset[OccurrenceType] = frozenset({"deadline", *get_args(EventType)})
"""The types announced on the calendar overview: those that schedulers enter."""
OVERVIEW_LIMIT = 8
"""The number of upcoming occurrences on the calendar overview."""


@dataclass(frozen=True)
class PagePlan:
    """A page whose view is built on demand."""

    address: str
    """The address of the page, relative to the site root."""
    context: LocaleContext
    make_content: ContentFactory

    def build(self) -> tuple[PageView, frozenset[Read]]:
        """Return the view of the page and its dependencies."""
        with self.context.queries.recording() as reads:
            page = self.context.frame.build_page(self.make_content())
        return page, frozenset(reads)


@dataclass(frozen=True)
class Views:
    """Everything that can be rendered: plans of the pages, and the library, the occurrences and the contexts for data files."""

    library: Library
    index: OccurrenceIndex
    contexts: tuple[LocaleContext, ...]
    """One context per locale, in the order of the locales."""
    plans: tuple[PagePlan, ...]

    @property
    def queries(self) -> Queries:
        """The queries of all contexts."""
        return self.contexts[0].queries

    @cached_property
    def pages_with_reads(self) -> tuple[tuple[PageView, frozenset[Read]], ...]:
        """The views of all pages, built now, each with its dependencies."""
        return tuple(plan.build() for plan in self.plans)

    @cached_property
    def pages(self) -> tuple[PageView, ...]:
        """The views of all pages, built now."""
        return tuple(page for page, _ in self.pages_with_reads)


def build_views(inputs: ViewInputs, book_sizes: Mapping[str, int], cache: BuildCache | None = None) -> Views:
    """Return all views of a site. `book_sizes` has the size in bytes of each published book by path."""
    contexts = build_contexts(inputs, book_sizes, cache or BuildCache())
    plans = tuple(
        PagePlan(urls.localised_url(context.locale, local_address), context, make_content)
        for context in contexts
        for local_address, make_content in LocalePages(context).iter_pages(inputs.library)
    )
    return Views(inputs.library, inputs.index, contexts, plans)


class LocalePages:
    """Yields the pages of one locale."""

    def __init__(self, context: LocaleContext) -> None:
        self.context, self.queries, self.t = context, context.queries, context.t

    def iter_pages(self, library: Library) -> Iterator[tuple[str, ContentFactory]]:
        """Yield the address and content factory of every page; `library` gives the records that have one."""
        yield "", self._build_home_page
        yield "calendar/", self._build_calendar_page
        for year in self.context.calendar.years:
            for month in range(1, 13):
                yield urls.month_url(year.year, month), partial(self._build_month_page, year.year, month)
        for kind in KINDS:
            if kind.listing and not (kind.hide_if_empty and not self.queries.record_ids(kind.name)):
                yield from self._iter_list_pages(kind)
        yield from RecordPages(self.context).iter_pages(library)
        yield NOT_FOUND, self._build_not_found_page

    def _build_home_page(self) -> PageContent:
        """Return the home page: upcoming occurrences, this month, the entries per audience, the latest notices and the brands."""
        calendar, resolver = self.context.calendar, self.context.resolver
        year, month = self.queries.current_month()
        notices = self.queries.records("notice")
        body = View(
            upcoming=tuple(calendar.build_occurrence(occurrence) for occurrence in self.queries.upcoming(HOME_TYPES, HOME_LIMIT)),
            month=calendar.build_month(year, month),
            month_link=calendar.build_month_link(year, month),
            in_calendar=any(calendar_year.year == year for calendar_year in calendar.years),
            notices=tuple(resolver.view_of("notice", notice, Depth.FULL) for notice in notices[:HOME_LIMIT]),
            brands=tuple(resolver.view_of("brand", brand, Depth.SUMMARY) for brand in self.queries.records("brand")),
            audiences=tuple(self._build_audience_card(index) for index in range(len(self.queries.site.audiences))),
        )
        return PageContent("", "pages/home.html", self.context.site.name, self.context.site.description, body, cited=(self.queries.site,))

    def _build_audience_card(self, index: int) -> View:
        card, resolver = self.queries.site.audiences[index], self.context.resolver
        links = tuple(self._build_card_link(target) for target in card.to)
        return View(audience=resolver.find_view("audience", card.audience, Depth.SUMMARY), text=resolver.localise(card.text), links=links)

    def _build_card_link(self, target: str) -> Link:
        """Return a link of a card. The title of a path only names its audience, so the link says that it is a path."""
        link = self.context.resolver.link_to(target)
        return replace(link, title=self.t("path.named", title=link.title)) if target.startswith("path:") else link

    def _build_calendar_page(self) -> PageContent:
        """Return the calendar overview: every year with its months, the series, upcoming occurrences and milestones."""
        series = self.queries.records("series")
        body = View(
            years=self.context.calendar.build_overview(),
            series=tuple(self.context.resolver.view_of("series", record, Depth.SUMMARY) for record in series),
            upcoming=tuple(
                self.context.calendar.build_occurrence(occurrence) for occurrence in self.queries.upcoming(OVERVIEW_TYPES, OVERVIEW_LIMIT)
            ),
            subscribe_panel=self.context.subscribe_panels.build_full_panel(urls.localised_url(self.context.locale, "calendar/")),
            milestones=tuple(self._build_milestone(milestone) for milestone in self.queries.records("milestone")),
        )
        return PageContent("calendar/", "pages/calendar.html", self.t("calendar.title"), self.t("calendar.lead"), body, cited=series)

    def _build_milestone(self, record: Record) -> View:
        return self.context.record_view("milestone", record).with_values(
            occurrences=self.context.calendar.build_record_occurrences(("milestone", record.id))
        )

    def _build_month_page(self, year: int, month: int) -> PageContent:
        """Return the page of one month: an agenda, and a grid where the screen is wide enough."""
        page_address = urls.localised_url(self.context.locale, urls.month_url(year, month))
        body = self.context.calendar.build_month(year, month).with_values(
            release=self._build_release(year, month), subscribe_panel=self.context.subscribe_panels.build_panel(page_address, ALL_EVENTS)
        )
        keys = {occurrence.record_key for occurrence in self.queries.occurrences_in(year, month)}
        return PageContent(
            urls.month_url(year, month),
            "pages/month.html",
            self.t("month.page", month=body.title),
            self.t("month.lead", month=body.title),
            body,
            crumbs=(self.context.resolver.link_to("page:calendar"),),
            cited=[record for kind, key in sorted(keys) if (record := self.queries.record(kind, key)) is not None],
            section="calendar/",
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

    def _iter_list_pages(self, kind: Kind) -> Iterator[tuple[str, ContentFactory]]:
        """Yield the list pages of a kind. A long list without groups is split into several pages."""
        ids = self.queries.record_ids(kind.name)
        size = max(len(ids), 1) if kind.group_by else kind.per_page or (PER_FACETED_PAGE if kind.facets else PER_PAGE)
        chunks = [ids[start : start + size] for start in range(0, len(ids), size)] or [()]
        for number, chunk in enumerate(chunks, 1):
            yield urls.listing_page_url(kind, number), partial(self._build_list_page, kind, chunk, number, len(chunks))

    def _build_list_page(self, kind: Kind, ids: Sequence[str], number: int, page_count: int) -> PageContent:
        """Return one page of the list of a kind, in groups if the kind has them."""
        all_ids = self.queries.record_ids(kind.name)
        records = [record for key in ids if (record := self.queries.record(kind.name, key)) is not None]
        body = View(
            kind=kind.name,
            groups=self.context.group_records(kind, records),
            count=len(all_ids),
            number=number,
            facets=build_facets(kind, records, self.context.resolver),
            family=self._build_family_links(kind),
            figure=NOTICE_CHARTS[kind.chart](self.queries.records(kind.name), self.context.resolver) if kind.chart else None,
            related=tuple(
                self.context.record_view(name, related_record)
                for name, flag in kind.also_lists
                for related_record in self.queries.records(name)
                if getattr(related_record, flag)
            ),
            previous=self._list_page_link(kind, number - 1) if number > 1 else None,
            next=self._list_page_link(kind, number + 1) if number < page_count else None,
        )
        title, lead = self.t(f"list.{kind.name}.title"), self.t(f"list.{kind.name}.lead")
        numbered_title = title if number == 1 else f"{title} · {self.t('list.page', n=number)}"
        local_address = urls.listing_page_url(kind, number)
        return PageContent(
            local_address,
            kind.listing_template,
            numbered_title,
            lead,
            body,
            cited=records or (self.queries.site,),
            section=urls.menu_entry_url(kind) or "calendar/",
            about="" if kind.page is None and kind.glossary_role == "used" else None,  # records with pages have their terms linked there
        )

    def _build_family_links(self, kind: Kind) -> tuple[Link, ...]:
        """Return links to the non-empty lists of the same family, including this list."""
        names = next((family for family in RELATED_LISTINGS if kind.name in family), ())
        non_empty = (name for name in names if name == kind.name or self.queries.record_ids(name))
        return tuple(replace(self.context.resolver.link_to(f"list:{name}"), current=name == kind.name) for name in non_empty)

    def _list_page_link(self, kind: Kind, number: int) -> Link:
        return Link(self.t("list.page", n=number), urls.localised_url(self.context.locale, urls.listing_page_url(kind, number)))

    def _build_not_found_page(self) -> PageContent:
        """Return the page for unknown addresses. Its links start at the root of the server."""
        return PageContent(
            NOT_FOUND, "pages/404.html", self.t("not-found.title"), self.t("not-found.lead"), View(links=self.context.site.menu)
        )
