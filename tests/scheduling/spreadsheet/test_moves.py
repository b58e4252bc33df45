"""A date in another month moves the event of a row there: its block, its identity, the report, and what is refused."""

from __future__ import annotations

from pathlib import Path

import icalendar
import pytest

from prospectus.load.yaml import parse
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.import_month import ImportResult, import_file
from tiny import RunCommand, SiteFactory, collect_data_files, read_files, write_files

DECEMBER, JANUARY = "calendar/2025/12.yml", "calendar/2026/01.yml"
TALK = """\
# About the course.
- id: evening   # as in the letter
  type: training
  title: {zh: 晚课, en: Evening course}
  # Doors open at 19:00.
  starts: 2025-12-16 19:30
  ends: 2025-12-16 20:30
  language: zh
"""
OTHER = "- {id: other, type: training, title: {zh: 另一课, en: Another}, starts: 2025-12-19, language: zh}\n"
LATER = "- {id: later, type: training, title: {zh: 以后, en: Later}, starts: 2026-01-20, language: zh}\n"
MOVED = TALK.replace("2025-12-16", "2026-01-05")
SHEET = "编号,日期,标题\nevening,{day},晚课\nother,2025-12-19,另一课\n"


@pytest.fixture
def root(tiny: SiteFactory) -> Path:
    return tiny("full", {DECEMBER: TALK + OTHER, JANUARY: LATER})


def read_sheet(root: Path, sheet: str, month: str = "2025-12") -> ImportResult:
    write_files(root, {"sheet.csv": sheet})
    return import_file(read_site(root, Requirement.READABLE), root / "sheet.csv", Month.parse(month))


def text_of(root: Path, path: str) -> str:
    return (root / path).read_text(encoding="utf-8")


def uids_of(root: Path) -> dict[str, str]:
    calendar = icalendar.Calendar.from_ical(collect_data_files(root)["calendar/all.ics"])
    return {str(event["SUMMARY"]): str(event["UID"]) for event in calendar.walk("VEVENT")}


def test_block_moves_with_its_comments_and_keeps_its_uid(root: Path, run: RunCommand) -> None:
    before, uids = read_files(root), uids_of(root)
    write_files(root, {"sheet.csv": SHEET.format(day="2026-01-05")})
    dry = run("import", "sheet.csv", "--month", "2025-12", "--dry-run", "--lang", "en", folder=root)
    assert f"  row 2: 2026-01-05 19:30–20:30 “晚课” (evening), to {JANUARY}" in dry.err.splitlines()
    assert {path: content for path, content in read_files(root).items() if path != "sheet.csv"} == before
    result = run("import", "sheet.csv", "--month", "2025-12", "--lang", "en", folder=root)
    assert result.err.splitlines()[:4] == [
        f"{DECEMBER}, {JANUARY}: 0 added, 1 changed, 1 as they were",
        "Changed:",
        f"  row 2: 2026-01-05 19:30–20:30 “晚课” (evening), to {JANUARY}",
        "    Date: 2025-12-16 → 2026-01-05",
    ]
    assert (text_of(root, DECEMBER), text_of(root, JANUARY)) == (OTHER, MOVED + LATER)
    assert uids_of(root) == uids
    again = run("import", "sheet.csv", "--month", "2025-12", "--lang", "en", folder=root)
    assert again.err.splitlines()[0] == f"{DECEMBER}: 0 added, 0 changed, 2 as they were"
    assert run("undo", folder=root).code == 0
    assert (text_of(root, DECEMBER), text_of(root, JANUARY)) == (TALK + OTHER, LATER)


def test_last_event_takes_its_file_along(tiny: SiteFactory) -> None:
    root = tiny("full", {DECEMBER: TALK})
    assert dict(read_sheet(root, "编号,日期,标题\nevening,1月5日,晚课\n").texts) == {DECEMBER: None, JANUARY: MOVED}


