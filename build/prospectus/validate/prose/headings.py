"""Checks the headings of Markdown: the title of the page is its heading of level 1, and no level is skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from prospectus.patterns import lazy_pattern
from prospectus.problems import Problem
from prospectus.text.angle_brackets import Role
from prospectus.validate.prose.source import ProseSource, Replacement

_ATX = lazy_pattern(r"#(?<=^#)#{0,5}(?P<words>[^\n]*)", re.MULTILINE)
_QUOTED_ATX = lazy_pattern(r"^(?:[ ]{0,3}>[ ]?)+(?P<marks>#{1,6})(?!#)(?P<words>[^\n]*)", re.MULTILINE)
_SETEXT = lazy_pattern(r"(?:(?<=\n\n)|\A)(?P<words>[^\s#>\0](?<![-*+](?=[ ]))[^\n]*)\n(?P<line>=+|-+)[ ]*$", re.MULTILINE)
_UNDERLINE = lazy_pattern(r"\n(?:=+|-+)[ ]*$", re.MULTILINE)
_HTML_HEADING = lazy_pattern(r"h([1-6])")


class _Heading(NamedTuple):
    offset: int
    level: int
    words: str
    marks: tuple[int, int] | None = None
    """The range of its `#`, or None if it is written otherwise."""


def check_headings(source: ProseSource) -> Iterator[Problem]:
    """A heading must have level 2 or a level that follows from the headings before it."""
    if not source.characters & {"#", "<", "=", "-"}:
        return
    headings = sorted(_iter_headings(source))
    parents: list[tuple[int, int]] = [(1, 1)]
    for heading in headings:
        if heading.level == 1:
            yield _report_level_1(source, heading, is_only_one=len(headings) == 1)
            parents = [(1, 1), (1, 2)]
            continue
        while len(parents) > 1 and parents[-1][0] >= heading.level:
            parents.pop()
        level = min(heading.level, parents[-1][1] + 1)
        parents.append((heading.level, level))
        if level != heading.level:
            yield _report_level(source, heading, level)


def count_sections(source: ProseSource) -> int:
    """Return the number of sections of a text: its headings of level 2 that are in no quotation, or 1 if it has none; 0 without text."""
    quoted = {match.start("marks") for match in _QUOTED_ATX.finditer(source.without_code)} if ">" in source.characters else set()
    count = sum(heading.level == 2 and heading.offset not in quoted for heading in _iter_headings(source))
    return count or bool(source.text.strip())


def _iter_headings(source: ProseSource) -> Iterator[_Heading]:
    text = source.without_code
    for match in _ATX.finditer(text):
        marks = match.start(), match.start("words")
        yield _Heading(match.start(), marks[1] - marks[0], match["words"].strip(" #"), marks)
    for match in _QUOTED_ATX.finditer(text) if ">" in source.characters else ():
        yield _Heading(match.start("marks"), len(match["marks"]), match["words"].strip(" #"), match.span("marks"))
    for match in _SETEXT.finditer(text) if _UNDERLINE.search(text) else ():
        yield _Heading(match.start(), 1 if match["line"].startswith("=") else 2, match["words"].strip())
    for bracket in source.brackets:
        level = _HTML_HEADING.fullmatch(bracket.name)
        if level and bracket.role is Role.TAG and not bracket.is_end:
            end = source.text.find("<", bracket.end)
            yield _Heading(bracket.start, int(level[1]), source.text[bracket.end : end].strip())


def _report_level_1(source: ProseSource, heading: _Heading, *, is_only_one: bool) -> Problem:
    """Return the problem of a heading of level 1. Only a single heading is corrected: with others, their levels may have to change too."""
    fix = _set_level(source, heading, 2) if is_only_one else ()
    return source.problem_at(heading.offset, "PR252", came=_quote(source, heading), form=f"## {heading.words}", fix=fix)


def _report_level(source: ProseSource, heading: _Heading, level: int) -> Problem:
    form = f"{'#' * level} {heading.words}"
    return source.problem_at(
        heading.offset, "PR253", came=_quote(source, heading), form=form, fix=_set_level(source, heading, level), level=level
    )


def _quote(source: ProseSource, heading: _Heading) -> str:
    return source.text[heading.offset :].split("\n", 1)[0]


def _set_level(source: ProseSource, heading: _Heading, level: int) -> tuple[Replacement, ...]:
    if heading.marks is None:
        return ()
    space = "" if source.text[heading.marks[1] : heading.marks[1] + 1].isspace() else " "
    return ((*heading.marks, "#" * level + space),)
