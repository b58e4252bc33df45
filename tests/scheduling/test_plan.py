"""Planning of a month: missing events are drafted on trading days, and nothing else changes."""

from __future__ import annotations

import calendar
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.errors import UsageError
from prospectus.load.yaml import parse
from prospectus.model.kinds.year import Year
from prospectus.pipeline import check
from prospectus.schedule.business_days import BusinessDays
from prospectus.scheduling.calendar_files import Requirement, SourceCalendar, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.plan import MonthPlan, plan_month, plan_months
from tiny import FULL, REPOSITORY, SiteFactory, read_files, write_files

TALKS = (FULL / "calendar/series/barley-talks.yml").read_text(encoding="utf-8")
TYPICAL = "typical: {{rrule: 'FREQ=MONTHLY;BYDAY={day}', text: {{zh: 第五个周四, en: the fifth Thursday}}, at: '15:30', minutes: 60}}\n"


def plan_and_write(root: Path, month: str, language: str = "en") -> MonthPlan:
    """Plan a month, write it, and return the plan."""
    result = plan_month(read_site(root, Requirement.READABLE), Month.parse(month), language)
    if result.text is not None:
        write_files(root, {Month.parse(month).path: result.text})
    return result


def rows_by_id(result: MonthPlan) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in parse(result.text or "[]")}


def comments_above(result: MonthPlan, key: str) -> list[str]:
    """Return the comment lines above a row."""
    lines = (result.text or "").splitlines()
    index = lines.index(f"- id: {key}")
    comments = []
    while index and lines[index - 1].startswith("# "):
        index -= 1
        comments.insert(0, lines[index][2:])
    return comments


def test_row_of_a_series_is_a_draft_with_comments_on_its_origin(tiny: SiteFactory) -> None:
    result = plan_and_write(tiny("full"), "2025-03", "zh")
    assert (result.added, result.existing, result.notes) == (("monthly-letter-2025-03", "sowing-weeks-2025"), 1, ())
    assert rows_by_id(result)["monthly-letter-2025-03"] == {
        "id": "monthly-letter-2025-03",
        "type": "meeting",
        "series": "monthly-letter",
        "status": "draft",
        "title": {"zh": "【待填】每月来信（2025-03）", "en": "[To fill in] Monthly letter (2025-03)"},
        "starts": "2025-03-17 14:00",
        "state": "planned",
        "channel": "desk",
    }
    assert comments_above(result, "monthly-letter-2025-03")[-4:] == [
        "每月来信：每月一封，不写日期。",
        "建议日期：2025-03-17。系列没有写明惯常的日子（typical），取当月中旬，这只是本站的建议。",
        "2025-03-15 是周末，顺延至下一个交易日。",
        "建议时间：14:00，取自 content/site.yml 的 scheduling（usual_start）。系列没有写明惯常的时间。",
    ]


def test_span_and_day_have_the_days_of_their_series(tiny: SiteFactory) -> None:
    root = tiny("full")
    span = rows_by_id(plan_and_write(root, "2025-03"))["sowing-weeks-2025"]
    assert (span["starts"], span["ends"]) == ("2025-03-20", "2025-04-02")
    assert rows_by_id(plan_and_write(root, "2025-09"))["harvest-day-2025"]["starts"] == "2025-09-15"


def test_span_that_began_before_is_noted_and_not_planned(tiny: SiteFactory) -> None:
    assert plan_and_write(tiny("full"), "2025-04").notes == ("Sowing weeks began on 2025-03-20; plan it in that month.",)


def without_talks_in_spring(usual: str) -> dict[str, str | None]:
    """Return an overlay for a site without a talk in the second quarter."""
    removed = ("talks/some-day-in-may", "2025/06", "releases/2025-06-1", "releases/2025-06-2")
    return {"calendar/series/barley-talks.yml": TALKS + usual, **{f"calendar/{path}.yml": None for path in removed}}


def test_row_has_the_usual_values_of_its_series_and_a_sample_does_not_count(tiny: SiteFactory) -> None:
    row = rows_by_id(plan_and_write(tiny("full", without_talks_in_spring(TYPICAL.format(day="3TH"))), "2025-04"))["barley-talks-2025-q2"]
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
def test_suggested_day_is_a_trading_day_of_the_month(tiny: SiteFactory, day: str, starts: str, last: str) -> None:
    result = plan_and_write(tiny("full", without_talks_in_spring(TYPICAL.format(day=day))), "2025-05")
    assert (rows_by_id(result)["barley-talks-2025-q2"]["starts"], comments_above(result, "barley-talks-2025-q2")[-1]) == (
        f"{starts} 15:30",
        last,
    )


