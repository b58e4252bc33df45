"""An online event of a sheet has the channel of its series, or the report says that nothing tells where it is watched."""

from __future__ import annotations

import pytest

from prospectus.load.yaml import parse
from tiny import RunCommand, SiteFactory

HEAD = "日期,时间,标题（中文）,标题（英文）,类型,系列,语言,地点,渠道\n"


@pytest.mark.parametrize(
    ("row", "channel", "told"),
    [
        ("2025-03-20,15:30-16:30,甲,A,,大麦讲座,中文,线上,", "hall", "渠道取自系列："),
        ("2025-03-20,15:30-16:30,甲,A,讲座,,中文,线上,", None, "没有写在哪里观看"),
        ("2025-03-20,15:30-16:30,甲,A,,大麦讲座,中文,线上,-", None, ""),
        ("2025-03-20,15:30-16:30,甲,A,,大麦讲座,中文,一号厅,", None, ""),
    ],
)
def test_channel_is_that_of_the_series_or_told_to_be_missing(
    run: RunCommand, tiny: SiteFactory, row: str, channel: str | None, told: str
) -> None:
    root = tiny("full", {"sheet.csv": HEAD + row.replace("大麦讲座", "barley-talks") + "\n"})
    lines = run("import", "sheet.csv", "--month", "2025-03", "--lang", "zh", folder=root).err
    (event,) = [item for item in parse((root / "calendar/2025/03.yml").read_text(encoding="utf-8")) if item["title"]["zh"] == "甲"]
    assert (event.get("channel"), ("线上在哪里观看：" in lines, told in lines)) == (channel, (bool(told), True))
    again = run("import", "sheet.csv", "--month", "2025-03", "--lang", "zh", folder=root).err
    assert "新增 0 条，修改 0 条，未变 1 条" in again


def test_many_events_without_a_channel_are_counted(run: RunCommand, tiny: SiteFactory) -> None:
    rows = "".join(f"2025-03-{day},15:30-16:30,第{day}讲,Lecture {day},讲座,,中文,线上,\n" for day in range(10, 18))
    root = tiny("full", {"sheet.csv": HEAD + rows})
    lines = run("import", "sheet.csv", "--month", "2025-03", "--lang", "zh", folder=root).err.splitlines()
    start = lines.index("线上在哪里观看：")
    assert "没有写在哪里观看" in lines[start + 1]
    assert lines[start + 2] == "  另有 7 项与此相同"
