"""Four libraries used by calendar programs read every calendar, and see the same times and titles."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import icalendar
import pytest
import recurring_ical_events

from ics_reader import format_time
from processes import run_process
from tiny import REPOSITORY

HERE = Path(__file__).parent
ICAL_JS = REPOSITORY / ".cache/node/node_modules/ical.js/dist/ical.js"
BEGIN, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)


class ClientEvent(NamedTuple):
    """An event as a client shows it: instants in UTC, all-day events as dates, and no end if none is stated."""

    uid: str
    start: str
    end: str | None
    summary: str


def read_with_icalendar(body: bytes) -> list[ClientEvent]:
    calendar = icalendar.Calendar.from_ical(body)
    assert [component.errors for component in calendar.walk() if component.errors] == []
    events = []
    for event in calendar.walk("VEVENT"):
        end = format_time(event.decoded("DTEND")) if "DTEND" in event else None
        events.append(ClientEvent(str(event["UID"]), format_time(event.decoded("DTSTART")), end, str(event["SUMMARY"])))
    return sorted(events)


def read_with_recurring(body: bytes) -> list[ClientEvent]:
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(BEGIN, END)
    client_events = []
    for event in events:
        start, end = event.start, event.end
        client_events.append(
            ClientEvent(str(event["UID"]), format_time(start), None if end == start else format_time(end), str(event["SUMMARY"]))
        )
    return sorted(client_events)


def read_with_process(bodies: dict[str, bytes], folder: Path, *command: object) -> dict[str, list[ClientEvent]]:
    """Return the events that another process prints for the same files, by name of the calendar."""
    files = {}
    for number, (name, body) in enumerate(sorted(bodies.items())):
        files[str(folder / f"{number}.ics")] = name
        (folder / f"{number}.ics").write_bytes(body)
    result = run_process([*command, *files], check=True)
    return {files[file]: sorted(ClientEvent(*event) for event in events) for file, events in json.loads(result.stdout).items()}


@pytest.fixture(scope="module", params=["full_data_files", "repository_data_files"])
def bodies(request: pytest.FixtureRequest) -> dict[str, bytes]:
    files: dict[str, bytes] = request.getfixturevalue(request.param)
    return {path: body for path, body in files.items() if path.endswith(".ics")}


def test_every_library_reads_the_same_instants(bodies: dict[str, bytes], tmp_path: Path) -> None:
    assert ICAL_JS.is_file(), "ical.js is not there: scripts/test sets it up"
    by_ical_js = read_with_process(bodies, tmp_path, Path(sys.executable).parent / "node", HERE / "calendar.mjs", ICAL_JS)
    by_ics = read_with_process(bodies, tmp_path, sys.executable, REPOSITORY / "tests/ics_reader.py")
    assert sum(map(len, by_ics.values())) > 50
    for name, body in bodies.items():
        expected = read_with_icalendar(body)
        assert by_ical_js[name] == expected, name
        assert read_with_recurring(body) == expected, name
        assert by_ics[name] == expected, name


def test_times_are_right_with_the_vtimezone_of_the_calendar(bodies: dict[str, bytes]) -> None:
    """A program that does not know the zone by name has only the VTIMEZONE."""
    timed = 0
    for name, body in bodies.items():
        calendar = icalendar.Calendar.from_ical(body)
        zones = {str(zone["TZID"]): zone.to_tz(lookup_tzid=False) for zone in calendar.walk("VTIMEZONE")}
        for event in calendar.walk("VEVENT"):
            start = event.decoded("DTSTART")
            if isinstance(start, datetime):
                timed += 1
                local_start = start.replace(tzinfo=zones[event["DTSTART"].params["TZID"]])
                assert local_start.utcoffset() == start.utcoffset() == timedelta(hours=8), name
    assert timed or "calendar/product/sc.ics" in bodies  # this repository has no events with a time
