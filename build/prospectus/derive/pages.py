"""Every page of the site as a view: the frame, the crumbs, the translations, and the body its template arranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from prospectus.derive.calendar import Almanac, Calendar, almanac
from prospectus.derive.dates import in_words
from prospectus.derive.enrich import ENRICH
from prospectus.derive.figures import FIGURES
from prospectus.derive.prose import Renderer
from prospectus.derive.resolve import BRIEF, NAME, WHOLE, Resolver
from prospectus.derive.schedule import schedule
from prospectus.derive.site import site_view
from prospectus.derive.view import Date, Link, PageView, SiteView, View
from prospectus.load.words import Words
from prospectus.model import address
from prospectus.model.kinds import BY_NAME, KINDS, Kind
from prospectus.model.library import Key, Library
from prospectus.model.record import Record
from prospectus.model.shape import shapes
from prospectus.model.site import Locale
from prospectus.model.year import Year

LATEST = 6
"""How many notices and coming events the home page shows."""


@dataclass(frozen=True)
class Views:
    """Everything that is rendered: pages, and what the machine files are made of."""

    library: Library
    almanac: Almanac
    sites: tuple[SiteView, ...]
    pages: tuple[PageView, ...]
    resolvers: tuple[Resolver, ...]
    """In the order of the locales."""


def derive(library: Library, words: Words, *, url: str, now: datetime) -> Views:
    """Return all views of a library at the time `now`; `url` is the whole address of the site's root."""
    years = [each for each in library.of("year") if isinstance(each, Year)]
    days = almanac(schedule(library), years, library.site.timezone, now)
    renderer = Renderer()
    locales = [Pages(library, days, locale, words, url, renderer) for locale in library.site.locales]
    return Views(library, days, tuple(each.site for each in locales), tuple(page for each in locales for page in each.all()), tuple(each.resolver for each in locales))


