"""The export of a month in one locale: an immutable model that every export format is rendered from.

All texts are plain strings: language tags are removed, and each format applies its own escaping.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import get_args

from prospectus.derive.almanac import DAY_MARKS
from prospectus.derive.dates import day_and_weekday, day_in_year, in_words, month_name, weekday_short
from prospectus.derive.desk import Desk
from prospectus.derive.qr import qr
from prospectus.derive.schedule import Occurrence, Sort
from prospectus.derive.subscribe import is_public
from prospectus.derive.view import Interface, View
from prospectus.memo import Memo
from prospectus.model import address
from prospectus.model.event import Event, EventType, Person
from prospectus.model.kinds import EVENTS
from prospectus.model.library import Key
from prospectus.model.moment import Moment
from prospectus.model.record import Record
from prospectus.model.release import Release
from prospectus.model.text import Text

HELD: frozenset[Sort] = frozenset({"day", "span", "focus", "milestone", *get_args(EventType)})
"""The sorts of occurrences that are listed as events."""
MARKS: frozenset[Sort] = DAY_MARKS | {"last-trading"}
"""The sorts of occurrences that become notes about a day."""
TOLD = frozenset({"moved", "cancelled"})
"""The states of an event that are prefixed to its title."""


@dataclass(frozen=True, slots=True)
class Participant:
    """A person who takes part in an event."""

    name: str
    affiliation: str
    role: str
    """As in the content: `speaker`, `moderator` or `guest`."""


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A deadline of an event."""

    title: str
    """What must be done by then."""
    when: str
    """The last day or minute in words."""
    event: str = ""
    """The title of the event, if the deadline is listed apart from it."""


@dataclass(frozen=True, slots=True)
class Item:
    """An event, or another occurrence, with stated days."""

    uid: str
    lasting: str
    """The UID with the first id of the record, so that it does not change when the record is renamed."""
    of: Key
    sort: str
    type: str
    """The sort in words."""
    name: str
    """The title without its state."""
    title: str
    """The title, prefixed with the state if the event is cancelled or moved."""
    first: date
    last: date
    day: str
    """The first day without the year: `6月12日`."""
    weekday: str
    when: str
    """All days and times in words."""
    hours: str = ""
    """`14:00–15:30`, or the start time only; empty if no time is stated."""
    starts: datetime | None = None
    """An aware datetime in the zone of the site."""
    ends: datetime | None = None
    standing: str = ""
    """`planned`, `confirmed`, `moved`, `cancelled` or `done`; empty for everything that is not an event."""
    stands: str = ""
    """The standing in words."""
    formerly: str = ""
    """The previous time of a moved event in words; empty unless a release states it."""
    reason: str = ""
    """Why the event was moved or cancelled."""
    language: str = ""
    """The code of the language of the event: `zh`."""
    spoken: str = ""
    """The language of the event in words, and those of its subtitles."""
    form: str = ""
    """The format of the event in words, such as online or on site."""
    place: str = ""
    channel: str = ""
    series: str = ""
    about: str = ""
    people: tuple[Participant, ...] = ()
    deadlines: tuple[Cutoff, ...] = ()
    href: str = ""
    """The absolute URL of the page; empty if there is none."""
    replay: str = ""
    """The absolute URL of the replay."""
    sample: bool = False

    @property
    def days(self) -> str:
        """The days in figures, for use where the month is known: `18`, `18–19`, `30–7/2`."""
        if self.first == self.last:
            return str(self.first.day)
        month = "" if (self.first.year, self.first.month) == (self.last.year, self.last.month) else f"{self.last.month}/"
        return f"{self.first.day}–{month}{self.last.day}"

    @property
    def where(self) -> str:
        """Place and channel (the live room)."""
        return " · ".join(filter(None, (self.place, self.channel)))


