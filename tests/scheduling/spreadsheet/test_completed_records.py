"""A later sheet completes the draft records that an earlier one, in one language, has made."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.load.yaml import parse
from tiny import RunCommand, SiteFactory, write_files

FIRST = "日期,标题（中文）,标题（英文）,类型,地点（中文）,主讲人（中文）\n2026-03-05,甲讲,First,培训,湖畔厅,孙行（湖畔学院）；主持：周全\n"
LATER = (
    "日期,标题（中文）,标题（英文）,类型,地点（中文）,地点（英文）,主讲人（中文）,主讲人（英文）\n"
    "2026-04-09,乙讲,Second,培训,湖畔厅,Lakeside Hall,孙行（湖畔学院）,Sun Xing (Lakeside College)\n"
)
PEOPLE, VENUES = "content/people/all.yml", "content/venues/all.yml"


@pytest.fixture
def root(tiny: SiteFactory, run: RunCommand) -> Path:
    root = tiny("full", {"first.csv": FIRST, "later.csv": LATER})
    import_sheet(root, run, "first.csv", "2026-03", "--add-records")
    return root


def import_sheet(root: Path, run: RunCommand, name: str, month: str, *options: str) -> list[str]:
    result = run("import", name, "--month", month, "--lang", "zh", *options, folder=root)
    assert result.code == 0, result.err
    return result.err.splitlines()


def find_record(root: Path, path: str, name: str) -> dict[str, object]:
    records = parse((root / path).read_text(encoding="utf-8"))
    return next(dict(record) for record in records if record["title"].get("zh") == name)


def test_later_sheet_completes_the_draft_and_publishes_it(root: Path, run: RunCommand) -> None:
    person, venue = find_record(root, PEOPLE, "孙行"), find_record(root, VENUES, "湖畔厅")
    assert (person["status"], venue["status"]) == ("draft", "draft")
    lines = import_sheet(root, run, "later.csv", "2026-04", "--add-records")
    assert f"已补全：孙行 = Sun Xing（{person['id']}）、湖畔厅 = Lakeside Hall（{venue['id']}）。" in lines
    assert find_record(root, PEOPLE, "孙行") == {
        "id": person["id"],
        "title": {"zh": "孙行", "en": "Sun Xing"},
        "affiliation": {"zh": "湖畔学院", "en": "Lakeside College"},
    }
    assert find_record(root, VENUES, "湖畔厅") == {"id": venue["id"], "title": {"zh": "湖畔厅", "en": "Lakeside Hall"}}
    assert find_record(root, PEOPLE, "周全")["status"] == "draft"


def test_without_the_option_it_is_only_told(root: Path, run: RunCommand) -> None:
    before = (root / PEOPLE).read_bytes()
    lines = import_sheet(root, run, "later.csv", "2026-04")
    assert any(line.startswith("可用这张表补全的草稿记录：孙行 = Sun Xing") for line in lines)
    assert (root / PEOPLE).read_bytes() == before


def test_draft_stays_one_while_a_language_is_missing(root: Path, run: RunCommand) -> None:
    write_files(root, {"later.csv": LATER.replace(" (Lakeside College)", "")})
    lines = import_sheet(root, run, "later.csv", "2026-04", "--add-records")
    record = find_record(root, PEOPLE, "孙行")
    assert (record["title"], record["status"]) == ({"zh": "孙行", "en": "Sun Xing"}, "draft")
    assert any("暂为草稿的" in line and "孙行" in line for line in lines)


def test_two_drafts_of_one_name_are_left_alone(root: Path, run: RunCommand) -> None:
    text = (root / PEOPLE).read_text(encoding="utf-8") + "- {id: another, title: {zh: 孙行}, status: draft}\n"
    write_files(root, {PEOPLE: text})
    lines = import_sheet(root, run, "later.csv", "2026-04", "--add-records")
    assert not any("孙行 =" in line for line in lines), lines
    assert (root / PEOPLE).read_text(encoding="utf-8") == text
