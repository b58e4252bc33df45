"""What an import says of each row, in both languages, and the table of a dry run."""

from __future__ import annotations

from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.import_month import ImportResult, import_file
from prospectus.scheduling.spreadsheet.import_report import iter_preview, iter_sentences
from tiny import RunCommand, SiteFactory, write_files

MARCH = Month(2026, 3)
FIRST = "日期,开始时间,标题,类型,地点\n2026-03-05,9:00,甲讲,培训,一号厅\n2026-03-06,9:00,乙讲,培训,一号厅\n"
SECOND = "编号,日期,开始时间,标题,类型,地点,简介\ntraining-2026-03-05,2026-03-05,10:30,甲讲,培训,-,\n,2026-03-06,9:00,乙讲,培训,一号厅,\n"


def import_twice(tiny: SiteFactory) -> ImportResult:
    root = tiny("full", {"first.csv": FIRST, "second.csv": SECOND})
    write_files(root, import_file(read_site(root, Requirement.READABLE), root / "first.csv", MARCH).texts)
    return import_file(read_site(root, Requirement.READABLE), root / "second.csv", MARCH)


def test_each_row_is_told_by_title_with_the_fields_that_change(tiny: SiteFactory) -> None:
    lines = list(iter_sentences(import_twice(tiny), MARCH.path))
    assert [line.en for line in lines] == [
        "calendar/2026/03.yml: 0 added, 1 changed, 1 as they were",
        "Changed:",
        "  row 2 “甲讲” (training-2026-03-05)",
        "    Start: 09:00 → 10:30",
        "    Place (Chinese): 一号厅 → (empty)",
        "As they were: row 3 “乙讲”.",
    ]
    assert [line.zh for line in lines] == [
        "calendar/2026/03.yml：新增 0 条，修改 1 条，未变 1 条",
        "修改：",
        "  第 2 行“甲讲”（training-2026-03-05）",
        "    开始时间：09:00 → 10:30",
        "    地点（中文）：一号厅 → （空）",
        "没有变化：第 3 行“乙讲”。",
    ]


def test_dry_run_is_a_table_whose_columns_are_aligned_in_each_language(tiny: SiteFactory) -> None:
    lines = list(iter_preview(import_twice(tiny), MARCH.path))
    assert [line.en for line in lines] == [
        "calendar/2026/03.yml: 0 to add, 1 to change, 1 as they are",
        "Row  Event  Field            Before  After",
        "2    甲讲   Start            09:00   10:30",
        "            Place (Chinese)  一号厅  (empty)",
        "As they were: row 3 “乙讲”.",
        "Nothing was written: this was a dry run. Without --dry-run it is imported.",
    ]
    assert [line.zh for line in lines[1:4]] == [
        "行  活动  字段          原来    之后",
        "2   甲讲  开始时间      09:00   10:30",
        "          地点（中文）  一号厅  （空）",
    ]


def test_dry_run_writes_nothing_and_names_new_events(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("full", {"first.csv": FIRST})
    result = run("import", "first.csv", "--month", "2026-03", "--dry-run", "--lang", "en", folder=root)
    assert (result.code, result.out, (root / MARCH.path).exists()) == (0, "", False)
    assert [line.split("  ")[0] for line in result.err.splitlines() if "(new)" in line] == ["2", "3"]
    assert result.err.splitlines()[-2].startswith("Times are read in the time zone Asia/Shanghai; change it under `timezone`")
    assert result.err.splitlines()[-1].startswith("Nothing was written: this was a dry run.")
