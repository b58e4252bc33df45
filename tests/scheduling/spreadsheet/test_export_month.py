"""Export of a month: the same bytes every time, headings in either language, and a re-import that changes nothing."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ods_writer import build_ods
from prospectus.errors import UsageError
from prospectus.scheduling.calendar_files import Requirement, SourceCalendar, read_site
from prospectus.scheduling.export_formats import EXPORT_FORMATS, SheetFormat
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import columns
from prospectus.scheduling.spreadsheet.csv_file import encode_csv
from prospectus.scheduling.spreadsheet.export_month import write_export
from prospectus.scheduling.spreadsheet.files import parse_file
from prospectus.scheduling.spreadsheet.import_month import ImportResult, import_sheets
from prospectus.scheduling.spreadsheet.sheet import escape_formula
from prospectus.scheduling.spreadsheet.sheet_data import SheetData, build_sheet_data
from tiny import FULL, SiteFactory

JUNE, MARCH = Month(2025, 6), Month(2025, 3)
LANGUAGES = ("zh", "en")
FORMAT_NAMES = ("csv", "xlsx")
HOSTILE = """\
- {id: spring, type: training, title: {zh: '=1+1', en: "-"}, starts: 2025-03-18 09:00, ends: 2025-03-19, language: zh, place: {en: "@home"}}
- id: summer
  type: meeting
  status: sample
  title: {zh: 【示例】会, en: "[Sample] '=x"}
  starts: 2025-03
  language: Cantonese
  subtitles: [zh, en]
