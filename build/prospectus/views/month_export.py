"""The export of a month in one locale: an immutable model that every export format is rendered from.

All texts are plain strings: language tags are removed, and each format applies its own escaping.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prospectus.cache.cache import BuildCache
from prospectus.model import urls
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.event import Participant as EventParticipant
from prospectus.model.kinds.release import Release
from prospectus.model.library import RecordKey
from prospectus.model.registry import EVENT_KINDS
from prospectus.model.values.declared import is_event_type
from prospectus.model.values.partial_date import PartialDate, Precision, days_in_month
from prospectus.model.values.text import Text
from prospectus.schedule.calendar_index import DAY_MARKS
from prospectus.schedule.instances import shown_type
from prospectus.schedule.occurrences import Occurrence, permanent_name
from prospectus.text.dates import (
    format_day_and_month,
    format_day_and_weekday,
    format_month,
    format_partial_date,
    format_weekday_short,
    format_with_weekday,
)
from prospectus.text.qr_code import QrCode, build_qr_code
from prospectus.text.rich_text import to_single_line
from prospectus.views.interface_words import InterfaceWords
from prospectus.views.locale_views import LocaleContext
from prospectus.views.subscribe import is_public

LISTED_MARKS = frozenset({"day", "span", "focus", "milestone"})
"""The sorts of occurrences that are listed like events."""
NOTED_SORTS: frozenset[str] = DAY_MARKS | {"last-trading"}
"""The sorts of occurrences that become notes about a day."""
STATES_IN_TITLE = frozenset({"moved", "cancelled"})
"""The states of an event that are prefixed to its title."""


def _is_listed(occurrence: Occurrence) -> bool:
    return is_event_type(occurrence.occurrence_type) or occurrence.occurrence_type in LISTED_MARKS


@dataclass(frozen=True, slots=True)
class Participant:
    """A person who takes part in an event."""

    name: str
    affiliation: str
    role: str
    """As in the content: `speaker`, `moderator` or `guest`."""


@dataclass(frozen=True, slots=True)
class ExportedDeadline:
    """A deadline of an event."""

    title: str
    """What must be done by then."""
    when: str
    """The last day or minute in words."""
    event: str = ""
    """The title of the event, if the deadline is listed apart from it."""


@dataclass(frozen=True, slots=True)
class ExportedEvent:
    """An event, or another occurrence, with stated days."""

    uid: str
    stable_uid: str
    """The UID with the first id of the record, so that it does not change when the record is renamed."""
    key: RecordKey
    occurrence_type: str
    type: str
    """The occurrence type in words."""
    name: str
    """The title without its state."""
    title: str
    """The title, prefixed with the state if the event is cancelled or moved."""
    first: date
    last: date
    day: str
    """The first day without the year: `6月12日`."""
    weekday: str
    last_weekday: str
    day_and_weekday: str
    """The first day with its weekday: `6月12日 周四`."""
    when: str
    """All days and times in words."""
    starts: datetime
    """The start: an aware datetime in the zone of the site."""
    ends: datetime
    """The end, exclusive; assumed if it is not stated."""
    end_stated: bool
    hours: str = ""
    """`14:00–15:30`, or the start time only; empty if no time is stated."""
    event_state: str = ""
    """`planned`, `confirmed`, `moved`, `cancelled` or `done`; empty for everything that is not an event."""
    event_state_text: str = ""
    """The state of the event in words."""
    moved_from: str = ""
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
    description: str = ""
    people: tuple[Participant, ...] = ()
    deadlines: tuple[ExportedDeadline, ...] = ()
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
    def weekdays(self) -> str:
        """The weekday of the first day, and that of the last day if it is another day: `Wed–Thu`."""
        return self.weekday if self.first == self.last else f"{self.weekday}–{self.last_weekday}"

    @property
    def where(self) -> str:
        """Place and channel (the live room)."""
        return " · ".join(filter(None, (self.place, self.channel)))


@dataclass(frozen=True, slots=True)
class UndatedItem:
    """An event without a stated day, or an unfulfilled obligation, that falls in the month."""

    title: str
    when: str
    """The period in which it falls, in words."""
    due: str = ""
    """The due date in words, as we derived it."""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class MovedAway:
    """An event that a release had in the month, and that is in another month now."""

    title: str
    former_day: date
    former: str
    """The day in the month, without the year."""
    when: str
    """The new date and time in words; with the year, if it is another one."""
    reason: str
    people: tuple[Participant, ...]


@dataclass(frozen=True, slots=True)
class DayNote:
    """A property of one or more days: market closed, make-up workday, no night session, or last trading day."""

    occurrence_type: str
    day: str
    """The day or days in words, without the year."""
    title: str


@dataclass(frozen=True, slots=True)
class ReleaseStatus:
    """The last release of the month."""

    number: int
    text: str
    """Number and date of the release in words."""
    changed: bool
    """Whether the month has changed since the release."""


@dataclass(frozen=True, slots=True)
class MonthExport:
    """A month in one locale, for export."""

    year: int
    month: int
    name: str
    """`2025年6月`."""
    title: str
    """`2025年6月日程`."""
    items: tuple[ExportedEvent, ...]
    """The listed events in order of time, including those that began in an earlier month and continue in this one."""
    undated: tuple[UndatedItem, ...]
    deadlines: tuple[ExportedDeadline, ...]
    """The deadlines in the month that belong to events of other months."""
    notes: tuple[DayNote, ...]
    release: ReleaseStatus | None
    as_of: str
    """The date of the export in words."""
    site: str
    """The name of the site."""
    site_url: str
    """The absolute URL of the root of the site."""
    institution: str
    """The id of the institution that the site is about."""
    disclaimer: str
    url: str
    """The absolute URL of the page of the month."""
    code: QrCode | None
    """The URL as a QR code; None if the URL is not public."""
    zone: str
    """The name of the time zone in the IANA database."""
    zone_label: str
    """The time zone in words, with its offset from UTC: `Beijing time (UTC+8)`."""
    today: date
    """The date of the export in that zone."""
    tag: str
    """The BCP 47 tag of the locale."""
    language: str
    t: InterfaceWords
    moved_away: tuple[MovedAway, ...] = ()
    colour: str = ""
    """The colour of the brand; empty for that of the theme."""

    @property
    def status_lines(self) -> tuple[str, ...]:
        """What the month is based on: the release, and the date of the export if the month has no release or has changed since."""
        t = self.t
        if self.release is None:
            return (t("handout.unreleased"), t("handout.as-of", day=self.as_of))
        changed = (t("release.changed"), t("handout.as-of", day=self.as_of)) if self.release.changed else ()
        return (self.release.text, *changed)

    @property
    def days(self) -> tuple[tuple[ExportedEvent, ...], ...]:
        """The events grouped by day, in order of time. An event of several days is a group of its own."""
        groups: dict[date | str, list[ExportedEvent]] = {}
        for item in self.items:
            groups.setdefault(item.first if item.first == item.last else item.uid, []).append(item)
        return tuple(map(tuple, groups.values()))

    @property
    def has_samples(self) -> bool:
        """Whether the month contains sample content."""
        return any(item.sample for item in self.items) or any(item.sample for item in self.undated)


def build_month_export(context: LocaleContext, year: int, month: int) -> MonthExport:
    """Return the export of a month."""
    return _MonthBuilder(context).build(year, month)


class _MonthBuilder:
    """Builds the export of a month."""

    def __init__(self, context: LocaleContext) -> None:
        self.context, self.queries, self.resolver, self.t = context, context.queries, context.resolver, context.t
        self.tag = context.locale.tag

    def build(self, year: int, month: int) -> MonthExport:
        occurrences = self.queries.occurrences_in(year, month)
        items = tuple(self._build_item(occurrence) for occurrence in occurrences if _is_listed(occurrence))
        name, site = format_month(year, month, self.tag), self.context.site
        listed_keys = {item.key for item in items}
        url = site.url + urls.localised_url(self.context.locale, urls.month_url(year, month))
        return MonthExport(
            year=year,
            month=month,
            name=name,
            title=self.t("handout.title", month=name),
            items=items,
            undated=(*self._iter_open_obligations(occurrences, month), *self._iter_undated_events(year, month)),
            deadlines=tuple(self._iter_other_deadlines(occurrences, listed_keys)),
            notes=tuple(self._build_note(occurrence) for occurrence in occurrences if occurrence.occurrence_type in NOTED_SORTS),
            release=self._build_release_status(year, month),
            as_of=format_partial_date(PartialDate.from_day(self.queries.today()), self.tag).text,
            site=to_single_line(site.name),
            site_url=site.url,
            institution=self.queries.site.institution,
            disclaimer=to_single_line(site.disclaimer),
            url=url,
            code=build_qr_code(url, BuildCache()) if is_public(url) else None,
            zone=str(self.queries.zone),
            zone_label=self._format_zone(year, month),
            today=self.queries.today(),
            tag=self.tag,
            colour=site.colour,
            language=site.language,
            t=self.t,
            moved_away=tuple(self._iter_moved_away(year, month, listed_keys)),
        )

    def _iter_moved_away(self, year: int, month: int, listed_keys: Container[RecordKey]) -> Iterator[MovedAway]:
        """Yield the released events that are in another month now. Those that also last into this one are listed already."""
        for key, former in self.queries.moved_away(year, month):
            event = self.queries.record(*key)
            if key in listed_keys or not isinstance(event, Event):
                continue
            yield MovedAway(
                self._plain_text(event.title),
                former.first_day,
                self._format_former_date(former),
                self._format_new_date(event.starts, year),
                self._plain_text(event.reason) if event.state == "moved" else "",
                tuple(dict.fromkeys(map(self._build_participant, event.all_people))),
            )

    def _format_former_date(self, former: PartialDate) -> str:
        if former.precision < Precision.DAY:
            return format_partial_date(former, self.tag).text
        return format_day_and_month(former.first_day, self.tag)

    def _format_new_date(self, starts: PartialDate, year: int) -> str:
        if starts.precision < Precision.DAY or starts.start.year != year:
            return format_partial_date(starts, self.tag).text
        day = format_day_and_month(starts.first_day, self.tag)
        return f"{day} {starts.start:%H:%M}" if starts.precision is Precision.MINUTE else day

    def _format_zone(self, year: int, month: int) -> str:
        """Return the words of the site for its zone, completed with the offset from UTC if they do not state it."""
        words = to_single_line(self.t("zone"))
        if "UTC" in words:
            return words
        return self.t("handout.on", title=words, when=describe_offset(str(self.queries.zone), year, month))

    def _plain_text(self, text: Text | None) -> str:
        return to_single_line(self.resolver.localise(text)) if text is not None else ""

    def _title_of(self, kind: str, key: str | None) -> str:
        record = self.queries.record(kind, key) if key is not None else None
        return self._plain_text(record.title) if record is not None else ""

    def _build_item(self, occurrence: Occurrence) -> ExportedEvent:
        name = self._plain_text(occurrence.title)
        record = self.queries.record(*occurrence.record_key)
        href = self.resolver.href_of(*occurrence.record_key)
        starts, ends = self.queries.interval(occurrence)
        item = ExportedEvent(
            uid=occurrence.uid,
            stable_uid=permanent_name(occurrence, record),
            key=occurrence.record_key,
            occurrence_type=occurrence.occurrence_type,
            type=self.t(f"sort.{shown_type(occurrence.occurrence_type, getattr(record, 'typical', None))}"),
            name=name,
            title=self.t(f"event.{occurrence.event_state}", title=name) if occurrence.event_state in STATES_IN_TITLE else name,
            first=occurrence.start,
            last=occurrence.last_day,
            day=format_day_and_month(occurrence.start, self.tag),
            weekday=format_weekday_short(occurrence.start, self.tag),
            last_weekday=format_weekday_short(occurrence.last_day, self.tag),
            day_and_weekday=format_day_and_weekday(occurrence.start, self.tag),
            when=self._format_when(occurrence),
            starts=starts,
            ends=ends,
            end_stated=occurrence.interval.end_stated,
            hours=_format_hours(occurrence),
            href=self.context.site.url + href if href else "",
            sample=occurrence.sample,
        )
        return self._with_event_fields(item, occurrence.record_key[0], record) if isinstance(record, Event) else item

    def _with_event_fields(self, item: ExportedEvent, kind: str, event: Event) -> ExportedEvent:
        """Return an item completed with the fields that only an event has."""
        t = self.t
        previous_start = self.queries.original_start(kind, event.id) if event.state == "moved" else None
        languages = [self._language_name(event.language)] if event.language else []
        if event.subtitles:
            languages.append(f"{t('event.subtitles')}{t('colon')}{t('list.comma').join(map(self._language_name, event.subtitles))}")
        return replace(
            item,
            event_state=event.state,
            event_state_text=_capitalise(t(f"standing.{event.state}")),
            moved_from=format_with_weekday(previous_start, self.tag) if previous_start is not None else "",
            reason=self._plain_text(event.reason) if event.state in STATES_IN_TITLE else "",
            language=event.language or "",
            spoken=t("list.separator").join(languages),
            form=t(f"format.{event.format}") if event.format else "",
            place=self._plain_text(event.place),
            channel=self._title_of("channel", event.channel),
            series=self._title_of("series", event.series),
            description=self._plain_text(event.description or event.summary),
            people=tuple(dict.fromkeys(map(self._build_participant, event.all_people))),
            deadlines=tuple(
                ExportedDeadline(self._plain_text(deadline.title), format_with_weekday(deadline.at, self.tag))
                for deadline in event.deadlines
            ),
            replay=event.replay.url or "" if event.replay is not None else "",
        )

    def _build_participant(self, person: EventParticipant) -> Participant:
        return Participant(self._plain_text(person.known_name), self._plain_text(person.affiliation), person.role)

    def _language_name(self, name: str) -> str:
        return self.t(f"language.{name}") if self.t.has(f"language.{name}") else name

    def _format_when(self, occurrence: Occurrence) -> str:
        """Return start and end in words: day, weekday and time. The end is left out where it equals the start."""
        hours = f" {occurrence.starts_at:%H:%M}" if occurrence.starts_at else ""
        first = format_day_and_weekday(occurrence.start, self.tag)
        if occurrence.start == occurrence.last_day:
            return f"{first} {_format_hours(occurrence)}".rstrip()
        until = f" {occurrence.ends_at:%H:%M}" if occurrence.ends_at else ""
        return f"{first}{hours} – {format_day_and_weekday(occurrence.last_day, self.tag)}{until}"

    def _iter_open_obligations(self, occurrences: Sequence[Occurrence], month: int) -> Iterator[UndatedItem]:
        """Yield the obligations that are not fulfilled yet and whose period ends in the month."""
        for occurrence in occurrences:
            status = (
                self.queries.obligation_status(occurrence.uid)
                if occurrence.occurrence_type == "obligation" and occurrence.last_day.month == month
                else None
            )
            if status is not None and status.state != "met":
                due = format_partial_date(PartialDate.from_day(occurrence.due), self.tag).text if occurrence.due is not None else ""
                yield UndatedItem(
                    self._plain_text(occurrence.title), self.context.calendar.build_occurrence(occurrence).when, due, occurrence.sample
                )

    def _iter_undated_events(self, year: int, month: int) -> Iterator[UndatedItem]:
        """Yield the events of which only this month is known."""
        whole_month = PartialDate.parse(f"{year:04}-{month:02}")
        for kind in EVENT_KINDS:
            for event in self.queries.records(kind):
                if isinstance(event, Event) and event.starts == whole_month:
                    title = self._plain_text(event.title)
                    shown_title = self.t(f"event.{event.state}", title=title) if event.state in STATES_IN_TITLE else title
                    yield UndatedItem(shown_title, format_partial_date(event.starts, self.tag).text, sample=not event.exported)

    def _iter_other_deadlines(self, occurrences: Sequence[Occurrence], listed_keys: set[RecordKey]) -> Iterator[ExportedDeadline]:
        """Yield the deadlines in the month whose events are not listed in it, without those of cancelled events."""
        for occurrence in occurrences:
            event = (
                self.queries.record(*occurrence.record_key)
                if occurrence.occurrence_type == "deadline" and occurrence.record_key not in listed_keys
                else None
            )
            if isinstance(event, Event) and event.state != "cancelled":
                deadline_id = occurrence.uid.removeprefix(f"{occurrence.record_key[0]}-{event.id}--")
                title = next((self._plain_text(deadline.title) for deadline in event.deadlines if deadline.id == deadline_id), "")
                yield ExportedDeadline(title, self._format_when(occurrence), self._plain_text(event.title))

    def _build_note(self, occurrence: Occurrence) -> DayNote:
        first = format_day_and_month(occurrence.start, self.tag)
        day = first if occurrence.start == occurrence.last_day else f"{first} – {format_day_and_month(occurrence.last_day, self.tag)}"
        return DayNote(
            occurrence.occurrence_type,
            day,
            self.t(f"event.{occurrence.occurrence_type}", title=self._plain_text(occurrence.title), mark=occurrence.short_code),
        )

    def _build_release_status(self, year: int, month: int) -> ReleaseStatus | None:
        latest = self.queries.latest_release(year, month, self.context.resolver.languages)
        release = self.queries.record("release", latest[0]) if latest is not None else None
        if latest is None or not isinstance(release, Release):
            return None
        day = format_partial_date(PartialDate.from_day(release.published.first_day), self.tag).text
        return ReleaseStatus(release.number, self.t("handout.release", n=release.number, day=day), latest[1])


def describe_offset(zone_name: str, year: int, month: int) -> str:
    """Return the offset of a zone from UTC, such as `UTC+8`; the name of the zone if the offset changes within the month."""
    zone = ZoneInfo(zone_name)
    days = (date(year, month, 1), date(year, month, days_in_month(year, month)))
    offsets = {datetime.combine(day, time(12), zone).utcoffset() or timedelta() for day in days}
    if len(offsets) > 1:
        return zone_name
    minutes = offsets.pop() // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def _format_hours(occurrence: Occurrence) -> str:
    """Return start and end time; only the start if the end is not stated or on another day; empty if no time is stated."""
    if occurrence.starts_at is None:
        return ""
    same_day = occurrence.ends_at is not None and occurrence.start == occurrence.last_day and occurrence.ends_at != occurrence.starts_at
    return f"{occurrence.starts_at:%H:%M}–{occurrence.ends_at:%H:%M}" if same_day else f"{occurrence.starts_at:%H:%M}"


def _capitalise(words: str) -> str:
    """Return words with an upper-case first letter."""
    return words[:1].upper() + words[1:]
