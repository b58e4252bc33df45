"""Tests of the month export in every format for readers."""

from __future__ import annotations

import icalendar
import pytest

from prospectus.desk.month import Month
from prospectus.errors import ContentRefused, WrongUse
from prospectus.handouts import FORMS, hand_out
from tiny import FULL, NOW, Tiny

JUNE = Month(2025, 6)
STARTS = {"pdf": b"%PDF-", "poster": b"\x89PNG", "svg": b"<?xml", "ics": b"BEGIN:VCALENDAR\r\n", "schedule": b"{", "wechat": b"<section"}


@pytest.mark.parametrize("to", FORMS)
def test_form_is_the_same_each_time_and_not_in_another_language(to: str) -> None:
    chinese = hand_out(FULL, JUNE, to, now=NOW).body
    assert chinese.startswith(STARTS.get(to, "2025年6月日程".encode()))
    assert hand_out(FULL, JUNE, to, now=NOW, language="zh").body == chinese
    assert hand_out(FULL, JUNE, to, now=NOW, language="en").body != chinese


@pytest.mark.parametrize("to", FORMS)
def test_month_without_anything_has_every_form(tiny: Tiny, to: str) -> None:
    assert hand_out(tiny("minimal"), JUNE, to, now=NOW).body.startswith(STARTS.get(to, "2025年6月日程".encode()))


def test_calendar_of_a_month_holds_that_month_and_claims_no_updates() -> None:
    calendar = icalendar.Calendar.from_ical(hand_out(FULL, JUNE, "ics", now=NOW, language="en").body)
    assert "SOURCE" not in calendar
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT") if "STATUS" in event] == [
        "Enrolment closes · Lecture in the field",
        "Moved: Lecture in the field",
        "Cancelled: Growers' meeting",
        "Summer outlook for barley",
    ]


def test_errors_in_the_content_refuse_every_form(tiny: Tiny) -> None:
    root = tiny("full", {"calendar/2025/06.yml": "- id: torn\n  type: nothing\n"})
    with pytest.raises(ContentRefused) as refused:
        hand_out(root, JUNE, "text", now=NOW)
    assert {problem.path for problem in refused.value.problems if problem.severity == "error"} == {"calendar/2025/06.yml"}


def test_language_that_the_site_has_not_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match="--lang must be a language of the site: zh, en; got 'ja'"):
        hand_out(FULL, JUNE, "text", now=NOW, language="ja")


def test_address_that_leads_to_this_machine_is_known(tiny: Tiny) -> None:
    settings = (FULL / "mkdocs.yml").read_text("utf-8").replace("https://lakeside.example/learn/", "http://127.0.0.1:8000/")
    done = hand_out(tiny("full", {"mkdocs.yml": settings}), JUNE, "text", now=NOW)
    assert done.local
    assert b"http://127.0.0.1:8000/calendar/2025/06/" in done.body
    assert not hand_out(FULL, JUNE, "text", now=NOW).local
