"""Dates and times as people write them: a table of texts with their readings, and properties over all days and times."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from prospectus.model.written_dates import DateContext, DateTextError, Fault, WrittenDates, parse_dates

READINGS = [
    tuple(part.strip() for part in line.split(" | "))
    for line in Path(__file__).with_name("readings.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
DASHES = ("-", "–", "—", "——", "~", "～", "－", "﹣", "―", "−", "‐", "‑", "‒", "〜", "至", "到", " to ", " - ")
CHINESE = "零一二三四五六七八九"
WEEKDAYS = "一二三四五六日"


def format_minutes(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def describe(written: WrittenDates) -> str:
    """Return a reading in the notation of the table."""
    slots = []
    for slot in written.slots:
        days = " to ".join(str(day) for day in (slot.first, slot.last) if day is not None)
        times = (slot.times.start, slot.times.end) if slot.times else ()
        slots.append(f"{days} {'-'.join(format_minutes(minutes) for minutes in times if minutes is not None)}".strip() or "no day or time")
    asides = {
        "zone": written.zone,
        "remarks": "; ".join(written.remarks),
        "part_of_month": written.part_of_month,
        "undecided": written.undecided,
        "weekdays": written.weekdays,
    }
    words = [f" [{name} {value}]" for name, value in asides.items() if value]
    return ", ".join(slots) + "".join(words) + (" [whole_day]" if written.whole_day else "")


@pytest.mark.parametrize(("column", "text", "expected"), READINGS, ids=[f"{column}: {text}" for column, text, _ in READINGS])
def test_text_is_read_as_the_table_says(column: str, text: str, expected: str) -> None:
    try:
        reading = describe(parse_dates(text, DateContext(2026, 3, short_days=column == "date")))
    except DateTextError as error:
        reading = f"refused {error.fault.name.lower()}"
    assert reading == expected


def write_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return CHINESE[ones]
    return ("" if tens == 1 else CHINESE[tens]) + "十" + (CHINESE[ones] if ones else "")


def iter_spellings_of_day(day: date) -> list[str]:
    year, month, number = day.year, day.month, day.day
    return [
        f"{day}",
        f"{year}/{month}/{number}",
        f"{year}.{month}.{number}",
        f"{day:%Y%m%d}",
        f"{year}年{month}月{number}日",
        f"{year} 年 {month} 月 {number} 日",
        f"{year}年{month}月{number}日（星期{WEEKDAYS[day.weekday()]}）",
        f"周{WEEKDAYS[day.weekday()]} {year}年{month}月{number}号",
        "".join(CHINESE[int(digit)] for digit in str(year)) + f"年{write_chinese(month)}月{write_chinese(number)}日",
        f"{number} {day:%b} {year}",
        f"{day:%B} {number}, {year}",
        f"{day:%A}, {number} {day:%B} {year}",
        f"{number}-{day:%b}-{year}",
        f"{year}年{month}月{number}日".translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
    ]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_spelling_of_a_day_is_that_day(day: date) -> None:
    for text in iter_spellings_of_day(day):
        (slot,) = parse_dates(text, DateContext(1999)).slots
        assert (slot.first and slot.first.first_day, slot.last, slot.times) == (day, None, None), text


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 6))
def test_another_weekday_beside_a_date_is_refused(day: date, offset: int) -> None:
    with pytest.raises(DateTextError) as raised:
        parse_dates(f"{day.month}月{day.day}日（周{WEEKDAYS[(day.weekday() + offset) % 7]}）", DateContext(day.year))
    assert raised.value.fault is Fault.WRONG_WEEKDAY


@given(st.dates(date(2000, 1, 1), date(2099, 11, 30)), st.integers(1, 25), st.sampled_from(DASHES))
def test_every_spelling_of_a_range_of_days_is_that_range(first: date, length: int, dash: str) -> None:
    last = first + timedelta(days=length)
    texts = [
        f"{first.year}年{first.month}月{first.day}日{dash}{last.year}年{last.month}月{last.day}日",
        f"{first.month}月{first.day}日{dash}{last.month}月{last.day}日",
    ]
    if (first.year, first.month) == (last.year, last.month):
        texts += [f"{first.month}月{first.day}{dash}{last.day}日", f"{first.month}月{first.day}日{dash}{last.day}日"]
    for text in texts:
        (slot,) = parse_dates(text, DateContext(first.year)).slots
        assert (slot.first and slot.first.first_day, slot.last and slot.last.first_day) == (first, last), text


def iter_spellings_of_time(minutes: int) -> list[str]:
    """Return spellings that mean one time of day in every context; a half of the day is stated where the hour is one of twelve."""
    hour, minute = divmod(minutes, 60)
    half = "凌晨" if hour < 6 else "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    words = {0: "", 15: "一刻", 30: "半", 45: "三刻"}
    suffix = "am" if hour < 12 else "PM"
    twelve = hour % 12 or 12
    return [
        f"{hour:02}:{minute:02}",
        f"{hour}：{minute:02}",
        f"{hour}∶{minute:02}",
        f"{hour}点{minute}分",
        f"{write_chinese(hour)}点{words[minute] if minute in words else write_chinese(minute) + '分'}",
        f"{half}{twelve if hour else 0}:{minute:02}",
        f"{twelve}:{minute:02} {suffix}",
        f"{twelve}:{minute:02}{suffix.lower()[0]}.m.",
    ]


@given(st.integers(0, 1439))
def test_every_spelling_of_a_time_is_that_time(minutes: int) -> None:
    for text in iter_spellings_of_time(minutes):
        (slot,) = parse_dates(text, DateContext(2026, short_days=False)).slots
        assert (slot.times and slot.times.start, slot.times and slot.times.end) == (minutes, None), text


@given(st.integers(360, 1380), st.integers(1, 59), st.sampled_from(DASHES))
def test_every_pair_of_spellings_is_that_range(start: int, length: int, dash: str) -> None:
    for first, last in zip(iter_spellings_of_time(start), iter_spellings_of_time(start + length), strict=True):
        (slot,) = parse_dates(f"{first}{dash}{last}", DateContext(2026, short_days=False)).slots
        assert (slot.times and slot.times.start, slot.times and slot.times.end) == (start, start + length)


@given(st.integers(1, 11), st.integers(0, 59), st.integers(1, 11), st.integers(0, 59))
def test_half_of_the_day_stated_once_is_that_of_both_ends(hour: int, minute: int, end_hour: int, end_minute: int) -> None:
    start, end = 60 * hour + minute, 60 * end_hour + end_minute
    assume(start < end)
    for text, shift in (("上午{}-{}", 0), ("{}-{} AM", 0), ("下午{}-{}", 720), ("{}-{} p.m.", 720), ("PM {}-{}", 720)):
        (slot,) = parse_dates(text.format(f"{hour}:{minute:02}", f"{end_hour}:{end_minute:02}"), DateContext(2026, short_days=False)).slots
        assert (slot.times and slot.times.start, slot.times and slot.times.end) == (start + shift, end + shift)


@given(st.text(st.sampled_from("0123456789年月日点半上下午晚周一二三:-–/.,（）() APMapm全天待定Dec"), max_size=14))
def test_any_text_gives_a_reading_or_a_fault(text: str) -> None:
    for short_days in (True, False):
        with suppress(DateTextError):
            assert parse_dates(text, DateContext(2026, 3, short_days=short_days)).slots
