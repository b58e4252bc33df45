"""Checks that texts of fields that hold plain words, which readers see as they are written, have no Markdown and no HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import east_asian_width

from pydantic import BaseModel

from prospectus.model.fields import FieldInfo, FieldPath, field_infos, find_form
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.reference import URL_SCHEMES
from prospectus.model.values.text import TextForm
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem
from prospectus.validate.known_names import KnownNames
from prospectus.validate.references import CheckedRecord

MAX_TITLE = 200
"""The width of the longest title, in half-width characters. Names of official documents can have a hundred Chinese characters."""
TITLE_FORM = Message(
    "at most {chinese} Chinese characters or {latin} letters; what is left belongs into the summary or the text",
    "最多 {chinese} 个汉字或 {latin} 个字母；其余写进摘要或正文",
)
_HINT = lazy_pattern(r"[*_`#~<>\[|]|^\s*(?:[-+•]|\d+[.)．、])\s", re.MULTILINE)
"""What every text with Markdown contains; a cheap test for the texts without."""
_LINK = lazy_pattern(r"(!?)\[([^\[\]]*)\]\s?\(\s*<?([^\s()<>]+(?:\([^\s()]*\))?)>?(?:\s+[\"'][^)]*)?\s*\)")
_REFERENCE = lazy_pattern(r"\[([^\[\]]+)\]\[[^\[\]]*\]")
_TAG = lazy_pattern(
    r"</?(?:a|abbr|b|br|blockquote|code|del|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|s|small|span|strong|sub|sup|table|tbody|td|th"
    r"|thead|tr|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_AUTOLINK = lazy_pattern(r"<((?:https?|mailto):[^\s<>]+)>")
_INLINE = (
    (lazy_pattern(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL), 2, Message("code", "代码")),
    (lazy_pattern(r"(\*\*|__)(?=[^\s*_])(.+?)(?<=[^\s])\1", re.DOTALL), 2, Message("bold words", "粗体")),
    (lazy_pattern(r"(?<![\w*\\])(\*)(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])"), 2, Message("italic words", "斜体")),
    (lazy_pattern(r"(?<![\w_\\])(_)(?=[^\s_])([^_\n]*[^\s_])_(?![\w_])"), 2, Message("italic words", "斜体")),
    (lazy_pattern(r"(~~)(?=\S)(.+?)(?<=\S)~~"), 2, Message("struck words", "删除线")),
)
_FOOTNOTE_MARK = lazy_pattern(r"\[\^[^\]\n]+\]:?")
_HEADING = lazy_pattern(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_QUOTE = lazy_pattern(r"^ {0,3}>[ \t]?", re.MULTILINE)
_FENCE = lazy_pattern(r"^ {0,3}(?:```|~~~).*$", re.MULTILINE)
_TABLE = lazy_pattern(r"^ *\|?[ :-]*-{3}[ :|-]*\|[ :|-]*$", re.MULTILINE)
_ITEM = lazy_pattern(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(?=\S)", re.MULTILINE)
LIST, HEADING, LINK, PICTURE = (
    Message("a list", "列表"),
    Message("a heading", "标题"),
    Message("a link", "链接"),
    Message("a picture", "图片"),
)
QUOTE, CODE, TABLE, TAG = (
    Message("a quotation", "引用块"),
    Message("code", "代码"),
    Message("a table", "表格"),
    Message("HTML", "标签（HTML）"),
)


def check_plain_texts(checked: CheckedRecord, names: KnownNames) -> Iterator[Problem]:
    """A line must be plain words: Markdown in it would be shown as typed. A link in it must lead to an existing page as well.

    A title must be short enough for lists, menus and the tab of the browser.
    """
    for field_path, text in checked.texts:
        for language in text if text.form is TextForm.LINE else ():
            if field_path[-1] == "title" and len(text[language]) > MAX_TITLE // 2 and _measure(text[language]) > MAX_TITLE:
                form = TITLE_FORM.fill(chinese=MAX_TITLE // 2, latin=MAX_TITLE)
                yield checked.raw.problem((*field_path, language), "PR128", language, came=text[language], form=form)
            if _HINT.search(text[language]):
                yield from _check_text(checked, (*field_path, language), text[language], language, names)


def _measure(text: str) -> int:
    """Return the width of a text in half-width characters."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _check_text(checked: CheckedRecord, place: FieldPath, text: str, language: str, names: KnownNames) -> Iterator[Problem]:
    found = dict.fromkeys(find_markdown(text))
    if found:
        marks = Message(", ".join(mark.en for mark in found), "、".join(mark.zh for mark in found))
        params = {"marks": marks, "places": _list_places(checked, place), "came": text, "form": strip_markdown(text, language)}
        yield checked.raw.problem(place, "PR126", language, **params)
    for match in _LINK.finditer(text) if not checked.record.hidden else ():
        scheme, target = match[3].partition(":")[0], match[3].partition("#")[0]
        if scheme in (*KINDS_BY_NAME, "list", "page") and scheme.lower() not in URL_SCHEMES and not names.resolves(target):
            yield checked.raw.problem(place, "PR203", language, came=match[3], target=match[3], form=names.suggest_target(target))


