"""Import of a sheet: what is added, changed and kept; all rows or none; importing a sheet twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from prospectus.load.yaml import parse
from prospectus.pipeline import check
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.import_month import ImportResult, import_file
from tiny import SiteFactory, write_files

MARCH = Month(2025, 3)
PLANNED = """\
# March, by hand
- id: mill-tour   # do not rename
  type: meeting
  title: {zh: 看磨坊, en: "A tour of the mill"}
  summary: {zh: 一日。, en: A day.}
  starts: 2025-03-18 10:00
  ends: 2025-03-18 11:00
  language: zh
  deadlines:
    - {id: bus, title: {zh: 订车, en: Bus}, at: 2025-03-10}
"""
CSV = """\
湖畔交易所 2025年3月活动安排,,,,,,,,
,,,,,,,,
日期,时间,标题,英文标题,系列,主讲人,英文主讲人,直播间,报名截止
3月20日,下午3点半-4点半,大麦的春天,Barley in spring,大麦讲座,安（湖畔大学）；主持：博,Ann (Lake University); Moderator: Bo,线上讲堂,3月16日

2025/3/25,10:00,集训,Course,,,,,
"""
Import = Callable[..., ImportResult]


@pytest.fixture
def import_sheet(tiny: SiteFactory) -> Callable[..., tuple[Path, ImportResult]]:
    """Return a function that imports a sheet into the full tiny site, writes the changes, and returns the site's root and the result."""

    def run(sheet: str, overlay: dict[str, str] | None = None, root: Path | None = None, **options: bool) -> tuple[Path, ImportResult]:
        root = root or tiny("full", overlay or {})
        (root / "sheet.csv").write_text(sheet, encoding="utf-8")
        result = import_file(read_site(root, Requirement.READABLE), root / "sheet.csv", MARCH, **options)
        if not result.refused:
            write_files(root, result.texts)
        return root, result

    return run


def test_sheet_with_titles_above_becomes_a_month(import_sheet: Import) -> None:
    root, result = import_sheet(CSV.replace("集训,Course,,", "集训,Course,每月来信,"))
    assert (result.added, result.changed) == (("barley-talks-2025-03-20", "monthly-letter-2025-03-25"), ())
    assert [problem.code for problem in result.problems] == ["PR634"]  # the title above
    assert (
        (root / MARCH.path).read_text(encoding="utf-8")
        == """\
- id: barley-talks-2025-03-20
  type: talk
  series: barley-talks
  title: {zh: 大麦的春天, en: Barley in spring}
  starts: 2025-03-20 15:30
  ends: 2025-03-20 16:30
  language: en
  channel: hall
  people:
    - {name: {zh: 安, en: Ann}, affiliation: {zh: 湖畔大学, en: Lake University}}
    - {name: {zh: 博, en: Bo}, role: moderator}
  deadlines: [{id: registration, title: {zh: 报名截止, en: Registration closes}, at: 2025-03-16}]
- id: monthly-letter-2025-03-25
  type: meeting
  series: monthly-letter
  title: {zh: 集训, en: Course}
  starts: 2025-03-25 10:00
"""
    )
    assert [problem.code for problem in check(root).problems if problem.severity == "error"] == []


def test_same_sheet_twice_changes_nothing(import_sheet: Import) -> None:
    root, first = import_sheet(CSV.replace("集训,Course,,", "集训,Course,每月来信,"))
    _, second = import_sheet((root / "sheet.csv").read_text(encoding="utf-8"), root=root)
    assert len(first.added) == 2
    assert (second.texts, second.added, second.changed, second.unchanged) == ({}, (), (), 2)


def test_existing_row_keeps_fields_and_comments_that_the_sheet_does_not_have(import_sheet: Import) -> None:
    root, result = import_sheet(
        "编号,日期,时间,标题,报名截止,讲堂备忘\nmill-tour,2025-03-19,,看大磨坊,2025-03-12,带水\n", {MARCH.path: PLANNED}
    )
    assert [problem.code for problem in result.problems] == ["PR604"]
    expected = PLANNED.replace("看磨坊", "看大磨坊").replace("03-18 ", "03-19 ")
    registration = "    - {id: registration, title: {zh: 报名截止, en: Registration closes}, at: 2025-03-12}\n"
    assert (root / MARCH.path).read_text(encoding="utf-8") == expected + registration


def test_empty_cell_changes_nothing_and_a_hyphen_removes(import_sheet: Import) -> None:
    root, result = import_sheet("编号,日期,标题,结束时间,语言\nmill-tour,,,-,\n", {MARCH.path: PLANNED})
    assert result.changed == ("mill-tour",)
    assert (root / MARCH.path).read_text(encoding="utf-8") == PLANNED.replace("  ends: 2025-03-18 11:00\n", "")


