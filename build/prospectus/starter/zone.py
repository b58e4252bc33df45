"""The time zone of a new site: the one that is asked for, else that of this machine, else a guess by language; and its names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from prospectus.model.written_dates.zones import ZONE_NAMES
from prospectus.problems import Message
from prospectus.text.language_tags import has_han

LOCAL_TIME, TIME_ZONE_FILE = Path("/etc/localtime"), Path("/etc/timezone")
UTC_ZONES = ("UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu", "GMT", "Etc/GMT")
"""Zones that machines are set to when nobody has said where they are."""
UTC_NAMES = Message("UTC", "协调世界时（UTC）")


def is_zone(name: str) -> bool:
    """Return whether a name is one of the IANA time zone database."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return False
    return True


def choose_zone(*, is_chinese: bool) -> str:
    """Return the zone of this machine if it is known and not UTC; else that of China for somebody who reads Chinese, or UTC."""
    known = next((name for name in _iter_machine_zones() if is_zone(name)), "UTC")
    return known if known not in UTC_ZONES else "Asia/Shanghai" if is_chinese else "UTC"


def _iter_machine_zones() -> Iterator[str]:
    """Yield the names by which a machine may say its zone: the variable TZ, the link /etc/localtime, the file /etc/timezone."""
    if name := os.environ.get("TZ", "").removeprefix(":"):
        yield name
    _, found, name = str(LOCAL_TIME.resolve()).partition("zoneinfo/")
    if found:
        yield name
    if TIME_ZONE_FILE.is_file():
        yield TIME_ZONE_FILE.read_text(encoding="utf-8", errors="replace").strip()


def name_zone(zone: str) -> Message:
    """Return the name of a zone for readers."""
    if zone in UTC_ZONES:
        return UTC_NAMES
    names = ZONE_NAMES.get(zone, ())
    english = next((name.title().replace("Time", "time") for name in names if name.endswith(" time")), f"{zone} time")
    return Message(english, next((name for name in names if has_han(name)), f"{zone} 时间"))
