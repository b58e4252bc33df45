"""Checks the Markdown of fields: the rules of all Markdown, and that a field has no more of it than it may."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from prospectus.model.values.text import TextForm
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem
from prospectus.text.angle_brackets import Role
from prospectus.text.field_markdown import BLOCK_TAGS
from prospectus.text.markdown import MarkdownRenderer
from prospectus.text.nesting import MAX_LEVELS, SIDE_BY_SIDE, find_deep_block
from prospectus.validate.known_names import KnownNames
from prospectus.validate.plain_text import CODE, HEADING, LIST, PICTURE, QUOTE, TABLE, strip_markdown
from prospectus.validate.prose.blocks import check_blocks
from prospectus.validate.prose.definitions import check_definitions
from prospectus.validate.prose.dialect import check_dialect
from prospectus.validate.prose.field_source import FieldSource, iter_field_sources
from prospectus.validate.prose.files import SiteFiles
from prospectus.validate.prose.html import check_html
from prospectus.validate.prose.links import check_links
from prospectus.validate.prose.marks import check_marks
from prospectus.validate.prose.syntax import check_syntax
from prospectus.validate.prose.tables import check_tables
from prospectus.validate.references import CheckedRecord

FOOTNOTE, PARAGRAPHS, NOTE = (
    Message("a footnote", "脚注"),
    Message("several paragraphs", "多个段落"),
    Message("a note (!!!)", "提示块（!!!）"),
)
_ITEM_IN_LINE = r"(?<!\S)(?:[-*+]|\d{1,3}\.)\s"
_HINT = lazy_pattern(rf"[*_`\[\]<{{$|~^＊［【＃｀＞｜\n]|:[a-z+]|%%|!!|\+\+|==|^[#>＋－]|{_ITEM_IN_LINE}")
"""What every text with Markdown, or with what looks like it, contains; a cheap test for the texts without."""
_HEADING = lazy_pattern(r"^ {0,3}#{1,6}[ \t]+(?=\S)|^(?=[^\s|][^\n|]*\n(?:===+|---+)[ \t]*$)", re.MULTILINE)
_PICTURE = lazy_pattern(r"!\[[^\[\]\n]*\][(\[]")
_FOOTNOTE = lazy_pattern(r"\[\^[^\]\n]+\]")
_FENCE = lazy_pattern(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_TABLE = lazy_pattern(r"^(?=[^\n]*\|[^\n]*\n *\|?[ :-]*-{3}[ :|-]*\|?[ :|-]*$)", re.MULTILINE)
_QUOTE = lazy_pattern(r"^ {0,3}>[ \t]?(?=\S)", re.MULTILINE)
_ITEM = lazy_pattern(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\S)", re.MULTILINE)
_NOTE = lazy_pattern(r"^ {0,3}(?:!!!|\?\?\?\+?) ", re.MULTILINE)
_PARAGRAPH_BREAK = lazy_pattern(r"\n[ \t]*\n(?=\s*\S)")
_NO_FIELD = ((HEADING, _HEADING), (PICTURE, _PICTURE), (FOOTNOTE, _FOOTNOTE))
"""What no field may have: a page has its headings, pictures and footnotes in its Markdown file."""
_BLOCKS = ((CODE, _FENCE), (TABLE, _TABLE), (QUOTE, _QUOTE), (LIST, _ITEM), (NOTE, _NOTE), (PARAGRAPHS, _PARAGRAPH_BREAK))
"""What only a field with blocks may have. In a text of one line, these are plain words."""
_FOLDED_ITEM = lazy_pattern(r"^[ \t]*(?:[-*+]|\d{1,3}\.)[ \t]+(?=\S)", re.MULTILINE)
_MAY_BE_ITEM = lazy_pattern(_ITEM_IN_LINE)
MIN_ITEMS = 2
"""How many lines of a folded text must look like items before they are taken for a list."""
_STRONG_MARK = lazy_pattern(r"\*\*(?=\S)|(?<=\S)\*\*")
"""Two stars that can begin or end bold words; between spaces they are words."""
UNCLOSED_CODE, PICTURE_CODES = "PR259", ("PR042", "PR046", "PR263", "PR264")
INLINE_FORM = Message(
    "inline Markdown: one paragraph without lists, tables and headings", "行内 Markdown（一段话，没有列表、表格和小标题）"
)
BLOCK_FORM = Message("Markdown without headings, pictures and footnotes", "不含小标题、图片和脚注的 Markdown")
NEXT_BLOCK = Message("| instead of >, with an empty line before the list", "把 > 改为 |，列表前空一行")


def check_field_markdown(checked: CheckedRecord, names: KnownNames, files: SiteFiles, renderer: MarkdownRenderer) -> Iterator[Problem]:
    """Yield the problems in the Markdown of the fields of one record, except those of links to places on pages."""
    if checked.record.hidden:
        return
    for source in iter_field_sources(checked, _HINT):
        deep, folded = find_deep_block(source.text), _find_folded_list(source)
        if deep is not None:
            column = deep - source.text.rfind("\n", 0, deep)
            yield source.problem_at(deep, "PR024", limit=MAX_LEVELS, came=column, form=SIDE_BY_SIDE)
        elif folded is not None:
            yield folded
        else:
            yield from _check_source(source, checked, names, files, renderer)


def _check_source(
    source: FieldSource, checked: CheckedRecord, names: KnownNames, files: SiteFiles, renderer: MarkdownRenderer
) -> Iterator[Problem]:
    beyond = dict(_find_beyond(source))
    if beyond:
        yield _report_beyond(source, checked, beyond)
    links = check_links(source, checked.raw.root, names, files)
    yield from (problem for problem in links if PICTURE not in beyond or problem.code not in PICTURE_CODES)
    yield from _check_markup(source, renderer, has_more=bool(beyond))


def _check_markup(source: FieldSource, renderer: MarkdownRenderer, *, has_more: bool) -> Iterator[Problem]:
    """Yield the problems that all Markdown can have. `has_more`: the field has syntax that it may not have, which is reported already."""
    is_block = source.form is TextForm.BLOCKS and "\n" in source.text
    if source.characters & {"<", "{"}:
        yield from check_html(source)
    if "[^" not in source.text:
        yield from check_definitions(source)
    yield from check_syntax(source, inline=not is_block)
    if is_block or not has_more:
        yield from check_dialect(source)
    if is_block:
        yield from check_tables(source)
        yield from check_blocks(source)
    if is_block or not has_more:
        is_mark = _STRONG_MARK.search(source.text) is not None
        yield from (problem for problem in check_marks(source, renderer) if is_mark or problem.code != UNCLOSED_CODE)


def _report_beyond(source: FieldSource, checked: CheckedRecord, found: Mapping[Message, int]) -> Problem:
    """Return the problem of a field with more Markdown than it may have; `found` has the offset of each kind of syntax."""
    marks = Message(", ".join(mark.en for mark in found), "、".join(mark.zh for mark in found))
    what = BLOCK_FORM if source.form is TextForm.BLOCKS else INLINE_FORM
    words = _suggest(source, found)
    form: str | Message = words
    if checked.raw.kind.prose:
        name = f"{checked.record.id}.{source.language}.md"
        form = Message(f"{words} (or write it in {name})", f"{words}（或写在 {name} 中）")
    return source.problem_at(min(found.values()), "PR140", marks=marks, what=what, came=source.text, form=form)


def _suggest(source: FieldSource, found: Mapping[Message, int]) -> str:
    """Return what to write instead: the words on one line, or the first heading in bold."""
    if source.form is not TextForm.BLOCKS:
        return strip_markdown(source.text, source.language)
    line = source.text[min(found.values()) :].partition("\n")[0]
    return f"**{line.lstrip('# ')}**" if min(found, key=found.__getitem__) == HEADING else strip_markdown(line, source.language)


def _find_beyond(source: FieldSource) -> Iterator[tuple[Message, int]]:
    """Yield the kinds of syntax that a field may not have, each with the offset of the first one."""
    text = source.without_code if source.form is TextForm.BLOCKS else source.text
    patterns = _NO_FIELD if source.form is TextForm.BLOCKS or "\n" not in text else (*_NO_FIELD, *_BLOCKS)
    for mark, pattern in patterns:
        match = pattern.search(text)
        if match is not None:
            yield mark, match.end() if pattern is _PARAGRAPH_BREAK else match.start() + len(match[0]) - len(match[0].lstrip())
    if source.form is TextForm.INLINE:
        for bracket in source.brackets:
            if bracket.role is Role.TAG and not bracket.is_end and bracket.name in BLOCK_TAGS:
                yield Message(f"<{bracket.name}>", f"<{bracket.name}>"), bracket.start


def _find_folded_list(source: FieldSource) -> Problem | None:
    """A list must keep its lines: a block that begins with `>` joins them."""
    if len(_MAY_BE_ITEM.findall(source.text)) < MIN_ITEMS or source.scalar is None or source.scalar.style != ">":
        return None
    items = list(_FOLDED_ITEM.finditer(source.scalar.text, source.scalar.start))
    if len(items) < MIN_ITEMS:
        return None
    place = source.scalar.position_of(items[0].end())
    if source.form is TextForm.BLOCKS:
        return source.problem_on(*place, "PR141", came=source.text, form=NEXT_BLOCK)
    form = strip_markdown(source.scalar.text[source.scalar.start :], source.language)
    return source.problem_on(*place, "PR140", marks=LIST, what=INLINE_FORM, came=source.text, form=form)
