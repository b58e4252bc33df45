"""The usual mistakes in YAML, and how each is corrected: functions from lines to lines that propose, and do not judge.

A repair says what is wrong in words, which lines it changes, and the right form to show. Whether it leads to valid YAML is for others to
verify: `yaml_diagnosis` for texts that cannot be parsed, `yaml_slips` for texts that can.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from prospectus.load.yaml_parser import Fault
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, TextEdit
from prospectus.text.language_tags import has_han

_KEY = r"[A-Za-z_][\w.-]*"
_ENTRY = lazy_pattern(rf"(?P<head>[ ]*(?:-[ ]+)*)(?:(?P<key>{_KEY}|\"[^\"]*\"|'[^']*'):(?P<space>[ \t]+))?(?P<value>[^ \t].*?)[ \t]*")
"""A line in block style: hyphens, a key and a value, each of which may be missing."""
_LAST_COMMA = lazy_pattern(r"[,，;；](?=[ \t]*(?:[ \t]#.*)?$)")
_KEYED = lazy_pattern(rf"[ ]*(?:-[ ]+)*{_KEY}:[ \t]")
_FLOW_ENTRY = lazy_pattern(
    rf"(?P<start>[{{,][ \t]*)(?P<key>{_KEY})(?P<colon>:[ \t]+)(?P<value>.*?)[ \t]*(?=,[ \t]*{_KEY}:[ \t]|\}}[ \t,\]}}]*(?:#.*)?$|,?[ \t]*$)"
)
"""An entry within braces. Its value ends where another key or the closing brace at the end of the line begins."""
_NEEDS_QUOTES = lazy_pattern(r"[,\[\]{}]|:(?:[ \t]|$)|[ \t]#|^[-?:](?:[ \t]|$)|^[#&*!|>'\"%@`]|^[\[{]")
_QUOTED = lazy_pattern(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_WIDE_COLON = lazy_pattern(rf"^([ ]*(?:-[ ]+)*)({_KEY}|\"[^\"]*\"|'[^']*')[ \t]*：[ \t\u3000]*")
_WIDE_COLON_IN_BRACES = lazy_pattern(rf"([{{,，｛][ \t\u3000]*)({_KEY})[ \t]*：[ \t\u3000]*")
_WIDE_COMMA = lazy_pattern(rf"[ \t]*，[ \t\u3000]*(?={_KEY}[ \t]*[:：])")
_WIDE_HYPHEN = lazy_pattern(r"^([ ]*)[－—–][ \t\u3000]*(?=\S)")
_WIDE_INDENTATION = lazy_pattern(r"^[ \t]*\u3000[ \t\u3000]*")
_WIDE_COMMENT = lazy_pattern(r"^([ ]*)＃")
_WIDE_BRACKETS = str.maketrans("｛｝［］", "{}[]")
_WIDE_QUOTES = str.maketrans("“”„‟＂「」『』‘’＇", '"""""""""' + "'''")
_CURLY_QUOTED = lazy_pattern(
    r"(?P<before>(?:^[ ]*(?:-[ ]+)?|:[ \t]+|[\[{,][ \t]*))[“”\"＂](?P<text>[^“”\"＂]*)[“”\"＂](?=[ \t]*(?:[,}\]]|$|[ \t]#))"
)
_TIGHT_COLON = lazy_pattern(rf"^([ ]*(?:-[ ]+)*)({_KEY}):(?=[^\s:/])")
_TIGHT_COLON_IN_BRACES = lazy_pattern(rf"([{{,][ \t]*)({_KEY}):(?=[^\s:/,}}])")
_TIGHT_HYPHEN = lazy_pattern(r"^([ ]*(?:-[ ]+)*)-(?=[^\s-])")


