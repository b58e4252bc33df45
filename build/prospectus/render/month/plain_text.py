"""A month as plain text for e-mail: 72 columns wide, where a Chinese character takes two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prospectus.text.line_breaking import break_lines, count_columns
from prospectus.views.month_export import ExportedDeadline, ExportedEvent, MonthExport

WIDTH = 72
INDENT = "  "


def render_plain_text(export: MonthExport) -> bytes:
    """Return the text of a month in UTF-8. Lines end with LF and have no trailing space."""
    return ("\n".join(line.rstrip() for line in _iter_lines(export)) + "\n").encode()


def _iter_lines(export: MonthExport) -> Iterator[str]:
    t = export.t
    yield from _wrap(export.title)
    yield "=" * min(WIDTH, count_columns(export.title))
    yield from _wrap(t("list.separator").join([export.site, t("zone"), *export.status_lines]))
    if export.has_samples:
        yield from _wrap(t("handout.samples"))
    for event in export.items:
        yield ""
        yield from _iter_event_lines(event, export)
    if not export.items:
        yield ""
        yield from _wrap(t("month.no-dates"))
    yield from _iter_list(t("handout.deadlines"), (format_deadline(deadline, export) for deadline in export.deadlines))
    yield from _iter_list(t("handout.undated"), iter_undated(export))
    yield from _iter_list(t("handout.notes"), (f"{note.day} {note.title}" for note in export.notes))
    yield ""
    yield "-" * WIDTH
    yield f"{t('handout.online')}{t('colon')}".rstrip()
    yield export.url  # a URL is never broken
    yield from _wrap(export.disclaimer)


def _iter_event_lines(event: ExportedEvent, export: MonthExport) -> Iterator[str]:
    sample = f" [{export.t('sample')}]" if event.sample else ""
    yield from _wrap(f"{event.when} · {event.type}{sample}")
    yield from _wrap(event.title, INDENT)
    for label, text in iter_facts(event, export):
        yield from _wrap(f"{label}{export.t('colon')}{text}" if text else label, INDENT, INDENT * 2)
    if event.href:
        yield INDENT + event.href


def iter_facts(event: ExportedEvent, export: MonthExport) -> Iterator[tuple[str, str]]:
    """Yield the facts about an event as label and text: changes first, then people, language, format, place, series, deadlines, replay."""
    t = export.t
    if event.event_state in ("moved", "cancelled"):
        yield event.event_state_text, t("list.separator").join(filter(None, (format_former_date(event, export), event.reason)))
    for role in ("speaker", "moderator", "guest"):
        names = [format_person(person.name, person.affiliation, export) for person in event.people if person.role == role]
        if names:
            yield t(f"role.{role}"), t("list.comma").join(names)
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


def format_change(event: ExportedEvent, export: MonthExport) -> str:
    """Return the state of a moved or cancelled event in words, with its former date and the reason if they are known."""
    return export.t("list.separator").join(filter(None, (event.event_state_text, format_former_date(event, export), event.reason)))


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
        yield from _wrap(title)
        for entry in entries:
            yield from _wrap(entry, "- ", INDENT)


def _wrap(text: str, first: str = "", rest: str | None = None) -> Iterator[str]:
    """Yield the lines of a text, the first one after `first`, the others after `rest` (by default the same as `first`)."""
    indent = first if rest is None else rest
    max_width = WIDTH - max(count_columns(first), count_columns(indent))
    for number, line in enumerate(break_lines(text, max_width, count_columns)):
        yield (indent if number else first) + line
