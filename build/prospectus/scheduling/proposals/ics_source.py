"""Reads calendar files (RFC 5545) as proposals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from icalendar.prop import vCategory

from prospectus.problems import Message
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.proposals.foreign_events import ForeignEvent, add_duration, build_proposal
from prospectus.scheduling.proposals.proposal import Proposal
from prospectus.scheduling.spreadsheet import cells
from prospectus.scheduling.spreadsheet.columns import OwnTypes
from prospectus.scheduling.spreadsheet.sheet import SheetError

NO_CALENDAR = Message("it is no calendar file that can be read", "它不是可以读取的日历文件")
CALENDAR_FORM = Message("an .ics file, as a calendar program exports it", "由日历软件导出的 .ics 文件")
READ = frozenset("SUMMARY DTSTART DTEND DURATION UID LOCATION DESCRIPTION CATEGORIES STATUS RRULE RDATE".split())
TECHNICAL = frozenset("DTSTAMP CREATED LAST-MODIFIED SEQUENCE TRANSP CLASS PRIORITY RECURRENCE-ID".split())
"""The properties with which programs manage an event; they say nothing of the event itself."""
TOLD_WITH_VALUE = ("URL", "COMMENT", "CONTACT", "CONFERENCE", "RESOURCES")
OUR_PRODUCT = "//Prospectus//"


def parse_ics(text: str, source: SourceCalendar) -> Proposal:
    """Return the events of a calendar file as a proposal. Of a recurring event only the first is read. Raises SheetError."""
    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
        is_ours = any(OUR_PRODUCT in str(calendar.get("PRODID", "")) for calendar in calendars)
        components = [component for calendar in calendars for component in calendar.walk("VEVENT")]
    except Exception:  # a damaged file can raise any exception in the parser
        raise SheetError("PR601", reason=NO_CALENDAR, form=CALENDAR_FORM) from None
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().upper() == "BEGIN:VEVENT"]
    unread: list[tuple[int, str]] = []
    zone = ZoneInfo(source.site.timezone)
    numbered = zip(lines + [1] * max(0, len(components) - len(lines)), components, strict=False)
    events = [event for line, component in numbered if (event := _parse_event(component, line, zone, unread, source.site.event_types))]
    return build_proposal(source, events, unread, is_ours=is_ours)


def _parse_event(component: Any, line: int, zone: ZoneInfo, unread: list[tuple[int, str]], own_types: OwnTypes) -> ForeignEvent | None:
    """Return an event; None, with a line in `unread`, when it has no readable start."""
    title = _text(component, "SUMMARY")
    starts = _parse_time(component, "DTSTART", zone)
    if starts is None or not title:
        unread.append((line, f"VEVENT {_text(component, 'UID')} {title}".strip()))
        return None
    unread += ((line, f"{name} ({title})") for name in ("RRULE", "RDATE") if name in component)
    categories = _list_categories(component)
    event_type = next((category for category in categories if _is_type(category, own_types)), "")
    ends = _parse_time(component, "DTEND", zone)
    if ends is not None and not isinstance(starts, datetime):
        ends = ends - timedelta(days=1) if not isinstance(ends, datetime) and ends > starts else starts
    if ends is None and isinstance(starts, datetime) and "DURATION" in component:
        duration = _value_of(component, "DURATION")
        ends = add_duration(starts, duration) if isinstance(duration, timedelta) else None
    return ForeignEvent(
        line,
        _text(component, "UID"),
        title,
        starts,
        ends if isinstance(ends, datetime) == isinstance(starts, datetime) else None,
        _text(component, "LOCATION"),
        description=_text(component, "DESCRIPTION"),
        type=event_type,
        is_cancelled=_text(component, "STATUS").upper() == "CANCELLED",
        left_out=tuple(_iter_left_out(component, [category for category in categories if category != event_type])),
    )


def _iter_left_out(component: Any, categories: Sequence[str]) -> Iterator[str]:
    """Yield the properties that are not taken over, with their values where people write them."""
    if categories:
        yield f"CATEGORIES: {', '.join(categories)}"
    for name in component:
        if name in TOLD_WITH_VALUE:
            yield f"{name}: {_text(component, name) or '…'}"
        elif name in ("DTEND", "DURATION") and _value_of(component, name) is None:
            yield f"{name}: {component.get(name)}"
        elif name not in READ and name not in TECHNICAL:
            yield name
    yield from dict.fromkeys(part.name for part in component.subcomponents)


def _list_categories(component: Any) -> list[str]:
    """Return the categories of an event, which can be several properties of several values each."""
    value = component.get("CATEGORIES", [])
    properties = value if isinstance(value, list) else [value]
    texts = (str(category).strip() for item in properties for category in (item.cats if isinstance(item, vCategory) else [item]))
    return [text for text in texts if text]


def _is_type(text: str, own_types: OwnTypes) -> bool:
    try:
        return bool(cells.parse_choice("type", text, own_types))
    except cells.CellError:
        return False


def _text(component: Any, name: str) -> str:
    value = component.get(name)
    return "" if value is None or isinstance(value, list) else str(value).strip()


def _parse_time(component: Any, name: str, zone: ZoneInfo) -> datetime | date | None:
    """Return a time as a naive one in the zone of the site, or a day; None when there is none that can be read."""
    value = _value_of(component, name)
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else _in_zone(value, zone)).replace(tzinfo=None, second=0, microsecond=0)
    return value if isinstance(value, date) else None


def _value_of(component: Any, name: str) -> Any:
    """Return the time or the duration of a property; None if there is none, or if it is broken."""
    try:
        return component.get(name).dt
    except Exception:  # the library raises when the value of a broken property is asked for
        return None


def _in_zone(value: datetime, zone: ZoneInfo) -> datetime:
    try:
        return value.astimezone(zone)
    except (OverflowError, ValueError):
        return value.replace(tzinfo=UTC)
