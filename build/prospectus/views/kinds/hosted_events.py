"""The events of a person or a venue, for its page: what is coming up, then what is past, with replays."""

from __future__ import annotations

from prospectus.model.directory import name_of
from prospectus.model.kinds.event import Event
from prospectus.model.record import Record
from prospectus.model.registry import EVENT_KINDS
from prospectus.views.kinds.event import build_event_view
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.view import View


def build_person_body(body: View, record: Record, resolver: Resolver) -> View:
    """Add the events in which a person takes part, each with the roles that the person has in it."""
    return _add_events(body, record, resolver, "person")


def build_venue_body(body: View, record: Record, resolver: Resolver) -> View:
    """Add the events that are held at a venue."""
    return _add_events(body, record, resolver, "venue")


def _add_events(body: View, record: Record, resolver: Resolver, kind: str) -> View:
    """Add the events that refer to a record: `upcoming` with the next one first, and `past` with the latest one first.

    `own_name` is the name of the record, which rows need not repeat.
    """
    events = [
        (event_kind, event)
        for event_kind in EVENT_KINDS
        for event_id in resolver.queries.referrer_ids((kind, record.id), event_kind)
        if isinstance(event := resolver.queries.record(event_kind, event_id), Event)
    ]
    events.sort(key=lambda item: (item[1].starts, item[1].id))
    rows = [_build_row(event_kind, event, record.id, resolver) for event_kind, event in events]
    upcoming = tuple(row for row in rows if not row.times.is_past)
    past = tuple(row for row in reversed(rows) if row.times.is_past)
    return body.with_values(upcoming=upcoming, past=past, own_name=resolver.localise(name_of(record)))


def _build_row(event_kind: str, event: Event, record_id: str, resolver: Resolver) -> View:
    """Return the view of an event for a list, with the roles of the person with the id `record_id`."""
    view = build_event_view(resolver.view_of(event_kind, event, Depth.SUMMARY), event, resolver)
    return view.with_values(roles=tuple(dict.fromkeys(person.role for person in event.all_people if person.person == record_id)))
