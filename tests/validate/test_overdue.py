"""Open obligations before, on and after their due dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from example_records import SITE, TITLE, make_event, make_series
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.guide import Guide
from prospectus.model.kinds.notice import Notice
from prospectus.model.kinds.talk import Talk
from prospectus.model.kinds.year import Year
from prospectus.model.record import Record
from prospectus.schedule.timeline import build_timeline
from prospectus.validate.overdue import iter_obligations

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


def list_obligations(now: str, *records: tuple[str, Record]) -> list[tuple[str, str, str, bool]]:
    """Return code, instance, due date and whether it is overdue, for each open obligation."""
    obligations = iter_obligations(build_timeline([("year", Y2025), *records], SITE), datetime.fromisoformat(now))
    return [(obligation.code, obligation.instance, str(obligation.due), obligation.late) for obligation in obligations]


def make_talk(starts: str, **fields: Any) -> tuple[str, Talk]:
    all_fields = {"id": "t", "title": TITLE, "series": "s", "language": "zh", "state": "done", "starts": starts, **fields}
    return "talk", Talk.model_validate(all_fields)


def make_lecture(starts: str, **fields: Any) -> tuple[str, Event]:
    return "event", make_event("e", starts, series="s", state="done", **fields)


def test_period_is_open_from_its_first_day_and_overdue_after_its_last() -> None:
    quarterly = ("series", make_series("s", rrule="FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", months=3))
    assert list_obligations("2024-12-31", quarterly) == []
    assert list_obligations("2025-01-01", quarterly) == [("PR521", "2025-Q1", "2025-03-31", False)]
    assert list_obligations("2025-03-31T23:59", quarterly) == [("PR521", "2025-Q1", "2025-03-31", False)]
    assert list_obligations("2025-04-01", quarterly)[0] == ("PR521", "2025-Q1", "2025-03-31", True)
    assert list_obligations("2025-04-01", quarterly, make_lecture("2025-03-31 20:00"))[0] == ("PR521", "2025-Q2", "2025-06-30", False)
    assert list_obligations("2025-04-01", quarterly, make_lecture("2025-Q1"))[0][1] == "2025-Q2"


def test_cancelled_event_and_sample_fulfil_no_period_and_sample_series_has_no_obligations() -> None:
    monthly = make_series("s")
    assert len(list_obligations("2025-01-31", ("series", monthly))) == 1
    assert (
        len(list_obligations("2025-01-31", ("series", monthly), ("event", make_event("e", "2025-01-15", series="s", state="cancelled"))))
        == 1
    )
    assert len(list_obligations("2025-01-31", ("series", monthly), make_lecture("2025-01-15", status="sample"))) == 1
    assert list_obligations("2025-01-31", ("series", monthly.model_copy(update={"status": "sample"}))) == []


@pytest.mark.parametrize("mode", ["day", "span"])
def test_series_of_fixed_days_needs_no_event(mode: str) -> None:
    assert list_obligations("2025-12-31", ("series", make_series("s", mode=mode))) == []


def make_notice(period: str, *exchanges: str, form: str = "monthly") -> tuple[str, Notice]:
    fields = {"id": f"n{period}".lower(), "title": TITLE, "exchanges": exchanges, "period": period, "cases": 0, "counts": (), "form": form}
    return "notice", Notice.model_validate(fields)


def test_month_needs_a_monthly_notice_of_each_exchange_by_the_due_date_of_the_series() -> None:
    letters = make_series("s").model_copy(update={"notices_of": ("lake", "hill")})
    keyed_series = ("series", type(letters).model_validate({**letters.model_dump(), "due": DUE}))
    notices = [make_notice("2025-01", "lake", "hill"), make_notice("2025-02", "lake"), make_notice("2025-Q1", "hill", form="summary")]
    march = [("PR523", "2025-03 lake", "2025-04-15", False), ("PR523", "2025-03 hill", "2025-04-15", False)]
    assert sorted(list_obligations("2025-03-17", keyed_series, *notices)) == sorted(
        [("PR523", "2025-02 hill", "2025-03-17", False), *march]
    )
    assert ("PR523", "2025-02 hill", "2025-03-17", True) in list_obligations("2025-03-18", keyed_series, *notices)


def test_due_date_in_an_unpublished_year_is_unknown() -> None:
    monthly = type(make_series("s")).model_validate({**make_series("s", dtstart="2025-12-01").model_dump(), "due": DUE})
    assert list_obligations("2026-06-01", ("series", monthly))[0] == ("PR521", "2025-12", "None", False)
    assert list_obligations("2026-06-01", make_talk("2025-12-24 10:00"))[-1] == ("PR524", "", "None", False)


def test_replay_is_open_from_the_end_of_a_talk_and_overdue_ten_working_days_later() -> None:
    keyed_talk = make_talk("2025-05-21 15:30", ends="2025-05-21 16:30")
    assert list_obligations("2025-05-21T16:29", keyed_talk) == []
    assert list_obligations("2025-05-21T16:30", keyed_talk) == [("PR524", "", "2025-06-07", False)]  # the make-up Saturday is a working day
    assert list_obligations("2025-06-08", keyed_talk) == [("PR524", "", "2025-06-07", True)]


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
    assert [obligation[2] for obligation in list_obligations("2025-09-01", make_talk("2025-05-21 15:30", **fields))] == due


def test_event_must_be_decided_once_it_has_begun_or_its_deadline_is_past() -> None:
    deadline = {"id": "register", "title": TITLE, "at": "2025-03-10 17:00"}
    keyed_event = ("event", make_event("e", "2025-03-20 10:00", deadlines=(deadline,)))
    assert list_obligations("2025-03-10T17:00", keyed_event) == []
    assert list_obligations("2025-03-10T17:01", keyed_event) == [("PR526", "register", "2025-03-10", True)]
    assert list_obligations("2025-03-20T10:00", keyed_event) == [("PR525", "", "2025-03-20", True)]
    assert list_obligations("2025-03-20T10:00", ("event", keyed_event[1].model_copy(update={"state": "confirmed"}))) == []


def test_event_known_to_the_month_has_begun_only_after_the_month() -> None:
    keyed_event = ("event", make_event("e", "2025-03"))
    assert list_obligations("2025-03-31T23:59", keyed_event) == []
    assert list_obligations("2025-04-01", keyed_event) == [("PR525", "", "2025-03-31", True)]


def make_guide(reviewed: str, **fields: Any) -> tuple[str, Guide]:
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
def test_review_is_valid_for_a_year_from_the_last_day_of_its_date(reviewed: str, due: str) -> None:
    assert list_obligations(due, make_guide(reviewed)) == [("PR527", "", due, False)]
    assert list_obligations("2030-01-01", make_guide(reviewed)) == [("PR527", "", due, True)]


def test_samples_and_notices_need_no_review() -> None:
    assert list_obligations("2030-01-01", make_guide("2025", status="sample")) == []
    assert (
        list_obligations(
            "2030-01-01", ("notice", make_notice("2025-01", "lake")[1].model_copy(update={"reviewed": make_guide("2025")[1].reviewed}))
        )
        == []
    )


@given(st.dates(date(2025, 1, 1), date(2025, 12, 31)), st.dates(date(2025, 1, 1), date(2025, 12, 31)))
def test_overdue_obligation_stays_overdue_until_fulfilled(first_day: date, second_day: date) -> None:
    monthly = ("series", make_series("s"))
    early, later = (
        {obligation[1] for obligation in list_obligations(day.isoformat(), monthly) if obligation[3]}
        for day in sorted((first_day, second_day))
    )
    assert early <= later
    assert len(later) == max(first_day, second_day).month - 1
