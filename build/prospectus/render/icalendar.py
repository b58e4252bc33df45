"""Calendars to subscribe to (RFC 5545 and RFC 7986), one for all and one a series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from uuid import NAMESPACE_URL, uuid5

import icalendar

from prospectus.derive.desk import Desk
from prospectus.derive.pages import Views
from prospectus.derive.schedule import Occurrence
from prospectus.memo import Memo, digest
from prospectus.model.series import Series
from prospectus.model.talk import Talk
from prospectus.render.artifact import Artifact

HELD = frozenset({"obligation", "day", "span", "focus", "milestone", "last-trading", "talk"})
"""What a subscriber gets; holidays stand on the pages, since every calendar program has its own."""
REFRESH = timedelta(hours=12)
END = b"END:VCALENDAR\r\n"


def calendars(views: Views, memo: Memo) -> Iterator[Artifact]:
    """Yield the calendars of every locale; an event is written anew only when what it says has changed."""
    held = [each for each in views.reading.almanac.occurrences if each.sort in HELD and not each.sample]
    by_series: dict[str, list[Occurrence]] = {}
    for each in held:
        series = _series_of(views, each)
        if series is not None:
            by_series.setdefault(series, []).append(each)
    for desk in views.desks:
        scribe = _Scribe(views, desk, memo)
        yield scribe.calendar("calendar/all.ics", desk.site.name, held)
        for series, occurrences in by_series.items():
            record = views.reading.record("series", series)
            if record is not None:
                yield scribe.calendar(f"calendar/series/{series}.ics", desk.resolver.words(record.title), occurrences)


def _series_of(views: Views, each: Occurrence) -> str | None:
    if each.of[0] == "series":
        return each.of[1]
    record = views.reading.record(*each.of)
    return record.series if isinstance(record, Talk) else None


@cache
def _zone(name: str, first: int, last: int) -> bytes:
    """Return the VTIMEZONE for whole years; of a single day, icalendar makes an empty one."""
    zone: bytes = icalendar.Timezone.from_tzid(name, first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1)).to_ical()
    return zone


class _Scribe:
    """Writes calendars in one locale."""

    def __init__(self, views: Views, desk: Desk, memo: Memo) -> None:
        self.reading, self.site, self.resolver, self.memo = views.reading, desk.site, desk.resolver, memo
        self.zone = views.reading.almanac.zone
        self._frame = digest(self.site.tag, self.site.url, self.site.t.print, views.reading.site.institution, self.zone)
        self._seen: dict[str, bytes] = {}

    def calendar(self, path: str, name: str, occurrences: Sequence[Occurrence]) -> Artifact:
        head = self.memo.of("calendar", digest(self._frame, self.site.description, path, name), partial(self._head, path, name))
        timed = [each.start.year for each in occurrences if each.starts]
        zone = _zone(str(self.zone), min(timed), max(timed)) if timed else b""
        return Artifact(self.site.home + path, b"".join([head, zone, *map(self._written, occurrences), END]))

    def _head(self, path: str, name: str) -> bytes:
        made = icalendar.Calendar()
        made.add("prodid", f"-//Prospectus//{self.site.tag}")
        made.add("version", "2.0")
        made.add("calscale", "GREGORIAN")
        made.add("name", icalendar.vText(name))
        made.add("x-wr-calname", icalendar.vText(name))
        made.add("x-wr-timezone", str(self.zone))
        made.add("description", self.site.description)
        made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT12H")
        made.add("source", self.site.url + self.site.home + path, parameters={"VALUE": "URI"})
        made.add("url", f"{self.site.url}{self.site.home}calendar/", parameters={"VALUE": "URI"})
        head: bytes = made.to_ical()
        return head.removesuffix(END)

    def _written(self, each: Occurrence) -> bytes:
        if each.uid not in self._seen:
            key = f"{self._frame} {self.reading.print_of(('record', *each.of))} {each.print}"
            self._seen[each.uid] = self.memo.of("event", key, lambda: self._event(each).to_ical())
        return self._seen[each.uid]

    def _event(self, each: Occurrence) -> icalendar.Event:
        event = icalendar.Event()
        institution = self.reading.site.institution
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
        record = self.reading.record(*each.of)
        day = record.reviewed.first_day if record is not None and record.reviewed is not None else each.start
        return datetime.combine(day, time(), UTC)

    def _summary(self, each: Occurrence) -> str:
        title = self.resolver.words(each.title)
        return self.site.t(f"event.{each.sort}", title=title, mark=each.mark) if self.site.t.has(f"event.{each.sort}") else str(title)

    def _description(self, each: Occurrence) -> str:
        record = self.reading.record(*each.of)
        parts = [str(self.resolver.words(record.stated))] if isinstance(record, Series) else []
        if each.sort == "obligation":
            parts.append(self.site.t("event.any-time"))
        if each.sort == "last-trading":
            parts.append(self.site.t("event.derived"))
        if each.due is not None:
            parts.append(self.site.t("event.due", day=each.due.isoformat()))
        return "\n".join(parts)
