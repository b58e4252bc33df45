"""Reading spreadsheet files: their values, and the limits and checks for untrusted files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH

from prospectus.problems import Message
from prospectus.problems.formats import to_text
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import files
from prospectus.scheduling.spreadsheet.cells import CellMark, clean
from prospectus.scheduling.spreadsheet.csv_file import encode_csv
from prospectus.scheduling.spreadsheet.import_month import import_file
from prospectus.scheduling.spreadsheet.sheet import MAX_FILLED_ROWS, MAX_ROWS, SheetError
from prospectus.scheduling.spreadsheet.zip_container import MAX_PARTS, MAX_UNPACKED_BYTES
from tiny import SiteFactory

HEADINGS = ["日期", "标题", "英文标题", "类型"]
ROW = [datetime(2025, 3, 18), "集训", "Course", "培训"]


def make_xlsx(rows: Sequence[Sequence[Any]], change: Callable[[Workbook], None] = lambda _: None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def replace_parts(content: bytes, **parts: bytes) -> bytes:
    """Return an XLSX file with some of its parts replaced. In keywords, `__` means `/`, and `_xml` and `_bin` mean `.xml` and `.bin`."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        bodies = {name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): body for name, body in parts.items()}
        for name in [*source.namelist(), *(name for name in bodies if name not in source.namelist())]:
            target.writestr(name, bodies.get(name) or source.read(name))
    return buffer.getvalue()


def error_of(content: bytes) -> tuple[str, str]:
    with pytest.raises(SheetError) as raised:
        files.parse_sheets(content)
    reason = raised.value.params.get("reason") or raised.value.params.get("came")
    return raised.value.code, reason.en if isinstance(reason, Message) else str(reason)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_its_encoding_and_with_its_delimiter(encoding: str, delimiter: str) -> None:
    text_content = "三月安排\n" + delimiter.join(HEADINGS) + "\n" + delimiter.join(["3月18日", '"甲,乙;丙"', "Course", "培训"]) + "\n"
    (parsed,) = files.parse_sheets(text_content.encode(encoding))
    assert parsed.rows == (("三月安排",), tuple(HEADINGS), ("3月18日", "甲,乙;丙", "Course", "培训"))


def test_workbook_gives_its_visible_sheets_with_all_rows() -> None:
    def change(book: Workbook) -> None:
        book.active.title = "三月"
        book.active.row_dimensions[2].hidden = True
        book.create_sheet("hidden").sheet_state = "hidden"

    (parsed,) = files.parse_sheets(make_xlsx([HEADINGS, ROW, [], [None, "x"]], change))
    assert (parsed.name, parsed.rows) == ("三月", (tuple(HEADINGS), tuple(ROW), (), (None, "x")))
    assert parsed.address(1, 27) == "三月!AB2"


def test_both_systems_of_dates_give_the_same_days() -> None:
    def change(book: Workbook) -> None:
        book.epoch = MAC_EPOCH

    rows = [["日期", "时间"], [date(2025, 3, 18), time(15, 30)]]
    rows_by_epoch = [files.parse_sheets(content)[0].rows[1] for content in (make_xlsx(rows), make_xlsx(rows, change))]
    assert rows_by_epoch == [(datetime(2025, 3, 18), time(15, 30))] * 2


def test_formula_without_a_saved_value_is_reported_and_never_evaluated(tiny: SiteFactory) -> None:
    root = tiny("minimal", {"plan.xlsx": make_xlsx([HEADINGS, [*ROW[:2], '=CONCATENATE("Co","urse")', "培训"]])})
    assert to_text(import_file(read_site(root, Requirement.READABLE), root / "plan.xlsx", Month(2025, 3)).problems) == (
        "plan.xlsx:2:3: error PR611 Sheet!C2: a formula in the column 英文标题 must be saved together with its value.\n"
        "    Right form: a value\n1 problem: 1 error, 0 warnings, 0 info.\n"
    )


def test_formula_with_a_saved_value_is_that_value_and_an_error_is_none() -> None:
    workbook = make_xlsx([HEADINGS, [*ROW[:2], "=1+1", "#N/A"]])
    with ZipFile(io.BytesIO(workbook)) as source:
        page = source.read("xl/worksheets/sheet1.xml")
    saved = replace_parts(
        workbook, xl__worksheets__sheet1_xml=page.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>7</v>").replace(b"<v></v>", b"<v>7</v>")
    )
    (parsed,) = files.parse_sheets(saved)
    assert (parsed.rows[1][2:], parsed.missing_values) == ((7,), frozenset({(1, 3)}))


def test_zip_bomb_is_not_unpacked() -> None:
    zeros = replace_parts(make_xlsx([HEADINGS]), xl__worksheets__sheet1_xml=b"0" * (MAX_UNPACKED_BYTES + 1))
    assert len(zeros) < 1_000_000
    assert error_of(zeros)[0] == "PR602"