MONTHLY = """\
title: {{zh: 系列{n}, en: Series {n}}}
recurrence: {{dtstart: 2025-01-01, rrule: "FREQ=MONTHLY;BYMONTHDAY=1", mode: period}}
stated: {{zh: 每月一次。, en: Once a month.}}
languages: [zh]
{typical}
"""


def with_monthly_series(count: int, typical: str = "typical: {type: lecture}") -> dict[str, str | None]:
    """Return an overlay with further series of one event a month, whose usual day nobody has stated."""
    return {f"calendar/series/monthly-{n}.yml": MONTHLY.format(n=n, typical=typical) for n in range(count)}


def test_drafts_without_a_usual_day_are_spread_over_the_trading_days(tiny: SiteFactory) -> None:
    result = plan_and_write(tiny("full", with_monthly_series(6)), "2025-03")
    starts = [row["starts"] for key, row in rows_by_id(result).items() if key.startswith("monthly-")]
    days = [start[:10] for start in starts]
    assert (len(days), len(set(days)), max(days) > "2025-03-24", min(days) < "2025-03-08") == (7, 7, True, True)
    assert {start[10:] for start in starts} == {" 14:00"}
    weekdays = {calendar.weekday(2025, 3, int(day[8:])) for day in days}
    assert weekdays <= set(range(5))


def test_draft_added_later_keeps_away_from_the_days_that_are_taken(tiny: SiteFactory) -> None:
    root = tiny("full", with_monthly_series(2))
    first = {row["starts"] for row in rows_by_id(plan_and_write(root, "2025-03")).values()}
    write_files(root, {path: text for path, text in with_monthly_series(3).items() if text})
    later = rows_by_id(plan_and_write(root, "2025-03"))["monthly-2-2025-03"]
    assert later["starts"] not in first


def test_more_drafts_than_days_share_days(tiny: SiteFactory) -> None:
    assert len(plan_and_write(tiny("full", with_monthly_series(40)), "2025-03").added) == 42


def test_site_without_a_usual_start_leaves_the_time_open(tiny: SiteFactory) -> None:
    root = tiny("full")
    site = root / "content/site.yml"
    text = site.read_text(encoding="utf-8")
    site.write_text(text.replace("scheduling: {", "scheduling: {usual_start: null, "), encoding="utf-8")
    assert rows_by_id(plan_and_write(root, "2025-03"))["monthly-letter-2025-03"]["starts"] == "2025-03-17"


def test_template_of_a_series_fills_its_drafts(tiny: SiteFactory) -> None:
    typical = (
        "typical: {type: lecture, rrule: 'FREQ=MONTHLY;BYDAY=2WE', at: '10:00', minutes: 90, format: in-person, subtitles: [en], "
        "place: {zh: 湖城一号厅, en: 'Hall 1, Lake Town'}, audiences: [growers], people: [{name: {zh: 张三, en: Zhang San}}], "
        "description: {zh: 讲一讲。, en: A talk.}, "
        "deadlines: [{id: register, title: {zh: 报名截止, en: Registration closes}, working_days_before: 3, at: '17:00'}]}"
    )
    row = rows_by_id(plan_and_write(tiny("full", with_monthly_series(1, typical)), "2025-03"))["monthly-0-2025-03"]
    assert list(row.items())[5:] == [
        ("starts", "2025-03-12 10:00"),
        ("ends", "2025-03-12 11:30"),
        ("state", "planned"),
        ("language", "zh"),
        ("format", "in-person"),
        ("subtitles", ("en",)),
        ("place", {"zh": "湖城一号厅", "en": "Hall 1, Lake Town"}),
        ("audiences", ("growers",)),
        ("people", ({"name": {"zh": "张三", "en": "Zhang San"}},)),
        ("description", {"zh": "讲一讲。", "en": "A talk."}),
        ("deadlines", ({"id": "register", "title": {"zh": "报名截止", "en": "Registration closes"}, "at": "2025-03-07 17:00"},)),
    ]


