"""The views of all pages. `build_views` is the pipeline stage; `LocalePages` yields the pages of one locale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from typing import get_args

from prospectus.derive.almanac import almanac
from prospectus.derive.books import BookPlan, Books, Measure
from prospectus.derive.changes import named
from prospectus.derive.desk import Desk
from prospectus.derive.facets import facets
from prospectus.derive.figures import FIGURES
from prospectus.derive.frame import NOT_FOUND, Content
from prospectus.derive.prose import Renderer
from prospectus.derive.reading import Read, Reading
from prospectus.derive.records import Make, RecordPages
from prospectus.derive.resolve import BRIEF, WHOLE
from prospectus.derive.schedule import Sort, schedule
from prospectus.derive.subscribe import ALL
from prospectus.derive.view import Link, PageView, View
from prospectus.load.words import Words
from prospectus.memo import Memo
from prospectus.model import address
from prospectus.model.event import EventType
from prospectus.model.kinds import FAMILIES, KINDS, Kind
from prospectus.model.library import Library
from prospectus.model.moment import Moment
from prospectus.model.record import Record
from prospectus.model.release import Release
from prospectus.model.year import Year

LATEST = 6
"""The number of notices and of upcoming occurrences on the home page."""
PER_PAGE = 200
"""The number of records per page of a list without groups."""
PER_NARROWED_PAGE = 1000
"""The same for a list with facets. Facets filter only the records on the page, so such pages are longer."""
EVENTS: frozenset[Sort] = frozenset({"day", "span", "focus", "milestone", "last-trading", "deadline", *get_args(EventType)})
"""The types of occurrences announced on the home page."""
HELD: frozenset[Sort] = frozenset({"deadline", *get_args(EventType)})
"""The types announced on the calendar overview: those that schedulers enter."""
NEXT = 8
"""The number of upcoming occurrences on the calendar overview."""


@dataclass(frozen=True)
class Plan:
    """A page whose view is built on demand."""

    address: str
    """The address of the page, relative to the site root."""
    desk: Desk
    make: Make

    def page(self) -> tuple[PageView, frozenset[Read]]:
        """Return the view of the page and its dependencies."""
        with self.desk.reading.noted() as reads:
            page = self.desk.frame.page(self.make())
        return page, frozenset(reads)


@dataclass(frozen=True)
class Views:
    """Everything that can be rendered: plans of the pages and books, and the queries and contexts for data files."""

    reading: Reading
    desks: tuple[Desk, ...]
    """One context per locale, in the order of the locales."""
    plans: tuple[Plan, ...]
    books: tuple[BookPlan, ...] = ()

    @cached_property
    def pages(self) -> tuple[PageView, ...]:
        """The views of all pages, built now."""
        return tuple(plan.page()[0] for plan in self.plans)


def derive(library: Library, words: Words, *, url: str, now: datetime, measure: Measure, memo: Memo | None = None) -> Views:
    """Return all views of a library at the time `now`.

    `url` is the absolute URL of the site root. `book_size` returns the size of a book in bytes.
    """
    years = [each for each in library.of("year") if isinstance(each, Year)]
    shelf: dict[str, BookPlan] = {}
    found = almanac(schedule(library, memo), years, library.site.timezone, now, memo)
    reading = Reading(library, found, lambda path: measure(shelf[path]) if path in shelf else 0)
    kept = memo or Memo()
    renderer = Renderer(kept)
    desks = tuple(Desk(reading, locale, words, url, renderer, kept) for locale in library.site.locales)
    plans = tuple(Plan(address.within(desk.locale, below), desk, make) for desk in desks for below, make in Pages(desk).all())
    shelf.update({book.path: book for desk in desks for book in Books(desk).all()})
    return Views(reading, desks, plans, tuple(shelf.values()))


class Pages:
    """Yields the pages of one locale."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.reading, self.t = desk, desk.reading, desk.t

    def all(self) -> Iterator[tuple[str, Make]]:
        """Yield the address and content factory of every page: home, calendar, lists, records, and the page for unknown addresses."""
        yield "", self._home
        yield "calendar/", self._overview
        for year in self.desk.calendar.years:
            for month in range(1, 13):
                yield address.of_month(year.year, month), partial(self._month, year.year, month)
        for kind in KINDS:
            if kind.listing and not (kind.unless_empty and not self.reading.ids(kind.name)):
                yield from self._listings(kind)
        yield from RecordPages(self.desk).all()
        yield NOT_FOUND, self._not_found

    def _home(self) -> Content:
        """Return the home page: upcoming occurrences, this month, the entries per audience, the latest notices and the brands."""
        calendar, resolver = self.desk.calendar, self.desk.resolver
        today = self.reading.today
        notices = self.reading.all("notice")
        body = View(
            coming=tuple(calendar.occurrence(each) for each in self.reading.coming(EVENTS, LATEST)),
            month=calendar.month(today.year, today.month),
            month_link=calendar.month_link(today.year, today.month),
            in_calendar=any(year.year == today.year for year in calendar.years),
            notices=tuple(resolver.view_of("notice", each, WHOLE) for each in notices[:LATEST]),
            brands=tuple(resolver.view_of("brand", each, BRIEF) for each in self.reading.all("brand")),
            doors=tuple(self._door(index) for index in range(len(self.reading.site.doors))),
        )
        return Content("", "home.html", self.desk.site.name, self.desk.site.description, body, cited=(self.reading.site,))

    def _door(self, index: int) -> View:
        door, resolver = self.reading.site.doors[index], self.desk.resolver
        links = tuple(self._way(target) for target in door.to)
        return View(audience=resolver.record("audience", door.audience, BRIEF), text=resolver.words(door.text), links=links)

    def _way(self, target: str) -> Link:
        """Return the link of an entry on the home page. The title of a path only names its audience, so the link says that it is a path."""
        link = self.desk.resolver.link(target)
        return replace(link, title=self.t("path.named", title=link.title)) if target.startswith("path:") else link

    def _overview(self) -> Content:
        """Return the calendar overview: every year with its months, the series, upcoming occurrences and milestones."""
        series = self.reading.all("series")
        body = View(
            years=self.desk.calendar.overview(),
            series=tuple(self.desk.resolver.view_of("series", each, BRIEF) for each in series),
            coming=tuple(self.desk.calendar.occurrence(each) for each in self.reading.coming(HELD, NEXT)),
            subscribe=self.desk.subscribe.all(address.within(self.desk.locale, "calendar/")),
            milestones=tuple(self._milestone(each) for each in self.reading.all("milestone")),
        )
        return Content("calendar/", "calendar.html", self.t("calendar.title"), self.t("calendar.lead"), body, cited=series)

    def _milestone(self, record: Record) -> View:
        return self.desk.view("milestone", record).having(occurrences=self.desk.calendar.of(("milestone", record.id)))

    def _month(self, year: int, month: int) -> Content:
        """Return the page of one month: an agenda, and a grid where the screen is wide enough."""
        here = address.within(self.desk.locale, address.of_month(year, month))
        body = self.desk.calendar.month(year, month).having(
            release=self._release(year, month), subscribe=self.desk.subscribe.panel(here, ALL)
        )
        found = {each.of for each in self.reading.occurrences_in(year, month)}
        return Content(
            address.of_month(year, month),
            "month.html",
            self.t("month.page", month=body.title),
            self.t("month.lead", month=body.title),
            body,
            crumbs=(self.desk.resolver.link("page:calendar"),),
            cited=[record for kind, key in sorted(found) if (record := self.reading.record(kind, key)) is not None],
            section="calendar/",
        )

    def _release(self, year: int, month: int) -> View | None:
        """Return the latest release of a month, and whether the month has changed since; None if it has no release."""
        found = self.reading.release_of(Moment.parse(f"{year:04}-{month:02}"))
        record = self.reading.record("release", found[0]) if found is not None else None
        return named(record, self.desk.resolver).having(changed=found[1]) if found is not None and isinstance(record, Release) else None

    def _listings(self, kind: Kind) -> Iterator[tuple[str, Make]]:
        """Yield the list pages of a kind. A long list without groups is split into several pages."""
        ids = self.reading.ids(kind.name)
        length = max(len(ids), 1) if kind.group else kind.per_page or (PER_NARROWED_PAGE if kind.facets else PER_PAGE)
        chunks = [ids[at : at + length] for at in range(0, len(ids), length)] or [()]
        for number, chunk in enumerate(chunks, 1):
            yield address.of_list_page(kind, number), partial(self._listing, kind, chunk, number, len(chunks))

    def _listing(self, kind: Kind, ids: Sequence[str], number: int, last: int) -> Content:
        """Return one page of the list of a kind, in groups if the kind has them."""
        every = self.reading.ids(kind.name)
        records = [record for key in ids if (record := self.reading.record(kind.name, key)) is not None]
        body = View(
            kind=kind.name,
            groups=self.desk.groups(kind, records),
            count=len(every),
            number=number,
            facets=facets(kind, records, self.desk.resolver),
            family=self._family(kind),
            figure=FIGURES[kind.figure](self.reading.all(kind.name), self.desk.resolver) if kind.figure else None,
            related=tuple(
                self.desk.view(name, each) for name, flag in kind.beside for each in self.reading.all(name) if getattr(each, flag)
            ),
            previous=self._list_page(kind, number - 1) if number > 1 else None,
            next=self._list_page(kind, number + 1) if number < last else None,
        )
        title, lead = self.t(f"list.{kind.name}.title"), self.t(f"list.{kind.name}.lead")
        numbered = title if number == 1 else f"{title} · {self.t('list.page', n=number)}"
        below = address.of_list_page(kind, number)
        return Content(
            below,
            kind.listing_template,
            numbered,
            lead,
            body,
            cited=records or (self.reading.site,),
            section=address.of_section(kind) or "calendar/",
            about="" if kind.page is None and kind.terms == "used" else None,  # records with pages have their terms linked there
        )

    def _family(self, kind: Kind) -> tuple[Link, ...]:
        """Return links to the non-empty lists of the same family, including this list."""
        names = next((each for each in FAMILIES if kind.name in each), ())
        found = (name for name in names if name == kind.name or self.reading.ids(name))
        return tuple(replace(self.desk.resolver.link(f"list:{name}"), current=name == kind.name) for name in found)

    def _list_page(self, kind: Kind, number: int) -> Link:
        return Link(self.t("list.page", n=number), address.within(self.desk.locale, address.of_list_page(kind, number)))

    def _not_found(self) -> Content:
        """Return the page for unknown addresses. Its links start at the root of the server."""
        return Content(NOT_FOUND, "404.html", self.t("not-found.title"), self.t("not-found.lead"), View(links=self.desk.site.menu))
