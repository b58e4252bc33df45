"""A month as the `schedule.json` of c3voc and frab, which conference apps and players read.

The format has no event state, no all-day events and no unknown times. Therefore the title says that an event is cancelled or moved. An
event without a time starts at midnight and lasts for all of its days. An event whose end is not stated has a duration of zero. Samples are
left out, as in every feed.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from prospectus.model.values.partial_date import days_in_month
from prospectus.render.ics.vevent import build_uid
from prospectus.views.month_export import ExportedEvent, MonthExport, Participant

TIMESLOT = "00:15"
"""The time grid on which apps draw a day, in hours and minutes."""
JsonObject = dict[str, Any]


def render_schedule_json(export: MonthExport) -> bytes:
    """Return the schedule of the events that start in the month. Every day of the month is listed."""
    length = days_in_month(export.year, export.month)
    first = date(export.year, export.month, 1)
    events = [event for event in export.items if event.first >= first and not event.sample]
    days = [_build_day(first + timedelta(days=offset), offset + 1, events, export) for offset in range(length)]
    conference = {
        "acronym": f"{export.institution.replace('-', '_')}_{first:%Y_%m}",
        "title": f"{export.site} · {export.title}",
        "start": first.isoformat(),
        "end": first.replace(day=length).isoformat(),
        "daysCount": length,
        "timeslot_duration": TIMESLOT,
        "time_zone_name": export.zone,
        "url": export.url,
        "days": days,
    }
    version = str(export.release.number) if export.release is not None and not export.release.changed else "draft"
    document = {
        "schedule": {"version": version, "base_url": export.site_url, "conference": conference},
        "generator": {"name": "prospectus"},
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _build_day(day: date, index: int, events: list[ExportedEvent], export: MonthExport) -> JsonObject:
    zone = ZoneInfo(export.zone)
    rooms: dict[str, list[JsonObject]] = {}
    for event in events:
        if event.first == day:
            rooms.setdefault(_room_name(event, export), []).append(_build_event(event, export))
    return {
        "index": index,
        "date": day.isoformat(),
        "day_start": datetime.combine(day, time(), zone).isoformat(),
        "day_end": datetime.combine(day + timedelta(days=1), time(), zone).isoformat(),
        "rooms": rooms,
    }


def _room_name(event: ExportedEvent, export: MonthExport) -> str:
    return event.where or event.form or export.t("not-stated-short")


def _build_event(event: ExportedEvent, export: MonthExport) -> JsonObject:
    uid = build_uid(export.institution, event.stable_uid)
    return {
        "id": uid.int >> 80 or 1,  # 48 bits: practically unique, and an exact integer in JavaScript
        "guid": str(uid),
        "date": event.starts.isoformat(),
        "start": f"{event.starts:%H:%M}",
        "duration": _format_duration(event),
        "room": _room_name(event, export),
        "slug": event.uid,
        "url": event.href or export.url,
        "title": event.title,
        "subtitle": event.reason or None,
        "track": event.series or None,
        "type": event.occurrence_type,
        "language": event.language,
        "abstract": event.description or None,
        "description": event.description or None,
        "persons": [_build_person(person, uid) for person in event.people],
        "links": [{"title": export.t("talk.replay"), "url": event.replay}] if event.replay else [],
        "attachments": [],
    }


def _format_duration(event: ExportedEvent) -> str:
    """Return the duration of an event as `HH:MM`."""
    minutes = (event.ends - event.starts) // timedelta(minutes=1) if event.end_stated else 0
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _build_person(person: Participant, event_uid: UUID) -> JsonObject:
    result: JsonObject = {"guid": str(build_uid(str(event_uid), f"{person.name}:{person.affiliation}")), "name": person.name}
    return result | ({"biography": person.affiliation} if person.affiliation else {})
