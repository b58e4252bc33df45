"""The pages of the sections: each entry as a card, with what is behind it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from prospectus.model import urls
from prospectus.model.kinds.site import Section
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.views.locale_views import LocaleContext
from prospectus.views.page_frame import PageContent
from prospectus.views.page_plans import ContentFactory
from prospectus.views.resolver import Depth
from prospectus.views.sections import link_entry
from prospectus.views.view import Link, View

FULL_LIST_LIMIT = 6
"""The number of records up to which a card names all records of a list."""


class SectionPages:
    """Yields the pages of the sections of one locale."""

    def __init__(self, context: LocaleContext) -> None:
        self.context, self.queries, self.resolver = context, context.queries, context.resolver

    def iter_pages(self) -> Iterator[tuple[str, ContentFactory]]:
        """Yield the address and content factory of the page of every section."""
        for position, section in enumerate(self.queries.site.sections):
            yield urls.section_url(section.id), partial(self._build_page, position)

    def _build_page(self, position: int) -> PageContent:
        section: Section = self.resolver.value_of("site", self.queries.site.id, "sections")[position]
        title = self.resolver.localise(section.title)
        cards = tuple(self._build_card(target) for target in section.links)
        summary = self.resolver.localise(section.summary) if section.summary else ""
        description = summary or self.context.t("section.lead", titles=self.context.t("list.comma").join(card.title for card in cards))
        body = View(summary=summary, cards=cards)
        site = self.queries.site
        files = self.queries.source_files("site", site.id, self.resolver.languages) if self.context.site.edit_base else ()
        address = urls.section_url(section.id)
        return PageContent(address, "pages/section.html", title, description, body, cited=self.context.cite_site(), edited_in=files)

    def _build_card(self, target: str) -> View:
        """Return the card of an entry: its title and text, and for a list its size, its newest record, or all records of a short one."""
        kind, _, key = target.partition(":")
        link = link_entry(target, self.resolver)
        card = View(title=link.title, href=link.href, text="", count=None, newest=None, links=(), upcoming=None)
        if target in urls.FIXED_PAGES:
            return self._extend_page_card(card, key)
        if kind == "list":
            return self._extend_list_card(card, key)
        summary = self.resolver.value_of(kind, key, "summary")
        return card.with_values(text=self.resolver.localise(summary)) if summary is not None else card

    def _extend_page_card(self, card: View, page: str) -> View:
        """Return the card of a fixed page, and for the calendar the next occurrence."""
        upcoming = self.context.calendar.build_next() if page == "calendar" else None
        text = self.context.t(f"{page}.lead") if self.context.t.has(f"{page}.lead") else ""
        return card.with_values(text=text, upcoming=upcoming)

    def _extend_list_card(self, card: View, name: str) -> View:
        kind, keys = KINDS_BY_NAME[name], self.queries.listed_keys(name)
        shown = keys[:1] if kind.newest_first else keys if len(keys) <= FULL_LIST_LIMIT else ()
        views = self.resolver.find_views(shown, Depth.TITLE)
        links = tuple(Link(view.title, view.href) for view in views if view.status == "published")
        return card.with_values(
            text=self.context.t(f"list.{name}.lead"),
            count=self.queries.count_exported(name),
            newest=links[0] if kind.newest_first and links else None,
            links=() if kind.newest_first else links,
        )
