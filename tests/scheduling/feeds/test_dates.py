"""Tests of date parsing: any text gives an aware datetime or None."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.scheduling.feeds.dates import iter_dates, parse_datetime, parse_feed_date

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 3, 20, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu, 13 Mar 2025 08:30:00 GMT", "2025-03-13 16:30"),
        ("Thu, 13 Mar 2025 08:30:00 +0000", "2025-03-13 16:30"),
        ("13 Mar 25 16:30 +0800", "2025-03-13 16:30"),
        ("Thu, 13 Mar 2025 08:30:00 EST", "2025-03-13 21:30"),
        ("Thu Mar 13 16:30:00 HKT 2025", "2025-03-13 16:30"),
        ("Thu Mar 13 16:30:00 2025", "2025-03-13 16:30"),
        ("Thu, 13 Mar 2025 16:30:00", "2025-03-13 16:30"),
        ("2025-03-13T08:30:00Z", "2025-03-13 16:30"),
        ("2025-03-13T16:30:00.123456789+08:00", "2025-03-13 16:30"),
        ("2025-03-13 16:30:00 +0800", "2025-03-13 16:30"),
        ("2025-03-13 16:30", "2025-03-13 16:30"),
        ("2025-03-13", "2025-03-13 00:00"),
        ("2025/3/13 16:30:00", "2025-03-13 16:30"),
        ("2025.3.13", "2025-03-13 00:00"),
        ("2025年3月13日", "2025-03-13 00:00"),
        ("2025 年 3 月 13 日 星期四 16:30", "2025-03-13 16:30"),
        ("2025年3月13日 下午4时30分", "2025-03-13 16:30"),
        ("２０２５年３月１３日　１６：３０", "2025-03-13 16:30"),
        ("2025年3月13日 16点", "2025-03-13 16:00"),
    ],
)
def test_date_becomes_a_datetime_in_the_zone_of_the_site(text: str, expected: str) -> None:
    parsed = parse_datetime(text, ZONE, NOW)
    assert parsed is not None
    assert (f"{parsed:%Y-%m-%d %H:%M}", parsed.tzinfo) == (expected, ZONE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "none",
        "yesterday",
        "0000-00-00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31",
        "Sat, 01 Jan 0000 00:00:00 GMT",
        "2025-02-30",
        "2025-13-01",
        "2025年13月40日",
        "Thu, 13 Mar 2025 25:61:00 GMT",
        "Thu, 13 Mar 2025 08:30:00 +9999",
        "2025-03-13T08:30:00+99:00",
        "1970-01-01T00:00:00Z",
        "2027-03-13",
        "13",
        "1741854600",
        "2025" * 1000,
        "٢٠٢٥-٠٣-١٣x",
        "Thu, 13 Mar 2025 16:30:00 CST",
        "Thu Mar 13 16:30:00 CST 2025",
        "Thu, 13 Mar 2025 16:30:00 XYZ",
        "Fri, 13 Mar 2025 08:30:00 GMT",
        "03/04/2025",
        "2025-03",
    ],
)
def test_unreadable_or_implausible_date_is_none(text: str) -> None:
    assert parse_datetime(text, ZONE, NOW) is None


@given(
    st.one_of(
        st.text(max_size=60), st.from_regex(r"[0-9]{1,4}[-/年 ][0-9A-Za-z]{1,3}[-/月 ][0-9]{1,4}[日T ,:0-9+A-Z-]{0,20}", fullmatch=True)
    )
)
def test_any_text_is_an_aware_datetime_or_none(text: str) -> None:
    parsed = parse_datetime(text, ZONE, NOW)
    assert parsed is None or (parsed.tzinfo is ZONE and 1990 <= parsed.year <= 2026)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 Mar 2025 9:00 PM", "2025-03-10 21:00"),
        ("Mon, 10 Mar 2025 20:00:00 -05:00", "2025-03-11 09:00"),
        ("Mon, 10 Mar 2025 09:00:00 +00:00", "2025-03-10 17:00"),
        ("Mon, 10 Mar 2025 20:00:00 CT", "2025-03-11 09:00"),
        ("Mon, 10 Feb 2025 20:00:00 CT", "2025-02-11 10:00"),
        ("Mon, 10 Mar 2025 20:00:00 EST", "2025-03-11 09:00"),
        ("Mon, 10 Mar 2025 20:00:00 UTC+8", "2025-03-10 20:00"),
        ("2025年3月10日 20:00 东九区", "2025-03-10 19:00"),
        ("2025-03-10T09:00+08", "2025-03-10 09:00"),
        ("2025-03-10 13:00:00 UTC", "2025-03-10 21:00"),
        ("2025-03-10T20:00-05:00[America/Chicago]", "2025-03-11 09:00"),
        ("2025-W11-1", "2025-03-10 00:00"),
        ("10 Mar 2025 20:00 -0500", "2025-03-11 09:00"),
        ("2025-03-10 20:00:00-05", "2025-03-11 09:00"),
        ("Mon Mar 10 2025 20:00:00 GMT+0800 (China Standard Time)", "2025-03-10 20:00"),
        ("北京时间 2025年3月10日 1930", "2025-03-10 19:30"),
        ("20250310T130000Z", "2025-03-10 21:00"),
    ],
)
def test_time_with_a_zone_becomes_the_time_of_the_site(text: str, expected: str) -> None:
    parsed = parse_datetime(text, ZONE, NOW)
    assert parsed is not None
    assert f"{parsed:%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    ("text", "day", "doubt"),
    [
        ("Mon, 10 Mar 2025 20:00:00 CST", None, "CST may mean UTC+08:00, UTC-06:00 or UTC-05:00"),
        ("Mon, 10 Mar 2025 08:00:00 CST", "2025-03-10 00:00", "CST may mean UTC+08:00, UTC-06:00 or UTC-05:00"),
        ("Mon, 10 Mar 2025 23:59:00 IST", "2025-03-11 00:00", "IST may mean UTC+05:30, UTC+01:00 or UTC+02:00"),
        ("Mon, 10 Mar 2025 08:00:00 XYZ", None, "the time zone XYZ is not known"),
    ],
)
def test_zone_that_is_not_certain_gives_the_day_at_most(text: str, day: str | None, doubt: str) -> None:
    parsed = parse_feed_date(text, ZONE, NOW)
    assert (parsed.moment and f"{parsed.moment:%Y-%m-%d %H:%M}", parsed.doubt and parsed.doubt.en) == (day, doubt)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 10 Feb 2025 20:00:00 CST", "2025-02-11 10:00"),
        ("Mon, 10 Feb 2025 20:00:00", "2025-02-11 10:00"),
        ("Mon, 10 Feb 2025 20:00:00 +0800", "2025-02-10 20:00"),
        ("Mon, 10 Feb 2025 00:00:00", "2025-02-10 00:00"),
        ("10 Feb 2025", "2025-02-10 00:00"),
    ],
)
def test_zone_of_the_feed_is_that_of_its_times_without_a_certain_zone(text: str, expected: str) -> None:
    parsed = parse_feed_date(text, ZONE, NOW, ZoneInfo("America/Chicago"))
    assert (parsed.moment and f"{parsed.moment:%Y-%m-%d %H:%M}", parsed.doubt) == (expected, None)


def test_dates_in_a_title() -> None:
    title = "2025年3月12日 大麦月月谈（20250312 / 2025-03-13）1234567890 2025-02-30 第3期"
    assert list(iter_dates(title, NOW)) == [date(2025, 3, 12), date(2025, 3, 12), date(2025, 3, 13)]
