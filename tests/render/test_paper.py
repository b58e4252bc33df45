"""A month as a PDF: one A4 sheet while the type remains readable."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pypdf
import pytest

from prospectus.derive.timetable import Timetable
from prospectus.errors import WrongUse
from prospectus.publish.theme import templates
from prospectus.render.paper import paper
from tiny import REPOSITORY, times

TEMPLATES = templates((REPOSITORY / "theme",))
A4 = (595, 842)


def read(body: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(body))


def text_of(reader: pypdf.PdfReader) -> str:
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_25_events_stand_on_one_sheet_of_a4(june: Mapping[str, Timetable], language: str) -> None:
    reader = read(paper(times(june[language], 25), TEMPLATES))
    assert [tuple(map(round, page.mediabox[2:])) for page in reader.pages] == [A4]
    text = text_of(reader)
    assert text.count({"zh": "夏季展望", "en": "Summeroutlookforbarley"}[language]) == 8
    assert {"zh": "已取消；农忙。", "en": "Cancelled;Thegrowersareinthefields."}[language] in text
    assert "https://lakeside.example/learn/" in text


def test_more_go_on_on_further_sheets_and_none_is_lost(june: Mapping[str, Timetable]) -> None:
    reader = read(paper(times(june["zh"], 90), TEMPLATES))
    assert len(reader.pages) > 1
    assert text_of(reader).count("夏季展望") == 30


@pytest.mark.parametrize("language", ["zh", "en"])
def test_titles_are_words_and_never_markup(july: Mapping[str, Timetable], language: str) -> None:
    reader = read(paper(july[language], TEMPLATES))
    assert len(reader.pages) == 1
    assert {"zh": "<i>麦</i>（甲&乙）", "en": "<i>Ear</i>(A&B)"}[language] in text_of(reader)
    assert {"zh": "<b>厅</b>", "en": "<b>Hall</b>"}[language] in text_of(reader)
    assert {"zh": "示例", "en": "Sample"}[language] in text_of(reader)
    assert "/JavaScript" not in str(reader.trailer["/Root"])


def test_same_month_gives_the_same_bytes(june: Mapping[str, Timetable]) -> None:
    assert paper(june["zh"], TEMPLATES) == paper(june["zh"], TEMPLATES)
    assert "/CreationDate" not in (read(paper(june["zh"], TEMPLATES)).metadata or {})


def test_pdf_without_its_library_says_what_to_install(june: Mapping[str, Timetable], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(WrongUse, match=r"pip install 'prospectus\[pdf\]' and apt-get install libpango"):
        paper(june["zh"], TEMPLATES)
