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

from tiny import REPOSITORY, Tiny, machine_files

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = "<&\"'>]]>{{ x }} 🌾 \u202e\u0001\u000b\uffff龙"
SOUND = "<&\"'>]]>{{ x }} 🌾 \u202e龙"
"""The same text without the characters that XML does not allow."""


def opened(body: bytes) -> Any:
    return docx.Document(io.BytesIO(body))


def text(body: bytes) -> ElementTree.Element:
    with ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
        return ElementTree.fromstring(archive.read("word/document.xml"))


def controls(body: bytes) -> dict[str, list[str]]:
    """Return the lines of each control by its tag. Tags must be unique."""
    found = [
        (control.find(f".//{W}tag").attrib[f"{W}val"], [each.text or "" for each in control.iter(f"{W}t")])  # type: ignore[union-attr]
        for control in text(body).iter(f"{W}sdt")
    ]
    assert len(dict(found)) == len(found)
    return dict(found)


def paragraphs(body: bytes) -> list[str]:
    """Return the text of every paragraph, including those in cells, without the controls."""
    return ["".join(each.text or "" for each in paragraph.findall(f"{W}r/{W}t")) for paragraph in text(body).iter(f"{W}p")]


def form(**given: Any) -> dict[str, Any]:
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
        **given,
    }


def document(tiny: Tiny, given: dict[str, Any], folder: str = "", overlay: dict[str, str] | None = None) -> bytes:
    written = json.dumps(given, ensure_ascii=False).replace("\uffff", "\\uffff")  # the YAML reader accepts it only as an escape
    root = tiny("full", {"content/forms/case.yml": written, **(overlay or {})})
    return machine_files(root)[f"{folder}forms/case/case.docx"]


@pytest.mark.parametrize("folder", ["", "en/"])
def test_form_of_this_site_has_a_control_for_every_cell(repository_machine: dict[str, bytes], folder: str) -> None:
    fields = json.loads(repository_machine["data/form.json"])["records"][0]["fields"]
    found = controls(repository_machine[f"{folder}forms/feedback/feedback.docx"])
    assert list(found) == [each["id"] for each in fields]
    assert found["form-field-date"] == ["　　　　年　　月　　日"]
    assert [found[each["id"]] for each in fields if each["holds"] == "items"] == [["1．", "2．", "……"]] * 3


def test_sheet_is_in_the_language_it_is_handed_in_with_the_reader_s_own_beside_it(repository_machine: dict[str, bytes]) -> None:
    chinese, english = (paragraphs(repository_machine[f"{folder}forms/feedback/feedback.docx"]) for folder in ("", "en/"))
    assert chinese[:3] == ["“会员同行”意见建议反馈表", "编号：", "制表日期："]
    assert english[:3] == [
        "“会员同行”意见建议反馈表“Members Together” Feedback Form",
        "编号： Form number ",
        "制表日期： Date of completion ",
    ]
    assert (chinese[-2:], english[-2:]) == (
        ["（公司盖章）", "请发送至 msc@shfe.com.cn，邮件题目写明：xx公司“会员同行”意见建议反馈。"],
        ["（公司盖章） Company seal ", "To be sent to msc@shfe.com.cn with the subject xx公司“会员同行”意见建议反馈."],
    )


def test_page_is_a4_and_its_last_row_takes_a_seal(repository_machine: dict[str, bytes]) -> None:
    made = opened(repository_machine["forms/feedback/feedback.docx"])
    page, (table,) = made.sections[0], made.tables
    assert [round(length / Mm(1)) for length in (page.page_width, page.page_height)] == [210, 297]
    widths = [[round(cell.width / Mm(1)) for cell in dict.fromkeys(row.cells)] for row in table.rows]
    assert widths == [[28, 55, 28, 55]] * 2 + [[166]] * 4
    assert round((page.page_width - page.left_margin - page.right_margin) / Mm(1)) == 166
    height = page.page_height - page.top_margin - page.bottom_margin
    rows = [row.height or Mm(12) for row in table.rows]
    assert sum(rows) + Mm(55) < height  # the remaining height takes the title, two lines and the note
    assert rows[-1] >= Mm(34)
    assert len({cell._tc for cell in table.rows[-1].cells}) == 1


