"""People and places in sheets: names in either language lead to their records, and new ones are proposed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from prospectus.load.yaml import parse
from prospectus.pipeline import check
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.import_month import ImportResult, import_file
from prospectus.scheduling.spreadsheet.import_report import iter_sentences
from prospectus.scheduling.spreadsheet.new_records import add_records
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames
from prospectus.scheduling.spreadsheet.row_places import RowPlace
from prospectus.scheduling.spreadsheet.rows_out import build_row
from tiny import RunCommand, SiteFactory, read_files, write_files

MARCH = Month(2025, 3)
EVENT = """\
- id: visit
  type: lecture
  title: {zh: 参观, en: A visit}
  starts: 2025-03-18 10:00
  language: zh
  place: {zh: 湖城，大麦厅}   # the usual room
  people:
    - {name: {zh: 麦穗}}   # the grower
    - {name: {zh: 芒种, en: Awn Sower}, role: moderator}
"""
SHEET = "编号,日期,标题,英文标题,类型,地点,主讲人\n{rows}\n"
Import = Callable[..., ImportResult]


@pytest.fixture
def root(tiny: SiteFactory) -> Path:
    return tiny("full", {MARCH.path: EVENT})


def import_sheet(root: Path, *rows: str, header: str = SHEET, records: bool = False) -> ImportResult:
    """Import the rows of a sheet into March, write the changes, and return the result."""
    (root / "sheet.csv").write_text(header.format(rows="\n".join(rows)), encoding="utf-8")
    source = read_site(root, Requirement.READABLE)
    result = import_file(source, root / "sheet.csv", MARCH)
    assert not result.refused, result.problems
    result = add_records(source, result) if records else result
    write_files(root, result.all_texts)
    return result


def read_event(root: Path, key: str) -> dict[str, object]:
    return next(event for event in parse((root / MARCH.path).read_text(encoding="utf-8")) if event["id"] == key)


def test_row_has_the_names_of_the_records_in_every_language(root: Path) -> None:
    source = read_site(root, Requirement.READABLE)
    entry = next(entry for entry in source.entries_in(MARCH) if entry.event.id == "visit")
    row = build_row(entry.event, "en", ReferenceNames(source), source.languages)
    assert (row["place.en"], row["people.en"]) == ("Barley Room, Lake Town", "Ear Barley (Lakeside Growers); Moderator: Awn Sower")
    assert row["people.zh"] == "麦穗（湖畔农社）；主持：芒种"


def test_exported_names_change_nothing(root: Path) -> None:
    header = "编号,日期,标题,地点,英文地点,主讲人,英文主讲人\n{rows}\n"
    row = (
        'visit,2025-03-18,参观,"湖城，大麦厅","Barley Room, Lake Town",麦穗（湖畔农社）；主持：芒种,'
        '"Ear Barley (Lakeside Growers); Moderator: Awn Sower"'
    )
    result = import_sheet(root, row, header=header)
    assert (result.unchanged, (root / MARCH.path).read_text(encoding="utf-8")) == (1, EVENT)


@pytest.mark.parametrize("name", ["麦糠", "Chaff Miller", "C. Miller", "chaff  miller"])
def test_name_in_either_language_is_written_as_its_record(root: Path, name: str) -> None:
    row = f"new,2025-03-20,新讲座,A new talk,专题讲座,,{name}；主持：麦穗（山上农社）"
    import_sheet(root, row)
    people = ({"person": "chaff-miller"}, {"name": {"zh": "麦穗"}, "affiliation": {"zh": "山上农社"}, "role": "moderator"})
    assert read_event(root, "new")["people"] == people
    assert import_sheet(root, row).unchanged == 1


def test_those_who_stay_keep_what_is_written_of_them(root: Path) -> None:
    import_sheet(root, "visit,2025-03-18,参观,A visit,专题讲座,,麦穗；主持：麦糠")
    assert read_event(root, "visit")["people"] == ({"name": {"zh": "麦穗"}}, {"person": "chaff-miller", "role": "moderator"})


def test_name_of_somebody_else_does_not_keep_the_translation_of_the_name_before(root: Path) -> None:
    import_sheet(root, "visit,2025-03-18,参观,A visit,专题讲座,,麦穗；主持：王芳")
    assert read_event(root, "visit")["people"] == ({"name": {"zh": "麦穗"}}, {"name": {"zh": "王芳"}, "role": "moderator"})


def test_column_in_one_language_may_add_people(root: Path) -> None:
    import_sheet(root, "visit,2025-03-18,参观,A visit,专题讲座,,王芳；主持：芒种；麦穗")
    people = ({"name": {"zh": "王芳"}}, {"name": {"zh": "芒种", "en": "Awn Sower"}, "role": "moderator"}, {"name": {"zh": "麦穗"}})
    assert read_event(root, "visit")["people"] == people


def test_place_in_the_other_language_is_written_as_its_venue(root: Path) -> None:
    row = 'new,2025-03-20,新讲座,A new talk,专题讲座,"Barley Room, Lake Town",麦穗'
    import_sheet(root, row)
    event = read_event(root, "new")
    assert (event.get("venue"), event.get("place")) == ("barley-room", None)
    assert import_sheet(root, row).unchanged == 1


def test_venue_goes_when_the_place_becomes_another_one(root: Path) -> None:
    import_sheet(root, 'new,2025-03-20,新讲座,A new talk,专题讲座,"Barley Room, Lake Town",麦穗')
    import_sheet(root, "new,2025-03-20,新讲座,A new talk,专题讲座,山上,麦穗")
    event = read_event(root, "new")
    assert (event.get("venue"), event.get("place")) == (None, {"zh": "山上"})


def test_names_without_a_record_are_proposed_once(root: Path) -> None:
    result = import_sheet(
        root,
        "one,2025-03-20,一讲,One,专题讲座,山上,王芳（湖畔大学）",
        "two,2025-03-21,二讲,Two,专题讲座,待定,王芳（湖畔大学）；主持：麦穗",
    )
    assert [(item.kind, item.id, item.name, item.rows) for item in result.new_names] == [
        ("person", "wang-fang", "王芳", (RowPlace("", 2), RowPlace("", 3))),
        ("venue", "shan-shang", "山上", (RowPlace("", 2),)),
    ]
    assert any("王芳 (rows 2, 3), 山上 (row 2)" in line.en for line in iter_sentences(result, MARCH.path))


def test_records_of_new_names_are_drafts_until_they_have_every_language(root: Path) -> None:
    people = (root / "content/people/all.yml").read_text(encoding="utf-8")
    header = "日期,标题,英文标题,类型,主讲人,英文主讲人\n{rows}\n"
    rows = ("2025-03-20,一讲,One,专题讲座,王芳,", "2025-03-21,二讲,Two,专题讲座,李明,Li Ming")
    result = import_sheet(root, *rows, header=header, records=True)
    written = (root / "content/people/all.yml").read_text(encoding="utf-8")
    assert written.startswith(people)
    assert parse(written)[2:] == (
        {"id": "wang-fang", "title": {"zh": "王芳"}, "status": "draft"},
        {"id": "li-ming", "title": {"zh": "李明", "en": "Li Ming"}},
    )
    lines = [line.en for line in iter_sentences(result, MARCH.path)]
    assert "content/people/all.yml: new records 王芳 (wang-fang), 李明 (li-ming)" in lines
    assert any(line.startswith("Drafts until they have a name in every language: 王芳 (wang-fang).") for line in lines)
    reported = [(problem.path, problem.code) for problem in check(root).problems if problem.code in ("PR301", "PR550")]
    assert reported == [("content/people/all.yml", "PR301")]  # once, at the draft
    assert import_sheet(root, *rows, header=header).new_names == ()


def test_sheet_completes_the_drafts_of_records(root: Path) -> None:
    draft = "# to do\n- id: wang-fang   # from March\n  title: {zh: 王芳}\n  affiliation: {zh: 湖畔大学}\n  status: draft\n"
    write_files(root, {"content/people/more.yml": draft})
    header = "日期,标题,英文标题,类型,主讲人,英文主讲人\n{rows}\n"
    named = import_sheet(root, "2025-03-20,一讲,One,专题讲座,王芳（湖畔大学）,Wang Fang", header=header, records=True)
    assert [(item.id, item.is_draft) for item in named.new_names] == [("wang-fang", True)]  # the affiliation is still missing
    completed = import_sheet(
        root, "2025-03-21,二讲,Two,专题讲座,王芳（湖畔大学）,Wang Fang (Lakeside University)", header=header, records=True
    )
    assert [(item.id, item.is_draft) for item in completed.new_names] == [("wang-fang", False)]
    text = (root / "content/people/more.yml").read_text(encoding="utf-8")
    assert text.startswith("# to do\n- id: wang-fang   # from March\n")
    assert parse(text) == (
        {
            "id": "wang-fang",
            "title": {"zh": "王芳", "en": "Wang Fang"},
            "affiliation": {"zh": "湖畔大学", "en": "Lakeside University"},
        },
    )


def test_id_of_a_new_person_is_not_that_of_another(root: Path) -> None:
    result = import_sheet(root, "new,2025-03-20,新讲座,A new talk,专题讲座,,馬穗", records=True)
    write_files(root, {"content/people/more.yml": "- {id: wang-fang, title: {zh: 汪方, en: Wang Fang}}\n"})
    assert [item.id for item in result.new_names] == ["ma-sui"]
    result = import_sheet(root, "newer,2025-03-21,又一讲,Another,专题讲座,,王芳")
    assert [item.id for item in result.new_names] == ["wang-fang-2"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_command_writes_records_with_the_events_and_takes_them_back(root: Path, run: RunCommand, language: str) -> None:
    before = {path: body for path, body in read_files(root).items() if path.startswith(("content/", "calendar/"))}
    (root / "sheet.csv").write_text("日期,标题,英文标题,类型,地点,主讲人\n2025-03-20,一讲,One,专题讲座,山上,王芳\n", encoding="utf-8")
    command = ("import", "sheet.csv", "--month", "2025-03", "--add-records", "--lang", language)
    preview = run(*command, "--dry-run", folder=root)
    assert (preview.code, {path: read_files(root)[path] for path in before}) == (0, before)
    assert run(*command, folder=root).code == 0
    assert "wang-fang" in (root / "content/people/all.yml").read_text(encoding="utf-8")
    assert "shan-shang" in (root / "content/venues/all.yml").read_text(encoding="utf-8")
    assert run("undo", "--lang", language, folder=root).code == 0
    assert {path: read_files(root)[path] for path in before} == before
