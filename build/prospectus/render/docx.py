"""A form as a Word document (OOXML). The sheet is the same as on the page of the form; its cells are content controls for typing.

The output is reproducible: zip entries have a fixed order and date. The document part is not compressed, so that the script of the page
can insert the reader's input into the file without a library.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from prospectus.render.zip import EPOCH, pack_zip, unpack_zip
from prospectus.views.view import View

DOCUMENT_PART = "word/document.xml"
BLANK = "\u3000" * 4
"""The content of an empty control: ideographic spaces, which make it visible and clickable."""
COLUMN_WIDTHS = (28, 55, 28, 55)
"""The column widths in millimetres."""
SECTION_HEIGHT, SEAL_HEIGHT = Mm(42), Mm(36)
"""The minimum heights of a section and of the cell for the seal. With these the sheet fills one page."""
LATIN_FONT, CJK_FONT = "Times New Roman", "SimSun"
MAX_PROPERTY_LENGTH = 255
"""The maximum length of a document property in characters."""
_INVALID_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_form(form: View, note: str) -> bytes:
    """Return a form as a Word document of one A4 page, with `note` below its table."""
    document = docx.Document()
    _set_up_a4(document, form)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(_strip_invalid_xml(form.sheet.label))
    run.bold, run.font.size = True, Pt(16)
    if form.sheet.gloss:
        title.add_run(f"\n{_strip_invalid_xml(form.sheet.gloss)}").font.size = Pt(10)
    for field in form.above:
        line = document.add_paragraph()
        _add_label(line, field, end=form.colon)
        _add_control(line, field, (field.blank or BLANK,))
    _fill_table(document.add_table(rows=0, cols=len(COLUMN_WIDTHS)), form)
    document.add_paragraph().add_run(_strip_invalid_xml(note)).font.size = Pt(9)
    return _save_document(document)


def _set_up_a4(document: Document, form: View) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    page.top_margin = page.bottom_margin = Mm(18)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN_FONT, Pt(11)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CJK_FONT)
    normal.paragraph_format.space_after = Pt(4)
    properties = document.core_properties
    properties.title, properties.language, properties.author, properties.comments = (
        _strip_invalid_xml(form.sheet.label)[:MAX_PROPERTY_LENGTH],
        form.tag,
        "",
        "",
    )
    properties.created = properties.modified = datetime(*EPOCH, tzinfo=UTC)


def _fill_table(table: Table, form: View) -> None:
    """Add the rows of a form to a table: pairs of label and cell, then the sections, then the cell for the seal."""
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, COLUMN_WIDTHS, strict=True):
        column.width = Mm(width)
    for pair in form.rows:
        cells = table.add_row().cells
        if len(pair) == 1:
            cells[1].merge(cells[-1])
        for index, field in enumerate(pair):
            _add_label(cells[2 * index].paragraphs[0], field)
            _add_control(cells[2 * index + 1].paragraphs[0], field)
    for field in form.sections:
        row = table.add_row()
        row.height = SECTION_HEIGHT
        cell = _merge_row(row.cells)
        _add_label(cell.paragraphs[0], field, end=form.colon)
        _add_control(cell.add_paragraph(), field, (f"1{form.dot}", f"2{form.dot}", form.ellipsis))
    if form.seal:
        row = table.add_row()
        row.height = SEAL_HEIGHT
        seal_paragraph = _merge_row(row.cells).paragraphs[0]
        seal_paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _add_label(seal_paragraph, form.seal)


def _merge_row(cells: tuple[_Cell, ...]) -> _Cell:
    merged: _Cell = cells[0].merge(cells[-1])
    return merged


def _add_label(paragraph: Paragraph, field: View, *, end: str = "") -> None:
    paragraph.add_run(_strip_invalid_xml(field.label) + end)
    if field.gloss:
        paragraph.add_run(f" {_strip_invalid_xml(field.gloss)} ").font.size = Pt(8)


def _add_control(paragraph: Paragraph, field: View, lines: tuple[str, ...] = (BLANK,)) -> None:
    """Add a content control to a paragraph, with the title and the id of its field as alias and tag."""
    text_xml = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    naming_xml = f"<w:alias w:val={quoteattr(_strip_invalid_xml(field.label))}/><w:tag w:val={quoteattr(field.id)}/>"
    control_xml = f'<w:sdtPr>{naming_xml}<w:text w:multiLine="1"/></w:sdtPr><w:sdtContent><w:r>{text_xml}</w:r></w:sdtContent>'
    paragraph._p.append(parse_xml(f"<w:sdt {nsdecls('w')}>{control_xml}</w:sdt>"))


def _strip_invalid_xml(text: str) -> str:
    """Return a text without the characters that XML 1.0 does not allow."""
    return _INVALID_XML.sub("", text)


def _save_document(document: Document) -> bytes:
    """Return the bytes of a document, with its zip entries in a fixed order and with a fixed date."""
    relations = document.part.package.rels if document.part.package else {}
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]  # the thumbnail of the default template shows an empty page
    buffer = BytesIO()
    document.save(buffer)
    entries = unpack_zip(buffer.getvalue())
    order = sorted(entries, key=lambda name: (name != "[Content_Types].xml", name))
    return pack_zip({name: entries[name] for name in order}, stored={DOCUMENT_PART})
