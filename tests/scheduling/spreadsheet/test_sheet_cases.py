"""Sheets as people keep them, with what an import makes of them. Each folder of `cases/sheets/` is one case.

`sheet.csv`, or `sheet.yml` with the sheets of a workbook, is imported into March 2026 of the full test site; other files are copied over
the site first. `expected.txt` and `expected.zh.txt` are what the command prints, `expected.yml` is the file of the month afterwards.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

from prospectus.problems.formats import to_text
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.import_month import import_file
from prospectus.scheduling.spreadsheet.import_report import iter_sentences
from tiny import HERE, SiteFactory, read_files, write_files

CASES = sorted(path for path in (HERE / "cases" / "sheets").iterdir() if path.is_dir())
MARCH = Month(2026, 3)
EXPECTED = {"en": "expected.txt", "zh": "expected.zh.txt"}


def build_workbook(sheets: list[dict[str, Any]]) -> bytes:
    """Return a workbook of sheets, given by their `name`, `rows`, `merged` cells, and whether they are `hidden`."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        worksheet = book.create_sheet(sheet["name"])
        for row in sheet["rows"]:
            worksheet.append(row)
        for area in sheet.get("merged", ()):
            worksheet.merge_cells(area)
        worksheet.sheet_state = "hidden" if sheet.get("hidden") else "visible"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def copy_case(tiny: SiteFactory, case: Path) -> tuple[Path, Path]:
    """Return the root of a site with the files of a case, and the sheet to import."""
    files = {name: body for name, body in read_files(case).items() if not name.startswith("expected")}
    if "sheet.yml" in files:
        files["sheet.xlsx"] = build_workbook(yaml.safe_load(files.pop("sheet.yml")))
    root = tiny("full", files)
    return root, next(root / name for name in files if name.startswith("sheet."))


def import_case(tiny: SiteFactory, case: Path) -> dict[str, str | None]:
    """Return the report in both languages, and the text of the month, None when there is none."""
    root, sheet = copy_case(tiny, case)
    result = import_file(read_site(root, Requirement.READABLE), sheet, MARCH)
    sentences = [] if result.refused else list(iter_sentences(result, MARCH.path))
    if not result.refused:
        write_files(root, result.texts)
    month = root / MARCH.path
    return {
        **{
            language: (to_text(result.problems, language) if result.problems else "")
            + "".join(f"{sentence.in_language(language)}\n" for sentence in sentences)
            for language in EXPECTED
        },
        "month": month.read_text(encoding="utf-8") if month.exists() else None,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_sheet_gives_the_expected_report_and_events(tiny: SiteFactory, case: Path) -> None:
    expected = {language: (case / name).read_text(encoding="utf-8") for language, name in EXPECTED.items()}
    month = case / "expected.yml"
    assert import_case(tiny, case) == {**expected, "month": month.read_text(encoding="utf-8") if month.exists() else None}


@pytest.mark.parametrize("case", [case for case in CASES if (case / "expected.yml").exists()], ids=lambda case: case.name)
def test_same_sheet_again_changes_nothing(tiny: SiteFactory, case: Path) -> None:
    root, sheet = copy_case(tiny, case)
    write_files(root, import_file(read_site(root, Requirement.READABLE), sheet, MARCH).texts)
    again = import_file(read_site(root, Requirement.READABLE), sheet, MARCH)
    assert (again.texts, again.added, again.changed) == ({}, (), ())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_chinese_report_has_chinese_messages_alone(case: Path) -> None:
    lines = (case / "expected.zh.txt").read_text(encoding="utf-8").splitlines()
    sentences = [line for line in lines if not line.startswith("    ")]
    assert [line for line in sentences if not any("\u4e00" <= character <= "\u9fff" for character in line)] == []
