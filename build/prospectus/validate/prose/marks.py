"""Checks the marks of Markdown themselves: full-width ones, which are only text, and those that are opened and never closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem
from prospectus.text.markdown import MarkdownRenderer
from prospectus.validate.prose.source import MASK, ProseSource, Replacement

HALF_WIDTH = str.maketrans("＃＊＋－＞｀［］【】（）：｜！．～＾／　“”＂", '#*+->`[][]():|!.~^/ """')
"""The half-width form of each mark that a Chinese input method writes."""
TARGET = (
    r"(?:https?[:：]//|mailto[:：]|tel[:：]|#|\.{0,2}/|[a-z]+[:：][\w-]|[\w./-]+\.(?:md|pdf|html?|png|jpe?g|gif|svg|docx?|xlsx?)\b)"
    r"[^\s()（）]*"
)
"""What looks like the target of a link, with full-width or half-width marks."""
_FULL_WIDTH_MARKS = frozenset("＃＊＋－＞｀［【（）：")
_FULL_WIDTH: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (
        ("＃",),
        lazy_pattern(r"^[ ]{0,3}(?P<marks>(?:＃[＃#]{0,5}|#{1,5}＃[＃#]{0,4})[ 　\t]+|[＃]{2,6}(?![ 　\t＃\n]))(?=\S)", re.MULTILINE),
    ),
    (("＊", "＋", "－"), lazy_pattern(r"^[ ]*(?P<marks>[＊＋－][ 　]+)(?=\S)", re.MULTILINE)),
    (("＞",), lazy_pattern(r"^[ ]{0,3}(?P<marks>＞[ 　]*)(?=\S)", re.MULTILINE)),
    (("＊＊",), lazy_pattern(r"(?P<marks>＊＊)(?=[^\s＊])[^＊\n]*[^\s＊](?P<end>＊＊)")),
    (("｀",), lazy_pattern(r"(?P<marks>｀)[^｀\n]+(?P<end>｀)")),
    (("]（",), lazy_pattern(rf"\[[^\[\]\n]+\](?P<marks>（{TARGET}[)）])")),
    (("](",), lazy_pattern(rf"\[[^\[\]\n]+\](?P<marks>\({TARGET}）)")),
    (("［", "【"), lazy_pattern(rf"(?P<marks>[［【])[^\[\]［］【】\n]+(?P<end>[］】\]][(（]{TARGET}[)）])")),
    (("^］", "［^", "]："), lazy_pattern(r"(?P<marks>［\^[\w-]+］[:：]?|(?<![\w\]])\[\^[\w-]+\]：)")),
    (("]：",), lazy_pattern(r"^[ ]{0,3}\[[^\[\]\n]+\](?P<marks>：)(?=[ ]*(?:https?:|[a-z]+:[\w-]))", re.MULTILINE)),
)
"""Markdown with full-width marks, which are the groups `marks` and `end`, each with strings of which the text must have one."""
_FULL_WIDTH_TABLE = lazy_pattern(
    r"^(?P<rows>(?:[ ]*[|｜][^\n]*\n)*[ ]*[|｜](?=[^\n]*[-－—─])[-－—─:：|｜ ]+(?:\n[ ]*[|｜][^\n]*)*)", re.MULTILINE
)
_FENCE = lazy_pattern(r"^[ >]*(`{3,}|~{3,})[^\n`]*$", re.MULTILINE)
_STRONG = lazy_pattern(r"(\*\*|__)(?=\S)((?:(?!\1|\n[ \t]*\n).)+?)\1", re.DOTALL)
_OPEN_STRONG = lazy_pattern(r"(?<![\w*\\])\*\*(?![*\s])|(?<![*\s\\])\*\*(?![\w*])|\*\*")
_STRONG_FORM = Message(
    "**words**, closed in the same paragraph, or \\*\\* for the signs", "**文字**，在同一段内成对书写；要显示星号则写 \\*\\*"
)
_CODE_ELEMENT = lazy_pattern(r"<(code|pre|kbd|samp)\b.*?</\1>|<[^>]*>", re.DOTALL)


