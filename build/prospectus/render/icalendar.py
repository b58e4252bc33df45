"""iCalendar files to subscribe to (RFC 5545, RFC 7986): one for all events, one per series, audience, product, language and event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

import icalendar

from prospectus.crew import Crew
from prospectus.derive.desk import Desk
from prospectus.derive.pages import Views
from prospectus.derive.schedule import Occurrence
from prospectus.derive.subjects import KIND_OF, held, subjects
from prospectus.memo import Memo
from prospectus.model import address
from prospectus.model.kinds import EVENTS
from prospectus.model.library import Library
from prospectus.model.record import Record
from prospectus.render.artifact import Artifact
from prospectus.render.content_line import LINE, folded, text
from prospectus.render.entry import Entries, Prints

REFRESH = timedelta(hours=12)
PORTION = 200
"""The number of VEVENTs in a chunk for a worker process."""
END = b"END:VCALENDAR\r\n"
Sorted = dict[tuple[str, str], list[Occurrence]]
"""Occurrences by subscription, such as `("audience", ID)`."""


def calendars(views: Views, memo: Memo, crew: Crew) -> Iterator[Artifact]:
    """Yield the calendars of every locale. A VEVENT is written again only when its content has changed."""
    every = [each for each in views.reading.almanac.occurrences if held(each)]
    prints = Prints(views.reading)
    told = dict(zip([each.uid for each in every], memo.each("told", every, prints.of, prints.ground), strict=True))
    found = _sorted(views.reading.library, every, prints.ground, memo)
    for desk in views.desks:
        entries = Entries(desk)
        scribe = _Scribe(desk, memo, _written(entries, every, told, memo, crew))
        yield scribe.calendar(address.of_calendar(), desk.site.name, every)
        for (what, key), occurrences in found.items():
            name = _name(desk, what, key)
            if name:
                yield scribe.calendar(address.of_calendar(what, key), name, occurrences)
        yield from scribe.alone((entries.ground, prints.ground))


def month_calendar(desk: Desk, year: int, month: int, name: str) -> bytes:
    """Return the calendar of one month, for a single import. It has no SOURCE property, because it is not kept up to date."""
    found = [each for each in desk.reading.occurrences_in(year, month) if held(each)]
    entries = Entries(desk)
    return _Scribe(desk, Memo(), {each.uid: entries.made(each) for each in found}).calendar("", name, found).body


def _written(entries: Entries, every: Sequence[Occurrence], told: Mapping[str, str], memo: Memo, crew: Crew) -> dict[str, bytes]:
    """Return the VEVENTs of one locale by UID. `fingerprints` has the fingerprint of each occurrence, by UID as well."""
    keys = {uid: f"{entries.ground} {print_}" for uid, print_ in told.items()}
    found: dict[str, Any] = {uid: memo.found("event", key) for uid, key in keys.items()}
    missing = [each for each in every if found[each.uid] is None]
    made = {each.uid: body for each, body in crew.each(entries.made, missing, PORTION)}
    memo.add({("event", keys[uid]): body for uid, body in made.items()})
    return found | made


def _sorted(library: Library, every: Sequence[Occurrence], ground: object, memo: Memo) -> Sorted:
    """Return the occurrences of each calendar except the one for all events and those of single events."""
    found: Sorted = {}
    for each, belongs in zip(every, memo.each("subjects", every, lambda each: tuple(subjects(library, each)), ground), strict=True):
        for at in belongs:
            found.setdefault(at, []).append(each)
    return found


def _name(desk: Desk, what: str, key: str) -> str:
    """Return the title of a calendar; an empty string if its record does not exist."""
    if what == "language":
        words = desk.t(f"language.{key}") if desk.t.has(f"language.{key}") else key
        return f"{desk.site.name} · {words}"
    record = desk.reading.library.get(KIND_OF[what], key)
    title = str.__str__(desk.resolver.words(record.title)) if record is not None else ""
    return title if what == "series" or not title else f"{desk.site.name} · {title}"


@cache
def _zone(name: str, first: int, last: int) -> bytes:
    """Return the VTIMEZONE of a zone for whole years, both inclusive. For a single day the icalendar library would write an empty one."""
    zone: bytes = icalendar.Timezone.from_tzid(name, first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1)).to_ical()
    return zone


class _Scribe:
    """Writes the calendars of one locale."""

    def __init__(self, desk: Desk, memo: Memo, entries: Mapping[str, bytes]) -> None:
        self.reading, self.resolver, self.site = desk.reading, desk.resolver, desk.site
        self.memo, self.entries = memo, entries
        self.zone = str(desk.reading.almanac.zone)
        self._frame = self._head()

    def calendar(self, path: str, name: str, occurrences: Sequence[Occurrence]) -> Artifact:
        """Return a calendar. If no VEVENT of it has changed, this is the file of the last build in this process."""
        at, entries = self.site.home + path, [self.entries[each.uid] for each in occurrences]
        return self.memo.same(f"calendar {at}", (self._frame, name, entries), lambda: self._made(at, path, name, occurrences))

    def alone(self, ground: object) -> Iterator[Artifact]:
        """Yield one calendar per event; there are thousands. `inputs` is what VEVENTs depend on besides their own records."""
        for kind in EVENTS:
            events, every = self.reading.library.of(kind), (self._frame, ground)
            yield from filter(None, self.memo.each(f"alone {self.site.home} {kind}", events, partial(self._alone, kind), every))

    def _alone(self, kind: str, event: Record) -> Artifact | None:
        found = [each for each in self.reading.almanac.by_record.get((kind, event.id), ()) if held(each)]
        path = address.of_calendar(kind, event.id)
        return self._made(self.site.home + path, path, str.__str__(self.resolver.words(event.title)), found) if found else None

    def _made(self, at: str, path: str, name: str, occurrences: Sequence[Occurrence]) -> Artifact:
        timed = [each.start.year for each in occurrences if each.starts]
        zone = _zone(self.zone, min(timed), max(timed)) if timed else b""
        entries = [self.entries[each.uid] for each in occurrences]
        return Artifact(at, b"".join([self._frame, *self._own(path, name), zone, *entries, END]))

    def _head(self) -> bytes:
        """Return the lines with which all calendars of the locale begin."""
        made = icalendar.Calendar()
        made.add("prodid", f"-//Prospectus//{self.site.tag}")
        made.add("version", "2.0")
        made.add("calscale", "GREGORIAN")
        made.add("x-wr-timezone", self.zone)
        made.add("description", self.site.description)
        made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT12H")
        made.add("url", f"{self.site.url}{self.site.home}calendar/", parameters={"VALUE": "URI"})
        head: bytes = made.to_ical()
        return head.removesuffix(END)

    def _own(self, path: str, name: str) -> Iterator[bytes]:
        """Yield the lines that differ between calendars: the name (NAME of RFC 7986 and X-WR-CALNAME) and, if there is a path, SOURCE."""
        words = text(name)
        source = (f"SOURCE;VALUE=URI:{self.site.url}{self.site.home}{path}",) if path else ()
        for line in (f"NAME:{words}", f"X-WR-CALNAME:{words}", *source):
            yield folded(line, LINE)
