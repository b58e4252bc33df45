"""Planning of a month: missing events are drafted on trading days, and nothing else changes."""

from __future__ import annotations

import calendar
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.desk import edit
from prospectus.desk.entries import Desk, read
from prospectus.desk.month import Month
from prospectus.desk.plan import Plan, plan
from prospectus.errors import WrongUse
from prospectus.load.yaml import parse
from prospectus.model.days import Days
from prospectus.model.year import Year
from prospectus.pipeline import check
from tiny import FULL, REPOSITORY, Tiny, files_of

TALKS = (FULL / "calendar/series/barley-talks.yml").read_text(encoding="utf-8")
TYPICAL = "typical: {{rrule: 'FREQ=MONTHLY;BYDAY={day}', text: {{zh: 第五个周四, en: the fifth Thursday}}, at: '15:30', minutes: 60}}\n"


def planned(root: Path, month: str, spoken: str = "en") -> Plan:
    """Plan a month, write it, and return the plan."""
    done = plan(read(root), Month.parse(month), spoken)
    if done.text is not None:
        edit.save(root, {Month.parse(month).path: done.text})
    return done


def rows(done: Plan) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in parse(done.text or "[]")}


def remarks(done: Plan, key: str) -> list[str]:
    """Return the comment lines above a row."""
    lines = (done.text or "").splitlines()
    at = lines.index(f"- id: {key}")
    found = []
    while at and lines[at - 1].startswith("# "):
        at -= 1
        found.insert(0, lines[at][2:])
    return found


def test_row_of_a_series_is_a_draft_that_says_where_it_comes_from(tiny: Tiny) -> None:
    done = planned(tiny("full"), "2025-03", "zh")
    assert (done.added, done.there, done.notes) == (("monthly-letter-2025-03", "sowing-weeks-2025"), 1, ())
    assert rows(done)["monthly-letter-2025-03"] == {
        "id": "monthly-letter-2025-03",
        "type": "meeting",
        "series": "monthly-letter",
        "status": "draft",
        "title": {"zh": "【待填】每月来信（2025-03）", "en": "[To fill in] Monthly letter (2025-03)"},
        "starts": "2025-03-17",
        "state": "planned",
        "channel": "desk",
    }
    assert remarks(done, "monthly-letter-2025-03")[-3:] == [
        "每月来信：每月一封，不写日期。",
        "建议日期：2025-03-17。系列没有写明惯常的日子（typical），取当月中旬，这只是本站的建议。",
        "2025-03-15 是周末，顺延至下一个交易日。",
    ]


def test_span_and_day_have_the_days_of_their_series(tiny: Tiny) -> None:
    root = tiny("full")
    span = rows(planned(root, "2025-03"))["sowing-weeks-2025"]
    assert (span["starts"], span["ends"]) == ("2025-03-20", "2025-04-02")
    assert rows(planned(root, "2025-09"))["harvest-day-2025"]["starts"] == "2025-09-15"


def test_span_that_began_before_is_told_and_not_planned(tiny: Tiny) -> None:
    assert planned(tiny("full"), "2025-04").notes == ("Sowing weeks began on 2025-03-20; plan it in that month.",)


def without_talks_in_spring(usual: str) -> dict[str, str | None]:
    """Return an overlay for a site without a talk in the second quarter."""
    gone = ("talks/some-day-in-may", "2025/06", "releases/2025-06-1", "releases/2025-06-2")
    return {"calendar/series/barley-talks.yml": TALKS + usual, **{f"calendar/{each}.yml": None for each in gone}}


def test_row_has_what_is_usual_and_a_sample_does_not_stand_for_it(tiny: Tiny) -> None:
    row = rows(planned(tiny("full", without_talks_in_spring(TYPICAL.format(day="3TH"))), "2025-04"))["barley-talks-2025-q2"]
    assert [row[name] for name in ("type", "starts", "ends", "language", "format", "channel")] == [
        "talk", "2025-04-17 15:30", "2025-04-17 16:30", "en", "live", "hall"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "starts", "last"),
    [
        ("4TH", "2025-05-22", "Suggested (our habit, not a rule of the source): the fifth Thursday, 2025-05-22."),
        ("5TH", "2025-05-28", "From 2025-05-29 on the month has no trading day left, so it is the last trading day before."),
        ("1SA", "2025-05-05", "Moved from 2025-05-03 (weekend) to the next trading day."),
    ],
)
def test_suggested_day_is_a_trading_day_of_the_month(tiny: Tiny, day: str, starts: str, last: str) -> None:
    done = planned(tiny("full", without_talks_in_spring(TYPICAL.format(day=day))), "2025-05")
    assert (rows(done)["barley-talks-2025-q2"]["starts"], remarks(done, "barley-talks-2025-q2")[-1]) == (f"{starts} 15:30", last)


def test_holiday_is_named(tiny: Tiny) -> None:
    letter = (FULL / "calendar/series/monthly-letter.yml").read_text(encoding="utf-8")
    usual = "typical: {type: bulletin, rrule: 'FREQ=MONTHLY;BYMONTHDAY=2', format: document}\n"
    done = planned(tiny("full", {"calendar/series/monthly-letter.yml": letter + usual}), "2025-06")
    row = rows(done)["monthly-letter-2025-06"]
    assert (row["type"], row["starts"], row["format"]) == ("bulletin", "2025-06-03", "document")
    assert remarks(done, "monthly-letter-2025-06")[-1] == "Moved from 2025-06-02 (Lake Day) to the next trading day."


