"""The view of a release in one locale: its changes in words and the complete frozen timetable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from prospectus.model import urls
from prospectus.model.kinds.release import FrozenEvent, FrozenParticipant, Release
from prospectus.model.library import RecordKey
from prospectus.model.record import Record
from prospectus.model.values.partial_date import Precision
from prospectus.model.values.text import Text
from prospectus.schedule.changes import CHANGE_ORDER, Change, Difference, compare_field, release_changes
from prospectus.text.dates import format_partial_date, format_with_weekday
from prospectus.views.resolver import Resolver
from prospectus.views.view import Link, View

MAX_TITLES = 6
"""The maximum number of event titles in the summary of a release."""


def build_release_view(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of a release with its changes, its frozen timetable, and links to its month and to the previous and next release."""
    if not isinstance(record, Release):
        return view
    changes, month = _compare_with_previous(record, resolver), record.month.start
    next_id = f"{record.month}-{record.number + 1}"
    has_month = month.year in resolver.queries.calendar_years()
    return view.with_values(
        change_summary=_summarise_changes(changes, resolver),
        groups=tuple(
            View(
                change_type=change_type,
                changes=tuple(_build_change(change, resolver) for change in changes if change.change_type == change_type),
            )
            for change_type in CHANGE_ORDER
            if any(change.change_type == change_type for change in changes)
        ),
        timetable=tuple(_build_frozen_event(event, resolver) for event in record.events),
        month_link=Link(view.month.text, urls.localised_url(resolver.locale, urls.month_url(month.year, month.month)))
        if has_month
        else None,
        before=_build_release_link(record.previous_id, resolver),
        after=_build_release_link(next_id, resolver),
    )


def build_release_reference(release: Release, resolver: Resolver) -> View:
    """Return a reference to a release: its title, address, number and date of publication."""
    published = format_partial_date(release.published, resolver.locale.tag)
    return View(
        title=resolver.localise(release.title), href=resolver.href_of("release", release.id), number=release.number, published=published
    )


def summarise_release(record: Record, resolver: Resolver) -> str:
    """Return the changes of a release in one line, such as “2 new, 1 moved: …”; empty for other records."""
    return _summarise_changes(_compare_with_previous(record, resolver), resolver) if isinstance(record, Release) else ""


def _compare_with_previous(release: Release, resolver: Resolver) -> tuple[Change, ...]:
    """Return the changes that readers of this locale can see. A text that changed only in another language is no change for them."""
    previous = resolver.queries.record("release", release.previous_id) if release.previous_id is not None else None
    elsewhere = _find_versions(resolver.queries.versions_elsewhere(release.id), resolver)
    return release_changes(release, previous if isinstance(previous, Release) else None, resolver.languages, elsewhere)


def _find_versions(places: Sequence[tuple[str, RecordKey]], resolver: Resolver) -> Iterator[FrozenEvent]:
    """Yield the events with some keys in other releases."""
    for release_id, key in places:
        other = resolver.queries.record("release", release_id)
        yield from (event for event in getattr(other, "events", ()) if event.key == key)


def _summarise_changes(changes: Sequence[Change], resolver: Resolver) -> str:
    t = resolver.t
    if not changes:
        return t("changes.none")
    counts = Counter(change.change_type for change in changes)
    counts_text = t("changes.and").join(
        t(f"changes.count.{change_type}", n=counts[change_type]) for change_type in CHANGE_ORDER if counts[change_type]
    )
    titles = list(dict.fromkeys(_plain_text(change.new.title, resolver) for change in changes))
    titles_text = t("list.separator").join(titles[:MAX_TITLES]) + (t("changes.more") if len(titles) > MAX_TITLES else "")
    return f"{counts_text}{t('colon')}{titles_text}"


def _plain_text(text: Text, resolver: Resolver) -> str:
    return str.__str__(resolver.localise(text))


def _build_release_link(release_id: str | None, resolver: Resolver) -> Link | None:
    exists = release_id is not None and resolver.queries.exists("release", release_id)
    return resolver.link_to(f"release:{release_id}") if exists else None


