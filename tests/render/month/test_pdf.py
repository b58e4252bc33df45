"""A month as a PDF: one A4 sheet while the type remains readable."""

from __future__ import annotations

import io
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from prospectus.errors import UsageError
from prospectus.publish.theme import load_templates
from prospectus.render.month.pdf import REQUIREMENT, render_pdf
from prospectus.views.month_export import MonthExport, Participant
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
    assert {"zh": "已取消；原因：农忙。", "en": "Cancelled;Reason:Thegrowersareinthefields."}[language] in text
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


def test_pdf_without_its_library_names_the_command_for_this_python(
    june: Mapping[str, MonthExport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(UsageError) as refused:
        render_pdf(june["zh"], TEMPLATES)
    assert f"{sys.executable} -m pip install '{REQUIREMENT}'" in str(refused.value)
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["optional-dependencies"]["pdf"] == [REQUIREMENT]


def test_pdf_without_pango_names_its_packages(june: Mapping[str, MonthExport], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango')", "utf-8")
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UsageError, match=r"apt-get install libpango.*cannot load library libpango"):
        render_pdf(june["zh"], TEMPLATES)


def test_day_with_several_events_is_given_once_and_a_range_with_both_weekdays(june: Mapping[str, MonthExport]) -> None:
    talk, workshop = june["en"].items[0], june["en"].items[1]
    moderated = replace(talk, uid="b", hours="16:00–17:00", people=(Participant("A", "", "speaker"), Participant("B", "", "moderator")))
    text = text_of(open_pdf(render_pdf(replace(june["en"], items=(talk, moderated, workshop)), TEMPLATES)))
    assert (text.count("12Thu"), text.count("16:00–17:00")) == (1, 1)
    assert "18–19Wed–Thu" in text
    assert "Speaker:A;Moderator:B" in text
