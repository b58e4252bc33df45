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

from prospectus.desk import columns
from prospectus.desk.entries import Desk, read
from prospectus.desk.exporting import FORMATS, deliver, handout
from prospectus.desk.importing import Outcome, from_sheets
from prospectus.desk.month import Month
from prospectus.desk.sheet import parsed, written_csv
from prospectus.errors import WrongUse
from tiny import FULL, Tiny

JUNE, MARCH = Month(2025, 6), Month(2025, 3)
LANGUAGES = ("zh", "en")
FORMS = ("csv", "xlsx")
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


def brought_back(desk: Desk, month: Month, form: str, shown_in: str) -> Outcome:
    content = FORMATS[form].make(handout(desk, month, shown_in))
    return from_sheets(desk, f"sheet.{form}", parsed(content), month)


@pytest.mark.parametrize("shown_in", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_exported_month_changes_nothing_when_it_is_imported(tiny: Tiny, form: str, shown_in: str) -> None:
    desk = read(tiny("full", {MARCH.path: HOSTILE}))
    for month, count in ((MARCH, 4), (JUNE, 3)):
        done = brought_back(desk, month, form, shown_in)
        assert (done.problems, done.texts, done.added, done.changed, done.same) == ((), {}, (), (), count)


@pytest.mark.parametrize("form", FORMS)
def test_same_month_gives_the_same_bytes(form: str) -> None:
    assert FORMATS[form].make(handout(read(FULL), JUNE)) == FORMATS[form].make(handout(read(FULL), JUNE))


def test_workbook_does_not_say_when_it_was_made() -> None:
    with ZipFile(io.BytesIO(FORMATS["xlsx"].make(handout(read(FULL), JUNE)))) as packed:
        assert {each.date_time for each in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"modified" not in packed.read("docProps/core.xml")


@pytest.mark.parametrize(
    ("shown_in", "names", "first"), [("zh", ["活动", "填写说明", "列表"], "编号"), ("en", ["Events", "Columns", "Lists"], "Id")]
)
def test_workbook_has_a_title_frozen_headings_lists_and_help(shown_in: str, names: list[str], first: str) -> None:
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].make(handout(read(FULL), JUNE, shown_in))))
    events, about, lists = book.worksheets
    assert book.sheetnames == names
    assert ("2025-06" in str(events["A1"].value), events["A2"].value, events.freeze_panes, events["A3"].value) == (
        True,
        first,
        "A3",
        "field-lecture",
    )
    assert len(list(about.iter_rows(min_row=4))) == len(list(columns.keys(LANGUAGES)))
    rules = {str(rule.formula1).partition("!")[2]: str(rule.sqref) for rule in events.data_validations.dataValidation}
    heads = {cell.value: cell.column_letter for cell in events[2]}
    for number, key in enumerate(("type", "state", "status", "format", "language", "replay-language", "series", "channel")):
        letter = "ABCDEFGH"[number]
        count = sum(cell.value is not None for cell in lists[letter]) - 1
        assert rules[f"${letter}$2:${letter}${count + 1}"].startswith(f"{heads[columns.heading(key, shown_in)]}3:")


def test_texts_of_a_workbook_are_no_formulas(tiny: Tiny) -> None:
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].make(handout(read(tiny("full", {MARCH.path: HOSTILE})), MARCH))))
    said = [cell for row in book.worksheets[0] for cell in row if str(cell.value) == "=1+1"]
    assert [(cell.data_type, cell.quotePrefix) for cell in said] == [("s", True)]


def test_csv_starts_with_a_byte_order_mark_and_guards_what_could_be_a_formula(tiny: Tiny) -> None:
    content = FORMATS["csv"].make(handout(read(tiny("full", {MARCH.path: HOSTILE})), MARCH))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert content.startswith(b"\xef\xbb\xbf")
    assert {cell for row in rows for cell in row if cell.startswith("'")} == {"'=1+1", "'-", "'@home"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_month_without_events_gives_an_empty_template_that_is_asked_for_as_well() -> None:
    desk, nothing = read(FULL), Month(2025, 10)
    assert FORMATS["csv"].make(handout(desk, nothing)) == FORMATS["csv"].make(handout(desk, JUNE, empty=True))
    assert len(FORMATS["csv"].make(handout(desk, nothing)).decode("utf-8-sig").splitlines()) == 1


def test_language_that_the_site_has_not_is_wrong_use() -> None:
    with pytest.raises(WrongUse):
        handout(read(FULL), JUNE, "ja")


def test_text_that_no_cell_can_hold_is_wrong_use(tiny: Tiny) -> None:
    long = HOSTILE.replace("@home", "x" * 40_000)
    with pytest.raises(WrongUse):
        FORMATS["csv"].make(handout(read(tiny("full", {MARCH.path: long})), MARCH))


def test_file_that_somebody_may_have_filled_in_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    assert [deliver(b"a", file, force=False), deliver(b"a", file, force=False)] == [True, False]
    with pytest.raises(WrongUse):
        deliver(b"b", file, force=False)
    assert (deliver(b"b", file, force=True), file.read_bytes()) == (True, b"b")


WORDS = st.text(st.sampled_from("甲乙丙ABc =+-@'\"#:；;,，（）()【\n"), min_size=1, max_size=10).map(str.strip).filter(bool)
NAMES = st.text(st.sampled_from("甲乙丙ABc"), min_size=1, max_size=5)
TIMES = st.times().map(lambda at: f"{at:%H:%M}")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.dates(MARCH.first, date(2025, 3, 31)).flatmap(
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
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = tmp_path_factory.mktemp("desk") / "full"
    shutil.copytree(FULL, root)
    return read(root)


def sheet_of(rows: Sequence[dict[str, str]]) -> bytes:
    keys = sorted({key for row in rows for key in row})
    return written_csv([[columns.heading(key, "zh") for key in keys], *([row.get(key, "") for key in keys] for row in rows)])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, st.sampled_from(FORMS), st.sampled_from(LANGUAGES))
def test_import_then_export_then_import_is_the_identity(desk: Desk, rows: list[dict[str, Any]], form: str, shown_in: str) -> None:
    first = from_sheets(desk, "a.csv", parsed(sheet_of(rows)), MARCH)
    assume(not first.refused)  # two rows may be one event
    written = desk.with_text(MARCH.path, first.texts[MARCH.path])
    assert len(written.of(MARCH)) == len(desk.of(MARCH)) + len(first.added)
    again = from_sheets(written, "a.csv", parsed(sheet_of(rows)), MARCH)
    assert (again.texts, again.added, again.same) == ({}, (), len(rows))
    back = brought_back(written, MARCH, form, shown_in)
    assert (back.problems, back.texts, back.added, back.changed) == ((), {}, (), ())
