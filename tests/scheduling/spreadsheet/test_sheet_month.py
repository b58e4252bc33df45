"""The month of a sheet for which nobody has stated one: from the rows above its headings, or from its dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.errors import ContentError, UsageError
from prospectus.scheduling.calendar_files import Requirement, SourceCalendar, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.sheet_month import find_month
from tiny import FULL, RunCommand, SiteFactory

HEADINGS = "日期,时间,标题,类型\n"


@pytest.fixture(scope="module")
def source() -> SourceCalendar:
    return read_site(FULL, Requirement.READABLE)


def find(source: SourceCalendar, folder: Path, sheet: str) -> Month:
    file = folder / "sheet.csv"
    file.write_text(sheet, encoding="utf-8")
    return find_month(source, file)


@pytest.mark.parametrize(
    "sheet",
    [
        f"{HEADINGS}2026-03-05,9:00,甲讲,培训\n2026年3月6日,9:00,乙讲,培训\n2026/3,9:00,丙讲,培训\n",
        f"{HEADINGS}2026-03-05,9:00,甲讲,培训\n3月6日,9:00,乙讲,培训\n待定,,丙讲,培训\n2026-99-99,,丁讲,培训\n",
        f"2026-03 活动安排 · 湖畔,,,\n{HEADINGS}2026-03-05,9:00,甲讲,培训\n2026-04-06,9:00,改到四月,培训\n",
        f"二〇二六年活动,2026年3月,,\n更新于2026年2月26日,2026-02-25,,\n{HEADINGS}5日,9:00,甲讲,培训\n",
    ],
)
def test_month_is_that_of_the_sheet(source: SourceCalendar, tmp_path: Path, sheet: str) -> None:
    assert find(source, tmp_path, sheet) == (2026, 3)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("3月5日,9:00,甲讲,培训\n", "中的日期都没有年份，必须写明月份，例如 `--month 2026-04`"),
        (
            "2026-04-05,9:00,甲讲,培训\n2026-03-06,9:00,乙讲,培训\n2026-04-07,9:00,丙讲,培训\n",
            "分属几个月：2026-03、2026-04。必须写明是哪个月的日程，例如 `--month 2026-04`",
        ),
    ],
)
def test_what_to_write_is_said_where_the_month_is_not_certain(source: SourceCalendar, tmp_path: Path, rows: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        find(source, tmp_path, HEADINGS + rows)
    assert words in refused.value.message.zh


@pytest.mark.parametrize(("text", "code"), [("a,b\n1,2\n", "PR603"), ("%PDF-1.7", "PR601")])
def test_file_that_is_no_timetable_is_reported_as_one_with_a_month_is(source: SourceCalendar, tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(ContentError) as refused:
        find(source, tmp_path, text)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_import_takes_the_month_of_the_sheet(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full", {"sheet.csv": f"{HEADINGS}2026-03-05,9:00-10:00,甲讲,培训\n"})
    assert "calendar/2026/03.yml: 1 to add" in run("import", "sheet.csv", "--dry-run", "--lang", "en", folder=root).err
    refused = run("import", "sheet.csv", "--apply", "--lang", "zh", folder=root)
    assert (refused.code, "表格不需要它" in refused.err) == (2, True)
