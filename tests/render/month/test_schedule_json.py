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

from prospectus.render.month.schedule_json import render_schedule_json
from prospectus.views.month_export import MonthExport


def iter_events(schedule: Any) -> Iterator[Any]:
    for day in schedule["conference"]["days"]:
        for room, room_events in day["rooms"].items():
            for event in room_events:
                assert event["room"] == room
                assert event["date"].startswith(day["date"])
                yield event


@pytest.mark.parametrize("language", ["zh", "en"])
def test_schedule_keeps_the_rules_of_the_format(june: Mapping[str, MonthExport], july: Mapping[str, MonthExport], language: str) -> None:
    for export in (june[language], july[language]):
        schedule = json.loads(render_schedule_json(export))["schedule"]
        conference = schedule["conference"]
        assert re.fullmatch(r"[a-z0-9_-][a-z0-9_]{3,}", conference["acronym"])
        assert [day["index"] for day in conference["days"]] == list(range(1, conference["daysCount"] + 1))
        assert (conference["days"][0]["date"], conference["days"][-1]["date"]) == (conference["start"], conference["end"])
        for day in conference["days"]:
            start, end = (datetime.fromisoformat(day[name]) for name in ("day_start", "day_end"))
            assert (start.date(), end - start) == (date.fromisoformat(day["date"]), timedelta(days=1))
        all_events = list(iter_events(schedule))
        assert len({event["id"] for event in all_events}) == len({event["guid"] for event in all_events}) == len(all_events) > 2
        for event in all_events:
            assert 1 <= event["id"] < 2**53
            assert UUID(event["guid"])
            assert re.fullmatch(r"[a-z0-9_-]+[a-z0-9]", event["slug"])
            assert re.fullmatch(r"[0-9]+:[0-9]{2}", event["duration"])
            assert event["start"] == event["date"][11:16]
            assert all(set(person) <= {"guid", "name", "biography"} for person in event["persons"])


def test_hours_whole_days_and_missing_ends(june: Mapping[str, MonthExport], july: Mapping[str, MonthExport]) -> None:
    exports = (june["en"], july["en"])
    by_slug = {event["slug"]: event for export in exports for event in iter_events(json.loads(render_schedule_json(export))["schedule"])}
    assert {slug: (event["start"], event["duration"]) for slug, event in by_slug.items()} == {
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
    assert by_slug["event-growers-meeting"]["title"] == "Cancelled: Growers' meeting"


def test_guid_is_the_uid_of_the_calendar_event(june: Mapping[str, MonthExport], full_data_files: dict[str, bytes]) -> None:
    calendar = icalendar.Calendar.from_ical(full_data_files["en/calendar/all.ics"])
    uids = {str(event["UID"]) for event in calendar.walk("VEVENT")}
    assert {event["guid"] for event in iter_events(json.loads(render_schedule_json(june["zh"]))["schedule"])} <= uids


def test_version_is_the_number_of_the_release(june: Mapping[str, MonthExport], july: Mapping[str, MonthExport]) -> None:
    assert [json.loads(render_schedule_json(exports["en"]))["schedule"]["version"] for exports in (june, july)] == ["2", "draft"]
