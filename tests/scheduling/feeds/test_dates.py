"""Tests of date parsing: any text gives an aware datetime or None."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.scheduling.feeds.dates import iter_dates, parse_datetime

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 3, 20, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu, 13 Mar 2025 08:30:00 GMT", "2025-03-13 16:30"),
        ("Thu, 13 Mar 2025 08:30:00 +0000", "2025-03-13 16:30"),
        ("13 Mar 25 16:30 +0800", "2025-03-13 16:30"),
        ("Thu, 13 Mar 2025 08:30:00 EST", "2025-03-13 21:30"),
        ("Thu, 13 Mar 2025 16:30:00 CST", "2025-03-13 16:30"),
        ("Thu Mar 13 16:30:00 CST 2025", "2025-03-13 16:30"),
        ("Thu, 13 Mar 2025 16:30:00 XYZ", "2025-03-13 16:30"),
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
    assert parsed is None or (parsed.tzinfo is ZONE and 1989 <= parsed.year <= 2026)


def test_dates_in_a_title() -> None:
    title = "2025年3月12日 大麦月月谈（20250312 / 2025-03-13）1234567890 2025-02-30 第3期"
    assert list(iter_dates(title, NOW)) == [date(2025, 3, 12), date(2025, 3, 12), date(2025, 3, 13)]