@dataclass(frozen=True, slots=True)
class Repair:
    """A proposed correction of some lines."""

    reason: Message
    """What is wrong, to complete the sentence of the problem."""
    lines: Mapping[int, str]
    """The corrected lines by their index, from 0; the first is the line of the fault."""
    form: str | Message
    """The right form to show."""
    start: int | None = None
    """The index of the line of the fault, if it is not the first line that changes."""
    certain: bool = True
    """Whether the correction is mechanical, so that `check --fix` may make it."""
    column: int | None = None
    """The column of the fault, from 1, in its line, if the first change is not where the fault is."""

    def apply(self, lines: Sequence[str]) -> list[str]:
        """Return the corrected lines."""
        corrected = list(lines)
        for index, line in self.lines.items():
            corrected[index : index + 1] = line.split("\n")
        return corrected

    def edits(self, lines: Sequence[str]) -> tuple[TextEdit, ...]:
        """Return the smallest edits that make the correction."""
        return tuple(_edit_line(index, lines[index], line) for index, line in self.lines.items())

    def find_fault(self, lines: Sequence[str]) -> tuple[int, int]:
        """Return line and column, both from 1, of the fault: the first change, if nothing else is stated."""
        first = self.edits(lines)[0]
        if self.start is None or self.start == first.line - 1:
            return first.line, self.column or first.column
        return self.start + 1, self.column or _indent_of(lines[self.start]) + 1


def _edit_line(index: int, old: str, new: str) -> TextEdit:
    shortest = min(len(old), len(new))
    start = next((at for at in range(shortest) if old[at] != new[at]), shortest)
    tail = next((at for at in range(shortest - start) if old[-1 - at] != new[-1 - at]), shortest - start)
    return TextEdit(index + 1, start + 1, index + 1, len(old) - tail + 1, new[start : len(new) - tail])


def iter_mark_repairs(lines: Sequence[str], index: int, fault: Fault) -> Iterator[Repair]:
    """Yield the repairs of a line that replace or add a mark, and leave the words alone."""
    yield from repair_tabs(lines, index, fault)
    yield from repair_wide_marks(lines, index)
    yield from repair_tight_marks(lines, index)
    yield from repair_last_comma(lines, index)
    yield from repair_equals(lines, index)


def iter_repairs(lines: Sequence[str], index: int, fault: Fault) -> Iterator[Repair]:
    """Yield the other repairs of a line that may explain a fault, the most specific first."""
    if fault is Fault.ESCAPE:
        yield from repair_escape(lines, index)
    if fault is Fault.COLON:
        yield from repair_comma(lines, index)
    if fault is Fault.COMMENT:
        yield from repair_comment(lines, index)
    if _has_odd_quotes(lines[index]):
        yield from repair_quotes(lines, index)
    yield from repair_cut_text(lines, index)
    yield from repair_braces(lines, index)
    yield from repair_value(lines, index)
    yield from repair_brackets(lines, index, fault)
    yield from repair_indentation(lines, index, fault)


# Tabs


def repair_tabs(lines: Sequence[str], index: int, fault: Fault) -> Iterator[Repair]:
    """Replace the tabs before the text of a line, and of all further lines, by spaces."""
    if "\t" not in _leading(lines[index]) or (fault is not Fault.TAB and not lines[index].startswith("\t")):
        return
    indices = [at for at, line in enumerate(lines) if at >= index and "\t" in _leading(line)]
    for width in (2, 4, 8):
        corrected = {at: _leading(lines[at]).replace("\t", " " * width) + lines[at][len(_leading(lines[at])) :] for at in indices}
        count = _leading(lines[index]).count("\t") * width
        english = f"{'two' if width == 2 else width} spaces for the tab: {'␣' * count}{lines[index].strip()}"
        chinese = f"每个制表符改为 {width} 个空格：{'␣' * count}{lines[index].strip()}"
        yield Repair(
            Message("a line is indented with a tab, not with spaces", "行首缩进用了制表符，而不是空格"),
            corrected,
            Message(english, chinese),
        )


def _leading(line: str) -> str:
    """Return the indentation of a line, with the hyphens of list items."""
    match = re.match(r"[ \t]*(?:[-?:][ \t]+)*", line)
    return match[0] if match else ""


