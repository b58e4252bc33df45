"""Tests of `due`: obligations as text, JSON and a calendar of reminders."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from prospectus.desk.due import Due, due_below
from prospectus.desk.reminders import WHAT, as_json, ics, text
from prospectus.errors import ContentRefused
from prospectus.problems.codes import CLOCK, CODES
from tiny import HERE, Tiny, laid_over

NOW = datetime(2025, 4, 9, 16, 30, tzinfo=UTC)
"""Half past midnight of 10 April in Shanghai."""
SITE = (HERE / "sites/minimal/content/site.yml").read_text(encoding="utf-8")
FILES = {
    "content/categories/all.yml": "- {id: words, title: {zh: 用语, en: Words}, groups: guide}\n",
    "content/guides/margin.yml": "title: {zh: 保证金, en: Margin}\ngroup: words\nreviewed: 2024-04-08\n",
    "calendar/years/2025.yml": "title: {zh: 年, en: Year}\nyear: 2025\npublished: true\n",
    "calendar/series/lectures.yml": (
        "title: {zh: 讲座, en: Lectures}\nstated: {zh: 每季一场。, en: One a quarter.}\n"
        "recurrence: {dtstart: 2025-01-01, rrule: FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1, mode: period, months: 3}\n"
    ),
    "calendar/series/letters.yml": (
        "title: {zh: 公告, en: Notices}\nstated: {zh: 每月一份。, en: One a month.}\nnotices_of: [lakeside]\n"
        "recurrence: {dtstart: 2025-03-01, rrule: FREQ=MONTHLY;BYMONTHDAY=1, mode: period}\n"
        "due: {rrule: FREQ=MONTHLY;BYMONTHDAY=10, text: {zh: 次月10日。, en: The 10th.}}\n"
    ),
    "calendar/series/talks.yml": (
        "title: {zh: 月谈, en: Talks}\nstated: {zh: 通常每月一课。, en: Usually one a month.}\nstrength: usual\n"
        "recurrence: {dtstart: 2025-03-01, rrule: FREQ=MONTHLY;BYMONTHDAY=1, mode: period}\n"
    ),
    "calendar/2025/03.yml": (
        "- {id: spring, type: talk, title: {zh: 春, en: Spring}, series: talks, state: done, starts: 2025-03-20 15:30, language: zh}\n"
        "- {id: margin, type: training, title: {zh: 保证金, en: Margin}, starts: 2025-04-09 10:00, language: zh}\n"
    ).replace("2025-04-09 10:00", "2025-03-31 10:00"),
}
EXPECTED = """\
2025-03-31  10 days overdue · no event · 2025-Q1 · Lectures
    series:lectures · source: One a quarter.
2025-03-31  10 days overdue · begun, and still planned · Margin
    event:margin · ours: What became of it is said once it has begun: a rule of this site.
2025-04-03  7 days overdue · no replay · Spring
    talk:spring · ours: A replay within 10 working days of the talk: a rule of this site.
2025-04-08  2 days overdue · to be reviewed · Margin
    guide:margin · ours: Checked against its sources every 12 months: a rule of this site.
2025-04-10  due today · no notice · 2025-03 lakeside · Notices
    series:letters · ours: The 10th.
2025-04-30  due in 20 days · no event, where there usually is one · 2025-04 · Talks
    series:talks · source: Usually one a month.
2025-05-10  due in 30 days · no notice · 2025-04 lakeside · Notices
    series:letters · ours: The 10th.