@dataclass(frozen=True, slots=True)
class Undated:
    """An event without a stated day, or an unfulfilled obligation, that falls in the month."""

    title: str
    when: str
    """The period in which it falls, in words."""
    due: str = ""
    """The due date in words, as we derived it."""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A property of one or more days: market closed, make-up workday, no night session, or last trading day."""

    sort: str
    day: str
    """The day or days in words, without the year."""
    title: str


@dataclass(frozen=True, slots=True)
class Edition:
    """The last release of the month."""

    number: int
    words: str
    """Number and date of the release in words."""
    changed: bool
    """Whether the month has changed since the release."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """A month in one locale, for export."""

    year: int
    month: int
    name: str
    """`2025年6月`."""
    title: str
    """`2025年6月日程`."""
    items: tuple[Item, ...]
    """The listed events in order of time, including those that began in an earlier month and continue in this one."""
    undated: tuple[Undated, ...]
    deadlines: tuple[Cutoff, ...]
    """The deadlines in the month that belong to events of other months."""
    notes: tuple[Note, ...]
    edition: Edition | None
    as_of: str
    """The date of the export in words."""
    site: str
    """The name of the site."""
    home: str
    """The absolute URL of the root of the site."""
    institution: str
    """The id of the institution that the site is about."""
    disclaimer: str
    url: str
    """The absolute URL of the page of the month."""
    code: View | None
    """The URL as a QR code; None if the URL is not public."""
    zone: str
    """The name of the time zone in the IANA database."""
    tag: str
    """The BCP 47 tag of the locale."""
    language: str
    t: Interface

    @property
    def standing(self) -> tuple[str, ...]:
        """What the month is based on: the release, and the date of the export if the month has no release or has changed since."""
        t = self.t
        if self.edition is None:
            return (t("handout.unreleased"), t("handout.as-of", day=self.as_of))
        changed = (t("release.changed"), t("handout.as-of", day=self.as_of)) if self.edition.changed else ()
        return (self.edition.words, *changed)

    @property
    def has_samples(self) -> bool:
        """Whether the month contains sample content."""
        return any(each.sample for each in self.items) or any(each.sample for each in self.undated)


def timetable(desk: Desk, year: int, month: int) -> Timetable:
    """Return the export of a month."""
    return _Clerk(desk).timetable(year, month)


class _Clerk:
    """Builds the export of a month."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.reading, self.resolver, self.t = desk, desk.reading, desk.resolver, desk.t
        self.tag = desk.locale.tag

    def timetable(self, year: int, month: int) -> Timetable:
        found = self.reading.occurrences_in(year, month)
        items = tuple(self._item(each) for each in found if each.sort in HELD)
        name, site = month_name(year, month, self.tag), self.desk.site
        listed = {item.of for item in items}
        url = site.url + address.within(self.desk.locale, address.of_month(year, month))
        return Timetable(
            year=year,
            month=month,
            name=name,
            title=self.t("handout.title", month=name),
            items=items,
            undated=(*self._owed(found, month), *self._unset(year, month)),
            deadlines=tuple(self._closing(found, listed)),
            notes=tuple(self._note(each) for each in found if each.sort in MARKS),
            edition=self._edition(year, month),
            as_of=in_words(Moment.on(self.reading.today), self.tag).text,
            site=_line(site.name),
            home=site.url,
            institution=self.reading.site.institution,
            disclaimer=_line(site.disclaimer),
            url=url,
            code=qr(url, Memo()) if is_public(url) else None,
            zone=str(self.reading.almanac.zone),
            tag=self.tag,
            language=site.language,
            t=self.t,
        )

    def _words(self, text: Text | None) -> str:
        return _line(self.resolver.words(text)) if text is not None else ""

    def _titled(self, kind: str, key: str | None) -> str:
        record = self.reading.record(kind, key) if key is not None else None
        return self._words(record.title) if record is not None else ""

    def _item(self, each: Occurrence) -> Item:
        name = self._words(each.title)
        record = self.reading.record(*each.of)
        href = self.resolver.href(*each.of)
        zone = self.reading.almanac.zone
        plain = Item(
            uid=each.uid,
            lasting=_lasting(each, record),
            of=each.of,
            sort=each.sort,
            type=self.t(f"sort.{each.sort}"),
            name=name,
            title=self.t(f"event.{each.standing}", title=name) if each.standing in TOLD else name,
            first=each.start,
            last=each.last,
            day=day_in_year(each.start, self.tag),
            weekday=weekday_short(each.start, self.tag),
            when=self._when(each),
            hours=_hours(each),
            starts=each.starts.replace(tzinfo=zone) if each.starts else None,
            ends=each.ends.replace(tzinfo=zone) if each.ends else None,
            href=self.desk.site.url + href if href else "",
            sample=each.sample,
        )
        return self._told(plain, each.of[0], record) if isinstance(record, Event) else plain

    def _told(self, plain: Item, kind: str, event: Event) -> Item:
        """Return an item completed with the fields that only an event has."""
        t = self.t
        moved = self.reading.moved_from(kind, event) if event.state == "moved" else None
        spoken = [self._language(event.language)] if event.language else []
        if event.subtitles:
            spoken.append(f"{t('event.subtitles')}{t('colon')}{t('list.comma').join(map(self._language, event.subtitles))}")
        return replace(
            plain,
            standing=event.state,
            stands=_begun(t(f"standing.{event.state}")),
            formerly=in_words(moved, self.tag).text if moved is not None else "",
            reason=self._words(event.reason) if event.state in TOLD else "",
            language=event.language or "",
            spoken=t("list.separator").join(spoken),
            form=t(f"format.{event.format}") if event.format else "",
            place=self._words(event.place),
            channel=self._titled("channel", event.channel),
            series=self._titled("series", event.series),
            about=self._words(event.description or event.summary),
            people=tuple(dict.fromkeys(map(self._person, event.everyone))),
            deadlines=tuple(Cutoff(self._words(each.title), in_words(each.at, self.tag).text) for each in event.deadlines),
            replay=event.replay.url or "" if event.replay is not None else "",
        )

    def _person(self, person: Person) -> Participant:
        return Participant(self._words(person.name), self._words(person.affiliation), person.role)

    def _language(self, name: str) -> str:
        return self.t(f"language.{name}") if self.t.has(f"language.{name}") else name

    def _when(self, each: Occurrence) -> str:
        """Return start and end in words: day, weekday and time. The end is left out where it equals the start."""
        hours = f" {each.starts:%H:%M}" if each.starts else ""
        first = day_and_weekday(each.start, self.tag)
        if each.start == each.last:
            return f"{first} {_hours(each)}".rstrip()
        until = f" {each.ends:%H:%M}" if each.ends else ""
        return f"{first}{hours} – {day_and_weekday(each.last, self.tag)}{until}"

    def _owed(self, found: Sequence[Occurrence], month: int) -> Iterator[Undated]:
        """Yield the obligations that are not fulfilled yet and whose period ends in the month."""
        for each in found:
            duty = self.reading.duty(each) if each.sort == "obligation" and each.last.month == month else None
            if duty is not None and duty.standing != "met":
                due = in_words(Moment.on(each.due), self.tag).text if each.due is not None else ""
                yield Undated(self._words(each.title), self.desk.calendar.occurrence(each).when, due, each.sample)

    def _unset(self, year: int, month: int) -> Iterator[Undated]:
        """Yield the events of which only this month is known."""
        whole = Moment.parse(f"{year:04}-{month:02}")
        for kind in EVENTS:
            for event in self.reading.all(kind):
                if isinstance(event, Event) and event.starts == whole:
                    title = self._words(event.title)
                    told = self.t(f"event.{event.state}", title=title) if event.state in TOLD else title
                    yield Undated(told, in_words(event.starts, self.tag).text, sample=not event.exported)

    def _closing(self, found: Sequence[Occurrence], listed: set[Key]) -> Iterator[Cutoff]:
        """Yield the deadlines in the month whose events are not listed in it, without those of cancelled events."""
        for each in found:
            event = self.reading.record(*each.of) if each.sort == "deadline" and each.of not in listed else None
            if isinstance(event, Event) and event.state != "cancelled":
                key = each.uid.removeprefix(f"{each.of[0]}-{event.id}--")
                title = next((self._words(deadline.title) for deadline in event.deadlines if deadline.id == key), "")
                yield Cutoff(title, self._when(each), self._words(event.title))

    def _note(self, each: Occurrence) -> Note:
        first = day_in_year(each.start, self.tag)
        day = first if each.start == each.last else f"{first} – {day_in_year(each.last, self.tag)}"
        return Note(each.sort, day, self.t(f"event.{each.sort}", title=self._words(each.title), mark=each.mark))

    def _edition(self, year: int, month: int) -> Edition | None:
        found = self.reading.release_of(Moment.parse(f"{year:04}-{month:02}"))
        release = self.reading.record("release", found[0]) if found is not None else None
        if found is None or not isinstance(release, Release):
            return None
        day = in_words(Moment.on(release.published.first_day), self.tag).text
        return Edition(release.number, self.t("handout.release", n=release.number, day=day), found[1])


def _lasting(each: Occurrence, record: Record | None) -> str:
    """Return the UID of an occurrence with the first id that its record had."""
    formerly = record.formerly if isinstance(record, Event) else ()
    kind, key = each.of
    return f"{kind}-{formerly[0]}{each.uid.removeprefix(f'{kind}-{key}')}" if formerly else each.uid


def _hours(each: Occurrence) -> str:
    """Return start and end time; only the start if the end is not stated or on another day; empty if no time is stated."""
    if each.starts is None:
        return ""
    same_day = each.ends is not None and each.start == each.last and each.ends != each.starts
    return f"{each.starts:%H:%M}–{each.ends:%H:%M}" if same_day else f"{each.starts:%H:%M}"


def _begun(words: str) -> str:
    """Return words with an upper-case first letter."""
    return words[:1].upper() + words[1:]


def _line(words: str) -> str:
    """Return words without language tags, on one line."""
    return " ".join(str.__str__(words).split())
