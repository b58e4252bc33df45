"""Calendars to subscribe to (RFC 5545 and RFC 7986), one for all and one a series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import icalendar

from prospectus.derive.pages import Views
from prospectus.derive.resolve import Resolver
from prospectus.derive.schedule import Occurrence
from prospectus.derive.view import SiteView
from prospectus.model.library import Library
from prospectus.model.series import Series
from prospectus.render.artifact import Artifact

HELD = frozenset({"obligation", "day", "span", "focus", "milestone", "last-trading", "talk"})
"""What a subscriber gets; holidays stand on the pages, since every calendar program has its own."""
REFRESH = timedelta(hours=12)


def calendars(views: Views) -> Iterator[Artifact]:
    """Yield the calendars of every locale."""
    held = [each for each in views.almanac.occurrences if each.sort in HELD and not each.sample]
    by_series: dict[str, list[Occurrence]] = {}
    for each in held:
        if each.of[0] == "series":
            by_series.setdefault(each.of[1], []).append(each)
    for site, resolver in zip(views.sites, views.resolvers, strict=True):
        scribe = _Scribe(views.library, site, resolver, views.almanac.zone)
        yield scribe.calendar("calendar/all.ics", site.name, held)
        for series, occurrences in by_series.items():
            record = views.library.get("series", series)
            if record is not None:
                yield scribe.calendar(f"calendar/series/{series}.ics", scribe.resolver.words(record.title), occurrences)


class _Scribe:
    """Writes calendars in one locale."""

    def __init__(self, library: Library, site: SiteView, resolver: Resolver, zone: ZoneInfo) -> None:
        self.library, self.site, self.resolver, self.zone = library, site, resolver, zone

    def calendar(self, path: str, name: str, occurrences: Iterable[Occurrence]) -> Artifact:
        made = icalendar.Calendar()
        made.add("prodid", f"-//Prospectus//{self.site.tag}")
        made.add("version", "2.0")
        made.add("calscale", "GREGORIAN")
        made.add("name", name)
        made.add("x-wr-calname", name)
        made.add("x-wr-timezone", str(self.zone))
        made.add("description", self.site.description)
        made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT12H")
        made.add("source", self.site.url + self.site.home + path, parameters={"VALUE": "URI"})
        made.add("url", f"{self.site.url}{self.site.home}calendar/", parameters={"VALUE": "URI"})
        events = [self._event(each) for each in occurrences]
        for event in events:
            made.add_component(event)
        if any(isinstance(event.decoded("dtstart"), datetime) for event in events):
            made.add_missing_timezones()
        return Artifact(self.site.home + path, made.to_ical())

    def _event(self, each: Occurrence) -> icalendar.Event:
        event = icalendar.Event()
        institution = self.library.site.institution
        event.add("uid", f"{uuid5(NAMESPACE_URL, f'prospectus:{institution}:{each.uid}')}")
        event.add("dtstamp", self._stamp(each))
        event.add("summary", self._summary(each))
        event.add("dtstart", each.starts.replace(tzinfo=self.zone) if each.starts else each.start)
        if each.ends is not None or each.starts is None:
            event.add("dtend", each.ends.replace(tzinfo=self.zone) if each.ends else each.end)
        event.add("transp", "OPAQUE" if each.sort == "talk" else "TRANSPARENT")
        event.add("categories", [self.site.t(f"sort.{each.sort}")])
        description = self._description(each)
        if description:
            event.add("description", description)
        href = self.resolver.href(*each.of)
        if href:
            event.add("url", self.site.url + href, parameters={"VALUE": "URI"})
        return event

    def _stamp(self, each: Occurrence) -> datetime:
        """The day the record was last reviewed: the same on every machine."""
        record = self.library.get(*each.of)
        day = record.reviewed.first_day if record is not None and record.reviewed is not None else each.start
        return datetime.combine(day, time(), UTC)

    def _summary(self, each: Occurrence) -> str:
        title = self.resolver.words(each.title)
        return self.site.t(f"event.{each.sort}", title=title, mark=each.mark) if self.site.t.has(f"event.{each.sort}") else str(title)

    def _description(self, each: Occurrence) -> str:
        record = self.library.get(*each.of)
        parts = [str(self.resolver.words(record.stated))] if isinstance(record, Series) else []
        if each.sort == "obligation":
            parts.append(self.site.t("event.any-time"))
        if each.sort == "last-trading":
            parts.append(self.site.t("event.derived"))
        if each.due is not None:
            parts.append(self.site.t("event.due", day=each.due.isoformat()))
        return "\n".join(parts)
