"""What headings mean: a table of usual ones in Chinese and English, and the rule by which parts may be combined."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.scheduling.spreadsheet import columns
from prospectus.scheduling.spreadsheet.headings import EXTRA_COLUMNS, Heading, read_heading

LANGUAGES = ("zh", "en")
TABLE = [
    tuple(part.strip() for part in line.split(" | "))
    for line in Path(__file__).with_name("headings.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("text", "expected"), [(row[0], row[1:]) for row in TABLE], ids=[row[0] for row in TABLE])
def test_heading_means_its_column_or_is_unknown(text: str, expected: tuple[str, ...]) -> None:
    heading = read_heading(text, LANGUAGES)
    key = f"{heading.column}.{heading.language}" if heading.language else heading.column or "unknown"
    assert (key, *filter(None, [heading.zone])) == expected


def test_table_has_every_kind_of_column() -> None:
    meant = {row[1].partition(".")[0] for row in TABLE}
    assert len(TABLE) > 180
    assert {"date", "start", "end", "title", "place", "people", "audiences", "unknown", *EXTRA_COLUMNS} <= meant


def test_headings_of_an_export_mean_their_columns() -> None:
    for key in columns.iter_keys(LANGUAGES):
        for language in LANGUAGES:
            heading = read_heading(columns.format_heading(key, language), LANGUAGES)
            assert (f"{heading.column}.{heading.language}" if heading.language else heading.column) == key


@pytest.mark.parametrize("kind", ["培训", "讲座", "课程", "会议", "活动", "论坛", "报告", "直播"])
@pytest.mark.parametrize(
    ("noun", "column"),
    [("时间", "start"), ("日期", "date"), ("地点", "place"), ("主题", "title"), ("开始时间", "start"), ("结束时间", "end")],
)
def test_kind_of_event_may_stand_before_each_noun(kind: str, noun: str, column: str) -> None:
    assert read_heading(f"{kind}{noun}", LANGUAGES).column == column


@pytest.mark.parametrize("text", ["时间地点", "x" * 500, "会" * 80, "（）", "，", "主题/时间/地点/主讲人"])
def test_heading_of_several_columns_or_of_no_words_is_unknown(text: str) -> None:
    assert read_heading(text, LANGUAGES) == Heading()