def _list_places(checked: CheckedRecord, place: FieldPath) -> Message:
    """Return where Markdown can be written instead of a line: the fields beside it, or else those of the record, and the Markdown file."""
    model: type[BaseModel] = checked.raw.kind.model
    names = _list_markdown_fields(model)
    for step in place[:-2]:
        info: FieldInfo | None = dict(field_infos(model)).get(str(step)) if isinstance(step, str) else None
        while info is not None and info.item is not None:
            info = info.item
        if info is not None and info.model is not None:
            model = info.model
            names = _list_markdown_fields(model) or names
    files = [f"{checked.record.id}.{place[-1]}.md"] if checked.raw.kind.prose else []
    return Message(", ".join([*names, *files]), "、".join([*names, *files]))


def _list_markdown_fields(model: type[BaseModel]) -> list[str]:
    return [name for name, info in field_infos(model) if find_form(info) in (TextForm.INLINE, TextForm.BLOCKS)]


def find_markdown(text: str) -> Iterator[Message]:
    """Yield what a text has of Markdown and HTML."""
    for match in _LINK.finditer(text):
        yield PICTURE if match[1] else LINK
    if _REFERENCE.search(text) or _AUTOLINK.search(text):
        yield LINK
    words = _LINK.sub(r"\2", text)
    yield from (mark for pattern, _, mark in _INLINE if pattern.search(words))
    if _TAG.search(text):
        yield TAG
    yield from (mark for pattern, mark in ((_HEADING, HEADING), (_FENCE, CODE), (_TABLE, TABLE)) if pattern.search(text))
    if "\n" in text.strip():
        yield from (mark for pattern, mark in ((_QUOTE, QUOTE), (_ITEM, LIST)) if pattern.search(text))


def strip_markdown(text: str, language: str) -> str:
    """Return the words of a text without the marks; the items of a list on one line, with semicolons between them."""
    text = _AUTOLINK.sub(r"\1", _TAG.sub(" ", _FENCE.sub("", _TABLE.sub("", _FOOTNOTE_MARK.sub("", text)))))
    text = _REFERENCE.sub(r"\1", _LINK.sub(lambda match: match[2] or match[3], text))
    for pattern, group, _ in _INLINE:
        text = pattern.sub(lambda match, group=group: match[group], text)  # type: ignore[misc]
    lines = [line.strip() for line in _QUOTE.sub("", _HEADING.sub(r"\1", text)).splitlines() if line.strip()]
    separator, parts = ("；" if language.startswith("zh") else "; "), [""]
    for line in lines:
        item = _ITEM.sub("", line) if len(lines) > 1 else line
        if item != line and parts[-1] and not parts[-1].endswith((":", "：", ";", "；", "。", ".")):
            parts[-1] += separator.rstrip()
        parts.append(item)
    joint = "" if language.startswith("zh") else " "
    return joint.join(part for part in parts if part)
