"""Reads calendars with the `ics` library and prints the events as JSON. A process of its own, because its parser captures the console."""

from __future__ import annotations

import json
import sys
import warnings
from datetime import UTC, date, datetime
from pathlib import Path


def said(value: date | datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") if isinstance(value, datetime) else value.isoformat()


def read(file: str) -> list[tuple[str, str, str | None, str]]:
    import colorama

    colorama.init = lambda *_, **__: None  # called for every calendar, and each call wraps the console once more
    import ics

    found = []
    for each in ics.Calendar(Path(file).read_bytes().decode()).events:
        start, end = (each.begin.date(), each.end.date()) if each.all_day else (each.begin.datetime, each.end.datetime)
        found.append((each.uid, said(start), said(end) if each.has_end() else None, each.name))
    return sorted(found)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # warnings from the library itself
    json.dump({file: read(file) for file in sys.argv[1:]}, sys.stdout)
