"""What stands around the content of every page: crumbs, translations, sources, and the addresses of all of them."""

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
    """One page before it is framed."""

    below: str
    """Its address below the folder of the locale."""
    template: str
    title: str
    description: str
    body: View
    crumbs: tuple[Link, ...] = ()
    """Between the home page and the page itself."""
    cited: Sequence[Record] = ()
    """The records whose facts it shows."""
    section: str | None = None
    """The menu entry it belongs to, when that is not itself."""
    languages: frozenset[str] | None = None
    """The languages it is really there in; None for all."""
    bars: tuple[str, ...] = ()
    exported: bool = True
    leads_to: str = ""
    about: str | None = None
    """The term that it defines, or empty; None when it links no terms."""


class Frame:
    """Frames the pages of one locale."""

    def __init__(self, resolver: Resolver, site: SiteView) -> None:
        self.locales, self.resolver, self.site = resolver.reading.site.locales, resolver, site
        self.locale = resolver.locale
        self.others = [each for each in self.locales if each != self.locale]

    def page(self, content: Content) -> PageView:
        """Return the whole view of a page."""
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
        """The sources of all records; the places in them only where the page shows a single record."""
        places: dict[str, dict[str, None]] = {}
        for record in cited:
            for citation in record.sources:
                at = places.setdefault(citation.source, {})
                if len(cited) == 1 and citation.at:
                    at.setdefault(citation.at)
        found = ((self.resolver.record("source", key, BRIEF), ", ".join(at)) for key, at in places.items())
        return tuple(view.having(at=at) for view, at in found if view is not None)

    def _as_of(self, cited: Sequence[Record]) -> tuple[Date | None, Date | None]:
        """The dates for which the facts hold: the earliest, and the latest where that is another."""
        dates = sorted({each for record in cited for each in self._held(record)})
        if not dates:
            return None, None
        return in_words(dates[0], self.locale.tag), in_words(dates[-1], self.locale.tag) if len(dates) > 1 else None

    def _held(self, record: Record) -> Iterator[Moment]:
        """Yield the date for which a record holds; where it does not say, those of its sources, or when they were last looked at."""
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
    """The path of the root of the site on its server, without a slash at the end."""
    return "/".join(["", *url.split("/")[3:]]).rstrip("/")


def _last_review(cited: Sequence[Record]) -> str:
    days = [record.reviewed.first_day for record in cited if record.reviewed is not None]
    return max(days).isoformat() if days else ""
