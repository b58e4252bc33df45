"""A month as the `schedule.json` of c3voc and frab, which conference apps and players read.

The format has no event state, no all-day events and no unknown times. Therefore the title says that an event is cancelled or moved. An
event without a time starts at midnight and lasts for all of its days. An event without a stated end has a duration of zero. Samples are
left out, as in every feed.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from prospectus.derive.timetable import Item, Participant, Timetable
from prospectus.model.moment import month_length
from prospectus.render.entry import uid_of

SLOT = "00:15"
"""The time grid on which apps draw a day, in hours and minutes."""
Json = dict[str, Any]


def schedule_json(table: Timetable) -> bytes:
    """Return the schedule of the events that start in the month. Every day of the month is listed."""
    length = month_length(table.year, table.month)
    first = date(table.year, table.month, 1)
    held = [each for each in table.items if each.first >= first and not each.sample]
    days = [_day(first + timedelta(days=n), n + 1, held, table) for n in range(length)]
    conference = {
        "acronym": f"{table.institution.replace('-', '_')}_{first:%Y_%m}",
        "title": f"{table.site} · {table.title}",
        "start": first.isoformat(),
        "end": first.replace(day=length).isoformat(),
        "daysCount": length,
        "timeslot_duration": SLOT,
        "time_zone_name": table.zone,
        "url": table.url,
        "days": days,
    }
    version = str(table.edition.number) if table.edition is not None and not table.edition.changed else "draft"
    made = {
        "schedule": {"version": version, "base_url": table.home, "conference": conference},
        "generator": {"name": "prospectus"},
    }
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()


def _day(day: date, index: int, held: list[Item], table: Timetable) -> Json:
    zone = ZoneInfo(table.zone)
    rooms: dict[str, list[Json]] = {}
    for each in held:
        if each.first == day:
            rooms.setdefault(_room(each, table), []).append(_event(each, table))
    return {
        "index": index,
        "date": day.isoformat(),
        "day_start": datetime.combine(day, time(), zone).isoformat(),
        "day_end": datetime.combine(day + timedelta(days=1), time(), zone).isoformat(),
        "rooms": rooms,
    }


def _room(item: Item, table: Timetable) -> str:
    return item.where or item.form or table.t("not-stated-short")


def _event(item: Item, table: Timetable) -> Json:
    uid = uid_of(table.institution, item.lasting)
    starts = item.starts or datetime.combine(item.first, time(), ZoneInfo(table.zone))
    return {
        "id": uid.int >> 80 or 1,  # 48 bits: practically unique, and an exact integer in JavaScript
        "guid": str(uid),
        "date": starts.isoformat(),
        "start": f"{starts:%H:%M}",
        "duration": _duration(item),
        "room": _room(item, table),
        "slug": item.uid,
        "url": item.href or table.url,
        "title": item.title,
        "subtitle": item.reason or None,
        "track": item.series or None,
        "type": item.sort,
        "language": item.language,
        "abstract": item.about or None,
        "description": item.about or None,
        "persons": [_person(each, uid) for each in item.people],
        "links": [{"title": table.t("talk.replay"), "url": item.replay}] if item.replay else [],
        "attachments": [],
    }


def _duration(item: Item) -> str:
    """Return the duration of an event as `HH:MM`."""
    if item.starts is None:
        return f"{24 * ((item.last - item.first).days + 1):02}:00"
    minutes = int((item.ends - item.starts).total_seconds()) // 60 if item.ends is not None else 0
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _person(person: Participant, event: UUID) -> Json:
    named: Json = {"guid": str(uid_of(str(event), f"{person.name}:{person.affiliation}")), "name": person.name}
    return named | ({"biography": person.affiliation} if person.affiliation else {})