def check_marks(source: ProseSource, renderer: MarkdownRenderer) -> Iterator[Problem]:
    """Markdown must be written with half-width marks, and each mark that is opened must be closed."""
    yield from _check_full_width(source)
    if source.has_any(("```", "~~~")):
        yield from _check_fences(source)
    if source.has_any(("**",)):
        yield from _check_strong(source, renderer)


def _check_full_width(source: ProseSource) -> Iterator[Problem]:
    if "｜" in source.characters:
        yield from _check_table(source)
    if not source.characters & _FULL_WIDTH_MARKS:
        return
    for markers, pattern in _FULL_WIDTH:
        if not source.has_any(markers) or not pattern.search(source.text):
            continue
        for match in pattern.finditer(source.without_code):
            spans = [match.span(group) for group in ("marks", "end") if group in pattern.groupindex]
            edits = tuple((start, end, _to_half_width(source.text[start:end])) for start, end in spans)
            begin = match.start() + len(match[0]) - len(match[0].lstrip())
            line_end = (source.text.find("\n", match.end()) + 1 or len(source.text) + 1) - 1
            end = line_end if match.end("marks") == match.end() and edits[0][2].endswith(" ") else match.end()
            yield source.problem_at(begin, "PR258", came=source.text[begin:end], form=_apply(source.text, begin, end, edits), fix=edits)


def _to_half_width(marks: str) -> str:
    """Return marks in their half-width form, with one space where headings, lists and notes need it; headings begin at level 2."""
    converted = marks.translate(HALF_WIDTH)
    if converted.startswith("#"):
        return max(converted.rstrip(), "##", key=len) + " "
    if converted.startswith(("*", "+", "-", ">")) and converted not in ("**", "*", "`"):
        return converted.rstrip() + " "
    return f"{converted} " if converted.endswith(("]:", ":")) else converted


def _apply(text: str, begin: int, end: int, edits: tuple[Replacement, ...]) -> str:
    """Return a part of a text with edits made."""
    for start, stop, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[stop:]
        end += len(replacement) - (stop - start)
    return text[begin:end]


def _check_table(source: ProseSource) -> Iterator[Problem]:
    """A table must be written with half-width bars."""
    for table in _FULL_WIDTH_TABLE.finditer(source.without_code):
        if "｜" not in table["rows"]:
            continue
        edits = []
        offset = table.start()
        for row in source.text[table.start() : table.end()].split("\n"):
            is_delimiter = not row.strip("-－—─:：|｜ ")
            half = re.sub("[－—─]+", "---", row).translate(HALF_WIDTH) if is_delimiter else row.replace("｜", "|")
            edits += [(offset, offset + len(row), half)] if half != row else []
            offset += len(row) + 1
        first, row = edits[0][0], source.text[edits[0][0] : edits[0][1]]
        yield source.problem_at(first, "PR258", came=row.strip(), form=edits[0][2].strip(), fix=tuple(edits))


def _check_fences(source: ProseSource) -> Iterator[Problem]:
    """Fenced code must end with a fence like the one that begins it."""
    fence = _FENCE.search(source.without_code)
    if fence:
        form = Message(f"a line {fence[1]} after the last line of the code", f"在代码最后一行之后另起一行写 {fence[1]}")
        yield source.problem_at(fence.start(1), "PR259", came=fence[0].strip(), form=form)


def _check_strong(source: ProseSource, renderer: MarkdownRenderer) -> Iterator[Problem]:
    """Words in bold must have `**` before and after them, in one paragraph."""
    text = source.running_text
    rest = _STRONG.sub(lambda match: MASK * len(match[0]), text)
    if "**" not in rest:
        return
    html, _ = renderer.render_unresolved(source.text)
    visible = _CODE_ELEMENT.sub("", html).count("**")
    for match in list(_OPEN_STRONG.finditer(rest))[:visible]:
        paragraph_end = text.find("\n\n", match.end())
        line = source.text[match.start() : paragraph_end if paragraph_end >= 0 else None].split("\n")[0]
        yield source.problem_at(match.start(), "PR259", came=line, form=_STRONG_FORM)
