"""iCalendar files to subscribe to (RFC 5545, RFC 7986).

One for all dates, one per series, audience, product, person, language and event, one for closing days and one for make-up days; and for
what is stated only for a month, a quarter or a year, one for all series and one per series.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

import icalendar

from prospectus.cache.cache import BuildCache
from prospectus.model import urls
from prospectus.model.kinds.series import Series
from prospectus.model.library import Library, RecordKey
from prospectus.model.record import Record
from prospectus.model.registry import EVENT_KINDS
from prospectus.parallel import ProcessPool
from prospectus.query.missing_words import select_missing_words
from prospectus.query.recording import Read
from prospectus.render.artifact import Artifact
from prospectus.render.ics.content_line import MAX_OCTETS, escape_text, fold_line
from prospectus.render.ics.vevent import EventFingerprints, EventWriter
from prospectus.schedule.occurrences import Occurrence
from prospectus.schedule.subscriptions import (
    ALL_DATES,
    KIND_BY_GROUP,
    calendars_with,
    has_calendars,
    is_dated,
    is_in_calendars,
    list_people_calendars,
    subject_calendars,
)
from prospectus.views.locale_views import LocaleContext
from prospectus.views.pages import Views

REFRESH_INTERVAL = timedelta(hours=12)
CHUNK_SIZE = 200
"""The number of VEVENTs in a chunk for a worker process."""
END_CALENDAR = b"END:VCALENDAR\r\n"
EMPTY_CALENDAR_YEAR = 2025
"""The year of the VTIMEZONE in a calendar without events: RFC 5545, 3.6 requires at least one component in each calendar."""
OccurrencesBySubscription = dict[tuple[str, str], list[Occurrence]]
"""Occurrences by calendar, such as `("audience", ID)`."""


def iter_calendars(views: Views, cache: BuildCache, pool: ProcessPool) -> Iterator[Artifact]:
    """Yield the calendars of every locale. A VEVENT is written again only when its content has changed."""
    all_occurrences = [occurrence for occurrence in views.index.occurrences if is_in_calendars(occurrence)]
    event_fingerprints = EventFingerprints(views.queries, [context.resolver.languages for context in views.contexts])
    fingerprints = dict(
        zip(
            [occurrence.uid for occurrence in all_occurrences],
            cache.map_changed("told", all_occurrences, event_fingerprints.fingerprint_of, event_fingerprints.shared_inputs),
            strict=True,
        )
    )
    subscribable = [occurrence for occurrence in views.index.occurrences if has_calendars(occurrence)]
    by_subscription = _group_by_subscription(views.library, subscribable, event_fingerprints.shared_inputs, cache)
    for context in views.contexts:
        writer = EventWriter(context)
        calendar_writer = _CalendarWriter(context, cache, _write_events(writer, all_occurrences, fingerprints, cache, pool))
        yield calendar_writer.write_calendar(ALL_DATES, context.site.name, [item for item in all_occurrences if is_dated(item)])
        for calendar, occurrences in by_subscription.items():
            name = _calendar_title(context, *calendar)
            if name:
                yield calendar_writer.write_calendar(calendar, name, occurrences)
        yield from calendar_writer.iter_expiry_calendars(all_occurrences)
        yield from calendar_writer.iter_event_calendars((writer.fingerprint, event_fingerprints.shared_inputs))


def render_month_calendar(context: LocaleContext, year: int, month: int, name: str) -> bytes:
    """Return the calendar of one month, for a single import. It has no SOURCE property, because it is not kept up to date."""
    occurrences = [occurrence for occurrence in context.queries.occurrences_in(year, month) if is_dated(occurrence)]
    writer = EventWriter(context)
    events = {occurrence.uid: writer.write_event(occurrence) for occurrence in occurrences}
    return _CalendarWriter(context, BuildCache(), events).write_calendar(None, name, occurrences).body


def _write_events(
    writer: EventWriter, occurrences: Sequence[Occurrence], fingerprints: Mapping[str, str], cache: BuildCache, pool: ProcessPool
) -> dict[str, bytes]:
    """Return the VEVENTs of one locale by UID. `fingerprints` has the fingerprint of each occurrence, by UID as well."""
    keys = {uid: f"{writer.fingerprint} {fingerprint}" for uid, fingerprint in fingerprints.items()}
    cached: dict[str, Any] = {uid: cache.get("event", key) for uid, key in keys.items()}
    missing = [occurrence for occurrence in occurrences if cached[occurrence.uid] is None]
    new_events = {occurrence.uid: new_event for occurrence, new_event in pool.map(partial(_write_event, writer), missing, CHUNK_SIZE)}
    for new_event in new_events.values():
        writer.queries.record_read(*new_event.missing_words)  # a worker process records in its own memory
    cache.add({("event", keys[uid]): new_event.body for uid, new_event in new_events.items() if not new_event.missing_words})
    return cached | {uid: new_event.body for uid, new_event in new_events.items()}


class _NewEvent(NamedTuple):
    """A VEVENT that was written in this run. It is returned by worker processes, so it must pickle."""

    body: bytes
    missing_words: frozenset[Read]


def _write_event(writer: EventWriter, occurrence: Occurrence) -> _NewEvent:
    with writer.queries.recording() as reads:
        body = writer.write_event(occurrence)
    return _NewEvent(body, select_missing_words(reads))


def _group_by_subscription(
    library: Library, occurrences: Sequence[Occurrence], inputs: object, cache: BuildCache
) -> OccurrencesBySubscription:
    """Return the occurrences of each calendar except the one for all dates and those of single events.

    A calendar is empty if all its occurrences are replaced, if it is that of a subject of which only periods are known, or that of a person
    without events.
    """

    def find_calendars(occurrence: Occurrence) -> tuple[tuple[RecordKey, ...], tuple[RecordKey, ...]]:
        return calendars_with(library, occurrence), tuple(subject_calendars(library, occurrence))

    groups: OccurrencesBySubscription = {calendar: [] for calendar in list_people_calendars(library)}
    calendars = cache.map_changed("subjects", occurrences, find_calendars, inputs)
    for occurrence, (included, subjects) in zip(occurrences, calendars, strict=True):
        for calendar in (*included, *subjects):
            groups.setdefault(calendar, [])
        for calendar in included if is_in_calendars(occurrence) else ():
            groups[calendar].append(occurrence)
    return groups


def _calendar_title(context: LocaleContext, subscription_type: str, key: str) -> str:
    """Return the title of a calendar; an empty string if its record does not exist."""
    if not key:
        return f"{context.site.name} · {context.t(f'subscribe.{subscription_type}')}"
    if subscription_type == "language":
        language_name = context.t(f"language.{key}") if context.t.has(f"language.{key}") else key
        return f"{context.site.name} · {language_name}"
    record = context.queries.record(KIND_BY_GROUP[subscription_type], key)
    title = str.__str__(context.resolver.localise(record.title)) if record is not None else ""
    if subscription_type == "periods" and title:
        return str(context.t("subscribe.periods.of", title=title))
    return title if subscription_type == "series" or not title else f"{context.site.name} · {title}"


@functools.cache
def _render_timezone(zone_name: str, first_year: int, last_year: int) -> bytes:
    """Return the VTIMEZONE of a zone for whole years, both inclusive. For a single day the icalendar library would write an empty one."""
    body: bytes = icalendar.Timezone.from_tzid(zone_name, first_date=date(first_year, 1, 1), last_date=date(last_year + 1, 1, 1)).to_ical()
    return body


class _CalendarWriter:
    """Writes the calendars of one locale."""

    def __init__(self, context: LocaleContext, cache: BuildCache, events: Mapping[str, bytes]) -> None:
        self.queries, self.resolver, self.site = context.queries, context.resolver, context.site
        self.cache, self.events = cache, events
        self.zone = str(context.queries.zone)
        self._header = self._render_header()

    def write_calendar(self, calendar: RecordKey | None, name: str, occurrences: Sequence[Occurrence]) -> Artifact:
        """Return a calendar. If no VEVENT of it has changed, this is the file of the last build in this process.

        `calendar` says which it is; None for one that is not kept up to date, which has neither an address nor a description.
        """
        path = urls.calendar_url(*calendar) if calendar is not None else ""
        own_lines = b"".join(self._iter_own_lines(path, name, self._describe(calendar) if calendar is not None else ""))
        site_path, events = self.site.home + path, [self.events[occurrence.uid] for occurrence in occurrences]
        return self.cache.if_changed(
            f"calendar {site_path}", (self._header, own_lines, events), lambda: self._build_calendar(site_path, own_lines, occurrences)
        )

    def iter_expiry_calendars(self, occurrences: Sequence[Occurrence]) -> Iterator[Artifact]:
        """Yield one calendar per last trading day of a contract."""
        for occurrence in occurrences:
            if occurrence.occurrence_type == "last-trading":
                path = urls.expiry_calendar_url(occurrence.record_key[1], occurrence.short_code)
                own_lines, site_path = b"".join(self._iter_own_lines(path, occurrence.short_code, "")), self.site.home + path
                yield self._build_calendar(site_path, own_lines, [occurrence])

    def iter_event_calendars(self, inputs: object) -> Iterator[Artifact]:
        """Yield one calendar per event; there are thousands. `inputs` is what VEVENTs depend on besides their own records."""
        for kind in EVENT_KINDS:
            events, cache_inputs = self.queries.records(kind), (self._header, inputs)
            yield from filter(
                None,
                self.cache.map_changed(f"alone {self.site.home} {kind}", events, partial(self._write_event_calendar, kind), cache_inputs),
            )

    def _write_event_calendar(self, kind: str, event: Record) -> Artifact | None:
        occurrences = [occurrence for occurrence in self.queries.occurrences_of((kind, event.id)) if is_in_calendars(occurrence)]
        if not occurrences:
            return None
        path = urls.calendar_url(kind, event.id)
        own_lines = b"".join(self._iter_own_lines(path, str.__str__(self.resolver.localise(event.title))))
        return self._build_calendar(self.site.home + path, own_lines, occurrences)

    def _build_calendar(self, site_path: str, own_lines: bytes, occurrences: Sequence[Occurrence]) -> Artifact:
        years = [occurrence.start.year for occurrence in occurrences if occurrence.interval.timed]
        if not occurrences:
            years = [EMPTY_CALENDAR_YEAR]
        timezone = self._get_timezone(min(years), max(years)) if years else b""
        events = [self.events[occurrence.uid] for occurrence in occurrences]
        return Artifact(site_path, b"".join([self._header, own_lines, timezone, *events, END_CALENDAR]))

    def _get_timezone(self, first_year: int, last_year: int) -> bytes:
        key = f"{self.zone} {first_year} {last_year}"
        return self.cache.get_or_compute("timezone", key, lambda: _render_timezone(self.zone, first_year, last_year))

    def _render_header(self) -> bytes:
        """Return the lines with which all calendars of the locale begin."""
        calendar = icalendar.Calendar()
        calendar.add("prodid", f"-//Prospectus//{self.site.tag}")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("x-wr-timezone", self.zone)
        calendar.add("refresh-interval", REFRESH_INTERVAL, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT12H")
        calendar.add("url", f"{self.site.url}{self.site.home}calendar/", parameters={"VALUE": "URI"})
        header: bytes = calendar.to_ical()
        return header.removesuffix(END_CALENDAR)

    def _describe(self, calendar: RecordKey) -> str:
        """Return what a calendar holds: for that of a series stated only for periods, also where the periods are."""
        group, key = calendar
        record = self.queries.record("series", key) if group == "series" else None
        if isinstance(record, Series) and record.recurrence.mode == "period":
            address = f"{self.site.url}{self.site.home}{urls.calendar_url('periods', key)}"
            return str(self.site.t("subscribe.series.text", address=address))
        return str(self.site.t(f"subscribe.{group}.text" if not key or group == "periods" else "subscribe.dated.text"))

    def _iter_own_lines(self, path: str, name: str, description: str = "") -> Iterator[bytes]:
        """Yield the lines that differ between calendars: name, description and, if there is a path, SOURCE.

        Name and description are given twice: NAME and DESCRIPTION are those of RFC 7986, X-WR-CALNAME and X-WR-CALDESC are read by more
        programs.
        """
        title, text = escape_text(name), escape_text(description or self.site.description)
        source = (f"SOURCE;VALUE=URI:{self.site.url}{self.site.home}{path}",) if path else ()
        for line in (f"NAME:{title}", f"X-WR-CALNAME:{title}", f"DESCRIPTION:{text}", f"X-WR-CALDESC:{text}", *source):
            yield fold_line(line, MAX_OCTETS)
