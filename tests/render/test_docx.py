"""Forms as Word documents: readable by python-docx and as XML, one control per cell, reproducible bytes."""

from __future__ import annotations

import io
import json
from typing import Any
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import docx
import pytest
from docx.shared import Mm

from tiny import REPOSITORY, SiteFactory, collect_data_files

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = "<&\"'>]]>{{ x }} 🌾 \u202e\u0001\u000b\uffff龙"
VALID = "<&\"'>]]>{{ x }} 🌾 \u202e龙"
"""The same text without the characters that XML does not allow."""


def open_document(body: bytes) -> Any:
    return docx.Document(io.BytesIO(body))


def parse_document_xml(body: bytes) -> ElementTree.Element:
    with ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
        return ElementTree.fromstring(archive.read("word/document.xml"))


def read_controls(body: bytes) -> dict[str, list[str]]:
    """Return the lines of each control by its tag. Tags must be unique."""
    lines_by_tag = [
        (control.find(f".//{W}tag").attrib[f"{W}val"], [node.text or "" for node in control.iter(f"{W}t")])  # type: ignore[union-attr]
        for control in parse_document_xml(body).iter(f"{W}sdt")
    ]
    assert len(dict(lines_by_tag)) == len(lines_by_tag)
    return dict(lines_by_tag)


def read_paragraphs(body: bytes) -> list[str]:
    """Return the text of every paragraph, including those in cells, without the controls."""
    return ["".join(node.text or "" for node in paragraph.findall(f"{W}r/{W}t")) for paragraph in parse_document_xml(body).iter(f"{W}p")]


def build_form(**overrides: Any) -> dict[str, Any]:
    """Return the fields of a form with two cells; keyword arguments replace or add fields."""
    return {
        "title": {"zh": "表", "en": "Form"},
        "language": "zh",
        "fields": [
            {"id": "who", "title": {"zh": "公司", "en": "Company"}, "holds": "company"},
            {"id": "views", "title": {"zh": "意见", "en": "Views"}, "holds": "items"},
        ],
        "submission": {
            "id": "sent",
            "to": "post@lakeside.example",
            "subject": "{company}的意见",
            "nobody": "某公司",
            "text": {"zh": "发信。", "en": "Mail it."},
        },
        **overrides,
    }


def render_document(tiny: SiteFactory, fields: dict[str, Any], folder: str = "", overlay: dict[str, str] | None = None) -> bytes:
    json_text = json.dumps(fields, ensure_ascii=False).replace("\uffff", "\\uffff")  # the YAML reader accepts it only as an escape
    root = tiny("full", {"content/forms/case.yml": json_text, **(overlay or {})})
    return collect_data_files(root)[f"{folder}forms/case/case.docx"]


@pytest.mark.parametrize("folder", ["", "en/"])
def test_form_of_this_site_has_a_control_for_every_cell(repository_data_files: dict[str, bytes], folder: str) -> None:
    fields = json.loads(repository_data_files["data/form.json"])["records"][0]["fields"]
    lines_by_tag = read_controls(repository_data_files[f"{folder}forms/feedback/feedback.docx"])
    assert list(lines_by_tag) == [field["id"] for field in fields]
    assert lines_by_tag["form-field-date"] == ["　　　　年　　月　　日"]
    assert [lines_by_tag[field["id"]] for field in fields if field["holds"] == "items"] == [["1．", "2．", "……"]] * 3


def test_form_is_in_its_submission_language_with_the_language_of_the_reader_beside_it(repository_data_files: dict[str, bytes]) -> None:
    chinese, english = (read_paragraphs(repository_data_files[f"{folder}forms/feedback/feedback.docx"]) for folder in ("", "en/"))
    assert chinese[:3] == ["“会员同行”意见建议反馈表", "编号：", "制表日期："]
    assert english[:3] == [
        "“会员同行”意见建议反馈表“Members Together” Feedback Form",
        "编号： Form number ",
        "制表日期： Date of completion ",
    ]
    assert (chinese[-2:], english[-2:]) == (
        ["（公司盖章）", "请发送至 msc@shfe.com.cn，邮件题目写明：xx公司“会员同行”意见建议反馈。"],
        ["（公司盖章） Company seal ", "Send to msc@shfe.com.cn with the subject xx公司“会员同行”意见建议反馈."],
    )


