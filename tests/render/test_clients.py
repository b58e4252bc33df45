"""Four libraries used by calendar programs read every calendar, and see the same times and titles."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import icalendar
import pytest
import recurring_ical_events
from by_ics import said

from tiny import REPOSITORY

HERE = Path(__file__).parent
ICAL_JS = REPOSITORY / ".cache/node/node_modules/ical.js/dist/ical.js"
BEGIN, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)


class Seen(NamedTuple):
    """An event as a client shows it: instants in UTC, all-day events as dates, and no end if none is stated."""

    uid: str
    start: str
    end: str | None
    summary: str


def by_icalendar(body: bytes) -> list[Seen]:
    calendar = icalendar.Calendar.from_ical(body)
    assert [component.errors for component in calendar.walk() if component.errors] == []
    found = []
    for each in calendar.walk("VEVENT"):
        end = said(each.decoded("DTEND")) if "DTEND" in each else None
        found.append(Seen(str(each["UID"]), said(each.decoded("DTSTART")), end, str(each["SUMMARY"])))
    return sorted(found)


def by_recurring(body: bytes) -> list[Seen]:
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(BEGIN, END)
    found = []
    for each in events:
        start, end = each.start, each.end
        found.append(Seen(str(each["UID"]), said(start), None if end == start else said(end), str(each["SUMMARY"])))
    return sorted(found)


def by_process(bodies: dict[str, bytes], folder: Path, *command: object) -> dict[str, list[Seen]]:
    """Return the events that another process prints for the same files, by name of the calendar."""
    files = {}
    for number, (name, body) in enumerate(sorted(bodies.items())):
        files[str(folder / f"{number}.ics")] = name
        (folder / f"{number}.ics").write_bytes(body)
    ran = subprocess.run([*map(str, command), *files], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return {files[file]: sorted(Seen(*each) for each in events) for file, events in json.loads(ran.stdout).items()}


@pytest.fixture(scope="module", params=["full_machine", "repository_machine"])
def bodies(request: pytest.FixtureRequest) -> dict[str, bytes]:
    files: dict[str, bytes] = request.getfixturevalue(request.param)
    return {path: body for path, body in files.items() if path.endswith(".ics")}


def test_every_library_reads_the_same_instants(bodies: dict[str, bytes], tmp_path: Path) -> None:
    assert ICAL_JS.is_file(), "ical.js is not there: scripts/test sets it up"
    by_ical_js = by_process(bodies, tmp_path, Path(sys.executable).parent / "node", HERE / "calendar.mjs", ICAL_JS)
    by_ics = by_process(bodies, tmp_path, sys.executable, HERE / "by_ics.py")
    assert sum(map(len, by_ics.values())) > 50
    for name, body in bodies.items():
        expected = by_icalendar(body)
        assert by_ical_js[name] == expected, name
        assert by_recurring(body) == expected, name
        assert by_ics[name] == expected, name


def test_time_is_right_by_the_zone_that_the_calendar_itself_defines(bodies: dict[str, bytes]) -> None:
    """A program that does not know the zone by name has only the VTIMEZONE."""
    timed = 0
    for name, body in bodies.items():
        calendar = icalendar.Calendar.from_ical(body)
        zones = {str(each["TZID"]): each.to_tz(lookup_tzid=False) for each in calendar.walk("VTIMEZONE")}
        for event in calendar.walk("VEVENT"):
            start = event.decoded("DTSTART")
            if isinstance(start, datetime):
                timed += 1
                own = start.replace(tzinfo=zones[event["DTSTART"].params["TZID"]])
                assert own.utcoffset() == start.utcoffset() == timedelta(hours=8), name
    assert timed or "calendar/product/sc.ics" in bodies  # this repository has no events with a time
