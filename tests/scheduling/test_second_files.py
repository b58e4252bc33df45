"""A second file for a month, such as `calendar/2025/07-zhang.yml`: every command reads it, and edits events where they are."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from prospectus.errors import ContentError, UsageError
from prospectus.load.yaml import parse
from prospectus.pipeline import check
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.changes.event_change import EventChange, plan_changes
from prospectus.scheduling.edits.session import editing
from prospectus.scheduling.month import Month
from prospectus.scheduling.release import preview_release, release_month
from tiny import NOW, RunCommand, SiteFactory, collect_data_files, read_files, write_files

MAIN, SECOND, AUGUST, AUGUST_SECOND = (f"calendar/2025/{name}.yml" for name in ("07", "07-zhang", "08", "08-zhang"))
TOUR = """\
# By the mill.
- id: mill-tour
  type: meeting
  title: {zh: 看磨坊, en: A tour of the mill}
  starts: 2025-07-03 10:00
  ends: 2025-07-03 11:30
  language: zh
"""
HARVEST = """\
# Of Zhang.
- id: harvest
  type: meeting
  title: {zh: 收获, en: Harvest}
  starts: 2025-07-08 10:00
  ends: 2025-07-08 11:00   # noon at the latest
  language: zh
"""
DRAFT = "- {id: later, type: training, status: draft, title: {zh: 【待填】培训, en: '[To be filled in] Training'}, starts: 2025-07-21}\n"
MOVED = HARVEST.replace("2025-07-08", "2025-08-06")
AUGUST_ROW = "- {id: august, type: training, title: {zh: 八月, en: August}, starts: 2025-08-05, language: zh}\n"
FORMATS = ("csv", "text", "ics", "schedule", "changes", "reminder")


@pytest.fixture
def root(tiny: SiteFactory) -> Path:
    return tiny("full", {MAIN: TOUR, SECOND: HARVEST})


def text_of(root: Path, path: str) -> str:
    return (root / path).read_bytes().decode()


def test_two_files_publish_what_one_does(tiny: SiteFactory, run: RunCommand, tmp_path: Path) -> None:
    root = tiny("full", {MAIN: TOUR, SECOND: HARVEST + DRAFT})
    assert run("release", "2025-07", "--now", "2025-06-01", folder=root).code == 0
    exports = [run("export", "2025-07", "--to", name, "-o", "-", "--now", "2025-07-01", folder=root) for name in FORMATS]
    due = run("due", "--now", "2025-09-01", folder=root)
    published, frozen = collect_data_files(root), text_of(root, "calendar/releases/2025-07-1.yml")
    (root / "calendar/releases/2025-07-1.yml").unlink()
    write_files(root, {MAIN: TOUR + HARVEST + DRAFT, SECOND: None})
    assert run("release", "2025-07", "--now", "2025-06-01", folder=root).code == 0
    assert text_of(root, "calendar/releases/2025-07-1.yml") == frozen
    assert [run("export", "2025-07", "--to", name, "-o", "-", "--now", "2025-07-01", folder=root) for name in FORMATS] == exports
    assert run("due", "--now", "2025-09-01", folder=root) == due
    assert collect_data_files(root) == published
    assert "harvest" in due.out + due.err + str(published.keys())


def test_release_lists_drafts_of_a_second_file(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full", {MAIN: TOUR, SECOND: DRAFT})
    result = run("release", "2025-07", "--now", "2025-06-01", "--lang", "en", folder=root)
    assert f"Left out, draft: [To be filled in] Training (【待填】培训) ({SECOND}:1)" in result.out + result.err


def test_error_in_a_second_file_blocks_the_release(tiny: SiteFactory) -> None:
    root = tiny("full", {MAIN: TOUR, SECOND: HARVEST.replace("11:00", "09:00")})
    with editing(root, "release") as edit, pytest.raises(ContentError) as raised:
        release_month(edit, Month(2025, 7), now=NOW)
    assert [problem.path for problem in raised.value.problems] == [SECOND]


@pytest.mark.parametrize("path", [SECOND, "calendar/2025/07-li.yml"])
def test_release_is_refused_when_a_second_file_changes_meanwhile(root: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    def preview_and_change(*arguments: object, **options: object) -> object:
        write_files(root, {path: AUGUST_ROW})
        return preview_release(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("prospectus.scheduling.release.preview_release", preview_and_change)
    with editing(root, "release") as edit, pytest.raises(ContentError) as raised:
        release_month(edit, Month(2025, 7), now=NOW)
    assert [(problem.path, problem.code) for problem in raised.value.problems] == [(path, "PR540")]
    assert not (root / "calendar/releases/2025-07-1.yml").exists()


def test_commands_change_events_where_they_are_and_undo_restores_the_bytes(root: Path, run: RunCommand) -> None:
    before = read_files(root)
    for command in (
        ("move", "harvest", "2025-07-09"),
        ("retitle", "harvest", "丰收"),
        ("cancel", "harvest", "--reason", "雨。"),
        ("reinstate", "harvest"),
        ("replay", "harvest", "https://a.example/replay"),
        ("done", "2025-07", "--now", "2025-08-01"),
    ):
        result = run(*command, folder=root)
        assert (result.code, SECOND in result.err) == (0, True), result
    assert parse(text_of(root, MAIN))[0]["state"] == "done"
    assert {"state": "done", "starts": "2025-07-09 10:00"}.items() <= parse(text_of(root, SECOND))[0].items()
    assert text_of(root, SECOND).startswith("# Of Zhang.\n")
    for _ in range(6):
        assert run("undo", folder=root).code == 0
    assert read_content(root) == read_content_of(before)


@pytest.mark.parametrize(
    ("overlay", "target"), [({}, AUGUST), ({AUGUST: AUGUST_ROW}, AUGUST), ({AUGUST_SECOND: AUGUST_ROW}, AUGUST_SECOND)]
)
def test_event_moves_to_the_file_of_its_name_beside_the_other_month(
    root: Path, run: RunCommand, overlay: dict[str, str], target: str
) -> None:
    write_files(root, overlay)
    result = run("move", "harvest", "2025-08-06", folder=root)
    assert (result.code, (root / SECOND).exists()) == (0, False), result
    assert text_of(root, target) == overlay.get(target, "") + MOVED
    assert run("undo", folder=root).code == 0
    assert text_of(root, SECOND) == HARVEST


def test_events_that_change_places_keep_their_blocks(root: Path) -> None:
    write_files(root, {MAIN: TOUR, AUGUST: "# In August.\n" + AUGUST_ROW})
    source = read_site(root, Requirement.READABLE)
    entries = {entry.event.id: entry for entry in source.entries}
    changes = [EventChange(entries[key], {("starts",): starts}) for key, starts in (("mill-tour", "2025-08-01"), ("august", "2025-07-01"))]
    texts = plan_changes(source, changes).texts
    assert texts == {
        MAIN: "# In August.\n" + AUGUST_ROW.replace("2025-08-05", "2025-07-01"),
        AUGUST: TOUR.replace("starts: 2025-07-03 10:00", "starts: 2025-08-01"),
    }


def test_import_changes_events_where_they_are_and_adds_to_the_main_file(root: Path, run: RunCommand) -> None:
    write_files(root, {SECOND: HARVEST + DRAFT})
    sheet = "Id,Title (Chinese),Date,Type\nharvest,丰收,,\nlater,丙,2025-07-22,\n,新,2025-07-23,Training\n"
    write_files(root, {"sheet.csv": sheet})
    result = run("import", "sheet.csv", "--month", "2025-07", "--lang", "en", folder=root)
    assert result.err.splitlines()[0] == f"{SECOND}, {MAIN}: 1 added, 2 changed, 0 as they were"
    assert [row["id"] for row in parse(text_of(root, MAIN))] == ["mill-tour", "training-2025-07-23"]
    assert [row["title"]["zh"] for row in parse(text_of(root, SECOND))] == ["丰收", "丙"]
    again = run("import", "sheet.csv", "--month", "2025-07", "--lang", "en", folder=root)
    assert again.err.splitlines()[0] == f"{MAIN}: 0 added, 0 changed, 3 as they were"


@pytest.mark.parametrize("name", ["zhang", "07-zhang", "07-zhang.yml", SECOND])
def test_import_adds_to_the_file_that_is_asked_for(root: Path, run: RunCommand, name: str) -> None:
    write_files(root, {"sheet.csv": "Title (Chinese),Date,Type\n新,2025-07-04,Training\n"})
    result = run("import", "sheet.csv", "--month", "2025-07", "--file", name, folder=root)
    assert (result.code, text_of(root, MAIN)) == (0, TOUR)
    assert [row["id"] for row in parse(text_of(root, SECOND))] == ["training-2025-07-04", "harvest"]


@pytest.mark.parametrize("name", ["Zhang", "张", "08-zhang.yml/", AUGUST_SECOND, "a b", "../07-zhang.yml", "content/07-zhang.yml"])
def test_file_that_is_none_of_the_month_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=r"such as zhang for calendar/2025/07-zhang\.yml"):
        Month(2025, 7).choose_file(name)


def test_notice_adds_to_the_second_files_of_its_months(root: Path, run: RunCommand) -> None:
    write_files(root, {"notice.txt": "1. 2025年7月4日10:00 磨坊培训\n2. 2025年8月4日10:00 水库培训\n"})
    assert run("import", "notice.txt", "--file", "zhang", "--apply", folder=root).code == 0
    assert [len(parse(text_of(root, path))) for path in (SECOND, AUGUST_SECOND)] == [2, 1]


def test_export_and_import_of_two_files_change_nothing(root: Path, run: RunCommand) -> None:
    before = read_content(root)
    for name in ("csv", "xlsx"):
        assert run("export", "2025-07", "--to", name, "-o", f"sheet.{name}", folder=root).code == 0
        assert run("import", f"sheet.{name}", "--month", "2025-07", folder=root).code == 0
    rows = csv.DictReader(io.StringIO(text_of(root, "sheet.csv").removeprefix("\ufeff")))
    assert len(list(rows)) == 2
    assert {path: content for path, content in read_content(root).items() if "sheet." not in path} == before


def test_plan_counts_events_of_second_files(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    assert run("plan", "2025-07", folder=root).code == 0
    drafts = text_of(root, MAIN)
    write_files(root, {MAIN: None, SECOND: drafts})
    assert run("plan", "2025-07", "--lang", "en", folder=root).err.splitlines()[-1].startswith(f"{MAIN}: 0 drafted, ")
    assert not (root / MAIN).exists()


def test_event_with_one_id_in_two_files_is_not_changed(root: Path, run: RunCommand) -> None:
    write_files(root, {SECOND: HARVEST.replace("harvest", "mill-tour")})
    assert [(problem.path, problem.line, problem.code) for problem in check(root).problems] == [(SECOND, 2, "PR201")]
    result = run("retitle", "mill-tour", "新", "--lang", "en", folder=root)
    assert (result.code, f"in {MAIN}, {SECOND}; give each an id of its own first." in result.err) == (2, True), result


def test_event_that_is_written_twice_blocks_the_release_until_it_is_waived(root: Path, run: RunCommand) -> None:
    write_files(root, {SECOND: TOUR.replace("mill-tour", "mill")})
    refused = run("release", "2025-07", "--now", "2025-06-01", "--lang", "en", folder=root)
    assert refused.code == 1
    assert f"{SECOND}:4:3: warning PR565" in refused.err
    assert (
        "A tour of the mill (mill) has the same title and start as A tour of the mill (mill-tour) in calendar/2025/07.yml:4" in refused.err
    )
    assert run("waive", "PR565", "mill", "--reason", "Two groups", folder=root).code == 0
    assert run("release", "2025-07", "--now", "2025-06-01", folder=root).code == 0


def test_name_that_is_only_misspelt_is_corrected(root: Path, run: RunCommand) -> None:
    write_files(root, {SECOND: None, "calendar/2025/07_Li Si.yml": HARVEST, "calendar/2025/08-Zhang.yaml": AUGUST_ROW})
    assert run("check", "--fix", folder=root).code == 0
    assert text_of(root, "calendar/2025/07-li-si.yml") == HARVEST
    assert text_of(root, AUGUST_SECOND) == AUGUST_ROW


def read_content(root: Path) -> dict[str, bytes]:
    return read_content_of(read_files(root))


def read_content_of(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if not path.startswith(".prospectus/")}
