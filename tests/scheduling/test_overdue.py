"""Tests of `due`: obligations as text, JSON and a calendar of reminders."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from prospectus.errors import ContentError
from prospectus.problems.codes import CODES, TIME_PREFIX
from prospectus.scheduling.month import Month
from prospectus.scheduling.overdue import DueFilter, DueItem, load_due_items
from prospectus.scheduling.reminders import OBLIGATION_NAMES, to_ics, to_json, to_text
from tiny import HERE, SiteFactory, write_files

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
To be done here:
2025-03-31  10 days overdue · no event · 2025-Q1 · Lectures
    series:lectures · source: One a quarter.
2025-03-31  10 days overdue · begun, and still planned · Margin
    event:margin · ours: What became of it is said once it has begun: a rule of this site.
2025-04-03  7 days overdue · no replay · Spring
    talk:spring · ours: A replay within 10 working days of the talk: a rule of this site.
2025-04-08  2 days overdue · to be reviewed · Margin
    guide:margin · ours: Checked against its sources every 12 months: a rule of this site.
2025-04-30  due in 20 days · no event, where there usually is one · 2025-04 · Talks
    series:talks · source: Usually one a month.
Not collected by this site:
2025-04-10  due today · no notice · 2025-03 lakeside · Notices
    series:letters · ours: The 10th.
2025-05-10  due in 30 days · no notice · 2025-04 lakeside · Notices
    series:letters · ours: The 10th.
Looked at everything up to 2025-05-11 (31 days ahead), and at what was overdue before.
7 owed: 4 overdue, 3 of which must be done.
"""


@pytest.fixture
def root(tiny: SiteFactory) -> Path:
    return tiny("minimal", FILES)


def render_text(root: Path, now: datetime = NOW, language: str = "en") -> str:
    site, items = load_due_items(root, now)
    return to_text(items, site, now, language)


def stable_ids(items: tuple[DueItem, ...]) -> list[str]:
    return [item.stable_id for item in items]


def test_text_has_due_date_lateness_and_origin_of_the_rule(root: Path) -> None:
    assert render_text(root) == EXPECTED


def test_text_in_chinese(root: Path) -> None:
    lines = render_text(root, language="zh-CN").splitlines()
    assert lines[:3] == [
        "要在这里办的：",
        "2025-03-31  逾期 10 天 · 没有活动 · 2025-Q1 · 讲座",
        "    series:lectures · 来源: 每季一场。",
    ]
    assert lines[11] == "本站尚未收录的："
    assert lines[6] == "    talk:spring · 本站: 讲座后 10 个工作日内提供回放，本站规则。"
    assert lines[-2:] == ["已查看到 2025-05-11 为止的事项（31 天之内），以及此前逾期的。", "共 7 项：逾期 4 项，其中必须完成 3 项。"]


def test_several_events_of_a_month_that_have_begun_are_one_line_with_the_command(root: Path) -> None:
    rows = FILES["calendar/2025/03.yml"] + "- {id: two, type: training, title: {zh: 二, en: Two}, starts: 2025-03-10, language: zh}\n"
    write_files(root, {"calendar/2025/03.yml": rows})
    lines = render_text(root).splitlines()
    assert lines[1] == "2025-03  2 events have begun, and are still planned; if they took place: prospectus done 2025-03"
    assert [line for line in lines if "begun" in line] == lines[1:2]
    assert lines[-1] == "8 owed: 5 overdue, 4 of which must be done."


@pytest.mark.parametrize(
    ("chosen", "listed"),
    [
        (DueFilter(), 7),
        (DueFilter(month=Month(2025, 3)), 3),
        (DueFilter(month=Month(2025, 5)), 1),
        (DueFilter(series="talks"), 2),
        (DueFilter(strength="must"), 5),
        (DueFilter(strength="usual"), 2),
        (DueFilter(since=date(2025, 4, 10)), 3),
        (DueFilter(series="talks", strength="must"), 1),
    ],
)
def test_filter_chooses_by_month_series_strength_and_day(root: Path, chosen: DueFilter, listed: int) -> None:
    assert sum(map(chosen.accepts, load_due_items(root, NOW)[1])) == listed


