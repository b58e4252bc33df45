"""Tests of the export of a month: listed events, notes, deadlines, and the release that it states."""

from __future__ import annotations

from datetime import UTC, datetime

from prospectus.views.month_export import DayNote, ExportedDeadline, Participant, UndatedItem
from tiny import FULL, HERE, SiteFactory, prepare_month_export


def test_month_lists_events_in_order_of_time() -> None:
    month_export = prepare_month_export(FULL)
    assert [(item.key, item.type, item.when) for item in month_export.items] == [
        (("event", "field-lecture"), "Lecture", "Thu 12 June 14:00–15:30"),
        (("event", "growers-meeting"), "Meeting", "Wed 18 June – Thu 19 June"),
        (("talk", "summer-outlook"), "Talk", "Wed 25 June 15:30–16:30"),
    ]
    assert [item.days for item in month_export.items] == ["12", "18–19", "25"]


def test_item_has_its_state_in_the_title_and_its_previous_time() -> None:
    moved, cancelled, planned = prepare_month_export(FULL).items
    assert (moved.title, moved.name, moved.event_state, moved.moved_from) == (
        "Moved: Lecture in the field",
        "Lecture in the field",
        "moved",
        "Wed 11 June 2025 14:00",
    )
    assert (cancelled.title, cancelled.reason) == ("Cancelled: Growers' meeting", "The growers are in the fields.")
    assert (planned.title, planned.reason, planned.moved_from) == ("Summer outlook for barley", "", "")


def test_item_has_people_places_languages_and_deadlines_in_words() -> None:
    lecture = prepare_month_export(FULL, language="zh").items[0]
    assert lecture.people == (Participant("麦穗", "湖畔农社", "speaker"),)
    assert (lecture.where, lecture.spoken, lecture.form, lecture.series) == ("湖城，大麦厅", "中文；字幕：英文", "现场", "大麦讲座")
    assert lecture.deadlines == (ExportedDeadline("报名截止", "2025年6月6日 周五 18:00"),)
    assert lecture.href == "https://lakeside.example/learn/calendar/events/field-lecture/"
    assert lecture.starts is not None
    assert lecture.starts.astimezone(UTC) == datetime(2025, 6, 12, 6, 0, tzinfo=UTC)


def test_closed_and_derived_days_are_notes_and_obligations_are_undated() -> None:
    month_export = prepare_month_export(FULL)
    assert month_export.notes == (
        DayNote("holiday", "29 May – 2 June", "Market closed: Lake Day"),
        DayNote("makeup", "7 June", "Make-up workday (Lake Day), market closed"),
        DayNote("last-trading", "30 June", "Last trading day of BY2507"),
    )
    assert month_export.undated == (UndatedItem("Monthly letter", "June 2025", "10 July 2025"),)


def test_deadline_of_an_event_in_another_month_is_listed_separately(tiny: SiteFactory) -> None:
    root = tiny("full", {f"calendar/2025/{month}.yml": (HERE / f"data/handouts/{month}.yml").read_text("utf-8") for month in ("07", "08")})
    month_export = prepare_month_export(root, "2025-07")
    assert month_export.deadlines == (ExportedDeadline("Enrolment closes", "Sun 20 July", "Training in August"),)
    assert "Some day" in [item.title for item in month_export.undated]
    assert [(item.days, item.sample) for item in month_export.items if item.sample or item.first != item.last] == [
        ("6", True),
        ("30–8/1", False),
    ]
    assert "Three days" in [item.name for item in prepare_month_export(root, "2025-08").items]


def test_month_states_its_release_or_the_date_of_the_export(tiny: SiteFactory) -> None:
    released, without = prepare_month_export(FULL), prepare_month_export(FULL, "2025-03")
    assert released.status_lines == ("Release 2 of the timetable, 5 March 2025",)
    assert without.status_lines == ("Timetable not released yet", "as of 10 March 2025")
    changed = (FULL / "calendar/2025/06.yml").read_text("utf-8").replace("2025-06-25 15:30", "2025-06-25 15:00")
    assert prepare_month_export(tiny("full", {"calendar/2025/06.yml": changed})).status_lines == (
        "Release 2 of the timetable, 5 March 2025",
        "changed since",
        "as of 10 March 2025",
    )


def test_qr_code_is_present_only_for_a_public_url() -> None:
    assert prepare_month_export(FULL, url="https://learn.example.org/").code is not None
    assert prepare_month_export(FULL, url="http://127.0.0.1:8000/").code is None
