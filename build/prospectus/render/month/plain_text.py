"""A month as plain text for e-mail: 72 columns wide, where a Chinese character takes two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from prospectus.text.line_breaking import break_lines, count_columns
from prospectus.views.month_export import ExportedDeadline, ExportedEvent, MonthExport, MovedAway

WIDTH = 72
INDENT = "  "
ROLES = ("speaker", "moderator", "guest")
"""The roles of people, in the order in which they are named."""


def render_plain_text(export: MonthExport) -> bytes:
    """Return the text of a month in UTF-8. Lines end with LF and have no trailing space."""
    return ("\n".join(line.rstrip() for line in _iter_lines(export)) + "\n").encode()


def _iter_lines(export: MonthExport) -> Iterator[str]:
    t = export.t
    yield from wrap_text(export.title)
    yield "=" * min(WIDTH, count_columns(export.title))
    yield from wrap_text(t("list.separator").join([export.site, export.zone_label, *export.status_lines]))
    if export.has_samples:
        yield from wrap_text(t("handout.samples"))
    for events in export.days:
        yield ""
        yield from _iter_day_lines(events, export)
    if not export.items:
        yield ""
        yield from wrap_text(t("month.no-dates"))
    yield from _iter_list(t("handout.moved-away"), (format_moved_away(event, export) for event in export.moved_away))
    yield from _iter_list(t("handout.deadlines"), (format_deadline(deadline, export) for deadline in export.deadlines))
    yield from _iter_list(t("handout.undated"), iter_undated(export))
    yield from _iter_list(t("handout.notes"), (f"{note.day} {note.title}" for note in export.notes))
    yield ""
    yield "-" * WIDTH
    yield f"{t('handout.online')}{t('colon')}".rstrip()
    yield export.url  # a URL is never broken
    yield from wrap_text(export.disclaimer)


def _iter_day_lines(events: Sequence[ExportedEvent], export: MonthExport) -> Iterator[str]:
    """Yield the lines of the events of one day; the day itself is given once."""
    if len(events) == 1:
        yield from _iter_event_lines(events[0], events[0].when, export)
        return
    yield from wrap_text(events[0].day_and_weekday)
    for number, event in enumerate(events):
        if number:
            yield ""
        yield from _iter_event_lines(event, event.hours, export)


def _iter_event_lines(event: ExportedEvent, when: str, export: MonthExport) -> Iterator[str]:
    sample = f" [{export.t('sample')}]" if event.sample else ""
    yield from wrap_text(" · ".join(filter(None, (when, f"{event.type}{sample}"))))
    yield from wrap_text(event.title, INDENT)
    for label, text in iter_facts(event, export):
        yield from wrap_text(f"{label}{export.t('colon')}{text}" if text else label, INDENT, INDENT * 2)
    if event.href:
        yield INDENT + event.href


def iter_facts(event: ExportedEvent, export: MonthExport) -> Iterator[tuple[str, str]]:
    """Yield the facts about an event as label and text: changes first, then people, language, format, place, series, deadlines, replay.

    Of a change, which the title names, these are the former date and the reason.
    """
    t = export.t
    if event.moved_from:
        yield t("event.moved.from"), event.moved_from
    if event.reason:
        yield t("event.reason"), event.reason
    yield from iter_roles(event, export)
    if event.spoken:
        yield t("talk.language"), event.spoken
    if event.form:
        yield t("course.format"), event.form
    if event.where:
        yield t("event.place"), event.where
    if event.series:
        yield t("talk.series"), event.series
    for deadline in event.deadlines:
        yield deadline.title, deadline.when
    if event.replay:
        yield t("talk.replay"), event.replay


def iter_roles(event: ExportedEvent, export: MonthExport) -> Iterator[tuple[str, str]]:
    """Yield each role that somebody has in an event, with the names: speakers first, then moderators, then guests."""
    for role in ROLES:
        names = [format_person(person.name, person.affiliation, export) for person in event.people if person.role == role]
        if names:
            yield export.t(f"role.{role}"), export.t("list.comma").join(names)


def iter_people(event: ExportedEvent, export: MonthExport) -> Iterator[str]:
    """Yield the people of an event by role, each role with its label: `主讲：李明`, `主持：陈晨`."""
    return (f"{label}{export.t('colon')}{names}" for label, names in iter_roles(event, export))


def format_change(event: ExportedEvent, export: MonthExport) -> str:
    """Return the state of a moved or cancelled event in words, with its former date and the reason if they are known."""
    reason = f"{export.t('event.reason')}{export.t('colon')}{event.reason}" if event.reason else ""
    return export.t("list.separator").join(filter(None, (event.event_state_text, format_former_date(event, export), reason)))


def format_former_date(event: ExportedEvent, export: MonthExport) -> str:
    """Return the former date of a moved event in words; an empty string if it is not known."""
    return export.t("handout.formerly", when=event.moved_from) if event.moved_from else ""


def format_person(name: str, affiliation: str, export: MonthExport) -> str:
    """Return the name of a person with the affiliation, if there is one."""
    return export.t("event.person", name=name, affiliation=affiliation) if affiliation else name


def format_deadline(deadline: ExportedDeadline, export: MonthExport) -> str:
    """Return a deadline with its event and its date, in words."""
    title = export.t("handout.of", what=deadline.title, event=deadline.event)
    return export.t("handout.on", title=title, when=deadline.when)


def format_moved_away(event: MovedAway, export: MonthExport) -> str:
    """Return where an event of the month has gone, with the reason if it is known."""
    line = export.t("handout.moved-to", title=event.title, former=event.former, when=event.when)
    reason = f"{export.t('event.reason')}{export.t('colon')}{event.reason}" if event.reason else ""
    return export.t("list.separator").join(filter(None, (line, reason)))


def iter_undated(export: MonthExport) -> Iterator[str]:
    """Yield the events without a stated day, with their period and the due date if there is one."""
    for event in export.undated:
        key = "handout.due" if event.due else "handout.on"
        sample = f" [{export.t('sample')}]" if event.sample else ""
        yield export.t(key, title=event.title, when=event.when, due=event.due) + sample


def _iter_list(title: str, rows: Iterable[str]) -> Iterator[str]:
    entries = list(rows)
    if entries:
        yield ""
        yield from wrap_text(title)
        for entry in entries:
            yield from wrap_text(entry, "- ", INDENT)


def wrap_text(text: str, first: str = "", rest: str | None = None) -> Iterator[str]:
    """Yield the lines of a text, the first one after `first`, the others after `rest` (by default the same as `first`)."""
    indent = first if rest is None else rest
    max_width = WIDTH - max(count_columns(first), count_columns(indent))
    for number, line in enumerate(break_lines(text, max_width, count_columns)):
        yield (indent if number else first) + line