def test_year_is_planned_month_by_month_and_a_second_time_changes_nothing(tiny: SiteFactory) -> None:
    root = tiny("full", with_monthly_series(1))
    plans = plan_months(read_site(root, Requirement.READABLE), Month.parse_period("2025"), "en")
    write_files(root, {month.path: plan.text for month, plan in plans.items() if plan.text})
    drafted = [key for plan in plans.values() for key in plan.added]
    assert (len(plans), [key for key in drafted if key.startswith("monthly-0-")]) == (12, [f"monthly-0-2025-{n:02}" for n in range(1, 13)])
    assert len(drafted) == len(set(drafted))
    again = plan_months(read_site(root, Requirement.READABLE), Month.parse_period("2025"), "en")
    assert [plan.text for plan in again.values()] == [None] * 12


def test_holiday_is_named(tiny: SiteFactory) -> None:
    letter = (FULL / "calendar/series/monthly-letter.yml").read_text(encoding="utf-8")
    usual = "typical: {type: bulletin, rrule: 'FREQ=MONTHLY;BYMONTHDAY=2', format: document}\n"
    result = plan_and_write(tiny("full", {"calendar/series/monthly-letter.yml": letter + usual}), "2025-06")
    row = rows_by_id(result)["monthly-letter-2025-06"]
    assert (row["type"], row["starts"], row["format"]) == ("bulletin", "2025-06-03", "document")
    assert comments_above(result, "monthly-letter-2025-06")[-1] == "Moved from 2025-06-02 (Lake Day) to the next trading day."


def test_year_that_is_not_published_gets_no_days(tiny: SiteFactory) -> None:
    result = plan_and_write(tiny("full"), "2026-01")
    assert {row["starts"] for row in rows_by_id(result).values()} == {"2026-01"}
    assert "The holidays of 2026 are not published yet, so no day is suggested; fill it in when they are." in comments_above(
        result, "monthly-letter-2026-01"
    )


def test_second_run_changes_nothing_and_existing_text_is_kept(tiny: SiteFactory) -> None:
    written = (
        "# ours\n- {id: by-hand,   type: meeting, title: {zh: 会, en: 'Meeting'}, starts: 2025-03-05, language: zh}   # keep\n# the end\n"
    )
    root = tiny("full", {"calendar/2025/03.yml": written})
    result = plan_and_write(root, "2025-03")
    assert (result.text or "").startswith(written)
    before = read_files(root)
    again = plan_and_write(root, "2025-03")
    assert (again.text, again.added, again.existing, read_files(root)) == (None, (), 3, before)


@pytest.mark.parametrize(
    "row",
    [
        "{id: x, type: meeting, series: monthly-letter, title: {zh: 信, en: L}, starts: 2025-03, language: zh}",
        "{id: x, series: monthly-letter, status: draft, starts: 2025-03-31}",
        "{id: monthly-letter-2025-03, type: meeting, title: {zh: 信, en: L}, starts: 2025-03-31, language: zh}",
    ],
    ids=["month", "unfinished", "id"],
)
def test_instance_that_somebody_wrote_is_not_planned_again(tiny: SiteFactory, row: str) -> None:
    result = plan_and_write(tiny("full", {"calendar/2025/03.yml": f"- {row}\n"}), "2025-03")
    assert result.added == ("sowing-weeks-2025",)


UNFINISHED_ROW = "- {id: monthly-letter-2025-03, series: monthly-letter, status: draft, state: cancelled, starts: 2025-03-31}\n"
LETTER_ROW = "- {{id: {}, type: meeting, series: monthly-letter, title: {{zh: 信, en: L}}, starts: {}, {}, language: zh}}\n"


@pytest.mark.parametrize(
    ("row", "drafted"),
    [
        (LETTER_ROW.format("x", "2025-03-31", "state: cancelled"), "monthly-letter-2025-03"),
        (LETTER_ROW.format("monthly-letter-2025-03", "2025-03-31", "state: cancelled"), "monthly-letter-2025-03-2"),
        (LETTER_ROW.format("x", "2025-03-31", "state: cancelled, formerly: [monthly-letter-2025-03]"), "monthly-letter-2025-03-2"),
        (LETTER_ROW.format("monthly-letter-2025-03", "2025-03-31", "status: withdrawn"), "monthly-letter-2025-03-2"),
        (UNFINISHED_ROW, "monthly-letter-2025-03-2"),
        (
            LETTER_ROW.format("monthly-letter-2025-03", "2025-03-05", "state: cancelled")
            + LETTER_ROW.format("monthly-letter-2025-03-2", "2025-03-12", "state: cancelled"),
            "monthly-letter-2025-03-3",
        ),
    ],
    ids=["another id", "its id", "its former id", "withdrawn", "unfinished", "twice"],
)
def test_cancelled_event_is_replaced_under_a_free_id(tiny: SiteFactory, row: str, drafted: str) -> None:
    root = tiny("full", {"calendar/2025/03.yml": row})
    result = plan_and_write(root, "2025-03")
    assert (result.added, result.existing) == ((drafted, "sowing-weeks-2025"), 1)
    assert any("has another one" in comment for comment in comments_above(result, drafted)) == (drafted != "monthly-letter-2025-03")
    assert [problem for problem in check(root).problems if problem.severity == "error"] == []
    assert plan_and_write(root, "2025-03").added == ()


