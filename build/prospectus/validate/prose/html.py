"""Checks HTML in Markdown: what the sanitiser removes is reported, so that nothing is lost without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from prospectus.model.text_files import record_of_text
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem
from prospectus.text.angle_brackets import ATTRIBUTE, Bracket, Role
from prospectus.text.attribute_lists import ATTRIBUTE as LISTED_ATTRIBUTE
from prospectus.text.attribute_lists import ATTRIBUTE_LIST
from prospectus.text.dialect.classes import is_own_class
from prospectus.text.markdown import ALLOWED_ATTRIBUTES, ALLOWED_SCHEMES, ALLOWED_TAGS, HEADING_ID
from prospectus.validate.prose.page_anchors import EVERY_PAGE, SECTIONS
from prospectus.validate.prose.source import ProseSource, Replacement

BODY_IS_CODE = frozenset({"script", "style"})
"""The elements that are left out with their content."""
SHOWS_A_FILE = frozenset({"iframe", "video", "audio", "embed", "source", "track", "object", "frame"})
"""The elements that show another file; a link to it can stand instead."""
SUBSTITUTES = {"strike": "del", "tt": "code", "acronym": "abbr", "dfn": "em", "big": "strong", "address": "div", "article": "section"}
"""The allowed element that says the same."""
HEADING_OF_THE_PAGE = "h1"
HANDLED_BY_THE_LIBRARY = frozenset({"rel", "data-toc-label"})
_URL_ATTRIBUTES = frozenset({"href", "src"})
_SCHEME = lazy_pattern(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.-]*):")
_CELL_ALIGNMENT = lazy_pattern(r"""["']text-align: (?:left|right|center);["']""")
_WORD = lazy_pattern(r"\w")


PRESENTATIONAL = frozenset({"basefont", "big", "blink", "center", "font", "marquee", "nobr"})
"""Elements that only change how words look."""


def check_html(source: ProseSource) -> Iterator[Problem]:
    """HTML in Markdown must consist of elements and attributes that are published; comments are left out."""
    for bracket in source.brackets:
        if bracket.role is Role.COMMENT and _WORD.search(source.text, bracket.start, bracket.end):
            yield source.problem_at(bracket.start, "PR251", came=source.text[bracket.start : bracket.end])
        elif bracket.role is Role.TAG and not bracket.is_end:
            yield from _check_tag(source, bracket)
    if "{" in source.text:
        yield from _check_attribute_lists(source)


def _check_tag(source: ProseSource, tag: Bracket) -> Iterator[Problem]:
    if tag.name == HEADING_OF_THE_PAGE:
        return
    if tag.name not in ALLOWED_TAGS:
        end = _find_end_tag(source, tag)
        came = source.text[tag.start : end.end if end and tag.name in BODY_IS_CODE else tag.end]
        yield source.problem_at(tag.start, "PR250", came=came, form=_form_without(source, tag, end), fix=_replace_element(tag, end))
        return
    yield from _check_names(source, tag)
    removed = [attribute for attribute in ATTRIBUTE.finditer(tag.attributes) if not _is_published(tag.name, attribute[1], attribute[2])]
    if not removed:
        return
    offset = tag.start + len("<") + len(tag.name)
    edits = tuple((offset + attribute.start(), offset + attribute.end(), "") for attribute in removed)
    rest = source.text[tag.start : tag.end]
    for begin, stop, _ in reversed(edits):
        rest = rest[: begin - tag.start] + rest[stop - tag.start :]
    came = " ".join(attribute[0].strip() for attribute in removed)
    if tag.name == "a" and any(attribute[1].lower() == "href" for attribute in removed):
        end = _find_end_tag(source, tag)
        words = " ".join(source.text[tag.end : end.start].split()) if end else ""
        yield source.problem_at(edits[0][0] + 1, "PR250", came=came, form=_link_to(words, "https://…"))
    else:
        yield source.problem_at(edits[0][0] + 1, "PR250", came=came, form=rest, fix=edits)


def _check_names(source: ProseSource, tag: Bracket) -> Iterator[Problem]:
    """The classes and the id of a tag must not be those of the site."""
    offset = tag.start + len("<") + len(tag.name)
    for attribute in ATTRIBUTE.finditer(tag.attributes):
        start = offset + attribute.start(2) if attribute[2] else offset
        values = (attribute[2] or "").strip("\"'").split()
        if attribute[1].lower() == "class":
            yield from (_report_name(source, start, name) for name in values if not is_own_class(name))
        elif attribute[1].lower() == "id":
            yield from (_report_name(source, start, name) for name in values if _is_id_of_page(source, name))


def _is_id_of_page(source: ProseSource, name: str) -> bool:
    """Return whether the page of a text has an element with an id."""
    key = record_of_text(source.file.path)
    sections = SECTIONS.get(key[0], {}) if key is not None else {}
    return name in EVERY_PAGE or name in sections or HEADING_ID.fullmatch(name) is not None


def _report_name(source: ProseSource, offset: int, name: str) -> Problem:
    own = f"my-{name}" if not name.startswith("md-") else f"my-{name.removeprefix('md-')}"
    return source.problem_at(offset, "PR234", came=name, form=Message(f"another name, such as {own}", f"另取名称，如 `{own}`"))


def _is_published(tag: str, name: str, value: str | None) -> bool:
    """Return whether an attribute with its value, as written, is published."""
    name, value = name.lower(), value or ""
    if (
        name == "markdown"
        or name in HANDLED_BY_THE_LIBRARY
        or (tag in ("td", "th") and name == "style" and _CELL_ALIGNMENT.fullmatch(value))
    ):
        return True  # `markdown` is reported as syntax of its own
    if name not in ALLOWED_ATTRIBUTES["*"] | ALLOWED_ATTRIBUTES.get(tag, set()):
        return False
    return name not in _URL_ATTRIBUTES or has_allowed_scheme(unescape(value.strip("\"'")))


def has_allowed_scheme(url: str) -> bool:
    """Return whether a URL is relative or has a scheme that is published. Browsers ignore line breaks and tabs in it."""
    scheme = _SCHEME.match(re.sub(r"[\t\r\n]", "", url))
    return scheme is None or scheme[1].lower() in ALLOWED_SCHEMES


def _find_end_tag(source: ProseSource, tag: Bracket) -> Bracket | None:
    """Return the end tag of a start tag; None if it has none."""
    depth = 0
    for bracket in source.brackets:
        if bracket.role is Role.TAG and bracket.name == tag.name and bracket.start >= tag.start:
            depth += -1 if bracket.is_end else 1
            if depth == 0:
                return bracket
    return None


def _form_without(source: ProseSource, tag: Bracket, end: Bracket | None) -> str | Message:
    """Return the right form of an element that is not published."""
    words = " ".join(source.text[tag.end : end.start].split()) if end else ""
    if tag.name in BODY_IS_CODE:
        return Message("nothing: a page holds no scripts and no styles of its own", "删去：正文里不能有脚本和样式")
    if tag.name in SUBSTITUTES:
        return f"<{SUBSTITUTES[tag.name]}>{words}</{SUBSTITUTES[tag.name]}>"
    if tag.name in SHOWS_A_FILE:
        url = next((value.strip("\"'") for name, value in ATTRIBUTE.findall(tag.attributes) if name.lower() in ("src", "data")), "")
        return _link_to(words, url if url.startswith("https://") else "https://…")
    if words and tag.name in PRESENTATIONAL:
        return Message(f"{words}; for emphasis use `<strong>`, `<em>` or `<mark>`", f"{words}；如需强调，用 `<strong>`、`<em>` 或 `<mark>`")
    return words or Message("the words alone, without the tag", "只写文字，不加标签")


def _link_to(words: str, url: str) -> Message:
    return Message(f"[{words or 'words'}]({url})", f"[{words or '文字'}]({url})")


def _replace_element(tag: Bracket, end: Bracket | None) -> tuple[Replacement, ...]:
    """Return the edits that keep the words of an element and remove its tags; none where that changes what is published."""
    if tag.name in BODY_IS_CODE | SHOWS_A_FILE or end is None or end.start < tag.end:
        return ()
    substitute = SUBSTITUTES.get(tag.name)
    opening, closing = (f"<{substitute}>", f"</{substitute}>") if substitute else ("", "")
    return (tag.start, tag.end, opening), (end.start, end.end, closing)


def _check_attribute_lists(source: ProseSource) -> Iterator[Problem]:
    """An attribute list such as `{: .class }` must hold attributes that are published."""
    allowed = frozenset().union(*ALLOWED_ATTRIBUTES.values()) | HANDLED_BY_THE_LIBRARY
    for attribute_list in ATTRIBUTE_LIST.finditer(source.without_code):
        for attribute in LISTED_ATTRIBUTE.finditer(attribute_list[0]):
            name = attribute[0].lstrip(".#")
            if (attribute[0][0] == "." and not is_own_class(name)) or (attribute[0][0] == "#" and _is_id_of_page(source, name)):
                yield _report_name(source, attribute_list.start() + attribute.start(), name)
            if attribute[1] and attribute[1].lower() not in allowed:
                form = Message("without it", "删去此属性")
                yield source.problem_at(attribute_list.start() + attribute.start(), "PR250", came=attribute[0], form=form)
