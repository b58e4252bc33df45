"""A sheet that was written before `move`, `cancel`, `retitle` or `done` adds nothing and takes nothing back, whatever is published."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tiny import RunCommand, SiteFactory, write_files

ROWS = """\
日期,时间,标题（中文）,标题（英文）,类型,状态,地点,主讲人,语言
2026-03-05,9:00-11:00,仓库一日,A day at a warehouse,培训,已确认,一号厅,李明,中文
2026-03-05,14:00-16:00,仓库一日,A day at a warehouse,培训,已确认,一号厅,李明,中文
2026-03-12,9:00-11:00,合同怎样写,How to write a contract,培训,已确认,一号厅,王芳,中文
"""
WITH_IDS = ROWS.replace("日期,", "编号,日期,", 1)
for number, key in enumerate(("training-2026-03-05", "training-2026-03-05-1400", "training-2026-03-12"), 1):
    WITH_IDS = "\n".join(f"{key},{line}" if at == number else line for at, line in enumerate(WITH_IDS.split("\n")))
CHANGES = {
    "same day": (("move", "training-2026-03-05", "2026-03-05", "10:00"), "2026-03-05 10:00"),
    "same month": (("move", "training-2026-03-05-1400", "2026-03-19"), "2026-03-19 14:00"),
    "other month": (("move", "training-2026-03-12", "2026-04-09"), "2026-04-09 09:00"),
    "other month and time": (("move", "training-2026-03-05", "2026-04-09", "15:30"), "2026-04-09 15:30"),
}


@pytest.fixture
def root(tiny: SiteFactory, run: RunCommand) -> Path:
    root = tiny("full", {"rows.csv": ROWS, "ids.csv": WITH_IDS})
    assert import_sheet(root, run, "rows.csv")[0].endswith(": 3 added, 0 changed, 0 as they were")
    return root


def import_sheet(root: Path, run: RunCommand, name: str, language: str = "en") -> list[str]:
    result = run("import", name, "--month", "2026-03", "--lang", language, folder=root)
    assert result.code == 0, result.err
    return result.err.splitlines()


def read_months(root: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((root / "calendar/2026").glob("*.yml"))}


def release(root: Path, run: RunCommand) -> None:
    result = run("release", "2026-03", "--now", "2026-02-20", folder=root)
    assert result.code == 0, result.err


@pytest.mark.parametrize("sheet", ["rows.csv", "ids.csv"])
@pytest.mark.parametrize("is_released", [False, True])
@pytest.mark.parametrize("change", CHANGES)
def test_event_that_was_moved_is_not_added_again(root: Path, run: RunCommand, change: str, is_released: bool, sheet: str) -> None:
    command, when = CHANGES[change]
    if is_released:
        release(root, run)
    assert run(*command, folder=root).code == 0
    if is_released:
        shutil.rmtree(root / ".prospectus")  # as in another copy of the repository
    months = read_months(root)
    lines = import_sheet(root, run, sheet)
    assert read_months(root) == months
    told = [line for line in lines if f"has been moved to {when}; not" in line]
    assert len(told) == 1, lines
    assert command[1] in told[0]
    assert f"`prospectus move {command[1]} " in told[0]
    assert any(f"已改期到 {when}；未" in line for line in import_sheet(root, run, sheet, "zh"))


def test_only_the_id_says_where_an_event_was(root: Path, run: RunCommand) -> None:
    assert run("move", "training-2026-03-12", "2026-04-09", folder=root).code == 0
    shutil.rmtree(root / ".prospectus")
    months = read_months(root)
    write_files(root, {"english.csv": "Date,Title,Type\n2026-03-12,How to write a contract,Training\n"})
    assert any("has been moved to 2026-04-09 09:00" in line for line in import_sheet(root, run, "english.csv"))
    assert read_months(root) == months


def test_another_event_at_the_time_that_became_free_is_added(root: Path, run: RunCommand) -> None:
    assert run("move", "training-2026-03-12", "2026-04-09", folder=root).code == 0
    write_files(root, {"new.csv": "日期,时间,标题,类型\n2026-03-12,9:00-11:00,合同怎样结算,培训\n"})
    assert import_sheet(root, run, "new.csv")[0].endswith(": 1 added, 0 changed, 0 as they were")


def test_same_title_at_the_former_day_is_added_with_an_id_of_its_own(root: Path, run: RunCommand) -> None:
    assert run("move", "training-2026-03-12", "2026-04-09", folder=root).code == 0
    write_files(root, {"new.csv": "编号,日期,标题,类型\ncontracts-again,2026-03-12,合同怎样写,培训\n"})
    assert import_sheet(root, run, "new.csv")[0].endswith(": 1 added, 0 changed, 0 as they were")


def test_numbered_lectures_are_not_taken_for_each_other(root: Path, run: RunCommand) -> None:
    write_files(root, {"first.csv": "日期,标题,类型\n2026-03-17,期权入门（第5期）,培训\n"})
    import_sheet(root, run, "first.csv")
    assert run("move", "training-2026-03-17", "2026-03-18", folder=root).code == 0
    write_files(root, {"second.csv": "日期,标题,类型\n2026-03-17,期权入门（第6期）,培训\n"})
    assert import_sheet(root, run, "second.csv")[0].endswith(": 1 added, 0 changed, 0 as they were")


@pytest.mark.parametrize("sheet", ["rows.csv", "ids.csv"])
@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("cancel", "training-2026-03-12", "--reason", "雨。"), "it stays cancelled"),
        (("retitle", "training-2026-03-12", "合同的要素", "--in", "zh"), "has been renamed to “合同的要素”"),
    ],
)
def test_what_a_command_changed_is_not_taken_back(root: Path, run: RunCommand, sheet: str, command: tuple[str, ...], told: str) -> None:
    assert run(*command, folder=root).code == 0
    months = read_months(root)
    assert [line for line in import_sheet(root, run, sheet) if told in line]
    assert read_months(root) == months


def test_sheet_takes_back_what_a_sheet_has_changed(root: Path, run: RunCommand) -> None:
    release(root, run)
    write_files(root, {"later.csv": WITH_IDS.replace("03-12,9:00-11:00", "03-13,9:00-11:00").replace("合同怎样写", "写好合同")})
    assert import_sheet(root, run, "later.csv")[0].endswith(": 0 added, 1 changed, 2 as they were")
    assert "    Date: 2026-03-13 → 2026-03-12" in import_sheet(root, run, "ids.csv")