def test_year_that_is_not_published_gets_no_days(tiny: Tiny) -> None:
    done = planned(tiny("full"), "2026-01")
    assert {row["starts"] for row in rows(done).values()} == {"2026-01"}
    assert "The holidays of 2026 are not published yet, so no day is suggested; fill it in when they are." in remarks(
        done, "monthly-letter-2026-01"
    )


def test_second_run_changes_nothing_and_what_a_person_wrote_stays(tiny: Tiny) -> None:
    written = (
        "# ours\n- {id: by-hand,   type: meeting, title: {zh: 会, en: 'Meeting'}, starts: 2025-03-05, language: zh}   # keep\n# the end\n"
    )
    root = tiny("full", {"calendar/2025/03.yml": written})
    done = planned(root, "2025-03")
    assert (done.text or "").startswith(written)
    before = files_of(root)
    again = planned(root, "2025-03")
    assert (again.text, again.added, again.there, files_of(root)) == (None, (), 3, before)


@pytest.mark.parametrize(
    "row",
    [
        "{id: x, type: meeting, series: monthly-letter, title: {zh: 信, en: L}, starts: 2025-03-31, state: cancelled, language: zh}",
        "{id: x, type: meeting, series: monthly-letter, title: {zh: 信, en: L}, starts: 2025-03, language: zh}",
        "{id: x, series: monthly-letter, status: draft, starts: 2025-03-31}",
        "{id: monthly-letter-2025-03, type: meeting, title: {zh: 信, en: L}, starts: 2025-03-31, language: zh}",
    ],
    ids=["cancelled", "month", "unfinished", "id"],
)
def test_instance_that_somebody_wrote_is_not_planned_again(tiny: Tiny, row: str) -> None:
    done = planned(tiny("full", {"calendar/2025/03.yml": f"- {row}\n"}), "2025-03")
    assert done.added == ("sowing-weeks-2025",)


def test_period_of_several_months_is_planned_once(tiny: Tiny) -> None:
    root = tiny("full")
    assert "barley-talks-2025-q3" in planned(root, "2025-08").added
    assert all("barley" not in key for month in ("2025-07", "2025-09") for key in planned(root, month).added)


def test_series_whose_usual_day_is_in_another_month_of_its_period_says_so(tiny: Tiny) -> None:
    usual = "typical: {rrule: 'FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=10'}\n"
    root = tiny("full", {"calendar/series/barley-talks.yml": TALKS + usual})
    assert planned(root, "2025-08").notes == ("Barley talks: its usual day lies in another month of 2025-Q3; nothing is planned here.",)
    assert rows(planned(root, "2025-09"))["barley-talks-2025-q3"]["starts"] == "2025-09-10"


def test_series_whose_instances_are_notices_is_not_planned(tiny: Tiny) -> None:
    letter = (FULL / "calendar/series/monthly-letter.yml").read_text(encoding="utf-8")
    root = tiny("full", {"calendar/series/monthly-letter.yml": f"{letter}notices_of: [lakeside]\n"})
    assert planned(root, "2025-03").added == ("sowing-weeks-2025",)


def test_plan_has_no_error_and_is_not_published(tiny: Tiny) -> None:
    root = tiny("full")
    planned(root, "2025-03")
    assert [each for each in check(root).problems if each.severity == "error"] == []
    text = (root / "calendar/2025/03.yml").read_text(encoding="utf-8").replace("  status: draft\n", "")
    (root / "calendar/2025/03.yml").write_text(text, encoding="utf-8")
    assert [each.code for each in check(root).problems if each.severity == "error"] == ["PR227", "PR227"]


def test_months_are_written_in_one_form() -> None:
    for wrong in ("2025-3", "2025-13", "March", "2025-03-01"):
        with pytest.raises(WrongUse):
            Month.parse(wrong)
    assert (Month.parse("2025-12").after.isoformat(), str(Month.parse("2025-12"))) == ("2026-01-01", "2025-12")


@pytest.fixture(scope="module")
def whole() -> Desk:
    return read(REPOSITORY)


@settings(deadline=None, max_examples=40)
@given(st.integers(2025, 2027), st.integers(1, 12), st.sampled_from(["zh", "en"]))
def test_every_month_is_planned_on_days_that_are_traded(whole: Desk, year: int, month: int, spoken: str) -> None:
    wanted = Month(year, month)
    done = plan(whole, wanted, spoken)
    days = Days(each for each in whole.records["year"] if isinstance(each, Year))
    periods = {each.id for each in whole.records["series"] if each.recurrence.mode == "period"}  # type: ignore[attr-defined]
    for row in rows(done).values():
        if row["series"] in periods:
            day = row["starts"][:10]
            assert day == f"{wanted}" if year not in days.years else day in {f"{each}" for each in days.trading}
        assert calendar.monthrange(year, month)[1] >= int((row["starts"] + "-01")[8:10])
    after = whole.with_text(wanted.path, done.text or "[]")
    assert plan(after, wanted, spoken).added == ()