7 owed: 4 overdue, 3 of which must be done.
"""


@pytest.fixture
def root(tiny: Tiny) -> Path:
    return tiny("minimal", FILES)


def printed(root: Path, now: datetime = NOW, language: str = "en") -> str:
    site, found = due_below(root, now)
    return text(found, site, now, language)


def names(found: tuple[Due, ...]) -> list[str]:
    return [each.name for each in found]


def test_what_is_owed_is_told_with_its_day_its_lateness_and_whose_rule_it_is(root: Path) -> None:
    assert printed(root) == EXPECTED


def test_it_is_told_in_chinese(root: Path) -> None:
    lines = printed(root, language="zh-CN").splitlines()
    assert lines[:2] == ["2025-03-31  逾期 10 天 · 没有活动 · 2025-Q1 · 讲座", "    series:lectures · 来源: 每季一场。"]
    assert lines[5] == "    talk:spring · 本站: 讲座后 10 个工作日内提供回放，本站规则。"
    assert lines[-1] == "共 7 项：逾期 4 项，其中必须完成 3 项。"


def test_json_has_an_object_for_each(root: Path) -> None:
    site, found = due_below(root, NOW)
    rows = json.loads(as_json(found, site, NOW))
    assert [(row["code"], row["due"], row["overdue"], row["must"]) for row in rows[:2]] == [
        ("PR521", "2025-03-31", 10, True),
        ("PR525", "2025-03-31", 10, True),
    ]
    assert rows[4] == {
        "code": "PR523",
        "name": "bulletin-missing",
        "record": "series:letters",
        "title": {"zh": "公告", "en": "Notices"},
        "instance": "2025-03 lakeside",
        "due": "2025-04-10",
        "overdue": 0,
        "late": False,
        "must": True,
        "origin": "ours",
        "rule": {"zh": "次月10日。", "en": "The 10th."},
        "words": "no notice · 2025-03 lakeside · Notices · due today",
    }


def reminders(root: Path, now: datetime = NOW) -> dict[str, icalendar.Event]:
    site, found = due_below(root, now)
    written = ics(found, site, now)
    assert all(len(line) <= 75 for line in written.encode().split(b"\r\n"))
    return {str(each["summary"]): each for each in icalendar.Calendar.from_ical(written).walk("VEVENT")}


def test_reminder_is_a_whole_day_with_an_alarm_in_the_morning(root: Path) -> None:
    made = reminders(root)
    assert len(made) == 7
    coming = made["no event, where there usually is one · 2025-04 · Talks"]
    assert (coming.decoded("dtstart"), coming.decoded("dtend")) == (date(2025, 4, 30), date(2025, 5, 1))
    (alarm,) = coming.walk("VALARM")
    assert (str(alarm["action"]), alarm.decoded("trigger")) == ("DISPLAY", timedelta(hours=9))


def test_reminder_of_what_is_overdue_moves_with_the_day_and_keeps_its_name(root: Path) -> None:
    summary = "no replay · Spring"
    one, other = reminders(root)[summary], reminders(root, NOW + timedelta(days=3))[summary]
    assert (one.decoded("dtstart"), other.decoded("dtstart")) == (date(2025, 4, 10), date(2025, 4, 13))
    assert one["uid"] == other["uid"]


def test_every_thing_owed_has_a_name_of_its_own_and_words_in_both_languages(root: Path) -> None:
    found = due_below(root, datetime(2026, 1, 1, tzinfo=UTC))[1]
    assert len(set(names(found))) == len(found) > 15
    assert set(WHAT) == {code for code in CODES if code.startswith(CLOCK)}
    assert all(set(each.rule) == {"zh", "en"} for each in found)


def test_what_is_done_is_owed_no_more(root: Path) -> None:
    before = names(due_below(root, NOW)[1])
    lecture = "- {id: l, type: lecture, title: {zh: 讲, en: L}, series: lectures, state: done, starts: 2025-02-20, language: zh}\n"
    after = names(due_below(laid_over(root, {"calendar/2025/02.yml": lecture}), NOW)[1])
    assert [each for each in before if each not in after] == ["PR521:series:lectures:2025-Q1"]


def test_what_is_waived_is_owed_no_more(root: Path) -> None:
    waived = FILES["calendar/2025/03.yml"].replace("series: talks,", "series: talks, waivers: [{code: PR524, reason: no consent}],")
    before = names(due_below(root, NOW)[1])
    after = names(due_below(laid_over(root, {"calendar/2025/03.yml": waived}), NOW)[1])
    assert [each for each in before if each not in after] == ["PR524:talk:spring:"]


def test_days_ahead_and_days_for_a_replay_are_set_by_the_site(root: Path) -> None:
    laid_over(root, {"content/site.yml": SITE + "desk: {ahead_days: 0, replay_days: 20, review_months: 24}\n"})
    assert [each.code for each in due_below(root, NOW)[1]] == ["PR521", "PR525", "PR523"]


def test_day_that_is_not_known_is_said_to_be_so(root: Path) -> None:
    laid_over(root, {"calendar/years/2025.yml": None})
    lines = printed(root).splitlines()
    assert "----------  day not known: the holidays of that year are not published · no replay · Spring" in lines
    assert "no replay · Spring" not in reminders(root)


def test_content_with_errors_is_refused(root: Path) -> None:
    laid_over(root, {"calendar/2025/04.yml": "- {id: a}\n"})
    with pytest.raises(ContentRefused):
        due_below(root, NOW)
