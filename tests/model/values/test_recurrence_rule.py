"""Recurrence rules as calendars write them, and why other texts are none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from prospectus.model.values.recurrence_rule import RuleFault, normalise_rule, parse_rule


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "RRULE:FREQ=WEEKLY;WKST=MO",
            "FREQ=WEEKLY;WKST=MO",
        ),
        ("rrule:freq=monthly;byday=3th", "FREQ=MONTHLY;BYDAY=3TH"),
        (" FREQ = MONTHLY ; BYDAY = MO, TU ; ", "FREQ=MONTHLY;BYDAY=MO,TU"),
        ("FREQ=DAILY;UNTIL=2026-12-31", "FREQ=DAILY;UNTIL=20261231"),
        ("BYMONTHDAY=1;FREQ=MONTHLY", "BYMONTHDAY=1;FREQ=MONTHLY"),
    ],
)
def test_rule_is_read_as_calendars_write_it(text: str, expected: str) -> None:
    assert normalise_rule(text) == expected
    assert normalise_rule(expected) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("20261231", date(2026, 12, 31)),
        ("19991231", date(1999, 12, 31)),
        ("20261231T000000", date(2026, 12, 31)),
        ("20261231T160000Z", datetime(2026, 12, 31, 16, tzinfo=UTC)),
    ],
)
def test_until_has_any_form_of_rfc_5545(until: str, expected: date) -> None:
    assert parse_rule(f"FREQ=DAILY;UNTIL={until}").until == expected


@pytest.mark.parametrize(
    ("zone", "expected"), [("Asia/Shanghai", date(2027, 1, 1)), ("UTC", date(2026, 12, 31)), ("America/New_York", date(2026, 12, 31))]
)
def test_until_in_utc_is_a_day_of_the_site(zone: str, expected: date) -> None:
    assert parse_rule("FREQ=DAILY;UNTIL=20261231T160000Z").last_day(ZoneInfo(zone)) == expected


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("every month", "“every month” is not a part such as FREQ=MONTHLY", "“every month”不是 FREQ=MONTHLY 这样的部分"),
        ("", "“” is not a part such as FREQ=MONTHLY", "“”不是 FREQ=MONTHLY 这样的部分"),
        ("BYMONTHDAY=1", "it has no FREQ, such as FREQ=MONTHLY", "缺少 FREQ，如 FREQ=MONTHLY"),
        ("FREQ=HOURLY", "FREQ=HOURLY repeats within a day; a series repeats by days", "FREQ=HOURLY 在一天之内重复；系列按天重复"),
        (
            "FREQ=DAILY;BYMINUTE=30",
            "BYMINUTE is a time of day; a series repeats by days, and its usual time is the field typical.at",
            "BYMINUTE 是一天中的时间；系列按天重复，通常的时间写在字段 typical.at 中",
        ),
        (
            "DTSTART;TZID=Asia/Shanghai:20260101T193000\nRRULE:FREQ=DAILY",
            "DTSTART is not a part of a rule; write the first day in the field dtstart",
            "DTSTART 不是规则的一部分；第一天写在字段 dtstart 中",
        ),
        (
            "RRULE:FREQ=DAILY\nEXDATE;VALUE=DATE:20260101",
            "EXDATE is not a part of a rule; cancel or add such days as events of the month",
            "EXDATE 不是规则的一部分；请在当月的活动中取消或增加这些天",
        ),
        ("FREQ=DAILY;COUNT=0", "COUNT=0 must be a whole number from 1", "COUNT=0 必须是不小于 1 的整数"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1 must be a whole number from 1", "INTERVAL=-1 必须是不小于 1 的整数"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20260101", "COUNT and UNTIL exclude each other", "COUNT 和 UNTIL 不能同时使用"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ is given twice", "FREQ 写了两次"),
        ("FREQ=YEARLY;BYEASTER=0", "BYEASTER is not a part of a rule in RFC 5545", "BYEASTER 不是 RFC 5545 规则的一部分"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=0",
            "BYMONTHDAY=0 must be a number from 1 to 31 or -1 to -31",
            "BYMONTHDAY=0 必须是 1 至 31 或 -1 至 -31 的数",
        ),
        ("FREQ=MONTHLY;BYMONTH=-1", "BYMONTH=-1 must be a number from 1 to 12", "BYMONTH=-1 必须是 1 至 12 的数"),
        (
            "FREQ=DAILY;UNTIL=2026/2/9",
            "UNTIL=2026/2/9 must be written like UNTIL=20260209",
            "UNTIL=2026/2/9 必须写作 UNTIL=20260209 的形式",
        ),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL=20260230 is a day or a time that does not exist", "UNTIL=20260230 是不存在的日期或时间"),
        (
            "FREQ=WEEKLY;BYDAY=3TH",
            "BYDAY=3TH counts days of a month, which FREQ=WEEKLY does not have",
            "BYDAY=3TH 指一个月中的第几个，FREQ=WEEKLY 没有月份",
        ),
    ],
)
def test_reason_names_the_part_that_cannot_be_used(text: str, english: str, chinese: str) -> None:
    with pytest.raises(RuleFault) as fault:
        parse_rule(text)
    assert fault.value.reason == (english, chinese)
