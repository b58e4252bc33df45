"""Parsing and formatting of cells: dates and times in many forms, choices in either language, people with affiliations."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from prospectus.model.written_dates import DateContext
from prospectus.scheduling.spreadsheet.cells import (
    CellError,
    NamedPerson,
    format_people,
    parse_choice,
    parse_language,
    parse_number,
    parse_people,
    split_list,
    to_text,
)
from prospectus.scheduling.spreadsheet.date_cells import parse_date, parse_days, parse_times


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-3-5", "2025-03-05"),
        ("2025/3/5", "2025-03-05"),
        ("2025.03.05", "2025-03-05"),
        ("2025年3月5日", "2025-03-05"),
        ("２０２５年３月５日（星期三）", "2025-03-05"),
        ("3月5日", "2025-03-05"),
        ("3/5", "2025-03-05"),
        ("2025-03", "2025-03"),
        ("2025年3月", "2025-03"),
        ("2025-q2", "2025-Q2"),
        (2025, "2025"),
        (date(2025, 3, 5), "2025-03-05"),
        (datetime(2025, 3, 5), "2025-03-05"),
        (datetime(2025, 3, 5, 15, 29, 59, 999999), "2025-03-05 15:30"),
        (45721, "2025-03-05"),
        ("45721", "2025-03-05"),
        (45721.645833333336, "2025-03-05 15:30"),
        ("2025-03-05T15:30:00", "2025-03-05 15:30"),
        ("2025年3月5日 下午3点半", "2025-03-05 15:30"),
    ],
)
def test_date_is_read_as_precise_as_it_is_written(value: Any, expected: str) -> None:
    assert str(parse_date(value, DateContext(2025), WINDOWS_EPOCH)) == expected


def test_days_are_counted_from_the_epoch_of_the_workbook() -> None:
    assert [str(parse_date(44259, DateContext(2025), epoch)) for epoch in (WINDOWS_EPOCH, MAC_EPOCH)] == ["2021-03-04", "2025-03-05"]


@pytest.mark.parametrize(
    "value", ["2025-02-30", "13月1日", "soon", "5", "", "3.10", 12, 3.5, True, "2025-03-05 25:00", "2025-03-05 10:00-11:00"]
)
def test_invalid_date_is_refused(value: Any) -> None:
    with pytest.raises(CellError) as raised:
        parse_date(value, DateContext(2025), WINDOWS_EPOCH)
    assert raised.value.code == "PR606"


def test_times_may_follow_the_date() -> None:
    (slot,) = parse_days("3月5日 15:30—16:30", DateContext(2025), WINDOWS_EPOCH).slots
    assert (str(slot.first), slot.times and (slot.times.start, slot.times.end)) == ("2025-03-05", (930, 990))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("15:30", (930, None)),
        ("15：30", (930, None)),
        ("9时", (540, None)),
        ("下午3点半", (930, None)),
        ("上午9点一刻", (555, None)),
        ("3:30 pm", (930, None)),
        ("12:00 AM", (0, None)),
        ("15:30:00", (930, None)),
        ("15:30-16:30", (930, 990)),
        ("15：30—16：30", (930, 990)),
        ("下午3:00至4:30", (900, 990)),
        (time(15, 30), (930, None)),
        (timedelta(hours=15, minutes=30), (930, None)),
        (0.6458333333333334, (930, None)),
        (0, (0, None)),
    ],
)
def test_time_is_read_in_any_of_its_forms(value: Any, expected: tuple[int, int | None]) -> None:
    assert parse_times(value) == expected


@pytest.mark.parametrize("value", ["25:00", "10:61", "1530", "15", "midnight", "10:00-", "9:00-10:00-11:00", 15, 1.5])
def test_invalid_time_is_refused(value: Any) -> None:
    with pytest.raises(CellError):
        parse_times(value)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_written_dates_and_times_are_read_back(day: date, at: time) -> None:
    for form in (f"{day}", f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日", day, (day - WINDOWS_EPOCH.date()).days):
        assert parse_date(form, DateContext(1999), WINDOWS_EPOCH).first_day == day
    minutes = at.hour * 60 + at.minute
    assert parse_times(f"{at:%H:%M}")[0] == parse_times(minutes / 1440)[0] == parse_times(at)[0] == minutes
    assert parse_date(datetime.combine(day, at), DateContext(1999), WINDOWS_EPOCH).start == datetime.combine(day, at)


def test_words_are_known_in_both_languages() -> None:
    assert [parse_choice("state", text) for text in ("改期", "Moved", "moved", " 已 改期 ")] == ["moved"] * 4
    assert [parse_language(text) for text in ("中文", "Chinese", "zh", "zh-CN", "英语", "EN", "yue")] == [
        "zh",
        "zh",
        "zh",
        "zh",
        "en",
        "en",
        "yue",
    ]
    assert [parse_number(value) for value in (60, 60.0, "60分钟", "60 min")] == [60] * 4


@pytest.mark.parametrize(
    "read",
    [lambda: parse_choice("state", "soon"), lambda: parse_language("方言"), lambda: parse_number("一小时"), lambda: parse_number(1.5)],
)
def test_unknown_words_are_refused(read: Any) -> None:
    with pytest.raises(CellError):
        read()


def test_people_have_affiliations_and_roles() -> None:
    parsed = parse_people("张三（某（北京）公司）；主持：李四\nGuest: Ann (A; B Ltd.)")
    assert parsed == (
        NamedPerson("speaker", "张三", "某（北京）公司"),
        NamedPerson("moderator", "李四"),
        NamedPerson("guest", "Ann", "A; B Ltd."),
    )


@pytest.mark.parametrize("value", ["（某公司）", "；；", "张三)", "主持："])
def test_people_without_names_are_refused(value: str) -> None:
    with pytest.raises(CellError):
        parse_people(value)


NAME = st.text(st.sampled_from("甲乙丙ABc '.-·"), min_size=1, max_size=8).map(str.strip).filter(bool)


@given(
    st.lists(
        st.builds(NamedPerson, st.sampled_from(["speaker", "moderator", "guest"]), NAME, st.one_of(st.just(""), NAME)),
        min_size=1,
        max_size=4,
    )
)
def test_formatted_people_parse_back(written: list[NamedPerson]) -> None:
    for spoken_language in ("zh", "en"):
        assert parse_people(format_people(written, spoken_language)) == tuple(written)


def test_lists_are_split_outside_brackets() -> None:
    assert split_list("农户；读者、甲（乙；丙）\n丁") == ("农户", "读者", "甲（乙；丙）", "丁")


def test_text_holds_no_control_characters() -> None:
    assert to_text(" a\x00\x07b\r\nc\ud800\ufeff ") == "ab\nc"
