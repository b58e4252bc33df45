"""A month as a PDF: one A4 sheet while the type remains readable."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pypdf
import pytest

from prospectus.errors import UsageError
from prospectus.publish.theme import load_templates
from prospectus.render.month.pdf import render_pdf
from prospectus.views.month_export import MonthExport
from tiny import REPOSITORY, repeat_items

TEMPLATES = load_templates((REPOSITORY / "theme",))
A4 = (595, 842)


def open_pdf(body: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(body))


def text_of(reader: pypdf.PdfReader) -> str:
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_25_events_fit_on_one_a4_sheet(june: Mapping[str, MonthExport], language: str) -> None:
    reader = open_pdf(render_pdf(repeat_items(june[language], 25), TEMPLATES))
    assert [tuple(map(round, page.mediabox[2:])) for page in reader.pages] == [A4]
    text = text_of(reader)
    assert text.count({"zh": "夏季展望", "en": "Summeroutlookforbarley"}[language]) == 8
    assert {"zh": "已取消；农忙。", "en": "Cancelled;Thegrowersareinthefields."}[language] in text
    assert "https://lakeside.example/learn/" in text


def test_more_events_continue_on_further_sheets(june: Mapping[str, MonthExport]) -> None:
    reader = open_pdf(render_pdf(repeat_items(june["zh"], 90), TEMPLATES))
    assert len(reader.pages) > 1
    assert text_of(reader).count("夏季展望") == 30


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_titles_are_escaped(july: Mapping[str, MonthExport], language: str) -> None:
    reader = open_pdf(render_pdf(july[language], TEMPLATES))
    assert len(reader.pages) == 1
    assert {"zh": "<i>麦</i>（甲&乙）", "en": "<i>Ear</i>(A&B)"}[language] in text_of(reader)
    assert {"zh": "<b>厅</b>", "en": "<b>Hall</b>"}[language] in text_of(reader)
    assert {"zh": "示例", "en": "Sample"}[language] in text_of(reader)
    assert "/JavaScript" not in str(reader.trailer["/Root"])


def test_same_month_gives_the_same_bytes(june: Mapping[str, MonthExport]) -> None:
    assert render_pdf(june["zh"], TEMPLATES) == render_pdf(june["zh"], TEMPLATES)
    assert "/CreationDate" not in (open_pdf(render_pdf(june["zh"], TEMPLATES)).metadata or {})


def test_pdf_without_its_library_says_what_to_install(june: Mapping[str, MonthExport], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(UsageError, match=r"pip install 'prospectus\[pdf\]' and apt-get install libpango"):
        render_pdf(june["zh"], TEMPLATES)
