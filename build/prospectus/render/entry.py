"""Writes one occurrence as a VEVENT (RFC 5545, 3.6.1), in the language of one locale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from typing import get_args
from uuid import NAMESPACE_URL, UUID, uuid5

import icalendar

from prospectus.derive.desk import Desk
from prospectus.derive.reading import Reading
from prospectus.derive.releases import NOTHING
from prospectus.derive.schedule import Occurrence
from prospectus.memo import digest
from prospectus.model.event import Event, EventType, Person
from prospectus.model.history import Past
from prospectus.model.series import Series
from prospectus.model.text import Text
from prospectus.render.content_line import folded, text

STATUS = {"planned": "TENTATIVE", "cancelled": "CANCELLED"}
"""The STATUS of planned and cancelled events; all others are CONFIRMED. RFC 5545 has only these three for events."""
MARKED = ("cancelled", "moved")
"""States that are repeated in the title, because calendar programs that hide STATUS still show the title."""


class Prints:
    """Fingerprints of the inputs of VEVENTs that do not depend on the locale."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.ground = [reading.print_of(("all", kind)) for kind in ("channel", "series", "contract", "release")]
        """Fingerprints of the kinds from which an occurrence takes data besides its own record."""
        self._belongings: dict[tuple[object, ...], str] = {}

    def of(self, each: Occurrence) -> str:
        """Return a fingerprint of everything that the VEVENT of an occurrence contains."""
        record = self._reading.record(*each.of)
        own = f"{self._reading.print_of(('record', *each.of))} {each.print}"
        if not isinstance(record, Event):
            return own
        past = _past(self._reading, each, record)
        return f"{own} {'' if past is NOTHING else digest(past)} {self._belonging(record)}"

    def _belonging(self, event: Event) -> str:
        """Return a fingerprint of the records whose titles an event shows. It is cached, because most events refer to the same ones."""
        at = (event.channel, event.series, event.products)
        if at not in self._belongings:
            named = [("channel", event.channel), ("series", event.series), *(("contract", each) for each in event.products)]
            self._belongings[at] = digest(*(self._reading.print_of(("record", kind, key)) for kind, key in named if key is not None))
        return self._belongings[at]


