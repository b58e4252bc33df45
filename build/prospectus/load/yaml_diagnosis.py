"""Says what is wrong in a text that is not YAML: at the line of the mistake, in words for the mistake, with the right form.

The parser says where it can no longer go on. The mistake is in that line, in the line where the construct began, or just before. A repair
of one of these lines that lets the parser get further explains the mistake. A repair that is not verified so is never proposed.
"""

from __future__ import annotations

from collections.abc import Sequence

from yaml import MappingNode, SequenceNode

from prospectus.load.yaml_parser import Fault, Parser, YamlSyntaxError
from prospectus.load.yaml_repair import Repair, iter_mark_repairs, iter_repairs
from prospectus.load.yaml_violation import YamlViolation
from prospectus.problems import Message

MAX_LINES = 3
"""How many lines before the fault are examined, besides the line where the construct began."""
MAX_LENGTH = 200_000
"""Longer texts, in characters, are not repaired at all."""
MAX_DEPTH = 40
MAX_LINE_LENGTH = 2000
"""Longer lines are not repaired, so that hostile input costs little."""

REASONS: dict[Fault, Message] = {
    Fault.TAB: Message("a tab is used as indentation, where only spaces may be", "缩进处用了制表符，只能用空格"),
    Fault.INDENTATION: Message("a line is not indented like the lines that it belongs to", "某一行的缩进与同组的行不一致"),
    Fault.TRAILING_TEXT: Message("there is text after a value that is complete", "值已经结束，后面却还有文字"),
    Fault.COLON: Message("a text with a colon and a space must be in quotation marks", "含有“冒号加空格”的文本必须加引号"),
    Fault.NO_COLON: Message("a line among fields has no colon and space after its name", "字段行缺少名称后的冒号和空格"),
    Fault.NO_HYPHEN: Message("a line among list items does not start with a hyphen", "列表中有一行没有以连字符开头"),
    Fault.FIRST_CHARACTER: Message("a text that starts with this character must be in quotation marks", "以这个字符开头的文本必须加引号"),
    Fault.UNCLOSED_QUOTE: Message("a quotation mark is not closed", "引号没有配对"),
    Fault.UNCLOSED_BRACKET: Message("a bracket is not closed", "括号没有配对"),
    Fault.BRACKET: Message("a bracket or a comma is missing, or is one too many", "括号或逗号缺失，或者多写了"),
    Fault.ESCAPE: Message(
        "a backslash within double quotation marks starts no known escape sequence", "双引号中的反斜杠后面不是有效的转义序列"
    ),
    Fault.COMMENT: Message("a comment has no space before its #", "注释的 # 之前没有空格"),
    Fault.BLOCK_HEADER: Message("there is text on the line of | or >", "| 或 > 所在的行不能写正文"),
    Fault.DIRECTIVE: Message("a line starts with % but is no valid directive", "以 % 开头的行不是有效的指令"),
    Fault.DOCUMENTS: Message("a file holds one document, but a second one starts here", "一个文件只能有一个文档，此处却开始了第二个"),
}
FORMS: dict[Fault, Message] = {
    Fault.DOCUMENTS: Message(
        "no line of three hyphens, or a file of its own for what follows", "删去三个连字符的那一行，或者把后面的内容另存为一个文件"
    ),
    Fault.ESCAPE: Message("single quotation marks, or two backslashes", "改用单引号，或者写成两个反斜杠"),
    Fault.COMMENT: Message("a space before the #", "在 # 之前加一个空格"),
}
_AT_START = frozenset({Fault.UNCLOSED_QUOTE, Fault.UNCLOSED_BRACKET})
"""Faults that are reported where the construct began."""


def diagnose(text: str, error: YamlSyntaxError) -> YamlViolation:
    """Return the violation that explains a syntax error."""
    lines = text.split("\n")
    last_line = _line_of(text, error.offset)
    if error.fault is not Fault.DOCUMENTS and len(text) <= MAX_LENGTH:
        indices = _list_candidates(lines, _line_of(text, error.start), last_line)
        repair = _find_repair(lines, indices, error.fault, last_line) or _find_first_of_two(lines, indices, error.fault, last_line)
        if repair is not None:
            return _to_violation(lines, repair)
    offset = error.start if error.fault in _AT_START and _line_of(text, error.start) < last_line else error.offset
    params: dict[str, str | Message] = {"reason": REASONS[error.fault]}
    if error.fault in FORMS:
        params["form"] = FORMS[error.fault]
    return YamlViolation("PR006", _line_of(text, offset) + 1, offset - text.rfind("\n", 0, offset), params)


def _list_candidates(lines: Sequence[str], start: int, last: int) -> list[int]:
    """Return the lines in which the mistake may be: where the construct began, at the fault, and before it."""
    before = [index for index in range(last - 1, max(-1, last - 1 - MAX_LINES), -1) if lines[index].strip()]
    return [index for index in dict.fromkeys((start, last, *before)) if index < len(lines) and len(lines[index]) <= MAX_LINE_LENGTH]


def _find_repair(lines: Sequence[str], indices: Sequence[int], fault: Fault, last_line: int) -> Repair | None:
    """Return the first repair of a line that lets the parser get beyond the line of the fault."""
    for propose in (iter_mark_repairs, iter_repairs):
        for index in indices:
            for repair in propose(lines, index, fault):
                if _leads_further(repair.apply(lines), last_line, max((*repair.lines, indices[0]))):
                    return repair
    return None


def _find_first_of_two(lines: Sequence[str], indices: Sequence[int], fault: Fault, last_line: int) -> Repair | None:
    """Return the first of two repairs that help only together: two mistakes beside each other hide one another."""
    for first in sorted(indices):
        for repair in iter_mark_repairs(lines, first, fault):
            repaired = repair.apply(lines)
            for second in sorted(indices):
                if second > first and any(
                    _leads_further(other.apply(repaired), last_line, last_line) for other in iter_mark_repairs(repaired, second, fault)
                ):
                    return repair
    return None


def _leads_further(lines: Sequence[str], last_line: int, repaired: int) -> bool:
    """Return whether the text can be parsed, at least beyond the line of the fault, or up to a bracket after the repaired line."""
    text = "\n".join(lines)
    parser = Parser(text, None, None, MAX_DEPTH)
    try:
        root = parser.parse()
    except YamlSyntaxError as error:
        if error.fault is Fault.DEPTH:
            return False
        return _line_of(text, error.start) > (repaired if error.fault in _AT_START else last_line)
    return isinstance(root, MappingNode | SequenceNode) and not parser.properties


def _to_violation(lines: Sequence[str], repair: Repair) -> YamlViolation:
    params: dict[str, str | Message] = {"reason": repair.reason, "form": repair.form}
    return YamlViolation("PR006", *repair.find_fault(lines), params, repair.edits(lines) if repair.certain else ())


def _line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset)