def test_rows_that_are_added_stay_when_the_last_event_moves_away(tiny: SiteFactory) -> None:
    root = tiny("full", {DECEMBER: "# 2025年12月。\n\n" + TALK})
    texts = read_sheet(root, "编号,日期,标题,类型\nevening,2026-01-05,晚课,\n,2025-12-09,新,培训\n").texts
    assert str(texts[DECEMBER]).startswith("# 2025年12月。\n\n- id: training-2025-12-09\n")
    assert texts[JANUARY] == MOVED


def test_events_that_change_places_keep_their_blocks(root: Path) -> None:
    first = read_sheet(root, "编号,日期,标题\nevening,2026-01-25,晚课\nother,2026-01-02,另一课\n")
    assert first.texts[DECEMBER] is None
    assert [row["id"] for row in parse(str(first.texts[JANUARY]))] == ["other", "later", "evening"]
    write_files(root, first.texts)
    second = read_sheet(root, "编号,日期,标题\nlater,2025-12-01,以后\n", "2026-01")
    assert [row["id"] for row in parse(str(second.texts[JANUARY]))] == ["other", "evening"]
    assert second.texts[DECEMBER] == LATER.replace("2026-01-20", "2025-12-01")


@pytest.mark.parametrize(
    ("day", "taken"), [("1月5日", "2026-01-05"), ("10月5日", "2025-10-05"), ("9月5日", "2025-09-05"), ("8月5日", "2026-08-05")]
)
def test_year_that_is_not_written_is_assumed_and_told(root: Path, day: str, taken: str) -> None:
    result = read_sheet(root, SHEET.format(day=day))
    assert [change.after.en for row in result.rows for change in row.changes] == [taken]
    told = [(problem.code, problem.severity, str(problem.form)) for problem in result.problems]
    assert told == ([("PR632", "warning", taken)] if taken.startswith("2026") else [])


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ("编号,日期,标题,类型\n,2026-01-05,晚课,培训\n", "PR615"),
        ("编号,日期,标题,类型\nnew,2026-01-05,晚课,培训\n", "PR615"),
        ("编号,日期,标题\nlater,2025-12-19,以后\n", "PR614"),
        ("编号,日期,标题\nlater,,以后\n", "PR614"),
    ],
    ids=["no id", "unknown id", "an id left over from another sheet", "an id without a date"],
)
def test_what_is_more_likely_a_slip_is_refused(root: Path, sheet: str, code: str) -> None:
    result = read_sheet(root, sheet)
    assert code in [problem.code for problem in result.problems]
    assert (result.refused, dict(result.texts)) == (True, {})


def test_cancelled_event_moves_only_when_it_is_reinstated(root: Path, run: RunCommand) -> None:
    assert run("cancel", "evening", "--reason", "雨。", folder=root).code == 0
    assert [problem.code for problem in read_sheet(root, SHEET.format(day="2026-01-05")).problems] == ["PR633"]
    sheet = "编号,日期,标题,状态,原因\nevening,2026-01-05,晚课,计划,-\n"
    assert [row.new_file for row in read_sheet(root, sheet).rows] == [JANUARY]


def test_next_releases_of_both_months_report_a_released_event(root: Path, run: RunCommand) -> None:
    for month in ("2025-12", "2026-01"):
        assert run("release", month, "--now", "2025-11-01", folder=root).code == 0
    write_files(root, {"sheet.csv": SHEET.format(day="2026-01-05")})
    assert run("import", "sheet.csv", "--month", "2025-12", folder=root).code == 0
    results = [run("release", month, "--now", "2025-11-02", "--lang", "en", folder=root) for month in ("2025-12", "2026-01")]
    assert [result.err.splitlines()[-1].rpartition(": ")[2] for result in results] == ["1 moved.", "1 moved."]


def test_event_of_a_calendar_file_moves_to_another_month(root: Path, run: RunCommand) -> None:
    calendar = collect_data_files(root)["calendar/all.ics"].decode()
    moved = calendar.replace("20251216T", "20260105T")
    write_files(root, {"moved.ics": moved, JANUARY: LATER})
    result = run("import", "moved.ics", "--apply", "--lang", "en", folder=root)
    assert f"(evening), to {JANUARY}" in result.err
    assert (text_of(root, DECEMBER), text_of(root, JANUARY)) == (OTHER, MOVED + LATER)