class Entries:
    """Writes the VEVENTs of one locale."""

    def __init__(self, desk: Desk) -> None:
        self.reading, self.site, self.resolver = desk.reading, desk.site, desk.resolver
        self.zone = desk.reading.almanac.zone
        self._institution = desk.reading.site.institution
        self.ground = digest(self.site.tag, self.site.home, self.site.url, self.site.t.print, self._institution, self.zone)
        """A hash of the inputs shared by all VEVENTs of the locale."""

    def made(self, each: Occurrence) -> bytes:
        """Return the VEVENT of an occurrence, as folded content lines in UTF-8."""
        return b"".join(map(folded, self._lines(each)))

    def _lines(self, each: Occurrence) -> Iterator[str]:
        """Yield the unfolded lines of a VEVENT, in the order in which the icalendar library writes them."""
        event = self._event_of(each)
        past = _past(self.reading, each, event) if event is not None else NOTHING
        modified = self._modified(each, past)
        place, belongs = self._named(each)
        description = "\n".join(self._described(each, event))
        href = self.resolver.href(*each.of)
        busy = each.sort in get_args(EventType) and each.starts and each.standing != "cancelled"
        yield "BEGIN:VEVENT"
        yield f"SUMMARY:{text(self._summary(each))}"
        yield from self._times(each)
        yield f"DTSTAMP{_instant(modified or each.start)}"
        yield f"UID:{uid_of(self._institution, self._name(each))}"
        if event is not None:
            yield f"SEQUENCE:{past.sequence}"
        yield f"CATEGORIES:{','.join(map(text, (self.site.t(f'sort.{each.sort}'), *belongs)))}"
        if description:
            yield f"DESCRIPTION:{text(description)}"
        if modified is not None:
            yield f"LAST-MODIFIED{_instant(modified)}"
        if place and each.sort != "deadline":
            yield f"LOCATION:{text(place)}"
        if event is not None:
            yield f"STATUS:{STATUS.get(each.standing, 'CONFIRMED')}"
        yield f"TRANSP:{'OPAQUE' if busy else 'TRANSPARENT'}"
        if href:
            yield f"URL;VALUE=URI:{self.site.url}{href}"
        yield "END:VEVENT"

    def _event_of(self, each: Occurrence) -> Event | None:
        record = self.reading.record(*each.of)
        return record if isinstance(record, Event) else None

    def _name(self, each: Occurrence) -> str:
        """Return the permanent name of an occurrence. It contains the first id of an event, so a new id does not change it."""
        event = self._event_of(each)
        if event is None or not event.formerly:
            return each.uid
        kind = each.of[0]
        return f"{kind}-{event.formerly[0]}{each.uid.removeprefix(f'{kind}-{event.id}')}"

    def _modified(self, each: Occurrence, past: Past) -> date | None:
        """Return the date of the last change, or None if it is unknown.

        It is the date of the last release that changed the event, or that of a later review while a change is unreleased. Without a release
        it is the date of the review.
        """
        record = self.reading.record(*each.of)
        reviewed = record.reviewed.first_day if record is not None and record.reviewed is not None else None
        if past.changed is None:
            return reviewed
        return max(past.changed, reviewed) if past.pending and reviewed is not None else past.changed

    def _summary(self, each: Occurrence) -> str:
        title: str = self.resolver.words(each.title)
        if self.site.t.has(f"event.{each.sort}"):
            title = self.site.t(f"event.{each.sort}", title=title, mark=each.mark)
        marked = each.standing in MARKED and (each.sort != "deadline" or each.standing == "cancelled")  # a deadline may stay where it is
        return self.site.t(f"event.{each.standing}", title=title) if marked else str(title)

    def _times(self, each: Occurrence) -> Iterator[str]:
        """Yield DTSTART and DTEND. The end of whole days is exclusive (the day after the last one); an instant has no DTEND."""
        if each.starts is None:
            yield f"DTSTART{_moment(each.start)}"
            yield f"DTEND{_moment(each.end)}"
            return
        yield f"DTSTART{_moment(each.starts, self.zone)}"
        ends = each.ends if each.ends is not None or each.last == each.start else datetime.combine(each.end, time())
        if ends is not None and ends > each.starts:
            yield f"DTEND{_moment(ends, self.zone)}"

    def _named(self, each: Occurrence) -> tuple[str, tuple[str, ...]]:
        """Return the location of an event (place and channel) and the titles of its series and products; nothing for other records."""
        record = self.reading.record(*each.of)
        if not isinstance(record, Event):
            return "", ()
        where = (self._words(record.place), self._title("channel", record.channel))
        return " · ".join(filter(None, where)), self._belongs_to(record)

    def _belongs_to(self, event: Event) -> tuple[str, ...]:
        belongs = (self._title("series", event.series), *(self._title("contract", each) for each in event.products))
        return tuple(filter(None, belongs))

    def _title(self, kind: str, key: str | None) -> str:
        record = self.reading.record(kind, key) if key is not None else None
        return self._words(record.title) if record is not None else ""

    def _words(self, text: Text | None) -> str:
        return str.__str__(self.resolver.words(text)) if text is not None else ""

    def _described(self, each: Occurrence, event: Event | None) -> Iterator[str]:
        record = self.reading.record(*each.of)
        if isinstance(record, Series):
            yield self._words(record.stated)
        if event is not None:
            yield from self._told(each, event)
        if each.sort == "obligation":
            yield self.site.t("event.any-time")
        if each.sort == "last-trading":
            yield self.site.t("event.derived")
        if each.due is not None:
            yield self.site.t("event.due", day=each.due.isoformat())

    def _told(self, each: Occurrence, event: Event) -> Iterator[str]:
        """Yield the description lines of an event: reason of its state, description, people, language, subtitles and replay."""
        t = self.site.t
        if event.state in MARKED and event.reason is not None:
            yield self._words(event.reason)
        if each.sort == "deadline":
            return
        if event.description or event.summary:
            yield self._words(event.description or event.summary)
        for role in ("speaker", "moderator", "guest"):
            people = [self._person(person) for person in event.everyone if person.role == role]
            if people:
                yield f"{t(f'role.{role}')}{t('colon')}{t('list.comma').join(dict.fromkeys(people))}"
        if event.language is not None:
            yield f"{t('talk.language')}{t('colon')}{self._language(event.language)}"
        if event.subtitles:
            yield f"{t('event.subtitles')}{t('colon')}{t('list.comma').join(map(self._language, event.subtitles))}"
        if event.replay is not None and event.replay.url is not None:
            yield f"{t('talk.replay')}{t('colon')}{event.replay.url}"

    def _person(self, person: Person) -> str:
        name = self._words(person.name)
        return self.site.t("event.person", name=name, affiliation=self._words(person.affiliation)) if person.affiliation else name

    def _language(self, name: str) -> str:
        return self.site.t(f"language.{name}") if self.site.t.has(f"language.{name}") else name


def _past(reading: Reading, each: Occurrence, event: Event) -> Past:
    """Return the revision history of an event from its releases; for a deadline, the history of that deadline."""
    deadline = each.uid.removeprefix(f"{each.of[0]}-{event.id}--") if each.sort == "deadline" else ""
    return reading.releases.past(each.of[0], event, deadline)


def uid_of(institution: str, name: str) -> UUID:
    """Return the UID of an occurrence: a UUID version 5, computed from the institution and the permanent name."""
    return uuid5(NAMESPACE_URL, f"prospectus:{institution}:{name}")


@lru_cache(4096)
def _moment(at: date, zone: tzinfo | None = None) -> str:
    """Return the parameters and the value of a date or a time property. A time gets the zone `zone`; without a zone it is floating."""
    value = icalendar.vDDDTypes(at.replace(tzinfo=zone) if isinstance(at, datetime) else at)
    parameters = value.params.to_ical().decode()
    return f";{parameters}:{value.to_ical().decode()}" if parameters else f":{value.to_ical().decode()}"


def _instant(day: date) -> str:
    """Return the parameters and the value of a property for midnight UTC at the start of a day."""
    return _moment(datetime.combine(day, time()), UTC)
