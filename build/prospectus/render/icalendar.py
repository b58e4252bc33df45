"""Calendars to subscribe to (RFC 5545 and RFC 7986): one for all, one a series, audience, product and language, and one an event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import get_args

import icalendar
from icalendar.parser import Contentline

from prospectus.derive.desk import Desk
from prospectus.derive.pages import Views
from prospectus.derive.schedule import EventType, Occurrence
from prospectus.memo import Memo
from prospectus.model.contract import Contract
from prospectus.model.event import Event
from prospectus.model.library import Library
from prospectus.model.reference import ID
from prospectus.model.series import Series
from prospectus.render.artifact import Artifact
from prospectus.render.entry import Entries, file_of

HELD = frozenset({"obligation", "day", "span", "focus", "milestone", "last-trading", "deadline", *get_args(EventType)})
"""What a subscriber gets; holidays stand on the pages, since every calendar program has its own."""
REFRESH = timedelta(hours=12)
END = b"END:VCALENDAR\r\n"
BY_RECORD = {"series": "series", "audience": "audience", "product": "contract"}
"""The calendars that are called after a record, and its kind."""
Sorted = dict[tuple[str, str], list[Occurrence]]
"""Occurrences by what they are subscribed to with: `("audience", ID)`."""


def calendars(views: Views, memo: Memo) -> Iterator[Artifact]:
    """Yield the calendars of every locale; an entry is written anew only when what it says has changed."""
    held = [each for each in views.reading.almanac.occurrences if each.sort in HELD and not each.sample]
    found, alone = _sorted(views.reading.library, held)
    for desk in views.desks:
        scribe = _Scribe(desk, memo)
        yield scribe.calendar("calendar/all.ics", desk.site.name, held)
        for (what, key), occurrences in found.items():
            name = _name(desk, what, key)
            if name:
                yield scribe.calendar(f"calendar/{what}/{key}.ics", name, occurrences)
        for path, occurrences in alone.items():
            record = views.reading.library.get(*occurrences[0].of)
            if record is not None:
                yield scribe.calendar(path, str.__str__(desk.resolver.words(record.title)), occurrences)


def month_calendar(desk: Desk, year: int, month: int, name: str) -> bytes:
    """Return what a month holds, as a file to import once: it says nowhere that it is kept up to date, since it is not."""
    held = [each for each in desk.reading.occurrences_in(year, month) if each.sort in HELD and not each.sample]
    return _Scribe(desk, Memo()).calendar("", name, held).body


def _sorted(library: Library, held: Sequence[Occurrence]) -> tuple[Sorted, dict[str, list[Occurrence]]]:
    """Return the occurrences of each calendar, and those of each event by the path of its own."""
    found: Sorted = {}
    alone: dict[str, list[Occurrence]] = {}
    for each in held:
        for at in _subjects(library, each):
            found.setdefault(at, []).append(each)
        path = file_of(each) if isinstance(library.get(*each.of), Event) else None
        if path is not None:
            alone.setdefault(path, []).append(each)
    return found, alone


def _subjects(library: Library, each: Occurrence) -> Iterator[tuple[str, str]]:
    """Yield what an occurrence can be subscribed to with; what an event does not say of itself, its series says."""
    record = library.get(*each.of)
    event = record if isinstance(record, Event) else None
    series = library.get("series", event.series) if event is not None and event.series else record
    series = series if isinstance(series, Series) else None
    if series is not None:
        yield "series", series.id
    for audience in (event and event.audiences) or (series.audiences if series is not None else ()):
        yield "audience", audience
    for product in event.products if event is not None else [record.id] if isinstance(record, Contract) else ():
        yield "product", product
    spoken = (event.language,) if event is not None and event.language else series.languages if series is not None else ()
    yield from (("language", language) for language in spoken if ID.fullmatch(language))


def _name(desk: Desk, what: str, key: str) -> str:
    """Return what a calendar is called; empty when there is no such record."""
    if what == "language":
        words = desk.t(f"language.{key}") if desk.t.has(f"language.{key}") else key
        return f"{desk.site.name} · {words}"
    record = desk.reading.library.get(BY_RECORD[what], key)
    title = str.__str__(desk.resolver.words(record.title)) if record is not None else ""
    return title if what == "series" or not title else f"{desk.site.name} · {title}"


@cache
def _zone(name: str, first: int, last: int) -> bytes:
    """Return the VTIMEZONE for whole years; of a single day, icalendar makes an empty one."""
    zone: bytes = icalendar.Timezone.from_tzid(name, first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1)).to_ical()
    return zone


def folded(line: str) -> bytes:
    """Return a content line with its end; one of up to 75 octets is as it is, and there are thousands of them."""
    whole = line.encode()
    return (whole if len(whole) <= 75 else Contentline(line).to_ical()) + b"\r\n"


class _Scribe:
    """Writes calendars in one locale."""

    def __init__(self, desk: Desk, memo: Memo) -> None:
        self.site, self.memo, self.entries = desk.site, memo, Entries(desk)
        self._seen: dict[str, bytes] = {}
        self._frame = self._head()

    def calendar(self, path: str, name: str, occurrences: Sequence[Occurrence]) -> Artifact:
        timed = [each.start.year for each in occurrences if each.starts]
        zone = _zone(str(self.entries.zone), min(timed), max(timed)) if timed else b""
        return Artifact(self.site.home + path, b"".join([self._frame, *self._own(path, name), zone, *map(self._written, occurrences), END]))

    def _head(self) -> bytes:
        """Return what all calendars of the locale begin with."""
        made = icalendar.Calendar()
        made.add("prodid", f"-//Prospectus//{self.site.tag}")
        made.add("version", "2.0")
        made.add("calscale", "GREGORIAN")
        made.add("x-wr-timezone", str(self.entries.zone))
        made.add("description", self.site.description)
        made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT12H")
        made.add("url", f"{self.site.url}{self.site.home}calendar/", parameters={"VALUE": "URI"})
        head: bytes = made.to_ical()
        return head.removesuffix(END)

    def _own(self, path: str, name: str) -> Iterator[bytes]:
        """Yield the lines of one calendar: its name, under the old and the new property, and where it is kept up to date."""
        words = icalendar.vText(name).to_ical().decode()
        source = (f"SOURCE;VALUE=URI:{self.site.url}{self.site.home}{path}",) if path else ()
        for line in (f"NAME:{words}", f"X-WR-CALNAME:{words}", *source):
            yield folded(line)

    def _written(self, each: Occurrence) -> bytes:
        if each.uid not in self._seen:
            self._seen[each.uid] = self.memo.of("event", self.entries.key(each), lambda: self.entries.made(each))
        return self._seen[each.uid]