# Full-width marks


def repair_wide_marks(lines: Sequence[str], index: int) -> Iterator[Repair]:
    """Replace full-width marks where YAML needs half-width ones: first those outside the text, then quotation marks as well."""
    line = lines[index]
    narrow, single = narrow_marks(line), _WIDE_INDENTATION.sub(lambda match: match[0].replace("\u3000", " "), line)
    for candidate in dict.fromkeys((narrow, narrow_marks(single), narrow_quotes(narrow), narrow.translate(_WIDE_QUOTES))):
        if candidate != line:
            yield Repair(_explain_marks(line, candidate), {index: candidate}, candidate.strip())


_NARROW_MARKS = {
    "：": ":", "，": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "＃": "#", "－": "-", "—": "-", "–": "-", "\u3000": " ",
    "“": '"', "”": '"', "＂": '"', "「": '"', "」": '"', "『": '"', "』": '"', "„": '"', "‟": '"', "‘": "'", "’": "'", "＇": "'",
}  # fmt: skip


def _explain_marks(line: str, corrected: str) -> Message:
    """Return which marks of a line must be half-width, or straight."""
    marks = [mark for mark in _NARROW_MARKS if line.count(mark) > corrected.count(mark)]
    written = " ".join("U+3000" if mark == "\u3000" else mark for mark in marks)
    narrow = " ".join(dict.fromkeys("U+0020" if mark == "\u3000" else _NARROW_MARKS[mark] for mark in marks))
    if set(marks) <= set("“”‘’„‟"):
        return Message(f"the curly quotation marks {written} must be the straight {narrow}", f"弯引号 {written} 必须写成直引号 {narrow}")
    return Message(f"the full-width {written} must be the half-width {narrow}", f"全角标点 {written} 必须写成半角的 {narrow}")


def narrow_marks(line: str) -> str:
    """Return a line with half-width marks in the places where YAML looks for marks, and its texts unchanged."""
    line = _WIDE_INDENTATION.sub(lambda match: match[0].replace("\u3000", "  ").replace("\t", "  "), line)
    line = _WIDE_HYPHEN.sub(r"\1- ", _WIDE_COMMENT.sub(r"\1#", line))
    line = _WIDE_COLON.sub(lambda match: f"{match[1]}{match[2]}: ", line).rstrip()
    if "{" in line or "｛" in line or "[" in line or "［" in line:
        line = _narrow_brackets(line)
    return line


def _narrow_brackets(line: str) -> str:
    """Return a line whose outer brackets, and the marks between the entries in them, are half-width."""
    match = re.search(r"(?:^|[:,\[{-][ \t]*|^[ ]*)[{｛\[［]", line)
    if match is None:
        return line
    head, inner = line[: match.start()], line[match.start() :]
    if match[0][-1] in "｛［" or re.search(r"[｝］][ \t]*$", inner):
        inner = re.sub(r"[｛［](?=[ \t]*[\w\"'“])", lambda mark: mark[0].translate(_WIDE_BRACKETS), inner, count=2)
        inner = re.sub(r"[｝］]+[ \t]*(?=$)", lambda mark: mark[0].translate(_WIDE_BRACKETS), inner)
    inner = _WIDE_COLON_IN_BRACES.sub(lambda mark: f"{mark[1]}{mark[2]}: ", inner)
    inner = _WIDE_COMMA.sub(", ", inner)
    return head + _WIDE_COLON_IN_BRACES.sub(lambda mark: f"{mark[1]}{mark[2]}: ", inner)


def narrow_quotes(line: str) -> str:
    """Return a line in which curly quotation marks around a whole value are straight."""

    def straighten(match: re.Match[str]) -> str:
        is_straight = match[0].rstrip()[-1] == '"' == match[0][len(match["before"])]
        return match[0] if is_straight else f"{match['before']}{quote(match['text'])}"

    return _CURLY_QUOTED.sub(straighten, line)


# Missing spaces


