"""The pages of records, and the redirects from their former addresses."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain
from typing import NamedTuple

from markupsafe import Markup

from prospectus.cache.cache import BuildCache
from prospectus.model import urls
from prospectus.model.fields import field_infos
from prospectus.model.library import Library
from prospectus.model.record import Record
from prospectus.model.registry import KINDS, KINDS_BY_NAME, Kind
from prospectus.query.provenance import Provenance
from prospectus.query.queries import Queries
from prospectus.text.language_tags import OtherLanguage, tag_han_runs
from prospectus.text.markdown import Html
from prospectus.views.file_links import FileLinks
from prospectus.views.kinds import BODY_EXTENSIONS
from prospectus.views.locale_views import LocaleContext
from prospectus.views.page_frame import PageContent
from prospectus.views.page_plans import ContentFactory, PlannedPages
from prospectus.views.record_media import RecordMedia
from prospectus.views.resolver import Depth
from prospectus.views.search_cards import build_card
from prospectus.views.view import Link, View

MAX_USES = 40
"""The number of records of one kind listed as uses on the page of a term."""


class _RecordPage(NamedTuple):
    """The page of a record, or the redirect from one of its former addresses."""

    address: str
    """Relative to the site root."""
    kind: str
    key: str
    former: str | None


class RecordPages:
    """Plans the pages of the records of one locale."""

    def __init__(self, context: LocaleContext) -> None:
        self.context = context

    def plan(self, library: Library, cache: BuildCache) -> PlannedPages:
        """Return the page of every record that has one, followed by its redirects."""
        tag, locale = self.context.locale.tag, self.context.locale
        by_kind = [
            cache.map_changed(
                f"pages {tag} {kind.name}", library.records_of(kind.name), partial(self._list_pages, kind), locale, reuse_equal=True
            )
            for kind in KINDS
            if kind.page
        ]
        pages: list[_RecordPage] = cache.if_changed(f"pages {tag}", by_kind, lambda: [*chain.from_iterable(chain.from_iterable(by_kind))])
        addresses = cache.if_changed(f"addresses {tag}", (pages,), lambda: [page.address for page in pages])

        def find_factory(place: int) -> ContentFactory:
            page = pages[place]
            kind, record = KINDS_BY_NAME[page.kind], library.records[page.kind][page.key]
            return (
                partial(self._build_page, kind, record) if page.former is None else partial(self._build_redirect, kind, record, page.former)
            )

        return PlannedPages(self.context, addresses, find_factory)

    def _list_pages(self, kind: Kind, record: Record) -> tuple[_RecordPage, ...]:
        keys = ((record.id, None), *((former, former) for former in record.formerly))
        return tuple(
            _RecordPage(urls.localised_url(self.context.locale, str(urls.record_url(kind, key))), kind.name, record.id, former)
            for key, former in keys
        )

    def _build_page(self, kind: Kind, record: Record) -> PageContent:
        resolver = self.context.resolver
        title = resolver.localise(record.title)
        return PageContent(
            local_address=str(urls.record_url(kind, record.id)),
            template=f"pages/{kind.name}.html",
            title=title,
            description=self.context.summary_of(kind.name, record),
            body=self._build_body(kind, record),
            crumbs=self._link_above(kind, record),
            cited=(record, *self._cite_parts(kind, record)),
            kind=kind.name,
            above=urls.url_above(kind) or self._find_above(kind, record),
            languages=self._translated_languages(kind, record),
            banners=self.list_banners(kind, record),
            exported=record.exported,
            card=urls.card_url(kind, record.id) if kind.has_card else urls.SITE_CARD,
            search_cards=(build_card(kind, record, resolver),) if record.status != "withdrawn" else (),
            about=record.id if kind.glossary_role == "defined" else "",
            written_in=(kind.name, record.id),
            media=RecordMedia(resolver, kind.name, record) if record.image or record.attachments else None,
        )

    def _build_body(self, kind: Kind, record: Record) -> View:
        key = (kind.name, record.id)
        previous_view, next_view = (self._neighbour_view(kind, neighbour_id) for neighbour_id in self.context.queries.neighbours(key))
        page_address = urls.localised_url(self.context.locale, str(urls.record_url(kind, record.id)))
        prose, tag = self.render_prose(kind, record, urls.path_to_root(page_address))
        body = View(
            record=self.context.record_view(kind.name, record),
            prose=prose,
            prose_tag=tag,
            shows=tuple(self.build_embed(target) for target in getattr(record, "shows", ())),
            occurrences=self.context.calendar.build_record_occurrences(key),
            open_years=self.context.calendar.list_open_years(key),
            referrers=self._build_referrers(kind, record),
            uses=self._build_uses(record) if kind.glossary_role == "defined" else None,
            subscribe_panel=self.context.subscribe_panels.build_record_panel(kind.name, record.id, page_address),
            comparison=build_comparison_link(kind, self.context),
            previous=previous_view,
            next=next_view,
        )
        return BODY_EXTENSIONS[kind.name](body, record, self.context.resolver) if kind.name in BODY_EXTENSIONS else body

    def _neighbour_view(self, kind: Kind, key: str | None) -> View | None:
        return self.context.resolver.find_view(kind.name, key, Depth.TITLE) if key is not None else None

    def _cite_parts(self, kind: Kind, record: Record) -> list[Provenance]:
        """Return where the facts of the records come from that a record is composed of."""
        if kind.parts_field is None:
            return []
        item_info = dict(field_infos(kind.model))[kind.parts_field].item
        keys = getattr(record, kind.parts_field) if item_info else ()
        parts = (self.context.queries.provenance(str(item_info.kind), key) for key in keys if item_info)
        return [part for part in parts if part is not None]

    def _list_ancestors(self, kind: Kind, record: Record) -> list[str]:
        """Return the ids of the records of the folders that a record of a nested kind stands in, the outermost first."""
        steps = record.id.split("/") if kind.nested else []
        keys = ("/".join(steps[:count]) for count in range(1, len(steps)))
        return [key for key in keys if self.context.queries.exists(kind.name, key)]

    def _find_above(self, kind: Kind, record: Record) -> str:
        """Return the address of the page of the nearest folder: of one that is an entry of a section, if there is one; else empty."""
        addresses = [str(urls.record_url(kind, key)) for key in reversed(self._list_ancestors(kind, record))]
        entries = {urls.target_url(target) for section in self.context.queries.site.sections for target in section.links}
        return next((address for address in addresses if address in entries), next(iter(addresses), ""))

    def _link_above(self, kind: Kind, record: Record) -> tuple[Link, ...]:
        """Return the links to the pages above that of a record; none if there is no such page."""
        if kind.nested:
            return tuple(self.context.resolver.link_to(f"{kind.name}:{key}") for key in self._list_ancestors(kind, record))
        target = f"list:{kind.name}" if kind.listing else kind.above
        return (self.context.resolver.link_to(target),) if target is not None else ()

    def render_prose(self, kind: Kind, record: Record, base: str) -> tuple[Html | None, str]:
        """Return the prose as HTML, with links prefixed by `base`, and its language tag; the tag is empty if it is the page's language."""
        resolver = self.context.resolver
        queries = self.context.queries
        written = queries.prose_languages(kind.name, record.id)
        language = next((candidate for candidate in resolver.languages if candidate in written), None)
        if language is None:
            return None, ""
        find_folder = partial(queries.source_folder, kind.name, record.id)
        html = self.context.renderer.render(
            queries.prose(kind.name, record.id, language),
            lambda target: f"{base}/{resolver.address_of(target)}",
            lambda number: resolver.t("footnote.back", n=number),
            partial(self._describe_admonition, language),
            resolver.t,
            FileLinks(resolver, find_folder, base, language, first_is_lazy=record.image is not None).resolve,
        )
        if resolver.han_tag and language == self.context.locale.language:
            html = replace(html, text=Markup(tag_han_runs(html.text, resolver.han_tag)))  # noqa: S704  (sanitised)
        return html, "" if language == self.context.locale.language else resolver.language_tag(language)

    def _describe_admonition(self, language: str, name: str) -> str:
        """Return the title of an admonition of a type in the language of the page, tagged if the prose is in another `language`."""
        locale, t = self.context.locale, self.context.resolver.t
        words = t(f"admonition.{name}") if t.has(f"admonition.{name}") else name.capitalize()
        is_tagged = language == locale.language or isinstance(words, OtherLanguage)
        return words if is_tagged else OtherLanguage.with_tag(words, locale.tag)

    def build_embed(self, target: str) -> View:
        """Return the view of a target that is embedded in a page: one record, or a list in groups."""
        kind, _, key = target.partition(":")
        if kind == "list":
            return View(kind=key, single=None, groups=self.context.group_records(KINDS_BY_NAME[key], self._list_all(key)))
        record = self.context.queries.record(kind, key)
        return View(kind=kind, single=self.context.record_view(kind, record) if record is not None else None, groups=())

    def _list_all(self, kind: str) -> list[tuple[str, Record]]:
        return self.context.list_records(self.context.queries.listed_keys(kind))

    def _build_referrers(self, kind: Kind, record: Record) -> dict[str, tuple[View, ...]]:
        """Return the views of the records that refer to this one, by kind, for the kinds that its page shows."""
        queries, resolver = self.context.queries, self.context.resolver
        return {
            referrer_kind: resolver.find_views(
                tuple((referrer_kind, referrer_id) for referrer_id in queries.referrer_ids((kind.name, record.id), referrer_kind))
            )
            for referrer_kind in kind.referrers
        }

    def _build_uses(self, record: Record) -> View:
        """Return the records that use a term in the language of the page, per kind: the first ones, and the number of further ones."""
        uses = self.context.queries.term_uses(record.id, self.context.locale.language, MAX_USES)
        groups = tuple(
            View(
                kind=keys[0][0],
                records=self.context.resolver.find_views(keys, Depth.TITLE),
                count=count,
                more_count=count - len(keys),
            )
            for keys, count in uses
        )
        return View(groups=groups, count=sum(count for _, count in uses))

    def _translated_languages(self, kind: Kind, record: Record) -> frozenset[str]:
        """Return the languages into which a record is translated: its title and, if it has prose, its prose too."""
        written = self.context.queries.prose_languages(kind.name, record.id)
        return frozenset(language for language in record.title if not written or language in written)

    def list_banners(self, kind: Kind, record: Record) -> tuple[str, ...]:
        """Return the names of the banners above a record, such as `missing` for a missing translation."""
        language = self.context.locale.language
        conditions = {
            "missing": language not in self._translated_languages(kind, record),
            "stale": language in self.context.queries.stale_languages(kind.name, record.id),
            "sample": record.status == "sample",
            "withdrawn": record.status == "withdrawn",
            "draft": record.status == "draft" and record.publish_from is None,
            "withheld": record.status == "draft" and record.publish_from is not None,
        }
        return tuple(name for name, applies in conditions.items() if applies)

    def _build_redirect(self, kind: Kind, record: Record, former: str) -> PageContent:
        link = self.context.resolver.link_to(f"{kind.name}:{record.id}")
        body, title = View(to=link), link.title
        return PageContent(str(urls.record_url(kind, former)), "pages/moved.html", title, title, body, redirect_to=link.href)


def has_comparison(kind: Kind, queries: Queries) -> bool:
    """Return whether the records of a kind are shown side by side on a page: the kind has such a page, and at least two records."""
    return kind.comparison is not None and len(queries.listed_ids(kind.name)) > 1


def build_comparison_link(kind: Kind, context: LocaleContext) -> Link | None:
    """Return the link to the page that compares the records of a kind; None if there is no such page."""
    if kind.comparison is None or not has_comparison(kind, context.queries):
        return None
    return Link(context.t(f"comparison.{kind.name}.title"), urls.localised_url(context.locale, f"{kind.comparison}/"))
