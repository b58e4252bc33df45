"""Events of calendars and schedules as proposals. An event of our own, known by its UID, is proposed only where it differs.

Of our own events the time, the title, the place and a cancellation are compared; what an export writes around them, such as the line of
speakers, is not read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from prospectus.model.kinds.event import Event
from prospectus.problems import Message
from prospectus.render.ics.vevent import build_uid
from prospectus.schedule.interval import EndBasis, interval_of
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar
from prospectus.scheduling.proposals.proposal import Proposal, ProposedEvent, ProposedField
from prospectus.scheduling.spreadsheet import cells, columns
from prospectus.scheduling.spreadsheet.cells import CellError
from prospectus.scheduling.spreadsheet.headings import find_types
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames
from prospectus.text.language_tags import has_han

FALLBACK_TYPE = "meeting"
"""The type of an event whose source states none; the proposal says so."""
TYPE_IN_WORDS = Message("from its words", "从用词看出")
TYPE_ASSUMED = Message("assumed: the source states no type", "推定：来源没有写明类型")
LANGUAGE_ASSUMED = Message("assumed: the language of the title", "推定：标题所用的语言")


@dataclass(frozen=True, slots=True)
class ForeignEvent:
    """An event as a calendar or a schedule describes it, with times in the zone of the site."""

    line: int
    """Its line in the file, or its number from 1."""
    uid: str
    title: str
    starts: datetime | date
    """A naive time in the zone of the site, or a whole day."""
    ends: datetime | date | None = None
    """The end; for whole days, the last one. None when it is not stated."""
    place: str = ""
    people: str = ""
    """In the form of a sheet's cell."""
    description: str = ""
    type: str = ""
    language: str = ""
    is_cancelled: bool = False
    left_out: tuple[str, ...] = ()
    """What else the source says, of which nothing is taken over."""


def add_duration(starts: datetime, duration: timedelta) -> datetime | None:
    """Return when an event ends; None after the end of the calendar of Python."""
    try:
        return starts + duration
    except OverflowError:
        return None


def build_proposal(source: SourceCalendar, events: Sequence[ForeignEvent], unread: Iterable[tuple[int, str]], *, is_ours: bool) -> Proposal:
    """Return the events as a proposal. `is_ours` says that the file is an export of a site like this one."""
    names, left_out, proposed = ReferenceNames(source), list(unread), []
    own_entries = dict(_iter_own(source))
    for event in events:
        entry = own_entries.get(event.uid.casefold())
        if entry is not None:
            fields = _compare_own(entry, event, names, source)
        elif is_ours:
            left_out.append((event.line, f"{event.title} ({event.uid})"))
            continue
        else:
            fields = list(_describe(event, names, source.languages))
            left_out += [(event.line, f"{text} ({event.title})") for text in event.left_out]
        proposed.append(ProposedEvent(tuple(fields)))
    has_own_events = any(event.uid.casefold() in own_entries for event in events)
    return Proposal(tuple(proposed), tuple(left_out), has_own_events)


def _iter_own(source: SourceCalendar) -> Iterator[tuple[str, CalendarEntry]]:
    """Yield the UID of each event of the site with its entry."""
    for entry in source.entries:
        yield str(build_uid(source.site.institution, f"{entry.kind}-{entry.event.first_id}")), entry


def _compare_own(entry: CalendarEntry, event: ForeignEvent, names: ReferenceNames, source: SourceCalendar) -> list[ProposedField]:
    """Return the id of an own event, and the fields in which the file differs from it."""
    own, titles = names.directory.complete(entry.event), entry.event.title.as_dict()
    fields = [ProposedField("id", own.id, event.line)]
    if any(title in event.title for title in titles.values()):  # a mark such as 取消 may precede it
        language, title = next((language, title) for language, title in titles.items() if title in event.title)
        fields.append(ProposedField(f"title.{language}", title, event.line))
    else:
        fields.append(_text_field("title", event.title, event.line, source.languages))
    if not _has_same_interval(own, event):
        fields += _describe_interval(event)
    channel = names.titles_of("channel", own.channel) if own.channel else ()
    formats = columns.get_choices("format", "zh") | columns.get_choices("format", "en")
    known = {*(own.place.as_dict().values() if own.place else ()), *channel}
    if event.place and (known or event.place not in formats.values()) and not any(name and name in event.place for name in known):
        fields += _describe_place(event, names, source.languages) if known else []
    if event.is_cancelled and own.state != "cancelled":
        fields.append(_cancellation(event))
    return fields