def test_json_has_one_object_per_obligation(root: Path) -> None:
    site, items = load_due_items(root, NOW)
    rows = json.loads(to_json(items, site, NOW))
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
        "collected": False,
        "series": "letters",
        "owner": None,
        "origin": "ours",
        "rule": {"zh": "次月10日。", "en": "The 10th."},
        "words": "no notice · 2025-03 lakeside · Notices · due today",
    }


def parse_reminders(root: Path, now: datetime = NOW) -> dict[str, icalendar.Event]:
    site, items = load_due_items(root, now)
    content = to_ics(items, site, now)
    assert all(len(line) <= 75 for line in content.encode().split(b"\r\n"))
    return {str(event["summary"]): event for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def test_reminder_is_an_all_day_event_with_an_alarm_in_the_morning(root: Path) -> None:
    events = parse_reminders(root)
    assert len(events) == 7
    event = events["no event, where there usually is one · 2025-04 · Talks"]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2025, 4, 30), date(2025, 5, 1))
    (alarm,) = event.walk("VALARM")
    assert (str(alarm["action"]), alarm.decoded("trigger")) == ("DISPLAY", timedelta(hours=9))


def test_overdue_reminder_moves_to_the_current_day_and_keeps_its_uid(root: Path) -> None:
    summary = "no replay · Spring"
    first, later = parse_reminders(root)[summary], parse_reminders(root, NOW + timedelta(days=3))[summary]
    assert (first.decoded("dtstart"), later.decoded("dtstart")) == (date(2025, 4, 10), date(2025, 4, 13))
    assert first["uid"] == later["uid"]


def test_every_obligation_has_a_unique_id_and_texts_in_both_languages(root: Path) -> None:
    items = load_due_items(root, datetime(2026, 1, 1, tzinfo=UTC))[1]
    assert len(set(stable_ids(items))) == len(items) > 15
    assert set(OBLIGATION_NAMES) == {code for code in CODES if code.startswith(TIME_PREFIX)}
    assert all(set(item.rule_text) == {"zh", "en"} for item in items)


def test_fulfilled_obligation_is_not_listed(root: Path) -> None:
    before = stable_ids(load_due_items(root, NOW)[1])
    lecture = "- {id: l, type: lecture, title: {zh: 讲, en: L}, series: lectures, state: done, starts: 2025-02-20, language: zh}\n"
    after = stable_ids(load_due_items(write_files(root, {"calendar/2025/02.yml": lecture}), NOW)[1])
    assert [stable_id for stable_id in before if stable_id not in after] == ["PR521:series:lectures:2025-Q1"]


def test_waived_obligation_is_not_listed(root: Path) -> None:
    waived = FILES["calendar/2025/03.yml"].replace("series: talks,", "series: talks, waivers: [{code: PR524, reason: no consent}],")
    before = stable_ids(load_due_items(root, NOW)[1])
    after = stable_ids(load_due_items(write_files(root, {"calendar/2025/03.yml": waived}), NOW)[1])
    assert [stable_id for stable_id in before if stable_id not in after] == ["PR524:talk:spring:"]


def test_days_ahead_and_days_for_a_replay_are_set_by_the_site(root: Path) -> None:
    write_files(root, {"content/site.yml": SITE + "scheduling: {ahead_days: 0, replay_days: 20, review_months: 24}\n"})
    assert [item.code for item in load_due_items(root, NOW)[1]] == ["PR521", "PR525", "PR523"]


def test_unknown_due_date_is_stated_as_unknown(root: Path) -> None:
    write_files(root, {"calendar/years/2025.yml": None})
    lines = render_text(root).splitlines()
    assert "----------  day not known: the holidays of that year are not published · no replay · Spring" in lines
    assert "no replay · Spring" not in parse_reminders(root)


def test_content_with_errors_is_refused(root: Path) -> None:
    write_files(root, {"calendar/2025/04.yml": "- {id: a}\n"})
    with pytest.raises(ContentError):
        load_due_items(root, NOW)
