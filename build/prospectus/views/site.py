"""The values shared by all pages of a locale: name, menu, interface words, feeds and glossary links."""

from __future__ import annotations

from markupsafe import Markup

from prospectus.cache.cache import BuildCache, digest
from prospectus.model import urls
from prospectus.model.branding import ICP_URL, Branding, Filings
from prospectus.model.configuration import Configuration
from prospectus.model.kinds.term import Term
from prospectus.model.registry import KINDS
from prospectus.text.glossary import get_glossary, iter_term_forms
from prospectus.text.markdown import sanitise
from prospectus.views.brand_css import find_brand_css
from prospectus.views.page import GlossaryLinks, SiteView
from prospectus.views.resolver import Resolver
from prospectus.views.sections import build_sections
from prospectus.views.view import Link, View


def build_site_view(resolver: Resolver, url: str, configuration: Configuration, cache: BuildCache) -> SiteView:
    """Return the site view of one locale. `url` ends with a slash. The links of glossary terms are kept in `cache`."""
    site, locale = resolver.queries.site, resolver.locale
    sections = build_sections(resolver)
    brand = site.brand or Branding()
    menu = tuple(Link(section.title, section.href) for section in sections) or _build_menu(resolver)
    feeds = _build_feeds(resolver)
    source_list = resolver.link_to("list:source") if resolver.queries.has_list("source") else None
    footer_links = _build_footer_links(brand, resolver)
    settings = resolver.queries.fingerprint_of(("site_settings", resolver.languages))
    return SiteView(
        fingerprint=digest(locale.tag, settings, menu, sections, feeds, source_list, footer_links),
        name=resolver.localise(site.title),
        tagline=resolver.localise(site.tagline),
        read_description=lambda: resolver.localise(resolver.value_of("site", site.id, "description")),
        disclaimer=resolver.localise(site.disclaimer),
        tag=locale.tag,
        language=locale.language,
        home=urls.localised_url(locale, ""),
        url=url,
        t=resolver.t,
        menu=menu,
        sections=sections,
        feeds=feeds,
        source_list=source_list,
        terms=_cached_terms(resolver, cache),
        offline=site.offline,
        report_to=site.report_to or "",
        edit_base=configuration.edit_base,
        folder_base=configuration.folder_base,
        repository=Link(configuration.repository_name, configuration.repository) if configuration.repository else None,
        copyright=_build_copyright(brand, configuration, resolver),
        social=tuple(View(title=link.title, href=link.url, icon=Markup(link.icon)) for link in configuration.social),  # noqa: S704  (an icon of the theme)
        logo=brand.logo or configuration.logo,
        logo_dark=brand.logo_dark or "",
        favicon=brand.favicon or configuration.favicon,
        brand_css=find_brand_css(site),
        colour=brand.colour or "",
        footer_links=footer_links,
        filings=_build_filings(brand),
        other_hosts=configuration.other_hosts,
        security_contacts=configuration.security_contacts,
        preview=configuration.preview,
    )


def _build_feeds(resolver: Resolver) -> tuple[Link, ...]:
    """Return the links to the feeds of the kinds, without the suffix of the format."""
    return tuple(
        Link(resolver.t(f"list.{kind.name}.title"), urls.localised_url(resolver.locale, f"feeds/{kind.feed}"))
        for kind in KINDS
        if kind.feed and resolver.queries.has_exported(kind.name)
    )


def _build_copyright(brand: Branding, configuration: Configuration, resolver: Resolver) -> str:
    """Return the notice of the footer: that of the brand, else that of `mkdocs.yml`, which is HTML."""
    if brand.copyright is not None:
        return resolver.localise(brand.copyright)
    return Markup(sanitise(configuration.copyright))  # noqa: S704  (sanitised)


def _build_footer_links(brand: Branding, resolver: Resolver) -> tuple[Link, ...]:
    """Return the further links of the footer: to pages, with addresses relative to the site root, then to other sites."""
    pages = (resolver.link_to(target) for target in brand.footer_pages)
    return (*pages, *(Link(resolver.localise(link.title), link.url) for link in brand.footer_links))


def _build_filings(brand: Branding) -> tuple[Link, ...]:
    """Return the filing numbers in mainland China with the official page of each."""
    filings = brand.filings or Filings()
    numbers = ((filings.icp, ICP_URL), (filings.police, filings.police_url))
    return tuple(Link(number, url) for number, url in numbers if number)


def _build_menu(resolver: Resolver) -> tuple[Link, ...]:
    """Return the main menu of a site without sections."""
    return tuple(Link(resolver.localise(item.title), resolver.link_to(item.to).href) for item in resolver.queries.site.menu)


def _cached_terms(resolver: Resolver, cache: BuildCache) -> GlossaryLinks:
    """Return the terms of the glossary, with the addresses of those that are published."""
    terms_fingerprint = resolver.queries.fingerprint_of(("records", "term"))
    return cache.if_changed(f"terms {resolver.locale.tag}", (terms_fingerprint, resolver.locale), lambda: _build_terms(resolver))


def _build_terms(resolver: Resolver) -> GlossaryLinks:
    terms = [term for term in resolver.queries.records("term") if isinstance(term, Term)]
    glossary = get_glossary(tuple(iter_term_forms(terms, resolver.locale.language)))
    addresses = {term.id: resolver.href_of("term", term.id) for term in terms if term.exported}
    explained = frozenset(term.id for term in terms if term.exported and term.short is not None)
    return GlossaryLinks(glossary, addresses, explained, digest(glossary.forms, addresses, sorted(explained)))
