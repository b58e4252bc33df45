"""Reading spreadsheet files: their values, and the limits and checks for untrusted files."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH

from prospectus.desk import sheet
from prospectus.desk.cells import Mark, clean
from prospectus.desk.entries import read
from prospectus.desk.importing import from_file
from prospectus.desk.month import Month
from prospectus.problems.formats import text
from tiny import Tiny

HEAD = ["日期", "标题", "英文标题", "类型"]
ROW = [datetime(2025, 3, 18), "集训", "Course", "培训"]


def xlsx(rows: Sequence[Sequence[Any]], change: Callable[[Workbook], None] = lambda _: None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    change(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def packed(content: bytes, **changed: bytes) -> bytes:
    """Return an XLSX file with some of its parts replaced. In keywords, `__` means `/`, and `_xml` and `_bin` mean `.xml` and `.bin`."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        names = {name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): body for name, body in changed.items()}
        for name in [*source.namelist(), *(name for name in names if name not in source.namelist())]:
            target.writestr(name, names.get(name) or source.read(name))
    return made.getvalue()


def refused(content: bytes) -> tuple[str, str]:
    with pytest.raises(sheet.Unreadable) as found:
        sheet.parsed(content)
    return found.value.code, str(found.value.given.get("reason") or found.value.given.get("came"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_its_encoding_and_with_its_delimiter(encoding: str, delimiter: str) -> None:
    said = "三月安排\n" + delimiter.join(HEAD) + "\n" + delimiter.join(["3月18日", '"甲,乙;丙"', "Course", "培训"]) + "\n"
    (found,) = sheet.parsed(said.encode(encoding))
    assert found.rows == (("三月安排",), tuple(HEAD), ("3月18日", "甲,乙;丙", "Course", "培训"))


def test_workbook_gives_the_sheets_that_can_be_seen_and_all_their_rows() -> None:
    def change(book: Workbook) -> None:
        book.active.title = "三月"
        book.active.row_dimensions[2].hidden = True
        book.create_sheet("hidden").sheet_state = "hidden"

    (found,) = sheet.parsed(xlsx([HEAD, ROW, [], [None, "x"]], change))
    assert (found.name, found.rows) == ("三月", (tuple(HEAD), tuple(ROW), (), (None, "x")))
    assert found.address(1, 27) == "三月!AB2"


def test_both_systems_of_dates_give_the_same_days() -> None:
    def change(book: Workbook) -> None:
        book.epoch = MAC_EPOCH

    rows = [["日期", "时间"], [date(2025, 3, 18), time(15, 30)]]
    found = [sheet.parsed(content)[0].rows[1] for content in (xlsx(rows), xlsx(rows, change))]
    assert found == [(datetime(2025, 3, 18), time(15, 30))] * 2


def test_formula_without_a_saved_value_is_told_and_never_worked_out(tiny: Tiny) -> None:
    root = tiny("minimal", {"plan.xlsx": xlsx([HEAD, [*ROW[:2], '=CONCATENATE("Co","urse")', "培训"]])})
    assert text(from_file(read(root), root / "plan.xlsx", Month(2025, 3)).problems) == (
        "plan.xlsx:2:3: error PR611 Sheet!C2: a formula in the column 标题（英文） must be saved together with its value.\n"
        "    Right form: a value\n1 problem: 1 error, 0 warning, 0 info.\n"
    )


def test_formula_with_a_saved_value_is_that_value_and_an_error_is_none() -> None:
    whole = xlsx([HEAD, [*ROW[:2], "=1+1", "#N/A"]])
    with ZipFile(io.BytesIO(whole)) as source:
        page = source.read("xl/worksheets/sheet1.xml")
    saved = packed(
        whole, xl__worksheets__sheet1_xml=page.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>7</v>").replace(b"<v></v>", b"<v>7</v>")
    )
    (found,) = sheet.parsed(saved)
    assert (found.rows[1][2:], found.unsaved) == ((7,), frozenset({(1, 3)}))


def test_bomb_is_not_unpacked() -> None:
    zeros = packed(xlsx([HEAD]), xl__worksheets__sheet1_xml=b"0" * (sheet.UNPACKED + 1))
    assert len(zeros) < 1_000_000
    assert refused(zeros)[0] == "PR602"


def test_workbook_of_very_many_parts_is_refused() -> None:
    assert refused(packed(xlsx([HEAD]), **{f"part{n}_xml": b"x" for n in range(sheet.PARTS)}))[0] == "PR602"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    assert refused(packed(xlsx([HEAD]), xl__worksheets__sheet1_xml=laughs.encode(encoding))) == ("PR601", "its XML defines entities")


def test_macros_are_refused() -> None:
    assert refused(packed(xlsx([HEAD]), xl__vbaProject_bin=b"macro")) == ("PR601", "it holds macros")


@pytest.mark.parametrize(
    "content",
    [
        b"PK",
        xlsx([HEAD])[:2000],
        packed(xlsx([HEAD]), xl__workbook_xml=b"<a>"),
        b"\xd0\xcf\x11\xe0old",
        b"a,\0b",
        b"\x80\xff",
        b"\xff\xfea",
    ],
    ids=["head", "half", "broken-xml", "old-or-locked", "nul", "no-encoding", "half-a-character"],
)
def test_damaged_file_is_one_problem(content: bytes) -> None:
    assert refused(content)[0] == "PR601"


def test_rows_columns_and_bytes_are_bounded(tmp_path: Path) -> None:
    assert refused(xlsx([HEAD, *([ROW] * 10_000)])) == ("PR602", f"more than {sheet.FILLED} filled rows")
    assert refused("日期,标题\n".encode() * 10_000) == ("PR602", f"more than {sheet.FILLED} filled rows")
    assert refused(xlsx([["x"] * 300]))[0] == "PR602"
    assert refused(b"," * 300 + b"x\n")[0] == "PR602"
    (tmp_path / "big.csv").write_bytes(b"x" * (sheet.LARGEST + 1))
    with pytest.raises(sheet.Unreadable) as found:
        sheet.read(tmp_path / "big.csv")
    assert found.value.code == "PR602"


def test_row_far_below_does_not_make_a_million_rows() -> None:
    def change(book: Workbook) -> None:
        book.active.cell(1_048_576, 1).value = "x"

    assert refused(xlsx([HEAD, ROW], change)) == ("PR602", f"more than {sheet.ROWS} rows")


def test_single_hyphen_is_a_mark_and_one_behind_an_apostrophe_a_text() -> None:
    (found,) = sheet.parsed("日期,标题\n-,'-\n".encode())
    assert found.rows[1] == (Mark.TAKEN_AWAY, "-")


@given(
    st.lists(
        st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(["=1+1", "+1", "-1", "@x", "'=1", "''-", "-", "'"]), min_size=1
    )
)
def test_texts_come_back_from_csv_and_none_is_a_formula(words: list[str]) -> None:
    rows = [["日期", *("标题" for _ in words[1:])], [clean(each) for each in words]]
    content = sheet.written_csv(rows)
    (found,) = sheet.parsed(content)
    said = list(rows[1])
    while said and not said[-1]:
        said.pop()
    assert [each or "" for each in found.rows[1]] == said if said else len(found.rows) < 2 or found.rows[1] == ()
    assert not any(
        str(cell).startswith(("=", "+", "-", "@")) for cell in sheet.csv.reader(content.decode("utf-8-sig").splitlines()) for cell in cell
    )
