"""What an import says of each row, in both languages, and the table of a dry run."""

from __future__ import annotations

from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.import_month import ImportResult, import_file
from prospectus.scheduling.spreadsheet.import_report import iter_preview, iter_sentences
from prospectus.scheduling.spreadsheet.row_places import RowPlace, name_places
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
        "  row 2: 2026-03-05 10:30 “甲讲” (training-2026-03-05)",
        "    Start: 09:00 → 10:30",
        "    Place (Chinese): 一号厅 → (empty)",
        "As they were: row 3 “乙讲”.",
    ]
    assert [line.zh for line in lines] == [
        "calendar/2026/03.yml：新增 0 条，修改 1 条，未变 1 条",
        "修改：",
        "  第 2 行：2026-03-05 10:30“甲讲”（training-2026-03-05）",
        "    开始时间：09:00 → 10:30",
        "    地点（中文）：一号厅 → （空）",
        "没有变化：第 3 行“乙讲”。",
    ]


def test_dry_run_is_a_table_whose_columns_are_aligned_in_each_language(tiny: SiteFactory) -> None:
    lines = list(iter_preview(import_twice(tiny), MARCH.path, details=True))
    assert [line.en for line in lines] == [
        "calendar/2026/03.yml: 0 to add, 1 to change, 1 as they are",
        "Row    Event  Field            Before  After",
        "row 2  甲讲   Start            09:00   10:30",
        "              Place (Chinese)  一号厅  (empty)",
        "As they were: row 3 “乙讲”.",
        "Nothing was written: this was a dry run. Without --dry-run it is imported.",
    ]
    assert [line.zh for line in lines[1:4]] == [
        "行       活动  字段          原来    之后",
        "第 2 行  甲讲  开始时间      09:00   10:30",
        "               地点（中文）  一号厅  （空）",
    ]


def test_dry_run_writes_nothing_and_names_new_events(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("full", {"first.csv": FIRST})
    result = run("import", "first.csv", "--month", "2026-03", "--dry-run", "--lang", "en", folder=root)
    table = run("import", "first.csv", "--month", "2026-03", "--dry-run", "--details", "--lang", "en", folder=root)
    assert (result.code, result.out, (root / MARCH.path).exists()) == (0, "", False)
    assert [line.split("  ")[0] for line in table.err.splitlines() if "(new)" in line] == ["row 2", "row 3"]
    assert [line for line in result.err.splitlines() if line.startswith("  ")] == [
        "  row 2: 2026-03-05 09:00 “甲讲” (training-2026-03-05)",
        "  row 3: 2026-03-06 09:00 “乙讲” (training-2026-03-06)",
    ]
    assert result.err.splitlines()[-2].startswith("Times are read in the time zone Asia/Shanghai; change it under `timezone`")
    assert result.err.splitlines()[-1].startswith("Nothing was written: this was a dry run.")


def test_long_lists_are_counted_and_set_one_per_line(run: RunCommand, tiny: SiteFactory) -> None:
    rows = "".join(f"2026-03-{day:02},9:00-10:00,第{day}讲,培训,{day}号厅\n" for day in range(2, 9))
    root = tiny("full", {"first.csv": f"日期,时间,标题,类型,地点\n{rows}"})
    told = run("import", "first.csv", "--month", "2026-03", "--lang", "zh", folder=root).err.splitlines()
    assert "  第 2 行：2026-03-02 09:00–10:00“第2讲”（training-2026-03-02）" in told
    start = told.index("没有记录的人物和场所：7 个，逐一列在下面。导入时加 `--add-records`，就为其写出记录，名称以后只写一次。")
    assert told[start + 1 : start + 8] == [f"  {day}号厅（第 {day} 行）" for day in range(2, 9)]
    again = run("import", "first.csv", "--month", "2026-03", "--lang", "zh", folder=root).err.splitlines()
    named = "、".join(f"第 {day} 行“第{day}讲”" for day in range(2, 7))
    assert f"没有变化：{named}，以及另外 2 条。" in again


def test_rows_of_a_sheet_are_named_with_it() -> None:
    assert RowPlace("安排", 4).name == ("row 4 of sheet “安排”", "“安排”表第 4 行")
    places = [RowPlace("安排", 4), RowPlace("讲座", 2), RowPlace("安排", 6), RowPlace("安排", 4)]
    assert name_places(places) == ("rows 4, 6 of sheet “安排”, row 2 of sheet “讲座”", "“安排”表第 4、6 行、“讲座”表第 2 行")
