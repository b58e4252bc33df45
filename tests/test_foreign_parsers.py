"""Each module that calls a foreign parser on somebody's file catches whatever it raises, and is listed in decision 76."""

from __future__ import annotations

import re

import pytest

from prospectus.media.svg import SvgError, clean_svg
from prospectus.scheduling.spreadsheet.files import parse_file
from prospectus.scheduling.spreadsheet.sheet import SheetError
from tiny import HERE, REPOSITORY

PACKAGE = REPOSITORY / "build/prospectus"
DECISION = (REPOSITORY / "docs/decisions/0076-foreign-parsers.md").read_text(encoding="utf-8")
CALL = re.compile(
    r"\b(?:load_workbook|ZipFile|read_po|Image\.open|from_ical|feedparser\.parse|iterparse|fromstring|convert_to_element|load_config)\("
)
"""Calls of functions of libraries that parse."""
ELSEWHERE = {
    "media/renditions.py": "media/prepare.py catches it",
    "scheduling/feeds/parser_process.py": "scheduling/feeds/parse.py sees that the process failed",
    "render/month/poster.py": "it reads a drawing of ours",
    "render/zip.py": "it writes",
    "verify.py": "it reads what a build has made",
}
"""Modules that need not catch anything, and why."""


def test_modules_that_call_a_foreign_parser_catch_whatever_it_raises() -> None:
    sources = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    callers = {name for name, source in sources.items() if CALL.search(source)}
    assert len(callers) > 8
    assert sorted(name for name in callers - set(ELSEWHERE) if not re.search(r"except (?:Exception\b|\(Exception,)", sources[name])) == []
    assert sorted(name for name in callers - set(ELSEWHERE) if name.rpartition("/")[2] not in DECISION) == []


@pytest.mark.parametrize("name", ["table.xlsx", "table.ods"])
def test_spreadsheet_with_one_bit_flipped_is_read_or_refused(name: str) -> None:
    content = (HERE / "fuzz/corpus/sheet" / name).read_bytes()
    refused = 0
    for bit in range(5, len(content) * 8, 397 if name.endswith("xlsx") else 61):
        damaged = bytearray(content)
        damaged[bit // 8] ^= 1 << bit % 8
        try:
            parse_file(bytes(damaged))
        except SheetError as error:
            refused += error.code == "PR601"
    assert refused > 10


@pytest.mark.parametrize("name", ["sheet/table.xlsx", "sheet/table.ods"])
def test_truncated_spreadsheet_is_refused(name: str) -> None:
    content = (HERE / "fuzz/corpus" / name).read_bytes()
    for length in range(4, len(content) - 1, 97):
        with pytest.raises(SheetError):
            parse_file(content[:length])


def test_drawing_with_unusable_sizes_has_none() -> None:
    drawing = clean_svg(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e999 nan" width="1.2.3" height="-4"/>')
    assert (drawing.width, drawing.height) == (0, 0)
    deep = b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 3000 + b"</g>" * 3000 + b"</svg>"
    with pytest.raises(SvgError):
        clean_svg(deep)
