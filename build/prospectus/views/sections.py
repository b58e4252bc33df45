"""The sections of the site in one locale: their entries, and the section that each page belongs to."""

from __future__ import annotations

from prospectus.model import urls
from prospectus.model.kinds.site import Section
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.views.page import SectionView
from prospectus.views.resolver import Resolver
from prospectus.views.view import Link


def build_sections(resolver: Resolver) -> tuple[SectionView, ...]:
    """Return the sections of the site, in order, with links to their entries."""
    return tuple(_build_section(section, resolver) for section in resolver.queries.site.sections)


def _build_section(section: Section, resolver: Resolver) -> SectionView:
    return SectionView(
        id=section.id,
        title=resolver.localise(section.title),
        href=urls.localised_url(resolver.locale, urls.section_url(section.id)),
        links=tuple(link_entry(target, resolver) for target in section.links),
        feed=urls.localised_url(resolver.locale, f"feeds/{section.id}") if _has_feed(section, resolver) else "",
    )


def _has_feed(section: Section, resolver: Resolver) -> bool:
    """Return whether a section has records for a feed. Feeds of kinds are named like their lists, and so never like a section."""
    return any(resolver.queries.has_exported(kind) for kind in section.kinds if KINDS_BY_NAME[kind].in_section)


def link_entry(target: str, resolver: Resolver) -> Link:
    """Return the link to an entry. The title of a path only names its audience, so the link says that it is a path."""
    link = resolver.link_to(target)
    return Link(resolver.t("path.named", title=link.title), link.href) if target.startswith("path:") else link


class SectionFinder:
    """Finds the section of a page by its address, its kind, or the address of the page above it."""

    def __init__(self, sections: tuple[Section, ...]) -> None:
        self._by_kind: dict[str, str] = {}
        self._by_url: dict[str, str] = {}
        for section in sections:
            self._by_url.setdefault(urls.section_url(section.id), section.id)
            for kind in section.kinds:
                self._by_kind.setdefault(kind, section.id)
            for url in filter(None, map(urls.target_url, section.links)):
                self._by_url.setdefault(url, section.id)

    def find(self, local_address: str, kind: str, above: str) -> str:
        """Return the id of the section of a page; empty if it is in none. Addresses are relative to the folder of the locale."""
        return self._by_url.get(local_address) or self._by_kind.get(kind) or (self._by_url.get(above, "") if above else "")

    def contains(self, section: str, local_address: str) -> bool:
        """Return whether an address may stand in the breadcrumbs of a section: as one of its entries, or an entry of no section."""
        return self._by_url.get(local_address, section) == section
