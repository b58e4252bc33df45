"""Reads schedules in the JSON of frab, c3voc and pretalx as proposals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prospectus.problems import Message
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.proposals.foreign_events import ForeignEvent, add_duration, build_proposal
from prospectus.scheduling.proposals.proposal import Proposal
from prospectus.scheduling.spreadsheet.sheet import SheetError

NO_SCHEDULE = Message("it is no schedule in the JSON of frab", "它不是 frab 格式的 JSON 日程")
SCHEDULE_FORM = Message('{"schedule": {"conference": {"days": [{"rooms": {"Hall": [{"title": …, "date": …}]}}]}}}', "schedule.json")
READ = frozenset("id guid code slug date start title duration room persons description abstract type language".split())
"""The fields that are taken over, and the names by which programs know an event."""
_DURATION = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{2})")
_DAY = timedelta(days=1)


def parse_schedule(text: str, source: SourceCalendar) -> Proposal:
    """Return the events of a schedule as a proposal, by their numbers in the file. Raises SheetError."""
    try:
        document = json.loads(text)
        days = document["schedule"]["conference"]["days"]
        items = [(str(room), item) for day in days for room, room_items in day["rooms"].items() for item in room_items]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SheetError("PR601", reason=NO_SCHEDULE, form=SCHEDULE_FORM) from None
    generator = document.get("generator")
    is_ours = isinstance(generator, dict) and generator.get("name") == "prospectus"
    unread: list[tuple[int, str]] = []
    zone = ZoneInfo(source.site.timezone)
    events = [event for number, (room, item) in enumerate(items, 1) if (event := _parse_event(item, room, number, zone, unread))]
    return build_proposal(source, events, unread, is_ours=is_ours)


def _parse_event(item: Any, room: str, number: int, zone: ZoneInfo, unread: list[tuple[int, str]]) -> ForeignEvent | None:
    """Return an event; None, with a line in `unread`, when it has no title or no readable start."""
    fields: Mapping[str, Any] = item if isinstance(item, dict) else {}
    title = _text(fields, "title")
    try:
        stated = datetime.fromisoformat(_text(fields, "date"))
        starts = (stated.astimezone(zone) if stated.tzinfo else stated).replace(tzinfo=None, second=0, microsecond=0)
    except (ValueError, OverflowError):
        unread.append((number, title or str(item)[:80]))
        return None
    if not title:
        unread.append((number, str(item)[:80]))
        return None
    first, last = _to_interval(starts, _parse_duration(_text(fields, "duration")))
    people = "; ".join(_iter_people(fields.get("persons")))
    description = _text(fields, "description") or _text(fields, "abstract")
    return ForeignEvent(
        number,
        _text(fields, "guid"),
        title,
        first,
        last,
        room,
        people,
        description,
        _text(fields, "type"),
        _text(fields, "language"),
        left_out=tuple(_iter_left_out(fields)),
    )


def _iter_left_out(fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields that are not taken over, with their values where these are texts."""
    for name, value in fields.items():
        if value and (name not in READ or (name == "abstract" and fields.get("description"))):
            yield f"{name}: {value}" if isinstance(value, str) else name


def _to_interval(starts: datetime, duration: timedelta) -> tuple[datetime | date, datetime | date | None]:
    """Return start and end: whole days from midnight are days, as the format has no other form for them; no duration is no end."""
    if starts.time() == time() and duration >= _DAY and duration % _DAY == timedelta():
        last = add_duration(starts, duration - _DAY)
        return starts.date(), last.date() if last else None
    return starts, add_duration(starts, duration) if duration else None


def _parse_duration(text: str) -> timedelta:
    match = _DURATION.fullmatch(text)
    return timedelta(days=int(match[1] or 0), hours=int(match[2]), minutes=int(match[3])) if match else timedelta()


def _iter_people(persons: Any) -> Iterator[str]:
    for person in persons if isinstance(persons, list) else ():
        if isinstance(person, dict) and (name := _text(person, "name") or _text(person, "public_name")):
            yield name


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""
