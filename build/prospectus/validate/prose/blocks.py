"""Checks lists and tables that this site shows otherwise than GitHub: without an empty line before them, or indented too little."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem
from prospectus.validate.prose.source import ProseSource
from prospectus.validate.prose.tables import DELIMITER_ROW, find_cells

_ITEM_LINE = lazy_pattern(r"\n([ >\t]*)([-*+0-9])(?=[ \t]|[0-9]{0,8}\.[ \t])")
_SORTS = dict.fromkeys("-*+", ("-", "*", "+")) | dict.fromkeys("0123456789", tuple("0123456789"))
"""The characters with which an item of the same sort of list begins."""
_ITEM = lazy_pattern(r"(?P<quote>(?:[ ]{0,3}>[ ]?)*)(?P<indent>[ \t]*)(?P<marker>[-*+]|(?P<number>\d{1,9})\.)(?P<space>[ \t]+)(?=\S)")
_ENDS_BLOCK = lazy_pattern(r"[ >]*(?:#{1,6}\s|(?:[-*_][ ]*){3,}$|!!!|\[[^\^\]][^\]]*\]:|\*\[[^\]]+\]:)")
"""A line that the next line does not continue: a heading, a rule, the first line of an admonition, a definition."""
_IS_NO_TEXT = lazy_pattern(r"[ >]*[<|]")
"""The first line of HTML or of a table."""
TAB_LENGTH = 4


_RULE_AFTER_ITEM = lazy_pattern(r"(?:(?<=\n\n)|\A)[ ]{0,3}(?:>|[-*+][ ]|\d{1,9}\.[ ])[^\n]*\n(?P<rule>-{3,}|={3,})[ ]*$", re.MULTILINE)
"""A quotation or an item of one line, which the line below it would make a heading."""


class _Item(NamedTuple):
    indent: int
    content: int
    """The column at which its content begins: GitHub takes what is indented as far as part of it (CommonMark 0.31, 5.2)."""
    is_numbered: bool


def check_blocks(source: ProseSource) -> Iterator[Problem]:
    """A list or a table must have an empty line before it, and a list within a list must be indented by four spaces."""
    if _may_have_list_problem(source.text):
        scanner, offset = _ListScanner(source), 0
        for line in source.without_code.split("\n"):
            yield from scanner.scan(line, offset)
            offset += len(line) + 1
    if "|" in source.characters and "-" in source.characters:
        yield from _check_tables(source)
    for match in _RULE_AFTER_ITEM.finditer(source.without_code) if source.has_any(("\n---", "\n===")) else ():
        start, name = match.start("rule"), Message("a rule", "分隔线")
        form = Message("an empty line before the rule", "分隔线前空一行")
        yield source.problem_at(start, "PR260", came=match["rule"], block=name, form=form, fix=((start, start, "\n"),))


def _may_have_list_problem(text: str) -> bool:
    """Return whether an item follows a line that is no item of the same sort, or is indented by other than four spaces per level."""
    for match in _ITEM_LINE.finditer(text):
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if (
            len(match[1]) % TAB_LENGTH
            or match[1].strip()
            or (before.strip() and before[len(match[1]) : len(match[1]) + 1] not in _SORTS[match[2]])
        ):
            return True
    return False


class _ListScanner:
    """Reads a text line by line, and knows the items that the next line may belong to."""

    def __init__(self, source: ProseSource) -> None:
        self._source = source
        self._items: list[_Item] = []
        self._block: list[str] = []
        """The lines since the last empty line, heading or the like."""
        self._block_has_item = False

    def scan(self, line: str, offset: int) -> Iterator[Problem]:
        """Yield the problem of the next line, if it begins an item that is shown otherwise than on GitHub."""
        match = _ITEM.match(line)
        if not line.strip(" >") or _ENDS_BLOCK.match(line):
            self._items = [] if line.strip() and not match else self._items
            self._block, self._block_has_item = [], False
            return
        if match is not None:
            yield from self._check_item(_read_item(match), match, offset)
            self._block_has_item = True
        elif not self._block and not line.startswith("  "):
            self._items = []
        self._block.append(line)

    def _check_item(self, item: _Item, match: re.Match[str], offset: int) -> Iterator[Problem]:
        """Check an item, and add it to the items."""
        parents = [known for known in self._items if known.content <= item.indent]
        is_other_list = self._block_has_item and bool(self._items) and self._items[-1].is_numbered != item.is_numbered
        if self._block and not self._block_has_item:
            if _interrupts(match) and not _IS_NO_TEXT.match(self._block[0]):
                yield _report_no_blank_line(self._source, offset, match)
        elif is_other_list and item.indent < TAB_LENGTH // 2 and _interrupts(match):
            yield _report_no_blank_line(self._source, offset, match)
        else:
            depth = max(len(parents), 1 if is_other_list and TAB_LENGTH // 2 <= item.indent < TAB_LENGTH else 0)
            if depth and item.indent // TAB_LENGTH < depth:
                yield _report_indent(self._source, offset, match, depth * TAB_LENGTH)
        self._items = [*parents, item]


def _read_item(match: re.Match[str]) -> _Item:
    indent = len(match["indent"].expandtabs(TAB_LENGTH))
    space = len(match["space"].expandtabs(TAB_LENGTH))
    return _Item(indent, indent + len(match["marker"]) + (space if space <= TAB_LENGTH else 1), match["number"] is not None)


def _interrupts(match: re.Match[str]) -> bool:
    """Return whether an item may follow a line of text on GitHub: a numbered list must begin with 1 (CommonMark 0.31, 5.2)."""
    return match["number"] is None or int(match["number"]) == 1


def _report_no_blank_line(source: ProseSource, offset: int, match: re.Match[str]) -> Problem:
    name = Message("a list", "列表")
    form = Message("an empty line before the list", "列表前空一行")
    came = source.text[offset:].split("\n", 1)[0].strip()
    edit = (offset, offset, f"{match['quote'].rstrip()}\n")
    return source.problem_at(offset + match.start("marker"), "PR260", came=came, block=name, form=form, fix=(edit,))


def _report_indent(source: ProseSource, offset: int, match: re.Match[str], indent: int) -> Problem:
    line = source.text[offset:].split("\n", 1)[0]
    form = Message(f"{indent} spaces before {match['marker']}", f"{match['marker']} 前空 {indent} 格")
    edit = (offset + match.start("indent"), offset + match.end("indent"), " " * indent)
    return source.problem_at(offset + match.start("marker"), "PR261", came=line.rstrip(), count=str(indent), form=form, fix=(edit,))


def _check_tables(source: ProseSource) -> Iterator[Problem]:
    """A table must begin its block: its heading must be the first line after an empty line."""
    block: list[str] = []
    offset = 0
    for line in source.without_code.split("\n"):
        if not line.strip(" >") or _ENDS_BLOCK.match(line):
            block = []
        else:
            if len(block) > 1 and DELIMITER_ROW.fullmatch(line) and not any(map(DELIMITER_ROW.fullmatch, block)):
                yield from _check_table(source, block[-1], line, offset)
            block.append(line)
        offset += len(line) + 1


def _check_table(source: ProseSource, header: str, delimiter: str, offset: int) -> Iterator[Problem]:
    """Check a table that follows other lines of its block; `offset` is that of its delimiter row."""
    if "|" not in header or len(find_cells(header)) != len(find_cells(delimiter)):
        return
    start, prefix = offset - len(header) - 1, header[: len(header) - len(header.lstrip(" >"))]
    name, form = Message("a table", "表格"), Message("an empty line before the table", "表格前空一行")
    edit = (start, start, f"{prefix.rstrip()}\n")
    yield source.problem_at(start + len(prefix), "PR260", came=header.strip(), block=name, form=form, fix=(edit,))