def repair_tight_marks(lines: Sequence[str], index: int) -> Iterator[Repair]:
    """Write a space after the colon of a key, or after the hyphen of a list item."""
    line = lines[index]
    spaced = _TIGHT_COLON_IN_BRACES.sub(r"\1\2: ", _TIGHT_COLON.sub(r"\1\2: ", line))
    if spaced != line:
        colon = _edit_line(index, line, spaced).column - 1
        reason = Message("the colon after a key has no space after it", "键后的冒号之后缺少空格")
        yield Repair(reason, {index: spaced}, spaced.strip(), column=colon)
    if _TIGHT_HYPHEN.match(line):
        hyphens = {at: _TIGHT_HYPHEN.sub(r"\1- ", each) for at, each in enumerate(lines) if at >= index and _TIGHT_HYPHEN.match(each)}
        reason = Message("the hyphen of a list item has no space after it", "列表项的连字符之后缺少空格")
        for corrected in ({index: hyphens[index]}, hyphens):
            hyphen = _edit_line(index, line, hyphens[index]).column - 1
            yield Repair(reason, corrected, hyphens[index].strip(), column=hyphen)


def repair_comma(lines: Sequence[str], index: int) -> Iterator[Repair]:
    """Write a comma before a language within braces."""
    line = lines[index]
    for match in re.finditer(r"(?<=[^\s,{:])[ \t]+(?=[a-z]{2,3}:[ \t])", line):
        if "{" in line[: match.start()]:
            corrected = f"{line[: match.start()]}, {line[match.end() :]}"
            yield Repair(
                Message("a comma between two entries is missing", "两项之间缺少逗号"),
                {index: corrected},
                corrected.strip(),
                certain=False,
            )


def repair_equals(lines: Sequence[str], index: int) -> Iterator[Repair]:
    """Write a colon for an equals sign after the name of a field."""
    corrected = re.sub(rf"^([ ]*(?:-[ ]+)*)({_KEY})[ \t]*[=＝][ \t]*(?=\S)", r"\1\2: ", lines[index])
    if corrected != lines[index]:
        yield Repair(
            Message("a field is written with a colon, not with =", "字段名之后应写冒号，而不是 ="), {index: corrected}, corrected.strip()
        )


def repair_last_comma(lines: Sequence[str], index: int) -> Iterator[Repair]:
    """Remove the comma at the end of a line in block style, which is a habit of JSON."""
    match = _LAST_COMMA.search(lines[index])
    if match is not None:
        shorter = lines[index][: match.start()] + lines[index][match.end() :]
        reason = Message("outside brackets, no comma ends a line", "括号之外，行末不用逗号分隔")
        yield Repair(reason, {index: shorter}, shorter.strip())


# Texts that need quotation marks


def quote(text: str) -> str:
    """Return a text in quotation marks, in single ones if it contains double ones or backslashes."""
    if ('"' in text or "\\" in text) and "'" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def repair_comment(lines: Sequence[str], index: int) -> Iterator[Repair]:
    """Write a space before the number sign of a comment."""
    corrected = re.sub(r"(?<=[\]}\"'])#(?=[ \t])", " #", lines[index])
    if corrected != lines[index]:
        yield Repair(Message("a comment has no space before its #", "注释的 # 之前没有空格"), {index: corrected}, corrected.strip())


def repair_escape(lines: Sequence[str], index: int) -> Iterator[Repair]:
    """Put a text with a backslash into single quotation marks."""
    corrected = re.sub(r'"([^"\']*)"', lambda match: f"'{match[1]}'" if "\\" in match[1] else match[0], lines[index])
    if corrected != lines[index]:
        reason = Message("a text with a backslash must be in single quotation marks", "含有反斜杠的文本必须用单引号")
        yield Repair(reason, {index: corrected}, corrected.strip(), certain=False)


