"""A month as plain text for e-mail: 72 columns wide, where a Chinese character takes two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prospectus.derive.timetable import Cutoff, Item, Timetable
from prospectus.render.lines import broken, columns

WIDTH = 72
INDENT = "  "


def plain_text(table: Timetable) -> bytes:
    """Return the text of a month in UTF-8. Lines end with LF and have no trailing space."""
    return ("\n".join(line.rstrip() for line in _lines(table)) + "\n").encode()


def _lines(table: Timetable) -> Iterator[str]:
    t = table.t
    yield from _wrapped(table.title)
    yield "=" * min(WIDTH, columns(table.title))
    yield from _wrapped(t("list.separator").join([table.site, t("zone"), *table.standing]))
    if table.has_samples:
        yield from _wrapped(t("handout.samples"))
    for item in table.items:
        yield ""
        yield from _item(item, table)
    if not table.items:
        yield ""
        yield from _wrapped(t("month.no-dates"))
    yield from _list(t("handout.deadlines"), (cutoff(each, table) for each in table.deadlines))
    yield from _list(t("handout.undated"), undated(table))
    yield from _list(t("handout.notes"), (f"{each.day} {each.title}" for each in table.notes))
    yield ""
    yield "-" * WIDTH
    yield f"{t('handout.online')}{t('colon')}".rstrip()
    yield table.url  # a URL is never broken
    yield from _wrapped(table.disclaimer)


def _item(item: Item, table: Timetable) -> Iterator[str]:
    sample = f" [{table.t('sample')}]" if item.sample else ""
    yield from _wrapped(f"{item.when} · {item.type}{sample}")
    yield from _wrapped(item.title, INDENT)
    for term, words in facts(item, table):
        yield from _wrapped(f"{term}{table.t('colon')}{words}" if words else term, INDENT, INDENT * 2)
    if item.href:
        yield INDENT + item.href


def facts(item: Item, table: Timetable) -> Iterator[tuple[str, str]]:
    """Yield the facts about an event as label and text: changes first, then people, language, format, place, series, deadlines, replay."""
    t = table.t
    if item.standing in ("moved", "cancelled"):
        yield item.stands, t("list.separator").join(filter(None, (formerly(item, table), item.reason)))
    for role in ("speaker", "moderator", "guest"):
        names = [named(each.name, each.affiliation, table) for each in item.people if each.role == role]
        if names:
            yield t(f"role.{role}"), t("list.comma").join(names)
    if item.spoken:
        yield t("talk.language"), item.spoken
    if item.form:
        yield t("course.format"), item.form
    if item.where:
        yield t("event.place"), item.where
    if item.series:
        yield t("talk.series"), item.series
    for each in item.deadlines:
        yield each.title, each.when
    if item.replay:
        yield t("talk.replay"), item.replay


def told(item: Item, table: Timetable) -> str:
    """Return the state of a moved or cancelled event in words, with its former date and the reason if they are known."""
    return table.t("list.separator").join(filter(None, (item.stands, formerly(item, table), item.reason)))


def formerly(item: Item, table: Timetable) -> str:
    """Return the former date of a moved event in words; an empty string if it is not known."""
    return table.t("handout.formerly", when=item.formerly) if item.formerly else ""


def named(name: str, affiliation: str, table: Timetable) -> str:
    """Return the name of a person with the affiliation, if there is one."""
    return table.t("event.person", name=name, affiliation=affiliation) if affiliation else name


def cutoff(each: Cutoff, table: Timetable) -> str:
    """Return a deadline with its event and its date, in words."""
    what = table.t("handout.of", what=each.title, event=each.event)
    return table.t("handout.on", title=what, when=each.when)


def undated(table: Timetable) -> Iterator[str]:
    """Yield the events without a stated day, with their period and the due date if there is one."""
    for each in table.undated:
        key = "handout.due" if each.due else "handout.on"
        sample = f" [{table.t('sample')}]" if each.sample else ""
        yield table.t(key, title=each.title, when=each.when, due=each.due) + sample


def _list(title: str, rows: Iterable[str]) -> Iterator[str]:
    found = list(rows)
    if found:
        yield ""
        yield from _wrapped(title)
        for each in found:
            yield from _wrapped(each, "- ", INDENT)


def _wrapped(text: str, first: str = "", rest: str | None = None) -> Iterator[str]:
    """Yield the lines of a text, the first one after `first`, the others after `rest` (by default the same as `first`)."""
    further = first if rest is None else rest
    room = WIDTH - max(columns(first), columns(further))
    for number, line in enumerate(broken(text, room, columns)):
        yield (further if number else first) + line
