"""Open obligations before, on and after their due dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_clashes import SITE, TITLE, event, series

from prospectus.model.event import Event
from prospectus.model.guide import Guide
from prospectus.model.notice import Notice
from prospectus.model.record import Record
from prospectus.model.talk import Talk
from prospectus.model.year import Year
from prospectus.validate.diary import diary_of
from prospectus.validate.owed import owed

Y2025 = Year.model_validate(
    {
        "id": "2025",
        "title": TITLE,
        "year": 2025,
        "published": True,
        "holidays": ({"title": TITLE, "first": "2025-05-29", "last": "2025-06-02", "makeup": ("2025-06-07",)},),
    }
)
DUE = {"rrule": "FREQ=MONTHLY;BYMONTHDAY=15", "shift": "next-trading-day", "text": TITLE}


def open_at(now: str, *records: tuple[str, Record]) -> list[tuple[str, str, str, bool]]:
    """Return code, instance, due date and whether it is overdue, for each open obligation."""
    found = owed(diary_of([("year", Y2025), *records], SITE), datetime.fromisoformat(now))
    return [(each.code, each.instance, str(each.due), each.late) for each in found]


def talk(starts: str, **fields: Any) -> tuple[str, Talk]:
    whole = {"id": "t", "title": TITLE, "series": "s", "language": "zh", "state": "done", "starts": starts, **fields}
    return "talk", Talk.model_validate(whole)


def lecture(starts: str, **fields: Any) -> tuple[str, Event]:
    return "event", event("e", starts, series="s", state="done", **fields)


def test_period_is_owed_from_its_first_day_and_late_after_its_last() -> None:
    of = ("series", series("s", rrule="FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", months=3))
    assert open_at("2024-12-31", of) == []
    assert open_at("2025-01-01", of) == [("PR521", "2025-Q1", "2025-03-31", False)]
    assert open_at("2025-03-31T23:59", of) == [("PR521", "2025-Q1", "2025-03-31", False)]
    assert open_at("2025-04-01", of)[0] == ("PR521", "2025-Q1", "2025-03-31", True)
    assert open_at("2025-04-01", of, lecture("2025-03-31 20:00"))[0] == ("PR521", "2025-Q2", "2025-06-30", False)
    assert open_at("2025-04-01", of, lecture("2025-Q1"))[0][1] == "2025-Q2"


def test_cancelled_event_and_sample_cover_no_period_and_sample_series_owes_nothing() -> None:
    of = series("s")
    assert len(open_at("2025-01-31", ("series", of))) == 1
    assert len(open_at("2025-01-31", ("series", of), ("event", event("e", "2025-01-15", series="s", state="cancelled")))) == 1
    assert len(open_at("2025-01-31", ("series", of), lecture("2025-01-15", status="sample"))) == 1
    assert open_at("2025-01-31", ("series", of.model_copy(update={"status": "sample"}))) == []


@pytest.mark.parametrize("mode", ["day", "span"])
def test_series_of_fixed_days_needs_no_event(mode: str) -> None:
    assert open_at("2025-12-31", ("series", series("s", mode=mode))) == []


def notice(period: str, *exchanges: str, form: str = "monthly") -> tuple[str, Notice]:
    fields = {"id": f"n{period}".lower(), "title": TITLE, "exchanges": exchanges, "period": period, "cases": 0, "counts": (), "form": form}
    return "notice", Notice.model_validate(fields)


def test_month_needs_a_monthly_notice_of_each_exchange_by_the_day_that_the_series_gives() -> None:
    letters = series("s").model_copy(update={"notices_of": ("lake", "hill")})
    of = ("series", type(letters).model_validate({**letters.model_dump(), "due": DUE}))
    there = [notice("2025-01", "lake", "hill"), notice("2025-02", "lake"), notice("2025-Q1", "hill", form="summary")]
    march = [("PR523", "2025-03 lake", "2025-04-15", False), ("PR523", "2025-03 hill", "2025-04-15", False)]
    assert sorted(open_at("2025-03-17", of, *there)) == sorted([("PR523", "2025-02 hill", "2025-03-17", False), *march])
    assert ("PR523", "2025-02 hill", "2025-03-17", True) in open_at("2025-03-18", of, *there)


def test_day_in_a_year_that_is_not_published_is_not_guessed() -> None:
    of = type(series("s")).model_validate({**series("s", dtstart="2025-12-01").model_dump(), "due": DUE})
    assert open_at("2026-06-01", ("series", of))[0] == ("PR521", "2025-12", "None", False)
    assert open_at("2026-06-01", talk("2025-12-24 10:00"))[-1] == ("PR524", "", "None", False)


def test_replay_is_owed_from_the_end_of_a_talk_and_late_ten_working_days_later() -> None:
    one = talk("2025-05-21 15:30", ends="2025-05-21 16:30")
    assert open_at("2025-05-21T16:29", one) == []
    assert open_at("2025-05-21T16:30", one) == [("PR524", "", "2025-06-07", False)]  # the make-up Saturday is a working day
    assert open_at("2025-06-08", one) == [("PR524", "", "2025-06-07", True)]


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({"replay": {"expected": "2025-06"}}, ["2025-06-30"]),
        ({"replay": {"minutes": 60}}, ["2025-06-07"]),
        ({"replay": {"url": "https://lakeside.example/r"}}, []),
        ({"format": "in-person"}, []),
        ({"format": "in-person", "replay": {"expected": "2025-06-01"}}, ["2025-06-01"]),
        ({"state": "cancelled"}, []),
        ({"status": "sample"}, []),
    ],
)
def test_replay_is_expected_as_the_talk_says(fields: dict[str, Any], due: list[str]) -> None:
    assert [each[2] for each in open_at("2025-09-01", talk("2025-05-21 15:30", **fields))] == due


def test_event_must_be_decided_once_it_has_begun_or_its_deadline_is_past() -> None:
    deadline = {"id": "register", "title": TITLE, "at": "2025-03-10 17:00"}
    one = ("event", event("e", "2025-03-20 10:00", deadlines=(deadline,)))
    assert open_at("2025-03-10T17:00", one) == []
    assert open_at("2025-03-10T17:01", one) == [("PR526", "register", "2025-03-10", True)]
    assert open_at("2025-03-20T10:00", one) == [("PR525", "", "2025-03-20", True)]
    assert open_at("2025-03-20T10:00", ("event", one[1].model_copy(update={"state": "confirmed"}))) == []


def test_event_in_a_month_has_begun_for_sure_only_after_it() -> None:
    one = ("event", event("e", "2025-03"))
    assert open_at("2025-03-31T23:59", one) == []
    assert open_at("2025-04-01", one) == [("PR525", "", "2025-03-31", True)]


def guide(reviewed: str, **fields: Any) -> tuple[str, Guide]:
    return "guide", Guide.model_validate({"id": "g", "title": TITLE, "group": "words", "reviewed": reviewed, **fields})


@pytest.mark.parametrize(
    ("reviewed", "due"),
    [
        ("2025-02", "2026-02-28"),
        ("2024-02-28", "2025-02-28"),
        ("2024-02-29", "2025-02-28"),
        ("2025", "2026-12-31"),
        ("2025-Q1", "2026-03-31"),
    ],
)
def test_review_holds_a_year_from_the_last_day_that_it_may_mean(reviewed: str, due: str) -> None:
    assert open_at(due, guide(reviewed)) == [("PR527", "", due, False)]
    assert open_at("2030-01-01", guide(reviewed)) == [("PR527", "", due, True)]


def test_review_is_not_owed_by_samples_notices_and_what_has_no_page() -> None:
    assert open_at("2030-01-01", guide("2025", status="sample")) == []
    assert open_at("2030-01-01", ("notice", notice("2025-01", "lake")[1].model_copy(update={"reviewed": guide("2025")[1].reviewed}))) == []


@given(st.dates(date(2025, 1, 1), date(2025, 12, 31)), st.dates(date(2025, 1, 1), date(2025, 12, 31)))
def test_what_is_late_stays_late_until_it_is_done(one: date, other: date) -> None:
    of = ("series", series("s"))
    early, later = ({each[1] for each in open_at(day.isoformat(), of) if each[3]} for day in sorted((one, other)))
    assert early <= later
    assert len(later) == max(one, other).month - 1
