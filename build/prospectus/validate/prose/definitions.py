"""Checks footnotes and reference links of Markdown: each mark needs a definition, and each note a mark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem
from prospectus.validate.prose.source import ProseSource

_FOOTNOTE = lazy_pattern(r"[\[［]\^(?P<name>[^\]］\n]+)[\]］](?P<colon>[:：]?)")
"""A mark or a note. With full-width marks too: another check reports those."""
_DEFINITION = lazy_pattern(r"^[ ]{0,3}\[(?P<name>[^\^\]\n][^\]\n]*)\][:：]", re.MULTILINE)
_REFERENCE = lazy_pattern(r"(?<![\]\w\\!\0])!?\[(?P<words>[^\[\]\n]+)\]\[(?P<name>[^\[\]\n]*)\](?![\[(:])")


def check_definitions(source: ProseSource) -> Iterator[Problem]:
    """A footnote must have a mark and one text, and a reference link must have a definition."""
    if source.has_any(("[^", "［^")):
        yield from _check_footnotes(source)
    if source.has_any(("][",)):
        yield from _check_references(source)


def _check_footnotes(source: ProseSource) -> Iterator[Problem]:
    matches = list(_FOOTNOTE.finditer(source.without_code))
    notes = [match for match in matches if match["colon"] and _is_at_line_start(source.text, match.start())]
    names = Counter(match["name"] for match in notes)
    marks = [match for match in matches if match not in notes]
    marked = {match["name"] for match in marks}
    unused = [name for name in names if name not in marked]
    for mark in marks:
        if mark["name"] not in names:
            close = get_close_matches(mark["name"], unused, 1, 0.5) or (unused if len(unused) == 1 else [])
            marked.update(close)  # one cause, one problem
            form = f"[^{close[0]}]" if close else f"[^{mark['name']}]: …"
            reason = Message("this mark has no note", "此标记没有对应的脚注文字")
            yield source.problem_at(mark.start(), "PR255", came=f"[^{mark['name']}]", reason=reason, form=form)
    seen: set[str] = set()
    for note in notes:
        if note["name"] not in marked:
            reason = Message("no mark in the text leads to this note", "正文里没有指向此脚注的标记")
            yield source.problem_at(note.start(), "PR255", came=note[0], reason=reason, form=f"[^{note['name']}]")
        elif note["name"] in seen:
            reason = Message("this note is there twice, and only one is shown", "同名脚注写了两次，只会显示一条")
            other_name = Message(f"another name, such as [^{note['name']}-2]", f"另取名称，如 [^{note['name']}-2]")
            yield source.problem_at(note.start(), "PR255", came=note[0], reason=reason, form=other_name)
        seen.add(note["name"])


def _is_at_line_start(text: str, offset: int) -> bool:
    return not text[text.rfind("\n", 0, offset) + 1 : offset].strip()


def _check_references(source: ProseSource) -> Iterator[Problem]:
    text = source.running_text
    names = {_fold(match["name"]): match["name"] for match in _DEFINITION.finditer(text)}
    for match in _REFERENCE.finditer(text):
        words, name = match["words"], match["name"] or match["words"]
        if _fold(name) not in names and not words.startswith("^") and "\0" not in name:
            close = get_close_matches(_fold(name), names, 1, 0.6)
            form = f"[{words}][{names[close[0]]}]" if close else f"[{words}](https://…)"
            fix = ((match.start(), match.end(), form),) if close else ()
            yield source.problem_at(match.start(), "PR256", came=match[0], name=name, form=form, fix=fix)


def _fold(name: str) -> str:
    """Return a name as definitions are looked up: without regard to case and white space."""
    return " ".join(name.split()).casefold()
