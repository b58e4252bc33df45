"""Everything needed to build the views of one locale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from prospectus.cache.cache import BuildCache
from prospectus.load.interface_words import WordsByLanguage
from prospectus.model.configuration import NOTHING_STATED, Configuration
from prospectus.model.fields import field_infos
from prospectus.model.kinds.site import Locale
from prospectus.model.kinds.year import Year
from prospectus.model.library import Library, RecordKey
from prospectus.model.record import Record
from prospectus.model.registry import Kind
from prospectus.query.provenance import Provenance
from prospectus.query.queries import Queries
from prospectus.schedule.calendar_index import OccurrenceIndex, index_occurrences
from prospectus.schedule.occurrences import build_occurrences
from prospectus.text.markdown import MarkdownRenderer
from prospectus.views.calendar import CalendarViews
from prospectus.views.interface_words import adapt_to_content
from prospectus.views.kinds import SUMMARY_BUILDERS, VIEW_EXTENSIONS
from prospectus.views.page_frame import PageFrame
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.site import build_site_view
from prospectus.views.subscribe import SubscribePanels
from prospectus.views.title_index import TitleIndex
from prospectus.views.view import View


@dataclass(frozen=True)
class ViewInputs:
    """Everything that the views of a site are built from, except the sizes of its books."""

    library: Library
    index: OccurrenceIndex
    words: WordsByLanguage
    url: str
    """The absolute URL of the site root, with a trailing slash."""
    configuration: Configuration = NOTHING_STATED


def prepare_view_inputs(
    library: Library,
    words: WordsByLanguage,
    *,
    url: str,
    now: datetime,
    configuration: Configuration = NOTHING_STATED,
    cache: BuildCache | None = None,
) -> ViewInputs:
    """Return the inputs of the views of a library at the time `now`; `cache` caches the occurrences of each record."""
    years = [record for record in library.records_of("year") if isinstance(record, Year)]
    index = index_occurrences(build_occurrences(library, cache), years, library.site.timezone, now, cache)
    return ViewInputs(library, index, adapt_to_content(words, library), url, configuration)


class LocaleContext:
    """The resolver, calendar, page frame and interface words of one locale, and views of records, single and grouped."""

    def __init__(self, queries: Queries, locale: Locale, inputs: ViewInputs, renderer: MarkdownRenderer, cache: BuildCache) -> None:
        self.queries, self.locale, self.renderer = queries, locale, renderer
        self.resolver = Resolver(queries, locale, inputs.words, cache, renderer)
        self.calendar = CalendarViews(queries, self.resolver)
        self.site = build_site_view(self.resolver, inputs.url, inputs.configuration, cache)
        self.frame = PageFrame(self.resolver, self.site)
        self.subscribe_panels = SubscribePanels(queries, self.resolver, self.site, cache)
        self.title_index = TitleIndex(self.resolver, cache)
        self.t = self.resolver.t

    def clear_cache(self) -> None:
        """Drop the views cached for earlier pages."""
        self.resolver.view_cache.clear()

    def cite_site(self) -> tuple[Provenance, ...]:
        """Return where the facts of the site itself come from, for pages that are about no single record."""
        provenance = self.queries.provenance("site", self.queries.site.id)
        return (provenance,) if provenance is not None else ()

    def record_view(self, kind: str, record: Record) -> View:
        """Return the full view of a record, with what its kind adds to its fields."""
        return self.resolver.view_cache.get_or_build((kind, record.id), self._build_record_view, kind, record)

    def _build_record_view(self, kind: str, record: Record) -> View:
        view = self.resolver.view_of(kind, record)
        return VIEW_EXTENSIONS[kind](view, record, self.resolver) if kind in VIEW_EXTENSIONS else view

    def summary_of(self, kind: str, record: Record) -> str:
        """Return the summary of a record, one or two sentences; its title if it has no summary."""
        if record.summary is not None:
            return self.resolver.localise(record.summary)
        return SUMMARY_BUILDERS[kind](record, self.resolver) if kind in SUMMARY_BUILDERS else self.resolver.localise(record.title)

    def list_records(self, keys: Sequence[RecordKey]) -> list[tuple[str, Record]]:
        """Return the records with some keys, each after its kind."""
        return [(key[0], record) for key in keys if (record := self.queries.record(*key)) is not None]

    def group_records(self, kind: Kind, listed: Sequence[tuple[str, Record]]) -> tuple[View, ...]:
        """Return the records in the list of a kind grouped by its group field, in the order of the headings; those of an index by initial.

        Those of a list without groups may be of several kinds.
        """
        records = [record for _, record in listed]
        if kind.by_initial:
            return self.title_index.group([(record, self.record_view(kind.name, record)) for record in records])
        if kind.group_by is None:
            return (View(heading=None, records=tuple(self.record_view(name, record) for name, record in listed)),)
        group_kind = str(dict(field_infos(kind.model))[kind.group_by].kind)
        records_by_group: dict[str, list[Record]] = {}
        for record in records:
            records_by_group.setdefault(str(getattr(record, kind.group_by)), []).append(record)
        return tuple(
            View(
                heading=self.resolver.find_view(group_kind, heading_id, Depth.SUMMARY),
                records=tuple(self.record_view(kind.name, record) for record in records_by_group[heading_id]),
            )
            for heading_id in self.queries.record_ids(group_kind)
            if heading_id in records_by_group
        )


def build_contexts(inputs: ViewInputs, cache: BuildCache) -> tuple[LocaleContext, ...]:
    """Return the contexts of all locales, in order; they share their queries."""
    queries, renderer = Queries(inputs.library, inputs.index, cache), MarkdownRenderer(cache)
    return tuple(LocaleContext(queries, locale, inputs, renderer, cache) for locale in inputs.library.site.locales)