def test_page_is_a4_and_its_last_row_has_space_for_a_seal(repository_data_files: dict[str, bytes]) -> None:
    document = open_document(repository_data_files["forms/feedback/feedback.docx"])
    page, (table,) = document.sections[0], document.tables
    assert [round(length / Mm(1)) for length in (page.page_width, page.page_height)] == [210, 297]
    widths = [[round(cell.width / Mm(1)) for cell in dict.fromkeys(row.cells)] for row in table.rows]
    assert widths == [[28, 55, 28, 55]] * 2 + [[166]] * 4
    assert round((page.page_width - page.left_margin - page.right_margin) / Mm(1)) == 166
    height = page.page_height - page.top_margin - page.bottom_margin
    rows = [row.height or Mm(12) for row in table.rows]
    assert sum(rows) + Mm(55) < height  # the remaining height takes the title, two lines and the note
    assert rows[-1] >= Mm(34)
    assert len({cell._tc for cell in table.rows[-1].cells}) == 1


def test_only_the_document_part_is_uncompressed_and_every_entry_has_the_same_date(full_data_files: dict[str, bytes]) -> None:
    with ZipFile(io.BytesIO(full_data_files["forms/harvest-report/harvest-report.docx"])) as archive:
        entries = archive.infolist()
    assert entries[0].filename == "[Content_Types].xml"
    assert {entry.filename for entry in entries if entry.compress_type == ZIP_STORED} == {"word/document.xml"}
    assert {entry.compress_type for entry in entries} == {ZIP_STORED, ZIP_DEFLATED}
    assert {(entry.date_time, entry.flag_bits & 8) for entry in entries} == {((1980, 1, 1, 0, 0, 0), 0)}
    assert [entry.filename for entry in entries if "thumbnail" in entry.filename] == []


def test_same_form_gives_the_same_bytes(full_data_files: dict[str, bytes], tiny: SiteFactory) -> None:
    again = collect_data_files(tiny("full"))
    names = [name for name in full_data_files if name.endswith(".docx")]
    assert names == ["forms/harvest-report/harvest-report.docx", "en/forms/harvest-report/harvest-report.docx"]
    assert [full_data_files[name] == again[name] for name in names] == [True, True]


@pytest.mark.usefixtures("any_characters")
def test_hostile_text_is_escaped(tiny: SiteFactory) -> None:
    fields = [
        {"id": "who", "title": {"zh": HOSTILE, "en": HOSTILE + "!"}, "holds": "company"},
        {"id": "views", "title": {"zh": HOSTILE, "en": "V"}, "holds": "items"},
    ]
    title = {"zh": HOSTILE + "长" * 300, "en": HOSTILE}
    form = build_form(title=title, fields=fields, seal={"id": "seal", "title": {"zh": HOSTILE, "en": "S"}})
    body = render_document(tiny, form, "en/")
    texts = read_paragraphs(body)
    assert texts[0] == f"{VALID}{'长' * 300}{VALID}"
    assert texts[1:4] == [f"{VALID} {VALID}! ", "", f"{VALID}： V "]
    assert f"（{VALID}） S " in texts
    assert list(read_controls(body)) == ["who", "views"]
    assert [alias.attrib[f"{W}val"] for alias in parse_document_xml(body).iter(f"{W}alias")] == [VALID, VALID]
    assert open_document(body).core_properties.title == (VALID + "长" * 300)[:255]


def test_row_with_one_cell_and_a_form_without_a_seal(tiny: SiteFactory) -> None:
    (table,) = open_document(render_document(tiny, build_form())).tables
    assert [len({cell._tc for cell in row.cells}) for row in table.rows] == [2, 1]


def test_form_in_a_script_without_full_width_marks(tiny: SiteFactory, full_data_files: dict[str, bytes]) -> None:
    body = full_data_files["forms/harvest-report/harvest-report.docx"]
    assert read_paragraphs(body)[:3] == ["Harvest report大麦收成表", "Number:  编号 ", "Day:  日期 "]
    assert (read_controls(body)["report-fields"], read_controls(body)["report-day"]) == (["1. ", "2. ", "…"], ["　　　　"])
    assert open_document(body).core_properties.language == "en"


def test_form_in_a_third_language(tiny: SiteFactory) -> None:
    site = (REPOSITORY / "tests/sites/full/content/site.yml").read_text(encoding="utf-8")
    german = site.replace("path: en}\n", "path: en}\n  - {tag: de, language: de, name: Deutsch, path: de}\n", 1)
    fields = build_form(language="de", title={"zh": "表", "en": "Form", "de": "Formular"})
    body = render_document(tiny, fields, "en/", {"content/site.yml": german})
    assert read_paragraphs(body)[0] == "FormularForm"
    assert read_paragraphs(body)[1] == "Company"  # without a German title, the one in the reader's language is used
    assert open_document(body).core_properties.language == "de"


def test_form_in_a_language_the_site_has_not(tiny: SiteFactory) -> None:
    body = render_document(tiny, build_form(language="fr"))
    assert (read_paragraphs(body)[:2], open_document(body).core_properties.language) == (["表", "公司"], "fr")
