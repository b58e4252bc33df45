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

from prospectus.derive.view import View
from prospectus.render.archive import EPOCH, packed, unpacked

TEXT = "word/document.xml"
BLANK = "\u3000" * 4
"""The content of an empty control: ideographic spaces, which make it visible and clickable."""
WIDTHS = (28, 55, 28, 55)
"""The column widths in millimetres."""
SECTION, SEAL = Mm(42), Mm(36)
"""The minimum heights of a section and of the cell for the seal. With these the sheet fills one page."""
LATIN, CJK = "Times New Roman", "SimSun"
PROPERTY = 255
"""The maximum length of a document property in characters."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(form: View, note: str) -> bytes:
    """Return a form as a Word document of one A4 page, with `note` below its table."""
    made = docx.Document()
    _as_a4(made, form)
    title = made.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(_sound(form.sheet.own))
    run.bold, run.font.size = True, Pt(16)
    if form.sheet.gloss:
        title.add_run(f"\n{_sound(form.sheet.gloss)}").font.size = Pt(10)
    for field in form.above:
        line = made.add_paragraph()
        _label(line, field, end=form.colon)
        _control(line, field, (field.blank or BLANK,))
    _fill(made.add_table(rows=0, cols=len(WIDTHS)), form)
    made.add_paragraph().add_run(_sound(note)).font.size = Pt(9)
    return _packed(made)


def _as_a4(made: Document, form: View) -> None:
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    page.top_margin = page.bottom_margin = Mm(18)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(11)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CJK)
    normal.paragraph_format.space_after = Pt(4)
    about = made.core_properties
    about.title, about.language, about.author, about.comments = _sound(form.sheet.own)[:PROPERTY], form.tag, "", ""
    about.created = about.modified = datetime(*EPOCH, tzinfo=UTC)


def _fill(table: Table, form: View) -> None:
    """Add the rows of a form to a table: pairs of label and cell, then the sections, then the cell for the seal."""
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    for pair in form.rows:
        cells = table.add_row().cells
        if len(pair) == 1:
            cells[1].merge(cells[-1])
        for at, field in enumerate(pair):
            _label(cells[2 * at].paragraphs[0], field)
            _control(cells[2 * at + 1].paragraphs[0], field)
    for field in form.sections:
        row = table.add_row()
        row.height = SECTION
        cell = _whole_row(row.cells)
        _label(cell.paragraphs[0], field, end=form.colon)
        _control(cell.add_paragraph(), field, (f"1{form.dot}", f"2{form.dot}", form.more))
    if form.seal:
        row = table.add_row()
        row.height = SEAL
        place = _whole_row(row.cells).paragraphs[0]
        place.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _label(place, form.seal)


def _whole_row(cells: tuple[_Cell, ...]) -> _Cell:
    whole: _Cell = cells[0].merge(cells[-1])
    return whole


def _label(paragraph: Paragraph, field: View, *, end: str = "") -> None:
    paragraph.add_run(_sound(field.own) + end)
    if field.gloss:
        paragraph.add_run(f" {_sound(field.gloss)} ").font.size = Pt(8)


def _control(paragraph: Paragraph, field: View, lines: tuple[str, ...] = (BLANK,)) -> None:
    """Add a content control to a paragraph, with the title and the id of its field as alias and tag."""
    text = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    named = f"<w:alias w:val={quoteattr(_sound(field.own))}/><w:tag w:val={quoteattr(field.id)}/>"
    control = f'<w:sdtPr>{named}<w:text w:multiLine="1"/></w:sdtPr><w:sdtContent><w:r>{text}</w:r></w:sdtContent>'
    paragraph._p.append(parse_xml(f"<w:sdt {nsdecls('w')}>{control}</w:sdt>"))


def _sound(words: str) -> str:
    """Return a text without the characters that XML 1.0 does not allow."""
    return _NOT_XML.sub("", words)


def _packed(made: Document) -> bytes:
    """Return the bytes of a document, with its zip entries in a fixed order and with a fixed date."""
    relations = made.part.package.rels if made.part.package else {}
    for key in [key for key, each in relations.items() if each.reltype.endswith("/thumbnail")]:
        del relations[key]  # the thumbnail of the default template shows an empty page
    loose = BytesIO()
    made.save(loose)
    entries = unpacked(loose.getvalue())
    order = sorted(entries, key=lambda name: (name != "[Content_Types].xml", name))
    return packed({name: entries[name] for name in order}, stored={TEXT})