def test_event_with_the_id_of_an_instance_that_it_does_not_fulfil_is_noted(tiny: SiteFactory) -> None:
    moved = LETTER_ROW.format("monthly-letter-2025-03", "2025-04-02", "state: moved")
    result = plan_and_write(tiny("full", {"calendar/2025/04.yml": moved}), "2025-03")
    reason = "because it starts at another time or does not name the series; nothing is drafted."
    note = f"Monthly letter: the event monthly-letter-2025-03 in calendar/2025/04.yml does not fulfil 2025-03, {reason}"
    assert (result.added, result.existing, result.notes) == (("sowing-weeks-2025",), 1, (note,))


def test_period_of_several_months_is_planned_once(tiny: SiteFactory) -> None:
    root = tiny("full")
    assert "barley-talks-2025-q3" in plan_and_write(root, "2025-08").added
    assert all("barley" not in key for month in ("2025-07", "2025-09") for key in plan_and_write(root, month).added)


def test_series_whose_usual_day_is_in_another_month_of_its_period_says_so(tiny: SiteFactory) -> None:
    usual = "typical: {rrule: 'FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=10'}\n"
    root = tiny("full", {"calendar/series/barley-talks.yml": TALKS + usual})
    assert plan_and_write(root, "2025-08").notes == (
        "Barley talks: its usual day lies in another month of 2025-Q3; nothing is planned here.",
    )
    assert rows_by_id(plan_and_write(root, "2025-09"))["barley-talks-2025-q3"]["starts"] == "2025-09-10 14:00"


def test_series_whose_instances_are_notices_is_not_planned(tiny: SiteFactory) -> None:
    letter = (FULL / "calendar/series/monthly-letter.yml").read_text(encoding="utf-8")
    root = tiny("full", {"calendar/series/monthly-letter.yml": f"{letter}notices_of: [lakeside]\n"})
    assert plan_and_write(root, "2025-03").added == ("sowing-weeks-2025",)


def test_plan_has_no_error_and_is_not_published(tiny: SiteFactory) -> None:
    root = tiny("full")
    plan_and_write(root, "2025-03")
    assert [problem for problem in check(root).problems if problem.severity == "error"] == []
    text = (root / "calendar/2025/03.yml").read_text(encoding="utf-8").replace("  status: draft\n", "")
    (root / "calendar/2025/03.yml").write_text(text, encoding="utf-8")
    assert [problem.code for problem in check(root).problems if problem.severity == "error"] == ["PR227", "PR227"]


def test_months_are_written_in_one_form() -> None:
    for wrong in ("2025-3", "2025-13", "March", "2025-03-01"):
        with pytest.raises(UsageError):
            Month.parse(wrong)
    assert (Month.parse("2025-12").day_after.isoformat(), str(Month.parse("2025-12"))) == ("2026-01-01", "2025-12")


@pytest.fixture(scope="module")
def repository() -> SourceCalendar:
    return read_site(REPOSITORY, Requirement.READABLE)


@settings(deadline=None, max_examples=40)
@given(st.integers(2025, 2027), st.integers(1, 12), st.sampled_from(["zh", "en"]))
def test_every_month_is_planned_on_trading_days(repository: SourceCalendar, year: int, month: int, language: str) -> None:
    planned_month = Month(year, month)
    result = plan_month(repository, planned_month, language)
    days = BusinessDays(record for record in repository.records["year"] if isinstance(record, Year))
    periods = {record.id for record in repository.records["series"] if record.recurrence.mode == "period"}  # type: ignore[attr-defined]
    for row in rows_by_id(result).values():
        if row["series"] in periods:
            day = row["starts"][:10]
            assert (
                day == f"{planned_month}"
                if year not in days.published_years
                else day in {f"{trading_day}" for trading_day in days.trading_days}
            )
        assert calendar.monthrange(year, month)[1] >= int((row["starts"] + "-01")[8:10])
    after = repository.with_text(planned_month.path, result.text or "[]")
    assert plan_month(after, planned_month, language).added == ()
