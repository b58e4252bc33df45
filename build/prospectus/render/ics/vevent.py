"""Writes one occurrence as a VEVENT (RFC 5545, 3.6.1), in the language of one locale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from uuid import NAMESPACE_URL, UUID, uuid5

import icalendar

from prospectus.cache.cache import digest
from prospectus.model import urls
from prospectus.model.kinds.event import Event, Participant
from prospectus.model.kinds.series import Series
from prospectus.model.values.declared import is_event_type
from prospectus.model.values.text import Text
from prospectus.query.queries import Queries
from prospectus.render.ics.content_line import escape_text, fold_line
from prospectus.schedule.history import RevisionHistory
from prospectus.schedule.instances import shown_type
from prospectus.schedule.occurrences import Occurrence, permanent_name
from prospectus.schedule.releases import NO_HISTORY
from prospectus.schedule.subscriptions import DAY_CALENDARS, is_period
from prospectus.text.dates import format_with_weekday
from prospectus.text.rich_text import describe_links
from prospectus.views.locale_views import LocaleContext

STATUS = {"planned": "TENTATIVE", "cancelled": "CANCELLED"}
"""The STATUS of planned and cancelled events; all others are CONFIRMED. RFC 5545 has only these three for events."""
STATES_IN_TITLE = ("cancelled", "moved")
"""States that are repeated in the title, because calendar programs that hide STATUS still show the title."""


class EventFingerprints:
    """Fingerprints of the inputs of VEVENTs, for all locales together."""

    def __init__(self, queries: Queries, languages_of_locales: Sequence[tuple[str, ...]]) -> None:
        self._queries, self._languages_of_locales = queries, languages_of_locales
        kinds = ("channel", "series", "contract", "release")
        self.shared_inputs = [digest(languages_of_locales), *(queries.fingerprint_of(("records", kind)) for kind in kinds)]
        """Fingerprints of the languages of all locales, and of the kinds from which an occurrence takes data besides its own record."""
        self._title_fingerprints: dict[tuple[object, ...], str] = {}

    def fingerprint_of(self, occurrence: Occurrence) -> str:
        """Return a fingerprint of everything that the VEVENT of an occurrence contains."""
        record = self._queries.record(*occurrence.record_key)
        own = f"{self._queries.fingerprint_of(('record', *occurrence.record_key))} {occurrence.fingerprint}"
        if not isinstance(record, Event):
            return own
        histories = [_get_history(self._queries, occurrence, languages) for languages in self._languages_of_locales]
        is_released = any(history is not NO_HISTORY for history in histories)
        former = self._queries.original_start(*occurrence.record_key) if record.state == "moved" else None
        return f"{own} {digest(*histories) if is_released else ''} {former or ''} {self._fingerprint_titles(record)}"

    def _fingerprint_titles(self, event: Event) -> str:
        """Return a fingerprint of the records whose titles an event shows. It is cached, because most events refer to the same ones."""
        references = (event.channel, event.series, event.products)
        if references not in self._title_fingerprints:
            title_sources = [("channel", event.channel), ("series", event.series), *(("contract", product) for product in event.products)]
            self._title_fingerprints[references] = digest(
                *(self._queries.fingerprint_of(("record", kind, key)) for kind, key in title_sources if key is not None)
            )
        return self._title_fingerprints[references]


class EventWriter:
    """Writes the VEVENTs of one locale."""

    def __init__(self, context: LocaleContext) -> None:
        self.queries, self.site, self.resolver = context.queries, context.site, context.resolver
        self.zone = context.queries.zone
        self._institution = context.queries.site.institution
        self.fingerprint = digest(self.site.tag, self.site.home, self.site.url, self.site.t.fingerprint, self._institution, self.zone)
        """A hash of the inputs shared by all VEVENTs of the locale."""

    def write_event(self, occurrence: Occurrence) -> bytes:
        """Return the VEVENT of an occurrence, as folded content lines in UTF-8."""
        return b"".join(map(fold_line, self._iter_lines(occurrence)))

    def _iter_lines(self, occurrence: Occurrence) -> Iterator[str]:
        """Yield the unfolded lines of a VEVENT, in the order in which the icalendar library writes them."""
        event = self._get_event(occurrence)
        history = _get_history(self.queries, occurrence, self.resolver.languages)
        modified = self._last_modified(occurrence, history)
        location, categories = self._resolve_location(occurrence), self._resolve_categories(occurrence)
        description = "\n".join(self._iter_description(occurrence, event))
        href = self._href_of(occurrence)
        is_busy = is_event_type(occurrence.occurrence_type) and occurrence.interval.timed and occurrence.event_state != "cancelled"
        yield "BEGIN:VEVENT"
        yield f"SUMMARY:{escape_text(self._format_summary(occurrence))}"
        yield from self._iter_times(occurrence)
        yield f"DTSTAMP{_format_midnight_utc(modified or occurrence.start)}"
        yield f"UID:{build_uid(self._institution, permanent_name(occurrence, event))}"
        if event is not None:
            yield f"SEQUENCE:{history.sequence}"
        yield f"CATEGORIES:{','.join(map(escape_text, categories))}"
        if description:
            yield f"DESCRIPTION:{escape_text(description)}"
        if modified is not None:
            yield f"LAST-MODIFIED{_format_midnight_utc(modified)}"
        if location and occurrence.occurrence_type != "deadline":
            yield f"LOCATION:{escape_text(location)}"
        if event is not None:
            yield f"STATUS:{STATUS.get(occurrence.event_state, 'CONFIRMED')}"
        yield f"TRANSP:{'OPAQUE' if is_busy else 'TRANSPARENT'}"
        if href:
            yield f"URL;VALUE=URI:{self.site.url}{href}"
        yield "END:VEVENT"

    def _get_event(self, occurrence: Occurrence) -> Event | None:
        record = self.queries.record(*occurrence.record_key)
        return record if isinstance(record, Event) else None

    def _last_modified(self, occurrence: Occurrence, history: RevisionHistory) -> date | None:
        """Return the date of the last change, or None if it is unknown.

        It is the date of the last release that changed the event, or that of a later review. The review counts whether or not it led to a
        change, so that the date does not fall when an unreleased change is taken back.
        """
        record = self.queries.record(*occurrence.record_key)
        reviewed = record.reviewed.first_day if record is not None and record.reviewed is not None else None
        return max((day for day in (history.last_modified, reviewed) if day is not None), default=None)

    def _format_summary(self, occurrence: Occurrence) -> str:
        title: str = self.resolver.localise(occurrence.title)
        if is_period(occurrence):
            return str(self.site.t("event.period", title=title))
        if not is_event_type(occurrence.occurrence_type) and self.site.t.has(f"event.{occurrence.occurrence_type}"):
            title = self.site.t(f"event.{occurrence.occurrence_type}", title=title, mark=occurrence.short_code)
        shows_state = occurrence.event_state in STATES_IN_TITLE and (
            occurrence.occurrence_type != "deadline" or occurrence.event_state == "cancelled"
        )  # a deadline may stay where it is
        return self.site.t(f"event.{occurrence.event_state}", title=title) if shows_state else str(title)

    def _iter_times(self, occurrence: Occurrence) -> Iterator[str]:
        """Yield DTSTART and DTEND, which is exclusive. An instant has no DTEND, and neither has an event whose end is not stated."""
        interval = occurrence.interval
        if not interval.timed:
            yield f"DTSTART{_format_value(interval.start.date())}"
            yield f"DTEND{_format_value(interval.end.date())}"
            return
        yield f"DTSTART{_format_value(interval.start, self.zone)}"
        if interval.end_stated and interval.end > interval.start:
            yield f"DTEND{_format_value(interval.end, self.zone)}"

    def _href_of(self, occurrence: Occurrence) -> str:
        """Return the address of what an occurrence belongs to: the page of its month for a closing day or a make-up day."""
        if occurrence.occurrence_type in DAY_CALENDARS:
            return urls.localised_url(self.resolver.locale, urls.month_url(occurrence.start.year, occurrence.start.month))
        return self.resolver.href_of(*occurrence.record_key)

    def _resolve_location(self, occurrence: Occurrence) -> str:
        """Return the location of an event, its place and its channel; empty for everything else."""
        record = self._get_event(occurrence)
        if record is None:
            return ""
        return " · ".join(filter(None, (self._to_plain_text(record.place), self._resolve_title("channel", record.channel))))

    def _resolve_categories(self, occurrence: Occurrence) -> tuple[str, ...]:
        """Return what an occurrence is, then for an event the titles of its series and its products.

        A period is what the events of its series are: a talk, a lecture, a notice.
        """
        record = self.queries.record(*occurrence.record_key)
        occurrence_type = shown_type(occurrence.occurrence_type, getattr(record, "typical", None))
        if is_period(occurrence) and isinstance(record, Series):
            occurrence_type = record.default_event_type
        products = [self._resolve_title("contract", product) for product in record.products] if isinstance(record, Event) else []
        series = self._resolve_title("series", record.series) if isinstance(record, Event) else ""
        return str(self.site.t(f"sort.{occurrence_type}")), *filter(None, (series, *products))

    def _resolve_title(self, kind: str, key: str | None) -> str:
        record = self.queries.record(kind, key) if key is not None else None
        return self._to_plain_text(record.title) if record is not None else ""

    def _to_plain_text(self, text: Text | None) -> str:
        return str.__str__(self.resolver.localise(text)) if text is not None else ""

    def _describe(self, text: Text | None) -> str:
        """Return a text as a description has it: its plain words, with the address of each link behind it."""
        return describe_links(self.resolver.localise(text), self.site.url) if text is not None else ""

    def _iter_description(self, occurrence: Occurrence, event: Event | None) -> Iterator[str]:
        record = self.queries.record(*occurrence.record_key)
        if isinstance(record, Series):
            yield self._describe(record.stated)
        if event is not None:
            yield from self._iter_event_details(occurrence, event)
        if is_period(occurrence):
            yield self.site.t("event.any-time" if record is not None and record.sources else "event.any-time.own")
        if occurrence.occurrence_type == "last-trading":
            yield self.site.t("event.derived")
        if occurrence.due is not None:
            yield self.site.t("event.due", day=occurrence.due.isoformat())

    def _iter_event_details(self, occurrence: Occurrence, event: Event) -> Iterator[str]:
        """Yield the description lines of an event: former date, reason of its state, description, people, language, replay."""
        t = self.site.t
        former = self.queries.original_start(*occurrence.record_key) if event.state == "moved" else None
        if former is not None and occurrence.occurrence_type != "deadline":
            yield f"{t('event.moved.from')}{t('colon')}{format_with_weekday(former, self.resolver.locale.tag)}"
        if event.state in STATES_IN_TITLE and event.reason is not None:
            yield f"{t('event.reason')}{t('colon')}{self._describe(event.reason)}"
        if occurrence.occurrence_type == "deadline":
            return
        if event.description or event.summary:
            yield self._describe(event.description or event.summary)
        for role in ("speaker", "moderator", "guest"):
            people = [self._format_person(person) for person in event.all_people if person.role == role]
            if people:
                yield f"{t(f'role.{role}')}{t('colon')}{t('list.comma').join(dict.fromkeys(people))}"
        if event.language is not None:
            yield f"{t('talk.language')}{t('colon')}{self._format_language(event.language)}"
        if event.subtitles:
            yield f"{t('event.subtitles')}{t('colon')}{t('list.comma').join(map(self._format_language, event.subtitles))}"
        if event.replay is not None and event.replay.url is not None:
            yield f"{t('talk.replay')}{t('colon')}{event.replay.url}"

    def _format_person(self, person: Participant) -> str:
        name = self._to_plain_text(person.known_name)
        return self.site.t("event.person", name=name, affiliation=self._to_plain_text(person.affiliation)) if person.affiliation else name

    def _format_language(self, name: str) -> str:
        return self.site.t(f"language.{name}") if self.site.t.has(f"language.{name}") else name


def _get_history(queries: Queries, occurrence: Occurrence, languages: tuple[str, ...]) -> RevisionHistory:
    """Return the revisions of an event, or of the deadline that `occurrence` is, as readers of `languages` see them."""
    kind, key = occurrence.record_key
    deadline = occurrence.uid.removeprefix(f"{kind}-{key}--") if occurrence.occurrence_type == "deadline" else ""
    return queries.revision_history(kind, key, languages, deadline)


def build_uid(institution: str, name: str) -> UUID:
    """Return the UID of an occurrence: a UUID version 5, computed from the institution and the permanent name."""
    return uuid5(NAMESPACE_URL, f"prospectus:{institution}:{name}")


@lru_cache(4096)
def _format_value(date_or_time: date, zone: tzinfo | None = None) -> str:
    """Return the parameters and the value of a date or a time property. A time gets the zone `zone`; without a zone it is floating."""
    ical_value = icalendar.vDDDTypes(date_or_time.replace(tzinfo=zone) if isinstance(date_or_time, datetime) else date_or_time)
    parameters = ical_value.params.to_ical().decode()
    return f";{parameters}:{ical_value.to_ical().decode()}" if parameters else f":{ical_value.to_ical().decode()}"


def _format_midnight_utc(day: date) -> str:
    """Return the parameters and the value of a property for midnight UTC at the start of a day."""
    return _format_value(datetime.combine(day, time()), UTC)