def test_nothing_is_written_unless_all_rows_are_valid(import_sheet: Import) -> None:
    root, result = import_sheet(CSV + "2025-03-26,25:00,坏,Bad,没有的系列,,,没有的讲堂,\n")
    assert (result.refused, result.texts, (root / MARCH.path).exists()) == (True, {}, False)
    assert [(problem.line, problem.column, problem.code) for problem in result.problems] == [
        (1, 1, "PR634"),
        (6, 1, "PR610"),
        (7, 2, "PR606"),
        (7, 5, "PR609"),
        (7, 8, "PR609"),
    ]


def test_row_without_an_id_matches_by_series_day_and_title(import_sheet: Import) -> None:
    overlay = {MARCH.path: PLANNED}
    _, result = import_sheet("日期,标题,语言\n3月18日,A tour of the mill,英文\n", overlay)
    assert (result.added, result.changed) == ((), ("mill-tour",))


def test_row_matches_by_series_and_time_with_a_new_title(import_sheet: Import) -> None:
    row = "- {id: spring, type: talk, series: barley-talks, title: {zh: 春, en: Spring}, starts: 2025-03-20 15:30, language: en}\n"
    root, result = import_sheet(
        "日期,时间,标题,英文标题,系列\n3月20日,15:30,新春,New spring,大麦讲座\n3月20日,18:00,夜谈,Night,大麦讲座\n", {MARCH.path: row}
    )
    assert (result.added, result.changed) == (("barley-talks-2025-03-20",), ("spring",))
    assert [event["title"]["zh"] for event in parse((root / MARCH.path).read_text(encoding="utf-8"))] == ["新春", "夜谈"]


def test_row_fills_in_a_placeholder_of_plan(import_sheet: Import) -> None:
    row = (
        "- {id: t, type: talk, series: barley-talks, status: draft, starts: 2025-03, language: en,"
        " title: {zh: 【待填】讲座, en: '[To fill in] Talk'}}\n"
    )
    sheet = "日期,标题,英文标题,系列\n3月20日,大麦,Barley,大麦讲座\n"
    root, result = import_sheet(sheet, {MARCH.path: row})
    assert (result.added, result.changed) == ((), ("t",))
    root, again = import_sheet(sheet, root=root, publish=True)
    assert again.changed == ("t",)
    assert import_sheet(sheet, root=root, publish=True)[1].changed == ()
    (event,) = parse((root / MARCH.path).read_text(encoding="utf-8"))
    assert {name: event.get(name) for name in ("title", "starts", "status")} == {
        "title": {"zh": "大麦", "en": "Barley"},
        "starts": "2025-03-20",
        "status": None,
    }


def test_talk_with_a_file_of_its_own_is_changed_there(import_sheet: Import) -> None:
    root, result = import_sheet("编号,标题,回放时长\nspring-outlook,新的展望,60\n")
    assert list(result.texts) == ["calendar/talks/spring-outlook.yml"]
    text = (root / "calendar/talks/spring-outlook.yml").read_text(encoding="utf-8")
    assert ("zh: 新的展望" in text, "minutes: 60" in text, check(root).problems) == (True, True, ())


def test_ids_are_new_and_the_same_for_the_same_rows(import_sheet: Import) -> None:
    sheet = "日期,时间,标题,类型\n3月20日,9:00,甲,培训\n3月20日,10:00,乙,培训\n3月20日,10:00,丙,培训\n2025-03,,丁,培训\n"
    _, result = import_sheet(sheet)
    assert result.added == ("training-2025-03-20", "training-2025-03-20-1000", "training-2025-03-20-1000-2", "training-2025-03")


def test_events_missing_in_the_sheet_are_listed_and_unchanged(import_sheet: Import) -> None:
    root, result = import_sheet("日期,标题,类型\n3月20日,甲,培训\n", {MARCH.path: PLANNED})
    assert result.unlisted == ("spring-outlook", "mill-tour")
    assert (root / MARCH.path).read_text(encoding="utf-8").startswith(PLANNED)


def test_draft_that_lacks_fields_keeps_its_id(import_sheet: Import) -> None:
    _, result = import_sheet(
        "编号,日期,标题,类型\nhalf,3月20日,甲,培训\n", {MARCH.path: "- {id: half, status: draft, title: {zh: 半, en: Half}}\n"}
    )
    assert [problem.code for problem in result.problems] == ["PR614"]
