"""The frame around the content of every page: breadcrumbs, links to translations, sources, and their addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from prospectus.model import urls
from prospectus.model.kinds.site import Locale
from prospectus.model.library import RecordKey
from prospectus.model.values.partial_date import PartialDate
from prospectus.query.provenance import Cited
from prospectus.text.chinese_script import script_of
from prospectus.text.dates import Date, format_partial_date
from prospectus.views.page import PAGE, ConversionNote, PageView, SearchCard, SectionView, SiteView
from prospectus.views.record_media import RecordMedia
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.sections import SectionFinder
from prospectus.views.view import Link, View

NOT_FOUND = "404.html"
SHOWN_ANYWHERE = (NOT_FOUND, urls.OFFLINE)
"""Pages that are shown in place of others, at any address; their links start at the root of the server."""
PAGE_CARD = SearchCard(PAGE)


@dataclass(frozen=True, slots=True)
class PageContent:
    """The content of one page, without its frame."""

    local_address: str
    """The address of the page, relative to the folder of the locale."""
    template: str
    title: str
    description: str
    body: View
    crumbs: tuple[Link, ...] = ()
    """The breadcrumbs between the home page and the page itself."""
    cited: Sequence[Cited] = ()
    """The records whose facts the page shows, or their provenance."""
    kind: str = ""
    """The kind that the page shows, by which its section is found; empty for fixed pages."""
    above: str | None = None
    """The address of the page above it, relative to the folder of the locale; None if there is none."""
    languages: frozenset[str] | None = None
    """The languages into which the page is really translated; None for all."""
    banners: tuple[str, ...] = ()
    exported: bool = True
    card: str = urls.SITE_CARD
    """The address of its card picture, relative to the folder of the locale."""
    redirect_to: str = ""
    search_cards: tuple[SearchCard, ...] = (PAGE_CARD,)
    """What search knows of the page, and then of each record at an anchor on it; empty if search does not find the page."""
    about: str | None = None
    """The id of the term that the page defines, or empty; None if terms are not linked on the page."""
    written_in: RecordKey | None = None
    """The record that the page shows, by kind and id; None if it is made from many."""
    edited_in: tuple[str, ...] = ()
    """The files in which a page is edited that is made from many records, or the folder of many files, with a slash at its end.

    They are paths relative to the root.
    """
    media: RecordMedia | None = None
    """The picture and the attachments of that record."""


class PageFrame:
    """Builds the page views of one locale from their content."""

    def __init__(self, resolver: Resolver, site: SiteView) -> None:
        self.locales, self.resolver, self.site = resolver.queries.site.locales, resolver, site
        self.locale = resolver.locale
        self.other_locales = [locale for locale in self.locales if locale != self.locale]
        self._finder = SectionFinder(resolver.queries.site.sections)
        self._sections = {section.id: section for section in site.sections}

    def build_page(self, content: PageContent) -> PageView:
        """Return the complete view of a page."""
        page_address = urls.localised_url(self.locale, content.local_address)
        is_not_found = content.local_address == NOT_FOUND
        section = self._find_section(content)
        translated = [locale for locale in self.locales if content.languages is None or locale.language in content.languages]
        is_indexable = not is_not_found and not content.redirect_to
        as_of, as_of_last = self._as_of_range(content.cited)
        base = _root_path(self.site.url) if content.local_address in SHOWN_ANYWHERE else urls.path_to_root(page_address)
        return PageView(
            address=page_address,
            template=content.template,
            title=content.title,
            description=content.description,
            site=self.site,
            base=base,
            section=section.href if section is not None else self._find_menu_entry(content),
            section_links=self._mark_current(section, content) if section is not None else (),
            crumbs=self._build_crumbs(content, page_address, section) if content.local_address and not is_not_found else (),
            language_links=tuple(self._language_link(locale, content.local_address) for locale in self.other_locales),
            alternates=tuple((locale.tag, self._absolute_url(locale, content.local_address)) for locale in translated)
            if len(translated) > 1 and is_indexable
            else (),
            body=content.body,
            sources=self._build_sources(content.cited),
            as_of=as_of,
            as_of_last=as_of_last,
            reviewed=self._earliest_review(content.cited),
            banners=content.banners,
            indexed=is_indexable and self.locale in translated and content.exported and not self.site.preview,
            updated=_latest_review_day(content.cited),
            redirect_to=content.redirect_to,
            search_cards=content.search_cards if is_indexable else (),
            about=content.about,
            card=urls.localised_url(self.locale, content.card) if self.resolver.queries.site.cards else "",
            card_picture=content.media.build_card() if content.media is not None else None,
            figure=content.media.build_figure(base) if content.media is not None else None,
            downloads=content.media.build_downloads(base) if content.media is not None else (),
            report_url=_fill_report_url(self.site.report_to, self.site.url + page_address, content.title),
            conversion=self._build_conversion_note(content),
            edit_links=self._build_edit_links(content) if self.site.edit_base else (),
        )

    def _build_conversion_note(self, content: PageContent) -> ConversionNote | None:
        """Return the note that a page was converted; None if the record that it shows is written in the language of the page."""
        source = next((locale for locale in self.locales if locale.language == self.locale.converted_from), None)
        if source is None or content.redirect_to or content.local_address in SHOWN_ANYWHERE:
            return None
        if content.written_in and self.locale.language not in self.resolver.queries.converted_languages(*content.written_in):
            return None
        link = replace(self._language_link(source, content.local_address), title=self.site.t("converted.source"))
        return ConversionNote(self.site.t(f"converted.from-{script_of(source.tag) or script_of(source.language)}"), link)

    def _build_edit_links(self, content: PageContent) -> tuple[Link, ...]:
        """Return the links to where the files of a page are edited. Their titles tell the text from the fields of a record with both."""
        if content.written_in is None:
            several = len(content.edited_in) > 1
            links = (self._link_edited(path, several=several) for path in content.edited_in)
            return tuple(link for link in links if link is not None)
        files = self.resolver.queries.source_files(*content.written_in, self.resolver.languages)
        names = ("edit",) if len(files) == 1 else ("edit.text", "edit.fields")
        return tuple(Link(self.site.t(name), self.site.edit_base + quote(path)) for name, path in zip(names, files, strict=False))

    def _link_edited(self, path: str, *, several: bool) -> Link | None:
        """Return the link to a file, or to a folder of files; None for a folder whose address is not known."""
        if path.endswith("/"):
            return Link(self.site.t("edit.folder"), self.site.folder_base + quote(path)) if self.site.folder_base else None
        title = f"{self.site.t('edit')}: {path.rpartition('/')[2]}" if several else self.site.t("edit")
        return Link(title, self.site.edit_base + quote(path))

    def _find_section(self, content: PageContent) -> SectionView | None:
        return self._sections.get(self._finder.find(content.local_address, content.kind, content.above or ""))

    def _find_menu_entry(self, content: PageContent) -> str:
        """Return the address of the entry of the main menu that leads to the page or to the page above it; empty if there is none."""
        entries = {item.href for item in self.site.menu}
        return next((address for address in self._list_addresses(content) if address in entries), "")

    def _mark_current(self, section: SectionView, content: PageContent) -> tuple[Link, ...]:
        """Return the entries of a section, with the page itself as the current one, else the page above it."""
        hrefs = {link.href for link in section.links}
        current = next((address for address in self._list_addresses(content) if address in hrefs), None)
        return tuple(replace(link, current=link.href == current) for link in section.links)

    def _list_addresses(self, content: PageContent) -> list[str]:
        """Return the address of the page, and that of the page above it."""
        return [urls.localised_url(self.locale, url) for url in (content.local_address, content.above) if url]

    def _build_crumbs(self, content: PageContent, page_address: str, section: SectionView | None) -> tuple[Link, ...]:
        """Return the breadcrumbs. The page above a page is left out where another section has it."""
        home, page = Link(self.site.t("home.title"), self.site.home), Link(content.title, page_address, current=True)
        if section is None:
            return (home, *content.crumbs, page)
        between = [crumb for crumb in content.crumbs if self._finder.contains(section.id, self._local(crumb.href))]
        own = () if section.href == page_address else (Link(section.title, section.href),)
        return (home, *own, *between, page)

    def _local(self, address: str) -> str:
        return address.removeprefix(f"{self.locale.path}/") if self.locale.path else address

    def _language_link(self, locale: Locale, local_address: str) -> Link:
        return Link(locale.name, urls.localised_url(locale, "" if local_address == NOT_FOUND else local_address), tag=locale.tag)

    def _absolute_url(self, locale: Locale, local_address: str) -> str:
        return self.site.url + urls.localised_url(locale, local_address)

    def _build_sources(self, cited: Sequence[Cited]) -> tuple[View, ...]:
        """Return the sources of all records. Locations within a source are given only if the page shows a single record."""
        locations_by_source: dict[str, dict[str, None]] = {}
        for record in cited:
            for citation in record.sources:
                locations = locations_by_source.setdefault(citation.source, {})
                if len(cited) == 1 and citation.at:
                    locations.setdefault(citation.at)
        views = (
            (self.resolver.find_view("source", key, Depth.SUMMARY), ", ".join(locations)) for key, locations in locations_by_source.items()
        )
        return tuple(view.with_values(at=location) for view, location in views if view is not None)

    def _as_of_range(self, cited: Sequence[Cited]) -> tuple[Date | None, Date | None]:
        """Return the earliest date as of which the facts hold, and the latest if it differs."""
        dates = sorted({as_of for record in cited for as_of in self._iter_as_of_dates(record)})
        if not dates:
            return None, None
        return format_partial_date(dates[0], self.locale.tag), format_partial_date(dates[-1], self.locale.tag) if len(dates) > 1 else None

    def _iter_as_of_dates(self, record: Cited) -> Iterator[PartialDate]:
        """Yield the as-of date of a record; else the publication dates of its sources; else its review date."""
        if record.as_of is not None:
            yield record.as_of
            return
        dates = (self.resolver.queries.field("source", citation.source, "published") for citation in record.sources)
        published = [published for published in dates if published is not None]
        yield from published or ([record.reviewed] if record.reviewed is not None else [])

    def _earliest_review(self, cited: Sequence[Cited]) -> Date | None:
        dates = [record.reviewed for record in cited if record.reviewed is not None]
        return format_partial_date(min(dates), self.locale.tag) if dates else None


def _fill_report_url(pattern: str, url: str, title: str) -> str:
    """Return the address at which a page is reported. A mail has the title as its subject and the address of the page as its text."""
    if pattern.startswith("mailto:") and "?" not in pattern:
        pattern += "?subject={title}&body={url}"
    return pattern.replace("{url}", quote(url, safe="")).replace("{title}", quote(str.__str__(title), safe=""))


def _root_path(url: str) -> str:
    """Return the path of the site root on its server, without a trailing slash."""
    return "/".join(["", *url.split("/")[3:]]).rstrip("/")


def _latest_review_day(cited: Sequence[Cited]) -> str:
    days = [record.reviewed.first_day for record in cited if record.reviewed is not None]
    return max(days).isoformat() if days else ""