- id: winter
  type: campaign
  title: {zh: "两行\\n标题", en: " two  spaces "}
  starts: 2025-03-20
  ends: 2025-03-25 12:00
  series: harvest-day
  people: [{name: {zh: 张三（笔名）}}, {name: {en: "A; B (C"}}]
  deadlines:
    - {id: bus, title: {zh: 车, en: Bus}, at: 2025-03}
    - {id: registration, title: {zh: 报, en: Reg}, at: 2025-03-01 12:00, url: https://a.example/}
  replay: {minutes: 5, captions: [zh], expected: 2025-04}
"""


def read(root: Path) -> SourceCalendar:
    return read_site(root, Requirement.READABLE)


def export(format_name: str, data: SheetData) -> bytes:
    sheet_format = EXPORT_FORMATS[format_name]
    assert isinstance(sheet_format, SheetFormat)
    return sheet_format.render(data)


def reimport(source: SourceCalendar, month: Month, format_name: str, language: str) -> ImportResult:
    content = export(format_name, build_sheet_data(source, month, language))
    return import_sheets(source, f"sheet.{format_name}", parse_file(content), month)


def save_as_ods(workbook: bytes) -> bytes:
    """Return a workbook as a spreadsheet program saves it as ODS."""
    rows = [[escape_formula(cell) if isinstance(cell, str) else cell for cell in row] for row in parse_file(workbook).sheets[0].rows]
    return build_ods([{"rows": rows}])


@pytest.mark.parametrize("language", LANGUAGES)
def test_month_saved_as_ods_changes_nothing_when_it_is_imported(tiny: SiteFactory, language: str) -> None:
    source = read(tiny("full", {MARCH.path: HOSTILE}))
    for month, count in ((MARCH, 4), (JUNE, 3)):
        content = save_as_ods(export("xlsx", build_sheet_data(source, month, language)))
        result = import_sheets(source, "sheet.ods", parse_file(content), month)
        assert (result.problems, result.texts, result.unchanged) == ((), {}, count)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_name", FORMAT_NAMES)
def test_exported_month_changes_nothing_when_it_is_imported(tiny: SiteFactory, format_name: str, language: str) -> None:
    source = read(tiny("full", {MARCH.path: HOSTILE}))
    for month, count in ((MARCH, 4), (JUNE, 3)):
        result = reimport(source, month, format_name, language)
        assert (result.problems, result.texts, result.added, result.changed, result.unchanged) == ((), {}, (), (), count)


@pytest.mark.parametrize("format_name", FORMAT_NAMES)
def test_same_month_gives_the_same_bytes(format_name: str) -> None:
    assert export(format_name, build_sheet_data(read(FULL), JUNE)) == export(format_name, build_sheet_data(read(FULL), JUNE))


def test_workbook_has_no_time_of_saving() -> None:
    with ZipFile(io.BytesIO(export("xlsx", build_sheet_data(read(FULL), JUNE)))) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"modified" not in archive.read("docProps/core.xml")


@pytest.mark.parametrize(
    ("language", "names", "first"), [("zh", ["活动", "填写说明", "列表"], "编号"), ("en", ["Events", "Columns", "Lists"], "Id")]
)
def test_workbook_has_a_title_frozen_headings_lists_and_help(language: str, names: list[str], first: str) -> None:
    book = load_workbook(io.BytesIO(export("xlsx", build_sheet_data(read(FULL), JUNE, language))))
    events = book.worksheets[0]
    setup = events.page_setup
    assert (setup.orientation, int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert (events.sheet_properties.pageSetUpPr.fitToPage, events.print_title_rows) == (True, "$2:$2")
    events, help_sheet, lists = book.worksheets
    assert book.sheetnames == names
    assert ("2025-06" in str(events["A1"].value), events["A2"].value, events.freeze_panes, events["A3"].value) == (
        True,
        first,
        "A3",
        "field-lecture",
    )
    assert len(list(help_sheet.iter_rows(min_row=4))) == len(list(columns.iter_keys(LANGUAGES)))
    rules = {str(rule.formula1).partition("!")[2]: str(rule.sqref) for rule in events.data_validations.dataValidation}
    columns_by_heading = {cell.value: cell.column_letter for cell in events[2]}
    for number, key in enumerate(("type", "state", "status", "format", "language", "replay-language", "series", "channel")):
        letter = "ABCDEFGH"[number]
        count = sum(cell.value is not None for cell in lists[letter]) - 1
        assert rules[f"${letter}$2:${letter}${count + 1}"].startswith(f"{columns_by_heading[columns.format_heading(key, language)]}3:")


def test_texts_of_a_workbook_are_no_formulas(tiny: SiteFactory) -> None:
    book = load_workbook(io.BytesIO(export("xlsx", build_sheet_data(read(tiny("full", {MARCH.path: HOSTILE})), MARCH))))
    formula_like = [cell for row in book.worksheets[0] for cell in row if str(cell.value) == "=1+1"]
    assert [(cell.data_type, cell.quotePrefix) for cell in formula_like] == [("s", True)]


def test_csv_starts_with_a_byte_order_mark_and_escapes_formulas(tiny: SiteFactory) -> None:
    content = export("csv", build_sheet_data(read(tiny("full", {MARCH.path: HOSTILE})), MARCH))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert content.startswith(b"\xef\xbb\xbf")
    assert {cell for row in rows for cell in row if cell.startswith("'")} == {"'=1+1", "'-", "'@home"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_month_without_events_gives_the_same_as_a_template() -> None:
    source, empty_month = read(FULL), Month(2025, 10)
    assert export("csv", build_sheet_data(source, empty_month)) == export("csv", build_sheet_data(source, JUNE, empty=True))
    assert len(export("csv", build_sheet_data(source, empty_month)).decode("utf-8-sig").splitlines()) == 1


def test_language_that_the_site_does_not_have_is_wrong_use() -> None:
    with pytest.raises(UsageError):
        build_sheet_data(read(FULL), JUNE, "ja")


def test_text_that_no_cell_can_hold_is_wrong_use(tiny: SiteFactory) -> None:
    long = HOSTILE.replace("@home", "x" * 40_000)
    with pytest.raises(UsageError):
        export("csv", build_sheet_data(read(tiny("full", {MARCH.path: long})), MARCH))


def test_file_that_differs_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    assert [write_export(b"a", file, force=False), write_export(b"a", file, force=False)] == [True, False]
    with pytest.raises(UsageError):
        write_export(b"b", file, force=False)
    assert (write_export(b"b", file, force=True), file.read_bytes()) == (True, b"b")


WORDS = st.text(st.sampled_from("甲乙丙ABc =+-@'\"#:；;,，（）()【\n"), min_size=1, max_size=10).map(str.strip).filter(bool)
NAMES = st.text(st.sampled_from("甲乙丙ABc"), min_size=1, max_size=5)
TIMES = st.times().map(lambda at: f"{at:%H:%M}")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.dates(MARCH.first_day, date(2025, 3, 31)).flatmap(
                lambda day: st.sampled_from([f"{day}", f"{day.month}月{day.day}日", f"{day:%Y/%m/%d}"])
            ),
            "title.zh": WORDS,
            "type": st.sampled_from(["讲座", "Training", "meeting", "宣传活动"]),
            "language": st.sampled_from(["中文", "English", "ja"]),
            "series": st.sampled_from(["大麦讲座", "Barley talks", "barley-talks"]),
        },
        optional={
            "title.en": WORDS,
            "start": TIMES,
            "state": st.sampled_from(["计划", "Moved", "done"]),
            "format": st.sampled_from(["直播", "In person"]),
            "channel": st.sampled_from(["线上讲堂", "desk"]),
            "audiences": st.sampled_from(["种植户", "farmers；overseas"]),
            "people.zh": st.lists(NAMES, min_size=1, max_size=3).map("；主持：".join),
            "place.en": WORDS,
            "description.zh": WORDS,
            "deadline": st.sampled_from(["3月1日", "2025-02-20 17:00"]),
            "replay": st.just("https://a.example/b?c=d"),
            "replay-minutes": st.integers(1, 1440).map(str),
            "subtitles": st.sampled_from(["中文", "zh; English"]),
        },
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda row: (row["title.zh"], row["date"][-3:]),
)  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> SourceCalendar:
    root = tmp_path_factory.mktemp("desk") / "full"
    shutil.copytree(FULL, root)
    return read(root)


def make_csv(rows: Sequence[dict[str, str]]) -> bytes:
    keys = sorted({key for row in rows for key in row})
    return encode_csv([[columns.format_heading(key, "zh") for key in keys], *([row.get(key, "") for key in keys] for row in rows)])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, st.sampled_from(FORMAT_NAMES), st.sampled_from(LANGUAGES))
def test_import_then_export_then_import_is_the_identity(
    source: SourceCalendar, rows: list[dict[str, Any]], format_name: str, language: str
) -> None:
    first = import_sheets(source, "a.csv", parse_file(make_csv(rows)), MARCH)
    assume(not first.refused)  # two rows may be one event
    written = source.with_text(MARCH.path, first.texts[MARCH.path])
    assert len(written.entries_in(MARCH)) == len(source.entries_in(MARCH)) + len(first.added)
    again = import_sheets(written, "a.csv", parse_file(make_csv(rows)), MARCH)
    assert (again.texts, again.added, again.unchanged) == ({}, (), len(rows))
    back = reimport(written, MARCH, format_name, language)
    assert (back.problems, back.texts, back.added, back.changed) == ((), {}, (), ())
