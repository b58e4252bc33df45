"""The view of a release in one locale: its changes in words and the complete frozen timetable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from prospectus.derive.dates import in_words
from prospectus.derive.resolve import Resolver
from prospectus.derive.view import Link, View
from prospectus.model import address
from prospectus.model.changes import ORDER, Change, of_release
from prospectus.model.event import Person
from prospectus.model.moment import Precision
from prospectus.model.record import Record
from prospectus.model.release import FrozenEvent, Release
from prospectus.model.text import Text

MOST_NAMED = 6
"""The maximum number of event titles in the summary of a release."""


def release_view(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of a release with its changes, its frozen timetable, and links to its month and to the previous and next release."""
    if not isinstance(record, Release):
        return view
    changes, month = _changes(record, resolver), record.month.start
    after = f"{record.month}-{record.number + 1}"
    has_month = any(getattr(year, "year", None) == month.year for year in resolver.reading.all("year"))
    return view.having(
        told=_told(changes, resolver),
        groups=tuple(
            View(what=what, changes=tuple(_change(each, resolver) for each in changes if each.what == what))
            for what in ORDER
            if any(each.what == what for each in changes)
        ),
        timetable=tuple(_event(each, resolver) for each in record.events),
        month_link=Link(view.month.text, address.within(resolver.locale, address.of_month(month.year, month.month))) if has_month else None,
        before=_release_link(record.before, resolver),
        after=_release_link(after, resolver),
    )


def named(release: Release, resolver: Resolver) -> View:
    """Return a reference to a release: its title, address, number and date of publication."""
    given_out = in_words(release.published, resolver.locale.tag)
    return View(title=resolver.words(release.title), href=resolver.href("release", release.id), number=release.number, published=given_out)


def told(record: Record, resolver: Resolver) -> str:
    """Return the changes of a release in one line, such as “2 new, 1 moved: …”; empty for other records."""
    return _told(_changes(record, resolver), resolver) if isinstance(record, Release) else ""


def _changes(release: Release, resolver: Resolver) -> tuple[Change, ...]:
    """Return the changes that readers of this locale can see. A text that changed only in another language is no change for them."""
    before = resolver.reading.record("release", release.before) if release.before is not None else None
    return of_release(release, before if isinstance(before, Release) else None, resolver.languages)


def _told(changes: Sequence[Change], resolver: Resolver) -> str:
    t = resolver.t
    if not changes:
        return t("changes.none")
    counts = Counter(each.what for each in changes)
    said = t("changes.and").join(t(f"changes.count.{what}", n=counts[what]) for what in ORDER if counts[what])
    titles = list(dict.fromkeys(_plain(each.now.title, resolver) for each in changes))
    named = t("list.separator").join(titles[:MOST_NAMED]) + (t("changes.more") if len(titles) > MOST_NAMED else "")
    return f"{said}{t('colon')}{named}"


def _plain(text: Text, resolver: Resolver) -> str:
    return str.__str__(resolver.words(text))


def _release_link(key: str | None, resolver: Resolver) -> Link | None:
    found = resolver.reading.record("release", key) if key is not None else None
    return Link(resolver.words(found.title), resolver.href("release", found.id)) if found is not None else None


def _change(change: Change, resolver: Resolver) -> View:
    """Return the view of a change: old and new values and the reason. Pairs of equal values are left out."""
    now, was = change.now, change.was
    event = _event(now, resolver)
    pair = _pair(change, was, now, resolver) if was is not None else ()
    pair = tuple((old, new) for old, new in pair if old != new)
    reason = now.reason is not None and change.what in ("moved", "cancelled")
    return event.having(
        pairs=pair,
        fields=tuple(resolver.t(f"changes.field.{each}") for each in change.fields),
        why=resolver.words(now.reason) if reason and now.reason is not None else None,
        link=now.replay if change.what == "replay" else None,
    )


def _pair(change: Change, was: FrozenEvent, now: FrozenEvent, resolver: Resolver) -> tuple[tuple[str, str], ...]:
    match change.what:
        case "moved":
            return (_when(was, resolver), _when(now, resolver)), (_where(was, resolver), _where(now, resolver))
        case "retitled":
            return ((resolver.words(was.title), resolver.words(now.title)),)
        case "rehosted":
            return ((_people(was.people, resolver), _people(now.people, resolver)),)
        case _:
            return ()


def _event(event: FrozenEvent, resolver: Resolver) -> View:
    """Return the view of a frozen event, with the address of its page if the event still exists."""
    t, there = resolver.t, resolver.reading.exists(event.kind, event.id)
    return View(
        id=event.id,
        title=resolver.words(event.title),
        href=resolver.href(event.kind, event.id) if there else "",
        type=event.type,
        date=in_words(event.starts, resolver.locale.tag),
        when=_when(event, resolver),
        where=_where(event, resolver),
        people=_people(event.people, resolver),
        state=event.state,
        reason=resolver.words(event.reason) if event.reason is not None else None,
        language=event.language,
        format=event.format,
        series=resolver.words(event.series.title) if event.series is not None else None,
        deadlines=tuple(View(title=resolver.words(each.title), at=in_words(each.at, resolver.locale.tag)) for each in event.deadlines),
        replay=event.replay,
        known=t.has(f"sort.{event.type}"),
    )


def _when(event: FrozenEvent, resolver: Resolver) -> str:
    """Return start and end in words. Of an end on the same day, only the time is given."""
    tag = resolver.locale.tag
    first = in_words(event.starts, tag).text
    if event.ends is None or event.ends == event.starts:
        return first
    if event.ends.precision is Precision.MINUTE and event.ends.first_day == event.starts.first_day:
        return f"{first}–{event.ends.start:%H:%M}"
    return f"{first} – {in_words(event.ends, tag).text}"


def _where(event: FrozenEvent, resolver: Resolver) -> str:
    channel = event.channel.title if event.channel is not None else None
    return " · ".join(_plain(each, resolver) for each in (event.place, channel) if each is not None)


def _people(people: Sequence[Person], resolver: Resolver) -> str:
    return resolver.t("list.comma").join(dict.fromkeys(_person(each, resolver) for each in people))


def _person(person: Person, resolver: Resolver) -> str:
    name = _plain(person.name, resolver)
    if person.affiliation is None:
        return name
    return resolver.t("event.person", name=name, affiliation=_plain(person.affiliation, resolver))
