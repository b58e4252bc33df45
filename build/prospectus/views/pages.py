"""The views of all pages. `build_views` is the pipeline stage; `LocalePages` yields the pages of one locale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from prospectus.cache.cache import BuildCache
from prospectus.load.interface_words import WordsByLanguage
from prospectus.model import urls
from prospectus.model.kinds.series import Series
from prospectus.model.library import Library, RecordKey
from prospectus.model.record import Record
from prospectus.model.registry import KINDS, Kind
from prospectus.query.queries import Queries
from prospectus.query.recording import Read
from prospectus.schedule.calendar_index import OccurrenceIndex
from prospectus.views.calendar_pages import CalendarPages
from prospectus.views.facets import build_facets
from prospectus.views.home import HomePage
from prospectus.views.kinds.comparison import COMPARISONS
from prospectus.views.kinds.notice_chart import NOTICE_CHARTS
from prospectus.views.kinds.series import build_publishers
from prospectus.views.locale_views import LocaleContext, ViewInputs
from prospectus.views.page import LIST, PageView, SearchCard
from prospectus.views.page_frame import NOT_FOUND, PageContent
from prospectus.views.page_plans import ContentFactory, PagePlans, PlannedPages
from prospectus.views.record_pages import RecordPages, build_comparison_link, has_comparison
from prospectus.views.resolver import Depth
from prospectus.views.search_cards import build_card
from prospectus.views.search_page import ADDRESS as SEARCH_PAGE
from prospectus.views.search_page import build_search_page
from prospectus.views.section_pages import SectionPages
from prospectus.views.view import Link, View

PER_PAGE = 200
"""The number of records per page of a list without groups."""
PER_FACETED_PAGE = 1000
"""The same for a list with facets. Facets filter only the records on the page, so such pages are longer."""


@dataclass(frozen=True)
class Views:
    """Everything that can be rendered: plans of the pages, and the library, the occurrences and the contexts for data files."""

    library: Library
    index: OccurrenceIndex
    contexts: tuple[LocaleContext, ...]
    """One context per locale, in the order of the locales."""
    plans: PagePlans
    words: WordsByLanguage
    """The interface words of all languages, those that are converted included."""

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


def build_views(
    inputs: ViewInputs, contexts: tuple[LocaleContext, ...], book_sizes: Mapping[str, int], cache: BuildCache | None = None
) -> Views:
    """Return all views of a site. `contexts` are those of its locales; `book_sizes` has the bytes of each published book by path."""
    build_cache = cache or BuildCache()
    contexts[0].queries.take_book_sizes(book_sizes)
    parts = [part for context in contexts for part in LocalePages(context).iter_parts(inputs.library, build_cache)]
    return Views(inputs.library, inputs.index, contexts, PagePlans(parts, build_cache), inputs.words)


class LocalePages:
    """Plans the pages of one locale."""

    def __init__(self, context: LocaleContext) -> None:
        self.context, self.queries, self.t = context, context.queries, context.t

    def iter_parts(self, library: Library, cache: BuildCache) -> Iterator[PlannedPages]:
        """Yield all pages; `library` gives the records that have one."""
        yield self._plan(self._iter_overviews())
        yield RecordPages(self.context).plan(library, cache)
        yield self._plan(self._iter_special_pages())

    def _plan(self, pages: Iterable[tuple[str, ContentFactory]]) -> PlannedPages:
        """Return pages as a part of the site. They are given with their address relative to the folder of the locale."""
        addresses, factories = zip(*pages, strict=True)
        return PlannedPages(
            self.context, [urls.localised_url(self.context.locale, address) for address in addresses], factories.__getitem__
        )

    def _iter_overviews(self) -> Iterator[tuple[str, ContentFactory]]:
        """Yield the address and content factory of every page that is of no single record."""
        yield "", HomePage(self.context).build
        yield from SectionPages(self.context).iter_pages()
        yield from CalendarPages(self.context).iter_pages()
        for kind in KINDS:
            if kind.listing and self.queries.has_list(kind.name):
                yield from self._iter_list_pages(kind)
            if kind.comparison and has_comparison(kind, self.queries):
                yield f"{kind.comparison}/", partial(self._build_comparison_page, kind, kind.comparison)
            if kind.progress_page and self.queries.record_ids(kind.name):
                yield f"{kind.progress_page}/", partial(self._build_progress_page, kind)

    def _iter_special_pages(self) -> Iterator[tuple[str, ContentFactory]]:
        """Yield the pages that help readers to find others."""
        yield SEARCH_PAGE, partial(build_search_page, self.context)
        yield NOT_FOUND, self._build_not_found_page
        if self.queries.site.offline:
            yield urls.OFFLINE, self._build_offline_page

    def _iter_list_pages(self, kind: Kind) -> Iterator[tuple[str, ContentFactory]]:
        """Yield the list pages of a kind. A long list without groups is split into several pages."""
        keys = self.queries.listed_keys(kind.name)
        size = max(len(keys), 1) if kind.group_by else kind.per_page or (PER_FACETED_PAGE if kind.facets else PER_PAGE)
        chunks = [keys[start : start + size] for start in range(0, len(keys), size)] or [()]
        for number, chunk in enumerate(chunks, 1):
            yield urls.listing_page_url(kind, number), partial(self._build_list_page, kind, chunk, number, len(chunks))

    def _build_list_page(self, kind: Kind, keys: Sequence[RecordKey], number: int, page_count: int) -> PageContent:
        """Return one page of the list of a kind, in groups if the kind has them."""
        all_keys = self.queries.listed_keys(kind.name)
        page_address = urls.localised_url(self.context.locale, urls.listing_page_url(kind, number))
        listed = self.context.list_records(keys)
        records = [record for _, record in listed]
        body = View(
            kind=kind.name,
            groups=self.context.group_records(kind, listed),
            parts=self.context.title_index.count_parts(kind, records) if kind.by_initial else (),
            count=len(all_keys),
            number=number,
            facets=build_facets(kind, records, self.context.resolver),
            comparison=build_comparison_link(kind, self.context),
            figure=NOTICE_CHARTS[kind.chart](self._list_whole(kind), self.context.resolver) if kind.chart else None,
            related=tuple(
                self.context.record_view(name, related_record)
                for name, flag in kind.also_lists
                for related_record in self.queries.records(name)
                if getattr(related_record, flag) and related_record.status != "withdrawn"
            ),
            publishers=self._list_publishers() if kind.fulfils_series else (),
            subscribe_panel=self.context.subscribe_panels.build_list_panel(kind, page_address),
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
            cited=records or self.context.cite_site(),
            kind=kind.name,
            above=urls.listing_url(kind),
            search_cards=(SearchCard(LIST), *self._iter_item_cards(kind, records)),
            edited_in=(self.queries.list_file(kind.name) or _folder_of(kind),) if self.context.site.edit_base else (),
            about="" if kind.page is None and kind.glossary_role == "used" else None,  # records with pages have their terms linked there
        )

    def _build_comparison_page(self, kind: Kind, url: str) -> PageContent:
        """Return the page that shows all records of a kind side by side."""
        records = self._list_whole(kind)
        return PageContent(
            f"{url}/",
            kind.comparison_template,
            self.t(f"comparison.{kind.name}.title"),
            self.t(f"comparison.{kind.name}.lead"),
            COMPARISONS[kind.name](records, self.context.resolver),
            crumbs=(self.context.resolver.link_to(f"list:{kind.name}"),),
            cited=records,
            kind=kind.name,
            above=urls.listing_url(kind),
            edited_in=(_folder_of(kind),),
        )

    def _list_whole(self, kind: Kind) -> tuple[Record, ...]:
        """Return all records in the list of a kind."""
        return tuple(record for _, record in self.context.list_records(self.queries.listed_keys(kind.name)))

    def _list_publishers(self) -> tuple[Link, ...]:
        """Return where the instances of the series with `notices_of` are published."""
        series = [record for record in self.queries.records("series") if isinstance(record, Series) and record.notices_of]
        return tuple(dict.fromkeys(link for record in series for link in build_publishers(record, self.context.resolver)))

    def _iter_item_cards(self, kind: Kind, records: Sequence[Record]) -> Iterator[SearchCard]:
        """Yield the cards of records that have no page but an anchor in the list."""
        if kind.page is None:
            for record in records:
                yield build_card(kind, record, self.context.resolver, anchor=record.id)

    def _build_progress_page(self, kind: Kind) -> PageContent:
        """Return the page on which a script lists the records that the reader has passed. It holds the titles of all of them."""
        keys = self.queries.listed_keys(kind.name)
        name = str(kind.progress_page)
        return PageContent(
            f"{name}/",
            f"pages/{name}.html",
            self.t(f"{name}.title"),
            self.t(f"{name}.lead"),
            View(records=self.context.resolver.find_views(keys, Depth.TITLE)),
            crumbs=(self.context.resolver.link_to(f"list:{kind.name}"),),
            kind=kind.name,
            above=urls.listing_url(kind),
            cited=self.context.cite_site(),
            exported=False,
        )

    def _list_page_link(self, kind: Kind, number: int) -> Link:
        return Link(self.t("list.page", n=number), urls.localised_url(self.context.locale, urls.listing_page_url(kind, number)))

    def _build_offline_page(self) -> PageContent:
        """Return the page that browsers show without a network, in place of a page that they have not kept."""
        return PageContent(
            urls.OFFLINE,
            "pages/offline.html",
            self.t("offline.title"),
            self.t("offline.lead"),
            View(),
            cited=self.context.cite_site(),
            languages=frozenset(),
            search_cards=(),
        )

    def _build_not_found_page(self) -> PageContent:
        """Return the page for unknown addresses. Its links start at the root of the server."""
        return PageContent(
            NOT_FOUND, "pages/404.html", self.t("not-found.title"), self.t("not-found.lead"), View(links=self.context.site.menu)
        )


def _folder_of(kind: Kind) -> str:
    """Return the folder of the files of a kind, relative to the root, with a slash at its end."""
    return f"{kind.source_path}/"
