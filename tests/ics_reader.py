"""Reads calendars with the `ics` library and prints the events as JSON. A process of its own, because its parser captures the console."""

from __future__ import annotations

import json
import sys
import warnings
from datetime import UTC, date, datetime
from pathlib import Path


def format_time(value: date | datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") if isinstance(value, datetime) else value.isoformat()


def read_events(file: str) -> list[tuple[str, str, str | None, str]]:
    import colorama

    colorama.init = lambda *_, **__: None  # called for every calendar, and each call wraps the console once more
    import ics

    events = []
    for event in ics.Calendar(Path(file).read_bytes().decode()).events:
        start, end = (event.begin.date(), event.end.date()) if event.all_day else (event.begin.datetime, event.end.datetime)
        events.append((event.uid, format_time(start), format_time(end) if event.has_end() else None, event.name))
    return sorted(events)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # warnings from the library itself
    json.dump({file: read_events(file) for file in sys.argv[1:]}, sys.stdout)