def repair_cut_text(lines: Sequence[str], index: int) -> Iterator[Repair]:
    """Put a text of several lines into quotation marks when a space and `#` in one of them cut it."""
    if not re.search(r"\S[ \t]+#\S|[^\x00-\x7f]:[ \t]", lines[index]):
        return
    indent = _indent_of(lines[index])
    first = next(
        (at for at in range(index, -1, -1) if lines[at].strip() and (_indent_of(lines[at]) < indent or _KEYED.match(lines[at]))), index
    )
    match = _ENTRY.fullmatch(lines[first])
    if match is None or first == index or match["value"][0] in "\"'[{|>":
        return
    last = next((at for at in range(index + 1, len(lines)) if _indent_of(lines[at]) <= _indent_of(lines[first])), len(lines)) - 1
    start = match.start("value")
    corrected = {first: f'{lines[first][:start]}"{lines[first][start:]}', last: f'{lines[last].rstrip()}"'}
    text = " ".join(line.strip() for line in (match["value"], *lines[first + 1 : last + 1]))
    if '"' not in text and "\\" not in text:
        yield Repair(explain_quotes(text), corrected, f"{lines[first][:start].strip()} {quote(text)}".strip())


def repair_value(lines: Sequence[str], index: int) -> Iterator[Repair]:
    """Put the value of a line into quotation marks."""
    match = _ENTRY.fullmatch(lines[index])
    if match is None or _QUOTED.fullmatch(match["value"]) or _is_collection(match["value"]):
        return
    value = match["value"]
    start, fault = match.start("value"), _find_mark(value)
    column = start + fault + 1 if fault else None
    for written in dict.fromkeys((*_list_curly(value), quote(_unquote_whole(value)), quote(value))):
        corrected = lines[index][:start] + written
        yield Repair(explain_quotes(value), {index: corrected}, corrected.strip(), column=column)


def _find_mark(value: str) -> int:
    """Return where a text that starts with a letter has the mark for which it needs quotation marks, or 0."""
    match = re.search(r":(?=[ \t]|$)|(?<=[ \t])#", value)
    return match.start() if match is not None and value[0] not in "\"'&*!|>%@`{}[],#-?:" else 0


def _list_curly(value: str) -> tuple[str, ...]:
    """Return a Chinese text with its straight quotation marks as the curly ones of Chinese, if it needs no others then; else nothing."""
    if value[0] != '"' or "'" in value or "\\" in value or value.count('"') % 2 or not has_han(value):
        return ()
    curly = re.sub(r'"([^"]*)"', r"“\1”", value)
    return () if "“”" in curly or _NEEDS_QUOTES.search(curly) or _unquote_whole(value) != value else (curly,)


def _is_collection(value: str) -> bool:
    """Return whether a value is a list or a mapping within brackets, perhaps with more after it, and not a text such as `[x] y`."""
    if value[0] not in "[{":
        return False
    return re.match(rf"\{{[ ]*(?:{_KEY}:[ ]|\}})|\[[ ]*(?:\{{|\])|\[[^\]]*\][ \t]*[,\]}}]*$|[^\]}}]*$", value) is not None


def _unquote_whole(value: str) -> str:
    """Return the text of a value that has quotation marks around it, and more of them within, such as `"a "b" c"`."""
    if len(value) > 2 and value[0] == value[-1] and value[0] in "\"'" and value[0] in value[1:-1]:
        inner = value[1:-1]
        if not re.match(r"[^\"]*\"[ \t]*[,:}\]]", inner):
            return inner
    return value


