"""Every page of the site as a view. `derive` is the stage; `Pages` lists what one locale has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prospectus.derive.calendar import Almanac, almanac
from prospectus.derive.desk import Desk
from prospectus.derive.figures import FIGURES
from prospectus.derive.frame import NOT_FOUND, Content
from prospectus.derive.prose import Renderer
from prospectus.derive.records import RecordPages
from prospectus.derive.resolve import BRIEF, WHOLE, Resolver
from prospectus.derive.schedule import Sort, schedule
from prospectus.derive.view import PageView, SiteView, View
from prospectus.load.words import Words
from prospectus.model import address
from prospectus.model.kinds import BY_NAME, KINDS, Kind
from prospectus.model.library import Library
from prospectus.model.year import Year

LATEST = 6
"""How many notices and coming events the home page shows."""
EVENTS: frozenset[Sort] = frozenset({"day", "span", "focus", "milestone", "talk", "last-trading"})
"""What the home page announces."""


@dataclass(frozen=True, slots=True)
class Views:
    """Everything that is rendered: pages, and what the machine files are made of."""

    library: Library
    almanac: Almanac
    sites: tuple[SiteView, ...]
    """In the order of the locales."""
    pages: tuple[PageView, ...]
    resolvers: tuple[Resolver, ...]
    """In the order of the locales."""


def derive(library: Library, words: Words, *, url: str, now: datetime) -> Views:
    """Return all views of a library at the time `now`; `url` is the whole address of the site's root."""
    years = [each for each in library.of("year") if isinstance(each, Year)]
    days = almanac(schedule(library), years, library.site.timezone, now)
    renderer = Renderer()
    desks = [Desk(library, days, locale, words, url, renderer) for locale in library.site.locales]
    pages = tuple(page for desk in desks for page in Pages(desk).all())
    return Views(library, days, tuple(desk.site for desk in desks), pages, tuple(desk.resolver for desk in desks))


class Pages:
    """The pages of one locale."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.library, self.t = desk, desk.library, desk.t

    def all(self) -> Iterator[PageView]:
        """Yield every page: home, calendar, lists, records, and the page for what is not found."""
        frame = self.desk.frame.page
        yield frame(self._home())
        yield frame(self._overview())
        yield from (frame(self._month(year.year, month)) for year in self.desk.calendar.almanac.years for month in range(1, 13))
        yield from (frame(self._listing(kind)) for kind in KINDS if kind.listing)
        yield from RecordPages(self.desk).all()
        yield frame(self._not_found())

    def _home(self) -> Content:
        """What is next, this month, the doors, the latest notices, the brands."""
        calendar, resolver = self.desk.calendar, self.desk.resolver
        today = calendar.almanac.today
        coming = [each for each in calendar.almanac.occurrences if each.start >= today and each.sort in EVENTS and not each.sample]
        notices = self.library.of("notice")
        body = View(
            coming=tuple(calendar.occurrence(each) for each in coming[:LATEST]),
            month=calendar.month(today.year, today.month),
            month_link=calendar.month_link(today.year, today.month),
            in_calendar=any(year.year == today.year for year in calendar.almanac.years),
            notices=tuple(resolver.view_of("notice", each, WHOLE) for each in notices[:LATEST]),
            brands=tuple(resolver.view_of("brand", each, BRIEF) for each in self.library.of("brand")),
            doors=tuple(self._door(index) for index in range(len(self.library.site.doors))),
        )
        return Content("", "home.html", self.desk.site.name, self.desk.site.description, body)

    def _door(self, index: int) -> View:
        door, resolver = self.library.site.doors[index], self.desk.resolver
        links = tuple(resolver.link(target) for target in door.to)
        return View(audience=resolver.record("audience", door.audience, BRIEF), text=resolver.words(door.text), links=links)

    def _overview(self) -> Content:
        """Every year with its months, and what comes round in them."""
        series = self.library.of("series")
        body = View(
            years=self.desk.calendar.years(),
            series=tuple(self.desk.resolver.view_of("series", each, BRIEF) for each in series),
            milestones=tuple(self._with_occurrences("milestone", each.id) for each in self.library.of("milestone")),
        )
        return Content("calendar/", "calendar.html", self.t("calendar.title"), self.t("calendar.lead"), body, cited=series)

    def _with_occurrences(self, kind: str, key: str) -> View:
        record = self.library.records[kind][key]
        return self.desk.view(kind, record).having(occurrences=self.desk.calendar.of((kind, key)))

    def _month(self, year: int, month: int) -> Content:
        """One month: a grid where there is room for it, an agenda everywhere."""
        body = self.desk.calendar.month(year, month)
        found = {each.of for each in self.desk.calendar.almanac.by_month.get((year, month), ())}
        return Content(
            address.of_month(year, month),
            "month.html",
            self.t("month.page", month=body.title),
            self.t("month.lead", month=body.title),
            body,
            crumbs=(self.desk.resolver.link("page:calendar"),),
            cited=[record for kind, key in sorted(found) if (record := self.library.get(kind, key)) is not None],
            section="calendar/",
        )

    def _listing(self, kind: Kind) -> Content:
        """The list of a kind, in groups where it has them."""
        records = self.library.of(kind.name)
        body = View(
            kind=kind.name,
            groups=self.desk.groups(kind),
            count=len(records),
            figure=FIGURES[kind.figure](records, self.desk.resolver) if kind.figure else None,
            related=tuple(
                self._with_occurrences(name, each.id) for name, flag in kind.beside for each in self.library.of(name) if getattr(each, flag)
            ),
        )
        section = address.of_listing(BY_NAME[kind.section]) if kind.section else None
        title, lead = self.t(f"list.{kind.name}.title"), self.t(f"list.{kind.name}.lead")
        return Content(str(address.of_listing(kind)), kind.listing_template, title, lead, body, cited=records, section=section)

    def _not_found(self) -> Content:
        """The page for an address that does not exist; its links start at the root of the server."""
        return Content(NOT_FOUND, "404.html", self.t("not-found.title"), self.t("not-found.lead"), View(links=self.desk.site.menu))
