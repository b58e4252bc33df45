"""Reading ODS files: their values, merged cells and hidden sheets, and the limits for untrusted files."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ods_writer import build_ods, pack_ods
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet import files
from prospectus.scheduling.spreadsheet.cells import CellMark
from prospectus.scheduling.spreadsheet.csv_file import parse_csv
from prospectus.scheduling.spreadsheet.import_month import import_file
from prospectus.scheduling.spreadsheet.sheet import MAX_COLUMNS, MAX_FILLED_ROWS, MAX_ROWS, Sheet, SheetError
from tiny import HERE, SiteFactory, read_files

ANNOTATED = (
    '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation>'
    '<text:p>甲<text:s text:c="2"/><text:span>乙</text:span><text:line-break/>丙</text:p><text:p>丁</text:p></table:table-cell>'
)
ERROR = '<table:table-cell office:value-type="string" calcext:value-type="error"/>'
CASES = sorted(path for path in (HERE / "cases" / "sheets").iterdir() if (path / "expected.yml").exists())


def text_cell(**attributes: int) -> str:
    """Return a cell with the text x, and attributes such as number_columns_repeated."""
    stated = "".join(f' table:{name.replace("_", "-")}="{number}"' for name, number in attributes.items())
    return f'<table:table-cell office:value-type="string"{stated}><text:p>x</text:p></table:table-cell>'


WIDE = text_cell(number_columns_repeated=100, number_columns_spanned=200, number_rows_spanned=20000)


def parse_table(rows: str) -> Sheet:
    (sheet,) = files.parse_sheets(pack_ods(f'<table:table table:name="三月">{rows}</table:table>'))
    return sheet


def parse_cell(cell: str) -> Any:
    rows = parse_table(f"<table:table-row>{cell}</table:table-row>").rows
    return rows[0][0] if rows else None


def error_of(content: bytes) -> tuple[str, str]:
    with pytest.raises(SheetError) as raised:
        files.parse_file(content)
    reason = raised.value.params.get("reason") or raised.value.params.get("came")
    return raised.value.code, reason.en if isinstance(reason, Message) else str(reason)


def test_visible_sheets_are_read_and_hidden_ones_named() -> None:
    content = build_ods([{"name": "三月", "rows": [["日期", "标题"], [], [None, "x"]]}, {"name": "旧", "rows": [["a"]], "hidden": True}])
    sheet_file = files.parse_file(content)
    assert [(sheet.name, sheet.rows) for sheet in sheet_file.sheets] == [("三月", (("日期", "标题"), (), (None, "x")))]
    assert sheet_file.hidden == ("旧",)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<table:table-cell office:value-type="float" office:value="12.5"><text:p>12,50</text:p></table:table-cell>', 12.5),
        ('<table:table-cell office:value-type="currency" office:value="3"><text:p>3 ¥</text:p></table:table-cell>', 3.0),
        ('<table:table-cell office:value-type="date" office:date-value="2026-03-05"/>', date(2026, 3, 5)),
        ('<table:table-cell office:value-type="date" office:date-value="2026-03-05T15:30:00.000000000"/>', datetime(2026, 3, 5, 15, 30)),
        ('<table:table-cell office:value-type="time" office:time-value="PT15H30M00S"/>', timedelta(hours=15, minutes=30)),
        (
            '<table:table-cell office:value-type="date" office:date-value="2026-02-31"><text:p>2月31日</text:p></table:table-cell>',
            "2月31日",
        ),
        ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', True),
        ('<table:table-cell office:value-type="string" office:string-value="甲"><text:p>乙</text:p></table:table-cell>', "甲"),
        ('<table:table-cell office:value-type="string"><text:p>-</text:p></table:table-cell>', CellMark.REMOVE),
        (ANNOTATED, "甲  乙\n丙\n丁"),
        ("<table:table-cell/>", None),
    ],
)
def test_cell_gives_its_value(cell: str, value: Any) -> None:
    assert parse_cell(cell) == value


def test_formula_gives_its_saved_value_and_otherwise_is_missing() -> None:
    sheet = parse_table(
        '<table:table-row><table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
        '<table:table-cell table:formula="of:=A9"/>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<text:p>#DIV/0!</text:p></table:table-cell></table:table-row>"
    )
    assert (sheet.rows, sheet.missing_values) == (((2.0,),), frozenset({(0, 1), (0, 2)}))


def test_merged_cells_are_filled_down_and_across() -> None:
    rows = [list("abc"), ["x", "y", None], [None, "z"], [None, None, "e"]]
    (sheet,) = files.parse_sheets(build_ods([{"rows": rows, "merged": ["A2:A4", "B2:C2"]}]))
    assert sheet.rows == (("a", "b", "c"), ("x", "y", "y"), ("x", "z"), ("x", None, "e"))
    assert (sheet.filled_down, sheet.filled_across) == (frozenset({(2, 0), (3, 0)}), frozenset({(1, 2)}))


def test_value_under_merged_cells_is_not_read() -> None:
    covered = '<table:covered-table-cell office:value-type="string"><text:p>old</text:p></table:covered-table-cell>'
    sheet = parse_table(f"<table:table-row>{text_cell(number_columns_spanned=2)}{covered}</table:table-row>")
    assert sheet.rows == (("x", "x"),)


def test_repeated_rows_and_cells_count_as_often_as_they_are_repeated() -> None:
    sheet = parse_table(
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>'
        f"{text_cell(number_columns_repeated=2)}</table:table-row>"
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        f"<table:table-row-group><table:table-header-rows><table:table-row>{text_cell()}</table:table-row></table:table-header-rows>"
        "</table:table-row-group>"
    )
    assert sheet.rows == ((None, None, "x", "x"), (None, None, "x", "x"), (), (), (), ("x",))


def test_tables_within_cells_and_recorded_changes_are_no_rows() -> None:
    inner = f'<table:table table:name="inner"><table:table-row>{text_cell()}</table:table-row></table:table>'
    changes = f"<table:tracked-changes>{text_cell()}</table:tracked-changes>"
    row = f'<table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p>{inner}</table:table-cell></table:table-row>'
    shapes = f"<table:shapes>{inner}</table:shapes>"
    sheet_file = files.parse_file(pack_ods(f'{changes}<table:table table:name="三月">{shapes}{row}</table:table>'))
    assert [(sheet.name, sheet.rows) for sheet in sheet_file.sheets] == [("三月", (("甲",),))]


@pytest.mark.parametrize(
    ("rows", "came"),
    [
        (
            f"<table:table-row>{text_cell(number_columns_repeated=4000000000)}</table:table-row>",
            f"more than {MAX_COLUMNS} columns in row 1",
        ),
        (
            f'<table:table-row table:number-rows-repeated="1048576">{text_cell(number_columns_repeated=200)}</table:table-row>',
            f"more than {MAX_FILLED_ROWS} filled rows",
        ),
        (
            f'<table:table-row table:number-rows-repeated="999999999"/><table:table-row>{text_cell()}</table:table-row>',
            f"more than {MAX_ROWS} rows",
        ),
        (
            f'<table:table-row table:number-rows-repeated="99999">{ERROR}</table:table-row>',
            f"more than {MAX_FILLED_ROWS} filled rows",
        ),
        (
            f'<table:table-row table:number-rows-repeated="1500">{WIDE}</table:table-row>',
            "more than 200000 merged cells",
        ),
    ],
    ids=["columns", "rows", "far-below", "errors", "merged"],
)
def test_repetition_bomb_is_refused_within_little_memory(rows: str, came: str) -> None:
    content = pack_ods(f'<table:table table:name="a">{rows}</table:table>')
    tracemalloc.start()
    assert error_of(content) == ("PR602", came)
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_very_many_small_elements_need_little_memory() -> None:
    content = pack_ods(f'<table:table table:name="a"><table:table-row>{"<table:table-cell/>" * 200_000}</table:table-row></table:table>')
    tracemalloc.start()
    assert files.parse_sheets(content)[0].rows == ()
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pack_ods("<table:table>"), "it is damaged"),
        (pack_ods("<text:p>" * 500), "it is damaged"),
        (pack_ods("", **{"META-INF/manifest.xml": b"<manifest:encryption-data/>"}), "it has a password"),
        (pack_ods("", **{"x.xml": b'<!DOCTYPE x [<!ENTITY a "haha">]>'}), "its XML defines entities"),
        (pack_ods("", mimetype=b"application/vnd.oasis.opendocument.text"), "it is a text document of LibreOffice"),
        (pack_ods("")[:400], "it is damaged"),
    ],
    ids=["broken-xml", "very-deep", "password", "entities", "text-document", "half"],
)
def test_unusable_file_is_one_problem(content: bytes, reason: str) -> None:
    assert error_of(content) == ("PR601", reason)


@given(st.integers(0, 10**9), st.binary(min_size=1, max_size=40))
def test_damage_anywhere_is_one_problem_or_none(position: int, damage: bytes) -> None:
    content = bytearray(build_ods([{"rows": [["日期", "标题"], [date(2026, 3, 5), "甲"], [time(15, 30), 3]], "merged": ["A2:A3"]}]))
    start = position % len(content)
    content[start : start + len(damage)] = damage
    with suppress(SheetError):
        assert files.parse_file(bytes(content))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_sheet_gives_the_same_events_as_ods(tiny: SiteFactory, case: Path) -> None:
    others = {name: body for name, body in read_files(case).items() if not name.startswith(("expected", "sheet"))}
    given_sheets = case / "sheet.yml"
    if given_sheets.exists():
        sheets = yaml.safe_load(given_sheets.read_text(encoding="utf-8"))
    else:
        sheets = [{"rows": [["-" if cell is CellMark.REMOVE else cell for cell in row] for row in _csv_rows(case)]}]
    root = tiny("full", {**others, "sheet.ods": build_ods(sheets)})
    result = import_file(read_site(root, Requirement.READABLE), root / "sheet.ods", Month(2026, 3))
    assert result.texts["calendar/2026/03.yml"] == (case / "expected.yml").read_text(encoding="utf-8")


def _csv_rows(case: Path) -> tuple[tuple[Any, ...], ...]:
    return parse_csv((case / "sheet.csv").read_bytes()).rows
