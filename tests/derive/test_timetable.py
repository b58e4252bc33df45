"""Tests of the export of a month: listed events, notes, deadlines, and the release that it states."""

from __future__ import annotations

from datetime import UTC, datetime

from prospectus.derive.timetable import Cutoff, Note, Participant, Undated
from tiny import FULL, HERE, Tiny, timetable_of


def test_month_lists_what_is_held_in_order_of_time() -> None:
    table = timetable_of(FULL)
    assert [(item.of, item.type, item.when) for item in table.items] == [
        (("event", "field-lecture"), "Lecture", "Thu 12 June 14:00–15:30"),
        (("event", "growers-meeting"), "Meeting", "Wed 18 June – Thu 19 June"),
        (("talk", "summer-outlook"), "Talk", "Wed 25 June 15:30–16:30"),
    ]
    assert [item.days for item in table.items] == ["12", "18–19", "25"]


def test_item_says_how_it_stands_and_what_it_was_before() -> None:
    moved, cancelled, planned = timetable_of(FULL).items
    assert (moved.title, moved.name, moved.standing, moved.formerly) == (
        "Moved: Lecture in the field",
        "Lecture in the field",
        "moved",
        "11 June 2025 14:00",
    )
    assert (cancelled.title, cancelled.reason) == ("Cancelled: Growers' meeting", "The growers are in the fields.")
    assert (planned.title, planned.reason, planned.formerly) == ("Summer outlook for barley", "", "")


def test_item_has_people_places_languages_and_deadlines_in_words() -> None:
    lecture = timetable_of(FULL, language="zh").items[0]
    assert lecture.people == (Participant("麦穗", "湖畔农社", "speaker"),)
    assert (lecture.where, lecture.spoken, lecture.form, lecture.series) == ("湖城，大麦厅", "中文；字幕：英文", "现场", "大麦讲座")
    assert lecture.deadlines == (Cutoff("报名截止", "2025年6月6日 18:00"),)
    assert lecture.href == "https://lakeside.example/learn/calendar/events/field-lecture/"
    assert lecture.starts is not None
    assert lecture.starts.astimezone(UTC) == datetime(2025, 6, 12, 6, 0, tzinfo=UTC)


def test_closed_days_and_derived_days_are_noted_and_what_is_owed_has_no_day() -> None:
    table = timetable_of(FULL)
    assert table.notes == (
        Note("holiday", "29 May – 2 June", "Market closed: Lake Day"),
        Note("makeup", "7 June", "Make-up workday (Lake Day), market closed"),
        Note("last-trading", "30 June", "Last trading day of BY2507"),
    )
    assert table.undated == (Undated("Monthly letter", "June 2025", "10 July 2025"),)


def test_deadline_of_another_month_stands_in_a_list_of_its_own(tiny: Tiny) -> None:
    root = tiny("full", {f"calendar/2025/{month}.yml": (HERE / f"data/handouts/{month}.yml").read_text("utf-8") for month in ("07", "08")})
    table = timetable_of(root, "2025-07")
    assert table.deadlines == (Cutoff("Enrolment closes", "Sun 20 July", "Training in August"),)
    assert "Some day" in [each.title for each in table.undated]
    assert [(item.days, item.sample) for item in table.items if item.sample or item.first != item.last] == [("6", True), ("30–8/1", False)]
    assert "Three days" in [item.name for item in timetable_of(root, "2025-08").items]


def test_release_is_named_and_without_one_the_day_is(tiny: Tiny) -> None:
    released, without = timetable_of(FULL), timetable_of(FULL, "2025-03")
    assert released.standing == ("Release 2 of the timetable, 5 March 2025",)
    assert without.standing == ("Timetable not yet released", "as of 10 March 2025")
    changed = (FULL / "calendar/2025/06.yml").read_text("utf-8").replace("2025-06-25 15:30", "2025-06-25 15:00")
    assert timetable_of(tiny("full", {"calendar/2025/06.yml": changed})).standing == (
        "Release 2 of the timetable, 5 March 2025",
        "changed since",
        "as of 10 March 2025",
    )


def test_code_is_there_only_where_the_address_can_be_reached() -> None:
    assert timetable_of(FULL, url="https://learn.example.org/").code is not None
    assert timetable_of(FULL, url="http://127.0.0.1:8000/").code is None
