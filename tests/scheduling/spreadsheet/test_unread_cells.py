"""What a sheet has beside its events is reported with its text: unknown columns, what is above the headings, and remarks below."""

from __future__ import annotations

import pytest

from prospectus.problems import Problem
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.import_month import import_file
from tiny import SiteFactory

TABLE = "序号,星期,日期,标题,类型{heading}\n1,四,2026-03-05,甲讲,培训{first}\n2,五,2026-03-06,乙讲,培训{second}\n{below}"


def read_problems(
    tiny: SiteFactory, above: str = "", heading: str = "", cells: tuple[str, str] = ("", ""), below: str = ""
) -> list[Problem]:
    sheet = above + TABLE.format(heading=heading, first=cells[0], second=cells[1], below=below)
    root = tiny("full", {"sheet.csv": sheet})
    result = import_file(read_site(root, Requirement.READABLE), root / "sheet.csv", Month(2026, 3))
    assert len(result.added) == 2
    return list(result.problems)


def describe(problems: list[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.code, problem.sentence("zh"), problem.form_in("zh") or "") for problem in problems]


def test_cells_of_an_unknown_column_are_named(tiny: SiteFactory) -> None:
    assert describe(read_problems(tiny, heading=",要带的东西", cells=(",自带证件", ",自带\u3000电脑"))) == [
        ("PR604", "F1：栏目名称必须是已知的；未导入：F2“自带证件”、F3“自带 电脑”。", "如果要公布，写进“简介（中文）”栏")
    ]


def test_long_cells_are_cut_and_many_are_counted(tiny: SiteFactory) -> None:
    below = "".join(f"{day},,2026-03-{day},第{day}讲,培训,无\n" for day in range(16, 21))
    root = tiny("full", {"sheet.csv": TABLE.format(heading=",要带的东西", first=f",{'长' * 40}", second=",", below=below)})
    (problem,) = import_file(read_site(root, Requirement.READABLE), root / "sheet.csv", Month(2026, 3)).problems
    assert f"F2“{'长' * 30}…”、F4“无”、F5“无”、F6“无”，另有 2 格" in problem.sentence("zh")
    assert "F6 “无” and 2 more" in problem.sentence()


@pytest.mark.parametrize(
    ("heading", "form"), [("讲师的手机号码", "主讲人（中文）"), ("酒店房间怎么走", "地点（中文）"), ("语方", "语言、形式")]
)
def test_nearest_column_is_proposed(tiny: SiteFactory, heading: str, form: str) -> None:
    assert [problem[2] for problem in describe(read_problems(tiny, heading=f",{heading}", cells=(",甲", ",")))] == [form]


def test_rows_above_are_one_hint_with_their_texts(tiny: SiteFactory) -> None:
    told = "A1：活动必须写在栏目名称之下；未导入：第 1 行“三月安排”、第 2 行“制表：会员部 · 制表日期：2月20日”。"
    assert describe(read_problems(tiny, above="三月安排,,,,\n制表：会员部,,制表日期：2月20日,,\n,,,,\n")) == [
        ("PR634", told, "属于某项活动的内容写在栏目名称之下")
    ]


def test_remarks_below_are_reported_in_any_column(tiny: SiteFactory) -> None:
    problems = read_problems(tiny, below="注：以公布为准。,,,,\n制表人：李明,复核：王芳,,,\n")
    assert [(problem.code, problem.came) for problem in problems] == [("PR619", "注：以公布为准。"), ("PR619", "制表人：李明 · 复核：王芳")]


def test_rows_left_for_more_events_are_no_remarks(tiny: SiteFactory) -> None:
    assert read_problems(tiny, below="3,一,,,\n第4场,,,,\n,,,,\n") == []