def test_workbook_of_very_many_parts_is_refused() -> None:
    assert error_of(replace_parts(make_xlsx([HEADINGS]), **{f"part{n}_xml": b"x" for n in range(MAX_PARTS)}))[0] == "PR602"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    assert error_of(replace_parts(make_xlsx([HEADINGS]), xl__worksheets__sheet1_xml=laughs.encode(encoding))) == (
        "PR601",
        "its XML defines entities",
    )


def test_macros_are_refused() -> None:
    assert error_of(replace_parts(make_xlsx([HEADINGS]), xl__vbaProject_bin=b"macro")) == ("PR601", "it holds macros")


@pytest.mark.parametrize(
    "content",
    [
        b"PK",
        make_xlsx([HEADINGS])[:2000],
        replace_parts(make_xlsx([HEADINGS]), xl__workbook_xml=b"<a>"),
        b"\xd0\xcf\x11\xe0old",
        b"a,\0b",
        b"\x80\xff",
        b"\xff\xfea",
    ],
    ids=["head", "half", "broken-xml", "old-or-locked", "nul", "no-encoding", "half-a-character"],
)
def test_damaged_file_is_one_problem(content: bytes) -> None:
    assert error_of(content)[0] == "PR601"


@given(st.integers(0, 10**9), st.binary(min_size=1, max_size=40))
def test_damage_anywhere_in_a_workbook_is_one_problem_or_none(position: int, damage: bytes) -> None:
    content = bytearray(make_xlsx([HEADINGS, ROW]))
    start = position % len(content)
    content[start : start + len(damage)] = damage
    with suppress(SheetError):
        assert files.parse_sheets(bytes(content))


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("mimetype", b"application/vnd.oasis.opendocument.text", "it is a text document of LibreOffice"),
        ("word/document.xml", b"<w/>", "it is a Word document"),
        ("xl/workbook.bin", b"", "it is an XLSB file"),
    ],
)
def test_other_archive_is_named(name: str, body: bytes, reason: str) -> None:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(name, body)
    assert error_of(buffer.getvalue()) == ("PR601", reason)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"%PDF-1.7", "it is a PDF file"), (b"\xef\xbb\xbf \n<HTML><table>", "it is a web page"), (b"\x89PNG", "it is an image")],
)
def test_other_format_is_named(content: bytes, reason: str) -> None:
    assert error_of(content) == ("PR601", reason)


def test_merged_cells_are_filled_down_and_across() -> None:
    def change(book: Workbook) -> None:
        for area in ("A2:A3", "B2:C2", "E4:F4"):
            book.active.merge_cells(area)

    (parsed,) = files.parse_sheets(make_xlsx([list("abcd"), ["x", "y", None, 1], [None, "z"], [None, None, None, None, "e"]], change))
    assert [row[:4] for row in parsed.rows[1:3]] == [("x", "y", "y", 1), ("x", "z")]
    assert (parsed.filled_down, parsed.filled_across) == (frozenset({(2, 0)}), frozenset({(1, 2), (3, 5)}))


def test_rows_columns_and_bytes_are_bounded(tmp_path: Path) -> None:
    assert error_of(make_xlsx([HEADINGS, *([ROW] * 10_000)])) == ("PR602", f"more than {MAX_FILLED_ROWS} filled rows")
    assert error_of("日期,标题\n".encode() * 10_000) == ("PR602", f"more than {MAX_FILLED_ROWS} filled rows")
    assert error_of(make_xlsx([["x"] * 300]))[0] == "PR602"
    assert error_of(b"," * 300 + b"x\n")[0] == "PR602"
    (tmp_path / "big.csv").write_bytes(b"x" * (files.MAX_FILE_BYTES + 1))
    with pytest.raises(SheetError) as raised:
        files.read_file(tmp_path / "big.csv")
    assert raised.value.code == "PR602"


def test_row_far_below_does_not_make_a_million_rows() -> None:
    def change(book: Workbook) -> None:
        book.active.cell(1_048_576, 1).value = "x"

    assert error_of(make_xlsx([HEADINGS, ROW], change)) == ("PR602", f"more than {MAX_ROWS} rows")


def test_single_hyphen_means_removal_unless_escaped() -> None:
    (parsed,) = files.parse_sheets("日期,标题\n-,'-\n".encode())
    assert parsed.rows[1] == (CellMark.REMOVE, "-")


@given(
    st.lists(
        st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(["=1+1", "+1", "-1", "@x", "'=1", "''-", "-", "'"]), min_size=1
    )
)
def test_texts_come_back_from_csv_and_none_is_a_formula(words: list[str]) -> None:
    rows = [["日期", *("标题" for _ in words[1:])], [clean(word) for word in words]]
    content = encode_csv(rows)
    (parsed,) = files.parse_sheets(content)
    expected = list(rows[1])
    while expected and not expected[-1]:
        expected.pop()
    assert [value or "" for value in parsed.rows[1]] == expected if expected else len(parsed.rows) < 2 or parsed.rows[1] == ()
    assert not any(
        str(cell).startswith(("=", "+", "-", "@")) for cell in csv.reader(content.decode("utf-8-sig").splitlines()) for cell in cell
    )