def _build_change(change: Change, resolver: Resolver) -> View:
    """Return the view of a change: old and new values and the reason. Pairs of equal values are left out."""
    new_event, old_event = change.new, change.old
    event_view = _build_frozen_event(new_event, resolver)
    pairs = _build_pairs(change, old_event, new_event, resolver) if old_event is not None else ()
    pairs = tuple((old, new) for old, new in pairs if old != new)
    shows_reason = new_event.reason is not None and change.change_type in ("moved", "cancelled")
    return event_view.with_values(
        pairs=pairs,
        fields=tuple(resolver.t(f"changes.field.{field}") for field in change.fields),
        why=resolver.localise(new_event.reason) if shows_reason and new_event.reason is not None else None,
        link=new_event.replay if change.change_type == "replay" else None,
    )


def _build_pairs(change: Change, old_event: FrozenEvent, new_event: FrozenEvent, resolver: Resolver) -> tuple[tuple[str, str], ...]:
    match change.change_type:
        case "moved":
            days = (_format_when(old_event, resolver), _format_when(new_event, resolver))
            places = (_format_where(old_event, resolver), _format_where(new_event, resolver))
            return (days, places) if _is_elsewhere(old_event, new_event, resolver) else (days,)
        case "retitled":
            return ((resolver.localise(old_event.title), resolver.localise(new_event.title)),)
        case "rehosted":
            return ((_format_people(old_event.people, resolver), _format_people(new_event.people, resolver)),)
        case _:
            return ()


def _is_elsewhere(old_event: FrozenEvent, new_event: FrozenEvent, resolver: Resolver) -> bool:
    """Return whether the place or the channel is another one, and not just translated or renamed."""
    differences = (compare_field(field, old_event, new_event, resolver.languages) for field in ("place", "channel"))
    return Difference.CONTENT in differences


def _build_frozen_event(event: FrozenEvent, resolver: Resolver) -> View:
    """Return the view of a frozen event, with the address of its page if the event still exists."""
    t, exists = resolver.t, resolver.queries.exists(event.kind, event.id)
    return View(
        id=event.id,
        title=resolver.localise(event.title),
        href=resolver.href_of(event.kind, event.id) if exists else "",
        type=event.type,
        date=format_partial_date(event.starts, resolver.locale.tag),
        when=_format_when(event, resolver),
        where=_format_where(event, resolver),
        people=_format_people(event.people, resolver),
        state=event.state,
        reason=resolver.localise(event.reason) if event.reason is not None else None,
        language=event.language,
        format=event.format,
        series=resolver.localise(event.series.title) if event.series is not None else None,
        deadlines=tuple(
            View(title=resolver.localise(deadline.title), at=format_partial_date(deadline.at, resolver.locale.tag))
            for deadline in event.deadlines
        ),
        replay=event.replay,
        has_type_label=t.has(f"sort.{event.type}"),
    )


def _format_when(event: FrozenEvent, resolver: Resolver) -> str:
    """Return start and end in words, with their weekdays. Of an end on the same day, only the time is given."""
    tag = resolver.locale.tag
    first = format_with_weekday(event.starts, tag)
    if event.ends is None or event.ends == event.starts:
        return first
    if event.ends.precision is Precision.MINUTE and event.ends.first_day == event.starts.first_day:
        return f"{first}–{event.ends.start:%H:%M}"
    return f"{first} – {format_with_weekday(event.ends, tag)}"


def _format_where(event: FrozenEvent, resolver: Resolver) -> str:
    channel = event.channel.title if event.channel is not None else None
    return " · ".join(_plain_text(text, resolver) for text in (event.place, channel) if text is not None)


def _format_people(people: Sequence[FrozenParticipant], resolver: Resolver) -> str:
    return resolver.t("list.comma").join(dict.fromkeys(_format_person(person, resolver) for person in people))


def _format_person(person: FrozenParticipant, resolver: Resolver) -> str:
    name = _plain_text(person.name, resolver)
    if person.affiliation is None:
        return name
    return resolver.t("event.person", name=name, affiliation=_plain_text(person.affiliation, resolver))