def _has_same_interval(own: Event, event: ForeignEvent) -> bool:
    interval = interval_of(own)
    if not isinstance(event.starts, datetime):
        last = event.ends or event.starts
        return not interval.timed and interval.start.date() == event.starts and (interval.end.date() - date.resolution) == last
    if not interval.timed or interval.start != event.starts:
        return False
    return event.ends == interval.end or (event.ends is None and interval.end_basis is not EndBasis.TIME)


def _describe(event: ForeignEvent, names: ReferenceNames, languages: tuple[str, ...]) -> Iterator[ProposedField]:
    """Yield the fields of an event that is not ours."""
    yield _text_field("title", event.title, event.line, languages)
    yield from _describe_interval(event)
    yield from _describe_place(event, names, languages)
    yield from (_text_field(key, text, event.line, languages) for key, text in _texts_of(event).items() if text)
    yield _describe_type(event, names.own_types)
    tag = event.language if event.language in languages else "zh" if has_han(event.title) else "en"
    shown = Message(*(columns.language_name(tag, display) for display in ("en", "zh")))
    yield ProposedField("language", tag, event.line, None if event.language == tag else LANGUAGE_ASSUMED, shown)
    if event.is_cancelled:
        yield _cancellation(event)


def _cancellation(event: ForeignEvent) -> ProposedField:
    shown = Message(*(columns.get_choices("state", display)["cancelled"] for display in ("en", "zh")))
    return ProposedField("state", "cancelled", event.line, shown=shown)


def _texts_of(event: ForeignEvent) -> Mapping[str, str]:
    return {"people": event.people, "description": event.description}


def _describe_type(event: ForeignEvent, own_types: columns.OwnTypes) -> ProposedField:
    reason: Message | None = None
    try:
        found = cells.parse_choice("type", event.type, own_types)
    except CellError:
        words = find_types(f"{event.type} {event.title}", own_types)
        found, reason = (next(iter(words)), TYPE_IN_WORDS) if len(words) == 1 else (FALLBACK_TYPE, TYPE_ASSUMED)
    shown = Message(*(columns.get_choices("type", display, own_types)[found] for display in ("en", "zh")))
    return ProposedField("type", found, event.line, reason, shown)


def _describe_interval(event: ForeignEvent) -> list[ProposedField]:
    values: dict[str, Any] = {"date": f"{event.starts:%Y-%m-%d}"}
    if isinstance(event.starts, datetime):
        values["start"] = f"{event.starts:%H:%M}"
        if isinstance(event.ends, datetime):
            values |= {"last": f"{event.ends:%Y-%m-%d}"} if event.ends.date() != event.starts.date() else {}
            values["end"] = f"{event.ends:%H:%M}"
    elif event.ends is not None and event.ends != event.starts:
        values["last"] = f"{event.ends:%Y-%m-%d}"
    return [ProposedField(key, value, event.line) for key, value in values.items()]


def _describe_place(event: ForeignEvent, names: ReferenceNames, languages: tuple[str, ...]) -> list[ProposedField]:
    if not event.place:
        return []
    if names.has("channel", event.place):
        return [ProposedField("channel", event.place, event.line)]
    return [_text_field("place", event.place, event.line, languages)]


def _text_field(key: str, text: str, line: int, languages: tuple[str, ...]) -> ProposedField:
    language = "zh" if has_han(text) else "en"
    return ProposedField(f"{key}.{language if language in languages else languages[0]}", text, line)