def explain_quotes(value: str, *, in_brackets: bool = False) -> Message:
    """Return why a text needs quotation marks."""
    first = value[:1]
    if first in "\"'":
        return Message(
            "there is text before or after quotation marks that do not surround the whole value",
            "引号没有把整段文本括起来，引号前后还有文字",
        )
    if first in "&*!|>%@`{}[],#" or re.match(r"[-?:](?:[ \t]|$)", value):
        return Message(f"a text that starts with {first} must be in quotation marks", f"以 {first} 开头的文本必须加引号")
    if re.search(r":(?:[ \t]|$)", value):
        return Message("a text with a colon and a space must be in quotation marks", "含有“冒号加空格”的文本必须加引号")
    if re.search(r"[ \t]#", value):
        return Message("a text with a space and # must be in quotation marks", "含有“空格加 #”的文本必须加引号")
    if in_brackets and "," in value:
        return Message(
            "a comma ends a text within brackets; a text with a comma must be in quotation marks",
            "括号中的文本遇到逗号就会结束；含有逗号的文本必须加引号",
        )
    if in_brackets and re.search(r"[\[\]{}]", value):
        return Message("a text with brackets must be in quotation marks within brackets", "括号中的文本如含有括号，必须加引号")
    return Message("this text must be in quotation marks", "这段文本必须加引号")


def repair_braces(lines: Sequence[str], index: int) -> Iterator[Repair]:
    """Put the values within braces into quotation marks, where they need them."""
    line = lines[index]
    if "{" not in line:
        return
    single = re.sub(r",[ ]*,", ",", line)
    if single != line:
        yield Repair(Message("a comma is one too many", "多写了一个逗号"), {index: single}, single.strip())
    needing = [match for match in _FLOW_ENTRY.finditer(line) if _value_needs_quotes(match["value"])]
    if not needing or any(_is_unbalanced(match["value"]) for match in needing):
        return
    corrected = _FLOW_ENTRY.sub(_quote_entry, line)
    reason = explain_quotes(needing[0]["value"], in_brackets=True)
    fault = _find_mark(needing[0]["value"])
    column = needing[0].start("value") + fault + 1 if fault else None
    for closing in ("", "}") if not corrected.rstrip().endswith("}") else ("",):
        yield Repair(reason, {index: corrected + closing}, f"{corrected}{closing}".strip(), column=column)


def _is_unbalanced(value: str) -> bool:
    """Return whether a text closes a bracket that it does not open."""
    depth = 0
    for mark in value:
        depth += (mark in "[{") - (mark in "]}")
        if depth < 0:
            return True
    return False


def _value_needs_quotes(value: str) -> bool:
    """Return whether a value within braces is a text that needs quotation marks; not if it is quoted, or a collection itself."""
    if not value or _QUOTED.fullmatch(value) or (value[0] in "[{" and value[-1] in "]}"):
        return False
    return _NEEDS_QUOTES.search(value) is not None


def _quote_entry(match: re.Match[str]) -> str:
    value = match["value"]
    if _value_needs_quotes(value):
        value = next(iter(_list_curly(value)), quote(_unquote_whole(value)))
    return f"{match['start']}{match['key']}{match['colon']}{value}"


# Quotation marks and brackets that are not closed


def _has_odd_quotes(line: str) -> bool:
    """Return whether a value starts with a quotation mark that is not closed in its line."""
    rest = _QUOTED.sub("", line)
    return '"' in rest or re.search(r"(?:^[ ]*(?:-[ ]+)?|[:\[{,][ \t]*)'", rest) is not None


def repair_quotes(lines: Sequence[str], index: int) -> Iterator[Repair]:
    """Close a quotation mark at the end of its line, or of its entry within braces."""
    line = lines[index]
    reason = Message("a quotation mark is not closed", "引号没有配对")
    for match in re.finditer(r"(?:^[ ]*(?:-[ ]+)?|[:\[{,][ \t]*)([\"'])", line):
        mark, start = match[1], match.end()
        ends = [end.start() for end in re.finditer(rf"[ \t]*(?:,[ \t]*{_KEY}:[ \t]|[}}\]]+[ \t]*$|$)", line[start:])]
        for end in dict.fromkeys(ends):
            if mark not in line[start : start + end]:
                closed = line[: start + end] + mark + line[start + end :]
                yield Repair(reason, {index: closed}, closed.strip(), column=start)


