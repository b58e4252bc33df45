"""Resolves the zone of a time in a feed, also one that several zones share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from prospectus.model.written_dates.zones import find_zone, list_shared_zones
from prospectus.problems.message import Message


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """The zones that a text may mean: one if it is certain, several if it is not, none if it is unknown."""

    candidates: tuple[tzinfo, ...]
    doubt: Message | None = None


def resolve_zone(name: str, local_time: datetime, stated_zone: ZoneInfo | None) -> ZoneReading:
    """Return the zones that a name beside a time may mean at that naive local time.

    `stated_zone` is the zone of the feed if the site states it: it decides what a name means that is its own, or that several zones share.
    """
    if zone := find_zone(name, rare=True):
        return ZoneReading((zone,))
    candidates = list_shared_zones(name)
    if stated_zone is not None:
        offset = stated_zone.utcoffset(local_time)
        is_own = stated_zone.tzname(local_time) == name or any(zone.utcoffset(None) == offset for zone in candidates)
        if is_own:
            return ZoneReading((stated_zone,))
    if candidates:
        return ZoneReading(candidates, _describe_shared(name, candidates))
    return ZoneReading((), Message(f"the time zone {name} is not known", f"不认识时区 {name}"))


def _describe_shared(name: str, candidates: tuple[tzinfo, ...]) -> Message:
    *others, last = map(str, candidates)
    return Message(f"{name} may mean {', '.join(others)} or {last}", f"{name} 可能指 {'、'.join(others)} 或 {last}")
