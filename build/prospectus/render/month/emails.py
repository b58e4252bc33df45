"""Emails about a month as plain text: one to each person who takes part, and a reminder to those who attend.

Samples are left out, because these texts are sent to people. Each time carries its zone: a line may be quoted alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from prospectus.errors import UsageError
from prospectus.problems import Message
from prospectus.render.month.plain_text import format_change, format_moved_away, format_person, iter_people
from prospectus.render.month.plain_text import wrap_text as wrap_at_words
from prospectus.text.line_breaking import is_unspaced
from prospectus.views.month_export import ExportedEvent, MonthExport, MovedAway, Participant

INDENT = "  "
PersonKey = tuple[str, str]
"""The name and the affiliation of a person."""
NO_PEOPLE = Message("No event of {month} names anybody.", "{month} 的活动都没有写明人员。")
NOTHING_AHEAD = Message("No event of {month} is still to come.", "{month} 没有尚未举行的活动。")
_NOT_IN_FILE_NAMES = re.compile(r"[^\w.-]+")
MAX_NAME_BYTES = 120
"""The most bytes of a file name that are taken from the name of a person; file systems allow 255 for all of it."""


def render_speaker_emails(export: MonthExport) -> dict[str, bytes]:
    """Return an email to each person who takes part in an event of the month, by file name. Raises UsageError if there is nobody."""
    events_by_person = _group_by_person(export.items)
    if not events_by_person:
        raise UsageError(NO_PEOPLE.fill(month=f"{export.year}-{export.month:02}"))
    names = choose_file_names(events_by_person)
    return {f"{names[person]}.txt": _to_bytes(_iter_speaker_lines(person, events, export)) for person, events in events_by_person.items()}


def render_reminder(export: MonthExport) -> bytes:
    """Return the reminder of the events that are still to come. Raises UsageError if there is none."""
    events = [event for event in export.items if event.event_state and not event.sample and event.last >= export.today]
    if not any(event.event_state != "cancelled" for event in events):
        raise UsageError(NOTHING_AHEAD.fill(month=f"{export.year}-{export.month:02}"))
    return _to_bytes(_iter_reminder_lines(events, export))


def choose_file_names(people: Iterable[PersonKey]) -> dict[PersonKey, str]:
    """Return a file name without extension for each person. No two are the same on file systems that ignore case."""
    names: dict[PersonKey, str] = {}
    taken: set[str] = set()
    for person in people:
        stem = _clean_file_name(person[0])
        candidates = (stem, _clean_file_name("-".join(filter(None, person))), *(f"{stem}-{number}" for number in range(2, 1000)))
        name = next(candidate for candidate in candidates if candidate.casefold() not in taken)
        taken.add(name.casefold())
        names[person] = name
    return names


def _clean_file_name(text: str) -> str:
    """Return a text without what file systems and shells give a meaning to; `person` if nothing is left."""
    name = _NOT_IN_FILE_NAMES.sub("-", unicodedata.normalize("NFC", text)).strip(".-_")
    return name.encode()[:MAX_NAME_BYTES].decode(errors="ignore") or "person"


def _group_by_person(events: Iterable[ExportedEvent]) -> Mapping[PersonKey, list[ExportedEvent]]:
    """Return the events of each person. A name without an affiliation is the same person if only one affiliation goes with the name."""
    events_with_people = [event for event in events if not event.sample]
    affiliations: dict[str, set[str]] = {}
    for event in events_with_people:
        for person in event.people:
            affiliations.setdefault(person.name, set()).update(filter(None, [person.affiliation]))
    events_by_person: dict[PersonKey, list[ExportedEvent]] = {}
    for event in events_with_people:
        for key in dict.fromkeys(_key_of(person, affiliations) for person in event.people):
            events_by_person.setdefault(key, []).append(event)
    return events_by_person


def _key_of(person: Participant, affiliations: Mapping[str, set[str]]) -> PersonKey:
    known = affiliations[person.name]
    return person.name, person.affiliation or (next(iter(known)) if len(known) == 1 else "")


def _iter_speaker_lines(person: PersonKey, events: Iterable[ExportedEvent], export: MonthExport) -> Iterator[str]:
    t = export.t
    yield from wrap_text(t("mail.subject", subject=t("mail.speaker.subject", month=export.name)))
    yield from wrap_text(t("mail.to", name=format_person(*person, export)))
    yield ""
    yield from wrap_text(t("mail.greeting", name=person[0]))
    yield ""
    yield from wrap_text(t("mail.speaker.intro", month=export.name, site=export.site))
    for event in events:
        yield ""
        yield from _iter_event_lines(event, export)
        own = [participant for participant in event.people if participant.name == person[0] and participant.affiliation in ("", person[1])]
        roles = dict.fromkeys(t(f"role.{participant.role}") for participant in own)
        yield from wrap_text(f"{t('mail.role')}{t('colon')}{t('list.comma').join(roles)}", INDENT, INDENT * 2)
        others = [_format_companion(participant, export) for participant in event.people if participant not in own]
        if others:
            yield from wrap_text(f"{t('mail.with')}{t('colon')}{t('list.comma').join(others)}", INDENT, INDENT * 2)
        yield from filter(None, [INDENT + event.href if event.href else ""])
    yield from _iter_moved_away([event for event in export.moved_away if _takes_part(person, event.people)], export)
    yield ""
    yield from wrap_text(t("mail.speaker.please"))
    yield from _iter_foot(export)


def _takes_part(person: PersonKey, people: Iterable[Participant]) -> bool:
    return any(participant.name == person[0] and participant.affiliation in ("", person[1]) for participant in people)


def _iter_moved_away(events: Sequence[MovedAway], export: MonthExport) -> Iterator[str]:
    """Yield the list of events that are in another month now; nothing, if there is none."""
    if events:
        yield ""
        yield from wrap_text(f"{export.t('handout.moved-away')}{export.t('colon')}".rstrip())
    for event in events:
        yield from wrap_text(format_moved_away(event, export), INDENT, INDENT * 2)


def _format_companion(person: Participant, export: MonthExport) -> str:
    details = export.t("list.comma").join(filter(None, (person.affiliation, export.t(f"role.{person.role}"))))
    return format_person(person.name, details, export)


def _iter_reminder_lines(events: Iterable[ExportedEvent], export: MonthExport) -> Iterator[str]:
    t = export.t
    yield from wrap_text(t("mail.subject", subject=t("mail.reminder.subject", month=export.name)))
    yield ""
    yield from wrap_text(t("mail.reminder.greeting"))
    yield ""
    yield from wrap_text(t("mail.reminder.intro", site=export.site))
    for event in events:
        if event.event_state != "cancelled":
            yield from _iter_reminded_lines(event, export)
    cancelled = [event for event in events if event.event_state == "cancelled"]
    if cancelled:
        yield ""
        yield from wrap_text(t("mail.reminder.cancelled"))
    for event in cancelled:
        yield ""
        yield from _iter_event_lines(event, export)
    yield from _iter_moved_away([event for event in export.moved_away if event.former_day >= export.today], export)
    yield ""
    yield from wrap_text(f"{t('handout.subscribe')}{t('colon')}".rstrip())
    yield from _iter_foot(export)


def _iter_reminded_lines(event: ExportedEvent, export: MonthExport) -> Iterator[str]:
    """Yield the lines of an event that takes place, after an empty one."""
    t = export.t
    yield ""
    yield from _iter_event_lines(event, export)
    for names in iter_people(event, export):
        yield from wrap_text(names, INDENT, INDENT * 2)
    if event.spoken:
        yield from wrap_text(f"{t('talk.language')}{t('colon')}{event.spoken}", INDENT, INDENT * 2)
    for deadline in event.deadlines:
        yield from wrap_text(f"{deadline.title}{t('colon')}{deadline.when}", INDENT, INDENT * 2)
    yield from filter(None, [INDENT + event.href if event.href else ""])


def _iter_event_lines(event: ExportedEvent, export: MonthExport) -> Iterator[str]:
    """Yield when an event is, its type and title, its state if it is moved or cancelled, and where it is."""
    t = export.t
    zone = f" {export.zone_label}" if event.hours else ""
    yield from wrap_text(f"{event.when}{zone} · {event.type}")
    yield from wrap_text(event.name, INDENT)
    if event.event_state in ("moved", "cancelled"):
        yield from wrap_text(format_change(event, export), INDENT, INDENT * 2)
    if event.where or event.form:
        yield from wrap_text(f"{t('event.place')}{t('colon')}{event.where or event.form}", INDENT, INDENT * 2)


def _iter_foot(export: MonthExport) -> Iterator[str]:
    yield export.url  # a URL is never broken
    yield ""
    yield from wrap_text(export.site)


def wrap_text(text: str, first: str = "", rest: str | None = None) -> Iterator[str]:
    """Yield the lines of a text like that of plain text, but one with Chinese in one line: pasted, its breaks would stay."""
    return iter((f"{first}{text}",)) if is_unspaced(text) else wrap_at_words(text, first, rest)


def _to_bytes(lines: Iterable[str]) -> bytes:
    return ("\n".join(line.rstrip() for line in lines) + "\n").encode()