class Pages:
    """The pages of one locale."""

    def __init__(self, library: Library, days: Almanac, locale: Locale, words: Words, url: str, renderer: Renderer) -> None:
        self.library, self.locale, self.renderer = library, locale, renderer
        self.resolver = Resolver(library, locale, words)
        self.calendar = Calendar(days, self.resolver)
        self.site = site_view(library, self.resolver, url)
        self.t = self.site.t
        self._around = {kind.name: _neighbours(library.of(kind.name)) for kind in KINDS if kind.page}

    def all(self) -> Iterator[PageView]:
        """Yield every page: home, calendar, lists, records, moved addresses, and the page for what is not found."""
        yield self.home()
        yield self.overview()
        yield from (self.month(year.year, month) for year in self.calendar.almanac.years for month in range(1, 13))
        yield from (self.listing(kind) for kind in KINDS if kind.listing)
        for kind, record in self.library.with_pages():
            yield self.record(kind, record)
            yield from (self.moved(kind, record, former) for former in record.formerly)
        yield self.not_found()

    def home(self) -> PageView:
        """The home page: what is next, this month, the doors, the latest notices, the brands."""
        today = self.calendar.almanac.today
        coming = [each for each in self.calendar.almanac.occurrences if each.start >= today and each.sort in _EVENTS and not each.sample]
        notices = self.library.of("notice")
        body = View(
            coming=tuple(self.calendar.occurrence(each) for each in coming[:LATEST]),
            month=self.calendar.month(today.year, today.month),
            month_link=self.calendar.month_link(today.year, today.month),
            in_calendar=any(year.year == today.year for year in self.calendar.almanac.years),
            notices=self.resolver.records(tuple(("notice", each.id) for each in notices[:LATEST]), WHOLE),
            figure=FIGURES["cases-over-time"](notices, self.resolver),
            brands=self.resolver.records(tuple(("brand", each.id) for each in self.library.of("brand"))),
            doors=tuple(self._door(index) for index in range(len(self.library.site.doors))),
        )
        title, description = self.site.name, self.site.description
        return self._page("", "home.html", title, description, body, crumbs=())

    def _door(self, index: int) -> View:
        door = self.library.site.doors[index]
        links = tuple(self.resolver.link(target) for target in door.to)
        return View(audience=self.resolver.record("audience", door.audience, BRIEF), text=self.resolver.words(door.text), links=links)

    def overview(self) -> PageView:
        """The calendar: every year with its months and what comes round in them."""
        series = self.resolver.records(tuple(("series", each.id) for each in self.library.of("series")))
        body = View(years=self.calendar.years(), series=series, milestones=self._milestones())
        return self._page("calendar/", "calendar.html", self.t("calendar.title"), self.t("calendar.lead"), body, cited=self.library.of("series"))

    def _milestones(self) -> tuple[View, ...]:
        records = self.library.of("milestone")
        views = self.resolver.records(tuple(("milestone", each.id) for each in records))
        return tuple(view.having(occurrences=self.calendar.of(("milestone", view.id))) for view in views)

    def month(self, year: int, month: int) -> PageView:
        """One month: a grid where there is room for it, an agenda everywhere."""
        body = self.calendar.month(year, month)
        title = self.t("month.page", month=body.title)
        crumbs = (Link(self.t("calendar.title"), address.within(self.locale, "calendar/")),)
        found = {each.of for each in self.calendar.almanac.by_month.get((year, month), ())}
        cited = [record for kind, key in sorted(found) if (record := self.library.get(kind, key)) is not None]
        lead = self.t("month.lead", month=body.title)
        return self._page(address.of_month(year, month), "month.html", title, lead, body, crumbs=crumbs, cited=cited, section="calendar/")

    def listing(self, kind: Kind) -> PageView:
        """The list of a kind, in groups where it has them."""
        records = self.library.of(kind.name)
        figure = FIGURES[kind.figure](records, self.resolver) if kind.figure else None
        body = View(kind=kind.name, groups=self.groups(kind), count=len(records), figure=figure, related=self._listing_extra(kind))
        title, lead = self.t(f"list.{kind.name}.title"), self.t(f"list.{kind.name}.lead")
        return self._page(str(address.of_listing(kind)), kind.listing_template, title, lead, body, cited=records, section=_section(kind))

    def _listing_extra(self, kind: Kind) -> tuple[View, ...]:
        """What a list shows beside its own records: the records of the kinds its row names."""
        return tuple(self.whole(name, record) for name in kind.beside for record in self.library.of(name))

    def whole(self, kind: str, record: Record) -> View:
        """Return a record with its occurrences."""
        return self._enriched(kind, record).having(occurrences=self.calendar.of((kind, record.id)))

    def groups(self, kind: Kind, depth: int = WHOLE) -> tuple[View, ...]:
        """Return the records of a kind under the headings of its group field, in the order of the headings."""
        records = self.library.of(kind.name)
        if kind.group is None:
            return (View(heading=None, records=tuple(self._enriched(kind.name, each, depth) for each in records)),)
        of = str(dict(shapes(kind.model))[kind.group].kind)
        under: dict[str, list[Record]] = {}
        for each in records:
            under.setdefault(str(getattr(each, kind.group)), []).append(each)
        return tuple(
            View(heading=self.resolver.record(of, heading.id, BRIEF), records=tuple(self._enriched(kind.name, each, depth) for each in under[heading.id]))
            for heading in self.library.of(of)
            if heading.id in under
        )

    def record(self, kind: Kind, record: Record) -> PageView:
        """The page of one record."""
        key = (kind.name, record.id)
        before, after = self._around[kind.name].get(record.id, (None, None))
        prose, language = self._prose(kind, record)
        body = View(
            record=self._enriched(kind.name, record),
            year=self.calendar.almanac.today.year,
            prose=prose,
            prose_tag="" if language in ("", self.locale.language) else self.resolver.tag_of(language),
            shows=tuple(self._show(target) for target in getattr(record, "shows", ())),
            occurrences=self.calendar.of(key),
            referrers=self._referrers(key),
            previous=self.resolver.record(kind.name, before, NAME) if before else None,
            next=self.resolver.record(kind.name, after, NAME) if after else None,
        )
        title = self.resolver.words(record.title)
        summary = self.resolver.words(record.summary) if record.summary else title
        listing = BY_NAME[kind.section] if kind.section else kind
        up = address.of_listing(kind) or address.of_listing(listing) or "calendar/"
        words = f"list.{kind.name if kind.listing else listing.name}.title" if address.of_listing(listing) else "calendar.title"
        return self._page(
            str(address.of_record(kind, record.id)),
            f"{kind.name}.html",
            title,
            summary,
            body,
            crumbs=(Link(self.t(words), address.within(self.locale, up)),),
            cited=(record,),
            section=_section(kind),
            record=record,
            bars=self._bars(key, record),
        )

    def _enriched(self, kind: str, record: Record, depth: int = WHOLE) -> View:
        view = self.resolver.record(kind, record.id, depth)
        assert view is not None
        return ENRICH[kind](view, record, self.resolver) if kind in ENRICH else view

    def _prose(self, kind: Kind, record: Record) -> tuple[object, str]:
        by_language = self.library.prose.get((kind.name, record.id), {})
        language = next((each for each in self.resolver.languages if each in by_language), "")
        if not language:
            return None, ""
        base = address.up_from(address.within(self.locale, str(address.of_record(kind, record.id))))
        return self.renderer.render(by_language[language], lambda target: f"{base}/{self.resolver.link(target).href}"), language

    def _show(self, target: str) -> View:
        kind, _, key = target.partition(":")
        if kind == "list":
            return View(kind=key, single=None, groups=self.groups(BY_NAME[key]))
        record = self.library.get(kind, key)
        return View(kind=kind, single=self._enriched(kind, record) if record is not None else None, groups=())

    def _referrers(self, key: Key) -> dict[str, tuple[View, ...]]:
        keys: dict[str, list[Key]] = {}
        for each in self.library.referrers.get(key, ()):
            keys.setdefault(each[0], []).append(each)
        order = {kind: {record.id: n for n, record in enumerate(self.library.of(kind))} for kind in keys}
        return {kind: self.resolver.records(tuple(sorted(found, key=lambda k: order[k[0]].get(k[1], 0)))) for kind, found in keys.items()}

    def _bars(self, key: Key, record: Record) -> tuple[str, ...]:
        missing = not self._translated(record, self.locale)
        stale = (*key, self.locale.language) in self.library.stale
        marks = (("missing", missing), ("stale", stale), ("sample", record.status == "sample"), ("withdrawn", record.status == "withdrawn"))
        return tuple(name for name, holds in marks if holds)

    def _translated(self, record: Record, locale: Locale) -> bool:
        kind = next(kind.name for kind in KINDS if kind.model is type(record))
        prose = self.library.prose.get((kind, record.id))
        return locale.language in record.title and (prose is None or locale.language in prose)

    def moved(self, kind: Kind, record: Record, former: str) -> PageView:
        """The page at a former address; it leads to the present one."""
        title = self.resolver.words(record.title)
        to = self.resolver.href(kind.name, record.id)
        return self._page(str(address.of_record(kind, former)), "moved.html", title, title, View(to=Link(title, to)), leads_to=to)

    def not_found(self) -> PageView:
        """The page for an address that does not exist; its links start at the root of the server."""
        body = View(links=self.site.menu)
        return self._page("404.html", "404.html", self.t("not-found.title"), self.t("not-found.lead"), body, crumbs=())

    def _page(
        self,
        below: str,
        template: str,
        title: str,
        description: str,
        body: View,
        *,
        crumbs: tuple[Link, ...] = (),
        cited: Sequence[Record] = (),
        section: str | None = None,
        record: Record | None = None,
        bars: tuple[str, ...] = (),
        leads_to: str = "",
    ) -> PageView:
        here = address.within(self.locale, below)
        lost = below == "404.html"
        real = [each for each in self.library.site.locales if record is None or self._translated(record, each)]
        home = Link(self.t("home.title"), self.site.home)
        return PageView(
            address=here,
            template=template,
            title=title,
            description=description,
            site=self.site,
            base=_root_path(self.site.url) if lost else address.up_from(here),
            section=address.within(self.locale, section if section is not None else below),
            crumbs=(home, *crumbs, Link(title, here, current=True)) if below and not lost else (),
            switch=tuple(self._other(each, below) for each in self.library.site.locales if each != self.locale),
            alternates=tuple((each.tag, self.site.url + address.within(each, below)) for each in real) if len(real) > 1 and not lost and not leads_to else (),
            body=body,
            sources=self._sources(cited),
            as_of=self._oldest_as_of(cited),
            reviewed=self._reviewed(cited),
            bars=bars,
            indexed=not lost and not leads_to and self.locale in real and (record is None or record.exported),
            updated=_iso_day(cited),
            leads_to=leads_to,
        )

    def _other(self, locale: Locale, below: str) -> Link:
        return Link(locale.name, address.within(locale, "" if below == "404.html" else below), tag=locale.tag)

    def _sources(self, cited: Sequence[Record]) -> tuple[View, ...]:
        places: dict[str, dict[str, None]] = {}
        for record in cited:
            for citation in record.sources:
                places.setdefault(citation.source, {})
                if len(cited) == 1 and citation.at:
                    places[citation.source].setdefault(citation.at)
        found = ((self.resolver.record("source", key, BRIEF), ", ".join(at)) for key, at in places.items())
        return tuple(view.having(at=at) for view, at in found if view is not None)

    def _oldest_as_of(self, cited: Sequence[Record]) -> Date | None:
        dates = [record.as_of for record in cited if record.as_of is not None]
        return in_words(min(dates), self.locale.tag) if dates and len(set(dates)) == 1 else None

    def _reviewed(self, cited: Sequence[Record]) -> Date | None:
        dates = [record.reviewed for record in cited if record.reviewed is not None]
        return in_words(min(dates), self.locale.tag) if dates else None



_EVENTS = frozenset({"day", "span", "focus", "milestone", "talk", "last-trading"})


def _section(kind: Kind) -> str:
    listing = BY_NAME[kind.section] if kind.section else kind
    return address.of_listing(listing) or "calendar/"


def _neighbours(records: Sequence[Record]) -> dict[str, tuple[str | None, str | None]]:
    ids: list[str | None] = [None, *(record.id for record in records), None]
    return {str(ids[n]): (ids[n - 1], ids[n + 1]) for n in range(1, len(ids) - 1)}


def _root_path(url: str) -> str:
    return "/" + "/".join(url.split("/")[3:]).rstrip("/") if url.count("/") > 3 else ""


def _iso_day(cited: Sequence[Record]) -> str:
    days = [record.reviewed.first_day for record in cited if record.reviewed is not None]
    return max(days).isoformat() if days else ""
