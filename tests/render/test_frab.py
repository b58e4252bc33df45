"""A month as the schedule.json of c3voc and frab."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import icalendar
import pytest

from prospectus.derive.timetable import Timetable
from prospectus.render.frab import schedule_json


def events(schedule: Any) -> Iterator[Any]:
    for day in schedule["conference"]["days"]:
        for room, held in day["rooms"].items():
            for event in held:
                assert event["room"] == room
                assert event["date"].startswith(day["date"])
                yield event


@pytest.mark.parametrize("language", ["zh", "en"])
def test_schedule_keeps_the_rules_of_the_format(june: Mapping[str, Timetable], july: Mapping[str, Timetable], language: str) -> None:
    for table in (june[language], july[language]):
        schedule = json.loads(schedule_json(table))["schedule"]
        conference = schedule["conference"]
        assert re.fullmatch(r"[a-z0-9_-][a-z0-9_]{3,}", conference["acronym"])
        assert [day["index"] for day in conference["days"]] == list(range(1, conference["daysCount"] + 1))
        assert (conference["days"][0]["date"], conference["days"][-1]["date"]) == (conference["start"], conference["end"])
        for day in conference["days"]:
            start, end = (datetime.fromisoformat(day[name]) for name in ("day_start", "day_end"))
            assert (start.date(), end - start) == (date.fromisoformat(day["date"]), timedelta(days=1))
        found = list(events(schedule))
        assert len({event["id"] for event in found}) == len({event["guid"] for event in found}) == len(found) > 2
        for event in found:
            assert 1 <= event["id"] < 2**53
            assert UUID(event["guid"])
            assert re.fullmatch(r"[a-z0-9_-]+[a-z0-9]", event["slug"])
            assert re.fullmatch(r"[0-9]+:[0-9]{2}", event["duration"])
            assert event["start"] == event["date"][11:16]
            assert all(set(person) <= {"guid", "name", "biography"} for person in event["persons"])


def test_hours_whole_days_and_missing_ends(june: Mapping[str, Timetable], july: Mapping[str, Timetable]) -> None:
    tables = (june["en"], july["en"])
    found = {event["slug"]: event for table in tables for event in events(json.loads(schedule_json(table))["schedule"])}
    assert {slug: (event["start"], event["duration"]) for slug, event in found.items()} == {
        "event-field-lecture": ("14:00", "01:30"),
        "event-growers-meeting": ("00:00", "48:00"),
        "talk-summer-outlook": ("15:30", "01:00"),
        "event-script": ("09:00", "01:00"),
        "event-long-word": ("09:00", "00:00"),
        "event-emoji": ("00:00", "24:00"),
        "event-right-to-left": ("14:00", "01:00"),
        "event-punctuation": ("14:00", "01:00"),
        "event-three-days": ("00:00", "72:00"),
    }
    assert found["event-growers-meeting"]["title"] == "Cancelled: Growers' meeting"


def test_event_is_known_by_the_name_of_its_calendar_entry(june: Mapping[str, Timetable], full_machine: dict[str, bytes]) -> None:
    calendar = icalendar.Calendar.from_ical(full_machine["en/calendar/all.ics"])
    known = {str(event["UID"]) for event in calendar.walk("VEVENT")}
    assert {event["guid"] for event in events(json.loads(schedule_json(june["zh"]))["schedule"])} <= known


def test_version_is_the_release(june: Mapping[str, Timetable], july: Mapping[str, Timetable]) -> None:
    assert [json.loads(schedule_json(table["en"]))["schedule"]["version"] for table in (june, july)] == ["2", "draft"]
