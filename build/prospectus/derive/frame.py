"""The frame around the content of every page: breadcrumbs, links to translations, sources, and their addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prospectus.derive.dates import in_words
from prospectus.derive.resolve import BRIEF, Resolver
from prospectus.derive.view import Date, Link, PageView, SiteView, View
from prospectus.model import address
from prospectus.model.moment import Moment
from prospectus.model.record import Record
from prospectus.model.site import Locale
from prospectus.model.source import Source

NOT_FOUND = "404.html"


@dataclass(frozen=True, slots=True)
class Content:
    """The content of one page, without its frame."""

    below: str
    """The address of the page, relative to the folder of the locale."""
    template: str
    title: str
    description: str
    body: View
    crumbs: tuple[Link, ...] = ()
    """The breadcrumbs between the home page and the page itself."""
    cited: Sequence[Record] = ()
    """The records whose facts the page shows."""
    section: str | None = None
    """The address of the menu entry that the page belongs to; None if it is the page itself."""
    languages: frozenset[str] | None = None
    """The languages into which the page is really translated; None for all."""
    bars: tuple[str, ...] = ()
    exported: bool = True
    leads_to: str = ""
    about: str | None = None
    """The id of the term that the page defines, or empty; None if terms are not linked on the page."""


class Frame:
    """Builds the page views of one locale from their content."""

    def __init__(self, resolver: Resolver, site: SiteView) -> None:
        self.locales, self.resolver, self.site = resolver.reading.site.locales, resolver, site
        self.locale = resolver.locale
        self.others = [each for each in self.locales if each != self.locale]

    def page(self, content: Content) -> PageView:
        """Return the complete view of a page."""
        here = address.within(self.locale, content.below)
        lost = content.below == NOT_FOUND
        real = [each for each in self.locales if content.languages is None or each.language in content.languages]
        findable = not lost and not content.leads_to
        as_of, as_of_last = self._as_of(content.cited)
        return PageView(
            address=here,
            template=content.template,
            title=content.title,
            description=content.description,
            site=self.site,
            base=_path_of(self.site.url) if lost else address.up_from(here),
            section=address.within(self.locale, content.below if content.section is None else content.section),
            crumbs=self._crumbs(content, here) if content.below and not lost else (),
            switch=tuple(self._other(each, content.below) for each in self.others),
            alternates=tuple((each.tag, self._url(each, content.below)) for each in real) if len(real) > 1 and findable else (),
            body=content.body,
            sources=self._sources(content.cited),
            as_of=as_of,
            as_of_last=as_of_last,
            reviewed=self._reviewed(content.cited),
            bars=content.bars,
            indexed=findable and self.locale in real and content.exported,
            updated=_last_review(content.cited),
            leads_to=content.leads_to,
            about=content.about,
        )

    def _crumbs(self, content: Content, here: str) -> tuple[Link, ...]:
        home = Link(self.site.t("home.title"), self.site.home)
        return (home, *content.crumbs, Link(content.title, here, current=True))

    def _other(self, locale: Locale, below: str) -> Link:
        return Link(locale.name, address.within(locale, "" if below == NOT_FOUND else below), tag=locale.tag)

    def _url(self, locale: Locale, below: str) -> str:
        return self.site.url + address.within(locale, below)

    def _sources(self, cited: Sequence[Record]) -> tuple[View, ...]:
        """Return the sources of all records. Locations within a source are given only if the page shows a single record."""
        places: dict[str, dict[str, None]] = {}
        for record in cited:
            for citation in record.sources:
                at = places.setdefault(citation.source, {})
                if len(cited) == 1 and citation.at:
                    at.setdefault(citation.at)
        found = ((self.resolver.record("source", key, BRIEF), ", ".join(at)) for key, at in places.items())
        return tuple(view.having(at=at) for view, at in found if view is not None)

    def _as_of(self, cited: Sequence[Record]) -> tuple[Date | None, Date | None]:
        """Return the earliest date as of which the facts hold, and the latest if it differs."""
        dates = sorted({each for record in cited for each in self._held(record)})
        if not dates:
            return None, None
        return in_words(dates[0], self.locale.tag), in_words(dates[-1], self.locale.tag) if len(dates) > 1 else None

    def _held(self, record: Record) -> Iterator[Moment]:
        """Yield the as-of date of a record; else the publication dates of its sources; else its review date."""
        if record.as_of is not None:
            yield record.as_of
            return
        sources = (self.resolver.reading.record("source", each.source) for each in record.sources)
        published = [each.published for each in sources if isinstance(each, Source) and each.published is not None]
        yield from published or ([record.reviewed] if record.reviewed is not None else [])

    def _reviewed(self, cited: Sequence[Record]) -> Date | None:
        dates = [record.reviewed for record in cited if record.reviewed is not None]
        return in_words(min(dates), self.locale.tag) if dates else None


def _path_of(url: str) -> str:
    """Return the path of the site root on its server, without a trailing slash."""
    return "/".join(["", *url.split("/")[3:]]).rstrip("/")


def _last_review(cited: Sequence[Record]) -> str:
    days = [record.reviewed.first_day for record in cited if record.reviewed is not None]
    return max(days).isoformat() if days else ""