def test_only_the_text_is_stored_and_every_entry_has_one_date(full_machine: dict[str, bytes]) -> None:
    with ZipFile(io.BytesIO(full_machine["forms/harvest-report/harvest-report.docx"])) as archive:
        entries = archive.infolist()
    assert entries[0].filename == "[Content_Types].xml"
    assert {entry.filename for entry in entries if entry.compress_type == ZIP_STORED} == {"word/document.xml"}
    assert {entry.compress_type for entry in entries} == {ZIP_STORED, ZIP_DEFLATED}
    assert {(entry.date_time, entry.flag_bits & 8) for entry in entries} == {((1980, 1, 1, 0, 0, 0), 0)}
    assert [entry.filename for entry in entries if "thumbnail" in entry.filename] == []


def test_same_form_gives_the_same_bytes(full_machine: dict[str, bytes], tiny: Tiny) -> None:
    again = machine_files(tiny("full"))
    names = [name for name in full_machine if name.endswith(".docx")]
    assert names == ["forms/harvest-report/harvest-report.docx", "en/forms/harvest-report/harvest-report.docx"]
    assert [full_machine[name] == again[name] for name in names] == [True, True]


def test_hostile_words_are_words(tiny: Tiny) -> None:
    fields = [
        {"id": "who", "title": {"zh": HOSTILE, "en": HOSTILE + "!"}, "holds": "company"},
        {"id": "views", "title": {"zh": HOSTILE, "en": "V"}, "holds": "items"},
    ]
    title = {"zh": HOSTILE + "长" * 300, "en": HOSTILE}
    body = document(tiny, form(title=title, fields=fields, seal={"id": "seal", "title": {"zh": HOSTILE, "en": "S"}}), "en/")
    found = paragraphs(body)
    assert found[0] == f"{SOUND}{'长' * 300}{SOUND}"
    assert found[1:4] == [f"{SOUND} {SOUND}! ", "", f"{SOUND}： V "]
    assert f"（{SOUND}） S " in found
    assert list(controls(body)) == ["who", "views"]
    assert [each.attrib[f"{W}val"] for each in text(body).iter(f"{W}alias")] == [SOUND, SOUND]
    assert opened(body).core_properties.title == (SOUND + "长" * 300)[:255]


def test_row_with_one_cell_and_a_form_without_a_seal(tiny: Tiny) -> None:
    (table,) = opened(document(tiny, form())).tables
    assert [len({cell._tc for cell in row.cells}) for row in table.rows] == [2, 1]


def test_form_in_a_script_without_full_width_marks(tiny: Tiny, full_machine: dict[str, bytes]) -> None:
    body = full_machine["forms/harvest-report/harvest-report.docx"]
    assert paragraphs(body)[:3] == ["Harvest report大麦收成表", "Number:  编号 ", "Day:  日期 "]
    assert (controls(body)["report-fields"], controls(body)["report-day"]) == (["1. ", "2. ", "…"], ["　　　　"])
    assert opened(body).core_properties.language == "en"


def test_form_in_a_third_language(tiny: Tiny) -> None:
    site = (REPOSITORY / "tests/sites/full/content/site.yml").read_text(encoding="utf-8")
    german = site.replace("path: en}\n", "path: en}\n  - {tag: de, language: de, name: Deutsch, path: de}\n", 1)
    given = form(language="de", title={"zh": "表", "en": "Form", "de": "Formular"})
    body = document(tiny, given, "en/", {"content/site.yml": german})
    assert paragraphs(body)[0] == "FormularForm"
    assert paragraphs(body)[1] == "Company"  # without a German title, the one in the reader's language is used
    assert opened(body).core_properties.language == "de"


def test_form_in_a_language_the_site_has_not(tiny: Tiny) -> None:
    body = document(tiny, form(language="fr"))
    assert (paragraphs(body)[:2], opened(body).core_properties.language) == (["表", "公司"], "fr")