def repair_brackets(lines: Sequence[str], index: int, fault: Fault) -> Iterator[Repair]:
    """Close the brackets that a line opens, at its end."""
    if fault not in (Fault.UNCLOSED_BRACKET, Fault.BRACKET, Fault.INDENTATION, Fault.COLON, Fault.TAB, Fault.TRAILING_TEXT):
        return
    line = _QUOTED.sub(lambda match: "x" * len(match[0]), lines[index])
    opened: list[str] = []
    for mark in line:
        if mark in "[{":
            opened.append("]" if mark == "[" else "}")
        elif opened and mark == opened[-1]:
            opened.pop()
    if fault is Fault.TRAILING_TEXT and lines[index].rstrip()[-1:] in ("]", "}") and not opened:
        shorter = lines[index].rstrip()[:-1]
        reason = Message("a closing bracket is one too many", "多写了一个右括号")
        yield Repair(reason, {index: shorter}, shorter.strip())
    elif opened and fault is Fault.UNCLOSED_BRACKET:
        yield from _close_after(lines, index, "".join(reversed(opened)))
    elif opened:
        closed = lines[index].rstrip().removesuffix(",") + "".join(reversed(opened))
        yield Repair(
            Message(f"a bracket is not closed: {opened[-1]} is missing", f"括号没有配对：缺少 {opened[-1]}"),
            {index: closed},
            closed.strip(),
        )


def _close_after(lines: Sequence[str], index: int, closing: str) -> Iterator[Repair]:
    """Close the brackets that a line opens at the end of that line, or of the last line that is indented more."""
    indent = _indent_of(lines[index])
    end = next((at for at in range(index + 1, len(lines)) if lines[at].strip() and _indent_of(lines[at]) <= indent), len(lines))
    last = next(at for at in range(end - 1, index - 1, -1) if lines[at].strip())
    reason = Message(f"a bracket is not closed: {closing[0]} is missing", f"括号没有配对：缺少 {closing[0]}")
    for at in dict.fromkeys((index, last)):
        closed = lines[at].rstrip().removesuffix(",") + closing
        yield Repair(reason, {at: closed}, closed.strip(), start=index)


# Indentation


def repair_indentation(lines: Sequence[str], index: int, fault: Fault) -> Iterator[Repair]:
    """Indent a line as one of the lines above it, the nearest first, and the lines that belong to it with it."""
    content = lines[index].lstrip(" ")
    if not content.strip() or re.match(r"[^\x00-\x7f]+:", content):
        return  # a blank line, or a text with a colon, which is no field
    indent = len(lines[index]) - len(content)
    above = [line for line in reversed(lines[:index]) if line.strip()]
    deeper = [_indent_of(line) + 2 for line in above[:1] if fault is Fault.INDENTATION and content.rstrip().endswith(("]", "}"))]
    columns = dict.fromkeys([column for line in above for column in _columns(line)] + deeper)
    for column in columns:
        if column == indent:
            continue
        end = next((at for at in range(index + 1, len(lines)) if lines[at].strip() and _indent_of(lines[at]) <= indent), len(lines))
        siblings = next((at for at in range(index + 1, len(lines)) if lines[at].strip() and _indent_of(lines[at]) < indent), len(lines))
        for stop in dict.fromkeys((end, siblings)):
            moved = {at: _move(lines[at], column - indent) for at in range(index, stop) if lines[at].strip()}
            yield Repair(
                Message(
                    f"a line with {indent} {'space' if indent == 1 else 'spaces'} before it is not in line with any line above",
                    f"该行缩进 {indent} 个空格，与上文各行都不对齐",
                ),
                moved,
                Message(f"{column} {'space' if column == 1 else 'spaces'} before “{content}”", f"“{content}”之前空 {column} 格"),
            )


def _columns(line: str) -> tuple[int, ...]:
    """Return the columns at which the next line may start to belong to the same collection as a line: deepest first."""
    leading = _leading(line)
    return tuple(dict.fromkeys((len(leading), _indent_of(line))))


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _move(line: str, by: int) -> str:
    return " " * max(0, _indent_of(line) + by) + line.lstrip(" ")
